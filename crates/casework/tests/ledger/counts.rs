//! Counts of cases and persons are what a plain count over all records says, whatever has been done with them.

use super::accountability::{FILE, clue_draft, person};
use super::support::{TestLedger, moment};
use casework::case::state::CaseState;
use casework::case::{AdministrativeSanction, Case, CaseChange, CaseFigures, FiguresFilter, Form, Handling, PartySanction, RulingDraft};
use casework::clue::state::Disposal;
use casework::clue::{Clue, ClueChange, Opening};
use casework::record::{HeadDraft, RecordFilter, Work};
use casework::{Caller, Kind, Role, Scope};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a case.
#[derive(Debug, Clone)]
struct Story {
    priority: &'static str,
    /// Persons of the pool, some of whom are known by a key and some not, and what becomes of each.
    persons: BTreeMap<usize, Fate>,
    end: End,
    /// The day on which it is decided.
    decided_on: &'static str,
    /// Says who the first person is, at the end.
    identified: bool,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Nothing,
    Talk,
    Light(Option<PartySanction>, Option<AdministrativeSanction>),
    Heavy(PartySanction, Option<AdministrativeSanction>),
    Justice(Option<PartySanction>),
}

#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum End {
    Filed,
    Dismissed,
    Ruled,
    Decided,
    Closed,
}

fn stories() -> impl Strategy<Value = Vec<Story>> {
    use AdministrativeSanction::{Demerit, Discharge, Warning as AdministrativeWarning};
    let light = prop_oneof![
        Just(Fate::Light(Some(PartySanction::Warning), None)),
        Just(Fate::Light(None, Some(Demerit))),
        Just(Fate::Light(Some(PartySanction::SeriousWarning), Some(AdministrativeWarning))),
    ];
    let fate = prop_oneof![
        Just(Fate::Nothing),
        Just(Fate::Talk),
        light,
        select(vec![None, Some(Discharge)]).prop_map(|administrative| Fate::Heavy(PartySanction::Expulsion, administrative)),
        select(vec![None, Some(PartySanction::Expulsion)]).prop_map(Fate::Justice),
    ];
    let persons = prop::collection::btree_map(0_usize..5, fate, 1..4);
    let end = select(vec![End::Filed, End::Dismissed, End::Ruled, End::Decided, End::Closed, End::Closed]);
    let days = select(vec!["2026-04-10", "2026-05-10"]);
    let story = (select(vec!["subsidies", "rural"]), persons, end, days, any::<bool>())
        .prop_map(|(priority, persons, end, decided_on, identified)| Story { priority, persons, end, decided_on, identified });
    prop::collection::vec(story, 1..6)
}

fn machine(who: &str) -> Caller {
    Caller { role: Role::Machine, ..Caller::machine(super::support::person(who)) }
}

