//! Lists of leads.

use super::{Parameters, ahead, days, last_day_within, many, page_length, put, put_days, text, truth};
use crate::endpoint::Endpoint;
use crate::problem::Problem;
use app::casework::record::Days;
use app::casework::{ClearReason, LeadFilter, LeadState, Nature};
use chrono::{DateTime, Days as Later, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::json;

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    rule: Option<String>,
    state: Option<String>,
    priority: Option<String>,
    kind: Option<String>,
    department: Option<String>,
    owner: Option<String>,
    town: Option<String>,
    outcome: Option<String>,
    concluded: Option<Days>,
    overdue: Option<bool>,
    due_within: Option<u32>,
    due_before: Option<NaiveDate>,
    returned: Option<bool>,
    /// Where the page begins.
    pub after: Option<String>,
    limit: Option<u32>,
    /// Numbers in full, of a workbook.
    pub full: Option<bool>,
    /// Why they are wanted in full.
    pub reason: Option<String>,
}

impl Asked {
    /// Without what only a workbook may be asked for.
    ///
    /// # Errors
    /// It was asked for all the same.
    pub fn of_a_list(self) -> Result<Self, Problem> {
        match (&self.full, &self.reason) {
            (None, None) => Ok(self),
            _ => Err(Problem::bad_request("full 与 reason 仅用于导出")),
        }
    }

    /// Without what only a page may be asked for.
    ///
    /// # Errors
    /// It was asked for all the same.
    pub fn of_no_page(self) -> Result<Self, Problem> {
        match (&self.after, &self.limit) {
            (None, None) => Ok(self),
            _ => Err(Problem::bad_request("after 与 limit 仅用于列表")),
        }
    }

    /// The filter, as of the moment `at`.
    ///
    /// # Errors
    /// A code that is of no list; a page that is none.
    pub fn filter(self, at: DateTime<Utc>) -> Result<LeadFilter, Problem> {
        let states = many(self.state.as_ref()).iter().map(|code| LeadState::from_code(code)).collect::<Option<Vec<_>>>();
        let outcomes = many(self.outcome.as_ref());
        let is_outcome = |code: &String| Nature::from_code(code).is_some() || ClearReason::from_code(code).is_some();
        if !outcomes.iter().all(is_outcome) {
            return Err(Problem::bad_request("没有这个核实结论").at("outcome"));
        }
        let today = vocabulary::beijing_day(at);
        let mut filter = LeadFilter {
            rules: many(self.rule.as_ref()),
            states: states.ok_or_else(|| Problem::bad_request("没有这个疑点状态").at("state"))?,
            priorities: many(self.priority.as_ref()),
            kind: self.kind,
            department: self.department,
            owner: self.owner,
            town: self.town,
            outcomes,
            concluded: self.concluded,
            returned: self.returned.unwrap_or(false),
            due_before: self.due_before,
            limit: Some(page_length(self.limit)?),
            ..LeadFilter::default()
        };
        let earlier = |before: Option<NaiveDate>, day: NaiveDate| Some(before.map_or(day, |before| before.min(day)));
        if self.overdue == Some(true) {
            filter.due_before = earlier(filter.due_before, today);
        }
        if let Some(ahead) = self.due_within {
            let last = last_day_within(ahead, at)?;
            filter.due_from = Some(today);
            filter.due_before = earlier(filter.due_before, last.checked_add_days(Later::new(1)).unwrap_or(last));
        }
        Ok(filter)
    }
}

/// The parameters of an endpoint that lists or counts leads.
pub fn narrowed(endpoint: Endpoint) -> Endpoint {
    endpoint
        .parameter("query", "rule", "Rules by code, with commas between them.", text())
        .parameter("query", "state", "States by code, with commas between them.", text())
        .parameter("query", "priority", "Priorities by code, with commas between them.", text())
        .parameter("query", "kind", "fault or owed.", text())
        .parameter("query", "department", "Office that verifies it; - for those that are nobody's yet.", text())
        .parameter("query", "owner", "Account in charge.", text())
        .parameter("query", "town", "Town; - where it is not known.", text())
        .parameter("query", "outcome", "How verifying ended, by code, with commas between them.", text())
        .parameter("query", "concluded", "Concluded on these days of Beijing: 2026-03-01..2026-03-31, or 2026-03.", days())
        .parameter("query", "overdue", "Only those that are still to be verified and overdue.", truth())
        .parameter("query", "due_within", "Still to be verified, due within so many days after today, and not overdue.", ahead())
        .parameter("query", "due_before", "Still to be verified, and due before this day.", json!({ "type": "string", "format": "date" }))
        .parameter("query", "returned", "Only those that a reviewer sent back and that are verified once more.", truth())
        .problems(&[400])
}

/// The parameters that ask for this filter.
pub fn query_of(filter: &LeadFilter) -> Parameters {
    let listed = |codes: &[String]| (!codes.is_empty()).then(|| codes.join(","));
    let states: Vec<String> = filter.states.iter().map(|state| state.code().to_owned()).collect();
    let mut query = Parameters::new();
    put(&mut query, "state", listed(&states));
    put(&mut query, "priority", listed(&filter.priorities));
    put(&mut query, "outcome", listed(&filter.outcomes));
    put_days(&mut query, "concluded", filter.concluded);
    query
}
