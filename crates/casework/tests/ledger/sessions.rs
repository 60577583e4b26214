//! Sessions: how long they last, and what ends them.

use super::people::{PASSWORD, as_role, create, draft, password, session, sign_in, told, with_offices};
use super::support::{TestLedger, at, machine};
use casework::people::{AccountChange, PasswordProblem, Token};
use casework::{AccessRefusal, LedgerError, Role};
use std::collections::BTreeSet;

const OTHER: &str = "a second good password";

async fn with_li() -> TestLedger {
    let ledger = with_offices().await;
    create(&ledger, &machine(), draft("lili", Role::Town, Some("东岭镇"))).await.expect("made");
    ledger
}

async fn is_over(ledger: &TestLedger, token: &str, minute: i64) -> bool {
    matches!(session(ledger, token, minute).await, Err(LedgerError::Access(AccessRefusal::NoSession)))
}

async fn change(ledger: &TestLedger, token: &str, minute: i64, from: &str, to: &str) -> Result<Token, LedgerError> {
    let checked = ledger.password_change(token, at(minute)).await?.check(from, to);
    ledger.change_password(token, "10.0.0.7", at(minute), checked).await
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_at_the_latest_after_twelve_hours() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    assert!(!is_over(&ledger, &token, 29).await);
    assert!(is_over(&ledger, &token, 30).await);

    ledger.touch_session(&token, at(20)).await.expect("touched");
    assert!(!is_over(&ledger, &token, 49).await);
    assert!(is_over(&ledger, &token, 50).await);
    ledger.touch_session(&token, at(51)).await.expect("an answer");
    assert!(is_over(&ledger, &token, 52).await, "one that is over does not come back");

    let token = sign_in(&ledger, "lili", PASSWORD, 100).await.expect("in");
    for minute in (100..820).step_by(20) {
        assert!(!is_over(&ledger, &token, minute).await, "{minute}");
        ledger.touch_session(&token, at(minute)).await.expect("touched");
    }
    assert!(!is_over(&ledger, &token, 819).await);
    assert!(is_over(&ledger, &token, 820).await, "however much it is used");
}

#[tokio::test]
async fn a_session_says_when_its_use_is_to_be_written_down() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    assert!(!session(&ledger, &token, 0).await.expect("a session").touch_due);
    assert!(session(&ledger, &token, 1).await.expect("a session").touch_due);
    ledger.touch_session(&token, at(1)).await.expect("touched");
    assert!(!session(&ledger, &token, 1).await.expect("a session").touch_due);
}

#[tokio::test]
async fn only_the_hash_of_a_token_is_kept_and_another_token_is_none() {
    let ledger = with_li().await;
    let (one, two) = (sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in"), sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in"));
    assert_ne!(one, two, "each sign-in has a token of its own");
    for other in ["", "x", &one[1..], &one.to_uppercase()] {
        assert!(is_over(&ledger, other, 1).await, "{other}");
    }
    for secret in [one.as_str(), two.as_str(), PASSWORD] {
        assert!(!ledger.holds(secret).await, "a secret stands in the database as it is said");
    }
    assert!(ledger.holds("lili").await, "what is no secret is found in this way");
}

#[tokio::test]
async fn signing_out_ends_one_session_and_signing_out_everywhere_all_of_them() {
    let ledger = with_li().await;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in"));
    }
    ledger.sign_out(&tokens[0], "10.0.0.7", at(1)).await.expect("out");
    assert!(is_over(&ledger, &tokens[0], 1).await && !is_over(&ledger, &tokens[1], 1).await);
    assert_eq!(told(ledger.sign_out(&tokens[0], "10.0.0.7", at(1)).await), "登录已失效，请重新登录");
    ledger.sign_out_everywhere(&tokens[1], "10.0.0.7", at(2)).await.expect("out");
    assert!(is_over(&ledger, &tokens[1], 2).await && is_over(&ledger, &tokens[2], 2).await);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_session_is_over_at_once_when_what_it_was_let_in_for_is_no_longer_so() {
    let ledger = with_li().await;
    let sec = as_role("sec", Role::SecurityAdmin);
    let post = AccountChange::Post {
        role: Role::Reader,
        office: None,
        duties: BTreeSet::new(),
        priorities: BTreeSet::new(),
        reason: "轮岗".into(),
    };
    for ending in [post, AccountChange::Disable { reason: "调离".into() }] {
        let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
        ledger.change_account(&sec, at(1), "lili", None, &ending).await.expect("changed");
        assert!(is_over(&ledger, &token, 1).await, "{ending:?}");
    }
    assert_eq!(told(sign_in(&ledger, "lili", PASSWORD, 2).await), "账号已停用，请联系安全管理员");
    assert_eq!(told(sign_in(&ledger, "lili", "not the password", 2).await), "账号或密码不正确", "only who knows the password is told");
    ledger.change_account(&sec, at(3), "lili", None, &AccountChange::Enable { reason: "返岗".into() }).await.expect("enabled");
    let token = sign_in(&ledger, "lili", PASSWORD, 4).await.expect("in");
    let rename = AccountChange::Rename { name: "李莉".into() };
    ledger.change_account(&sec, at(5), "lili", None, &rename).await.expect("renamed");
    assert_eq!(session(&ledger, &token, 5).await.expect("still runs").account.name, "李莉");
    ledger.reset_password(&sec, at(6), password("lili"), "忘记密码").await.expect("reset");
    assert!(is_over(&ledger, &token, 6).await);
}

