//! The numbers of leads' and exemptions' subjects (疑点、豁免对象的号码): sealed in their rows, found equal by a keyed hash, and never in events.
//!
//! Every row has its place (kind, number and field), so that a sealed number copied into another row does not open there. A ledger of an
//! earlier schema holds them in clear; it is sealed whole, once, when it is opened with its keys.

use super::{Keys, SealError};
use crate::LedgerError;
use crate::sql::{Sql, Stored};
use serde::Serialize;
use serde_json::Value;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// The step of the schema with which what is below came to be sealed.
pub(crate) const STEP: i64 = 13;

/// The field of an exemption's body, and of a lead as events tell of it.
const FIELD: &str = "subject_id";

impl Keys {
    /// Equal for equal numbers of subjects, whatever their kind; 128 bits, which no two of a district's subjects share.
    pub(crate) fn subject(&self, number: &str) -> String {
        let mut hash = self.equality("subject", number);
        hash.truncate(32);
        hash
    }

    pub(crate) fn seal_lead(&self, lead: i64, number: &str) -> Result<String, SealError> {
        self.seal(&lead_place(lead), number)
    }

    pub(crate) fn open_lead(&self, lead: i64, sealed: &str) -> Result<String, SealError> {
        self.unseal(&lead_place(lead), sealed)
    }

    pub(crate) fn seal_detail(&self, (lead, ordinal): (i64, i64), detail: &str) -> Result<String, SealError> {
        self.seal(&detail_place(lead, ordinal), detail)
    }

    pub(crate) fn open_detail(&self, (lead, ordinal): (i64, i64), sealed: &str) -> Result<String, SealError> {
        self.unseal(&detail_place(lead, ordinal), sealed)
    }

    pub(crate) fn seal_shadow_run(&self, run: i64, body: &str) -> Result<String, SealError> {
        self.seal(&shadow_place(run), body)
    }

    pub(crate) fn open_shadow_run(&self, run: i64, sealed: &str) -> Result<String, SealError> {
        self.unseal(&shadow_place(run), sealed)
    }

    /// An exemption as its row keeps it.
    pub(crate) fn seal_exemption(&self, id: i64, exemption: &impl Serialize) -> Result<String, LedgerError> {
        let mut body = serde_json::to_value(exemption)?;
        turned(&mut body, |number| self.seal(&exemption_place(id), number))?;
        Ok(body.to_string())
    }

    /// An exemption as its row keeps it, opened.
    pub(crate) fn open_exemption(&self, id: i64, body: &str) -> Result<Value, LedgerError> {
        let mut body: Value = serde_json::from_str(body)?;
        turned(&mut body, |sealed| self.unseal(&exemption_place(id), sealed))?;
        Ok(body)
    }

    /// A lead or an exemption as an event tells of it: who it is about by the keyed hash alone, since nothing of an event can be sealed later.
    pub(crate) fn told(&self, matter: &impl Serialize) -> Result<Value, LedgerError> {
        let mut told = serde_json::to_value(matter)?;
        if let Value::Object(fields) = &mut told
            && let Some(Value::String(number)) = fields.remove(FIELD)
        {
            fields.insert("subject_key".to_owned(), Value::String(self.subject(&number)));
        }
        Ok(told)
    }
}

fn lead_place(lead: i64) -> String {
    format!("lead/{lead}/subject")
}

fn detail_place(lead: i64, ordinal: i64) -> String {
    format!("lead/{lead}/hit/{ordinal}")
}

fn exemption_place(exemption: i64) -> String {
    format!("exemption/{exemption}/subject")
}

fn shadow_place(run: i64) -> String {
    format!("shadow-run/{run}")
}

fn turned(body: &mut Value, turn: impl Fn(&str) -> Result<String, SealError>) -> Result<(), SealError> {
    if let Some(Value::String(number)) = body.get_mut(FIELD) {
        *number = turn(number)?;
    }
    Ok(())
}

/// Seals what an earlier schema left in clear, unless that was done; whether anything was written.
pub(crate) async fn seal_what_is_clear(keys: &Keys, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let row = Sql::new("SELECT sealed FROM seal_mark WHERE id = 1").optional(on).await?;
    if row.map(|row| Stored(&row).int("sealed")).transpose()?.is_some_and(|sealed| sealed >= STEP) {
        return Ok(false);
    }
    turn_all(&Sealing(keys), on).await?;
    mark(STEP, on).await?;
    Ok(true)
}

/// Opens it all again, for the way back to a schema that knows nothing of it.
pub(crate) async fn open_what_is_sealed(keys: &Keys, on: &mut AnyConnection) -> Result<(), LedgerError> {
    turn_all(&Opening(keys), on).await?;
    mark(0, on).await
}

async fn mark(step: i64, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("UPDATE seal_mark SET sealed = ");
    sql.bind(step).push(" WHERE id = 1");
    sql.execute(on).await?;
    Ok(())
}

