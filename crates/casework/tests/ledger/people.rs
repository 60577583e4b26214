//! Offices and accounts, and who may do what with them.

use super::support::{TestLedger, at, machine, offices};
use casework::people::{Account, AccountChange, AccountDraft, AccountStatus, Duty, NewPassword, Office, OfficeChange, OfficeKind, Session};
use casework::{AccessRefusal, Actor, Caller, EventFilter, LedgerError, Role, Scope};
use std::collections::BTreeSet;

pub const PASSWORD: &str = "correct horse battery";

pub fn draft(login: &str, role: Role, office: Option<&str>) -> AccountDraft {
    AccountDraft {
        login: login.to_owned(),
        name: format!("姓名{login}"),
        role,
        office: office.map(str::to_owned),
        duties: BTreeSet::new(),
        priorities: BTreeSet::new(),
    }
}

pub fn password(login: &str) -> NewPassword {
    NewPassword::prepare(login, PASSWORD).expect("a password")
}

/// A caller as a session makes it, for tests that are not about sessions.
pub fn as_role(who: &str, role: Role) -> Caller {
    Caller { actor: Actor { who: who.into(), from: "10.0.0.7".into() }, role, intake: false, scope: Scope::everything() }
}

pub async fn with_offices() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.add_offices(&machine(), at(1), &offices()).await.expect("offices");
    ledger
}

pub async fn create(ledger: &TestLedger, by: &Caller, draft: AccountDraft) -> Result<Account, LedgerError> {
    let password = password(&draft.login);
    ledger.create_account(by, at(2), draft, password).await
}

/// Signs in without a second factor.
pub async fn sign_in(ledger: &TestLedger, login: &str, password: &str, minute: i64) -> Result<String, LedgerError> {
    let checked = ledger.credentials(login).await.expect("credentials").check(password);
    ledger.sign_in(&checked, None, "10.0.0.7", at(minute)).await.map(|(token, _)| token.expose().to_owned())
}

pub async fn session(ledger: &TestLedger, token: &str, minute: i64) -> Result<Session, LedgerError> {
    ledger.session(token, at(minute)).await
}

pub fn told<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> String {
    answer.expect_err("refused").to_string()
}

fn because(reason: &str) -> String {
    reason.to_owned()
}