#[tokio::test]
async fn a_password_that_another_has_set_is_changed_before_anything_else() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let elsewhere = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let running = session(&ledger, &token, 1).await.expect("a session");
    assert_eq!(running.caller("10.0.0.7").expect_err("not yet"), AccessRefusal::MustChangePassword);

    let new = change(&ledger, &token, 2, PASSWORD, OTHER).await.expect("changed");
    assert!(is_over(&ledger, &token, 3).await && is_over(&ledger, &elsewhere, 3).await, "the old tokens are good no more");
    let running = session(&ledger, new.expose(), 3).await.expect("goes on");
    assert_eq!(running.started_at, running.ends_at - casework::people::session::ABSOLUTE, "and does not last longer for it");
    let caller = running.caller("10.0.0.9").expect("may work");
    assert_eq!((caller.actor.who.as_str(), caller.actor.from.as_str(), caller.role), ("lili", "10.0.0.9", Role::Town));
    assert_eq!(told(sign_in(&ledger, "lili", PASSWORD, 4).await), "账号或密码不正确");
    sign_in(&ledger, "lili", OTHER, 4).await.expect("in");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn the_last_five_passwords_are_not_taken_again() {
    let ledger = with_li().await;
    let mut token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let problem = async |token: &str, from: &str, to: &str| match change(&ledger, token, 1, from, to).await {
        Err(LedgerError::Access(AccessRefusal::Password(problem))) => problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(&token, PASSWORD, "short").await, PasswordProblem::TooShort);
    assert_eq!(problem(&token, PASSWORD, "lili and nothing else").await, PasswordProblem::LikeLogin);
    assert_eq!(problem(&token, PASSWORD, PASSWORD).await, PasswordProblem::UsedBefore);
    assert_eq!(problem(&token, OTHER, OTHER).await, PasswordProblem::WrongCurrent);
    let mut current = PASSWORD.to_owned();
    for n in 1..=5 {
        assert_eq!(problem(&token, &current, PASSWORD).await, PasswordProblem::UsedBefore, "after {n}");
        let next = format!("good password no {n}");
        token = change(&ledger, &token, 1, &current, &next).await.expect("changed").expose().to_owned();
        current = next;
    }
    change(&ledger, &token, 1, &current, PASSWORD).await.expect("five others were in between");
}

#[tokio::test]
async fn whoever_finds_a_computer_unlocked_cannot_try_passwords_for_long() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    for _ in 0..5 {
        assert_eq!(told(change(&ledger, &token, 1, "not the password", OTHER).await), "原密码不正确");
    }
    assert!(told(change(&ledger, &token, 1, PASSWORD, OTHER).await).starts_with("连续登录失败次数过多"));
    change(&ledger, &token, 2, PASSWORD, OTHER).await.expect("a minute later");
}

#[tokio::test]
async fn a_change_checked_against_a_password_of_before_is_none() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let checked = ledger.password_change(&token, at(1)).await.expect("to check").check(PASSWORD, "some third password");
    let token = change(&ledger, &token, 1, PASSWORD, OTHER).await.expect("changed");
    let late = ledger.change_password(token.expose(), "10.0.0.7", at(2), checked).await;
    assert_eq!(told(late), "登录已失效，请重新登录");
    sign_in(&ledger, "lili", OTHER, 3).await.expect("in");
}
