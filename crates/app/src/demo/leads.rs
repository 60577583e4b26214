//! Leads through the year: the departments hand their files in, rules look through them, people look into what they found.
//!
//! The sample's files are of the years 2021 and 2022 and stay so, since its truth and every rule's cases are: the district has its old
//! payments looked through in the course of the campaign (倒查). They come in in the second half of the year and not at its beginning, since
//! what was handed in longer ago than a dataset may be old is evaluated by no rule, and whoever tries the program out wants to screen.

use super::diary::Diary;
use super::recoveries::{self, Debt};
use super::stage::Told;
use super::world::{Affair, Hands};
use super::{cast, clues, issues};
use casework::exemption::{ExemptionChange, ExemptionDraft};
use casework::issue::{Issue, IssueDraft, IssueSource};
use casework::record::HeadDraft;
use casework::{ClearReason, Handover, Kind, Lead, LeadChange, LeadFilter, LeadState, Nature, NoticeWay};
use chrono::{Days, TimeDelta};
use std::collections::BTreeMap;
use synth::matters::PRIORITIES;
use vocabulary::Fen;

/// Leads that are given out at once, and the working days until the next round: the last rounds are under way on the last day.
const ROUNDS: [(usize, i32); 6] = [(30, 20), (24, 22), (20, 24), (18, 18), (18, 7), (14, 0)];
/// How many are exempted, or asked to be: the last of them shortly before the last day.
const EXEMPTED: usize = 16;

/// After the first screening: leads are given out in rounds, each round to departments whose rules found them.
pub(super) async fn given_out(mut diary: Diary) -> Told {
    diary.days(1, 2).await?;
    let filter = LeadFilter { states: vec![LeadState::New], ..LeadFilter::default() };
    let leads = diary.world.space.lead_page(diary.caller("supervisor")?, &filter).await?;
    let mut chosen = by_turns(&diary, leads).into_iter();
    let hands = Hands::new(&mut diary.chance);
    for (round, until_next) in ROUNDS {
        let given: Vec<(Lead, String)> = chosen.by_ref().take(round).collect();
        if given.is_empty() {
            break;
        }
        let owners: Vec<&'static str> = given.iter().map(|(_, office)| cast::staff(office, &mut diary.chance)).collect();
        let handovers: Vec<Handover> = given
            .iter()
            .zip(&owners)
            .map(|((lead, office), owner)| Handover { lead: lead.id, department: office.clone(), owner: Some((*owner).to_owned()) })
            .collect();
        let caller = diary.caller(hands.nth(0))?;
        diary.doing(diary.world.space.assign_leads(caller, &handovers, None)).await?;
        for ((lead, office), owner) in given.into_iter().zip(owners) {
            diary.begin(diary.at, "lead", move |diary| verified(diary, lead, office, owner));
        }
        if until_next == 20 {
            exemptions(&diary, &mut chosen);
        }
        diary.days(until_next, until_next + 1).await?;
    }
    Ok(())
}

/// Some of what nobody is given is exempted, for reasons that hold every month.
fn exemptions(diary: &Diary, chosen: &mut std::vec::IntoIter<(Lead, String)>) {
    for (number, (lead, _)) in (1..).zip(chosen.by_ref().take(EXEMPTED)) {
        diary.begin(diary.at + TimeDelta::days(number * 9), "exemption", move |diary| exempted(diary, lead));
    }
}

/// The leads rule by rule in turns, with the departments that answer for them: what was paid is whose data it is.
fn by_turns(diary: &Diary, leads: Vec<Lead>) -> Vec<(Lead, String)> {
    let packs = &diary.world.space.packs;
    let owner = |rule: &str| {
        let dataset = packs.rules.get(rule)?.per.first()?;
        packs.datasets.get(dataset).map(|dataset| dataset.owner.clone()).filter(|owner| cast::is_department(owner))
    };
    let mut rules: BTreeMap<String, Vec<Lead>> = BTreeMap::new();
    for lead in leads {
        rules.entry(lead.rule.clone()).or_default().push(lead);
    }
    let mut columns: Vec<(String, std::vec::IntoIter<Lead>)> =
        rules.into_iter().filter_map(|(rule, leads)| Some((owner(&rule)?, leads.into_iter()))).collect();
    let mut turns = Vec::new();
    loop {
        let before = turns.len();
        for (office, leads) in &mut columns {
            turns.extend(leads.next().map(|lead| (lead, office.clone())));
        }
        if turns.len() == before {
            return turns;
        }
    }
}

