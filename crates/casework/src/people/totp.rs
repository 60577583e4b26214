//! One-time codes by the clock (动态验证码): RFC 6238 with SHA-1, six digits and steps of thirty seconds, as every authenticator app
//! has it.

use super::secret::{base32, from_base32, random};
use crate::LedgerError;
use crate::seal::Keys;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::fmt;
use subtle::ConstantTimeEq;

/// Seconds of a step.
const STEP: i64 = 30;

/// The secret that an account shares with an authenticator app. It is kept sealed: whoever reads the database cannot make codes.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Vec<u8>);

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    /// A new one of 160 bits, the length that RFC 4226 recommends.
    pub(super) fn new() -> Self {
        Self(random::<20>().to_vec())
    }

    /// Base32, for people who type it into their app.
    pub fn base32(&self) -> String {
        base32(&self.0)
    }

    /// The address that an app reads from a picture (QR code).
    pub fn address(&self, login: &str) -> String {
        format!("otpauth://totp/Qingyuan:{login}?secret={}&issuer=Qingyuan&algorithm=SHA1&digits=6&period={STEP}", self.base32())
    }

    /// As the database keeps it: sealed for its account.
    pub(super) fn to_stored(&self, keys: &Keys, login: &str) -> Result<String, LedgerError> {
        Ok(keys.seal(&place(login), &self.base32())?)
    }

    /// As the database kept it.
    pub(super) fn from_stored(keys: &Keys, login: &str, sealed: &str) -> Result<Self, LedgerError> {
        Self::read(&keys.unseal(&place(login), sealed)?)
    }

    /// Sealed, what an earlier version of the program kept in clear; what is sealed stays as it is.
    pub(super) fn sealed(keys: &Keys, login: &str, kept: &str) -> Result<String, LedgerError> {
        if kept.starts_with("1:") { Ok(kept.to_owned()) } else { Self::read(kept)?.to_stored(keys, login) }
    }

    fn read(text: &str) -> Result<Self, LedgerError> {
        from_base32(text).map(Self).ok_or(LedgerError::Stored { column: "totp_secret", found: "(secret)".to_owned() })
    }

    /// The code of the step that this moment falls in.
    pub fn code(&self, at: DateTime<Utc>) -> String {
        self.code_of(step_of(at))
    }

    fn code_of(&self, step: i64) -> String {
        format!("{:06}", self.truncated(step) % 1_000_000)
    }

    /// RFC 4226, section 5.3: 31 bits of the HMAC, from where its last four bits point.
    fn truncated(&self, step: i64) -> u32 {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&step.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        let at = usize::from(bytes[19] & 15);
        u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) & 0x7fff_ffff
    }

    /// The step whose code this is: the present one or a neighbour of it, and later than the last one that was accepted.
    pub(super) fn accepts(&self, code: &str, at: DateTime<Utc>, last: Option<i64>) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = step_of(at);
        (now - 1..=now + 1)
            .filter(|step| last.is_none_or(|last| *step > last))
            .find(|step| self.code_of(*step).as_bytes().ct_eq(code.as_bytes()).into())
    }
}

/// The place at which it is sealed.
fn place(login: &str) -> String {
    format!("account/{login}/totp")
}

fn step_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("an instant")
    }

    fn of_the_rfc() -> TotpSecret {
        TotpSecret(b"12345678901234567890".to_vec())
    }

    /// RFC 6238, appendix B, the rows of SHA-1; its codes have eight digits, of which ours are the last six.
    #[test]
    fn codes_are_those_of_the_rfc() {
        for (second, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(of_the_rfc().truncated(step_of(at(second))) % 100_000_000, code);
            assert_eq!(of_the_rfc().code(at(second)), format!("{:06}", code % 1_000_000));
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_and_a_step_late_and_never_twice() {
        let (secret, now) = (of_the_rfc(), at(1_234_567_890));
        let step = step_of(now);
        let code = secret.code(now);
        for (moment, accepted) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let moment = now + chrono::TimeDelta::seconds(moment);
            assert_eq!(secret.accepts(&code, moment, None), accepted.then_some(step), "{moment}");
        }
        assert_eq!(secret.accepts(&code, now, Some(step)), None);
        assert_eq!(secret.accepts(&code, now, Some(step + 1)), None, "none of an earlier step either");
        assert_eq!(secret.accepts(&format!("{} {}", &code[..3], &code[3..]), now, Some(step - 1)), Some(step));
        for wrong in ["", "000000", &code[..5], &format!("{code}0")] {
            assert_eq!(secret.accepts(wrong, now, None), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_comes_back_as_it_was_kept() {
        let (secret, keys) = (TotpSecret::new(), Keys::of(&[7; 32]));
        let stored = secret.to_stored(&keys, "li").expect("sealed");
        assert!(!stored.contains(&secret.base32()));
        assert_eq!(TotpSecret::from_stored(&keys, "li", &stored).expect("opens"), secret);
        assert!(TotpSecret::from_stored(&keys, "wang", &stored).is_err(), "it does not open for another account");
        let moved = TotpSecret::sealed(&keys, "li", &secret.base32()).expect("sealed");
        assert_eq!(TotpSecret::from_stored(&keys, "li", &moved).expect("opens"), secret);
        assert_eq!(TotpSecret::sealed(&keys, "li", &stored).expect("as it is"), stored);
        assert_eq!(secret.base32().len(), 32);
        assert_eq!(format!("{secret:?}"), "TotpSecret(…)");
        assert!(secret.address("li").starts_with("otpauth://totp/Qingyuan:li?secret="));
    }
}
