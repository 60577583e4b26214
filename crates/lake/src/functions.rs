//! Functions that rules may use beyond SQL's own. They keep no state, so that any session on any machine can register them.

mod count;

use chrono::{Datelike, Months, NaiveDate};
use datafusion::arrow::array::{ArrayRef, AsArray, Date32Array, Int64Array, StringViewArray};
use datafusion::arrow::compute::{max, min};
use datafusion::arrow::datatypes::{DataType, Date32Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use std::sync::Arc;

/// Registers `birth_date(number)`, `age_on(number, day)` and `last_day(day)`, and a `count` that is quick where texts are counted once each.
///
/// # Errors
/// The registry refuses new functions.
pub fn register_functions(registry: &mut dyn FunctionRegistry) -> Result<()> {
    for function in [birth_date(), age_on(), last_day()] {
        registry.register_udf(Arc::new(function))?;
    }
    registry.register_udaf(Arc::new(count::count()))?;
    Ok(())
}

/// `birth_date(number) → date`: the birth date that an 18-character resident number carries (GB 11643); null for anything else.
fn birth_date() -> ScalarUDF {
    create_udf(
        "birth_date",
        vec![DataType::Utf8View],
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|args: &[ColumnarValue]| {
            let args = ColumnarValue::values_to_arrays(args)?;
            let days: Date32Array = texts(&args[0])?.iter().map(|number| number.and_then(born).map(Date32Type::from_naive_date)).collect();
            Ok(ColumnarValue::Array(Arc::new(days)))
        }),
    )
}

/// `age_on(number, day) → bigint`: complete years of a resident on a day; one born on 29 February completes a year on 1 March of a common year.
fn age_on() -> ScalarUDF {
    create_udf(
        "age_on",
        vec![DataType::Utf8View, DataType::Date32],
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(|args: &[ColumnarValue]| {
            let args = ColumnarValue::values_to_arrays(args)?;
            let days =
                args[1].as_primitive_opt::<Date32Type>().ok_or_else(|| DataFusionError::Execution("age_on takes a date".to_owned()))?;
            let calendar = Calendar::of(days);
            let ages: Int64Array = texts(&args[0])?
                .iter()
                .zip(days)
                .map(|(number, day)| {
                    let (born, (year, month, day)) = (number.and_then(born)?, calendar.date(day?)?);
                    let before_birthday = (month, day) < (born.month(), born.day());
                    Some(i64::from(year - born.year()) - i64::from(before_birthday))
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(ages)))
        }),
    )
}

/// `last_day(day) → date`: the last day of the day's month.
fn last_day() -> ScalarUDF {
    create_udf(
        "last_day",
        vec![DataType::Date32],
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|args: &[ColumnarValue]| {
            let args = ColumnarValue::values_to_arrays(args)?;
            let days =
                args[0].as_primitive_opt::<Date32Type>().ok_or_else(|| DataFusionError::Execution("last_day takes a date".to_owned()))?;
            let last = |day: NaiveDate| day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt();
            let days: Date32Array = days
                .iter()
                .map(|day| day.and_then(Date32Type::to_naive_date_opt).and_then(last).map(Date32Type::from_naive_date))
                .collect();
            Ok(ColumnarValue::Array(Arc::new(days)))
        }),
    )
}

/// Year, month and day of the days of a column, worked out once for each different day.
struct Calendar {
    first: i32,
    dates: Vec<Option<(i32, u32, u32)>>,
}

impl Calendar {
    /// Days apart beyond which a table would be larger than the work that it saves.
    const WIDEST: i32 = 20_000;

    fn of(days: &Date32Array) -> Self {
        let (first, last) = (min(days).unwrap_or(0), max(days).unwrap_or(-1));
        let dates = if last.saturating_sub(first) < Self::WIDEST { (first..=last).map(date_of).collect() } else { Vec::new() };
        Self { first, dates }
    }

    fn date(&self, day: i32) -> Option<(i32, u32, u32)> {
        let kept = day.checked_sub(self.first).and_then(|at| self.dates.get(usize::try_from(at).ok()?));
        kept.copied().unwrap_or_else(|| date_of(day))
    }
}

fn date_of(day: i32) -> Option<(i32, u32, u32)> {
    Date32Type::to_naive_date_opt(day).map(|date| (date.year(), date.month(), date.day()))
}

fn texts(array: &ArrayRef) -> Result<&StringViewArray> {
    array.as_string_view_opt().ok_or_else(|| DataFusionError::Execution("a resident number is text".to_owned()))
}

fn born(number: &str) -> Option<NaiveDate> {
    let digits = number.as_bytes().get(6..14)?;
    let value = digits.iter().try_fold(0_u32, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))?;
    NaiveDate::from_ymd_opt(i32::try_from(value / 10_000).ok()?, value / 100 % 100, value % 100).filter(|_| number.len() == 18)
}
