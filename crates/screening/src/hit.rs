//! Hits (命中) out of result rows, and leads (疑点) out of hits.

use chrono::NaiveDate;
use lake::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use lake::arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type};
use lake::arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vocabulary::money::Fen;

/// One offending record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Subject's identifier.
    pub subject_id: String,
    /// Subject's name, as the offending record has it.
    pub subject_name: String,
    /// Amount.
    pub amount: Fen,
    /// Day.
    pub happened_on: NaiveDate,
    /// The row that the hit is.
    pub row: i64,
    /// All rows that show it, its own first.
    pub evidence: Vec<i64>,
    /// What else the rule selects.
    pub detail: BTreeMap<String, String>,
}

/// All hits of one rule on one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Subject's identifier.
    pub subject_id: String,
    /// Subject's name, as in its latest hit.
    pub subject_name: String,
    /// Hits in the order of their days.
    pub hits: Vec<Hit>,
}

impl Lead {
    /// Sum of the hits' amounts.
    pub fn amount(&self) -> Fen {
        self.hits.iter().map(|hit| hit.amount).sum()
    }
}

const SUBJECT_ID: &str = "subject_id";
const SUBJECT_NAME: &str = "subject_name";
const AMOUNT: &str = "amount";
const HAPPENED_ON: &str = "happened_on";
const ROW: &str = "_row";

/// What is wrong with the columns that a rule selects, if anything.
pub(crate) fn fault_in_columns(schema: &lake::arrow::datatypes::Schema) -> Option<String> {
    let kind = |name: &str| schema.field_with_name(name).ok().map(|field| field.data_type().clone());
    for (name, expected) in
        [(SUBJECT_ID, "text"), (SUBJECT_NAME, "text"), (AMOUNT, "an exact number"), (HAPPENED_ON, "a date"), (ROW, "the _row of a table")]
    {
        let Some(found) = kind(name) else { return Some(format!("the SELECT gives no column {name:?} ({expected})")) };
        let fits = match name {
            SUBJECT_ID | SUBJECT_NAME => matches!(found, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8),
            AMOUNT => matches!(found, DataType::Decimal128(..) | DataType::Int64),
            HAPPENED_ON => found == DataType::Date32,
            _ => found == DataType::Int64,
        };
        if !fits {
            return Some(format!("the column {name:?} is {found}; it must be {expected}"));
        }
    }
    None
}

/// The hits in a rule's answer. Rows that share subject and `_row` are one hit; their other source rows are gathered as its evidence.
pub(crate) fn hits_of(batches: &[RecordBatch]) -> Result<Vec<Hit>, String> {
    let mut hits: Vec<Hit> = Vec::new();
    for batch in batches {
        read_rows(batch, &mut hits)?;
    }
    // The same whatever order the engine's threads answered in.
    hits.sort_by(|a, b| {
        (&a.subject_id, a.happened_on, a.row, &a.evidence, a.amount, &a.detail).cmp(&(
            &b.subject_id,
            b.happened_on,
            b.row,
            &b.evidence,
            b.amount,
            &b.detail,
        ))
    });
    let mut merged: Vec<Hit> = Vec::new();
    for hit in hits {
        match merged.last_mut() {
            Some(last) if last.subject_id == hit.subject_id && last.row == hit.row && last.happened_on == hit.happened_on => {
                last.amount = last.amount.max(hit.amount);
                let known: BTreeSet<i64> = last.evidence.iter().copied().collect();
                last.evidence.extend(hit.evidence.into_iter().filter(|row| !known.contains(row)));
            }
            _ => merged.push(hit),
        }
    }
    Ok(merged)
}

/// Gathers hits that stand sorted by subject.
pub(crate) fn leads_of(hits: Vec<Hit>) -> Vec<Lead> {
    let mut leads: Vec<Lead> = Vec::new();
    for hit in hits {
        match leads.last_mut() {
            Some(lead) if lead.subject_id == hit.subject_id => {
                lead.subject_name.clone_from(&hit.subject_name);
                lead.hits.push(hit);
            }
            _ => leads.push(Lead { subject_id: hit.subject_id.clone(), subject_name: hit.subject_name.clone(), hits: vec![hit] }),
        }
    }
    leads
}

