//! A screening's answers become leads: one transaction for the run, one event for each rule.

use super::compare::{Found, Verdict, existing, judge, pack, sum};
use super::write::{LeadRows, LeadWriter};
use super::{ApplySummary, Counts, FoundLead, RuleAnswer, RuleOutcome, RuleSummary, ScreeningRun};
use crate::clock::beijing_day;
use crate::event::NewEvent;
use crate::exemption::exempted_subjects;
use crate::lead::state::{LeadState, screened};
use crate::seal::Keys;
use crate::sql::{Sql, instant};
use crate::store::Writing;
use crate::{Actor, Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vocabulary::Fen;

impl Ledger {
    /// Brings the leads of every rule of the run up to what it found: adds, changes, brings back, withdraws. A lead whose subject
    /// is exempted on the day of the run is kept up and muted; the first run after the exemption brings it back. A rule that was
    /// not evaluated touches no lead. The same run again changes none, and leaves its events all the same.
    ///
    /// # Errors
    /// A rule that answers twice, amounts that do not fit, a database that cannot be written; nothing of the run is kept.
    pub async fn apply_screening(&self, by: &Actor, at: DateTime<Utc>, run: &ScreeningRun) -> Result<ApplySummary, LedgerError> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = run.outcomes.iter().find(|outcome| !seen.insert(outcome.rule.as_str())) {
            return Err(LedgerError::RuleTwice(twice.rule.clone()));
        }
        let keys = self.keys()?;
        let mut writing = self.writing().await?;
        let mut applying = Applying {
            keys,
            by,
            at: instant(at),
            run,
            next_lead: writing.next_id(Sql::new("SELECT MAX(id) AS newest FROM leads")).await?,
            next_run: writing.next_id(Sql::new("SELECT MAX(id) AS newest FROM rule_runs")).await?,
        };
        let mut rules = Vec::with_capacity(run.outcomes.len());
        for outcome in &run.outcomes {
            rules.push(applying.outcome(outcome, &mut writing).await?);
        }
        writing.commit().await?;
        Ok(ApplySummary { run_id: run.run_id.clone(), rules })
    }
}

/// A run on its way into the ledger.
struct Applying<'a> {
    keys: &'a Keys,
    by: &'a Actor,
    at: DateTime<Utc>,
    run: &'a ScreeningRun,
    next_lead: i64,
    next_run: i64,
}

