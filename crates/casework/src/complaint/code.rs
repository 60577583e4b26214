//! Tracking codes (查询码): sixteen random digits, shown once, by which a reporter comes back.
//!
//! Only an argon2id hash of a code is kept. A salt for each would make a code unfindable but by hashing it with every row's, and
//! a lookup number made from a part of the code would leave to the slow hash only the other half. So there is one salt for the
//! whole ledger, drawn from its key and kept nowhere in the database: the hash is found by an index, and whoever has the
//! database alone cannot try codes at all. With the key as well, a try costs what the hash costs, and there are ten to the
//! sixteenth.

use super::state::ComplaintState;
use crate::LedgerError;
use crate::canonical::hex;
use crate::record::Work;
use crate::seal::{Keys, SealError, keyed, random};
use crate::sql::{Sql, Stored};
use argon2::{Algorithm, Argon2, Params, Version};
use sqlx::AnyConnection;
use std::convert::Infallible;
use std::fmt;
use vocabulary::fold;

/// Memory of one hash, in KiB, and how often it is gone through: what OWASP asks of a password. More would let a few hundred
/// senders of wrong codes fill a small server's memory.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A tracking code. Printed, it is grouped by four: `1234 5678 9012 3456`.
#[derive(Clone, PartialEq, Eq)]
pub struct TrackingCode([u8; 16]);

/// The slow hash of a code: what is kept of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeDigest(String);

impl TrackingCode {
    /// A new one.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn random() -> Result<Self, SealError> {
        Self::drawn(|_| random())
    }

    /// Draws digits from rounds of random bytes until there are enough.
    fn drawn<E>(mut round: impl FnMut(usize) -> Result<[u8; 32], E>) -> Result<Self, E> {
        let mut digits = [b'0'; 16];
        let mut filled = 0;
        for turn in 0.. {
            for byte in round(turn)? {
                // The last six values would make the first six digits likelier.
                if byte < 250 && filled < digits.len() {
                    digits[filled] = b'0' + byte % 10;
                    filled += 1;
                }
            }
            if filled == digits.len() {
                break;
            }
        }
        Ok(Self(digits))
    }

    /// A code as a person types it: full-width digits, spaces and hyphens are no matter. Nothing for what is not sixteen digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = fold(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
            .map(u8::try_from)
            .collect::<Result<_, _>>()
            .ok()?;
        let digits: [u8; 16] = digits.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The slow hash: tens of milliseconds and 19 MiB, so it belongs on a thread that may block, and only so many at a time as
    /// there is memory for.
    pub fn digest(&self, keys: &Keys) -> CodeDigest {
        let params = Params::new(MEMORY, PASSES, 1, Some(32)).expect("the cost is within what argon2 allows");
        let mut digest = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.0, &keys.code, &mut digest)
            .expect("lengths are within what argon2 allows");
        CodeDigest(hex(&digest))
    }
}

/// Where the codes of the public page come from (查询码来源): the same form sent twice has the same code, so that a reporter who pressed
/// the button twice, or whose answer was lost, is not left with a code that nobody has seen. The key is made at the start and dies with
/// the program: afterwards no code can be worked out from what was sent, by whoever has the ledger and all its keys.
pub struct CodeSource {
    key: [u8; 32],
}

/// Says nothing of the key.
impl fmt::Debug for CodeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSource")
    }
}

impl CodeSource {
    /// A new one.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn new() -> Result<Self, SealError> {
        Ok(Self { key: random()? })
    }

    /// The code of what was sent with this pass.
    pub fn code(&self, pass: &str, sent: &str) -> TrackingCode {
        let Ok(code) = TrackingCode::drawn(|turn| Ok::<_, Infallible>(keyed(&self.key, &[pass, sent, &turn.to_string()])));
        code
    }
}

impl fmt::Display for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{}", char::from(*digit))?;
        }
        Ok(())
    }
}

/// Says nothing of the code.
impl fmt::Debug for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrackingCode")
    }
}

