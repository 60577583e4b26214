//! Which role may do what: one table.

use super::people::{draft, password};
use super::support::{TestLedger, at, machine};
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource};
use casework::people::demo::{self, DemoAccount};
use casework::people::{AccountChange, Reveal, Sensitive};
use casework::record::{HeadDraft, RecordFilter};
use casework::{Caller, EventFilter, Kind, LedgerError, Place, Reference, Role};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Hashed once for all tests.
static DEMO: LazyLock<Vec<DemoAccount>> = LazyLock::new(|| demo::prepare(demo::drafts()));

async fn demo_district() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.enter_demo(&machine(), at(1), &demo::offices(), &DEMO).await.expect("demo accounts");
    ledger
}

async fn signed_in(ledger: &TestLedger, account: &DemoAccount) -> Caller {
    let checked = ledger.credentials(&account.draft.login).await.expect("credentials").check(account.password.expose());
    let (token, _) = ledger.sign_in(&checked, None, "10.0.0.7", at(2)).await.expect("signed in");
    ledger.session(token.expose(), at(3)).await.expect("a session").caller("10.0.0.7").expect("a caller")
}

/// An issue that everybody whose work it is sees: assigned to the department, in the village, of the school and the institution.
async fn issue(ledger: &TestLedger) -> i64 {
    let head = HeadDraft {
        title: "低保金发放有误".into(),
        priority: Some("subsidies".into()),
        department: Some("区民政局".into()),
        place: Place {
            town: Some("东岭镇".into()),
            village: Some("东岭镇/前进村".into()),
            institution: Some("H00001".into()),
            school: Some("X00001".into()),
        },
        ..HeadDraft::default()
    };
    let draft = IssueDraft { head, source: IssueSource::Inspection, description: "账实不符".into(), amount: None };
    let id = ledger.open_record::<Issue>(&machine(), at(4), draft).await.expect("entered").head.id;
    assign(ledger, &machine(), id).await.expect("assigned");
    id
}

async fn assign(ledger: &TestLedger, by: &Caller, id: i64) -> Result<Issue, LedgerError> {
    let change = IssueChange::Assign { department: "区民政局".into(), due_on: None };
    ledger.change::<Issue>(by, at(5), id, None, &change).await
}

#[tokio::test]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    // create account, change role, set setting, read trail, list issues, change issue
    let table = [
        (Role::Supervisor, "....lc"),
        (Role::ResidentOffice, "....lc"),
        (Role::DepartmentHead, "....lc"),
        (Role::DepartmentStaff, "....lc"),
        (Role::Town, "....lc"),
        (Role::Village, "....lc"),
        (Role::Institution, "....lc"),
        (Role::School, "....lc"),
        (Role::Inspector, "......"),
        (Role::Reader, "......"),
        (Role::SystemAdmin, "..s..."),
        (Role::SecurityAdmin, "ar...."),
        (Role::AuditAdmin, "...t.."),
        (Role::Machine, "arstlc"),
    ];
    assert_eq!(table.map(|(role, _)| role), Role::ALL, "every role is in the table");
    let ledger = demo_district().await;
    ledger.create_account(&machine(), at(2), draft("subject", Role::Reader, None), password("subject")).await.expect("made");
    for (n, (role, expected)) in table.into_iter().enumerate() {
        let caller = match DEMO.iter().find(|account| account.draft.role == role) {
            Some(account) => signed_in(&ledger, account).await,
            None => machine(),
        };
        let id = issue(&ledger).await;
        let login = format!("new{n}");
        let created = ledger.create_account(&caller, at(6), draft(&login, Role::Reader, None), password(&login)).await;
        let post = AccountChange::Post {
            role: if n % 2 == 0 { Role::Inspector } else { Role::Reader },
            office: None,
            duties: BTreeSet::new(),
            priorities: BTreeSet::new(),
            reason: "轮岗".into(),
        };
        let posted = ledger.change_account(&caller, at(6), "subject", None, &post).await;
        let set = ledger.set(&caller, at(6), "warn_working_days", "3", "办公会纪要").await;
        let trail = ledger.trail(&caller, &EventFilter::default()).await;
        let listed = ledger.lines(&caller.scope, Kind::Issue, &RecordFilter::default(), at(6)).await.expect("a list");
        let accept = ledger.change::<Issue>(&caller, at(6), id, None, &IssueChange::Accept { owner: None }).await;
        let changed = accept.is_ok() || assign(&ledger, &caller, id).await.is_ok();
        let may = [
            ('a', created.is_ok()),
            ('r', posted.is_ok()),
            ('s', set.is_ok()),
            ('t', trail.is_ok()),
            ('l', !listed.is_empty()),
            ('c', changed),
        ];
        let found: String = may.map(|(letter, may)| if may { letter } else { '.' }).iter().collect();
        assert_eq!(found, expected, "{role:?}");
        for refused in [created.err(), posted.err(), set.err(), trail.err()].into_iter().flatten() {
            assert!(matches!(refused, LedgerError::Forbidden(_)), "{role:?}: {refused:?}");
        }
    }
    ledger.assert_whole().await;
}

#[tokio::test]
async fn campaigns_too_are_hidden_from_administrators_and_readers() {
    let ledger = demo_district().await;
    issue(&ledger).await;
    // A campaign is known to everybody who works in it; here an issue stands in for one.
    ledger.tamper(&["UPDATE records SET kind = 'campaign'"]).await;
    for account in DEMO.iter() {
        let scope = signed_in(&ledger, account).await.scope;
        let seen = ledger.lines(&scope, Kind::Campaign, &RecordFilter::default(), at(6)).await.expect("a list").len();
        let none = account.draft.role.is_administrator() || account.draft.role == Role::Reader;
        assert_eq!(seen, usize::from(!none), "{:?}", account.draft.role);
    }
}

