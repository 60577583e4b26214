//! The means with which a case is told.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::calendar::{Month, before, years_later};
use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::group::Group;
use crate::lists::{AllowanceKind, PensionScheme, Program, Scheme, ServantKind, Standing, Usage, VehicleKind};
use crate::names::Names;
use crate::numbers::Numbering;
use crate::people::add_stranger;
use crate::places::District;
use crate::records::{
    Agri, Allowance, Certificate, Death, Dibao, Inmate, Insurance, Parcel, Payment, Pension, Property, Put, Servant, Vehicle, Who,
};

/// A case, told in a group; none when nobody is left to tell it of.
pub type Case = fn(&mut Scene) -> Option<()>;

/// Where a case is told.
pub struct Scene<'a> {
    pub district: &'a District,
    pub group: &'a mut Group,
    pub chance: &'a mut Chance,
    /// How often the case was told before: it takes turns through its forms.
    pub variant: u64,
}

impl Scene<'_> {
    /// Someone of an age on the first day, of whom nothing else is said any more.
    pub fn person(&mut self, ages: RangeInclusive<i32>) -> Option<Who> {
        let who = self.free(&ages)?;
        self.take(who);
        self.group.rows.forget(who);
        let on = self.district.first_day();
        if !ages.contains(&self.group.age(who, on)) {
            let age = self.chance.between(*ages.start(), *ages.end());
            let wish = before(years_later(on, -age), u64::from(self.chance.below(200)));
            let person = &mut self.group.people[usize::from(who)];
            let numbering = &self.district.numbering;
            (person.number, person.birth) = numbering.ordinary(person.index, wish, person.sex);
        }
        self.stand(who, Standing::Normal);
        Some(who)
    }

    /// Someone alone in the light: nothing is said of the household any more.
    pub fn quiet_person(&mut self, ages: RangeInclusive<i32>) -> Option<Who> {
        let who = self.person(ages)?;
        for mate in self.group.members(self.group.person(who).household) {
            if !self.group.is_taken(mate) {
                self.group.rows.forget(mate);
                self.stand(mate, Standing::Normal);
            }
        }
        Some(who)
    }

    /// Someone of another household than the given people.
    pub fn neighbour(&mut self, of: &[Who]) -> Option<Who> {
        let homes: Vec<u16> = of.iter().map(|w| self.group.person(*w).household).collect();
        let who =
            (0..self.group.registered).find(|who| !self.group.is_taken(*who) && !homes.contains(&self.group.person(*who).household))?;
        self.take(who);
        self.group.rows.forget(who);
        self.stand(who, Standing::Normal);
        Some(who)
    }

    /// Another member of the household of whom no case tells, or the same person when there is none.
    pub fn mate(&mut self, who: Who) -> Who {
        let mut members = self.group.members(self.group.person(who).household);
        let Some(mate) = members.find(|mate| !self.group.is_taken(*mate)) else {
            return who;
        };
        self.take(mate);
        self.stand(mate, Standing::Normal);
        mate
    }

    /// Someone in no register of residents.
    pub fn stranger(&mut self) -> Option<Who> {
        add_stranger(self.district, self.group, self.chance)
    }

    fn free(&mut self, ages: &RangeInclusive<i32>) -> Option<Who> {
        let group = &self.group;
        let on = self.district.first_day();
        let untouched = |household: u16| group.members(household).all(|m| !group.is_taken(m));
        let mut best = None;
        let start = Who::try_from(self.chance.index(usize::from(group.registered))).unwrap_or(0);
        for step in 0..group.registered {
            let who = (start + step) % group.registered;
            if group.is_taken(who) {
                continue;
            }
            let fits = u8::from(ages.contains(&group.age(who, on)));
            let rank = fits + 2 * u8::from(untouched(group.person(who).household));
            if best.is_none_or(|(high, _)| rank > high) {
                best = Some((rank, who));
            }
        }
        best.map(|(_, who)| who)
    }

    fn take(&mut self, who: Who) {
        self.group.taken[usize::from(who)] = true;
    }

    /// Sets the standing in the register of residents (户籍状态).
    pub fn stand(&mut self, who: Who, standing: Standing) {
        if let Some(row) = self.group.rows.residents.get_mut(usize::from(who)) {
            row.data.standing = standing;
        }
    }

    /// Makes someone born on the very day, as long as numbers last; `which` tells the people of one case apart.
    pub fn born_on(&mut self, who: Who, birth: NaiveDate, which: u64) -> Option<()> {
        let person = &mut self.group.people[usize::from(who)];
        let number = Numbering::exact(self.variant * 8 + which, birth, person.sex)?;
        (person.number, person.birth) = (number, birth);
        Some(())
    }

    /// Lets one dataset write the name otherwise.
    pub fn miswrite(&mut self, who: Who, dataset: Dataset) {
        let person = &mut self.group.people[usize::from(who)];
        person.miswritten = Some((dataset, Names::miswritten(&person.name)));
    }

    pub fn months(&self) -> Vec<Month> {
        self.district.months.clone()
    }

    pub fn first(&self) -> Month {
        self.district.first_month()
    }

    pub fn last(&self) -> Month {
        self.district.last_month()
    }

    /// A month before the last; with a single month, the one before it.
    pub fn month_before_last(&mut self) -> Month {
        let count = i32::try_from(self.district.months.len()).unwrap_or(1);
        self.first().plus(self.chance.between(-1, count - 2))
    }

    pub fn day_in(&mut self, month: Month) -> NaiveDate {
        self.chance.day(month.first_day(), month.last_day())
    }

    pub fn account(&self, who: Who) -> u64 {
        self.group.account(who, 0, self.district)
    }
}