/// Says nothing of the hash.
impl fmt::Debug for CodeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeDigest")
    }
}

/// The complaint of a code.
pub(super) async fn complaint_of(code: &CodeDigest, on: &mut AnyConnection) -> Result<i64, LedgerError> {
    let mut sql = Sql::new("SELECT complaint FROM tracking_codes WHERE digest = ");
    sql.bind(&code.0);
    sql.optional(on).await?.map_or(Err(LedgerError::NoSuchCode), |row| Stored(&row).int("complaint"))
}

impl Work<'_> {
    pub(super) async fn keep_code(&mut self, complaint: i64, code: &CodeDigest) -> Result<(), LedgerError> {
        let mut sql = Sql::new("INSERT INTO tracking_codes (digest, complaint) VALUES (");
        sql.bind(&code.0).push(", ").bind(complaint).push(")");
        sql.execute(self.writing.connection()).await?;
        Ok(())
    }

    /// Whether this is the code of a complaint that is still to be confirmed.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn awaits(&mut self, code: &CodeDigest) -> Result<bool, LedgerError> {
        let mut sql =
            Sql::new("SELECT r.id FROM tracking_codes t JOIN records r ON r.kind = 'complaint' AND r.id = t.complaint WHERE t.digest = ");
        sql.bind(&code.0).push(" AND r.state = ").bind(ComplaintState::Unconfirmed.code());
        Ok(sql.optional(self.writing.connection()).await?.is_some())
    }

    pub(super) async fn complaint_of(&mut self, code: &CodeDigest) -> Result<i64, LedgerError> {
        complaint_of(code, self.writing.connection()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_shown_and_as_people_type_it() {
        let code = TrackingCode::random().expect("random");
        let shown = code.to_string();
        assert_eq!(shown.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        for typed in
            [shown.clone(), shown.replace(' ', ""), shown.replace(' ', "-"), format!("  {shown}\n"), shown.replace(' ', "\u{3000}")]
        {
            assert_eq!(TrackingCode::parse(&typed), Some(code.clone()), "{typed}");
        }
        assert_eq!(TrackingCode::parse("１２３４ 5678 9012 3456"), TrackingCode::parse("1234567890123456"));
        for wrong in ["", "123456789012345", "12345678901234567", "123456789012345x", "一二三四五六七八九十一二三四五六"] {
            assert_eq!(TrackingCode::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "TrackingCode");
    }

    #[test]
    fn digits_are_even() {
        let mut counts = [0_u32; 10];
        for _ in 0..1000 {
            for digit in TrackingCode::random().expect("random").0 {
                counts[usize::from(digit - b'0')] += 1;
            }
        }
        // Sixteen thousand digits: 1600 each, and five times the usual spread of 38 is next to never passed.
        assert!(counts.iter().all(|count| (1410..1790).contains(count)), "{counts:?}");
    }

    #[test]
    fn what_is_sent_twice_has_one_code_and_anything_else_another() {
        let source = CodeSource::new().expect("random");
        assert_eq!(source.code("1.w", "路坏了"), source.code("1.w", "路坏了"));
        assert_ne!(source.code("1.w", "路坏了"), source.code("1.w", "路坏了。"));
        assert_ne!(source.code("1.w", "路坏了"), source.code("1.s", "路坏了"));
        assert_ne!(source.code("1.w", "路坏了"), CodeSource::new().expect("random").code("1.w", "路坏了"), "of another start");
    }

    #[test]
    fn the_hash_hangs_on_code_and_key() {
        let keys = Keys::of(&[1; 32]);
        let code = TrackingCode(*b"1234567890123456");
        assert_eq!(code.digest(&keys), code.digest(&keys));
        assert_ne!(code.digest(&keys), TrackingCode(*b"1234567890123457").digest(&keys));
        assert_ne!(code.digest(&keys), code.digest(&Keys::of(&[2; 32])));
    }
}
