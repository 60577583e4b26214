//! What M22 and M24 share: a stay at another institution that covers the order's day.

use super::{Case, Unknown};
use crate::history::Stay;
use crate::knowledge::Params;
use crate::read::Discharge;

/// How long an open stay is believed in, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere {
    pub(super) open_days: u32,
}

impl Elsewhere {
    pub(super) fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { open_days: params.days("open_days", Some(30), 0)? })
    }

    /// The stored stay at another institution in whose midst the order's day lies; the days of admission and discharge are not in its midst.
    pub(super) fn covering<'a>(self, case: &Case<'a>) -> Result<Option<&'a Stay>, Unknown> {
        let day = case.day();
        let others = || case.history.stays().iter().filter(|stay| stay.institution != case.encounter.institution);
        let covers = |stay: &&Stay| {
            stay.admitted.is_some_and(|admitted| {
                admitted < day
                    && match stay.discharged {
                        Discharge::On(discharged) => day < discharged,
                        Discharge::StillIn | Discharge::Unknown => (day - admitted).num_days() <= i64::from(self.open_days),
                    }
            })
        };
        match others().find(covers) {
            Some(stay) => Ok(Some(stay)),
            None if others().any(|stay| stay.admitted.is_none()) => Err(Unknown("外院住院的入院日期未知")),
            None => Ok(None),
        }
    }
}
