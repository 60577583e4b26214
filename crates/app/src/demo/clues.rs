//! Clues and cases through the year: proposed, approved, checked, opened, tried, decided, carried out. Only their teams see them.

use super::diary::Diary;
use super::stage::Told;
use super::world::{Affair, Hands};
use super::{follow, recoveries};
use casework::Kind;
use casework::case::{AdministrativeSanction, Case, CaseChange, Form, Handling, PartySanction, RulingDraft};
use casework::clue::state::Disposal;
use casework::clue::{Clue, ClueChange, ClueDraft, ClueSource, Opening, PersonDraft};
use casework::notice::NoticeKind;
use casework::record::HeadDraft;
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// What becomes of a clue.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    /// Nothing more is to be done.
    Settled,
    /// The person is asked in writing and talked with.
    Asked,
    /// It is kept for later, and perhaps taken up again.
    Held,
    /// It is checked, and nothing is found.
    Checked,
    /// A case is opened, of this form for the first person.
    Case(Form),
}

/// The team: who enters it, and two more, so that each step has somebody who had no hand in the one before.
struct Team {
    first: &'static str,
    second: &'static str,
    third: &'static str,
}

impl Team {
    fn new(diary: &mut Diary, first: &'static str) -> Self {
        let hands = Hands::new(&mut diary.chance);
        let mut others = (0..6).map(|place| hands.nth(place)).filter(|who| *who != first);
        Self { first, second: others.next().unwrap_or("zhengyi"), third: others.next().unwrap_or("suwen") }
    }
}

fn draft(diary: &mut Diary, affair: &Affair, source: ClueSource, persons: u32) -> ClueDraft {
    let matter = affair.matter();
    let mut person = |post: &str| PersonDraft {
        key: None,
        name: diary.world.people.name(&mut diary.chance),
        office: Some(affair.spot.words.clone()),
        post: Some(post.to_owned()),
        party_member: true,
        public_official: true,
    };
    let mut involved = vec![person(matter.accused)];
    if persons > 1 {
        involved.push(person("会计"));
    }
    let description = format!("反映{}{}在{}中违规违纪：{}", affair.spot.words, matter.accused, matter.title, affair.fill(matter.found));
    let head = HeadDraft {
        place: affair.spot.place.clone(),
        ..diary.head(format!("{}{}涉嫌{}问题线索", affair.spot.words, matter.accused, matter.title), affair.priority)
    };
    ClueDraft { head, source, description, persons: involved }
}

/// A clue from an accusation.
pub(super) async fn from_complaint(diary: &mut Diary, affair: &Affair, complaint: i64, clerk: &'static str) -> Told {
    let draft = draft(diary, affair, ClueSource::Complaint, 1);
    let mut work = diary.world.space.ledger.begin(diary.caller(clerk)?, diary.at).await?;
    let clue = work.go_on_as::<Clue>(complaint, None, draft).await?;
    work.commit().await?;
    let (affair, id) = (affair.clone(), clue.head.id);
    let fate = diary.chance.weighted(&[(Fate::Settled, 30), (Fate::Asked, 30), (Fate::Held, 12), (Fate::Checked, 28)]);
    diary.begin(diary.at, "clue", move |diary| clue_to_its_end(diary, affair, id, clerk, fate, 1));
    Ok(())
}

/// A clue from a lead or an issue, or one that was handed over.
pub(super) async fn opened(mut diary: Diary, affair: Affair, from: Option<(Kind, i64)>, fate: Fate, persons: u32) -> Told {
    let source = match from {
        Some((Kind::Lead, _)) => ClueSource::Lead,
        Some(_) => ClueSource::Issue,
        None => ClueSource::Transfer,
    };
    let clerk = Hands::new(&mut diary.chance).nth(0);
    let draft = draft(&mut diary, &affair, source, persons);
    let id = match from {
        Some(from) => diary.open_from::<Clue>(clerk, from, draft).await?.head.id,
        None => diary.open::<Clue>(clerk, draft).await?.head.id,
    };
    clue_to_its_end(diary, affair, id, clerk, fate, persons).await
}

