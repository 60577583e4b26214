//! Inspections and risks through the year: visits with checklists, what they found; what could go wrong, and what is done about it.

use super::cast::{self, INSPECTORS};
use super::diary::Diary;
use super::issues;
use super::stage::Told;
use super::world::{Affair, Hands};
use casework::inspection::{FaultIssue, Finding, Inspected, Inspection, InspectionChange, InspectionPlan, PlaceKind, Visit};
use casework::record::HeadDraft;
use casework::risk::{Risk, RiskChange, RiskDraft};
use chrono::{Days, TimeDelta};
use synth::matters::Site;

/// How a visit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// To its end.
    Whole,
    /// The inspected would not sign.
    Unsigned,
    /// It was called off.
    Cancelled,
}

/// A visit by the checklist of the matter's priority.
pub(super) async fn inspection(mut diary: Diary, affair: Affair, course: Course) -> Told {
    let owner = INSPECTORS[diary.chance.index(INSPECTORS.len())];
    let (kind, checklist) = match affair.priority {
        "rural" => (PlaceKind::Village, "rural_village"),
        "canteens" => (PlaceKind::School, "canteens_school"),
        "registry" => (PlaceKind::Office, "registry_office"),
        "medical" => (PlaceKind::Hospital, "medical_institution"),
        _ => (PlaceKind::Village, "subsidies_village"),
    };
    let office = affair.matter().office;
    let days = i64::from(diary.chance.between(3, 8));
    let Ok(on) = diary.world.calendar.add_working_days(diary.today(), days) else { return Ok(()) };
    let name = affair.spot.words.clone();
    let plan = InspectionPlan {
        head: HeadDraft {
            department: Some(office.to_owned()),
            place: affair.spot.place.clone(),
            ..diary.head(format!("{name}现场检查"), affair.priority)
        },
        visit: Visit {
            inspected: Inspected { kind, code: affair.spot.code.clone(), name },
            on,
            owner: owner.to_owned(),
            companions: vec!["区市场监管局工作人员".to_owned()],
        },
        checklist: checklist.to_owned(),
    };
    let hands = Hands::new(&mut diary.chance);
    let caller = diary.caller(hands.nth(0))?;
    let planned = diary.doing(diary.world.space.plan_inspection(caller, plan)).await?;
    let id = planned.head.id;
    if course == Course::Cancelled {
        diary.days(1, 2).await?;
        let reason = "与上级巡察时间冲突，并入下季度检查".to_owned();
        diary.step::<Inspection>(hands.nth(0), id, InspectionChange::Cancel { reason }).await?;
        return Ok(());
    }
    let at = diary.office_hours(on);
    diary.until(at).await?;
    diary.step::<Inspection>(owner, id, InspectionChange::Start { on: None }).await?;
    let faults = looked_at(&mut diary, &affair, &planned, owner).await?;
    diary.minutes(10, 40).await?;
    diary.step::<Inspection>(owner, id, InspectionChange::Finish { remark: String::new(), spot: None }).await?;
    diary.minutes(10, 60).await?;
    let on = diary.today();
    let paper = diary.paper(owner, &format!("{}现场检查记录.pdf", affair.spot.words)).await?;
    let signed = if course == Course::Unsigned {
        let (reason, witness) = ("负责人认为部分问题系前任遗留，拒绝签字".to_owned(), "镇纪委干部".to_owned());
        InspectionChange::RefuseToSign { reason, witness, on, files: vec![paper] }
    } else {
        let name = diary.world.people.name(&mut diary.chance);
        InspectionChange::Sign { name, on, remark: "情况属实，立即整改".to_owned(), files: vec![paper] }
    };
    diary.step::<Inspection>(owner, id, signed).await?;
    issues_of(&mut diary, &affair, id, &faults, hands.nth(0)).await?;
    diary.days(2, 7).await?;
    let report = diary.paper(owner, &format!("{}检查报告.pdf", affair.spot.words)).await?;
    let text = format!("共检查{}项，不符合{}项，已逐项反馈并提出整改要求。", planned.checklist.items.len(), faults.len());
    diary.step::<Inspection>(owner, id, InspectionChange::Report { text, files: vec![report] }).await?;
    diary.days(2, 8).await?;
    let remark = "不符合项已转问题台账或当场整改".to_owned();
    diary.step::<Inspection>(hands.nth(1), id, InspectionChange::Close { remark }).await?;
    Ok(())
}

