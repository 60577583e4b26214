//! Complaints through the year: who decides on them, who handles them, what the reporter says of it.

use super::arrive::{About, Arrived, Way, arrive};
use super::diary::Diary;
use super::stage::Told;
use super::words;
use super::world::{Affair, Hands, desk};
use super::{cast, clues, follow, issues};
use casework::Kind;
use casework::clock::Span;
use casework::complaint::{Channel, Complaint, ComplaintChange, PetitionClass, ReviewOutcome};
use casework::issue::{Issue, IssueDraft, IssueSource, Satisfaction};
use casework::notice::NoticeKind;
use casework::record::HeadDraft;
use chrono::TimeDelta;

/// A complaint from its first word to the last. `repeats` more say the same later.
pub(super) async fn complaint(mut diary: Diary, about: About, way: Way, repeats: u32) -> Told {
    let arrived = arrive(&mut diary, &about, way).await?;
    for _ in 0..repeats {
        let (about, first) = (about.clone(), arrived.id);
        let day = diary.today() + TimeDelta::days(i64::from(diary.chance.between(4, 45)));
        let Ok(day) = diary.world.calendar.add_working_days(day, 1) else { continue };
        let at = diary.office_hours(day);
        diary.begin(at, "repeat", move |diary| repeat(diary, about, first));
    }
    handled(diary, about, arrived, way == Way::Machine).await
}

/// The same once more, by somebody else: it is linked, and answered like every other.
async fn repeat(mut diary: Diary, about: About, first: i64) -> Told {
    let way = if diary.is(400) { Way::Web } else { Way::Desk(Channel::Letter) };
    let arrived = arrive(&mut diary, &about, way).await?;
    let [clerk, other] = desk(&mut diary.chance);
    diary.days(1, 3).await?;
    let mut work = diary.world.space.ledger.begin(diary.caller(clerk)?, diary.at).await?;
    work.link_repeat(arrived.id, None, first, "同一地点、同一事项，与前件并办").await?;
    work.commit().await?;
    if arrived.known {
        diary.minutes(5, 40).await?;
        let text = "您反映的事项已有群众反映并正在办理，您的来件一并办理，办结后统一答复。".to_owned();
        diary.step::<Complaint>(clerk, arrived.id, ComplaintChange::Tell { text }).await?;
    }
    diary.days(18, 32).await?;
    let text = words::answer(about.affair());
    diary.step::<Complaint>(clerk, arrived.id, ComplaintChange::Answer { text }).await?;
    let hands = Hands::new(&mut diary.chance);
    let verifier = (0..3).map(|place| hands.nth(place)).find(|who| *who != clerk && *who != other).unwrap_or("zhengyi");
    closed(&mut diary, arrived.id, verifier, other).await?;
    Ok(())
}

/// Decided on, handled, answered, verified, closed.
async fn handled(mut diary: Diary, about: About, arrived: Arrived, hotline: bool) -> Told {
    let [clerk, other] = desk(&mut diary.chance);
    let id = arrived.id;
    diary.days(if hotline { 0 } else { 1 }, if hotline { 0 } else { 4 }).await?;
    if hotline {
        // The hotline knows no classes of ours: the desk says what it is.
        let change = ComplaintChange::Classify { class: about.class(), accused: None, accused_office: None };
        diary.step::<Complaint>(clerk, id, change).await?;
        diary.minutes(2, 9).await?;
    }
    match about.class() {
        PetitionClass::LegalMatter => {
            let (to, reason) = ("区人民法院".to_owned(), "属于诉讼权利救济事项，依法转送有权处理的机关".to_owned());
            diary.step::<Complaint>(clerk, id, ComplaintChange::Refer { to, reason }).await?;
            return told(&mut diary, &arrived, clerk, words::REFERRED).await;
        }
        PetitionClass::Suggestion if diary.is(400) => {
            let reason = "所提事项已在公开的年度计划中安排，不作为信访事项受理".to_owned();
            diary.step::<Complaint>(clerk, id, ComplaintChange::NotAccept { reason }).await?;
            return told(&mut diary, &arrived, clerk, words::NOT_ACCEPTED).await;
        }
        _ => {}
    }
    diary.step::<Complaint>(clerk, id, ComplaintChange::Accept { remark: String::new() }).await?;
    if diary.is(930) {
        told(&mut diary, &arrived, clerk, words::ACCEPTED).await?;
    }
    diary.minutes(3, 25).await?;
    if about.class() == PetitionClass::Accusation {
        return accused(diary, about, id, [clerk, other]).await;
    }
    let office = about.affair().matter().office;
    given(&mut diary, id, office, clerk).await?;
    if matches!(about, About::Affair(..)) && diary.is(330) {
        diary.minutes(8, 60).await?;
        went_on_as_issue(&mut diary, about.affair(), id, clerk).await?;
    }
    worked_on(diary, about, arrived, hotline, [clerk, other]).await
}