#[tokio::test]
async fn an_inspector_sees_what_is_in_their_own_charge() {
    let ledger = demo_district().await;
    issue(&ledger).await;
    let scope = signed_in(&ledger, DEMO.iter().find(|account| account.draft.role == Role::Inspector).expect("one")).await.scope;
    let seen = async || ledger.lines(&scope, Kind::Issue, &RecordFilter::default(), at(6)).await.expect("a list").len();
    assert_eq!(seen().await, 0);
    ledger.tamper(&["UPDATE records SET owner = 'inspector'"]).await;
    assert_eq!(seen().await, 1);
}

#[tokio::test]
async fn the_trail_says_who_did_what_and_not_what_the_records_say() {
    let ledger = demo_district().await;
    let id = issue(&ledger).await;
    let audit = signed_in(&ledger, DEMO.iter().find(|account| account.draft.role == Role::AuditAdmin).expect("one")).await;
    let filter = EventFilter { record: Some("issue".into()), newest_first: true, ..EventFilter::default() };
    let lines = ledger.trail(&audit, &filter).await.expect("the trail");
    let told: Vec<_> = lines.iter().map(|line| (line.kind.as_str(), line.record_id.as_deref())).collect();
    let id = id.to_string();
    assert_eq!(told, [("issue.assign", Some(id.as_str())), ("issue.open", Some(id.as_str()))]);
    assert!(!format!("{lines:?}").contains("账实不符"));
    let page = EventFilter { after: Some(lines[0].seq), limit: Some(1), ..filter };
    assert_eq!(ledger.trail(&audit, &page).await.expect("a page"), lines[1..]);
}

#[tokio::test]
async fn showing_in_full_wants_a_reason_is_kept_and_is_limited() {
    let ledger = demo_district().await;
    let id = issue(&ledger).await;
    let staff = signed_in(&ledger, DEMO.iter().find(|account| account.draft.role == Role::DepartmentStaff).expect("one")).await;
    let what = |id, reason: &str| Reveal { record: Reference { kind: Kind::Issue, id }, field: Sensitive::Phone, reason: reason.into() };
    let reveal = async |by: &Caller, minute, what: Reveal| ledger.reveal(by, at(minute), &what).await.map_err(|error| error.to_string());
    assert_eq!(reveal(&staff, 10, what(id, " 核实 ")).await, Err("查看事由至少 5 个字".into()));
    assert!(reveal(&staff, 10, what(id + 1, "入户核实联系本人")).await.is_err_and(|told| told.contains("不存在，或不在您的权限范围内")));
    for role in [Role::Reader, Role::SecurityAdmin, Role::AuditAdmin] {
        let other = signed_in(&ledger, DEMO.iter().find(|account| account.draft.role == role).expect("one")).await;
        assert!(reveal(&other, 10, what(id, "入户核实联系本人")).await.is_err(), "{role:?}");
    }
    for minute in 11..41 {
        assert_eq!(reveal(&staff, minute, what(id, "入户核实联系本人")).await, Ok(()));
    }
    assert_eq!(reveal(&staff, 41, what(id, "入户核实联系本人")).await, Err("一小时内查看完整信息已达 30 次，请稍后再试".into()));
    assert_eq!(reveal(&machine(), 41, what(id, "入户核实联系本人")).await, Ok(()), "another person's count is their own");
    assert_eq!(reveal(&staff, 71, what(id, "入户核实联系本人")).await, Ok(()), "the first was more than an hour ago");

    let filter = EventFilter { kinds: vec!["record.reveal".into()], who: Some("staff".into()), ..EventFilter::default() };
    let events = ledger.events(&machine().scope, &filter).await.expect("events");
    assert_eq!(events.len(), 31);
    assert_eq!((events[0].after.as_deref(), events[0].why.as_deref()), (Some(r#"{"field":"phone"}"#), Some("入户核实联系本人")));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn leads_are_shown_in_full_within_the_scope_alone() {
    let ledger = demo_district().await;
    ledger.screen(vec![super::support::found("S01", vec![super::support::subject("1", &[1])])]).await;
    let lead = Reference { kind: Kind::Lead, id: ledger.only().await.id };
    let what = Reveal { record: lead, field: Sensitive::ResidentNumber, reason: "核对身份信息".into() };
    for account in DEMO.iter() {
        let caller = signed_in(&ledger, account).await;
        let shown = ledger.reveal(&caller, at(9), &what).await.is_ok();
        assert_eq!(shown, account.draft.role == Role::Supervisor, "{:?}: nobody's yet, and nowhere", account.draft.role);
    }
}

#[tokio::test]
async fn demo_accounts_are_one_a_role_with_passwords_of_their_own() {
    let roles: Vec<Role> = DEMO.iter().map(|account| account.draft.role).collect();
    let all: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::Machine).collect();
    assert_eq!(roles, all);
    let passwords: BTreeSet<&str> = DEMO.iter().map(|account| account.password.expose()).collect();
    assert_eq!(passwords.len(), DEMO.len());
    let ledger = demo_district().await;
    let again = ledger.enter_demo(&machine(), at(9), &demo::offices(), &DEMO).await.expect_err("not twice");
    assert_eq!(again.to_string(), "已有账号，不能建立演示账号");
    let setup = ledger.setup_token(&machine().actor, at(9)).await.expect("an answer");
    assert!(setup.is_none(), "somebody is there");
    for account in DEMO.iter() {
        let intake = signed_in(&ledger, account).await.intake;
        assert_eq!(intake, account.draft.role == Role::Supervisor, "who complained is for those who take complaints in");
    }
}