/// Does this as these people, each in a piece of work of their own.
async fn by<T>(ledger: &TestLedger, who: &str, day: &str, deed: impl AsyncFnOnce(&mut Work<'_>) -> Result<T, casework::LedgerError>) -> T {
    let mut work = ledger.begin(&machine(who), moment(day)).await.expect("work");
    let done = deed(&mut work).await.expect("allowed");
    work.commit().await.expect("kept");
    done
}

fn ruling(fate: Fate) -> RulingDraft {
    let (form, party, administrative, handling) = match fate {
        Fate::Nothing => (None, None, None, None),
        Fate::Talk => (Some(Form::First), None, None, Some(Handling::Talk)),
        Fate::Light(party, administrative) => (Some(Form::Second), party, administrative, None),
        Fate::Heavy(party, administrative) => (Some(Form::Third), Some(party), administrative, None),
        Fate::Justice(party) => (Some(Form::Fourth), party, None, None),
    };
    RulingDraft { form, party, administrative, handling, reason: "违反廉洁纪律".into() }
}

async fn live(ledger: &TestLedger, story: &Story) {
    // The pool: three persons whose key is known, two of one name whose key is not.
    let pool = [("甲", Some('a')), ("乙", Some('b')), ("丙", Some('c')), ("丁", None), ("丁", None)];
    let persons = story.persons.keys().map(|index| person(pool[*index].0, pool[*index].1, true, true)).collect();
    let mut draft = clue_draft(persons);
    draft.head = HeadDraft { priority: Some(story.priority.into()), ..draft.head };
    let clue = by(ledger, "li", "2026-03-05", async |work| {
        let clue: Clue = work.open(draft).await?;
        let propose = ClueChange::Propose { disposal: Disposal::PreliminaryCheck, reason: "可查".into() };
        work.change::<Clue>(clue.head.id, None, &propose).await
    })
    .await;
    by(ledger, "wang", "2026-03-06", async |work| {
        work.change::<Clue>(clue.head.id, None, &ClueChange::Approve { remark: String::new() }).await
    })
    .await;
    by(ledger, "li", "2026-03-07", async |work| {
        let report = ClueChange::Report { text: "属实".into(), files: Vec::new() };
        work.change::<Clue>(clue.head.id, None, &report).await
    })
    .await;
    let opening = Opening { title: None, reason: "立案".into(), persons: BTreeSet::new() };
    let (_, case) = by(ledger, "wang", "2026-03-08", async |work| work.open_case_from_clue(clue.head.id, None, &opening).await).await;
    let id = case.head.id;
    let files = || vec![FILE.to_owned()];
    if story.end > End::Dismissed {
        by(ledger, "li", "2026-03-09", async |work| {
            work.change::<Case>(id, None, &CaseChange::Start { plan: "调查".into() }).await?;
            work.change::<Case>(id, None, &CaseChange::SendToTrial { text: "清楚".into(), files: files() }).await
        })
        .await;
        by(ledger, "zhao", "2026-03-10", async |work| {
            for (person, fate) in (1..).zip(story.persons.values()) {
                if matches!(fate, Fate::Justice(_)) {
                    let on = "2026-03-10".parse().expect("a day");
                    let transfer =
                        CaseChange::Transfer { person, organ: "检察院".into(), on, reason: "涉嫌贪污".into(), files: Vec::new() };
                    work.change::<Case>(id, None, &transfer).await?;
                }
                work.change::<Case>(id, None, &CaseChange::Rule { person, ruling: ruling(*fate) }).await?;
            }
            Ok(())
        })
        .await;
    }
    match story.end {
        End::Filed | End::Ruled => {}
        End::Dismissed => {
            by(ledger, "qian", "2026-03-10", async |work| {
                work.change::<Case>(id, None, &CaseChange::Dismiss { reason: "不成立".into() }).await
            })
            .await;
        }
        End::Decided | End::Closed => {
            by(ledger, "qian", story.decided_on, async |work| {
                let mut case = work.change::<Case>(id, None, &CaseChange::Conclude { text: "决定".into(), files: files() }).await?;
                if story.end == End::Closed {
                    for (person, _) in (1..).zip(&story.persons).filter(|(_, (_, fate))| !matches!(fate, Fate::Nothing)) {
                        let on = story.decided_on.parse().expect("a day");
                        let execute = CaseChange::Execute { person, on, text: "已执行".into(), files: Vec::new() };
                        work.change::<Case>(id, None, &execute).await?;
                    }
                    case = work.change::<Case>(id, None, &CaseChange::Close { remark: String::new() }).await?;
                }
                Ok(case)
            })
            .await;
        }
    }
    if story.identified {
        // The two of one name are one person after all, when somebody says so; a key that another has is refused.
        let identify = CaseChange::Identify { person: 1, key: "d".repeat(64) };
        by(ledger, "li", "2026-06-01", async |work| work.change::<Case>(id, None, &identify).await).await;
    }
}

/// The same counts, made from nothing but the records.
fn counted(cases: &[Case], filter: &FiguresFilter) -> CaseFigures {
    let within = |day: NaiveDate| filter.from.is_none_or(|from| day >= from) && filter.before.is_none_or(|before| day < before);
    let mut figures = CaseFigures::default();
    let [mut handled, mut sanctioned, mut transferred] = [(); 3].map(|()| BTreeSet::new());
    let mut forms: BTreeMap<Form, BTreeSet<&str>> = BTreeMap::new();
    let mut party: BTreeMap<PartySanction, BTreeSet<&str>> = BTreeMap::new();
    let mut administrative: BTreeMap<AdministrativeSanction, BTreeSet<&str>> = BTreeMap::new();
    for case in cases.iter().filter(|case| filter.priority.is_none() || case.head.priority == filter.priority) {
        if within(casework::clock::beijing_day(case.head.entered_at)) {
            figures.cases += 1;
            figures.dismissed += u64::from(case.state == CaseState::Dismissed);
        }
        for accused in &case.persons {
            let key = accused.person.key.as_str();
            if accused.transfer.as_ref().is_some_and(|transfer| within(transfer.on)) {
                transferred.insert(key);
            }
            let decided = matches!(case.state, CaseState::Decided | CaseState::Closed) && case.decided_on.is_some_and(within);
            let Some(ruling) = accused.ruling.as_ref().filter(|_| decided) else { continue };
            let Some(form) = ruling.form else { continue };
            handled.insert(key);
            forms.entry(form).or_default().insert(key);
            if let Some(sanction) = ruling.party {
                sanctioned.insert(key);
                party.entry(sanction).or_default().insert(key);
            }
            if let Some(sanction) = ruling.administrative {
                sanctioned.insert(key);
                administrative.entry(sanction).or_default().insert(key);
            }
        }
    }
    figures.persons_handled = handled.len() as u64;
    figures.persons_sanctioned = sanctioned.len() as u64;
    figures.persons_transferred = transferred.len() as u64;
    figures.by_form = forms.into_iter().map(|(form, persons)| (form, persons.len() as u64)).collect();
    figures.by_party = party.into_iter().map(|(sanction, persons)| (sanction, persons.len() as u64)).collect();
    figures.by_administrative = administrative.into_iter().map(|(sanction, persons)| (sanction, persons.len() as u64)).collect();
    figures
}

async fn assert_equal(ledger: &TestLedger) {
    let everything = Scope::everything();
    let lines = ledger.lines(&everything, Kind::Case, &RecordFilter::default(), moment("2026-06-01")).await.expect("lines");
    let mut cases = Vec::new();
    for line in &lines {
        cases.push(ledger.record_of::<Case>(&everything, line.id).await.expect("a case"));
    }
    let may = "2026-05-01".parse().ok();
    for filter in [
        FiguresFilter::default(),
        FiguresFilter { priority: Some("rural".into()), ..FiguresFilter::default() },
        FiguresFilter { from: may, ..FiguresFilter::default() },
        FiguresFilter { before: may, ..FiguresFilter::default() },
    ] {
        let figures = ledger.case_figures(&everything, &filter).await.expect("figures");
        assert_eq!(figures, counted(&cases, &filter), "{filter:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_count_drifts_from_the_records(stories in stories()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let ledger = TestLedger::new().await;
            ledger.with_file(FILE).await;
            for story in &stories {
                live(&ledger, story).await;
                assert_equal(&ledger).await;
            }
        });
    }
}