/// Whoever is known is told.
async fn told(diary: &mut Diary, arrived: &Arrived, clerk: &str, text: &str) -> Told {
    if arrived.known {
        diary.minutes(4, 40).await?;
        diary.step::<Complaint>(clerk, arrived.id, ComplaintChange::Tell { text: text.to_owned() }).await?;
    }
    Ok(())
}

/// Given to the office, at the second go where the first was wrong.
async fn given(diary: &mut Diary, id: i64, office: &'static str, clerk: &str) -> Told {
    if diary.is(70) {
        let wrong = cast::another(office, &mut diary.chance);
        diary.step::<Complaint>(clerk, id, ComplaintChange::Assign { department: wrong.to_owned() }).await?;
        diary.days(1, 2).await?;
        let reason = format!("所反映事项不属本单位职责，按职责分工应由{office}办理");
        diary.step::<Complaint>(cast::head(wrong), id, ComplaintChange::Return { reason }).await?;
        diary.days(0, 1).await?;
    }
    diary.step::<Complaint>(clerk, id, ComplaintChange::Assign { department: office.to_owned() }).await?;
    Ok(())
}

async fn went_on_as_issue(diary: &mut Diary, affair: &Affair, id: i64, clerk: &str) -> Told {
    let head = HeadDraft { place: affair.spot.place.clone(), ..diary.head(affair.title(), affair.priority) };
    let description = affair.fill(affair.matter().found);
    let draft = IssueDraft { head, source: IssueSource::Complaint, description, amount: affair.fen() };
    let mut work = diary.world.space.ledger.begin(diary.caller(clerk)?, diary.at).await?;
    let issue = work.go_on_as::<Issue>(id, None, draft).await?;
    work.commit().await?;
    let (affair, issue) = (affair.clone(), issue.head.id);
    diary.begin(diary.at + TimeDelta::hours(1), "issue", move |diary| issues::issue(diary, affair, issue, true));
    Ok(())
}

