//! Keys of machines.

use super::people::{as_role, told, with_offices};
use super::support::{at, machine};
use casework::people::{ApiKeyDraft, KeyOperation, OfficeChange};
use casework::{AccessRefusal, EventFilter, LedgerError, Reach, Role, Scope};
use chrono::TimeDelta;

/// A key of the hotline's system.
fn draft() -> ApiKeyDraft {
    ApiKeyDraft {
        name: "12345 热线工单".into(),
        institution: None,
        department: None,
        system: Some(" １2345".into()),
        operations: [KeyOperation::TicketsWrite, KeyOperation::TicketsRead].into(),
        per_minute: 60,
        expires_at: at(0) + TimeDelta::days(90),
    }
}

fn of_institution(code: &str) -> ApiKeyDraft {
    ApiKeyDraft { system: None, institution: Some(code.into()), operations: [KeyOperation::LeadsRead].into(), ..draft() }
}

fn of_department(code: &str) -> ApiKeyDraft {
    ApiKeyDraft { system: None, department: Some(code.into()), operations: [KeyOperation::DataWrite].into(), ..draft() }
}

#[tokio::test]
async fn a_key_is_told_once_and_is_good_until_it_expires_or_is_revoked() {
    let ledger = with_offices().await;
    let sec = as_role("sec", Role::SecurityAdmin);
    let (key, token) = ledger.create_api_key(&sec, at(1), draft()).await.expect("made");
    assert!(token.expose().starts_with("qy_"));
    assert_eq!(ledger.api_key(token.expose(), at(2)).await.expect("good"), key);
    assert!(key.allows(KeyOperation::TicketsWrite) && !key.allows(KeyOperation::DataWrite));
    let none = |answer| matches!(answer, Err(LedgerError::Access(AccessRefusal::NoKey)));
    assert!(none(ledger.api_key("qy_", at(2)).await));
    assert!(none(ledger.api_key(token.expose(), key.expires_at).await));
    assert!(ledger.api_key(token.expose(), key.expires_at - TimeDelta::seconds(1)).await.is_ok());

    ledger.touch_api_key(key.id, at(3)).await.expect("touched");
    ledger.touch_api_key(key.id, at(3) + TimeDelta::seconds(30)).await.expect("touched");
    let listed = ledger.api_keys(&sec).await.expect("keys");
    assert_eq!(listed[0].last_used_at.map(|used| used.timestamp()), Some(at(3).timestamp()), "once a minute is enough");

    assert_eq!(told(ledger.revoke_api_key(&sec, at(4), key.id, " ").await), "事由不能为空");
    ledger.revoke_api_key(&sec, at(4), key.id, "密钥泄露").await.expect("revoked");
    assert!(none(ledger.api_key(token.expose(), at(4)).await));
    assert_eq!(told(ledger.revoke_api_key(&sec, at(5), key.id, "密钥泄露").await), "接口密钥已撤销");
    assert_eq!(told(ledger.revoke_api_key(&sec, at(5), 9, "密钥泄露").await), "接口密钥“9”不存在");

    let events = ledger.events(&Scope::everything(), &EventFilter { record: Some("api_key".into()), ..EventFilter::default() }).await;
    let events = events.expect("events");
    assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["api_key.create", "api_key.revoke"]);
    assert!(!format!("{events:?}").contains(token.expose()));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_renewed_key_has_another_secret_and_the_one_before_is_good_no_more() {
    let ledger = with_offices().await;
    let sec = as_role("sec", Role::SecurityAdmin);
    let (key, first) = ledger.create_api_key(&sec, at(1), draft()).await.expect("made");
    let until = at(2) + TimeDelta::days(300);
    let (renewed, second) = ledger.renew_api_key(&sec, at(2), key.id, until, "年度更换").await.expect("renewed");
    assert_eq!((renewed.id, renewed.expires_at.timestamp()), (key.id, until.timestamp()));
    assert_eq!(renewed.renewed_at.map(|at| at.timestamp()), Some(at(2).timestamp()));
    assert!(ledger.api_key(first.expose(), at(3)).await.is_err());
    assert_eq!(ledger.api_key(second.expose(), at(3)).await.expect("good"), renewed);
    assert_eq!(told(ledger.renew_api_key(&sec, at(3), key.id, until, "").await), "事由不能为空");
    assert_eq!(told(ledger.renew_api_key(&sec, at(3), key.id, at(3), "更换").await), "有效期须晚于现在，且不超过 366 天");
    let sysadmin = as_role("sys", Role::SystemAdmin);
    assert!(matches!(ledger.renew_api_key(&sysadmin, at(3), key.id, until, "更换").await, Err(LedgerError::Forbidden(_))));
    ledger.revoke_api_key(&sec, at(4), key.id, "停用").await.expect("revoked");
    assert_eq!(told(ledger.renew_api_key(&sec, at(5), key.id, until, "更换").await), "接口密钥已撤销");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_key_reaches_whom_it_belongs_to_and_is_nobodys_person() {
    let ledger = with_offices().await;
    let scope = |n: i64, scope: Scope| Scope { person: Some(format!("key:{n} 12345 热线工单")), ..scope };
    let (own, token) = ledger.create_api_key(&machine(), at(1), of_institution("H01")).await.expect("made");
    let caller = own.caller("10.0.0.7");
    assert_eq!((caller.role, caller.actor.who.as_str(), caller.intake), (Role::Reader, "key:1 12345 热线工单", false));
    assert_eq!(caller.scope, scope(1, Scope { institutions: Reach::only(["H01"]), ..Scope::everything() }));
    let (of, _) = ledger.create_api_key(&machine(), at(1), of_department("民政局")).await.expect("made");
    assert_eq!(of.caller("").scope, scope(2, Scope { departments: Reach::only(["民政局"]), ..Scope::everything() }));
    let (hotline, _) = ledger.create_api_key(&machine(), at(1), draft()).await.expect("made");
    let caller = hotline.caller("");
    assert_eq!((caller.role, caller.intake), (Role::Reader, false));
    assert_eq!(caller.scope, scope(3, Scope { tickets_of: Some("12345".into()), ..Scope::everything() }));

    let close = OfficeChange::Close { reason: "注销".into() };
    ledger.change_office(&machine(), at(2), "H01", &close).await.expect("closed");
    assert_eq!(told(ledger.api_key(token.expose(), at(3)).await), "接口密钥无效、已撤销或已过期");
}

#[tokio::test]
async fn a_key_out_of_bounds_is_refused() {
    let ledger = with_offices().await;
    for (draft, problem) in [
        (ApiKeyDraft { name: " ".into(), ..draft() }, "用途不能为空"),
        (ApiKeyDraft { name: "用".repeat(51), ..draft() }, "用途不能超过 50 字"),
        (ApiKeyDraft { system: None, ..draft() }, "归属须为定点医药机构、部门、外部系统三者之一"),
        (ApiKeyDraft { department: Some("民政局".into()), ..draft() }, "归属须为定点医药机构、部门、外部系统三者之一"),
        (ApiKeyDraft { system: Some(" ".into()), ..draft() }, "外部系统不能为空"),
        (ApiKeyDraft { operations: [].into(), ..draft() }, "操作至少一项"),
        (ApiKeyDraft { operations: [KeyOperation::DataWrite].into(), ..draft() }, "操作与密钥的归属不符"),
        (ApiKeyDraft { operations: [KeyOperation::DataWrite].into(), ..of_institution("H01") }, "操作与密钥的归属不符"),
        (ApiKeyDraft { operations: [KeyOperation::TicketsRead].into(), ..of_department("民政局") }, "操作与密钥的归属不符"),
        (ApiKeyDraft { per_minute: 0, ..draft() }, "每分钟次数须在 1 至 6000 之间"),
        (ApiKeyDraft { expires_at: at(1), ..draft() }, "有效期须晚于现在，且不超过 366 天"),
        (ApiKeyDraft { expires_at: at(1) + TimeDelta::days(367), ..draft() }, "有效期须晚于现在，且不超过 366 天"),
        (of_institution("民政局"), "定点医药机构“民政局”不存在"),
        (of_institution("H99"), "定点医药机构“H99”不存在"),
        (of_department("H01"), "部门“H01”不存在"),
    ] {
        assert_eq!(told(ledger.create_api_key(&machine(), at(1), draft).await), problem);
    }
    let sysadmin = as_role("sys", Role::SystemAdmin);
    assert!(matches!(ledger.create_api_key(&sysadmin, at(1), draft()).await, Err(LedgerError::Forbidden(_))));
    assert!(matches!(ledger.api_keys(&sysadmin).await, Err(LedgerError::Forbidden(_))));
}
