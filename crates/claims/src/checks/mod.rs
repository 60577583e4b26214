//! The checks M01 to M32, each in a file with its table of cases.
//!
//! A check knows one point's limit and is asked about one order. It answers whether the limit is violated, or that it cannot know.

mod m01;
mod m02;
mod m03;
mod m04;
mod m05;
mod m06;
mod m07;
mod m08;
mod m09;
mod m10;
mod m11;
mod m12;
mod m13;
mod m14;
mod m15;
pub(crate) mod m16;
mod m17;
mod m18;
mod m19;
mod m20;
mod m21;
mod m22;
mod m23;
mod m24;
mod m25;
mod m26;
mod m27;
mod m28;
mod m29;
mod m30;
mod m31;
mod m32;
mod overlap;
#[cfg(test)]
pub(crate) mod testing;

use crate::decimal::Decimal;
use crate::history::{Given, PatientHistory};
use crate::knowledge::{Knowledge, Params, Point};
use crate::lineup::Lineup;
use crate::read::{Encounter, Order, Patient};
use crate::registers::Registers;
use crate::rule::Rule;
use chrono::NaiveDate;
use std::ops::Range;
use std::sync::Arc;
use vocabulary::{Fen, ResidentNumber};

/// What a violated limit says of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sum {
    /// There is no limit to be above of.
    Whole,
    /// The part above the limit.
    Above(Fen),
    /// This, whichever amount the point asks for.
    Exactly(Fen),
}

/// A limit that is violated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// What is wrong, in Chinese, naming the items and the limit.
    pub(crate) words: String,
    pub(crate) sum: Sum,
}

impl Violation {
    fn whole(words: String) -> Finding {
        Ok(Some(Self { words, sum: Sum::Whole }))
    }

    fn above(words: String, excess: Fen) -> Finding {
        Ok(Some(Self { words, sum: Sum::Above(excess) }))
    }
}

/// What a check cannot know without, in Chinese: it is then *not evaluated*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) &'static str);

/// Kept, violated, or not to be known.
pub(crate) type Finding = Result<Option<Violation>, Unknown>;

/// The limit is kept.
const KEPT: Finding = Ok(None);

/// One order that is asked about, and all that may be looked at for it.
pub(crate) struct Case<'a> {
    pub(crate) patient: &'a Patient,
    pub(crate) encounter: &'a Encounter,
    pub(crate) order: &'a Order,
    /// The order's amount.
    pub(crate) amount: Decimal,
    pub(crate) lineup: &'a Lineup<'a>,
    /// The order's place in the line-up.
    pub(crate) place: usize,
    /// The first order of its encounter that is judged.
    pub(crate) first: bool,
    pub(crate) history: &'a PatientHistory,
    pub(crate) registers: &'a Registers,
    pub(crate) knowledge: &'a Knowledge,
}

impl<'a> Case<'a> {
    fn day(&self) -> NaiveDate {
        self.order.given.day
    }

    fn today(&self) -> (NaiveDate, NaiveDate) {
        (self.day(), self.day())
    }

    fn quantity(&self) -> Result<Decimal, Unknown> {
        self.order.given.quantity.ok_or(Unknown("数量未知"))
    }

    /// The places of what came before.
    fn before(&self) -> Range<usize> {
        0..self.place
    }

    /// What came before of this item within days, refunds among it.
    fn same_item(&self, days: (NaiveDate, NaiveDate)) -> impl Iterator<Item = &'a Given> + use<'_, 'a> {
        self.lineup.of_item(&self.order.given, self.before(), days)
    }

    fn with_item(&self) -> Result<(), Unknown> {
        if self.order.given.item.is_empty() { Err(Unknown("项目编码未知")) } else { Ok(()) }
    }

    fn person(&self) -> Result<ResidentNumber, Unknown> {
        self.registers.person(&self.patient.id, self.day()).ok_or(Unknown("患者标识未对应到身份证号"))
    }

    fn name(&self) -> String {
        named(&self.order.given)
    }
}

/// An item as a warning names it.
pub(crate) fn named(given: &Given) -> String {
    if given.item_name.is_empty() { given.item.to_string() } else { format!("{}（{}）", given.item_name, &*given.item) }
}

/// A kind of check.
trait Check: Sized {
    /// Reads its limit from the parameters of a point.
    fn read(params: &Params<'_>) -> Result<Self, String>;

    /// Judges one order. The point is the one that holds this limit.
    fn judge(&self, point: &Point, case: &Case<'_>) -> Finding;

    /// How many days before an order's day it looks at.
    fn looks_back(&self) -> u32 {
        0
    }

    /// Items that its list names and that may therefore be in violation themselves.
    fn names(&self) -> &[Arc<str>] {
        &[]
    }
}

macro_rules! checks {
    ($($rule:ident $check:path;)+) => {
        /// The limit of a point, by its rule.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Limit {
            $($rule($check),)+
        }

        impl Limit {
            /// Reads the parameters of a rule's point.
            pub(crate) fn read(rule: Rule, params: &Params<'_>) -> Result<Self, String> {
                match rule { $(Rule::$rule => <$check as Check>::read(params).map(Self::$rule),)+ }
            }

            pub(crate) const fn rule(&self) -> Rule {
                match self { $(Self::$rule(_) => Rule::$rule,)+ }
            }

            pub(crate) fn judge(&self, point: &Point, case: &Case<'_>) -> Finding {
                match self { $(Self::$rule(check) => check.judge(point, case),)+ }
            }

            pub(crate) fn looks_back(&self) -> u32 {
                match self { $(Self::$rule(check) => check.looks_back(),)+ }
            }

            pub(crate) fn names(&self) -> &[Arc<str>] {
                match self { $(Self::$rule(check) => check.names(),)+ }
            }
        }
    };
}

checks! {
    M01 m01::ForSex;
    M02 m02::ForAge;
    M03 m03::NotInMaternity;
    M04 m04::NeedsDiagnosis;
    M05 m05::NotWithDiagnosis;
    M06 m06::ForLevels;
    M07 m07::ForDoctors;
    M08 m08::ForVisits;
    M09 m09::PerOrder;
    M10 m10::PerDay;
    M11 m11::DaysOfSupply;
    M12 m12::Frequency;
    M13 m13::OnceADay;
    M14 m14::SameTherapy;
    M15 m15::Excludes;
    M16 m16::Contains;
    M17 m17::Requires;
    M18 m18::Ceiling;
    M19 m19::Product;
    M20 m20::BedDays;
    M21 m21::NotAfterwards;
    M22 m22::Overlap;
    M23 m23::Readmission;
    M24 m24::OutpatientMeanwhile;
    M25 m25::Supply;
    M26 m26::Injury;
    M27 m27::IdentityChecked;
    M28 m28::InCatalogue;
    M29 m29::Insured;
    M30 m30::RegisteredDoctor;
    M31 m31::ForInsurance;
    M32 m32::CourseLength;
}

/// Whether a code begins with one of these.
fn begins_with_any(code: &str, beginnings: &[Arc<str>]) -> bool {
    beginnings.iter().any(|beginning| code.starts_with(&**beginning))
}

/// A list as a warning names it.
fn listed(codes: &[Arc<str>]) -> String {
    codes.join("、")
}
