//! The gate of the public page (公众入口): what it asks of a sender instead of a picture puzzle, and how it slows a flood, without
//! knowing anybody.
//!
//! A page that runs scripts does some work for its pass ([`Lane::Work`]); one that does not waits for it ([`Lane::Wait`]). A pass is
//! signed text that the server forgets until it comes back; it is good once and for a while.

mod limiter;

pub use limiter::AddressLimiter;

use crate::LedgerError;
use crate::canonical::hex;
use crate::record::Work;
use crate::seal::{Keys, SealError, random, unhex};
use crate::sql::Sql;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// How much work a pass costs by default, in leading zero bits: a quarter of a million hashes, a second or two on a telephone.
pub const DIFFICULTY: u32 = 18;
/// How long a page without scripts waits by default: nobody writes a complaint faster.
pub const WAIT: TimeDelta = TimeDelta::seconds(30);
/// How long a pass is good: long enough to write a long complaint on a telephone.
pub const GOOD_FOR: TimeDelta = TimeDelta::hours(2);

/// What a pass costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A number is to be found with which the pass hashes to so many leading zero bits.
    Work {
        /// How many.
        bits: u32,
    },
    /// So long is to be waited.
    Wait {
        /// How long.
        wait: TimeDelta,
    },
}

/// Why a pass is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// Not a pass of this ledger, or a changed one.
    #[error("提交凭证无效，请刷新页面重试")]
    Forged,
    /// Its time is over.
    #[error("提交凭证已过期，请刷新页面重试")]
    Expired,
    /// Too early, by so many seconds.
    #[error("提交过快，请 {seconds} 秒后再试")]
    TooEarly {
        /// How many are missing.
        seconds: i64,
    },
    /// The number does not do.
    #[error("校验未通过，请刷新页面重试")]
    NotSolved,
    /// It was used before.
    #[error("提交凭证已使用，请刷新页面重试")]
    Used,
}

/// A pass that was found good and is still to be spent ([`Work::spend`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    nonce: String,
    expires_at: DateTime<Utc>,
}

/// A new pass, as text for the page: `1.lane.cost.opens.expires.nonce.signature`.
///
/// # Errors
/// An operating system without random bytes.
pub fn new_pass(keys: &Keys, at: DateTime<Utc>, lane: Lane) -> Result<String, SealError> {
    Ok(pass(keys, at, lane, random()?))
}

/// The pass of this nonce.
pub fn pass(keys: &Keys, at: DateTime<Utc>, lane: Lane, nonce: [u8; 16]) -> String {
    let (kind, cost, opens) = match lane {
        Lane::Work { bits } => ("w", i64::from(bits), at),
        Lane::Wait { wait } => ("s", 0, at + wait),
    };
    let signed = format!("1.{kind}.{cost}.{}.{}.{}", opens.timestamp(), (at + GOOD_FOR).timestamp(), hex(&nonce));
    let signature = hex(&keys.sign(&signed));
    format!("{signed}.{signature}")
}

/// Whether a pass is good now. `solution` is the number that was found; a page that has waited leaves it empty. Hashed is the whole pass, a
/// full stop and the solution.
///
/// # Errors
/// Why it is not.
pub fn check(keys: &Keys, pass: &str, solution: &str, at: DateTime<Utc>) -> Result<Passed, GateError> {
    let (signed, signature) = pass.rsplit_once('.').ok_or(GateError::Forged)?;
    if !keys.signed(signed, &unhex(signature).ok_or(GateError::Forged)?) {
        return Err(GateError::Forged);
    }
    let [_, kind, cost, opens, expires, nonce] = signed.split('.').collect::<Vec<_>>()[..] else { return Err(GateError::Forged) };
    let moment = |text: &str| text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(GateError::Forged);
    let (opens, expires_at) = (moment(opens)?, moment(expires)?);
    if at >= expires_at {
        return Err(GateError::Expired);
    }
    // The pass has whole seconds, the clock has more: the second in which it opens is open.
    let seconds = opens.timestamp() - at.timestamp();
    if seconds > 0 {
        return Err(GateError::TooEarly { seconds });
    }
    if kind == "w" {
        let bits: u32 = cost.parse().map_err(|_| GateError::Forged)?;
        // A number of twenty digits is as long as any that is ever found.
        if solution.is_empty() || solution.len() > 20 || leading_zero_bits(&Sha256::digest(format!("{pass}.{solution}"))) < bits {
            return Err(GateError::NotSolved);
        }
    }
    Ok(Passed { nonce: nonce.to_owned(), expires_at })
}

