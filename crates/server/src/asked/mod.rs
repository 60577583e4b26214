//! What lists, their counts and their workbooks may be asked for: read from the address and written into one, in one place, so that a
//! figure and the list that it opens cannot differ.

mod leads;
mod records;

pub use leads::{Asked as AskedLeads, narrowed as narrowed_leads, query_of as query_of_leads};
pub use records::{Asked as AskedRecords, narrowed as narrowed_records, query_of as query_of_records};

use crate::problem::Problem;
use app::casework::record::Days;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Parameters of an address, by name.
pub type Parameters = BTreeMap<&'static str, String>;

/// The longest page.
const LONGEST: u32 = 500;
/// So many days ahead can be asked for.
const AHEAD: u32 = 365;

fn text() -> Value {
    json!({ "type": "string" })
}

fn truth() -> Value {
    json!({ "type": "boolean" })
}

fn ahead() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": AHEAD })
}

/// How days are written.
fn days() -> Value {
    json!({ "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}(-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$" })
}

fn many(text: Option<&String>) -> Vec<String> {
    text.map(|text| text.split(',').map(str::to_owned).collect()).unwrap_or_default()
}

fn page_length(asked: Option<u32>) -> Result<u32, Problem> {
    let limit = asked.unwrap_or(50);
    if limit == 0 || limit > LONGEST {
        return Err(Problem::bad_request("limit 应在 1 至 500 之间").at("limit"));
    }
    Ok(limit)
}

/// The last of so many days that follow today.
fn last_day_within(ahead: u32, at: DateTime<Utc>) -> Result<NaiveDate, Problem> {
    let wrong = || Problem::bad_request("due_within 应在 0 至 365 之间").at("due_within");
    if ahead > AHEAD {
        return Err(wrong());
    }
    vocabulary::beijing_day(at).checked_add_days(chrono::Days::new(u64::from(ahead))).ok_or_else(wrong)
}

fn put(query: &mut Parameters, name: &'static str, value: Option<impl ToString>) {
    if let Some(value) = value {
        query.insert(name, value.to_string());
    }
}

fn put_days(query: &mut Parameters, name: &'static str, days: Option<Days>) {
    put(query, name, days);
}