/// The office takes it, looks into it, and answers.
async fn worked_on(mut diary: Diary, about: About, arrived: Arrived, hotline: bool, [clerk, other]: [&'static str; 2]) -> Told {
    let id = arrived.id;
    let office = about.affair().matter().office;
    let staff = cast::staff(office, &mut diary.chance);
    diary.days(if hotline { 0 } else { 1 }, if hotline { 1 } else { 3 }).await?;
    diary.step::<Complaint>(staff, id, ComplaintChange::Take { owner: None }).await?;
    if let Some(code) = arrived.code.filter(|_| diary.is(300)) {
        letters(&mut diary, &code, id, clerk).await?;
    }
    let hands = Hands::new(&mut diary.chance);
    if !hotline && diary.is(80) {
        diary.days(6, 12).await?;
        let reason = "涉及多年账目，需委托第三方核对".to_owned();
        diary.step::<Complaint>(staff, id, ComplaintChange::AskExtension { span: Span::Days(30), reason }).await?;
        diary.days(1, 3).await?;
        let change = if diary.is(800) {
            ComplaintChange::Extend { remark: "同意延期一次，请按期办结并告知群众".to_owned() }
        } else {
            ComplaintChange::RefuseExtension { reason: "事实较为清楚，请在原期限内办结".to_owned() }
        };
        diary.step::<Complaint>(hands.nth(0), id, change).await?;
    }
    let is_slow = diary.is(70);
    match (hotline, is_slow) {
        (true, false) => diary.days(1, 3).await?,
        (true, true) => diary.days(6, 12).await?,
        (false, false) => diary.days(6, 24).await?,
        (false, true) => diary.days(44, 70).await?,
    }
    answered(&mut diary, &about, id, staff).await?;
    if diary.is(70) {
        diary.days(1, 3).await?;
        let reason = "答复未回应群众提出的具体金额，请补充核实后重新答复".to_owned();
        diary.step::<Complaint>(hands.nth(1), id, ComplaintChange::SendBack { reason }).await?;
        diary.days(2, 6).await?;
        answered(&mut diary, &about, id, staff).await?;
    }
    let verifier = (1..6).map(|place| hands.nth(place)).find(|who| *who != other).unwrap_or("zhengyi");
    closed(&mut diary, id, verifier, other).await?;
    if about.class() == PetitionClass::Appeal && diary.is(50) {
        published(&diary, about.affair(), id);
    }
    let satisfaction =
        diary.chance.weighted(&[(Satisfaction::Satisfied, 62), (Satisfaction::Basically, 24), (Satisfaction::Dissatisfied, 14)]);
    if !arrived.known {
        return Ok(());
    }
    if diary.is(45) && about.class() == PetitionClass::Appeal {
        return reviewed(&mut diary, id, other, &hands, verifier).await;
    }
    diary.days(2, 7).await?;
    let text = words::called_back(satisfaction, &mut diary.chance).to_owned();
    diary.step::<Complaint>(other, id, ComplaintChange::CallBack { satisfaction, text }).await?;
    if satisfaction == Satisfaction::Dissatisfied {
        diary.days(5, 14).await?;
        answered(&mut diary, &about, id, staff).await?;
        closed(&mut diary, id, verifier, other).await?;
        diary.days(2, 6).await?;
        let (satisfaction, text) = (Satisfaction::Basically, "经再次上门说明并出示凭据，群众表示认可".to_owned());
        diary.step::<Complaint>(other, id, ComplaintChange::CallBack { satisfaction, text }).await?;
    }
    Ok(())
}

/// What became of it is told to the public, without anybody's name.
fn published(diary: &Diary, affair: &Affair, id: i64) {
    let matter = affair.matter();
    let head = HeadDraft {
        place: affair.spot.place.clone(),
        ..diary.head(format!("群众反映“{}”办理结果公开", matter.title), affair.priority)
    };
    let text =
        format!("群众反映{}{}。经核实，{}{}", affair.spot.words, matter.title, affair.fill(matter.found), affair.fill(matter.mended));
    let from = Some((Kind::Complaint, id));
    diary.begin(diary.at + TimeDelta::days(3), "answer published", move |diary| {
        follow::notice(diary, from, NoticeKind::Disclosure, head, text)
    });
}

/// The reporter writes to the mailbox, and is answered there.
async fn letters(diary: &mut Diary, code: &str, id: i64, clerk: &'static str) -> Told {
    diary.days(1, 4).await?;
    let (asked, answer) = diary.chance.one(&words::LETTERS);
    diary.doing(diary.world.space.write_from_reporter(code, asked)).await?;
    diary.days(1, 3).await?;
    let caller = diary.caller(clerk)?;
    diary.doing(diary.world.space.write_to_reporter(caller, id, answer)).await
}

async fn answered(diary: &mut Diary, about: &About, id: i64, staff: &'static str) -> Told {
    let affair = about.affair();
    let (claim, answer) = match about {
        About::Affair(..) => {
            (format!("{}{}", affair.fill(affair.matter().found), affair.fill(affair.matter().mended)), words::answer(affair))
        }
        About::Other(_, other, _) => (affair.fill(other.answer), affair.fill(other.answer)),
    };
    let files = if diary.is(550) { vec![diary.paper(staff, &words::proof(affair)).await?] } else { Vec::new() };
    diary.step::<Complaint>(staff, id, ComplaintChange::Claim { text: claim, files }).await?;
    diary.days(0, 2).await?;
    diary.step::<Complaint>(staff, id, ComplaintChange::Answer { text: answer }).await?;
    Ok(())
}

async fn closed(diary: &mut Diary, id: i64, verifier: &'static str, closer: &'static str) -> Told {
    diary.days(1, 6).await?;
    let text = diary.chance.one(&words::VERIFIED).to_owned();
    diary.step::<Complaint>(verifier, id, ComplaintChange::Verify { text, files: Vec::new() }).await?;
    diary.days(0, 3).await?;
    diary.step::<Complaint>(closer, id, ComplaintChange::Close { remark: String::new() }).await?;
    Ok(())
}

/// The reporter asks for review, and once more.
async fn reviewed(diary: &mut Diary, id: i64, clerk: &'static str, hands: &Hands, verifier: &'static str) -> Told {
    diary.days(1, 4).await?;
    let reason = "对答复中认定的面积和金额不服，请求复查".to_owned();
    diary.step::<Complaint>(clerk, id, ComplaintChange::AskReview { reason }).await?;
    diary.days(8, 18).await?;
    let mut reviewers = (0..6).map(|place| hands.nth(place)).filter(|who| *who != verifier && *who != clerk);
    let (Some(first), Some(second)) = (reviewers.next(), reviewers.next()) else { return Ok(()) };
    let outcome = if diary.is(650) { ReviewOutcome::Upheld } else { ReviewOutcome::Changed };
    let text = match outcome {
        ReviewOutcome::Changed => "经复查，原答复认定金额有误，按实测面积和合同约定予以更正。",
        _ => "经复查，原答复事实清楚、依据充分，予以维持。",
    };
    diary.step::<Complaint>(first, id, ComplaintChange::DecideReview { outcome, text: text.to_owned() }).await?;
    if diary.is(400) {
        diary.days(3, 10).await?;
        let reason = "对复查意见仍有异议，请求复核".to_owned();
        diary.step::<Complaint>(clerk, id, ComplaintChange::AskSecondReview { reason }).await?;
        diary.days(8, 18).await?;
        let text = "经复核，复查意见正确，予以维持。本意见为信访终结意见。".to_owned();
        diary.step::<Complaint>(second, id, ComplaintChange::DecideSecondReview { outcome: ReviewOutcome::Upheld, text }).await?;
    }
    Ok(())
}

/// Somebody is accused: it goes on as a clue, of which the reporter is told no more than the rules allow.
async fn accused(mut diary: Diary, about: About, id: i64, [clerk, other]: [&'static str; 2]) -> Told {
    if diary.is(550) {
        clues::from_complaint(&mut diary, about.affair(), id, clerk).await?;
    }
    diary.days(9, 24).await?;
    diary.step::<Complaint>(clerk, id, ComplaintChange::Answer { text: words::ACCUSED.to_owned() }).await?;
    let hands = Hands::new(&mut diary.chance);
    let verifier = (0..3).map(|place| hands.nth(place)).find(|who| *who != clerk && *who != other).unwrap_or("zhengyi");
    closed(&mut diary, id, verifier, other).await
}

/// A ticket that came by file: handled like every other.
pub(super) async fn by_file(diary: Diary, about: About, id: i64, known: bool) -> Told {
    handled(diary, about, Arrived { id, known, code: None }, true).await
}