fn read_rows(batch: &RecordBatch, into: &mut Vec<Hit>) -> Result<(), String> {
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| format!("no column {name:?}"));
    let text = |name: &str| column(name).and_then(|array| lake::arrow::compute::cast(array, &DataType::Utf8).map_err(|e| e.to_string()));
    let (ids, names) = (text(SUBJECT_ID)?, text(SUBJECT_NAME)?);
    let (ids, names) = (ids.as_string::<i32>(), names.as_string::<i32>());
    let amounts = amounts(column(AMOUNT)?)?;
    let days = column(HAPPENED_ON)?.as_primitive_opt::<Date32Type>().ok_or("happened_on is no date")?;
    let rows = column(ROW)?.as_primitive_opt::<Int64Type>().ok_or("_row is no row reference")?;
    let options = FormatOptions::default();
    let mut evidence = Vec::new();
    let mut details = Vec::new();
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        match field.name().as_str() {
            SUBJECT_ID | SUBJECT_NAME | AMOUNT | HAPPENED_ON | ROW => {}
            name if name.ends_with(ROW) => evidence.push(Arc::clone(array)),
            name if name.ends_with("_key") => {}
            name => details.push((name.to_owned(), Arc::clone(array))),
        }
    }
    let formatters: Vec<_> = details
        .iter()
        .map(|(name, array)| Ok((name, array, ArrayFormatter::try_new(array.as_ref(), &options).map_err(|e| e.to_string())?)))
        .collect::<Result<_, String>>()?;
    for (n, amount) in amounts.into_iter().enumerate() {
        if ids.is_null(n) || days.is_null(n) || rows.is_null(n) {
            return Err("a hit without subject, day or row".to_owned());
        }
        let own = rows.value(n);
        let mut shown = vec![own];
        for array in &evidence {
            other_rows(array, n, &mut shown);
        }
        into.push(Hit {
            subject_id: ids.value(n).to_owned(),
            subject_name: if names.is_null(n) { String::new() } else { names.value(n).to_owned() },
            amount,
            happened_on: Date32Type::to_naive_date_opt(days.value(n)).ok_or("happened_on is out of range")?,
            row: own,
            evidence: shown,
            detail: formatters
                .iter()
                .filter(|(_, array, _)| array.is_valid(n))
                .map(|(name, _, formatter)| ((*name).clone(), formatter.value(n).to_string()))
                .collect(),
        });
    }
    Ok(())
}

/// The row references in a cell: one, or a list of them.
fn other_rows(array: &ArrayRef, n: usize, into: &mut Vec<i64>) {
    if array.is_null(n) {
        return;
    }
    if let Some(rows) = array.as_primitive_opt::<Int64Type>() {
        if !into.contains(&rows.value(n)) {
            into.push(rows.value(n));
        }
    } else if let Some(lists) = array.as_list_opt::<i32>() {
        let list = lists.value(n);
        if let Some(rows) = list.as_primitive_opt::<Int64Type>() {
            for row in rows.iter().flatten() {
                if !into.contains(&row) {
                    into.push(row);
                }
            }
        }
    }
}

/// Amounts in fen, rounded half away from zero; null is nothing.
fn amounts(array: &ArrayRef) -> Result<Vec<Fen>, String> {
    match array.data_type() {
        DataType::Int64 => {
            let yuan = array.as_primitive::<Int64Type>();
            yuan.iter().map(|yuan| yuan.unwrap_or(0).checked_mul(100).map(Fen).ok_or_else(|| "an amount is too large".to_owned())).collect()
        }
        DataType::Decimal128(_, scale) => {
            let scale = *scale;
            array
                .as_primitive::<Decimal128Type>()
                .iter()
                .map(|unscaled| round_to_fen(unscaled.unwrap_or(0), scale).ok_or_else(|| "an amount is too large".to_owned()))
                .collect()
        }
        other => Err(format!("an amount of type {other} is not exact")),
    }
}

/// Rounds `unscaled` × 10^-`scale` yuan to fen, half away from zero.
fn round_to_fen(unscaled: i128, scale: i8) -> Option<Fen> {
    let places = i32::from(scale) - 2;
    let fen = if places <= 0 {
        unscaled.checked_mul(10_i128.checked_pow(places.unsigned_abs())?)?
    } else {
        let unit = 10_i128.checked_pow(places.unsigned_abs())?;
        let (whole, rest) = (unscaled / unit, unscaled % unit);
        whole + if rest.abs() * 2 >= unit { unscaled.signum() } else { 0 }
    };
    i64::try_from(fen).ok().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_round_half_away_from_zero() {
        for (unscaled, scale, fen) in [
            (12_345, 2, 12_345),
            (12_345, 3, 1_235),
            (12_344, 3, 1_234),
            (-12_345, 3, -1_235),
            (5, 0, 500),
            (4_999, 5, 5),
            (-4_999, 5, -5),
            (1, -1, 1_000),
        ] {
            assert_eq!(round_to_fen(unscaled, scale), Some(Fen(fen)), "{unscaled} at scale {scale}");
        }
    }
}