/// Rows as a case writes them.
impl Scene<'_> {
    pub fn die(&mut self, who: Who, date: NaiveDate) {
        let source = self.chance.one(&["公安", "卫健", "民政"]);
        self.group.rows.deaths.put(Death { who, date, source });
    }

    pub fn dibao(&mut self, who: Who, months: &[Month]) {
        let household = self.group.person(who).household;
        self.dibao_of(who, household, months);
    }

    pub fn dibao_of(&mut self, who: Who, household: u16, months: &[Month]) {
        let amount = self.chance.hundredths(30_000, 95_000);
        let account = self.account(who);
        for month in months.iter().copied() {
            self.group.rows.dibao.put(Dibao { who, household, month, amount, account });
        }
    }

    pub fn payment(&self, who: Who, month: Month, amount: i64) -> Payment {
        Payment { who, month, amount, account: self.account(who) }
    }

    pub fn destitute(&mut self, who: Who, months: &[Month]) {
        for month in months {
            let payment = self.payment(who, *month, 120_000);
            self.group.rows.destitute.put(payment);
        }
    }

    pub fn elderly(&mut self, who: Who, months: &[Month]) {
        for month in months {
            let payment = self.payment(who, *month, 10_000);
            self.group.rows.elderly.put(payment);
        }
    }

    pub fn benefit(&mut self, who: Who, months: &[Month]) {
        for month in months {
            let payment = self.payment(who, *month, 172_800);
            self.group.rows.unemployment.put(payment);
        }
    }

    pub fn pension(&mut self, who: Who, scheme: PensionScheme, months: &[Month]) {
        let amount = match scheme {
            PensionScheme::Employee => self.chance.hundredths(210_000, 780_000),
            PensionScheme::Resident => self.chance.hundredths(17_600, 42_000),
        };
        let account = self.account(who);
        for month in months.iter().copied() {
            self.group.rows.pensions.put(Pension { who, scheme, month, amount, account });
        }
    }

    pub fn allowance(&mut self, who: Who, kind: AllowanceKind, months: &[Month]) {
        let account = self.account(who);
        let amount = if kind == AllowanceKind::Living { 14_700 } else { 11_300 };
        for month in months.iter().copied() {
            self.group.rows.allowances.put(Allowance { who, kind, month, amount, account });
        }
    }

    pub fn certificate(&mut self, who: Who, level: u8, issued: NaiveDate, valid_to: NaiveDate) {
        let category = u8::try_from(self.chance.below(7)).unwrap_or(0);
        self.group.rows.certificates.put(Certificate { who, category, level, issued, valid_to });
    }

    /// A certificate that is good in all months.
    pub fn good_certificate(&mut self, who: Who, level: u8) {
        let issued = years_later(self.district.first_day(), -2);
        let valid_to = years_later(self.district.last_day(), 8);
        self.certificate(who, level, issued, valid_to);
    }

    pub fn servant(&mut self, who: Who, kind: ServantKind, start: NaiveDate, end: Option<NaiveDate>) {
        let office = self.chance.index(self.district.offices.len());
        self.group.rows.servants.put(Servant { who, office, kind, start, end });
    }

    pub fn car(&mut self, who: Who, kind: VehicleKind, price: i64, registered: NaiveDate, cancelled: Option<NaiveDate>) {
        let plate = self.chance.below(36 * 36 * 36 * 36 * 20);
        self.group.rows.vehicles.put(Vehicle { who, plate, kind, price, registered, cancelled });
    }

    pub fn home(&mut self, who: Who, unit: u64, registered: NaiveDate) {
        let area = self.chance.hundredths(4_500, 14_000);
        self.group.rows.properties.put(Property { who, unit, usage: Usage::Home, area, registered, cancelled: None });
    }

    pub fn insure(&mut self, who: Who, scheme: Scheme, region: u32, base: i64, months: &[Month]) {
        let employer = self.chance.index(self.district.employers.len());
        for month in months.iter().copied() {
            self.group.rows.insurance.put(Insurance { who, month, base, region, employer: u32::try_from(employer).unwrap_or(0), scheme });
        }
    }

    pub fn imprison(&mut self, who: Who, from: NaiveDate, to: Option<NaiveDate>) {
        self.group.rows.inmates.put(Inmate { who, from, to });
    }

    pub fn parcel(&mut self, who: Who, which: u64, area: i64) {
        let parcel = self.group.thing(who, which);
        self.group.rows.parcels.put(Parcel { who, parcel, area });
    }

    pub fn claim(&mut self, who: Who, program: Program, year: i32, area: i64) {
        let account = self.account(who);
        self.group.rows.agri.put(Agri { who, program, year, area, amount: crate::land::payable(area, crate::land::LAND_RATE), account });
    }
}
