//! Another department sees nothing of a complaint, by no way.

use super::super::support::TestLedger;
use super::{caller, desk, named, now, staff};
use casework::complaint::{Complaint, ComplaintSpan, PetitionClass};
use casework::record::RecordFilter;
use casework::{EventFilter, Kind, LedgerError, Reach, Reference, Role, Scope};

#[tokio::test]
async fn another_department_sees_nothing_and_changes_nothing() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(now(), named(PetitionClass::Appeal)).await.head.id;
    let repeat = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    work.link_repeat(repeat, None, id, "同一事项").await.expect("linked");
    work.commit().await.expect("kept");
    let before = (ledger.complaint(id).await, ledger.newest_link().await.expect("a head"));
    // A desk of another department takes in complaints and is a stranger to this one all the same.
    let reach = Scope { departments: Reach::only(["财政局"]), ..Scope::everything() };
    for stranger in [staff("chen", "财政局"), caller("chen", Role::DepartmentHead, true, reach)] {
        let scope = &stranger.scope;
        let missing = |result: Result<(), LedgerError>| assert!(matches!(result, Err(LedgerError::NotFound { .. })), "{result:?}");
        missing(ledger.record_of::<Complaint>(scope, id).await.map(drop));
        missing(ledger.reveal_reporter(&stranger, now(), id, "核对").await.map(drop));
        missing(ledger.messages(&stranger, id).await.map(drop));
        for change in [super::accept(), super::take(), super::claim(), super::answer(), super::transfer("财政局")] {
            missing(ledger.step(&stranger, now(), id, change).await.map(drop));
        }
        let mut work = ledger.begin(&stranger, now()).await.expect("begun");
        missing(work.link_repeat(id, None, repeat, "同一事项").await.map(drop));
        missing(work.write_to_reporter(id, "您好").await);
        drop(work);
        assert!(ledger.repeats_of(&stranger, id).await.is_err());
        assert_eq!(ledger.lines(scope, Kind::Complaint, &RecordFilter::default(), now()).await.expect("lines"), []);
        assert_eq!(ledger.events(scope, &EventFilter::default()).await.expect("events"), []);
        assert_eq!(ledger.links(scope, Reference { kind: Kind::Complaint, id }).await.expect("links"), []);
        assert_eq!(ledger.complaint_figures(scope, ComplaintSpan::default()).await.expect("figures").complaints, 0);
    }
    assert_eq!((ledger.complaint(id).await, ledger.newest_link().await.expect("a head")), before);
    // The department that handles it sees it, but not the repeat that nobody gave to it.
    let theirs = ledger.lines(&staff("li", "民政局").scope, Kind::Complaint, &RecordFilter::default(), now()).await.expect("lines");
    assert_eq!(theirs.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
}