/// Whether the way back has anything to open.
pub(crate) async fn is_anything_sealed(on: &mut AnyConnection) -> Result<bool, LedgerError> {
    for query in ["SELECT 1 FROM leads LIMIT 1", "SELECT 1 FROM exemptions LIMIT 1", "SELECT 1 FROM rule_shadow_runs LIMIT 1"] {
        if Sql::new(query).optional(on).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is done to each row on the way up or down.
trait Turn {
    /// The lead's key and its sealed number.
    fn lead(&self, id: i64, key: String, sealed: String) -> Result<(String, String), LedgerError>;
    fn detail(&self, place: (i64, i64), detail: &str) -> Result<String, LedgerError>;
    /// The exemption's key and its body.
    fn exemption(&self, id: i64, body: &str) -> Result<(String, String), LedgerError>;
    fn shadow_run(&self, id: i64, body: &str) -> Result<String, LedgerError>;
}

struct Sealing<'k>(&'k Keys);

impl Turn for Sealing<'_> {
    fn lead(&self, id: i64, number: String, _: String) -> Result<(String, String), LedgerError> {
        Ok((self.0.subject(&number), self.0.seal_lead(id, &number)?))
    }

    fn detail(&self, place: (i64, i64), detail: &str) -> Result<String, LedgerError> {
        Ok(self.0.seal_detail(place, detail)?)
    }

    fn exemption(&self, id: i64, body: &str) -> Result<(String, String), LedgerError> {
        let body: Value = serde_json::from_str(body)?;
        Ok((self.0.subject(number_in(&body)), self.0.seal_exemption(id, &body)?))
    }

    fn shadow_run(&self, id: i64, body: &str) -> Result<String, LedgerError> {
        Ok(self.0.seal_shadow_run(id, body)?)
    }
}

struct Opening<'k>(&'k Keys);

impl Turn for Opening<'_> {
    fn lead(&self, id: i64, _: String, sealed: String) -> Result<(String, String), LedgerError> {
        Ok((self.0.open_lead(id, &sealed)?, String::new()))
    }

    fn detail(&self, place: (i64, i64), sealed: &str) -> Result<String, LedgerError> {
        Ok(self.0.open_detail(place, sealed)?)
    }

    fn exemption(&self, id: i64, body: &str) -> Result<(String, String), LedgerError> {
        let body = self.0.open_exemption(id, body)?;
        Ok((number_in(&body).to_owned(), body.to_string()))
    }

    fn shadow_run(&self, id: i64, sealed: &str) -> Result<String, LedgerError> {
        Ok(self.0.open_shadow_run(id, sealed)?)
    }
}

fn number_in(body: &Value) -> &str {
    body.get(FIELD).and_then(Value::as_str).unwrap_or_default()
}

/// Rows at a time.
const PAGE: i64 = 1000;

async fn turn_all(turn: &impl Turn, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut after = 0;
    loop {
        let mut sql = Sql::new("SELECT id, subject_key, subject_sealed FROM leads WHERE id > ");
        sql.bind(after).push(" ORDER BY id LIMIT ").bind(PAGE);
        let rows = sql.all(&mut *on).await?;
        let Some(last) = rows.last() else { break };
        after = Stored(last).int("id")?;
        for row in &rows {
            let row = Stored(row);
            let id = row.int("id")?;
            let (key, sealed) = turn.lead(id, row.text("subject_key")?, row.text("subject_sealed")?)?;
            let mut sql = Sql::new("UPDATE leads SET subject_key = ");
            sql.bind(key).push(", subject_sealed = ").bind(sealed).push(" WHERE id = ").bind(id);
            sql.execute(&mut *on).await?;
        }
        turn_details(turn, &rows, on).await?;
    }
    for row in Sql::new("SELECT id, body FROM exemptions ORDER BY id").all(&mut *on).await? {
        let row = Stored(&row);
        let id = row.int("id")?;
        let (key, body) = turn.exemption(id, &row.text("body")?)?;
        let mut sql = Sql::new("UPDATE exemptions SET subject_key = ");
        sql.bind(key).push(", body = ").bind(body).push(" WHERE id = ").bind(id);
        sql.execute(&mut *on).await?;
    }
    for row in Sql::new("SELECT id, body FROM rule_shadow_runs ORDER BY id").all(&mut *on).await? {
        let row = Stored(&row);
        let id = row.int("id")?;
        let mut sql = Sql::new("UPDATE rule_shadow_runs SET body = ");
        sql.bind(turn.shadow_run(id, &row.text("body")?)?).push(" WHERE id = ").bind(id);
        sql.execute(&mut *on).await?;
    }
    Ok(())
}

/// The hits of these leads, a lead's at a time.
async fn turn_details(turn: &impl Turn, leads: &[AnyRow], on: &mut AnyConnection) -> Result<(), LedgerError> {
    for lead in leads {
        let lead = Stored(lead).int("id")?;
        let mut sql = Sql::new("SELECT ordinal, detail FROM hits WHERE lead_id = ");
        sql.bind(lead);
        for row in sql.all(&mut *on).await? {
            let row = Stored(&row);
            let ordinal = row.int("ordinal")?;
            let mut sql = Sql::new("UPDATE hits SET detail = ");
            sql.bind(turn.detail((lead, ordinal), &row.text("detail")?)?).push(" WHERE lead_id = ").bind(lead);
            sql.push(" AND ordinal = ").bind(ordinal);
            sql.execute(&mut *on).await?;
        }
    }
    Ok(())
}