/// Item by item; the faults, by item.
async fn looked_at(diary: &mut Diary, affair: &Affair, planned: &Inspection, owner: &'static str) -> Told<Vec<String>> {
    let mut faults = Vec::new();
    for item in &planned.checklist.items {
        diary.minutes(3, 14).await?;
        let finding = if faults.len() < 3 && diary.is(180) {
            Finding::Fault
        } else {
            diary.chance.weighted(&[(Finding::Fine, 86), (Finding::NotApplicable, 9), (Finding::NotLookedAt, 5)])
        };
        let (remark, files) = match finding {
            Finding::Fine => (String::new(), Vec::new()),
            Finding::NotApplicable => ("该单位无此项业务".to_owned(), Vec::new()),
            Finding::NotLookedAt => ("相关人员外出，未能查看".to_owned(), Vec::new()),
            Finding::Fault => {
                let photo = diary.paper(owner, &format!("{}现场照片{}.png", affair.spot.words, item.code)).await?;
                faults.push(item.code.clone());
                (format!("现场查看，未做到“{}”。", item.text), vec![photo])
            }
        };
        let change = InspectionChange::Answer { item: item.code.clone(), finding, remark, files };
        diary.step::<Inspection>(owner, planned.head.id, change).await?;
    }
    Ok(faults)
}

async fn issues_of(diary: &mut Diary, affair: &Affair, id: i64, faults: &[String], clerk: &'static str) -> Told {
    if faults.is_empty() {
        return Ok(());
    }
    diary.days(1, 3).await?;
    // One in four is mended while they watch.
    let kept: Vec<FaultIssue> = faults
        .iter()
        .enumerate()
        .filter(|(place, _)| place % 4 != 3)
        .map(|(_, item)| FaultIssue { item: item.clone(), department: None, amount: None })
        .collect();
    let mut work = diary.world.space.ledger.begin(diary.caller(clerk)?, diary.at).await?;
    let made = work.issues_from_inspection(id, None, &kept).await?;
    work.commit().await?;
    for issue in made {
        let (affair, issue) = (affair.clone(), issue.head.id);
        diary.begin(diary.at + TimeDelta::hours(1), "issue", move |diary| issues::issue(diary, affair, issue, false));
    }
    Ok(())
}

/// A risk: what could go wrong where such a matter happens.
pub(super) async fn risk(mut diary: Diary, affair: Affair) -> Told {
    let matter = affair.matter();
    let office = matter.office;
    let (head, staff) = (cast::head(office), cast::staff(office, &mut diary.chance));
    let likelihood = u8::try_from(diary.chance.between(2, 5)).unwrap_or(3);
    let impact = u8::try_from(diary.chance.between(2, 5)).unwrap_or(3);
    let draft = RiskDraft {
        head: HeadDraft {
            department: Some(office.to_owned()),
            place: affair.spot.place.clone(),
            ..diary.head(format!("{}风险", matter.title), affair.priority)
        },
        description: format!("{}存在发生“{}”的风险：制度不健全、监督不到位。", affair.spot.words, matter.title),
        likelihood,
        impact,
        due_on: None,
    };
    let id = diary.open::<Risk>(head, draft).await?.head.id;
    diary.days(2, 8).await?;
    let change = RiskChange::Plan { measure: affair.fill(matter.plan), owner: staff.to_owned() };
    diary.step::<Risk>(head, id, change).await?;
    diary.days(8, 34).await?;
    let proof = diary.paper(staff, &format!("{}管控措施落实情况.pdf", matter.title)).await?;
    let review_on = diary.today() + Days::new(90);
    let text = affair.fill(matter.mended);
    diary.step::<Risk>(staff, id, RiskChange::Control { text, files: vec![proof], review_on }).await?;
    diary.days(40, 66).await?;
    let hands = Hands::new(&mut diary.chance);
    let holds = !diary.is(200);
    let (text, review_on) = if holds {
        ("抽查两个单位，管控措施运行正常。", Some(diary.today() + Days::new(120)))
    } else {
        ("抽查发现管控措施执行走样，需重新落实。", None)
    };
    diary.step::<Risk>(hands.nth(0), id, RiskChange::Review { holds, text: text.to_owned(), files: Vec::new(), review_on }).await?;
    if !holds {
        diary.days(8, 20).await?;
        let (text, review_on) = ("已重新培训并调整岗位，措施落实。".to_owned(), diary.today() + Days::new(90));
        diary.step::<Risk>(staff, id, RiskChange::Control { text, files: Vec::new(), review_on }).await?;
    } else if diary.is(400) {
        diary.days(5, 20).await?;
        let reason = "长效机制运行半年以上，风险已消除".to_owned();
        diary.step::<Risk>(hands.nth(1), id, RiskChange::Close { reason }).await?;
    }
    Ok(())
}

/// Whether such a matter is one that somebody visits.
pub(super) fn is_visited(affair: &Affair) -> bool {
    match affair.priority {
        "registry" => affair.matter().site == Site::Counter,
        "medical" => affair.matter().site == Site::Hospital,
        _ => true,
    }
}