#[tokio::test]
async fn offices_are_entered_whole_or_not_at_all_and_every_change_is_an_event() {
    let ledger = with_offices().await;
    let before = ledger.offices().await.expect("offices");
    let village = Office { code: "北山镇/甲村".into(), parent: Some("北山镇".into()), ..offices()[5].clone() };
    let town = Office { code: "北山镇".into(), ..offices()[4].clone() };
    let order = ledger.add_offices(&machine(), at(2), &[village.clone(), town.clone()]).await;
    assert_eq!(told(order), "上级单位“北山镇”不存在");
    assert_eq!(ledger.offices().await.expect("offices"), before);
    ledger.add_offices(&machine(), at(2), &[town, village]).await.expect("both");

    let watch = OfficeChange::Watch { departments: ["教体局".to_owned(), "民政局".to_owned()].into() };
    let changed = ledger.change_office(&machine(), at(3), "派驻一组", &watch).await.expect("changed");
    assert_eq!(changed.watches.len(), 2);
    let close = OfficeChange::Close { reason: because("撤村并居") };
    ledger.change_office(&machine(), at(4), "北山镇/甲村", &close).await.expect("closed");
    let offices = ledger.offices().await.expect("offices");
    assert!(!offices.get("北山镇/甲村").expect("nothing is deleted").active);
    assert_eq!(offices.within("北山镇").len(), 2);

    let filter = EventFilter { record: Some("office".into()), after: Some(8), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    let kinds: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.record_id.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        kinds,
        [("office.add", "北山镇"), ("office.add", "北山镇/甲村"), ("office.watch", "派驻一组"), ("office.close", "北山镇/甲村"),]
    );
    assert_eq!(events[3].why.as_deref(), Some("撤村并居"));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn an_account_whose_parts_do_not_go_together_is_refused() {
    let ledger = with_offices().await;
    let wrong = [
        (draft("Li", Role::Reader, None), "账号名须为 3 至 32 位小写字母、数字或 . _ -，以字母或数字开头"),
        (draft("-li", Role::Reader, None), "账号名须为 3 至 32 位小写字母、数字或 . _ -，以字母或数字开头"),
        (draft("system", Role::Reader, None), "账号名为系统保留"),
        (AccountDraft { name: "\u{3000}".into(), ..draft("lili", Role::Reader, None) }, "姓名不能为空"),
        (draft("lili", Role::Machine, None), "角色“系统”不能授予账号"),
        (draft("lili", Role::Town, None), "单位的类别与角色不符"),
        (draft("lili", Role::Town, Some("民政局")), "单位的类别与角色不符"),
        (draft("lili", Role::Town, Some("无此镇")), "单位“无此镇”不存在"),
        (
            AccountDraft { duties: [Duty::Intake].into(), ..draft("lili", Role::Town, Some("东岭镇")) },
            "职责只能授予监督检查人员或部门经办人",
        ),
        (AccountDraft { priorities: ["rural".to_owned()].into(), ..draft("lili", Role::AuditAdmin, None) }, "领域不能授予管理员"),
    ];
    for (draft, problem) in wrong {
        assert_eq!(told(create(&ledger, &machine(), draft).await), problem);
    }
    create(&ledger, &machine(), draft("lili", Role::Town, Some("东岭镇"))).await.expect("it fits");
    assert_eq!(told(create(&ledger, &machine(), draft("lili", Role::Reader, None)).await), "账号“lili”已存在");
    let others = ledger.create_account(&machine(), at(2), draft("wang", Role::Reader, None), password("lili")).await;
    assert_eq!(told(others), "密码不是为该账号设置的");
}

#[tokio::test]
async fn nobody_changes_their_own_account() {
    let ledger = with_offices().await;
    create(&ledger, &machine(), draft("sec", Role::SecurityAdmin, None)).await.expect("made");
    let own = as_role("sec", Role::SecurityAdmin);
    let changes = [
        AccountChange::Rename { name: "王".into() },
        AccountChange::Post {
            role: Role::SecurityAdmin,
            office: Some("监督室".into()),
            duties: BTreeSet::new(),
            priorities: BTreeSet::new(),
            reason: because("轮岗"),
        },
        AccountChange::Unlock { reason: because("误输") },
        AccountChange::Disable { reason: because("离职") },
        AccountChange::Enable { reason: because("返岗") },
        AccountChange::DropSecondFactor { reason: because("遗失") },
        AccountChange::Approve,
    ];
    for change in changes {
        let refused = ledger.change_account(&own, at(3), "sec", None, &change).await;
        assert!(matches!(refused, Err(LedgerError::Access(AccessRefusal::OwnAccount(_)))), "{change:?}: {refused:?}");
    }
    let reset = ledger.reset_password(&own, at(3), password("sec"), "忘记").await;
    assert_eq!(told(reset), "不能对本人账号“重置密码”");
}

#[tokio::test]
async fn an_administrator_wants_two_security_administrators_and_the_founder_is_enough_alone() {
    let ledger = with_offices().await;
    let token = ledger.setup_token(&machine().actor, at(1)).await.expect("a token").expect("nobody is there yet");
    ledger.complete_setup(token.expose(), "孙安全", password("sun"), "10.0.0.7", at(1)).await.expect("the founder");
    let founder = as_role("sun", Role::SecurityAdmin);
    let second = create(&ledger, &founder, draft("qian", Role::SecurityAdmin, None)).await.expect("made");
    assert_eq!(second.proposed_by, None);

    let second = as_role("qian", Role::SecurityAdmin);
    let audit = create(&ledger, &second, draft("audit", Role::AuditAdmin, None)).await.expect("proposed");
    assert_eq!(audit.proposed_by.as_deref(), Some("qian"));
    assert_eq!(told(sign_in(&ledger, "audit", PASSWORD, 3).await), "账号尚待另一名安全管理员批准");
    let approve = async |by: &Caller| ledger.change_account(by, at(4), "audit", None, &AccountChange::Approve).await;
    assert_eq!(told(approve(&second).await), "提出人不能批准本人提出的管理员账号");
    approve(&founder).await.expect("approved");
    sign_in(&ledger, "audit", PASSWORD, 5).await.expect("may come in");

    // Who could sign in as an administrator by a password of their own making is not alone in that either.
    ledger.reset_password(&second, at(6), password("audit"), "忘记密码").await.expect("reset");
    assert_eq!(told(sign_in(&ledger, "audit", PASSWORD, 7).await), "账号尚待另一名安全管理员批准");

    let town = create(&ledger, &second, draft("lili", Role::Town, Some("东岭镇"))).await.expect("made");
    assert_eq!(town.proposed_by, None, "only administrators want two");
}

#[tokio::test]
async fn a_change_of_an_account_is_seen_by_its_version_and_kept_without_its_secrets() {
    let ledger = with_offices().await;
    create(&ledger, &machine(), draft("lili", Role::Town, Some("东岭镇"))).await.expect("made");
    let sec = as_role("sec", Role::SecurityAdmin);
    let post = AccountChange::Post {
        role: Role::DepartmentStaff,
        office: Some("民政局".into()),
        duties: [Duty::Intake].into(),
        priorities: ["subsidies".to_owned()].into(),
        reason: because("轮岗"),
    };
    let posted = ledger.change_account(&sec, at(3), "lili", Some(1), &post).await.expect("posted");
    assert_eq!((posted.role, posted.version), (Role::DepartmentStaff, 2));
    let stale = ledger.change_account(&sec, at(4), "lili", Some(1), &post).await;
    assert_eq!(told(stale), "账号“lili”已被他人修改（您看到的是第 1 版，现为第 2 版），请刷新后再办理");
    let nowhere = AccountChange::Post {
        role: Role::School,
        office: Some("民政局".into()),
        duties: BTreeSet::new(),
        priorities: BTreeSet::new(),
        reason: because("轮岗"),
    };
    assert_eq!(told(ledger.change_account(&sec, at(4), "lili", None, &nowhere).await), "单位的类别与角色不符");
    let missing = ledger.change_account(&sec, at(4), "nobody", None, &AccountChange::Approve).await;
    assert_eq!(told(missing), "账号“nobody”不存在");

    sign_in(&ledger, "lili", PASSWORD, 5).await.expect("in");
    let lines = ledger.accounts(&sec, at(6)).await.expect("accounts");
    assert_eq!(lines.iter().map(|line| (line.account.login.as_str(), line.status)).collect::<Vec<_>>(), [("lili", AccountStatus::Active)]);
    let events = ledger.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    let kinds: Vec<_> = events.iter().skip(8).map(|event| (event.who.as_str(), event.kind.as_str(), event.record_id.as_deref())).collect();
    let who = Some("lili");
    assert_eq!(kinds, [("system", "account.create", who), ("sec", "account.post", who), ("lili", "account.sign_in", who)]);
    let kept = format!("{events:?}");
    assert!(!kept.contains("argon2") && !kept.contains(PASSWORD), "{kept}");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn an_office_that_closes_takes_the_reach_of_its_accounts_along() {
    let ledger = with_offices().await;
    create(&ledger, &machine(), draft("yang", Role::Village, Some("东岭镇/甲村"))).await.expect("made");
    let token = sign_in(&ledger, "yang", PASSWORD, 3).await.expect("in");
    let seen = session(&ledger, &token, 4).await.expect("a session").scope;
    assert_ne!(seen.priorities, Scope::nothing().priorities);
    let close = OfficeChange::Close { reason: because("撤村并居") };
    ledger.change_office(&machine(), at(5), "东岭镇/甲村", &close).await.expect("closed");
    let seen = session(&ledger, &token, 6).await.expect("a session").scope;
    assert_eq!(seen, Scope { person: Some("yang".into()), ..Scope::nothing() });
    let opened = create(&ledger, &machine(), draft("zhao", Role::Village, Some("东岭镇/甲村"))).await;
    assert_eq!(told(opened), "单位已撤销");
    assert_eq!(OfficeKind::of(Role::Village), Some(OfficeKind::Village));
}
