//! A whole district in one run. Small here; `QINGYUAN_LEADS=300000 cargo test -p casework volume -- --nocapture` measures.

use super::support::{TestLedger, at, day, found, hit, person, run};
use casework::{Counts, FoundLead, LeadFilter, LedgerError, Scope, ScreeningRun};
use serde_json::json;
use std::time::Instant;

const RULES: u64 = 3;

fn district(leads: u64, change_each: Option<u64>) -> ScreeningRun {
    let of_rule = |rule: u64| {
        (0..leads / RULES).map(move |number| {
            let changed = change_each.is_some_and(|each| number % each == 0);
            let hits = 3 + u64::from(number % 3 == 0) + u64::from(changed);
            let id = format!("3799011950{:08}", number * 7919 % 100_000_000);
            let detail = |month: u64| {
                json!({
                    "town": "东岭镇", "village": "东岭甲村", "month": format!("2025-{month:02}"), "died_on": "2024-11-30",
                    "account": "6217000000000000000", "name_in_register": "王五", "note": rule,
                })
            };
            FoundLead {
                subject_kind: "person".into(),
                subject_id: id,
                subject_name: "王五".into(),
                hits: (1..=hits).map(|month| hit(month, 58_000, detail(month))).collect(),
            }
        })
    };
    ScreeningRun {
        as_of: day("2026-03-05"),
        ..run((0..RULES).map(|rule| found(&format!("S{rule:02}"), of_rule(rule).collect())).collect())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stderr, reason = "the measured times are what one runs it for")]
async fn a_whole_district_in_one_run() {
    let leads: u64 = std::env::var("QINGYUAN_LEADS").ok().and_then(|text| text.parse().ok()).unwrap_or(3000);
    let leads = leads / RULES * RULES;
    let ledger = TestLedger::new().await;
    let timed = async |what: &str, run: &ScreeningRun| {
        let start = Instant::now();
        let summary = ledger.apply_screening(&person("system"), at(1), run).await.expect("applied");
        let hits: u64 = summary.rules.iter().map(|rule| rule.hits).sum();
        eprintln!("{what}: {leads} leads, {hits} hits in {:?}", start.elapsed());
        summary.totals()
    };
    let first = district(leads, None);
    assert_eq!(timed("first run", &first).await, Counts { added: leads, ..Counts::default() });
    assert_eq!(timed("same run", &first).await, Counts { unchanged: leads, ..Counts::default() });
    let changed = timed("one in ten changed", &district(leads, Some(10))).await;
    assert_eq!((changed.changed, changed.unchanged), (leads / 10, leads - leads / 10));
    let none = ScreeningRun { outcomes: (0..RULES).map(|rule| found(&format!("S{rule:02}"), vec![])).collect(), ..run(vec![]) };
    assert_eq!(timed("all withdrawn", &none).await, Counts { withdrawn: leads, ..Counts::default() });

    let start = Instant::now();
    let mut hits = 0;
    ledger
        .for_each_lead_with_hits(&Scope::everything(), &LeadFilter::default(), |_, of_lead| {
            hits += of_lead.len();
            Ok::<_, LedgerError>(())
        })
        .await
        .expect("a walk");
    eprintln!("walk over all leads with {hits} hits in {:?}", start.elapsed());
    ledger.assert_whole().await;
}
