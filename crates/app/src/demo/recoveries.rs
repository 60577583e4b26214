//! Recoveries through the year: demanded, paid at once, in parts or by instalments, remitted, given up.

use super::cast;
use super::diary::Diary;
use super::stage::Told;
use super::world::{Affair, Hands};
use casework::Kind;
use casework::clock::Span;
use casework::record::HeadDraft;
use casework::recovery::{Amounts, Instalment, PenaltyBasis, PenaltyChoice, Recovery, RecoveryChange, RecoveryDraft};
use chrono::{Days, Months};
use vocabulary::Fen;

/// How a recovery goes.
#[derive(Debug, Clone, Copy)]
enum Course {
    AtOnce,
    InParts,
    ByPlan,
    Remitted,
    Late,
    GivenUp,
    TooMuch,
}

/// What is owed, by whom, to which department.
#[derive(Debug, Clone)]
pub(super) struct Debt {
    pub(super) office: String,
    pub(super) priority: String,
    pub(super) debtor: String,
    pub(super) due: Fen,
}

/// Money to get back that follows from an issue or a case.
pub(super) async fn follow_from(diary: &mut Diary, from: (Kind, i64), affair: Affair, clerk: &'static str) -> Told {
    let Some(due) = affair.fen() else { return Ok(()) };
    let head = HeadDraft {
        department: Some(affair.matter().office.to_owned()),
        place: affair.spot.place.clone(),
        ..diary.head(format!("{}“{}”涉及资金追缴", affair.spot.words, affair.matter().title), affair.priority)
    };
    let debt = Debt {
        office: affair.matter().office.to_owned(),
        priority: affair.priority.to_owned(),
        debtor: format!("{}{}", affair.spot.words, affair.matter().accused),
        due,
    };
    let ground = affair.fill(affair.matter().found);
    follow(diary, from, head, debt, ground, clerk).await
}

/// The same with its head and ground given.
pub(super) async fn follow(diary: &mut Diary, from: (Kind, i64), head: HeadDraft, debt: Debt, ground: String, clerk: &'static str) -> Told {
    let amounts = Amounts { involved: Some(debt.due), due: debt.due, avoided: diary.is(150).then_some(Fen(debt.due.0 / 3)) };
    let draft = RecoveryDraft { head, debtor: debt.debtor.clone(), ground, amounts };
    let id = diary.open_from::<Recovery>(clerk, from, draft).await?.head.id;
    diary.begin(diary.at, "recovery", move |diary| recovery(diary, id, debt));
    Ok(())
}

async fn recovery(mut diary: Diary, id: i64, debt: Debt) -> Told {
    let staff = cast::staff(&debt.office, &mut diary.chance);
    let hands = Hands::new(&mut diary.chance);
    diary.days(1, 5).await?;
    let letter = diary.paper(staff, &format!("追缴通知书及送达回证（{}）.pdf", debt.debtor)).await?;
    diary.step::<Recovery>(staff, id, RecoveryChange::Notify { due_on: None, files: vec![letter] }).await?;
    if debt.priority == "medical" && diary.is(350) {
        penalised(&mut diary, id, &debt, staff).await?;
    }
    use Course::{AtOnce, ByPlan, GivenUp, InParts, Late, Remitted, TooMuch};
    let course =
        diary.chance.weighted(&[(AtOnce, 26), (InParts, 24), (ByPlan, 16), (Remitted, 12), (Late, 12), (GivenUp, 8), (TooMuch, 5)]);
    let due = debt.due.0;
    match course {
        AtOnce => {
            diary.days(4, 16).await?;
            paid(&mut diary, id, due, 1, staff, hands.nth(0)).await?;
        }
        InParts => {
            let parts = [due * 4 / 10, due * 3 / 10, due - due * 4 / 10 - due * 3 / 10];
            for (number, part) in (1..).zip(parts) {
                diary.days(5, 15).await?;
                paid(&mut diary, id, part.max(1), number, staff, hands.nth(0)).await?;
            }
        }
        ByPlan => by_plan(&mut diary, id, due, staff, &hands).await?,
        Remitted => {
            diary.days(6, 18).await?;
            let part = due * 7 / 10;
            paid(&mut diary, id, part.max(1), 1, staff, hands.nth(0)).await?;
            diary.days(5, 15).await?;
            let proof = diary.paper(staff, "家庭困难情况证明.pdf").await?;
            let reason = "当事人患重病，家庭确有困难，其余部分申请减免".to_owned();
            let change = RecoveryChange::AskRemission { amount: Fen(due - part.max(1)), reason, files: vec![proof] };
            diary.step::<Recovery>(staff, id, change).await?;
            diary.days(2, 6).await?;
            let remark = "经集体研究，同意减免".to_owned();
            diary.step::<Recovery>(hands.nth(1), id, RecoveryChange::ApproveRemission { remark }).await?;
        }
        Late => {
            diary.days(16, 21).await?;
            let reason = "当事人外出务工，约定返乡后缴纳".to_owned();
            diary.step::<Recovery>(staff, id, RecoveryChange::AskExtension { span: Span::Days(30), reason }).await?;
            diary.days(1, 3).await?;
            let change = if diary.is(600) {
                RecoveryChange::Extend { remark: "同意延期一次".to_owned() }
            } else {
                RecoveryChange::RefuseExtension { reason: "未提供还款承诺，不予延期".to_owned() }
            };
            diary.step::<Recovery>(hands.nth(1), id, change).await?;
            diary.days(30, 60).await?;
            paid(&mut diary, id, (due / 2).max(1), 1, staff, hands.nth(0)).await?;
        }
        GivenUp => {
            diary.days(20, 30).await?;
            let proof = diary.paper(staff, "死亡证明及无遗产调查情况.pdf").await?;
            let reason = "债务人已死亡且无可供执行的遗产".to_owned();
            diary.step::<Recovery>(staff, id, RecoveryChange::AskWriteOff { reason, files: vec![proof] }).await?;
            diary.days(4, 10).await?;
            let remark = "经核查属实，按程序核销".to_owned();
            diary.step::<Recovery>(hands.nth(1), id, RecoveryChange::WriteOff { remark }).await?;
        }
        TooMuch => {
            diary.days(5, 12).await?;
            paid(&mut diary, id, due, 1, staff, hands.nth(0)).await?;
            diary.days(1, 3).await?;
            let voucher = diary.paper(staff, "多缴款退回凭证.pdf").await?;
            let (on, reason) = (diary.today(), "当事人重复转账，多缴部分原路退回".to_owned());
            let amount = Fen((due / 10).max(100));
            diary.step::<Recovery>(staff, id, RecoveryChange::ReturnOverpayment { on, amount, voucher, reason }).await?;
        }
    }
    Ok(())
}

