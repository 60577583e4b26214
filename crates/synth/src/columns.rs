//! Rows as values of columns (列), in the order of the headers.

use chrono::NaiveDate;

use crate::calendar::Month;
use crate::dataset::Dataset;
use crate::error::SynthError;
use crate::group::{Group, Person};
use crate::numbers::{ResidentNumber, credit_code};
use crate::places::District;
use crate::records::{Row, Who};
use crate::spoil::Spoil;
use crate::work::COURSES;

/// One value, not yet dressed for a file.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// The resident number of the row's own person.
    Number(&'a ResidentNumber),
    /// A resident number in another column.
    OtherNumber(&'a ResidentNumber),
    Text(&'a str),
    Formed(String),
    /// A number that stays text: account, parcel, region.
    Digits(u64),
    Code(&'static str),
    Date(NaiveDate),
    NoDate,
    Month(Month),
    /// Fen.
    Money(i64),
    /// Hundredths.
    Decimal(i64),
    Whole(i64),
    CreditCode(String),
}

/// One row of a file.
pub struct Line<'a> {
    pub dataset: Dataset,
    pub month: Option<Month>,
    /// Place of the person's town in the district.
    pub town: usize,
    pub spoil: Option<Spoil>,
    pub values: &'a [Value<'a>],
}

const CATEGORIES: [&str; 7] = ["肢体", "视力", "听力", "言语", "智力", "精神", "多重"];
const TRADES: [&str; 6] = ["商贸有限公司", "建材经营部", "种植专业合作社", "餐饮店", "电子商务有限公司", "运输服务部"];

/// Hands over every row of a group, dataset by dataset.
pub fn each_line<F>(district: &District, group: &Group, take: F) -> Result<(), SynthError>
where
    F: FnMut(&Line) -> Result<(), SynthError>,
{
    let mut writer = Writer { district, group, values: Vec::with_capacity(10), take };
    writer.registers()?;
    writer.insurance()?;
    writer.inmates()?;
    writer.payments()?;
    writer.land_and_training()
}

struct Writer<'a, F> {
    district: &'a District,
    group: &'a Group,
    values: Vec<Value<'a>>,
    take: F,
}

fn end(date: Option<NaiveDate>) -> Value<'static> {
    date.map_or(Value::NoDate, Value::Date)
}

