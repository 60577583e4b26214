//! What follows through the year: talks of warning, written demands with the rules made for them, what the public reads.

use super::cast;
use super::diary::Diary;
use super::stage::Told;
use super::words;
use super::world::{Affair, Hands};
use casework::Kind;
use casework::clock::Span;
use casework::interview::{Interview, InterviewChange, InterviewDraft, Interviewed};
use casework::measure::{Measure, MeasureChange, MeasureDraft, MeasureKind};
use casework::notice::{DisclosureItem, Notice, NoticeChange, NoticeDraft, NoticeKind};
use casework::recommendation::{Content, Recommendation, RecommendationChange, RecommendationDraft, RecommendationKind};
use casework::record::HeadDraft;
use chrono::Days;

fn head(diary: &Diary, affair: &Affair, title: String) -> HeadDraft {
    HeadDraft {
        department: Some(affair.matter().office.to_owned()),
        place: affair.spot.place.clone(),
        ..diary.head(title, affair.priority)
    }
}

/// A talk of warning that follows from an issue or a case.
pub(super) async fn interview(diary: &mut Diary, from: (Kind, i64), affair: Affair, clerk: &'static str) -> Told {
    let with = format!("{}{}", affair.spot.words, affair.matter().accused);
    let planned_on = diary.world.calendar.add_working_days(diary.today(), i64::from(diary.chance.between(4, 9)));
    let Ok(planned_on) = planned_on else { return Ok(()) };
    let draft = InterviewDraft {
        head: head(diary, &affair, format!("就{}“{}”问题约谈", affair.spot.words, affair.matter().title)),
        with_kind: if diary.is(500) { Interviewed::Person } else { Interviewed::Institution },
        with,
        reason: affair.fill(affair.matter().found),
        interviewer: "区纪委监委党风政风监督室".to_owned(),
        planned_on,
    };
    let id = diary.open_from::<Interview>(clerk, from, draft).await?.head.id;
    diary.begin(diary.at, "interview", move |diary| talk(diary, affair, id, clerk));
    Ok(())
}

async fn talk(mut diary: Diary, affair: Affair, id: i64, clerk: &'static str) -> Told {
    if diary.is(150) {
        diary.days(1, 3).await?;
        let later = diary.today() + Days::new(12);
        let reason = "约谈对象参加上级集中培训，改期进行".to_owned();
        diary.step::<Interview>(clerk, id, InterviewChange::Reschedule { planned_on: later, reason }).await?;
    } else if diary.is(90) {
        diary.days(1, 3).await?;
        let reason = "有关情况转为问题线索处置，不再约谈".to_owned();
        diary.step::<Interview>(clerk, id, InterviewChange::Cancel { reason }).await?;
        return Ok(());
    }
    diary.days(4, 8).await?;
    let record = diary.paper(clerk, &format!("约谈记录（{}）.pdf", affair.spot.words)).await?;
    let on = diary.today();
    let rectify_by = diary.is(750).then(|| on + Days::new(30));
    let text = "指出存在问题，重申纪律要求，约谈对象表示限期整改并作书面检查。".to_owned();
    diary.step::<Interview>(clerk, id, InterviewChange::Hold { on, text, files: vec![record], rectify_by }).await?;
    if rectify_by.is_none() {
        return Ok(());
    }
    diary.days(10, 24).await?;
    let head = cast::head(affair.matter().office);
    let report = diary.paper(head, &format!("{}约谈整改报告.pdf", affair.spot.words)).await?;
    let text = affair.fill(affair.matter().mended);
    diary.step::<Interview>(head, id, InterviewChange::Report { text, files: vec![report] }).await?;
    diary.days(2, 7).await?;
    let text = "查阅整改材料并到现场核实，整改到位。".to_owned();
    diary.step::<Interview>(clerk, id, InterviewChange::Observe { text, files: Vec::new(), rectify_by: None }).await?;
    Ok(())
}

/// A written demand that follows from an issue or a case.
pub(super) async fn recommendation(diary: &mut Diary, from: (Kind, i64), affair: Affair, clerk: &'static str) -> Told {
    let kind = diary.chance.one(&[RecommendationKind::Supervision, RecommendationKind::Joint, RecommendationKind::Reminder]);
    let draft = RecommendationDraft {
        head: head(diary, &affair, format!("关于整治“{}”问题的建议", affair.matter().title)),
        kind,
        content: Content {
            problems: affair.fill(affair.matter().found),
            demands: vec![
                format!("举一反三，对全区同类情况开展排查：{}", affair.matter().title),
                affair.fill(affair.matter().plan),
                "完善内部监督制度，于六十日内书面回复落实情况".to_owned(),
            ],
        },
    };
    let id = diary.open_from::<Recommendation>(clerk, from, draft).await?.head.id;
    diary.begin(diary.at, "recommendation", move |diary| demand(diary, affair, id, clerk));
    Ok(())
}