async fn clue_to_its_end(mut diary: Diary, affair: Affair, id: i64, clerk: &'static str, fate: Fate, persons: u32) -> Told {
    let team = Team::new(&mut diary, clerk);
    for who in [team.second, team.third] {
        diary.minutes(2, 20).await?;
        diary.step::<Clue>(team.first, id, ClueChange::AddMember { who: who.to_owned() }).await?;
    }
    match fate {
        Fate::Settled => {
            disposed(&mut diary, id, &team, Disposal::Settled, "反映内容笼统，无具体人员和金额，经核对账目未发现异常").await?;
        }
        Fate::Held => {
            disposed(&mut diary, id, &team, Disposal::Held, "关键证人在外地务工，暂不具备核查条件").await?;
            diary.days(40, 80).await?;
            let reason = "证人已返乡，具备核查条件".to_owned();
            diary.step::<Clue>(team.second, id, ClueChange::TakeUp { reason }).await?;
            checked(&mut diary, &affair, id, &team).await?;
            disposed(&mut diary, id, &team, Disposal::Settled, "经核查未发现违纪违法事实").await?;
        }
        Fate::Asked => {
            disposed(&mut diary, id, &team, Disposal::TalkOrInquiry, "情节较轻，采取谈话函询方式处置").await?;
            asked(&mut diary, &affair, id, &team).await?;
            disposed(&mut diary, id, &team, Disposal::Settled, "被函询人如实说明并退缴款项，予以了结并批评教育").await?;
        }
        Fate::Checked => {
            checked(&mut diary, &affair, id, &team).await?;
            disposed(&mut diary, id, &team, Disposal::Settled, "初核未发现主观故意，属工作失误，建议批评教育后了结").await?;
        }
        Fate::Case(form) => {
            checked(&mut diary, &affair, id, &team).await?;
            diary.days(2, 7).await?;
            let opening = Opening {
                title: Some(format!("{}{}案", affair.spot.words, affair.matter().title)),
                reason: format!("初核查明：{}涉嫌违反廉洁纪律、工作纪律。", affair.fill(affair.matter().found)),
                persons: BTreeSet::new(),
            };
            let mut work = diary.world.space.ledger.begin(diary.caller(team.second)?, diary.at).await?;
            let (_, case) = work.open_case_from_clue(id, None, &opening).await?;
            work.commit().await?;
            return tried(diary, affair, case.head.id, team, form, persons).await;
        }
    }
    Ok(())
}

/// One proposes, another approves; now and then the first proposal is refused.
async fn disposed(diary: &mut Diary, id: i64, team: &Team, disposal: Disposal, reason: &str) -> Told {
    diary.days(2, 9).await?;
    let propose = || ClueChange::Propose { disposal, reason: reason.to_owned() };
    diary.step::<Clue>(team.first, id, propose()).await?;
    if diary.is(100) {
        diary.days(1, 3).await?;
        let reason = "请补充说明有关票据来源后再报".to_owned();
        diary.step::<Clue>(team.third, id, ClueChange::Refuse { reason }).await?;
        diary.days(2, 5).await?;
        diary.step::<Clue>(team.first, id, propose()).await?;
    }
    diary.days(1, 4).await?;
    diary.step::<Clue>(team.second, id, ClueChange::Approve { remark: "同意".to_owned() }).await?;
    Ok(())
}

async fn asked(diary: &mut Diary, affair: &Affair, id: i64, team: &Team) -> Told {
    diary.days(1, 3).await?;
    let letter = diary.paper(team.first, &format!("函询通知书（{}）.pdf", affair.spot.words)).await?;
    let text = format!("请就{}有关情况作出书面说明", affair.matter().title);
    diary.step::<Clue>(team.first, id, ClueChange::SendInquiry { text, files: vec![letter] }).await?;
    diary.days(6, 13).await?;
    let answer = diary.paper(team.first, &format!("函询回复（{}）.pdf", affair.spot.words)).await?;
    let text = "本人说明了事情经过，承认把关不严，所涉款项已退缴，并提供票据。".to_owned();
    diary.step::<Clue>(team.first, id, ClueChange::ReceiveAnswer { text, files: vec![answer] }).await?;
    diary.days(2, 8).await?;
    let text = "当面谈话核实，说明与票据一致。".to_owned();
    diary.step::<Clue>(team.first, id, ClueChange::Talk { text, files: Vec::new() }).await?;
    diary.days(2, 7).await?;
    let text = "函询说明与调查情况相符，建议了结。".to_owned();
    diary.step::<Clue>(team.first, id, ClueChange::Report { text, files: Vec::new() }).await?;
    Ok(())
}

async fn checked(diary: &mut Diary, affair: &Affair, id: i64, team: &Team) -> Told {
    disposed(diary, id, team, Disposal::PreliminaryCheck, "线索具体、可查性强，建议初步核实").await?;
    // Whoever approved does not look into it, so that somebody is left to open the case.
    looked_into(diary, affair, id, team).await
}

async fn looked_into(diary: &mut Diary, affair: &Affair, id: i64, team: &Team) -> Told {
    for text in ["调取三年账册、合同和会议记录，制作调查笔录四份。", "核对银行流水，询问经手人员，形成资金去向表。"]
    {
        diary.days(3, 9).await?;
        let files = vec![diary.paper(team.first, &format!("{}核查材料.pdf", affair.spot.words)).await?];
        diary.step::<Clue>(team.first, id, ClueChange::Note { text: text.to_owned(), files }).await?;
    }
    diary.days(2, 7).await?;
    let report = diary.paper(team.first, &format!("初步核实情况报告（{}）.pdf", affair.spot.words)).await?;
    let text = affair.fill(affair.matter().found);
    diary.step::<Clue>(team.first, id, ClueChange::Report { text, files: vec![report] }).await?;
    Ok(())
}

/// What becomes of somebody under a form.
fn ruling(form: Form, reason: &str) -> RulingDraft {
    let (party, administrative, handling) = match form {
        Form::First => (None, None, Some(Handling::Admonition)),
        Form::Second => (Some(PartySanction::SeriousWarning), Some(AdministrativeSanction::Demerit), None),
        Form::Third => (Some(PartySanction::RemovalFromPosts), Some(AdministrativeSanction::DismissalFromPost), None),
        Form::Fourth => (Some(PartySanction::Expulsion), Some(AdministrativeSanction::Discharge), None),
    };
    RulingDraft { form: Some(form), party, administrative, handling, reason: reason.to_owned() }
}

