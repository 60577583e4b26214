//! Passwords (密码): what may be one, and the slow hash that is kept of it.
//!
//! Hashing takes a core for tens of milliseconds, on purpose. Nothing here is async or touches the database: a server calls it on
//! a thread of its own, before the transaction.

use super::PasswordProblem;
use super::secret::{Token, random};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use std::fmt;
use std::sync::LazyLock;

/// Memory in KiB, passes and lanes of argon2id: the least that the OWASP Password Storage Cheat Sheet asks for (19 MiB, 2, 1). A hash
/// carries the figures that it was made with, so that these may be raised.
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes.
pub const LANES: u32 = 1;

/// The fewest characters of a password (NIST SP 800-63B-4 asks for 8 beside a second factor, and for 15 without one).
pub const SHORTEST: usize = 12;
/// The most characters.
pub const LONGEST: usize = 128;
/// How many of an account's passwords, the present one among them, are not taken again.
pub const HISTORY: usize = 5;

/// Long enough, and tried first all the same. Compared in small letters.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "012345678901",
    "123456123456",
    "123123123123",
    "112233445566",
    "abcdefghijkl",
    "abcdefghijklmn",
    "abc123456789",
    "abcd12345678",
    "abc123abc123",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop[]",
    "qwerty123456",
    "asdfghjkl123",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "1qaz@wsx3edc",
    "1qaz@wsx#edc",
    "zaq12wsxcde3",
    "passwordpassword",
    "password1234",
    "password12345",
    "password123456",
    "password@123",
    "p@ssw0rd1234",
    "p@ssword1234",
    "passw0rd1234",
    "admin1234567",
    "admin12345678",
    "admin123456789",
    "admin@123456",
    "administrator",
    "administrator1",
    "administrator123",
    "welcome12345",
    "letmein12345",
    "iloveyou1234",
    "woaini1314520",
    "woaini5201314",
    "woaini123456",
    "5201314520131",
    "520131452013",
    "a123456789012",
    "aa123456789012",
    "a12345678900",
    "qq1234567890",
    "qingyuan1234",
    "qingyuan12345",
    "qingyuan123456",
    "qingyuan@123",
    "qingyuan@1234",
    "changeme1234",
    "changeme12345",
    "test12345678",
    "root12345678",
];

/// The hash of a password, as a PHC string (argon2id).
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl PasswordHash {
    /// Hashes a password; slow.
    pub(super) fn of(password: &str) -> Self {
        let salt: [u8; 16] = random();
        let hash: phc::PasswordHash = hasher()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .expect("sixteen bytes of salt and these parameters are what argon2 takes");
        Self(hash.to_string())
    }

    /// Whether it is the hash of this password; slow.
    pub(super) fn is_of(&self, password: &str) -> bool {
        phc::PasswordHash::new(&self.0).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// As it is kept.
    pub(super) fn as_text(&self) -> &str {
        &self.0
    }

    /// As it was kept.
    pub(super) fn kept(text: String) -> Self {
        Self(text)
    }
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("these are what argon2 takes");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password that nobody knows: work to do for a name that no account has, so that its answer takes as long.
pub(super) fn nobodys() -> &'static PasswordHash {
    static NOBODYS: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash::of(Token::password().expose()));
    &NOBODYS
}

/// A password that may be set, and its hash.
#[derive(Debug, Clone)]
pub struct NewPassword {
    pub(super) login: String,
    pub(super) hash: PasswordHash,
}

impl NewPassword {
    /// The password of an account that is about to be, or whose password is set by another; slow.
    ///
    /// # Errors
    /// A password that is none.
    pub fn prepare(login: &str, password: &str) -> Result<Self, PasswordProblem> {
        check(login, password)?;
        Ok(Self { login: login.to_owned(), hash: PasswordHash::of(password) })
    }
}

/// Whether a password may be one of this account.
pub(super) fn check(login: &str, password: &str) -> Result<(), PasswordProblem> {
    let (count, small) = (password.chars().count(), password.to_lowercase());
    let mut different: Vec<char> = small.chars().collect();
    different.sort_unstable();
    different.dedup();
    if count < SHORTEST {
        Err(PasswordProblem::TooShort)
    } else if count > LONGEST {
        Err(PasswordProblem::TooLong)
    } else if !login.is_empty() && small.contains(&login.to_lowercase()) {
        Err(PasswordProblem::LikeLogin)
    } else if COMMON.contains(&small.as_str()) || different.len() < 5 {
        Err(PasswordProblem::Common)
    } else {
        Ok(())
    }
}

/// A change of one's own password: what is known of the account before.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    pub(super) login: String,
    pub(super) current: PasswordHash,
    pub(super) former: Vec<PasswordHash>,
}

/// A change of one's own password, checked: what the ledger is told.
#[derive(Debug, Clone)]
pub struct CheckedChange {
    pub(super) from: PasswordHash,
    pub(super) to: Result<NewPassword, PasswordProblem>,
}

impl PasswordChange {
    /// Holds the present password and the former ones against what was typed; slow, several times over.
    pub fn check(self, current: &str, new: &str) -> CheckedChange {
        let checked = || {
            if current.chars().count() > LONGEST || !self.current.is_of(current) {
                return Err(PasswordProblem::WrongCurrent);
            }
            check(&self.login, new)?;
            if self.current.is_of(new) || self.former.iter().any(|hash| hash.is_of(new)) {
                return Err(PasswordProblem::UsedBefore);
            }
            Ok(NewPassword { login: self.login.clone(), hash: PasswordHash::of(new) })
        };
        CheckedChange { to: checked(), from: self.current }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_password() {
        for (password, problem) in [
            ("elf Zeichen", Some(PasswordProblem::TooShort)),
            ("清源清源清源清源清源", Some(PasswordProblem::TooShort)),
            ("Password1234", Some(PasswordProblem::Common)),
            ("aaaaaaaaaaaaaaaa", Some(PasswordProblem::Common)),
            ("12121212121212", Some(PasswordProblem::Common)),
            ("my-ZhangSan-2026", Some(PasswordProblem::LikeLogin)),
            ("correct horse battery", None),
            ("春风又绿江南岸明月何时照我还", None),
        ] {
            assert_eq!(check("zhangsan", password).err(), problem, "{password}");
        }
        assert_eq!(check("zhangsan", &"长安".repeat(65)).err(), Some(PasswordProblem::TooLong));
        assert_eq!(check("zhangsan", Token::password().expose()), Ok(()));
        assert!(COMMON.iter().all(|word| word.chars().count() >= SHORTEST && *word == word.to_lowercase()), "each says something");
    }

    #[test]
    fn a_hash_is_argon2id_salted_and_of_one_password_alone() {
        let (one, two) = (PasswordHash::of("correct horse battery"), PasswordHash::of("correct horse battery"));
        assert!(one.as_text().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.as_text());
        assert_ne!(one, two);
        assert!(one.is_of("correct horse battery") && !one.is_of("correct horse batterz"));
        assert!(!PasswordHash::kept("x".into()).is_of("x"));
        assert_eq!(format!("{one:?}"), "PasswordHash(…)");
    }
}
