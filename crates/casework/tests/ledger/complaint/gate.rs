//! Passes to the public page.

use super::super::support::TestLedger;
use super::now;
use casework::gate::{GateError, Lane, check, new_pass, solve};
use casework::{Caller, Keys, LedgerError};
use chrono::TimeDelta;

#[tokio::test]
async fn a_pass_lets_in_one_and_is_forgotten_when_it_has_run_out() {
    let ledger = TestLedger::new().await;
    let keys = Keys::of(&[7; 32]);
    let spend = async |pass: &str, solution: &str, at| {
        let passed = check(&keys, pass, solution, at)?;
        let mut work = ledger.begin(&Caller::public(), at).await?;
        work.spend(&passed).await?;
        work.commit().await
    };
    let worked = new_pass(&keys, now(), Lane::Work { bits: 8 }).expect("a pass");
    let solution = solve(&worked, 8);
    let waited = new_pass(&keys, now(), Lane::Wait { wait: TimeDelta::seconds(30) }).expect("a pass");
    let later = now() + TimeDelta::minutes(1);
    for (pass, solution) in [(&worked, solution.as_str()), (&waited, "")] {
        spend(pass, solution, later).await.expect("let in");
        let twice = spend(pass, solution, later).await;
        assert!(matches!(twice, Err(LedgerError::Gate(GateError::Used))), "{twice:?}");
    }
    let over = now() + TimeDelta::hours(3);
    assert!(matches!(spend(&waited, "", over).await, Err(LedgerError::Gate(GateError::Expired))));
    let fresh = new_pass(&keys, over, Lane::Wait { wait: TimeDelta::zero() }).expect("a pass");
    spend(&fresh, "", over).await.expect("let in");
    assert_eq!(ledger.tamper(&["UPDATE used_passes SET nonce = nonce"]).await, 1, "those that ran out are gone");
}