async fn demand(mut diary: Diary, affair: Affair, id: i64, clerk: &'static str) -> Told {
    let hands = Hands::new(&mut diary.chance);
    let mut others = (0..6).map(|place| hands.nth(place)).filter(|who| *who != clerk);
    let (Some(signer), Some(verifier), Some(closer)) = (others.next(), others.next(), others.next()) else { return Ok(()) };
    let office = affair.matter().office;
    let head = cast::head(office);
    diary.days(1, 5).await?;
    let signed = diary.paper(signer, &format!("关于整治“{}”问题的建议书.pdf", affair.matter().title)).await?;
    diary.step::<Recommendation>(signer, id, RecommendationChange::Issue { remark: String::new(), files: vec![signed] }).await?;
    if diary.is(250) {
        diary.days(15, 25).await?;
        let reason = "涉及多个部门会签，申请延长回复期限".to_owned();
        diary.step::<Recommendation>(head, id, RecommendationChange::AskExtension { span: Span::Days(30), reason }).await?;
        diary.days(1, 3).await?;
        diary.step::<Recommendation>(signer, id, RecommendationChange::Extend { remark: "同意".to_owned() }).await?;
    }
    diary.days(14, 36).await?;
    let reply = diary.paper(head, &format!("{office}关于落实建议的回复.pdf")).await?;
    let text = format!("已组织全区排查。{}", affair.fill(affair.matter().mended));
    diary.step::<Recommendation>(head, id, RecommendationChange::Answer { text: text.clone(), files: vec![reply] }).await?;
    if diary.is(200) {
        diary.days(2, 6).await?;
        let reason = "回复未附制度文本和排查清单，请补充".to_owned();
        diary.step::<Recommendation>(verifier, id, RecommendationChange::Reject { reason }).await?;
        diary.days(6, 14).await?;
        let more = diary.paper(head, &format!("{office}补充回复及排查清单.pdf")).await?;
        diary.step::<Recommendation>(head, id, RecommendationChange::Answer { text, files: vec![more] }).await?;
    }
    made(&mut diary, (Kind::Recommendation, id), &affair, head).await?;
    diary.days(3, 9).await?;
    let text = "制度文本已印发，抽查两个镇执行情况良好。".to_owned();
    diary.step::<Recommendation>(verifier, id, RecommendationChange::Verify { text, files: Vec::new() }).await?;
    diary.days(1, 4).await?;
    diary.step::<Recommendation>(closer, id, RecommendationChange::Close { remark: String::new() }).await?;
    Ok(())
}

/// A rule that a department makes, since a demand or the campaign asks for it.
pub(super) async fn made(diary: &mut Diary, from: (Kind, i64), affair: &Affair, who: &'static str) -> Told {
    let title = words::measure(affair.priority, &mut diary.chance).to_owned();
    let name = title.clone();
    let draft = MeasureDraft {
        head: HeadDraft { place: casework::Place::default(), ..head(diary, affair, title) },
        kind: if diary.is(650) { MeasureKind::Made } else { MeasureKind::Changed },
        text: affair.fill(affair.matter().plan),
        due_on: None,
    };
    let id = diary.open_from::<Measure>(who, from, draft).await?.head.id;
    diary.begin(diary.at, "measure", move |diary| measure(diary, name, id, who));
    Ok(())
}

async fn measure(mut diary: Diary, name: String, id: i64, who: &'static str) -> Told {
    diary.days(12, 40).await?;
    if diary.is(80) {
        let reason = "上级已出台统一办法，不再单独制定".to_owned();
        diary.step::<Measure>(who, id, MeasureChange::Drop { reason }).await?;
        return Ok(());
    }
    let document = diary.paper(who, &format!("{name}.pdf")).await?;
    let on = diary.today() + Days::new(1);
    diary.step::<Measure>(who, id, MeasureChange::Enact { document, on, remark: String::new() }).await?;
    diary.days(40, 70).await?;
    let hands = Hands::new(&mut diary.chance);
    let text = "抽查三个单位，制度执行到位，同类问题数量下降。".to_owned();
    diary.step::<Measure>(hands.nth(0), id, MeasureChange::Review { text, files: Vec::new() }).await?;
    Ok(())
}

/// What of a priority the public looks for.
fn item(priority: Option<&str>) -> DisclosureItem {
    match priority {
        Some("rural") => DisclosureItem::CollectiveAssets,
        Some("canteens") => DisclosureItem::SchoolMeals,
        Some("registry") => DisclosureItem::Property,
        Some("subsidies") => DisclosureItem::Subsidies,
        Some("medical") => DisclosureItem::Medical,
        _ => DisclosureItem::Results,
    }
}

/// Where notices are put up.
const BOARDS: [&str; 4] = ["区纪委监委网站", "区政府门户网站公开专栏", "镇村两级公开栏", "区融媒体中心公众号"];

/// What the public reads, written by one and approved by another.
pub(super) async fn notice(diary: Diary, from: Option<(Kind, i64)>, kind: NoticeKind, head: HeadDraft, text: String) -> Told {
    let mut diary = diary;
    let hands = Hands::new(&mut diary.chance);
    let draft = NoticeDraft { item: Some(item(head.priority.as_deref())), head, kind, text };
    let id = match from {
        Some(from) => diary.open_from::<Notice>(hands.nth(0), from, draft).await?.head.id,
        None => diary.open::<Notice>(hands.nth(0), draft).await?.head.id,
    };
    diary.days(1, 5).await?;
    if diary.is(90) {
        let reason = "内容与已公开事项重复".to_owned();
        diary.step::<Notice>(hands.nth(1), id, NoticeChange::Drop { reason }).await?;
        return Ok(());
    }
    diary.step::<Notice>(hands.nth(1), id, NoticeChange::Approve { remark: "同意公开".to_owned() }).await?;
    diary.days(1, 6).await?;
    let (on, place) = (diary.today(), diary.chance.one(&BOARDS).to_owned());
    diary.step::<Notice>(hands.nth(0), id, NoticeChange::Publish { on, place }).await?;
    Ok(())
}