async fn by_plan(diary: &mut Diary, id: i64, due: i64, staff: &'static str, hands: &Hands) -> Told {
    diary.days(5, 14).await?;
    let third = (due / 3).max(1);
    let amounts = [third, third, due - 2 * third];
    let first = diary.today();
    let day = |months: u32| first.checked_add_months(Months::new(months)).and_then(|day| day.checked_add_days(Days::new(10)));
    let instalments: Option<Vec<Instalment>> =
        (1..).zip(amounts).map(|(month, amount)| Some(Instalment { due_on: day(month)?, amount: Fen(amount) })).collect();
    let Some(instalments) = instalments.filter(|_| due > 2 * third) else { return Ok(()) };
    let reason = "一次缴清确有困难，申请分三期缴纳".to_owned();
    diary.step::<Recovery>(staff, id, RecoveryChange::AskPlan { instalments, reason }).await?;
    diary.days(1, 4).await?;
    let remark = "同意分期，逾期一期即恢复全额追缴".to_owned();
    diary.step::<Recovery>(hands.nth(1), id, RecoveryChange::ApprovePlan { remark }).await?;
    for (number, amount) in (1..).zip(amounts) {
        diary.days(16, 24).await?;
        paid(diary, id, amount, number, staff, hands.nth(0)).await?;
    }
    Ok(())
}

async fn paid(diary: &mut Diary, id: i64, amount: i64, number: u32, staff: &'static str, verifier: &'static str) -> Told {
    let voucher = diary.paper(staff, &format!("追缴到账回单（第{number}笔）.pdf")).await?;
    let (on, amount) = (diary.today(), Fen(amount));
    diary.step::<Recovery>(staff, id, RecoveryChange::Pay { on, amount, voucher, remark: String::new() }).await?;
    diary.days(1, 5).await?;
    let remark = "与财政专户流水核对一致".to_owned();
    diary.step::<Recovery>(verifier, id, RecoveryChange::VerifyPayment { payment: number, remark }).await?;
    Ok(())
}

async fn penalised(diary: &mut Diary, id: i64, debt: &Debt, staff: &'static str) -> Told {
    diary.days(2, 6).await?;
    let decision = diary.paper(staff, &format!("行政处罚决定书（{}）.pdf", debt.debtor)).await?;
    let penalty = PenaltyChoice { basis: PenaltyBasis::MedicalInstitution, base: debt.due, percent: Some(120), months: None };
    let reason = "违规情节较轻并主动退回，处造成损失金额一点二倍罚款".to_owned();
    diary.step::<Recovery>(staff, id, RecoveryChange::Penalise { penalty, reason, files: vec![decision] }).await?;
    Ok(())
}
