//! The truth (应有疑点): every lead of the subsidies rules S01 to S28 over the accepted rows, with default parameters.
//!
//! Nothing here knows what was planted. Each rule is written from its sentence in the rule book, as plain loops over the rows of one
//! group of households; no rule looks further than that.

mod accounts;
mod allowances;
mod deaths;
mod dibao;
mod land;
#[cfg(test)]
mod tests;
mod training;
mod work;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::day;
use crate::group::Group;
use crate::lists::Standing;
use crate::numbers::ResidentNumber;
use crate::records::{
    Agri, Allowance, Certificate, Death, Dibao, Firm, Inmate, Insurance, Parcel, Payment, Pension, Property, Resident, Servant, Training,
    Vehicle, Who, accepted,
};

/// How many rules there are (S01 to S28).
pub const RULES: usize = 28;

/// Whom or what a lead is about (疑点对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Person(Who),
    Account(u64),
}

/// One lead (疑点): its hits and their amounts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    pub hits: u32,
    pub amount: i64,
}

/// The leads of one group, by number of the rule and subject.
#[derive(Default)]
pub struct Leads(pub BTreeMap<(u8, Subject), Lead>);

impl Leads {
    fn hit(&mut self, rule: u8, subject: Subject, amount: i64) {
        let lead = self.0.entry((rule, subject)).or_default();
        lead.hits += 1;
        lead.amount += amount;
    }

    fn person(&mut self, rule: u8, who: Who, amount: i64) {
        self.hit(rule, Subject::Person(who), amount);
    }
}

/// The accepted rows of one group.
struct View<'a> {
    births: Vec<NaiveDate>,
    residents: Vec<&'a Resident>,
    deaths: Vec<&'a Death>,
    servants: Vec<&'a Servant>,
    vehicles: Vec<&'a Vehicle>,
    properties: Vec<&'a Property>,
    firms: Vec<&'a Firm>,
    insurance: Vec<&'a Insurance>,
    inmates: Vec<&'a Inmate>,
    dibao: Vec<&'a Dibao>,
    destitute: Vec<&'a Payment>,
    certificates: Vec<&'a Certificate>,
    allowances: Vec<&'a Allowance>,
    pensions: Vec<&'a Pension>,
    elderly: Vec<&'a Payment>,
    unemployment: Vec<&'a Payment>,
    agri: Vec<&'a Agri>,
    parcels: Vec<&'a Parcel>,
    trainings: Vec<&'a Training>,
}

/// Finds every lead of one group.
pub fn evaluate(group: &Group) -> Leads {
    let rows = &group.rows;
    let view = View {
        births: group.people.iter().map(|p| birth(&p.number)).collect(),
        residents: accepted(&rows.residents).collect(),
        deaths: accepted(&rows.deaths).collect(),
        servants: accepted(&rows.servants).collect(),
        vehicles: accepted(&rows.vehicles).collect(),
        properties: accepted(&rows.properties).collect(),
        firms: accepted(&rows.firms).collect(),
        insurance: accepted(&rows.insurance).collect(),
        inmates: accepted(&rows.inmates).collect(),
        dibao: accepted(&rows.dibao).collect(),
        destitute: accepted(&rows.destitute).collect(),
        certificates: accepted(&rows.certificates).collect(),
        allowances: accepted(&rows.allowances).collect(),
        pensions: accepted(&rows.pensions).collect(),
        elderly: accepted(&rows.elderly).collect(),
        unemployment: accepted(&rows.unemployment).collect(),
        agri: accepted(&rows.agri).collect(),
        parcels: accepted(&rows.parcels).collect(),
        trainings: accepted(&rows.trainings).collect(),
    };
    let mut leads = Leads::default();
    deaths::find(&view, &mut leads);
    dibao::find(&view, &mut leads);
    allowances::find(&view, &mut leads);
    work::find(&view, &mut leads);
    land::find(&view, &mut leads);
    training::find(&view, &mut leads);
    accounts::find(&view, &mut leads);
    leads
}

/// The birth date in a resident number.
fn birth(number: &ResidentNumber) -> NaiveDate {
    let digits = |from: usize, to: usize| number[from..to].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let year = i32::try_from(digits(6, 10)).unwrap_or(0);
    day(year, digits(10, 12), digits(12, 14))
}

/// In force on a day: begun, and not ended before it.
fn in_force(start: NaiveDate, end: Option<NaiveDate>, on: NaiveDate) -> bool {
    start <= on && end.is_none_or(|end| end >= on)
}

/// Held on a day: registered before it and not cancelled on it.
fn held(registered: NaiveDate, cancelled: Option<NaiveDate>, on: NaiveDate) -> bool {
    registered < on && cancelled.is_none_or(|day| day > on)
}

impl View<'_> {
    /// A person with two death records died at the earliest.
    fn died(&self, who: Who) -> Option<NaiveDate> {
        let records = self.deaths.iter().filter(|death| death.who == who);
        records.map(|death| death.date).min()
    }

    fn imprisoned(&self, who: Who, on: NaiveDate) -> bool {
        self.inmates.iter().any(|inmate| inmate.who == who && in_force(inmate.from, inmate.to, on))
    }

    /// Whether someone is registered, with status 正常, under a household number.
    fn lives_in(&self, who: Who, household: u16) -> bool {
        self.residents
            .iter()
            .any(|resident| resident.who == who && resident.household == household && resident.standing == Standing::Normal)
    }
}
