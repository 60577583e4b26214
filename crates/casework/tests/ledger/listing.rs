//! Reading leads back: filters, pages, walks.

use super::support::{TestLedger, found, subject};
use casework::{LeadFilter, LeadKey, LeadState, LedgerError, Scope};

#[tokio::test]
async fn leads_are_filtered_paged_and_walked_in_one_order() {
    let ledger = TestLedger::new().await;
    let many = |rule: &str| found(rule, (0..700).map(|n| subject(&format!("{n:04}"), &[n, 1])).collect());
    ledger.screen(vec![many("S02"), many("S01")]).await;
    let everything = Scope::everything();
    let all = ledger.all().await;
    assert_eq!(all.len(), 1400);
    assert!(all.is_sorted_by_key(casework::Lead::key));

    let mut paged: Vec<casework::Lead> = Vec::new();
    loop {
        let after: Option<LeadKey> = paged.last().map(casework::Lead::key);
        let filter = LeadFilter { after, limit: Some(300), ..LeadFilter::default() };
        let page = ledger.leads(&everything, &filter).await.expect("a page");
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, all);

    let both = || vec!["S02".to_owned(), "S00".to_owned(), "S01".to_owned(), "S01".to_owned()];
    for (limit, rules, expected) in
        [(None, vec![], 1400), (None, both(), 1400), (Some(1001), vec![], 1001), (Some(1001), both(), 1001), (Some(0), both(), 0)]
    {
        let mut walked = Vec::new();
        let filter = LeadFilter { limit, rules, ..LeadFilter::default() };
        let count = ledger
            .for_each_lead_with_hits(&everything, &filter, |lead, hits| {
                assert_eq!(hits.iter().map(|hit| hit.amount.0).sum::<i64>(), lead.amount.0);
                walked.push(lead);
                Ok::<_, LedgerError>(())
            })
            .await
            .expect("a walk");
        assert_eq!((count, walked.len()), (expected, expected as usize));
        assert_eq!(walked, all[..walked.len()]);
    }
    let stopped = ledger.for_each_lead(&everything, &LeadFilter::default(), |_| Err(LedgerError::Unfit { field: "x", problem: "y" })).await;
    assert!(stopped.is_err(), "the caller stops the walk");

    let filters = [
        (LeadFilter { rules: vec!["S01".into()], ..LeadFilter::default() }, 700),
        (LeadFilter { rules: vec!["S01".into()], after: Some(all[1399].key()), ..LeadFilter::default() }, 0),
        (LeadFilter { rules: vec!["S02".into()], after: Some(all[99].key()), ..LeadFilter::default() }, 700),
        (LeadFilter { after: Some(all[99].key()), ..LeadFilter::default() }, 1300),
        (LeadFilter { states: vec![LeadState::Assigned], ..LeadFilter::default() }, 0),
        (LeadFilter { states: vec![LeadState::New, LeadState::Assigned], ..LeadFilter::default() }, 1400),
        (LeadFilter { subject_id: Some("0003".into()), ..LeadFilter::default() }, 2),
        (LeadFilter { priorities: vec!["rural".into()], ..LeadFilter::default() }, 0),
        (LeadFilter { kind: Some("fault".into()), subject_id: Some("0003".into()), ..LeadFilter::default() }, 2),
        (LeadFilter { kind: Some("owed".into()), ..LeadFilter::default() }, 0),
    ];
    for (filter, expected) in filters {
        assert_eq!(ledger.leads(&everything, &filter).await.expect("leads").len(), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_ledger_opened_again_is_as_it_was_left() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let again = ledger.again().await;
    let leads = again.leads(&Scope::everything(), &LeadFilter::default()).await.expect("leads");
    assert_eq!(leads, ledger.all().await);
    again.close().await;
}