/// A lead that was given to somebody, looked into and reviewed.
async fn verified(mut diary: Diary, lead: Lead, office: String, owner: &'static str) -> Told {
    let id = lead.id;
    let is_so = diary.is(620);
    let is_slow = diary.is(110);
    diary.days(if is_slow { 14 } else { 1 }, if is_slow { 40 } else { 6 }).await?;
    diary.lead(owner, id, LeadChange::StartVerifying).await?;
    let owed = lead.kind == "owed";
    if is_so && !owed && lead.subject_kind == "person" {
        heard(&mut diary, &lead, owner).await?;
    }
    diary.days(if is_slow { 10 } else { 1 }, if is_slow { 20 } else { 5 }).await?;
    concluded(&mut diary, &lead, is_so, owner).await?;
    let hands = Hands::new(&mut diary.chance);
    diary.days(2, 8).await?;
    if diary.is(110) {
        let reason = "结论与附件不一致，请补充原始凭证后重新认定".to_owned();
        diary.lead(hands.nth(0), id, LeadChange::SendBack { reason }).await?;
        diary.days(3, 8).await?;
        concluded(&mut diary, &lead, is_so, owner).await?;
        diary.days(1, 5).await?;
    }
    let remark = if diary.is(500) { "同意核实结论".to_owned() } else { String::new() };
    diary.lead(hands.nth(0), id, LeadChange::Agree { remark }).await?;
    if is_so {
        diary.days(0, 3).await?;
        goes_on(&mut diary, &lead, &office, hands.nth(1)).await?;
    }
    Ok(())
}

/// The person concerned is told, and explains or lets the time for it pass.
async fn heard(diary: &mut Diary, lead: &Lead, owner: &'static str) -> Told {
    diary.days(0, 3).await?;
    let way = diary.chance.one(&[NoticeWay::InPerson, NoticeWay::Phone, NoticeWay::Letter, NoticeWay::Village]);
    let files = if way == NoticeWay::Letter {
        vec![diary.paper(owner, &format!("告知书（疑点{}）.pdf", lead.id)).await?]
    } else {
        Vec::new()
    };
    let text = format!("告知当事人涉及“{}”的记录、金额和申辩权利，五个工作日内可提出说明。", lead.title);
    let on = diary.today();
    diary.lead(owner, lead.id, LeadChange::Notify { way, on, text, files }).await?;
    if diary.is(650) {
        diary.days(1, 4).await?;
        let text = diary
            .chance
            .one(&[
                "当事人称不了解政策，愿意退回多领款项。",
                "当事人承认未及时申报，说明了家庭情况。",
                "家属到镇里说明，对记录无异议，请求分期退款。",
                "当事人称银行卡由子女保管，对发放情况不知情。",
            ])
            .to_owned();
        diary.lead(owner, lead.id, LeadChange::Explain { text, files: Vec::new() }).await?;
    } else {
        diary.days(7, 9).await?;
    }
    Ok(())
}

async fn concluded(diary: &mut Diary, lead: &Lead, is_so: bool, owner: &'static str) -> Told {
    let change = if is_so {
        let nature = match lead.kind.as_str() {
            "owed" => Nature::Owed,
            _ if diary.is(280) => Nature::Fraud,
            _ => Nature::Error,
        };
        let whole = lead.amount.0;
        let amount = if diary.is(750) || whole < 200 { whole } else { whole * 8 / 10 };
        let finding = match nature {
            Nature::Owed => format!("经入户核实，当事人符合条件而未享受，应补发{}。", yuan(amount)),
            Nature::Fraud => format!("经核对原始档案和银行流水，当事人隐瞒情况领取，共{}。", yuan(amount)),
            Nature::Error => format!("经核实属实，系信息未及时变更造成多发，共{}。", yuan(amount)),
        };
        let files = vec![diary.paper(owner, &format!("疑点核查表（{}）.pdf", lead.id)).await?];
        LeadChange::Confirm { nature, amount: Fen(amount), finding, files }
    } else {
        let (reason, text) = diary.chance.one(&[
            (ClearReason::DataWrong, "登记信息录入错误，原始档案与发放情况一致。"),
            (ClearReason::DataWrong, "同名不同人，经比对照片和住址排除。"),
            (ClearReason::LawfulException, "属政策规定的渐退期内继续享受，手续齐全。"),
            (ClearReason::LawfulException, "车辆为残疾人代步专用，按规定不计入家庭财产。"),
            (ClearReason::NotProven, "走访邻里并查阅流水，未发现违规领取证据。"),
        ]);
        let files = if diary.is(500) {
            vec![diary.paper(owner, &format!("入户核实照片（疑点{}）.png", lead.id)).await?]
        } else {
            Vec::new()
        };
        LeadChange::Clear { reason, text: text.to_owned(), files }
    };
    diary.lead(owner, lead.id, change).await?;
    Ok(())
}

