//! Figures: what a page of complaints counts.

use super::super::support::TestLedger;
use super::{anonymous, desk, draft, identity, named, now};
use casework::complaint::{Channel, ComplaintChange, ComplaintDraft, ComplaintSpan, Intake, PetitionClass, ReporterKind, Tally};
use casework::issue::Satisfaction;
use casework::{Reach, Scope};
use chrono::TimeDelta;

fn counted(tallies: &[Tally]) -> Vec<(&str, u64)> {
    tallies.iter().filter(|tally| tally.count > 0).map(|tally| (tally.code.as_str(), tally.count)).collect()
}

#[tokio::test]
async fn people_and_matters_and_what_each_side_says_are_counted_apart() {
    let ledger = TestLedger::new().await;
    let joint = Intake {
        complaint: ComplaintDraft { channel: Channel::Visit, persons: Some(12), ..draft(PetitionClass::Accusation, ReporterKind::Joint) },
        reporters: vec![identity(1), identity(2)],
    };
    let joint = ledger.enter(now(), joint).await.expect("entered").head.id;
    let single = ledger.enter(now() + TimeDelta::days(1), anonymous(PetitionClass::Accusation)).await.expect("entered").head.id;
    let mut work = ledger.begin(&desk("desk"), now() + TimeDelta::days(1)).await.expect("begun");
    work.link_repeat(single, None, joint, "同一事项").await.expect("linked");
    work.commit().await.expect("kept");
    for satisfaction in [Satisfaction::Satisfied, Satisfaction::Basically, Satisfaction::Dissatisfied] {
        let id = ledger.closed(now(), named(PetitionClass::Appeal)).await.head.id;
        let call = ComplaintChange::CallBack { satisfaction, text: "回访".into() };
        ledger.step(&desk("desk"), now(), id, call).await.expect("called back");
    }
    let figures = ledger.complaint_figures(&Scope::everything(), ComplaintSpan::default()).await.expect("figures");
    assert_eq!((figures.complaints, figures.persons, figures.matters, figures.repeats), (5, 16, 4, 1));
    assert_eq!(counted(&figures.by_channel), [("letter", 4), ("visit", 1)]);
    assert_eq!(counted(&figures.by_class), [("accusation", 2), ("appeal", 3)]);
    assert_eq!(counted(&figures.by_state), [("received", 1), ("handling", 1), ("linked", 1), ("closed", 2)]);
    // The dissatisfied one is being handled again: neither the office nor who verified says any longer that it is done.
    assert_eq!((figures.claimed, figures.verified), (2, 2));
    assert_eq!((figures.satisfied, figures.basically, figures.dissatisfied), (1, 1, 1));

    let later = ComplaintSpan { from: Some(now() + TimeDelta::hours(1)), before: None };
    assert_eq!(ledger.complaint_figures(&Scope::everything(), later).await.expect("figures").complaints, 1);
    let theirs = Scope { departments: Reach::only(["民政局"]), ..Scope::everything() };
    assert_eq!(ledger.complaint_figures(&theirs, ComplaintSpan::default()).await.expect("figures").complaints, 3);
}
