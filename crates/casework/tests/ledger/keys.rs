//! Keys of machines.

use super::people::{as_role, told, with_offices};
use super::support::{at, machine};
use casework::people::{ApiKeyDraft, OfficeChange};
use casework::{AccessRefusal, EventFilter, LedgerError, Reach, Role, Scope};
use chrono::TimeDelta;

fn draft(institution: Option<&str>) -> ApiKeyDraft {
    ApiKeyDraft {
        name: "12345 热线工单".into(),
        institution: institution.map(str::to_owned),
        operations: ["tickets.write".to_owned(), "tickets.read".to_owned()].into(),
        per_minute: 60,
        expires_at: at(0) + TimeDelta::days(90),
    }
}

#[tokio::test]
async fn a_key_is_told_once_and_is_good_until_it_expires_or_is_revoked() {
    let ledger = with_offices().await;
    let sec = as_role("sec", Role::SecurityAdmin);
    let (key, token) = ledger.create_api_key(&sec, at(1), draft(None)).await.expect("made");
    assert!(token.expose().starts_with("qy_"));
    assert_eq!(ledger.api_key(token.expose(), at(2)).await.expect("good"), key);
    assert!(key.allows("tickets.write") && !key.allows("tickets") && !key.allows("accounts.write"));
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
async fn a_key_reaches_its_institution_or_nothing_and_is_nobodys_person() {
    let ledger = with_offices().await;
    let (own, token) = ledger.create_api_key(&machine(), at(1), draft(Some("H01"))).await.expect("made");
    let caller = own.caller("10.0.0.7");
    assert_eq!((caller.role, caller.actor.who.as_str(), caller.intake), (Role::Institution, "key:1", false));
    assert_eq!(caller.scope, Scope { institutions: Reach::only(["H01"]), person: Some("key:1".into()), ..Scope::everything() });
    let (free, _) = ledger.create_api_key(&machine(), at(1), draft(None)).await.expect("made");
    let caller = free.caller("10.0.0.7");
    assert_eq!((caller.role, caller.scope), (Role::Reader, Scope { person: Some("key:2".into()), ..Scope::nothing() }));

    let close = OfficeChange::Close { reason: "注销".into() };
    ledger.change_office(&machine(), at(2), "H01", &close).await.expect("closed");
    assert_eq!(told(ledger.api_key(token.expose(), at(3)).await), "接口密钥无效、已撤销或已过期");
}

#[tokio::test]
async fn a_key_out_of_bounds_is_refused() {
    let ledger = with_offices().await;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    for (draft, problem) in [
        (ApiKeyDraft { name: " ".into(), ..draft(None) }, "用途不能为空"),
        (ApiKeyDraft { operations: words(&[]), ..draft(None) }, "操作至少一项，形如 tickets.write"),
        (ApiKeyDraft { operations: words(&["*"]), ..draft(None) }, "操作至少一项，形如 tickets.write"),
        (ApiKeyDraft { operations: words(&["tickets."]), ..draft(None) }, "操作至少一项，形如 tickets.write"),
        (ApiKeyDraft { per_minute: 0, ..draft(None) }, "每分钟次数须在 1 至 6000 之间"),
        (ApiKeyDraft { expires_at: at(1), ..draft(None) }, "有效期须晚于现在，且不超过 366 天"),
        (ApiKeyDraft { expires_at: at(1) + TimeDelta::days(367), ..draft(None) }, "有效期须晚于现在，且不超过 366 天"),
        (draft(Some("民政局")), "定点医药机构“民政局”不存在"),
        (draft(Some("H99")), "定点医药机构“H99”不存在"),
    ] {
        assert_eq!(told(ledger.create_api_key(&machine(), at(1), draft).await), problem);
    }
    let sysadmin = as_role("sys", Role::SystemAdmin);
    assert!(matches!(ledger.create_api_key(&sysadmin, at(1), draft(None)).await, Err(LedgerError::Forbidden(_))));
    assert!(matches!(ledger.api_keys(&sysadmin).await, Err(LedgerError::Forbidden(_))));
}
