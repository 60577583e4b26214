//! Issues through the year: given out, given back, put right, found wanting, verified, closed, looked at again.

use super::diary::Diary;
use super::stage::Told;
use super::words;
use super::world::{Affair, Hands};
use super::{cast, follow, recoveries};
use casework::Kind;
use casework::clock::Span;
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource, Satisfaction};
use casework::record::HeadDraft;
use chrono::TimeDelta;

/// Who works on an issue.
struct Crew {
    head: &'static str,
    staff: &'static str,
    assigner: &'static str,
    rejecter: &'static str,
    verifier: &'static str,
    closer: &'static str,
    looker: &'static str,
}

impl Crew {
    fn new(diary: &mut Diary, office: &str) -> Self {
        let hands = Hands::new(&mut diary.chance);
        let verifier = match cast::resident(office) {
            Some(resident) if diary.is(450) => resident,
            _ => hands.nth(1),
        };
        Self {
            head: cast::head(office),
            staff: cast::staff(office, &mut diary.chance),
            assigner: hands.nth(0),
            rejecter: hands.nth(4),
            verifier,
            closer: hands.nth(2),
            looker: hands.nth(3),
        }
    }
}

/// An issue that was registered, to its end and beyond.
pub(super) async fn issue(mut diary: Diary, affair: Affair, id: i64, from_complaint: bool) -> Told {
    let crew = Crew::new(&mut diary, affair.matter().office);
    diary.days(0, 3).await?;
    assigned(&mut diary, &affair, id, &crew).await?;
    own(diary, affair, id, crew, from_complaint).await
}

/// One that a department has found itself: it is the department's own from the start.
pub(super) async fn found_by_itself(mut diary: Diary, affair: Affair, id: i64) -> Told {
    let crew = Crew::new(&mut diary, affair.matter().office);
    own(diary, affair, id, crew, false).await
}

/// One that another authority has handed over.
pub(super) async fn handed_over(diary: Diary, affair: Affair) -> Told {
    let clerk = "zhengyi";
    let head = HeadDraft { place: affair.spot.place.clone(), ..diary.head(affair.title(), affair.priority) };
    let description = format!("审计移送：{}", affair.fill(affair.matter().found));
    let draft = IssueDraft { head, source: IssueSource::Transfer, description, amount: affair.fen() };
    let id = diary.open::<Issue>(clerk, draft).await?.head.id;
    issue(diary, affair, id, false).await
}

/// Two that say the same: the second is joined to the first.
pub(super) async fn twice(mut diary: Diary, affair: Affair) -> Told {
    let hands = Hands::new(&mut diary.chance);
    let draft = |diary: &Diary, title: String| IssueDraft {
        head: HeadDraft { place: affair.spot.place.clone(), ..diary.head(title, affair.priority) },
        source: IssueSource::Transfer,
        description: affair.fill(affair.matter().found),
        amount: affair.fen(),
    };
    let first = diary.open::<Issue>(hands.nth(0), draft(&diary, affair.title())).await?.head.id;
    diary.days(3, 9).await?;
    let second = diary.open::<Issue>(hands.nth(1), draft(&diary, format!("{}（巡察移交）", affair.title()))).await?.head.id;
    diary.days(1, 3).await?;
    let reason = "与前一问题为同一地点同一事项，并案整改".to_owned();
    diary.step::<Issue>(hands.nth(0), second, IssueChange::Merge { into: first, reason }).await?;
    issue(diary, affair, first, false).await
}

async fn assigned(diary: &mut Diary, affair: &Affair, id: i64, crew: &Crew) -> Told {
    let office = affair.matter().office;
    if diary.is(80) {
        let wrong = cast::another(office, &mut diary.chance);
        let change = IssueChange::Assign { department: wrong.to_owned(), due_on: None };
        diary.step::<Issue>(crew.assigner, id, change).await?;
        diary.days(0, 1).await?;
        let reason = format!("经核，该事项由{office}主管，请调整责任单位");
        diary.step::<Issue>(cast::head(wrong), id, IssueChange::Return { reason }).await?;
        diary.days(0, 2).await?;
    }
    let due_on = diary.is(300).then(|| diary.today() + TimeDelta::days(45));
    diary.step::<Issue>(crew.assigner, id, IssueChange::Assign { department: office.to_owned(), due_on }).await?;
    Ok(())
}