impl Applying<'_> {
    async fn outcome(&mut self, outcome: &RuleOutcome, writing: &mut Writing<'_>) -> Result<RuleSummary, LedgerError> {
        write_rule(outcome, writing).await?;
        let mut after = json!({
            "run_id": self.run.run_id,
            "as_of": self.run.as_of,
            "rule_digest": outcome.rule_digest,
            "rule_version": outcome.rule_version,
            "parameters": outcome.parameters,
        });
        if let Some(campaign) = self.run.campaign {
            after["campaign"] = Value::from(campaign);
        }
        let summary = match &outcome.answer {
            RuleAnswer::Evaluated { leads } => {
                let (summary, digest) = self.found(outcome, leads, writing).await?;
                after["counts"] = serde_json::to_value(summary.counts)?;
                after["hits"] = Value::from(summary.hits);
                after["amount"] = serde_json::to_value(summary.amount)?;
                after["leads_sm3"] = Value::from(digest);
                summary
            }
            RuleAnswer::NotEvaluated { reason } => RuleSummary {
                rule: outcome.rule.clone(),
                not_evaluated: Some(reason.clone()),
                counts: Counts::default(),
                hits: 0,
                subjects: 0,
                amount: Fen(0),
            },
        };
        self.write_rule_run(outcome, &summary, writing).await?;
        let event = NewEvent {
            at: self.at,
            by: self.by,
            kind: if summary.not_evaluated.is_none() { "rule.screened" } else { "rule.not_evaluated" },
            record: Some("rule"),
            record_id: Some(outcome.rule.clone()),
            before: None,
            after: Some(after),
            why: summary.not_evaluated.as_deref(),
        };
        writing.append(event).await?;
        Ok(summary)
    }

    /// Writes the leads of an evaluated rule, for what became of them and the digest of their rows.
    async fn found(
        &mut self,
        outcome: &RuleOutcome,
        leads: &[FoundLead],
        writing: &mut Writing<'_>,
    ) -> Result<(RuleSummary, String), LedgerError> {
        let rule = outcome.rule.as_str();
        let mut there = existing(rule, &Scope::everything(), writing.connection()).await?;
        let exempted = exempted_subjects(rule, beijing_day(self.at), writing.connection()).await?;
        let mut writer = LeadWriter::new(rule, self.at, self.run.as_of, self.keys);
        let mut rows = LeadRows::new(rule);
        let mut counts = Counts::default();
        let mut subjects = 0;
        let mut hits = 0;
        let mut amounts = Vec::new();
        let found = Found::new(leads);
        for group in found.subjects() {
            let Some(packed) = pack(outcome, group, self.keys)? else {
                continue;
            };
            subjects += 1;
            hits += packed.hits.len() as u64;
            amounts.push(packed.amount);
            let key = packed.key();
            let before = there.remove(&key);
            let stood = before.as_ref().map_or(LeadState::New, |before| before.state);
            let state = screened(stood, true, exempted.contains(&key));
            rows.found(&packed, state)?;
            let (mutes, unmutes) = (state == LeadState::Exempted, stood == LeadState::Exempted);
            counts.exempted += u64::from(mutes);
            counts.muted += u64::from(mutes && !unmutes);
            counts.unmuted += u64::from(unmutes && !mutes);
            match judge(before.as_ref(), &packed) {
                Verdict::Keep if state == stood => {
                    counts.unchanged += 1;
                    continue;
                }
                Verdict::Keep => counts.unchanged += 1,
                Verdict::Add => counts.added += 1,
                Verdict::Change => counts.changed += 1,
                Verdict::Return => counts.returned += 1,
                Verdict::Rename => counts.renamed += 1,
            }
            let id = before.as_ref().map_or_else(|| self.take_lead_id(), |before| before.id);
            writer.put(id, packed, before.as_ref(), state)?;
            writer.flush_when_large(writing.connection()).await?;
        }
        for ((subject_key, subject_kind), lead) in &there {
            let state = screened(lead.state, false, false);
            let since = lead.no_longer_matched_on.unwrap_or(self.run.as_of);
            rows.missing((subject_key, subject_kind), lead, state, since)?;
            if lead.is_matched() {
                match state {
                    LeadState::Withdrawn => counts.withdrawn += 1,
                    _ => counts.no_longer_matched += 1,
                }
                writer.miss(lead.id, state);
            }
        }
        writer.flush(writing.connection()).await?;
        let too_large = || LedgerError::AmountTooLarge { rule: rule.to_owned(), subject: "*".to_owned() };
        let amount = sum(amounts.into_iter()).ok_or_else(too_large)?;
        let summary = RuleSummary { rule: rule.to_owned(), not_evaluated: None, counts, hits, subjects, amount };
        Ok((summary, rows.digest()))
    }

    fn take_lead_id(&mut self) -> i64 {
        let id = self.next_lead;
        self.next_lead += 1;
        id
    }

    async fn write_rule_run(&mut self, outcome: &RuleOutcome, summary: &RuleSummary, writing: &mut Writing<'_>) -> Result<(), LedgerError> {
        let evaluated = summary.not_evaluated.is_none();
        let figure = |value: u64| evaluated.then_some(value as i64);
        let mut sql = Sql::new(
            "INSERT INTO rule_runs (id, run_id, rule, as_of, at, rule_digest, parameters, elapsed_ms, status, reason, \
             hits, subjects, amount, version, campaign) VALUES (",
        );
        sql.bind(self.next_run).push(", ").bind(&self.run.run_id).push(", ").bind(&outcome.rule);
        sql.push(", ").bind(self.run.as_of).push(", ").bind(self.at).push(", ").bind(&outcome.rule_digest);
        sql.push(", ").bind(outcome.parameters.to_string());
        sql.push(", ").bind(i64::try_from(outcome.elapsed_ms).unwrap_or(i64::MAX));
        sql.push(", ").bind(super::figures::RunStatus::of(evaluated).code());
        sql.push(", ").bind(summary.not_evaluated.as_deref());
        sql.push(", ").bind(figure(summary.hits)).push(", ").bind(figure(summary.subjects));
        sql.push(", ").bind(evaluated.then_some(summary.amount.0));
        sql.push(", ").bind(outcome.rule_version).push(", ").bind(self.run.campaign).push(")");
        self.next_run += 1;
        sql.execute(writing.connection()).await?;
        Ok(())
    }
}

/// Keeps what is known of the rule itself at the latest.
async fn write_rule(outcome: &RuleOutcome, writing: &mut Writing<'_>) -> Result<(), LedgerError> {
    let mut sql = Sql::new("INSERT INTO rules (code, title, priority, kind) VALUES (");
    sql.bind(&outcome.rule).push(", ").bind(&outcome.title).push(", ");
    sql.bind(&outcome.priority).push(", ").bind(&outcome.kind);
    sql.push(
        ") ON CONFLICT (code) DO UPDATE SET title = excluded.title, priority = excluded.priority, \
         kind = excluded.kind",
    );
    sql.execute(writing.connection()).await?;
    Ok(())
}
