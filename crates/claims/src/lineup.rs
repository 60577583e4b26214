//! All orders of a patient that a request may look at, in the order in which they count.

use crate::history::{Given, OrderKey};
use chrono::{Days, NaiveDate};
use std::ops::Range;

/// Stored orders, then those of the request that are not asked about, then those that are, each as the request has them. What came before an
/// order is what stands before it.
#[derive(Default)]
pub(crate) struct Lineup<'a> {
    keys: Vec<OrderKey>,
    orders: Vec<&'a Given>,
}

impl<'a> Lineup<'a> {
    pub(crate) fn push(&mut self, key: OrderKey, given: &'a Given) {
        self.keys.push(key);
        self.orders.push(given);
    }

    pub(crate) fn len(&self) -> usize {
        self.orders.len()
    }

    pub(crate) fn at(&self, place: usize) -> &'a Given {
        self.orders[place]
    }

    /// The orders in `places` that were given on a day within `days`, both included, refunds among them.
    pub(crate) fn within(&self, places: Range<usize>, days: (NaiveDate, NaiveDate)) -> impl Iterator<Item = (usize, &'a Given)> + '_ {
        let (from, to) = days;
        let first = places.start;
        let hits = self.keys[places].iter().enumerate().filter(move |(_, key)| from <= key.day && key.day <= to);
        hits.map(move |(at, _)| (first + at, self.orders[first + at]))
    }

    /// Those of one item. No item is the same as one without a code.
    pub(crate) fn of_item(
        &self,
        item: &'a Given,
        places: Range<usize>,
        days: (NaiveDate, NaiveDate),
    ) -> impl Iterator<Item = &'a Given> + '_ {
        let (from, to) = days;
        let (first, key) = (places.start, item.item.key());
        let hits = self.keys[places].iter().enumerate().filter(move |(_, other)| other.item == key && from <= other.day && other.day <= to);
        hits.map(move |(at, _)| self.orders[first + at]).filter(move |other| other.item == item.item && !item.item.is_empty())
    }
}

/// The `count` days that end with `day`.
pub(crate) fn ending(day: NaiveDate, count: u32) -> (NaiveDate, NaiveDate) {
    (before(day, count.saturating_sub(1)), day)
}

/// `day` and the `count` days before it.
pub(crate) fn and_before(day: NaiveDate, count: u32) -> (NaiveDate, NaiveDate) {
    (before(day, count), day)
}

fn before(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(count.into())).unwrap_or(NaiveDate::MIN)
}