#[tokio::test]
async fn one_person_in_two_cases_is_one_and_like_names_are_two_until_somebody_says_who_they_are() {
    let ledger = TestLedger::new().await;
    ledger.with_file(FILE).await;
    let story = |index: usize, fate, identified| Story {
        priority: "rural",
        persons: [(index, fate)].into(),
        end: End::Closed,
        decided_on: "2026-04-10",
        identified,
    };
    let figures = async || ledger.case_figures(&Scope::everything(), &FiguresFilter::default()).await.expect("figures");
    let light = Fate::Light(Some(PartySanction::Warning), None);
    live(&ledger, &story(0, light, false)).await;
    live(&ledger, &story(0, Fate::Heavy(PartySanction::Expulsion, None), false)).await;
    let twice = figures().await;
    assert_eq!((twice.cases, twice.persons_handled, twice.persons_sanctioned), (2, 1, 1));
    assert_eq!(twice.by_form, [(Form::Second, 1), (Form::Third, 1)].into(), "under both forms");

    live(&ledger, &story(3, Fate::Talk, false)).await;
    live(&ledger, &story(4, Fate::Talk, false)).await;
    let namesakes = figures().await;
    assert_eq!((namesakes.cases, namesakes.persons_handled, namesakes.persons_sanctioned), (4, 3, 1));
    for case in [3, 4] {
        let identify = CaseChange::Identify { person: 1, key: "e".repeat(64) };
        by(&ledger, "li", "2026-06-01", async |work| work.change::<Case>(case, None, &identify).await).await;
    }
    assert_eq!(figures().await.persons_handled, 2, "they are one person");
}
