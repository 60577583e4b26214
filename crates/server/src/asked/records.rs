//! Lists of records of any kind but leads.

use super::{Parameters, ahead, days, last_day_within, many, page_length, put, put_days, text, truth};
use crate::endpoint::Endpoint;
use crate::problem::Problem;
use crate::records::decode;
use app::casework::Kind;
use app::casework::clock::{Level, Obligation, end_of_day};
use app::casework::record::{Days, Mark, Marked, Order, Page, Paid, Record, RecordFilter};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

/// What a list may be asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    state: Option<String>,
    open: Option<bool>,
    priority: Option<String>,
    campaign: Option<i64>,
    department: Option<String>,
    owner: Option<String>,
    town: Option<String>,
    village: Option<String>,
    overdue: Option<bool>,
    due_within: Option<u32>,
    climbed: Option<Level>,
    owes: Option<Obligation>,
    entered: Option<Days>,
    claimed: Option<Days>,
    answered: Option<Days>,
    verified: Option<Days>,
    confirmed: Option<Days>,
    closed: Option<Days>,
    returned: Option<bool>,
    paid: Option<Days>,
    paid_verified: Option<Days>,
    q: Option<String>,
    order: Option<Order>,
    after: Option<String>,
    limit: Option<u32>,
}

impl Asked {
    /// The filter, as of the moment `at`.
    ///
    /// # Errors
    /// A moment that records of this kind do not have; a page that is none.
    pub fn filter<R: Record>(self, at: DateTime<Utc>) -> Result<RecordFilter, Problem> {
        let after = self.after.as_deref().map(decode::<Page>).transpose()?;
        let limit = page_length(self.limit)?;
        let marked = self.marked::<R>()?;
        let returned = self.returned.unwrap_or(false);
        if self.returned.is_some() && !R::MARKS.contains(&Mark::Returned) {
            return Err(unknown("returned"));
        }
        let until = self.due_within.map(|ahead| last_day_within(ahead, at)).transpose()?;
        Ok(RecordFilter {
            states: many(self.state.as_ref()),
            open: self.open,
            overdue_at: self.overdue.filter(|overdue| *overdue).map(|_| at),
            due_after: until.map(|_| at),
            due_until: until.map(end_of_day),
            climbed: self.climbed,
            owes: self.owes,
            entered: self.entered,
            marked,
            returned,
            paid: self.payments::<R>()?,
            order: self.order.unwrap_or_default(),
            after,
            limit: Some(limit),
            priority: self.priority,
            campaign: self.campaign,
            department: self.department,
            owner: self.owner,
            town: self.town,
            village: self.village,
            text: self.q,
        })
    }

    fn marked<R: Record>(&self) -> Result<Vec<Marked>, Problem> {
        let asked = [
            (Mark::Claimed, self.claimed),
            (Mark::Answered, self.answered),
            (Mark::Verified, self.verified),
            (Mark::Confirmed, self.confirmed),
            (Mark::Closed, self.closed),
        ];
        let mut marked = Vec::new();
        for (mark, days) in asked {
            let Some(days) = days else { continue };
            if !R::MARKS.contains(&mark) {
                return Err(unknown(mark.code()));
            }
            marked.push(Marked { mark, days });
        }
        Ok(marked)
    }

    fn payments<R: Record>(&self) -> Result<Option<Paid>, Problem> {
        match (self.paid, self.paid_verified) {
            (None, None) => Ok(None),
            _ if R::KIND != Kind::Recovery => Err(unknown(if self.paid.is_some() { "paid" } else { "paid_verified" })),
            (Some(days), None) => Ok(Some(Paid { days, verified: false })),
            (None, Some(days)) => Ok(Some(Paid { days, verified: true })),
            (Some(_), Some(_)) => Err(Problem::bad_request("paid 与 paid_verified 只能用一个").at("paid_verified")),
        }
    }
}

fn unknown(name: &'static str) -> Problem {
    Problem::bad_request(format!("该类记录没有 {name} 这一节点")).at(name)
}

/// The parameters of an endpoint that lists or counts records of this kind.
pub fn narrowed<R: Record>(endpoint: Endpoint) -> Endpoint {
    let mut endpoint = endpoint
        .parameter("query", "state", "States by code, with commas between them.", text())
        .parameter("query", "open", "Only those on which something is still to be done, or only the others.", truth())
        .parameter("query", "priority", "Priority by code; - for those of none, as in what follows.", text())
        .parameter("query", "campaign", "Campaign.", json!({ "type": "integer", "format": "int64" }))
        .parameter("query", "department", "Office that answers for it.", text())
        .parameter("query", "owner", "Account in charge.", text())
        .parameter("query", "town", "Town.", text())
        .parameter("query", "village", "Village, written town/village.", text())
        .parameter("query", "overdue", "Only those that are overdue.", truth())
        .parameter("query", "due_within", "Only those that are due within so many days after today, and not overdue.", ahead())
        .parameter(
            "query",
            "climbed",
            "Only those that have climbed at least so far: reminded, to the department's head, to the supervising office.",
            json!({ "type": "string", "enum": Level::ALL }),
        )
        .parameter(
            "query",
            "owes",
            "Only those that owe this; closed issues that wait to be looked at again owe look_back.",
            json!({ "type": "string", "enum": Obligation::ALL }),
        )
        .parameter("query", "entered", "Entered on these days of Beijing: 2026-03-01..2026-03-31, or 2026-03.", days());
    for mark in R::MARKS {
        endpoint = match mark {
            Mark::Claimed => endpoint.parameter("query", "claimed", "That the office said on these days to be done.", days()),
            Mark::Answered => endpoint.parameter("query", "answered", "Whose reporter was answered on these days.", days()),
            Mark::Verified => endpoint.parameter("query", "verified", "That somebody else found done on these days.", days()),
            Mark::Confirmed => endpoint.parameter("query", "confirmed", "With which the citizen was content on these days.", days()),
            Mark::Closed => endpoint.parameter("query", "closed", "Closed on these days.", days()),
            Mark::Returned => endpoint.parameter("query", "returned", "Only those that came back and are still to be done again.", truth()),
        };
    }
    if R::KIND == Kind::Recovery {
        endpoint = endpoint.parameter("query", "paid", "Of which something was paid on these days.", days()).parameter(
            "query",
            "paid_verified",
            "The same, and another has seen the voucher.",
            days(),
        );
    }
    endpoint.parameter("query", "q", "Text in the title or the number.", text()).problems(&[400])
}

/// The parameters that ask for this filter; for what goes by a moment, those that ask for the moment at which they are read.
pub fn query_of(filter: &RecordFilter) -> Parameters {
    let mut query = Parameters::new();
    put(&mut query, "state", (!filter.states.is_empty()).then(|| filter.states.join(",")));
    put(&mut query, "open", filter.open);
    put(&mut query, "priority", filter.priority.as_ref());
    put(&mut query, "campaign", filter.campaign);
    put(&mut query, "department", filter.department.as_ref());
    put(&mut query, "town", filter.town.as_ref());
    put(&mut query, "overdue", filter.overdue_at.map(|_| true));
    put_days(&mut query, "entered", filter.entered);
    for marked in &filter.marked {
        put_days(&mut query, marked.mark.code(), Some(marked.days));
    }
    put(&mut query, "returned", filter.returned.then_some(true));
    if let Some(paid) = filter.paid {
        put_days(&mut query, if paid.verified { "paid_verified" } else { "paid" }, Some(paid.days));
    }
    query
}