/// Yuan as they are written in a finding.
fn yuan(fen: i64) -> String {
    format!("{}.{:02}元", fen / 100, fen % 100)
}

/// A lead that is so goes on: as money to get back, as an issue, as a clue.
async fn goes_on(diary: &mut Diary, lead: &Lead, office: &str, clerk: &'static str) -> Told {
    let from = (Kind::Lead, lead.id);
    let head = |diary: &Diary, title: String| HeadDraft {
        department: Some(office.to_owned()),
        place: lead.place.clone(),
        ..diary.head(title, &lead.priority)
    };
    if lead.kind != "owed" && lead.amount > Fen(10_000) && diary.is(420) {
        let debt = Debt { office: office.to_owned(), priority: lead.priority.clone(), debtor: lead.subject_name.clone(), due: lead.amount };
        let head = head(diary, format!("“{}”多领资金追回", lead.title));
        let ground = format!("疑点“{}”核实属实，多领资金应予追回。", lead.title);
        return recoveries::follow(diary, from, head, debt, ground, clerk).await;
    }
    if diary.is(480) {
        let head = HeadDraft { department: None, ..head(diary, format!("{}（疑点核实属实）", lead.title)) };
        let description = format!("疑点“{}”经核实属实，请停发或补发并完善动态管理。", lead.title);
        let draft = IssueDraft { head, source: IssueSource::Lead, description, amount: Some(lead.amount) };
        let id = diary.open_from::<Issue>(clerk, from, draft).await?.head.id;
        let affair = like(diary, office);
        diary.begin(diary.at + TimeDelta::hours(2), "issue", move |diary| issues::issue(diary, affair, id, false));
    } else if diary.is(130) {
        let affair = like(diary, office);
        diary.begin(diary.at, "clue", move |diary| clues::opened(diary, affair, Some(from), clues::Fate::Asked, 1));
    }
    Ok(())
}

/// A matter of the department's own, in whose words the rest is told.
fn like(diary: &mut Diary, office: &str) -> Affair {
    let (priority, matters) = PRIORITIES[3];
    let own: Vec<_> = matters.iter().filter(|matter| matter.office == office).collect();
    let matter = own.get(diary.chance.index(own.len())).copied().unwrap_or(&matters[0]);
    let month = diary.month();
    let world = std::sync::Arc::clone(&diary.world);
    Affair::of(&world, priority, matter, month, &mut diary.chance)
}

/// Somebody asks that a rule be muted for a subject; another decides.
async fn exempted(mut diary: Diary, lead: Lead) -> Told {
    diary.days(0, 2).await?;
    let hands = Hands::new(&mut diary.chance);
    let proof = diary.paper(hands.nth(0), &format!("豁免佐证材料（疑点{}）.pdf", lead.id)).await?;
    let from = diary.today();
    let reason = diary
        .chance
        .one(&[
            "车辆登记在名下，实为残疾人代步车，每月均会命中",
            "经省级部门批准的政策性重复享受，有批文",
            "户籍已迁回，因系统同步延迟反复命中",
            "该户为联合承包经营，补贴由代表户统一领取",
        ])
        .to_owned();
    let draft = ExemptionDraft {
        rule: Some(lead.rule.clone()),
        subject_kind: lead.subject_kind.clone(),
        subject_id: lead.subject_id.clone(),
        reason,
        files: vec![proof],
        from,
        until: from + Days::new(300),
    };
    let caller = diary.caller(hands.nth(0))?;
    let asked = diary.doing(diary.world.space.ask_exemption(caller, draft)).await?;
    diary.days(1, 6).await?;
    let change = if diary.is(780) {
        ExemptionChange::Approve { remark: "佐证充分，同意豁免".to_owned() }
    } else {
        ExemptionChange::Refuse { reason: "材料不足以说明情况，请继续核实".to_owned() }
    };
    let is_approved = matches!(change, ExemptionChange::Approve { .. });
    let caller = diary.caller(hands.nth(1))?;
    let decided = diary.doing(diary.world.space.change_exemption(caller, asked.id, asked.version, &change)).await?;
    if is_approved && diary.is(150) {
        diary.days(20, 40).await?;
        let change = ExemptionChange::Revoke { reason: "豁免情形已消失".to_owned() };
        let caller = diary.caller(hands.nth(1))?;
        diary.doing(diary.world.space.change_exemption(caller, asked.id, decided.version, &change)).await?;
    }
    Ok(())
}
