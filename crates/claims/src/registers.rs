//! Registers beside the knowledge base: what the checks ask about persons, doctors and the catalogue.

use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use vocabulary::ResidentNumber;

/// Days from one to another, both included; either may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether a day lies within.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// An insured person (参保人员) by the number that institutions know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insured {
    /// The resident number, where the register has a right one.
    pub number: Option<ResidentNumber>,
    /// When the insurance is in force.
    pub periods: Vec<Period>,
}

/// The registers that checks need. One that is `None` was not handed in: a check that needs it is *not evaluated*, never passed.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// The day of death of those who have died (`deaths`); of several the earliest.
    pub deaths: Option<HashMap<ResidentNumber, NaiveDate>>,
    /// The days of injuries (`injury_appraisals`).
    pub injuries: Option<HashMap<ResidentNumber, Vec<NaiveDate>>>,
    /// Identity checks that were passed (`identity_checks`): person, institution, day.
    pub identity_checks: Option<HashSet<(ResidentNumber, String, NaiveDate)>>,
    /// Items of the catalogue (`insurance_catalog`) and when each is in force.
    pub catalogue: Option<HashMap<String, Vec<Period>>>,
    /// Insured persons (`insured_persons`) by patn_id.
    pub insured: Option<HashMap<String, Insured>>,
    /// Doctors (`doctors`): institution and doctor's code.
    pub doctors: Option<HashSet<(String, String)>>,
}

impl Registers {
    /// The resident number of a patient: what the register of insured persons ties to the patn_id; where there is nothing, the patn_id
    /// itself if it is a right resident number of somebody born by `day`.
    pub fn person(&self, patn_id: &str, day: NaiveDate) -> Option<ResidentNumber> {
        let registered = self.insured.as_ref().and_then(|insured| insured.get(patn_id)).and_then(|insured| insured.number);
        registered.or_else(|| ResidentNumber::parse(patn_id, day).ok())
    }
}
