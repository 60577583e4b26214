//! Signing in: passwords, lock-out, the second factor, and the first start.

use super::people::{PASSWORD, as_role, create, draft, password, session, sign_in, told, with_offices};
use super::support::{TestLedger, at, machine};
use casework::people::{AccountChange, AccountStatus, NewPassword, PasswordProblem, Proof, TotpSecret};
use casework::{AccessRefusal, EventFilter, LedgerError, Role, Scope};
use chrono::TimeDelta;

async fn with_li() -> TestLedger {
    let ledger = with_offices().await;
    create(&ledger, &machine(), draft("lili", Role::Town, Some("东岭镇"))).await.expect("made");
    ledger
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> AccessRefusal {
    match answer {
        Err(LedgerError::Access(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn locked(ledger: &TestLedger, login: &str, minute: i64) -> bool {
    matches!(refusal(sign_in(ledger, login, "not the password", minute).await), AccessRefusal::Locked { .. })
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let ledger = with_li().await;
    sign_in(&ledger, " LiLi ", PASSWORD, 0).await.expect("a name is read however it is typed");
    for (login, password) in [("lili", "not the password"), ("nobody", PASSWORD), ("", ""), ("lili", ""), ("lili", &"长".repeat(200))] {
        let refused = refusal(sign_in(&ledger, login, password, 1).await);
        assert_eq!(refused, AccessRefusal::WrongCredentials, "{login}");
        assert_eq!(refused.to_string(), "账号或密码不正确");
    }
    let failed = EventFilter { kinds: vec!["account.sign_in_failed".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &failed).await.expect("events");
    let about: Vec<_> = events.iter().map(|event| (event.who.as_str(), event.record_id.as_deref().unwrap_or_default())).collect();
    let expected = [("?", "lili"), ("?", "?"), ("?", "?"), ("?", "lili"), ("?", "lili")];
    assert_eq!(about, expected, "a name that is no account's may be a password typed in the wrong place");
}

#[tokio::test]
async fn five_failures_lock_and_each_further_one_for_longer_whether_there_is_such_an_account_or_not() {
    let ledger = with_li().await;
    for login in ["lili", "nobody"] {
        for n in 0..5 {
            assert!(!locked(&ledger, login, 0).await, "failure {n} of {login}");
        }
        assert!(locked(&ledger, login, 0).await);
        assert!(!locked(&ledger, login, 1).await, "a minute later another attempt is looked at, and fails");
        assert!(locked(&ledger, login, 2).await, "two minutes this time");
        assert!(!locked(&ledger, login, 3).await);
        assert!(locked(&ledger, login, 6).await, "and four after that");
    }
    let refused = refusal(sign_in(&ledger, "lili", PASSWORD, 6).await);
    assert_eq!(refused.to_string(), "连续登录失败次数过多，请于 2026-03-05 16:47 后再试", "the right password too");
    let lines = ledger.accounts(&machine(), at(6)).await.expect("accounts");
    assert_eq!((lines[0].status, lines[0].locked_until.is_some()), (AccountStatus::Locked, true));
    assert_eq!(ledger.accounts(&machine(), at(7)).await.expect("accounts")[0].status, AccountStatus::Active);

    sign_in(&ledger, "lili", PASSWORD, 7).await.expect("in");
    assert!(!locked(&ledger, "lili", 7).await, "what went before is forgotten");
}

#[tokio::test]
async fn a_lock_is_lifted_by_a_security_administrator_and_old_failures_are_forgotten() {
    let ledger = with_li().await;
    for _ in 0..5 {
        assert!(!locked(&ledger, "lili", 0).await);
    }
    let unlock = AccountChange::Unlock { reason: "本人误输".into() };
    ledger.change_account(&as_role("sec", Role::SecurityAdmin), at(0), "lili", None, &unlock).await.expect("unlocked");
    for _ in 0..4 {
        assert!(!locked(&ledger, "lili", 0).await);
    }
    let day_after = 24 * 60 + 1;
    for _ in 0..5 {
        assert!(!locked(&ledger, "lili", day_after).await);
    }
    assert!(locked(&ledger, "lili", day_after).await);
}

#[tokio::test]
async fn a_password_changed_after_it_was_checked_does_not_let_in() {
    let ledger = with_li().await;
    let checked = ledger.credentials("lili").await.expect("credentials").check(PASSWORD);
    let new = NewPassword::prepare("lili", "another good password").expect("a password");
    ledger.reset_password(&machine(), at(1), new, "忘记密码").await.expect("reset");
    let late = ledger.sign_in(&checked, None, "10.0.0.7", at(2)).await;
    assert_eq!(refusal(late), AccessRefusal::WrongCredentials);
}

/// What somebody proves once more.
pub async fn proof(ledger: &TestLedger, password: &str, code: Option<&str>) -> Proof {
    let password = ledger.credentials("lili").await.expect("credentials").check(password);
    Proof { password, code: code.map(str::to_owned), from: "10.0.0.7".to_owned() }
}

/// Enrols the second factor of somebody who is signed in.
async fn enrol(ledger: &TestLedger, login: &str, minute: i64) -> (TotpSecret, String, Vec<String>) {
    let token = sign_in(ledger, login, PASSWORD, minute).await.expect("in");
    let secret = ledger.enrol_second_factor(&token, &proof(ledger, PASSWORD, None).await, at(minute)).await.expect("a secret");
    let code = secret.code(at(minute));
    let (new, codes) = ledger.confirm_second_factor(&token, &code, "10.0.0.7", at(minute)).await.expect("confirmed");
    assert_eq!(refusal(session(ledger, &token, minute).await), AccessRefusal::NoSession, "the old token is good no more");
    (secret, new.expose().to_owned(), codes.iter().map(|code| code.expose().to_owned()).collect())
}

async fn with_code(ledger: &TestLedger, code: Option<&str>, minute: i64) -> Result<String, LedgerError> {
    let checked = ledger.credentials("lili").await.expect("credentials").check(PASSWORD);
    ledger.sign_in(&checked, code, "10.0.0.7", at(minute)).await.map(|(token, _)| token.expose().to_owned())
}

#[tokio::test]
async fn a_second_factor_counts_once_it_is_confirmed() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let unasked = ledger.confirm_second_factor(&token, "123456", "10.0.0.7", at(0)).await;
    assert_eq!(told(unasked), "请先获取双因素认证密钥");
    let secret = ledger.enrol_second_factor(&token, &proof(&ledger, PASSWORD, None).await, at(0)).await.expect("a secret");
    let wrong = ledger.confirm_second_factor(&token, &secret.code(at(60)), "10.0.0.7", at(0)).await;
    assert_eq!(refusal(wrong), AccessRefusal::WrongCode);
    sign_in(&ledger, "lili", PASSWORD, 1).await.expect("nothing is asked for yet");

    let (_, token, _) = enrol(&ledger, "lili", 2).await;
    assert!(session(&ledger, &token, 2).await.expect("goes on").account.second_factor);
    assert_eq!(refusal(with_code(&ledger, None, 4).await), AccessRefusal::CodeWanted);
}

#[tokio::test]
async fn a_code_of_the_app_lets_in_once() {
    let ledger = with_li().await;
    let (secret, ..) = enrol(&ledger, "lili", 0).await;
    let code = |minute| secret.code(at(minute));
    assert_eq!(refusal(with_code(&ledger, Some(&code(0)), 0).await), AccessRefusal::WrongCode, "the one that confirmed it");
    with_code(&ledger, Some(&code(1)), 1).await.expect("in");
    assert_eq!(refusal(with_code(&ledger, Some(&code(1)), 1).await), AccessRefusal::WrongCode, "not twice");
    let early = secret.code(at(3) + TimeDelta::seconds(30));
    with_code(&ledger, Some(&early), 3).await.expect("an app whose clock is ahead by a step");
    assert_eq!(refusal(with_code(&ledger, Some(&code(3)), 3).await), AccessRefusal::WrongCode, "nor one of an earlier step");
    assert_eq!(refusal(with_code(&ledger, Some(&code(20)), 5).await), AccessRefusal::WrongCode);
    for _ in 0..3 {
        assert_eq!(refusal(with_code(&ledger, Some("000000x"), 5).await), AccessRefusal::WrongCode);
    }
    // That was the fifth in a row: whoever knows the password cannot try codes for long.
    assert!(matches!(refusal(with_code(&ledger, Some(&code(5)), 5).await), AccessRefusal::Locked { .. }));
}

#[tokio::test]
async fn each_recovery_code_lets_in_once_however_it_is_typed() {
    let ledger = with_li().await;
    let (.., codes) = enrol(&ledger, "lili", 0).await;
    assert_eq!(codes.len(), 10);
    with_code(&ledger, Some(&codes[0]), 1).await.expect("in");
    assert_eq!(refusal(with_code(&ledger, Some(&codes[0]), 2).await), AccessRefusal::WrongCode);
    with_code(&ledger, Some(&codes[1].to_lowercase().replace('-', " ")), 3).await.expect("in");
    let last = EventFilter { kinds: vec!["account.sign_in".into()], newest_first: true, ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &last).await.expect("events");
    assert_eq!(events[0].after.as_deref(), Some(r#"{"recovery_code":true,"second_factor":true}"#));

    let drop = AccountChange::DropSecondFactor { reason: "手机遗失".into() };
    ledger.change_account(&machine(), at(4), "lili", None, &drop).await.expect("dropped");
    with_code(&ledger, None, 5).await.expect("the password is enough again");
    let (_, _, again) = enrol(&ledger, "lili", 6).await;
    assert_eq!(refusal(with_code(&ledger, Some(&codes[2]), 7).await), AccessRefusal::WrongCode, "codes of before are none");
    with_code(&ledger, Some(&again[2]), 8).await.expect("in");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_code_that_two_try_at_once_lets_one_of_them_in() {
    let ledger = with_li().await;
    let (secret, _, codes) = enrol(&ledger, "lili", 0).await;
    let other = ledger.again().await;
    let checked = ledger.credentials("lili").await.expect("credentials").check(PASSWORD);
    for code in [secret.code(at(1)), codes[0].clone()] {
        let here = ledger.sign_in(&checked, Some(&code), "10.0.0.7", at(1));
        let there = other.sign_in(&checked, Some(&code), "10.0.0.8", at(1));
        let (here, there) = tokio::join!(here, there);
        assert_ne!(here.is_ok(), there.is_ok());
    }
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_second_factor_is_made_changed_and_removed_with_the_password_and_a_code() {
    let ledger = with_li().await;
    let token = sign_in(&ledger, "lili", PASSWORD, 0).await.expect("in");
    let wrong = proof(&ledger, "not the password", None).await;
    let refused = refusal(ledger.enrol_second_factor(&token, &wrong, at(0)).await);
    assert_eq!(refused, AccessRefusal::Password(PasswordProblem::WrongCurrent));
    let nothing = ledger.remove_second_factor(&token, &proof(&ledger, PASSWORD, None).await, at(0)).await;
    assert_eq!(told(nothing), "尚未启用双因素认证");

    let (secret, token, _) = enrol(&ledger, "lili", 1).await;
    let without = proof(&ledger, PASSWORD, None).await;
    for asked in [
        ledger.enrol_second_factor(&token, &without, at(2)).await.map(drop),
        ledger.remove_second_factor(&token, &without, at(2)).await.map(drop),
        ledger.renew_recovery_codes(&token, &without, at(2)).await.map(drop),
    ] {
        assert_eq!(refusal(asked), AccessRefusal::CodeWanted);
    }
    let right = proof(&ledger, PASSWORD, Some(&secret.code(at(3)))).await;
    let other = ledger.enrol_second_factor(&token, &right, at(3)).await.expect("another secret");
    let again = refusal(ledger.enrol_second_factor(&token, &right, at(3)).await);
    assert_eq!(again, AccessRefusal::WrongCode, "a code is taken once, whatever it is for");
    with_code(&ledger, Some(&secret.code(at(4))), 4).await.expect("the present one is good until the other is confirmed");
    let token = sign_in_with(&ledger, &secret, 5).await;
    let (token, _) = ledger.confirm_second_factor(&token, &other.code(at(5)), "10.0.0.7", at(5)).await.expect("renewed");
    assert_eq!(refusal(with_code(&ledger, Some(&secret.code(at(6))), 6).await), AccessRefusal::WrongCode, "the former app is out");
    sign_in_with(&ledger, &other, 7).await;
    // Signing in elsewhere has ended nothing here.
    let last = proof(&ledger, PASSWORD, Some(&other.code(at(8)))).await;
    let token = ledger.remove_second_factor(token.expose(), &last, at(8)).await.expect("removed");
    assert!(!session(&ledger, token.expose(), 8).await.expect("goes on").account.second_factor);
    with_code(&ledger, None, 9).await.expect("the password is enough again");
    ledger.assert_whole().await;
}

async fn sign_in_with(ledger: &TestLedger, secret: &TotpSecret, minute: i64) -> String {
    with_code(ledger, Some(&secret.code(at(minute))), minute).await.expect("in")
}

#[tokio::test]
async fn whoever_finds_a_session_open_cannot_try_codes_for_long() {
    let ledger = with_li().await;
    let (_, token, _) = enrol(&ledger, "lili", 0).await;
    for _ in 0..5 {
        let wrong = proof(&ledger, PASSWORD, Some("000000x")).await;
        assert_eq!(refusal(ledger.remove_second_factor(&token, &wrong, at(1)).await), AccessRefusal::WrongCode);
    }
    let wrong = proof(&ledger, PASSWORD, Some("000000x")).await;
    assert!(matches!(refusal(ledger.remove_second_factor(&token, &wrong, at(1)).await), AccessRefusal::Locked { .. }));
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_and_their_number_is_told() {
    let ledger = with_li().await;
    let (secret, token, codes) = enrol(&ledger, "lili", 0).await;
    let left = async |minute| ledger.second_factor(&token, at(minute)).await.expect("told").recovery_codes;
    assert_eq!(left(1).await, 10);
    with_code(&ledger, Some(&codes[0]), 1).await.expect("in");
    assert_eq!(left(2).await, 9);
    let right = proof(&ledger, PASSWORD, Some(&secret.code(at(3)))).await;
    let new = ledger.renew_recovery_codes(&token, &right, at(3)).await.expect("new ones");
    assert_eq!((new.len(), left(4).await), (10, 10));
    assert_eq!(refusal(with_code(&ledger, Some(&codes[1]), 4).await), AccessRefusal::WrongCode);
    with_code(&ledger, Some(new[1].expose()), 5).await.expect("in");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn the_secret_of_a_second_factor_is_sealed_also_one_that_was_kept_in_clear() {
    let ledger = with_li().await;
    let (secret, ..) = enrol(&ledger, "lili", 0).await;
    assert!(!ledger.holds(&secret.base32()).await, "it stands nowhere as it is");
    let clear: &'static str = format!("UPDATE account_secrets SET totp_secret = '{}' WHERE login = 'lili'", secret.base32()).leak();
    ledger.tamper(&[clear]).await;
    let opened = ledger.again().await;
    opened.close().await;
    let left = ledger.tamper(&["UPDATE account_secrets SET totp_secret = totp_secret WHERE totp_secret NOT LIKE '1:%'"]).await;
    assert_eq!(left, 0, "it was sealed when the program started");
    with_code(&ledger, Some(&secret.code(at(1))), 1).await.expect("the app is the same");
}

#[tokio::test]
async fn the_first_account_comes_by_a_link_that_is_good_once_and_for_a_day() {
    let ledger = TestLedger::new().await;
    let setup = async |token: &str, minute| {
        let made = ledger.complete_setup(token, "孙安全", password("sun"), "10.0.0.7", at(minute)).await;
        made.map_err(|error| error.to_string())
    };
    let over = Err("初始化链接无效或已过期".to_owned());
    assert_eq!(setup("", 0).await, over);
    let first = ledger.setup_token(&machine().actor, at(0)).await.expect("an answer").expect("a token");
    let second = ledger.setup_token(&machine().actor, at(1)).await.expect("an answer").expect("a token");
    assert_eq!(setup(first.expose(), 2).await, over, "the newest alone is good");
    assert_eq!(setup(second.expose(), 1 + 24 * 60).await, over);
    let founder = setup(second.expose(), 24 * 60).await.expect("made");
    assert_eq!((founder.role, founder.founder, founder.must_change_password), (Role::SecurityAdmin, true, false));
    assert_eq!(setup(second.expose(), 24 * 60).await, over, "once");
    assert!(ledger.setup_token(&machine().actor, at(24 * 60)).await.expect("an answer").is_none());
    let token = sign_in(&ledger, "sun", PASSWORD, 24 * 60).await.expect("in");
    let caller = session(&ledger, &token, 24 * 60).await.expect("a session").caller("10.0.0.7").expect("a caller");
    create(&ledger, &caller, draft("audit", Role::AuditAdmin, None)).await.expect("made");
    ledger.assert_whole().await;
}
