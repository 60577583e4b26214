//! What can be done with a record (可办事项): the steps of the caller's role, each with whether it is possible now and why not.
//!
//! Nothing is said twice: a well-formed change of each step is made from the description of the record's changes and tried on a copy.
//! Whatever the state machine, the separation of duties and the limits say to it is the answer. Only what a person would still write
//! is left open, since the example's words are not the person's.

use super::{Change, Record, Refusal, Turn};
use crate::people::Caller;
use crate::{LeadChange, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

/// A step that the caller's role takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Offer {
    /// The step, by code.
    pub step: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Whether it can be taken now by this caller.
    pub possible: bool,
    /// Why it cannot; absent where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Offer {
    fn new((step, (zh, en)): (&'static str, (&'static str, &'static str)), tried: Result<(), Refusal>) -> Self {
        let reason = tried.err().filter(|refusal| !matches!(refusal, Refusal::Unfit { .. })).map(|refusal| refusal.to_string());
        Self { step: step.to_owned(), zh: zh.to_owned(), en: en.to_owned(), possible: reason.is_none(), reason }
    }
}

impl Ledger {
    /// The steps of the caller's role with a record, and which of them are possible now.
    ///
    /// # Errors
    /// No such record within the caller's scope.
    pub async fn offers<R>(&self, caller: &Caller, at: DateTime<Utc>, id: i64) -> Result<Vec<Offer>, LedgerError>
    where
        R: Record,
        R::Change: DeserializeOwned + ToSchema,
    {
        let record = self.record_of::<R>(&caller.scope, id).await?;
        let limits = crate::setting::limits(&mut *self.pool.acquire().await?).await?;
        let turn = Turn { caller, at, limits: &limits, calendar: &self.calendar };
        let changes = examples::<R::Change>(&turn)?;
        let own = changes.iter().filter(|change| caller.is_one_of(change.roles()));
        Ok(own.map(|change| Offer::new((change.step(), change.names()), record.clone().change(change, &turn))).collect())
    }

    /// The same of a lead.
    ///
    /// # Errors
    /// No such lead within the caller's scope.
    pub async fn lead_offers(&self, caller: &Caller, at: DateTime<Utc>, id: i64) -> Result<Vec<Offer>, LedgerError> {
        let lead = self.lead(&caller.scope, id).await?;
        let limits = crate::setting::limits(&mut *self.pool.acquire().await?).await?;
        let turn = Turn { caller, at, limits: &limits, calendar: &self.calendar };
        let changes = examples::<LeadChange>(&turn)?;
        let own = changes.iter().filter(|change| caller.is_one_of(change.roles()));
        let named = |change: &LeadChange| (change.step().code(), (change.step().zh(), change.step().en()));
        Ok(own.map(|change| Offer::new(named(change), lead.tried(change, &turn))).collect())
    }
}

/// One well-formed change of each step that can be said from outside, in the order in which they are declared.
fn examples<C: DeserializeOwned + ToSchema>(turn: &Turn<'_>) -> Result<Vec<C>, LedgerError> {
    let mut named = Vec::new();
    C::schemas(&mut named);
    let described = |schema: &RefOr<Schema>| serde_json::to_value(schema);
    let known: Map<String, Value> =
        named.iter().map(|(name, schema)| Ok((name.clone(), described(schema)?))).collect::<Result<_, serde_json::Error>>()?;
    let schema = described(&C::schema())?;
    let today = turn.today().to_string();
    let of = Example { known: &known, today: &today };
    let steps = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    steps.map(|step| Ok(serde_json::from_value(of.value(step))?)).collect()
}

struct Example<'a> {
    known: &'a Map<String, Value>,
    today: &'a str,
}

impl Example<'_> {
    /// The least that fits a schema: what is required, and of a list one item.
    fn value(&self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self.known.get(name).map_or(Value::Null, |schema| self.value(schema));
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let parts = parts.iter().filter_map(|part| match self.value(part) {
                Value::Object(fields) => Some(fields),
                _ => None,
            });
            return Value::Object(parts.flatten().collect());
        }
        if let Some(ways) = schema["oneOf"].as_array() {
            return ways.first().map_or(Value::Null, |way| self.value(way));
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
            kind => kind.as_str().unwrap_or_default(),
        };
        match kind {
            "object" => self.object(schema),
            "array" => json!([self.value(&schema["items"])]),
            "integer" => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
            "boolean" => json!(true),
            "string" if schema["format"] == "date" => json!(self.today),
            "string" if schema["format"] == "date-time" => json!(format!("{}T00:00:00Z", self.today)),
            // The one text of the ledger that has a form of its own is a span of time.
            "string" if schema["pattern"].is_string() => json!("1d"),
            "string" => json!("示例"),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Value::Object(required.map(|name| (name.to_owned(), self.value(&schema["properties"][name]))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::CampaignChange;
    use crate::case::CaseChange;
    use crate::clock::Limits;
    use crate::clue::ClueChange;
    use crate::complaint::ComplaintChange;
    use crate::inspection::InspectionChange;
    use crate::interview::InterviewChange;
    use crate::issue::IssueChange;
    use crate::measure::MeasureChange;
    use crate::notice::NoticeChange;
    use crate::people::Role;
    use crate::recommendation::RecommendationChange;
    use crate::recovery::RecoveryChange;
    use crate::risk::RiskChange;
    use crate::{Actor, Scope};
    use std::collections::BTreeSet;
    use utoipa::PartialSchema;
    use vocabulary::WorkCalendar;

    fn steps<C: DeserializeOwned + ToSchema>(step: impl Fn(&C) -> &'static str) -> BTreeSet<&'static str> {
        let actor = Actor { who: "zhang".into(), from: String::new() };
        let caller = Caller { actor, role: Role::Supervisor, intake: false, scope: Scope::everything() };
        let at = "2026-03-05T04:00:00Z".parse().expect("a moment");
        let turn = Turn { caller: &caller, at, limits: &Limits::default(), calendar: &WorkCalendar::builtin() };
        examples::<C>(&turn).expect("every step has an example that can be read").iter().map(step).collect()
    }

    /// The steps that the description of the changes names.
    fn described<C: PartialSchema>() -> BTreeSet<String> {
        let schema = serde_json::to_value(C::schema()).expect("JSON");
        let ways = schema["oneOf"].as_array().expect("steps").iter();
        ways.map(|way| way["properties"]["step"]["enum"][0].as_str().expect("a step").to_owned()).collect()
    }

    macro_rules! every_step_has_an_example {
        ($($change:ty),+ $(,)?) => {
            $(
                let found: BTreeSet<String> = steps::<$change>(<$change as Change>::step).into_iter().map(str::to_owned).collect();
                assert_eq!(found, described::<$change>(), stringify!($change));
            )+
        };
    }

    #[test]
    fn every_step_that_can_be_said_has_an_example() {
        every_step_has_an_example!(
            CampaignChange,
            CaseChange,
            ClueChange,
            ComplaintChange,
            InspectionChange,
            InterviewChange,
            IssueChange,
            MeasureChange,
            NoticeChange,
            RecommendationChange,
            RecoveryChange,
            RiskChange,
        );
        assert_eq!(steps::<LeadChange>(|change| change.step().code()).len(), 8);
    }
}
