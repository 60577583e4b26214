//! The campaign (专项整治) of the year: its plan over the five priorities, how far its goals are, the rounds in which departments check
//! themselves.

use super::cast;
use super::diary::Diary;
use super::stage::Told;
use super::world::Affair;
use super::{follow, issues};
use casework::Kind;
use casework::campaign::{Campaign, CampaignChange, CampaignDraft, CampaignPlan, CampaignPriority, Goal};
use casework::clock::Span;
use casework::issue::{Issue, IssueDraft, IssueSource};
use casework::record::HeadDraft;
use chrono::{Datelike, Days};
use std::sync::Arc;
use synth::matters::{PRIORITIES, Site};
use vocabulary::beijing_day;

/// A priority's lead department, those that help, and its goals.
type Part = (&'static str, &'static [&'static str], [&'static str; 2]);

const PARTS: [Part; 5] = [
    ("区农业农村局", &["区财政局"], ["村集体合同清理率达到百分之百，问题合同整改到位", "村级财务按季公开率达到百分之百"]),
    ("区教体局", &["区财政局"], ["全区学校伙食费专账核算，结余全部退还学生", "供餐单位公开招标率达到百分之百"]),
    ("区自然资源局", &[], ["登记业务在承诺时限内办结", "历史遗留办证小区完成首次登记"]),
    ("区民政局", &["区人社局", "区财政局"], ["死亡人员、重复享受等疑点全部核查到人", "多领资金追缴到位，应享未享的补发到位"]),
    ("区医保局", &[], ["定点医药机构现场检查全覆盖", "违规使用基金退回率达到百分之九十以上"]),
];

/// What the heads say of the goals, quarter by quarter.
const FAR: [&str; 4] = [
    "已完成底数摸排，建立清单，正在逐项核实。",
    "整改任务过半，重点问题实行领导包案。",
    "主要指标已达序时进度，个别历史遗留问题正在会商。",
    "目标基本完成，转入建章立制和回头看阶段。",
];

/// Begins the campaign, to which everything else of the year belongs.
pub(super) async fn begun(diary: &mut Diary) -> Told {
    let from = diary.today();
    let until = beijing_day(diary.world.ends) + Days::new(45);
    let year = beijing_day(diary.world.ends).year();
    let priorities = PRIORITIES
        .iter()
        .zip(PARTS)
        .map(|((code, _), (lead, partners, goals))| CampaignPriority {
            priority: (*code).to_owned(),
            lead_department: lead.to_owned(),
            partners: partners.iter().map(|partner| (*partner).to_owned()).collect(),
            goals: goals.iter().map(|text| Goal { text: (*text).to_owned(), figure: None, target: None }).collect(),
        })
        .collect();
    let plan = CampaignPlan {
        year,
        from,
        until,
        aim: "聚焦农村集体三资、校园餐、不动产登记、惠民惠农补贴、医保基金五个领域，查处一批问题、追回一批资金、完善一批制度。".to_owned(),
        look_back: Some(Span::Days(90)),
        priorities,
    };
    let head = HeadDraft { title: format!("{year}年度群众身边不正之风和腐败问题集中整治"), ..HeadDraft::default() };
    let id = diary.open::<Campaign>("supervisor", CampaignDraft { head, plan }).await?.head.id;
    diary.minutes(60, 120).await?;
    let remark = "同意，按方案组织实施".to_owned();
    diary.step::<Campaign>("zhengyi", id, CampaignChange::Approve { remark }).await?;
    diary.minutes(20, 60).await?;
    diary.step::<Campaign>("supervisor", id, CampaignChange::Start).await?;
    diary.world.set_campaign(id);
    diary.begin(diary.at, "campaign", move |diary| through_the_year(diary, id));
    Ok(())
}

async fn through_the_year(mut diary: Diary, id: i64) -> Told {
    diary.days(12, 16).await?;
    self_checked(&mut diary, id, "对照五个领域问题清单开展自查，重点查资金去向、公开情况和制度执行。").await?;
    for (quarter, text) in FAR.into_iter().enumerate() {
        diary.days(34, 40).await?;
        for ((priority, _), (lead, ..)) in PRIORITIES.iter().zip(PARTS) {
            for goal in 1..=2 {
                diary.minutes(20, 200).await?;
                let change = CampaignChange::ReportGoal { priority: (*priority).to_owned(), goal, value: None, text: text.to_owned() };
                diary.step::<Campaign>(cast::head(lead), id, change).await?;
            }
        }
        if quarter == 1 {
            self_checked(&mut diary, id, "对第一轮自查和监督检查发现的同类问题再排查，零报告的说明理由。").await?;
            let affair = own_affair(&mut diary, 0);
            follow::made(&mut diary, (Kind::Campaign, id), &affair, cast::head(affair.matter().office)).await?;
        }
    }
    Ok(())
}

/// A matter of the department that leads a priority.
fn own_affair(diary: &mut Diary, priority: usize) -> Affair {
    let (code, matters) = PRIORITIES[priority % PRIORITIES.len()];
    let (lead, ..) = PARTS[priority % PARTS.len()];
    let own: Vec<_> = matters.iter().filter(|matter| matter.office == lead).collect();
    let matter = own.get(diary.chance.index(own.len())).copied().unwrap_or(&matters[0]);
    let (world, month) = (Arc::clone(&diary.world), diary.month());
    Affair::of(&world, code, matter, month, &mut diary.chance)
}

/// A round in which departments check themselves.
async fn self_checked(diary: &mut Diary, id: i64, text: &str) -> Told {
    diary.step::<Campaign>("zhengyi", id, CampaignChange::OpenSelfCheck { text: text.to_owned(), due_on: None }).await?;
    for (priority, (lead, ..)) in PARTS.into_iter().enumerate() {
        diary.begin(diary.at, "self-check", move |diary| self_check(diary, id, lead, Some(priority)));
    }
    for helps in ["区财政局", "区人社局"] {
        diary.begin(diary.at, "self-check", move |diary| self_check(diary, id, helps, None));
    }
    Ok(())
}

/// What a department finds itself: some issues, or nothing, which it says as well.
async fn self_check(mut diary: Diary, id: i64, office: &'static str, priority: Option<usize>) -> Told {
    let head = cast::head(office);
    diary.days(6, 20).await?;
    let mut found = Vec::new();
    let most = diary.world.share(2);
    for priority in priority.into_iter().flat_map(|priority| std::iter::repeat_n(priority, most)) {
        let affair = own_affair(&mut diary, priority);
        let draft = IssueDraft {
            head: HeadDraft {
                department: Some(office.to_owned()),
                place: affair.spot.place.clone(),
                ..diary.head(affair.title(), affair.priority)
            },
            source: IssueSource::SelfCheck,
            description: format!("自查发现：{}", affair.fill(affair.matter().found)),
            amount: affair.fen().filter(|_| affair.matter().site != Site::Counter),
        };
        let issue = diary.open::<Issue>(head, draft).await?.head.id;
        found.push(issue);
        diary.begin(diary.at, "issue", move |diary| issues::found_by_itself(diary, affair, issue));
        diary.minutes(10, 40).await?;
    }
    let paper = diary.paper(head, &format!("{office}自查自纠报告.pdf")).await?;
    let text = match found.len() {
        0 => "已按要求开展自查，未发现新的问题。".to_owned(),
        count => format!("自查发现问题{count}项，已建立台账并着手整改。"),
    };
    let caller = diary.caller(head)?;
    let mut work = diary.world.space.ledger.begin(caller, diary.at).await?;
    work.report_self_check(id, None, office, &text, &[paper], &found).await?;
    work.commit().await?;
    Ok(())
}
