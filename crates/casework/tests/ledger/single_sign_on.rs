//! Coming in by the identity provider: linked accounts alone, with the second factor where there is one.

use super::people::{PASSWORD, as_role, create, draft, told, with_offices};
use super::sign_in::proof;
use super::support::{TestLedger, at, machine};
use casework::people::{AccountChange, OutsideIdentity, TotpSecret};
use casework::{AccessRefusal, EventFilter, LedgerError, Role, Scope};

fn identity(subject: &str) -> OutsideIdentity {
    OutsideIdentity { issuer: "https://id.example".to_owned(), subject: subject.to_owned() }
}

fn link(subject: &str) -> AccountChange {
    AccountChange::LinkIdentity { identity: identity(subject), reason: "区统一身份认证上线".to_owned() }
}

fn unlink() -> AccountChange {
    AccountChange::UnlinkIdentity { reason: "调离".to_owned() }
}

async fn arrive(ledger: &TestLedger, subject: &str, code: Option<&str>, minute: i64) -> Result<String, LedgerError> {
    let arrived = ledger.sign_in_by_identity(&identity(subject), code, "10.0.0.7", at(minute)).await;
    arrived.map(|(token, _)| token.expose().to_owned())
}

async fn with_li(role: Role) -> TestLedger {
    let ledger = with_offices().await;
    let office = (role == Role::Town).then_some("东岭镇");
    create(&ledger, &machine(), draft("lili", role, office)).await.expect("made");
    ledger
}

async fn enrol(ledger: &TestLedger, minute: i64) -> TotpSecret {
    let token = super::people::sign_in(ledger, "lili", PASSWORD, minute).await.expect("in");
    let secret = ledger.enrol_second_factor(&token, &proof(ledger, PASSWORD, None).await, at(minute)).await.expect("a secret");
    ledger.confirm_second_factor(&token, &secret.code(at(minute)), "10.0.0.7", at(minute)).await.expect("confirmed");
    secret
}

#[tokio::test]
async fn a_linked_account_comes_in_and_nobody_else() {
    let ledger = with_li(Role::Town).await;
    let sec = as_role("sec", Role::SecurityAdmin);
    let refused = "该统一身份认证账号尚未关联本系统账号，请联系安全管理员";
    assert_eq!(told(arrive(&ledger, "u1", None, 0).await), refused);
    for who in [as_role("sys", Role::SystemAdmin), as_role("wang", Role::Supervisor)] {
        assert!(ledger.change_account(&who, at(1), "lili", None, &link("u1")).await.is_err(), "{who:?}");
    }
    assert_eq!(
        told(ledger.change_account(&as_role("lili", Role::SecurityAdmin), at(1), "lili", None, &link("u1")).await),
        "不能对本人账号“关联统一身份认证账号”"
    );
    ledger.change_account(&sec, at(1), "lili", None, &link("u1")).await.expect("linked");
    let token = arrive(&ledger, "u1", None, 2).await.expect("in");
    assert_eq!(ledger.session(&token, at(2)).await.expect("a session").account.login, "lili");
    for other in ["u2", "U1", "lili"] {
        assert_eq!(told(arrive(&ledger, other, None, 3).await), refused, "{other}");
    }
    let elsewhere = OutsideIdentity { issuer: "https://other.example".to_owned(), subject: "u1".to_owned() };
    assert_eq!(told(ledger.sign_in_by_identity(&elsewhere, None, "10.0.0.7", at(3)).await), refused);

    create(&ledger, &machine(), draft("wangwu", Role::Town, Some("东岭镇"))).await.expect("made");
    let twice = ledger.change_account(&sec, at(4), "wangwu", None, &link("u1")).await;
    assert!(told(twice).contains("已存在"), "one account there is one account here");

    ledger.change_account(&sec, at(5), "lili", None, &unlink()).await.expect("unlinked");
    assert!(ledger.session(&token, at(5)).await.is_err(), "what was let in by it is over");
    assert_eq!(told(arrive(&ledger, "u1", None, 6).await), refused);
    ledger.change_account(&sec, at(7), "wangwu", None, &link("u1")).await.expect("linked");
    let disable = AccountChange::Disable { reason: "调离".to_owned() };
    ledger.change_account(&sec, at(8), "wangwu", None, &disable).await.expect("disabled");
    assert_eq!(told(arrive(&ledger, "u1", None, 9).await), "账号已停用，请联系安全管理员");
    let unknown = EventFilter { kinds: vec!["account.not_linked".into()], ..EventFilter::default() };
    assert_eq!(ledger.events(&Scope::everything(), &unknown).await.expect("events").len(), 6, "each is in the trail");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_second_factor_is_asked_for_all_the_same() {
    let ledger = with_li(Role::Town).await;
    let secret = enrol(&ledger, 0).await;
    ledger.change_account(&as_role("sec", Role::SecurityAdmin), at(1), "lili", None, &link("u1")).await.expect("linked");
    let refusal = |answer: Result<String, LedgerError>| match answer {
        Err(LedgerError::Access(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(arrive(&ledger, "u1", None, 2).await), AccessRefusal::CodeWanted);
    arrive(&ledger, "u1", Some(&secret.code(at(2))), 2).await.expect("in");
    assert_eq!(refusal(arrive(&ledger, "u1", Some(&secret.code(at(2))), 2).await), AccessRefusal::WrongCode, "once");
    for _ in 0..4 {
        assert_eq!(refusal(arrive(&ledger, "u1", Some("000000x"), 3).await), AccessRefusal::WrongCode);
    }
    assert!(matches!(refusal(arrive(&ledger, "u1", Some(&secret.code(at(3))), 3).await), AccessRefusal::Locked { .. }));
}

#[tokio::test]
async fn an_administrator_comes_in_with_a_second_factor_or_not_at_all() {
    for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
        let ledger = with_li(role).await;
        let sec = as_role("sec", Role::SecurityAdmin);
        let linked = ledger.change_account(&sec, at(1), "lili", None, &link("u1")).await.expect("linked");
        assert_eq!(linked.proposed_by.as_deref(), Some("sec"), "who could sign in instead is not alone in it");
        assert_eq!(told(arrive(&ledger, "u1", None, 1).await), "账号尚待另一名安全管理员批准");
        ledger.change_account(&as_role("sec2", Role::SecurityAdmin), at(2), "lili", None, &AccountChange::Approve).await.expect("approved");
        assert_eq!(told(arrive(&ledger, "u1", None, 2).await), "管理员须先启用双因素认证，方可使用统一身份认证登录");
        let secret = enrol(&ledger, 3).await;
        assert_eq!(told(arrive(&ledger, "u1", None, 4).await), "请输入动态验证码或恢复码");
        arrive(&ledger, "u1", Some(&secret.code(at(5))), 5).await.expect("in");
    }
}
