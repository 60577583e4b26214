//! One long file of pension payments, to measure imports with.

use std::path::Path;

use crate::calendar::{Month, day};
use crate::chance::Chance;
use crate::columns::{Line, Value};
use crate::dataset::Dataset;
use crate::error::SynthError;
use crate::lists::{PensionScheme, Sex};
use crate::names::Names;
use crate::numbers::{Numbering, account};
use crate::shapes::Table;
use crate::shapes::plain::PlainFile;

/// Writes one clean CSV file of pension payments (养老待遇发放) with `rows` rows: people with twelve months of 2022 each.
///
/// # Errors
/// When the file cannot be written.
pub fn write_payments_csv(rows: u64, seed: u64, out: &Path) -> Result<(), SynthError> {
    let names = Names::new();
    let numbering = Numbering::new(rows.div_ceil(12));
    let mut chance = Chance::new(seed, 0);
    let mut file = Box::new(PlainFile::create(out, Dataset::PensionPayments)?);
    let mut left = rows;
    for index in 0..rows.div_ceil(12) {
        let sex = chance.one(&[Sex::Man, Sex::Woman]);
        let wish = chance.day(day(1932, 1, 1), day(1961, 12, 31));
        let (number, _) = numbering.ordinary(index, wish, sex);
        let name = names.full(names.surname(&mut chance), sex, &mut chance);
        let (scheme, amount) = if chance.in_1000(340) {
            (PensionScheme::Employee, chance.hundredths(210_000, 780_000))
        } else {
            (PensionScheme::Resident, chance.hundredths(17_600, 42_000))
        };
        for month in 1..=u32::try_from(left.min(12)).unwrap_or(12) {
            let month = Month::new(2022, month);
            let values = [
                Value::Number(&number),
                Value::Text(&name),
                Value::Code(scheme.label()),
                Value::Month(month),
                Value::Money(amount),
                Value::Digits(account(index, seed)),
            ];
            file.take(&Line { dataset: Dataset::PensionPayments, month: Some(month), town: 0, spoil: None, values: &values })?;
            left -= 1;
        }
    }
    file.finish()
}
