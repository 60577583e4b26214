//! Chance that repeats itself: one stream of numbers for each group of households.

use chrono::{Datelike, NaiveDate};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Seeded chance.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// One of the streams of a seed: the same two give the same numbers.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// 0 to `end` - 1.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0.random_range(0..end.max(1))
    }

    /// `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high.max(low))
    }

    /// Hundredths (fen, square centimetres …) from `low` to `high`.
    pub fn hundredths(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// True in `share` of 1,000 cases.
    pub fn in_1000(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// True in `share` of 10,000 cases.
    pub fn in_10000(&mut self, share: u32) -> bool {
        self.below(10_000) < share
    }

    /// One of the choices, all alike.
    pub fn one<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// One index of a list that is not empty.
    pub fn index(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    /// One of the choices by weight.
    pub fn weighted<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        let sum = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(sum);
        for (choice, weight) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        choices[0].0
    }

    /// A day from `first` to `last`, both included.
    pub fn day(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let ordinal = self.between(first.num_days_from_ce(), last.num_days_from_ce());
        NaiveDate::from_num_days_from_ce_opt(ordinal).unwrap_or(first)
    }
}