/// The case: examined by one, tried by another, decided by a third.
async fn tried(mut diary: Diary, affair: Affair, id: i64, team: Team, form: Form, persons: u32) -> Told {
    diary.days(1, 4).await?;
    let plan = "成立审查调查组，调取资金流水，外围取证后谈话。".to_owned();
    diary.step::<Case>(team.first, id, CaseChange::Start { plan }).await?;
    diary.days(6, 14).await?;
    let record = diary.paper(team.first, "谈话笔录.pdf").await?;
    let text = "被审查调查人承认主要事实，交代资金去向。".to_owned();
    diary.step::<Case>(team.first, id, CaseChange::Note { text, files: vec![record] }).await?;
    diary.days(8, 20).await?;
    if form == Form::Fourth {
        let letter = diary.paper(team.first, "移送司法机关函.pdf").await?;
        let change = CaseChange::Transfer {
            person: 1,
            organ: "区人民检察院".to_owned(),
            on: diary.today(),
            reason: "涉嫌职务侵占，数额较大".to_owned(),
            files: vec![letter],
        };
        diary.step::<Case>(team.first, id, change).await?;
        diary.days(2, 5).await?;
    }
    let report = diary.paper(team.first, "审查调查报告.pdf").await?;
    let text = "事实清楚、证据确凿、手续完备，移送审理。".to_owned();
    diary.step::<Case>(team.first, id, CaseChange::SendToTrial { text, files: vec![report] }).await?;
    diary.days(4, 10).await?;
    let reason = "违反廉洁纪律、工作纪律，能如实说明情况并退缴违纪所得。";
    diary.step::<Case>(team.second, id, CaseChange::Rule { person: 1, ruling: ruling(form, reason) }).await?;
    if persons > 1 {
        diary.minutes(10, 60).await?;
        let second = if form == Form::First { Form::First } else { Form::Second };
        let reason = "作为经手会计把关不严，负直接责任。";
        diary.step::<Case>(team.second, id, CaseChange::Rule { person: 2, ruling: ruling(second, reason) }).await?;
    }
    diary.days(3, 9).await?;
    let decision = diary.paper(team.third, "处分决定书.pdf").await?;
    let text = "经集体研究，作出处理决定。".to_owned();
    diary.step::<Case>(team.third, id, CaseChange::Conclude { text, files: vec![decision] }).await?;
    for person in 1..=persons {
        diary.days(2, 8).await?;
        let (on, text) = (diary.today(), "处理决定已宣布，相关待遇调整已通知有关部门执行。".to_owned());
        diary.step::<Case>(team.first, id, CaseChange::Execute { person, on, text, files: Vec::new() }).await?;
    }
    after(&mut diary, &affair, id, &team).await?;
    diary.days(3, 10).await?;
    diary.step::<Case>(team.second, id, CaseChange::Close { remark: String::new() }).await?;
    Ok(())
}

/// What follows from a decided case: the money, the demand, and what the public reads of it.
async fn after(diary: &mut Diary, affair: &Affair, id: i64, team: &Team) -> Told {
    let from = (Kind::Case, id);
    recoveries::follow_from(diary, from, affair.clone(), team.first).await?;
    if diary.is(600) {
        follow::recommendation(diary, from, affair.clone(), team.first).await?;
    }
    let head = diary.head(format!("关于{}典型案例的通报", affair.matter().title), affair.priority);
    let text = format!(
        "我区查处一起{}案件。经查，某单位有关人员违反规定，{}有关责任人员已受到处理，违规款项正在追缴。各单位要引以为戒，切实整改。",
        affair.matter().title,
        affair.fill(affair.matter().found),
    );
    // Whoever writes it is of the team, since nobody else sees the case.
    let (first, second) = (team.first, team.second);
    diary.begin(diary.at + TimeDelta::days(2), "case notice", move |diary| case_notice(diary, from, head, text, first, second));
    Ok(())
}

async fn case_notice(
    mut diary: Diary,
    from: (Kind, i64),
    head: HeadDraft,
    text: String,
    writer: &'static str,
    approver: &'static str,
) -> Told {
    use casework::notice::{DisclosureItem, Notice, NoticeChange, NoticeDraft};
    diary.days(1, 4).await?;
    let draft = NoticeDraft { head, kind: NoticeKind::TypicalCase, item: Some(DisclosureItem::Results), text };
    let id = diary.open_from::<Notice>(writer, from, draft).await?.head.id;
    diary.days(1, 4).await?;
    diary.step::<Notice>(approver, id, NoticeChange::Approve { remark: "同意通报".to_owned() }).await?;
    diary.days(1, 4).await?;
    let on = diary.today();
    diary.step::<Notice>(writer, id, NoticeChange::Publish { on, place: "区纪委监委网站“曝光台”".to_owned() }).await?;
    Ok(())
}
