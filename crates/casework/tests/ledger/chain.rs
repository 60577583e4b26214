//! What somebody does behind the ledger's back is found, and the event is named.

use super::support::{TestLedger, assign, at, found, on_postgres, person, subject};
use casework::{ChainBreak, ChainFault, ChainLink, FreeEvent};
use serde_json::json;

/// A chain of seven: imports, a screening in the middle, an assignment.
async fn chain() -> TestLedger {
    let ledger = TestLedger::new().await;
    import(&ledger, 1).await;
    import(&ledger, 2).await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let id = ledger.only().await.id;
    ledger.by("li", id, assign()).await.expect("assigned");
    for number in 5..=7 {
        import(&ledger, number).await;
    }
    ledger.assert_whole().await;
    ledger
}

async fn import(ledger: &TestLedger, number: i64) {
    let event = FreeEvent {
        kind: "batch.imported".into(),
        subject: format!("b{number}"),
        after: json!({"rows": number}),
        reason: "月度报送".into(),
    };
    ledger.record(&person("li"), at(number), event).await.expect("recorded");
}

async fn broken(ledger: &TestLedger) -> Option<ChainBreak> {
    ledger.verify_chain().await.expect("the chain is walked").broken
}

async fn assert_found(tampering: &[&'static str], seq: i64, fault: ChainFault) {
    let ledger = chain().await;
    assert_ne!(ledger.tamper(tampering).await, 0, "{tampering:?} touches something");
    assert_eq!(broken(&ledger).await, Some(ChainBreak { seq, fault }), "{tampering:?}");
}

#[tokio::test]
async fn an_empty_chain_and_a_whole_chain_hold() {
    let ledger = TestLedger::new().await;
    let report = ledger.verify_chain().await.expect("the chain is walked");
    assert!(report.is_whole());
    assert_eq!((report.events, report.newest), (0, ChainLink { seq: 0, hash: "0".repeat(64) }));
    let ledger = chain().await;
    let report = ledger.verify_chain().await.expect("the chain is walked");
    assert_eq!((report.events, report.newest.seq, report.newest.hash.len()), (7, 7, 64));
}

#[tokio::test]
async fn a_byte_changed_in_any_column_of_any_event_is_found() {
    // The first event, one in the middle that has every column, and the last.
    let tamperings: [(&str, &'static str); 13] = [
        ("at", "UPDATE events SET at = REPLACE(at, '2026', '2025') WHERE seq = "),
        ("who", "UPDATE events SET who = who || '1' WHERE seq = "),
        ("came_from", "UPDATE events SET came_from = '10.0.0.8' WHERE seq = "),
        ("kind", "UPDATE events SET kind = SUBSTR(kind, 2) WHERE seq = "),
        ("record", "UPDATE events SET record = 'case' WHERE seq = "),
        ("record_id", "UPDATE events SET record_id = record_id || '0' WHERE seq = "),
        ("before_json", "UPDATE events SET before_json = '{}' WHERE seq = "),
        ("after_json", "UPDATE events SET after_json = REPLACE(after_json, ':', ': ') WHERE seq = "),
        ("why", "UPDATE events SET why = '' WHERE seq = "),
        ("why to nothing", "UPDATE events SET why = CASE WHEN why IS NULL THEN '' END WHERE seq = "),
        ("hash", "UPDATE events SET hash = REPLACE(hash, SUBSTR(hash, 1, 1), '*') WHERE seq = "),
        ("a word moved", "UPDATE events SET who = who || kind, kind = '' WHERE seq = "),
        ("a column emptied", "UPDATE events SET record = '' WHERE seq = "),
    ];
    for seq in [1, 4, 7] {
        let ledger = chain().await;
        for (what, tampering) in tamperings {
            let statement: &'static str = format!("{tampering}{seq}").leak();
            ledger.tamper(&["CREATE TABLE kept AS SELECT * FROM events", statement]).await;
            assert_eq!(broken(&ledger).await, Some(ChainBreak { seq, fault: ChainFault::HashDiffers }), "{what} of {seq}");
            ledger.tamper(&["DELETE FROM events", "INSERT INTO events SELECT * FROM kept", "DROP TABLE kept"]).await;
            assert_eq!(broken(&ledger).await, None, "put back");
        }
    }
    assert_found(&["UPDATE events SET previous = SUBSTR(previous, 2) || '0' WHERE seq = 3"], 3, ChainFault::LinkDiffers).await;
    assert_found(&["UPDATE events SET seq = 70 WHERE seq = 7"], 7, ChainFault::Gap).await;
    assert_found(&["UPDATE events SET seq = -7 WHERE seq = 3"], -7, ChainFault::Extra).await;
}

#[tokio::test]
async fn an_event_deleted_is_found_also_the_last() {
    assert_found(&["DELETE FROM events WHERE seq = 1"], 1, ChainFault::Gap).await;
    assert_found(&["DELETE FROM events WHERE seq = 4"], 4, ChainFault::Gap).await;
    assert_found(&["DELETE FROM events WHERE seq = 7"], 7, ChainFault::Truncated).await;
    assert_found(&["DELETE FROM events WHERE seq > 4"], 5, ChainFault::Truncated).await;
    assert_found(&["DELETE FROM events"], 1, ChainFault::Truncated).await;
    let closed_up = ["DELETE FROM events WHERE seq = 4", "UPDATE events SET seq = seq - 1 WHERE seq > 4"];
    assert_found(&closed_up, 4, ChainFault::LinkDiffers).await;
}

#[tokio::test]
async fn two_events_swapped_are_found() {
    let swap =
        ["UPDATE events SET seq = 99 WHERE seq = 3", "UPDATE events SET seq = 3 WHERE seq = 4", "UPDATE events SET seq = 4 WHERE seq = 99"];
    assert_found(&swap, 3, ChainFault::LinkDiffers).await;
    let contents = [
        "CREATE TABLE kept AS SELECT * FROM events WHERE seq IN (5, 6)",
        "UPDATE events SET (at, who, kind, record_id, after_json) = \
         (SELECT at, who, kind, record_id, after_json FROM kept WHERE kept.seq = 11 - events.seq) WHERE seq IN (5, 6)",
    ];
    assert_found(&contents, 5, ChainFault::HashDiffers).await;
}

#[tokio::test]
async fn an_event_added_is_found() {
    let copy = "INSERT INTO events SELECT 8, at, who, came_from, kind, record, record_id, before_json, after_json, why, \
                previous, hash FROM events WHERE seq = 7";
    assert_found(&[copy], 8, ChainFault::LinkDiffers).await;
}

/// SQLite keeps whatever it is given; PostgreSQL refuses what is not of the column's type.
#[tokio::test]
async fn an_event_made_unreadable_is_found() {
    if on_postgres() {
        return assert_found(&["UPDATE events SET who = X'FF00' WHERE seq = 4"], 4, ChainFault::HashDiffers).await;
    }
    assert_found(&["UPDATE events SET who = X'FF00' WHERE seq = 4"], 4, ChainFault::Unreadable).await;
    assert_found(&["UPDATE events SET who = CAST(X'FF' AS TEXT) WHERE seq = 1"], 1, ChainFault::Unreadable).await;
    assert_found(&["UPDATE events SET seq = 'four' WHERE seq = 4"], 4, ChainFault::Gap).await;
    assert_found(&["UPDATE events SET seq = 'last' WHERE seq = 7"], 7, ChainFault::Unreadable).await;
}

#[tokio::test]
async fn a_head_that_does_not_fit_is_found() {
    assert_found(&["DELETE FROM chain_head"], 7, ChainFault::HeadMissing).await;
    assert_found(&["UPDATE chain_head SET hash = 'x'"], 7, ChainFault::HeadDiffers).await;
    assert_found(&["UPDATE chain_head SET seq = 6"], 7, ChainFault::Extra).await;
    assert_found(&["UPDATE chain_head SET seq = 9"], 8, ChainFault::Truncated).await;
}

#[tokio::test]
async fn a_chain_rewritten_with_its_head_is_found_by_a_link_kept_outside() {
    let ledger = chain().await;
    let kept = ledger.newest_link().await.expect("a head");
    import(&ledger, 8).await;
    let report = ledger.verify_chain_against(std::slice::from_ref(&kept)).await.expect("the chain is walked");
    assert!(report.is_whole(), "a chain that went on holds against what was kept");

    ledger.tamper(&["DELETE FROM events", "UPDATE chain_head SET seq = 0, hash = SUBSTR(hash, 1, 0)"]).await;
    let zeros = "UPDATE chain_head SET hash = '0000000000000000000000000000000000000000000000000000000000000000'";
    ledger.tamper(&[zeros]).await;
    for (rewritten, expected) in
        [(5, ChainBreak { seq: 6, fault: ChainFault::Truncated }), (8, ChainBreak { seq: 7, fault: ChainFault::KeptDiffers })]
    {
        let there = ledger.newest_link().await.expect("a head").seq;
        for number in there + 1..=rewritten {
            import(&ledger, number * 10).await;
        }
        assert_eq!(broken(&ledger).await, None, "by itself it looks whole");
        let report = ledger.verify_chain_against(std::slice::from_ref(&kept)).await.expect("the chain is walked");
        assert_eq!(report.broken, Some(expected));
    }
    let told = ChainBreak { seq: 7, fault: ChainFault::KeptDiffers }.to_string();
    assert_eq!(told, "第 7 条：与外存的链值不符：链条被重写过");
}

#[tokio::test]
async fn a_long_chain_is_walked_page_by_page() {
    let ledger = TestLedger::new().await;
    let outcomes = (0..2101).map(|rule| found(&format!("R{rule}"), vec![])).collect();
    ledger.screen(outcomes).await;
    ledger.assert_whole().await;
    for (tampering, seq, fault) in [
        ("UPDATE events SET who = 'x' WHERE seq = 2050", 2050, ChainFault::HashDiffers),
        ("UPDATE events SET kind = 'x' WHERE seq = 1001", 1001, ChainFault::HashDiffers),
        ("DELETE FROM events WHERE seq = 1000", 1000, ChainFault::Gap),
    ] {
        ledger.tamper(&[tampering]).await;
        assert_eq!(broken(&ledger).await, Some(ChainBreak { seq, fault }));
    }
}
