//! The demonstration's year: a district that is lived in, by the use cases that everybody else has too.

use crate::api::new_database;
use app::casework::case::FiguresFilter;
use app::casework::complaint::ComplaintSpan;
use app::casework::people::TrailLine;
use app::casework::record::{Line, Record, RecordFilter};
use app::casework::recovery::{Recovery, RecoveryFilter};
use app::casework::{Caller, EventFilter, Kind, LeadFilter};
use app::{Actor, Demonstration, LivedInYear, OpenOptions, Workspace};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

/// A small district, and a whole year in it.
const SMALL: (u64, u64) = (2_400, 7);
const SHARE: u32 = 1000;

/// A year that ends on a day on which nothing is special.
fn year() -> LivedInYear {
    LivedInYear::until("2026-06-30T20:00:00+08:00".parse::<DateTime<Utc>>().unwrap(), SHARE)
}

/// A district that was lived in, in a ledger of its own.
struct Lived {
    space: Workspace,
    trail: Vec<TrailLine>,
    // Where its data lies.
    _folder: TempDir,
}

fn machine() -> Caller {
    Caller::machine(Actor { who: "test".to_owned(), from: "test".to_owned() })
}

async fn lived(database: Option<String>) -> Lived {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        data: folder.path().join("data"),
        packs: None,
        memory: None,
        threads: None,
        database,
        actor: Actor { who: "test".to_owned(), from: "test".to_owned() },
    };
    let year = year();
    let space = Workspace::open_for_demo(options, Some(&year)).await.unwrap();
    let report = space.demo(&Demonstration { sample: SMALL, year: Some(year) }, &|_| {}).await.unwrap();
    assert!(report.accounts.len() > 30, "more than one of some roles");
    assert!(report.screen.rules.iter().all(|rule| rule.not_evaluated.is_none()));
    let trail = trail(&space).await;
    Lived { space, trail, _folder: folder }
}