impl<'a, F: FnMut(&Line) -> Result<(), SynthError>> Writer<'a, F> {
    fn name(person: &'a Person, dataset: Dataset) -> Value<'a> {
        match &person.miswritten {
            Some((other, name)) if *other == dataset => Value::Text(name),
            _ => Value::Text(&person.name),
        }
    }

    fn places(&self, who: Who) -> [Value<'a>; 2] {
        let group: &'a Group = self.group;
        let district: &'a District = self.district;
        let household = &group.households[usize::from(group.person(who).household)];
        let town = &district.towns[household.town];
        [Value::Text(&town.name), Value::Text(&town.villages[household.village])]
    }

    /// A row that begins with number and name.
    fn line<T, const N: usize>(
        &mut self,
        dataset: Dataset,
        row: &Row<T>,
        (who, month): (Who, Option<Month>),
        rest: [Value<'a>; N],
    ) -> Result<(), SynthError> {
        let person = self.group.person(who);
        self.values.clear();
        self.values.push(Value::Number(&person.number));
        self.values.push(Self::name(person, dataset));
        self.values.extend(rest);
        self.hand_over(dataset, month, who, row.spoil)
    }

    fn hand_over(&mut self, dataset: Dataset, month: Option<Month>, who: Who, spoil: Option<Spoil>) -> Result<(), SynthError> {
        let household = usize::from(self.group.person(who).household);
        (self.take)(&Line { dataset, month, town: self.group.households[household].town, spoil, values: &self.values })
    }

    fn registers(&mut self) -> Result<(), SynthError> {
        let group = self.group;
        let district = self.district;
        let rows = &group.rows;
        for row in &rows.residents {
            let data = row.data;
            let person = group.person(data.who);
            let [town, village] = self.places(data.who);
            let household = &group.households[usize::from(data.household)];
            let rest = [
                Value::Code(person.sex.label()),
                Value::Date(person.birth),
                Value::Text(&household.number),
                Value::Text(person.relation),
                town,
                village,
                Value::Code(data.standing.label()),
            ];
            self.line(Dataset::Residents, row, (data.who, None), rest)?;
        }
        for row in &rows.deaths {
            let data = row.data;
            let rest = [Value::Date(data.date), Value::Text(data.source)];
            self.line(Dataset::Deaths, row, (data.who, None), rest)?;
        }
        for row in &rows.servants {
            let data = row.data;
            let rest =
                [Value::Text(&district.offices[data.office]), Value::Code(data.kind.label()), Value::Date(data.start), end(data.end)];
            self.line(Dataset::PublicEmployees, row, (data.who, None), rest)?;
        }
        for row in &rows.vehicles {
            let data = row.data;
            let rest = [
                Value::Formed(plate(data.plate)),
                Value::Code(data.kind.label()),
                Value::Money(data.price),
                Value::Date(data.registered),
                end(data.cancelled),
            ];
            self.line(Dataset::Vehicles, row, (data.who, None), rest)?;
        }
        for row in &rows.properties {
            let data = row.data;
            let unit = format!("379901{:013}F{:08}", data.unit, data.unit % 100_000_000);
            let rest = [
                Value::Formed(unit),
                Value::Code(data.usage.label()),
                Value::Decimal(data.area),
                Value::Date(data.registered),
                end(data.cancelled),
            ];
            self.line(Dataset::Properties, row, (data.who, None), rest)?;
        }
        for row in &rows.firms {
            let data = row.data;
            let person = group.person(data.who);
            let surname: String = person.name.chars().take(1).collect();
            let trade = TRADES[usize::try_from(data.serial / 8).unwrap_or(0) % TRADES.len()];
            self.values.clear();
            self.values.extend([
                Value::CreditCode(credit_code(data.serial)),
                Value::Formed(format!("{surname}氏{}号{trade}", data.serial)),
                Value::OtherNumber(&person.number),
                Value::Text(&person.name),
                Value::Code(data.kind.label()),
                Value::Money(data.capital),
                Value::Date(data.registered),
                end(data.cancelled),
            ]);
            self.hand_over(Dataset::Companies, None, data.who, row.spoil)?;
        }
        for row in &rows.certificates {
            let data = row.data;
            let person = group.person(data.who);
            let number = String::from_utf8_lossy(&person.number);
            let rest = [
                Value::Formed(format!("{number}{}{}", data.category + 1, data.level)),
                Value::Text(CATEGORIES[usize::from(data.category) % CATEGORIES.len()]),
                Value::Whole(i64::from(data.level)),
                Value::Date(data.issued),
                Value::Date(data.valid_to),
            ];
            self.line(Dataset::DisabilityCertificates, row, (data.who, None), rest)?;
        }
        Ok(())
    }

    fn insurance(&mut self) -> Result<(), SynthError> {
        let district = self.district;
        for row in &self.group.rows.insurance {
            let data = row.data;
            let rest = [
                Value::Digits(u64::from(data.region)),
                Value::Text(&district.employers[data.employer as usize]),
                Value::Code(data.scheme.label()),
                Value::Month(data.month),
                Value::Money(data.base),
            ];
            let key = (data.who, Some(data.month));
            self.line(Dataset::EmploymentInsurance, row, key, rest)?;
        }
        Ok(())
    }

    fn inmates(&mut self) -> Result<(), SynthError> {
        for row in &self.group.rows.inmates {
            let data = row.data;
            let rest = [Value::Date(data.from), end(data.to)];
            self.line(Dataset::Inmates, row, (data.who, None), rest)?;
        }
        Ok(())
    }

    fn payments(&mut self) -> Result<(), SynthError> {
        let group = self.group;
        let rows = &group.rows;
        for row in &rows.dibao {
            let data = row.data;
            let [town, village] = self.places(data.who);
            let household = &group.households[usize::from(data.household)];
            let rest = [
                Value::Text(&household.number),
                town,
                village,
                Value::Month(data.month),
                Value::Money(data.amount),
                Value::Digits(data.account),
            ];
            let key = (data.who, Some(data.month));
            self.line(Dataset::DibaoPayments, row, key, rest)?;
        }
        for row in &rows.destitute {
            let data = row.data;
            let [town, village] = self.places(data.who);
            let rest = [town, village, Value::Month(data.month), Value::Money(data.amount), Value::Digits(data.account)];
            let key = (data.who, Some(data.month));
            self.line(Dataset::DestitutePayments, row, key, rest)?;
        }
        for row in &rows.allowances {
            let data = row.data;
            let rest = [Value::Code(data.kind.label()), Value::Month(data.month), Value::Money(data.amount), Value::Digits(data.account)];
            let key = (data.who, Some(data.month));
            self.line(Dataset::DisabilityAllowances, row, key, rest)?;
        }
        for row in &rows.pensions {
            let data = row.data;
            let rest = [Value::Code(data.scheme.label()), Value::Month(data.month), Value::Money(data.amount), Value::Digits(data.account)];
            let key = (data.who, Some(data.month));
            self.line(Dataset::PensionPayments, row, key, rest)?;
        }
        for (dataset, table) in [(Dataset::ElderlyAllowances, &rows.elderly), (Dataset::UnemploymentBenefits, &rows.unemployment)] {
            for row in table {
                let data = row.data;
                let rest = [Value::Month(data.month), Value::Money(data.amount), Value::Digits(data.account)];
                self.line(dataset, row, (data.who, Some(data.month)), rest)?;
            }
        }
        Ok(())
    }

    fn land_and_training(&mut self) -> Result<(), SynthError> {
        let district = self.district;
        let rows = &self.group.rows;
        for row in &rows.agri {
            let data = row.data;
            let [town, village] = self.places(data.who);
            let rest = [
                town,
                village,
                Value::Code(data.program.label()),
                Value::Whole(i64::from(data.year)),
                Value::Decimal(data.area),
                Value::Money(data.amount),
                Value::Digits(data.account),
            ];
            self.line(Dataset::AgriSubsidies, row, (data.who, None), rest)?;
        }
        for row in &rows.parcels {
            let data = row.data;
            let [_, village] = self.places(data.who);
            let rest = [village, Value::Digits(379_901_200_000_000 + data.parcel), Value::Decimal(data.area)];
            self.line(Dataset::LandParcels, row, (data.who, None), rest)?;
        }
        for row in &rows.trainings {
            let data = row.data;
            let rest = [
                Value::Text(district.schools[data.school]),
                Value::Text(COURSES[data.course]),
                Value::Date(data.start),
                Value::Date(data.end),
                Value::Whole(i64::from(data.hours)),
                Value::Money(data.amount),
            ];
            self.line(Dataset::TrainingSubsidies, row, (data.who, None), rest)?;
        }
        Ok(())
    }
}

/// A number plate (号牌号码).
fn plate(mut serial: u32) -> String {
    const LETTERS: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut plate = String::from("鲁C");
    for _ in 0..5 {
        plate.push(char::from(LETTERS[serial as usize % LETTERS.len()]));
        serial /= 34;
    }
    plate
}