/// Finds the number, as a page does.
pub fn solve(pass: &str, bits: u32) -> String {
    (0_u64..)
        .map(|number| number.to_string())
        .find(|number| leading_zero_bits(&Sha256::digest(format!("{pass}.{number}"))) >= bits)
        .expect("one in two to the power of the bits does")
}

fn leading_zero_bits(hash: &[u8]) -> u32 {
    let whole = hash.iter().take_while(|byte| **byte == 0).count();
    let rest = hash.get(whole).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(whole).map_or(u32::MAX, |whole| whole * 8 + rest)
}

impl Work<'_> {
    /// Spends a pass, in the same piece of work as what it lets in. Passes that have run out by themselves are forgotten.
    ///
    /// # Errors
    /// [`GateError::Used`].
    pub async fn spend(&mut self, passed: &Passed) -> Result<(), LedgerError> {
        let mut sql = Sql::new("DELETE FROM used_passes WHERE expires_at <= ");
        sql.bind(self.at);
        sql.execute(self.writing.connection()).await?;
        let mut sql = Sql::new("SELECT nonce FROM used_passes WHERE nonce = ");
        sql.bind(&passed.nonce);
        if sql.optional(self.writing.connection()).await?.is_some() {
            return Err(GateError::Used.into());
        }
        let mut sql = Sql::new("INSERT INTO used_passes (nonce, expires_at) VALUES (");
        sql.bind(&passed.nonce).push(", ").bind(passed.expires_at).push(")");
        sql.execute(self.writing.connection()).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_700_000 + second, 500_000_000).expect("an instant")
    }

    fn keys() -> Keys {
        Keys::of(&[1; 32])
    }

    #[test]
    fn work_is_asked_for_and_recognised() {
        let pass = pass(&keys(), at(0), Lane::Work { bits: 10 }, [3; 16]);
        let solution = solve(&pass, 10);
        assert!(check(&keys(), &pass, &solution, at(1)).is_ok());
        assert_eq!(check(&keys(), &pass, "", at(1)), Err(GateError::NotSolved));
        assert_eq!(check(&keys(), &pass, &format!("{solution}000000000000000000000"), at(1)), Err(GateError::NotSolved));
        let wrong =
            (0..).map(|n: u64| n.to_string()).find(|n| leading_zero_bits(&Sha256::digest(format!("{pass}.{n}"))) < 10).expect("most");
        assert_eq!(check(&keys(), &pass, &wrong, at(1)), Err(GateError::NotSolved));
        assert_eq!(check(&keys(), &pass, &solution, at(7199)).err(), None);
        assert_eq!(check(&keys(), &pass, &solution, at(7200)), Err(GateError::Expired));
    }

    #[test]
    fn who_runs_no_script_waits() {
        let pass = pass(&keys(), at(0), Lane::Wait { wait: TimeDelta::seconds(30) }, [3; 16]);
        assert_eq!(check(&keys(), &pass, "", at(29)), Err(GateError::TooEarly { seconds: 1 }));
        assert!(check(&keys(), &pass, "", at(30)).is_ok());
        assert_eq!(check(&keys(), &pass, "", at(7200)), Err(GateError::Expired));
    }

    #[test]
    fn a_pass_of_another_ledger_or_with_another_cost_is_forged() {
        let good = pass(&keys(), at(0), Lane::Work { bits: 10 }, [3; 16]);
        assert_eq!(check(&Keys::of(&[2; 32]), &good, "1", at(1)), Err(GateError::Forged));
        for forged in [
            good.replace("1.w.10", "1.w.00"),
            good.replace("1.w.10", "1.s.10"),
            good.replacen(".10.", ".0.", 1),
            String::new(),
            "1.2".into(),
            "é.é".into(),
        ] {
            assert_eq!(check(&keys(), &forged, "1", at(1)), Err(GateError::Forged), "{forged}");
        }
        assert_ne!(
            new_pass(&keys(), at(0), Lane::Work { bits: 1 }).expect("made"),
            new_pass(&keys(), at(0), Lane::Work { bits: 1 }).expect("made")
        );
    }

    #[test]
    fn zero_bits_are_counted_from_the_front() {
        for (hash, bits) in [(&[0xff_u8, 0][..], 0), (&[0x7f], 1), (&[0, 0x80], 8), (&[0, 0x01], 15), (&[0, 0], 16), (&[], 0)] {
            assert_eq!(leading_zero_bits(hash), bits, "{hash:?}");
        }
    }
}