async fn trail(space: &Workspace) -> Vec<TrailLine> {
    let mut all: Vec<TrailLine> = Vec::new();
    loop {
        let filter = EventFilter { after: all.last().map(|line| line.seq), ..EventFilter::default() };
        let page = space.trail(&machine(), &filter).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

impl Lived {
    async fn states(&self, kind: Kind) -> BTreeMap<String, u64> {
        self.space.record_counts(&machine(), kind, &RecordFilter::default()).await.unwrap().into_iter().collect()
    }

    async fn lines(&self, kind: Kind) -> Vec<Line> {
        let filter = RecordFilter { limit: Some(500), ..RecordFilter::default() };
        self.space.lines(&machine(), kind, &filter).await.unwrap()
    }

    /// Events of a kind.
    fn count(&self, kind: &str) -> u64 {
        self.trail.iter().filter(|line| line.kind == kind).count() as u64
    }

    /// What people and the program did, in words: what differs from start to start, as a batch's name does, is left out.
    fn told(&self) -> Vec<String> {
        let is_casework = |line: &&TrailLine| line.record.as_deref().is_some_and(|record| Kind::from_code(record).is_some());
        let told = |line: &TrailLine| format!("{} {} {} {:?} {:?}", line.at, line.who, line.kind, line.record_id, line.why);
        self.trail.iter().filter(is_casework).map(told).collect()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn a_year_is_lived_the_same_in_a_file_and_in_a_database() {
    runtime().block_on(async {
        let file = lived(None).await;
        whole(&file).await;
        figured(&file).await;
        again(&file).await;
        let database = lived(Some(new_database())).await;
        assert!(database.space.verify_chain().await.unwrap().is_whole());
        let (one, other) = (file.told(), database.told());
        let differs = one.iter().zip(&other).find(|(one, other)| one != other);
        assert_eq!(differs, None);
        assert_eq!(one.len(), other.len());
    });
}

/// The chain holds, in order of time, and nothing of the year is still to come.
async fn whole(lived: &Lived) {
    assert!(lived.space.verify_chain().await.unwrap().is_whole());
    let ends = year().ends();
    let moments: Vec<DateTime<Utc>> = lived.trail.iter().map(|line| line.at.parse().unwrap()).collect();
    assert!(moments.is_sorted(), "each event is after the one before");
    // The workbook of leads is written when the demonstration is made, and not in its year.
    let later: BTreeSet<&str> =
        lived.trail.iter().zip(&moments).filter(|(_, at)| **at > ends).map(|(line, _)| line.kind.as_str()).collect();
    assert_eq!(later, BTreeSet::from(["leads.exported"]));
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Lead) {
        assert!(!lived.states(kind).await.is_empty(), "there is none: {kind:?}");
    }
    let mut missing: Vec<String> = Vec::new();
    let mut all = |of: &str, states: &BTreeMap<String, u64>, wanted: &[&str]| {
        missing.extend(wanted.iter().filter(|state| !states.contains_key(**state)).map(|state| format!("{of} {state}: {states:?}")));
    };
    all("issue", &lived.states(Kind::Issue).await, &["rectifying", "submitted", "closed", "merged"]);
    all("complaint", &lived.states(Kind::Complaint).await, &["handling", "answered", "closed", "not_accepted", "referred"]);
    all("recovery", &lived.states(Kind::Recovery).await, &["due", "paying", "settled"]);
    all("case", &lived.states(Kind::Case).await, &["closed"]);
    all("notice", &lived.states(Kind::Notice).await, &["published"]);
    let leads: BTreeMap<String, u64> = lived.space.lead_counts(&machine(), &LeadFilter::default()).await.unwrap().into_iter().collect();
    all("lead", &leads, &["verifying", "reviewed", "exempted"]);
    for step in [
        "issue.return",
        "issue.reject",
        "issue.extend",
        "issue.look_back",
        "issue.call_back",
        "issue.escalate",
        "complaint.link_repeat",
        "complaint.send_back",
        "complaint.call_back",
        "complaint.message",
        "lead.notify",
        "lead.explain",
        "lead.send_back",
        "inspection.refuse_to_sign",
        "inspection.make_issues",
        "recovery.approve_plan",
        "recovery.verify_payment",
        "case.transfer",
        "case.execute",
        "campaign.self_check",
        "look_back.draw",
    ] {
        if lived.count(step) == 0 {
            missing.push(format!("the step {step}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The figures say what was done.
async fn figured(lived: &Lived) {
    let complaints = lived.space.complaint_figures(&machine(), ComplaintSpan::default()).await.unwrap();
    let unconfirmed = lived.states(Kind::Complaint).await.get("unconfirmed").copied().unwrap_or_default();
    assert_eq!(complaints.complaints + unconfirmed, lived.count("complaint.open"), "it counts once its code was typed back");
    assert_eq!(complaints.repeats, lived.count("complaint.link_repeat"));
    assert_eq!(complaints.complaints, complaints.matters + complaints.repeats);
    assert!(complaints.by_channel.iter().all(|channel| channel.count > 0), "{:?}", complaints.by_channel);
    assert!(complaints.by_class.iter().all(|class| class.count > 0), "{:?}", complaints.by_class);
    assert!(complaints.dissatisfied + complaints.basically + complaints.satisfied > 0);
    let cases = lived.space.case_figures(&machine(), &FiguresFilter::default()).await.unwrap();
    assert_eq!(cases.cases, lived.count("case.open"));
    assert_eq!(cases.persons_transferred, lived.count("case.transfer"));
    assert_eq!(cases.by_form.len(), 4, "each of the four forms: {:?}", cases.by_form);
    assert!(cases.persons_handled >= cases.persons_sanctioned && cases.persons_handled >= lived.count("case.execute"));
    let sums = lived.space.recovery_figures(&machine(), &RecoveryFilter::default()).await.unwrap();
    let lines = lived.lines(Kind::Recovery).await;
    assert_eq!(sums.recoveries, lines.len() as u64);
    let mut paid = 0;
    for line in &lines {
        let recovery: Recovery = lived.space.record(&machine(), line.id).await.unwrap();
        assert_eq!(recovery.paid() + recovery.remitted() + recovery.outstanding(), recovery.amounts.due);
        assert_eq!(recovery.head().id, line.id);
        paid += recovery.paid().0;
    }
    assert_eq!((sums.paid.0, sums.paid + sums.remitted + sums.outstanding), (paid, sums.due));
    assert!(sums.paid_verified <= sums.paid && sums.remitted.0 > 0);
    // Titles say what a matter is, and are no codes.
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Lead) {
        for line in lived.lines(kind).await {
            assert!(line.title.chars().filter(|c| !c.is_ascii()).count() > 3, "{}", line.title);
            assert!(!line.title.contains(['{', '_']), "{}", line.title);
        }
    }
}

/// Made a second time it finds everything in place, and nobody lives the year twice.
async fn again(lived: &Lived) {
    let before = lived.trail.len();
    let report = lived.space.demo(&Demonstration { sample: SMALL, year: Some(year()) }, &|_| {}).await.unwrap();
    assert!(report.accounts.is_empty());
    let after = trail(&lived.space).await;
    assert!(after[before..].iter().all(|line| !line.kind.ends_with(".open")), "{:?}", &after[before..]);
}