/// The department puts it right.
async fn own(mut diary: Diary, affair: Affair, id: i64, crew: Crew, from_complaint: bool) -> Told {
    let is_late = diary.is(60);
    diary.days(if is_late { 4 } else { 0 }, if is_late { 7 } else { 2 }).await?;
    diary.step::<Issue>(crew.head, id, IssueChange::Accept { owner: Some(crew.staff.to_owned()) }).await?;
    diary.days(1, 5).await?;
    let measures = affair.fill(affair.matter().plan);
    diary.step::<Issue>(crew.staff, id, IssueChange::Start { measures }).await?;
    for _ in 0..diary.chance.below(3) {
        diary.days(2, 6).await?;
        let files = if diary.is(400) {
            vec![diary.paper(crew.staff, &format!("{}整改现场.png", affair.spot.words)).await?]
        } else {
            Vec::new()
        };
        let text = diary.chance.one(&words::PROGRESS).to_owned();
        diary.step::<Issue>(crew.staff, id, IssueChange::Progress { text, files }).await?;
    }
    waits(&mut diary, id, &crew).await?;
    if diary.is(150) {
        // Some take longer than they have.
        diary.days(24, 60).await?;
    }
    diary.days(2, 9).await?;
    let shown = [words::proof(&affair), format!("{}整改报告.pdf", affair.title())];
    submitted(&mut diary, &affair, id, &crew, &shown).await?;
    if diary.is(150) {
        diary.days(1, 5).await?;
        let reason = diary.chance.one(&words::REJECTED).to_owned();
        diary.step::<Issue>(crew.rejecter, id, IssueChange::Reject { reason }).await?;
        diary.days(3, 9).await?;
        let more = format!("{}补充佐证材料.pdf", affair.spot.words);
        submitted(&mut diary, &affair, id, &crew, &[more]).await?;
    }
    closed(&mut diary, id, &crew).await?;
    consequences(&mut diary, &affair, id, &crew).await?;
    if from_complaint {
        diary.days(2, 8).await?;
        let satisfaction =
            diary.chance.weighted(&[(Satisfaction::Satisfied, 64), (Satisfaction::Basically, 24), (Satisfaction::Dissatisfied, 12)]);
        let text = words::called_back(satisfaction, &mut diary.chance).to_owned();
        diary.step::<Issue>(crew.assigner, id, IssueChange::CallBack { satisfaction, text }).await?;
        if satisfaction == Satisfaction::Dissatisfied {
            once_more(&mut diary, &affair, id, &crew).await?;
        }
    }
    diary.days(30, 56).await?;
    if diary.is(90) {
        // Some wait longer than was planned, and climb.
        diary.days(15, 40).await?;
    }
    let holds = !diary.is(110);
    let text = if holds { diary.chance.one(&words::LOOKED) } else { diary.chance.one(&words::FELL_BACK) }.to_owned();
    let files = if diary.is(400) {
        vec![diary.paper(crew.looker, &format!("{}回头看现场.png", affair.spot.words)).await?]
    } else {
        Vec::new()
    };
    diary.step::<Issue>(crew.looker, id, IssueChange::LookBack { holds, random: false, text, files }).await?;
    if !holds {
        once_more(&mut diary, &affair, id, &crew).await?;
    }
    Ok(())
}

/// More time, or a clock that stands still.
async fn waits(diary: &mut Diary, id: i64, crew: &Crew) -> Told {
    if diary.is(130) {
        diary.days(3, 8).await?;
        let reason = "第三方审计报告尚未出具，需延长整改期限".to_owned();
        diary.step::<Issue>(crew.staff, id, IssueChange::AskExtension { span: Span::Days(30), reason }).await?;
        diary.days(1, 3).await?;
        let change = if diary.is(820) {
            IssueChange::Extend { remark: "同意延期，期满须报送结果".to_owned() }
        } else {
            IssueChange::RefuseExtension { reason: "理由不充分，请按原期限整改".to_owned() }
        };
        diary.step::<Issue>(crew.assigner, id, change).await?;
    } else if diary.is(40) {
        let reason = "有关合同纠纷法院已立案，等待裁判结果".to_owned();
        diary.step::<Issue>(crew.assigner, id, IssueChange::Pause { reason }).await?;
        diary.days(15, 40).await?;
        let remark = "法院已作出生效裁判，恢复计时".to_owned();
        diary.step::<Issue>(crew.assigner, id, IssueChange::Resume { remark }).await?;
    }
    Ok(())
}

async fn submitted(diary: &mut Diary, affair: &Affair, id: i64, crew: &Crew, papers: &[String]) -> Told {
    let mut files = Vec::with_capacity(papers.len());
    for name in papers {
        files.push(diary.paper(crew.staff, name).await?);
        diary.minutes(1, 6).await?;
    }
    let text = affair.fill(affair.matter().mended);
    diary.step::<Issue>(crew.staff, id, IssueChange::Submit { text, files }).await?;
    Ok(())
}

async fn closed(diary: &mut Diary, id: i64, crew: &Crew) -> Told {
    diary.days(1, 6).await?;
    let files = if diary.is(250) { vec![diary.paper(crew.verifier, "核验现场照片.png").await?] } else { Vec::new() };
    let text = diary.chance.one(&words::HOLDS).to_owned();
    diary.step::<Issue>(crew.verifier, id, IssueChange::Verify { text, files }).await?;
    diary.days(1, 5).await?;
    diary.step::<Issue>(crew.closer, id, IssueChange::Close { remark: "整改到位，同意销号".to_owned() }).await?;
    Ok(())
}

/// It was opened again: put right once more.
async fn once_more(diary: &mut Diary, affair: &Affair, id: i64, crew: &Crew) -> Told {
    diary.days(4, 14).await?;
    let again = format!("{}二次整改报告.pdf", affair.title());
    submitted(diary, affair, id, crew, &[again]).await?;
    closed(diary, id, crew).await
}

/// What follows from it: money to get back, a talk of warning, a written demand.
async fn consequences(diary: &mut Diary, affair: &Affair, id: i64, crew: &Crew) -> Told {
    let from = (Kind::Issue, id);
    if affair.fen().is_some() && diary.is(150) {
        recoveries::follow_from(diary, from, affair.clone(), crew.assigner).await?;
    } else if diary.is(150) {
        follow::interview(diary, from, affair.clone(), crew.assigner).await?;
    } else if diary.is(120) {
        follow::recommendation(diary, from, affair.clone(), crew.assigner).await?;
    }
    Ok(())
}
