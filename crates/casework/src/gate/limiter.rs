//! How often one address may come, kept in memory alone and forgotten after minutes.

use crate::seal::{SealError, keyed, random};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// Slots that one address can fall into. Several, so that a few addresses that meet by chance do not push each other out.
const WAYS: usize = 8;

/// Counts how often an address has come, in a table of fixed size.
///
/// Of an address it keeps a hash under a key that is made at the start and dies with the program, and forgets it with the first
/// call after its window is over. When a flood of addresses fills the table, the one that has come least often is forgotten: a flood from many
/// places can buy leniency, never memory.
pub struct AddressLimiter {
    key: [u8; 32],
    slots: Vec<Slot>,
    most: u32,
    window: TimeDelta,
    swept_at: DateTime<Utc>,
}

/// Says nothing of whom it counts.
impl fmt::Debug for AddressLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressLimiter")
    }
}

/// An address that has come `count` times since `since`; a slot with no count is free.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    since: DateTime<Utc>,
    count: u32,
}

impl AddressLimiter {
    /// At most `most` times within `window`, for about `addresses` addresses at once.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn new(addresses: usize, most: u32, window: TimeDelta) -> Result<Self, SealError> {
        let slots = vec![Slot::default(); addresses.div_ceil(WAYS).max(1) * WAYS];
        Ok(Self { key: random()?, slots, most, window, swept_at: DateTime::UNIX_EPOCH })
    }

    /// Whether the address may come once more; coming is counted either way, so that who keeps knocking stays out.
    pub fn admit(&mut self, address: &str, at: DateTime<Utc>) -> bool {
        self.forget(at);
        let hash = keyed(&self.key, &[address]);
        let (start, tag) = hash.split_at(8);
        let number = |bytes: &[u8]| bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let sets = self.slots.len() / WAYS;
        let set = usize::try_from(number(start) % sets as u64).expect("less than the number of sets") * WAYS;
        let tag = number(tag);
        let slots = &mut self.slots[set..set + WAYS];
        let place = slots.iter().position(|slot| slot.count > 0 && slot.hash == tag).unwrap_or_else(|| {
            let (place, slot) = slots.iter_mut().enumerate().min_by_key(|(_, slot)| (slot.count, slot.since)).expect("a set has slots");
            *slot = Slot { hash: tag, since: at, count: 0 };
            place
        });
        let slot = &mut slots[place];
        slot.count = slot.count.saturating_add(1);
        slot.count <= self.most
    }

    /// Forgets every address whose window is over.
    pub fn forget(&mut self, at: DateTime<Utc>) {
        // Once a second is often enough, and a flood does not walk the table each time.
        if (at - self.swept_at).abs() < TimeDelta::seconds(1) {
            return;
        }
        self.swept_at = at;
        let window = self.window;
        for slot in self.slots.iter_mut().filter(|slot| slot.count > 0 && at - slot.since >= window) {
            *slot = Slot::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_700_000 + second, 0).expect("an instant")
    }

    #[test]
    fn an_address_comes_so_often_and_again_when_its_window_is_over() {
        let mut limiter = AddressLimiter::new(64, 3, TimeDelta::minutes(10)).expect("random");
        assert_eq!([0, 1, 2, 3, 4].map(|second| limiter.admit("10.0.0.1", at(second))), [true, true, true, false, false]);
        assert!(limiter.admit("10.0.0.2", at(5)), "another one is not kept out");
        assert!(!limiter.admit("10.0.0.1", at(599)));
        assert!(limiter.admit("10.0.0.1", at(600)));
    }

    #[test]
    fn nothing_is_left_of_an_address_when_its_window_is_over() {
        let mut limiter = AddressLimiter::new(64, 3, TimeDelta::minutes(10)).expect("random");
        limiter.admit("10.0.0.1", at(0));
        assert_eq!(format!("{limiter:?}"), "AddressLimiter");
        limiter.forget(at(600));
        assert!(limiter.slots.iter().all(|slot| slot.hash == 0 && slot.count == 0));
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory_and_frees_nobody_who_is_kept_out() {
        let mut limiter = AddressLimiter::new(64, 3, TimeDelta::minutes(10)).expect("random");
        let size = limiter.slots.len();
        for second in 0..5 {
            limiter.admit("10.0.0.1", at(second));
        }
        for n in 0..10_000 {
            limiter.admit(&format!("192.168.{}.{}", n / 256, n % 256), at(6));
        }
        assert_eq!((limiter.slots.len(), limiter.slots.capacity()), (size, size));
        assert!(!limiter.admit("10.0.0.1", at(7)));
    }
}
