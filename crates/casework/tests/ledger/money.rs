//! Whatever is tried with a recovery, paid and remitted and outstanding are due together, and the sums are the records'.

use super::accountability::{FILE, head};
use super::support::{TestLedger, day, moment};
use casework::record::Record;
use casework::recovery::state::RecoveryState;
use casework::recovery::{Amounts, Instalment, Recovery, RecoveryChange, RecoveryDraft, RecoveryFigures, RecoveryFilter};
use casework::{Caller, LedgerError, Scope};
use proptest::prelude::*;
use proptest::sample::select;
use vocabulary::Fen;

const RECOVERIES: i64 = 2;

fn changes() -> impl Strategy<Value = RecoveryChange> {
    let on = day("2026-03-06");
    let files = || vec![FILE.to_owned()];
    let (reason, remark) = (|| "确有困难".to_owned(), String::new);
    let amount = || prop_oneof![1..60_i64, Just(0), Just(-5), Just(100), Just(i64::MAX)].prop_map(Fen);
    let parts = prop::collection::vec(1..60_i64, 1..4).prop_map(move |parts| {
        let instalment = |(months, amount): (u32, i64)| Instalment { due_on: on + chrono::Months::new(months), amount: Fen(amount) };
        RecoveryChange::AskPlan { instalments: (1..).zip(parts).map(instalment).collect(), reason: reason() }
    });
    prop_oneof![
        2 => Just(RecoveryChange::Notify { due_on: None, files: files() }),
        1 => amount().prop_map(move |due| RecoveryChange::Correct {
            amounts: Amounts { involved: None, due, avoided: None },
            reason: reason(),
        }),
        8 => amount().prop_map(move |amount| RecoveryChange::Pay { on, amount, voucher: FILE.into(), remark: remark() }),
        3 => amount().prop_map(move |amount| RecoveryChange::AskRemission { amount, reason: reason(), files: Vec::new() }),
        3 => Just(RecoveryChange::ApproveRemission { remark: remark() }),
        1 => Just(RecoveryChange::RefuseRemission { reason: reason() }),
        2 => parts,
        2 => Just(RecoveryChange::ApprovePlan { remark: remark() }),
        1 => Just(RecoveryChange::AskWriteOff { reason: reason(), files: files() }),
        1 => Just(RecoveryChange::WriteOff { remark: remark() }),
        1 => amount().prop_map(move |amount| RecoveryChange::ReturnOverpayment { on, amount, voucher: FILE.into(), reason: reason() }),
        2 => (0..4_u32).prop_map(move |payment| RecoveryChange::VerifyPayment { payment, remark: remark() }),
    ]
}

fn summed(recoveries: &[Recovery]) -> RecoveryFigures {
    let mut sum = RecoveryFigures::default();
    for recovery in recoveries {
        sum.recoveries += 1;
        sum.involved += recovery.amounts.involved.unwrap_or_default();
        sum.due += recovery.amounts.due;
        sum.avoided += recovery.amounts.avoided.unwrap_or_default();
        for payment in &recovery.payments {
            sum.paid += payment.amount;
            if payment.verified.is_some() {
                sum.paid_verified += payment.amount;
            }
        }
        sum.remitted += recovery.remitted();
        sum.outstanding += recovery.outstanding();
        if recovery.state == RecoveryState::WrittenOff {
            sum.written_off += recovery.outstanding();
        }
    }
    sum
}

async fn live(deeds: Vec<(i64, &'static str, RecoveryChange)>) {
    let ledger = TestLedger::new().await;
    ledger.with_file(FILE).await;
    let caller = |who: &str| Caller::machine(super::support::person(who));
    for due in 1..=RECOVERIES {
        let amounts = Amounts { involved: Some(Fen(500)), due: Fen(due * 100), avoided: Some(Fen(7)) };
        let draft = RecoveryDraft { head: head("退赔", Some("民政局")), debtor: "甲".into(), ground: "冒领".into(), amounts };
        ledger.open_record::<Recovery>(&caller("li"), moment("2026-03-05"), draft).await.expect("entered");
    }
    for (id, who, change) in deeds {
        let before = ledger.record_of::<Recovery>(&Scope::everything(), id).await.expect("there");
        match ledger.change::<Recovery>(&caller(who), moment("2026-03-07"), id, None, &change).await {
            Ok(after) => assert_eq!(after.head.version, before.head.version + 1),
            Err(LedgerError::Refused { .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
        let mut recoveries = Vec::new();
        for id in 1..=RECOVERIES {
            let recovery = ledger.record_of::<Recovery>(&Scope::everything(), id).await.expect("there");
            assert_eq!(recovery.paid() + recovery.remitted() + recovery.outstanding(), recovery.amounts.due);
            assert!(recovery.outstanding() >= Fen::ZERO && recovery.payments.iter().all(|payment| payment.amount > Fen::ZERO));
            assert_eq!(recovery.state == RecoveryState::Settled, recovery.outstanding() == Fen::ZERO);
            assert!(recovery.remissions.iter().all(|remission| remission.asked.by != remission.approved.by));
            let owed = matches!(recovery.state, RecoveryState::Due | RecoveryState::Paying);
            assert_eq!(recovery.head.clocks.next().is_some(), owed, "what was demanded has a day");
            assert_eq!(recovery.is_open(), owed || recovery.state == RecoveryState::Registered);
            recoveries.push(recovery);
        }
        let figures = ledger.recovery_figures(&Scope::everything(), &RecoveryFilter::default()).await.expect("figures");
        assert_eq!(figures, summed(&recoveries));
        assert_eq!(figures.paid + figures.remitted + figures.outstanding, figures.due);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn paid_and_remitted_and_outstanding_are_due(
        deeds in prop::collection::vec((1..=RECOVERIES, select(vec!["li", "wang"]), changes()), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(live(deeds));
    }
}
