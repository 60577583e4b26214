//! What packs bring: a text that the ledger does not have yet becomes a version by itself.

use super::store::{insert, named};
use super::{Origin, RuleFile, RuleVersion, VersionNote, VersionState};
use crate::event::NewEvent;
use crate::sql::{Sql, Stored, instant};
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// A rule as a pack has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRule {
    /// Its code.
    pub rule: String,
    /// The pack.
    pub pack: String,
    /// The pack's version.
    pub pack_version: String,
    /// Priority (领域).
    pub priority: String,
    /// What it says.
    pub file: RuleFile,
    /// Digest of the text.
    pub digest: String,
}

/// What is known: the newest number and the digests of each rule.
type Known = BTreeMap<String, (i64, BTreeSet<String>)>;

async fn known(on: &mut AnyConnection) -> Result<Known, LedgerError> {
    let mut known = Known::new();
    for row in Sql::new("SELECT r.rule, r.number, r.digest FROM rule_versions r").all(on).await? {
        let row = Stored(&row);
        let rule = known.entry(row.text("rule")?).or_default();
        rule.0 = rule.0.max(row.int("number")?);
        rule.1.insert(row.text("digest")?);
    }
    Ok(known)
}

impl Ledger {
    /// Makes a version of every text that the ledger does not have of its rule. Into a ledger that knows no rule at all they come in use;
    /// later they wait to be checked, and what is in use stays so. The versions that were made, by rule and number.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn bring_in_rules(&self, by: &Actor, at: DateTime<Utc>, rules: &[PackRule]) -> Result<Vec<RuleVersion>, LedgerError> {
        let is_new = |known: &Known, rule: &PackRule| known.get(&rule.rule).is_none_or(|(_, digests)| !digests.contains(&rule.digest));
        let before = known(&mut *self.pool.acquire().await?).await?;
        if !rules.iter().any(|rule| is_new(&before, rule)) {
            return Ok(Vec::new());
        }
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut known = known(writing.connection()).await?;
        let first = known.is_empty();
        let mut made = Vec::new();
        for rule in rules {
            if !is_new(&known, rule) {
                continue;
            }
            let entry = known.entry(rule.rule.clone()).or_default();
            entry.0 += 1;
            entry.1.insert(rule.digest.clone());
            let version = version(rule, entry.0, first, by, at);
            insert(&version, &rule.file, writing.connection()).await?;
            made.push(version);
        }
        if made.is_empty() {
            return Ok(made);
        }
        let told: Vec<_> = made
            .iter()
            .map(|version| json!({ "rule": version.rule, "number": version.number, "state": version.state, "digest": version.digest }))
            .collect();
        let event = NewEvent {
            at,
            by,
            kind: "rules.brought_in",
            record: None,
            record_id: made.first().map(|version| named(&version.rule, version.number)),
            before: None,
            after: Some(json!({ "versions": told })),
            why: None,
        };
        writing.append(event).await?;
        writing.commit().await?;
        Ok(made)
    }
}

fn version(rule: &PackRule, number: i64, first: bool, by: &Actor, at: DateTime<Utc>) -> RuleVersion {
    let why = if first { "首次启动，随规则包启用" } else { "规则包带来新文本，待审核" };
    let mut version = RuleVersion {
        rule: rule.rule.clone(),
        number,
        version: 1,
        state: if first { VersionState::Active } else { VersionState::Submitted },
        origin: Origin::Pack,
        pack: rule.pack.clone(),
        pack_version: Some(rule.pack_version.clone()),
        copied_from: None,
        priority: rule.priority.clone(),
        title: String::new(),
        kind: String::new(),
        subject: String::new(),
        yield_floor_per_mille: None,
        yield_least_concluded: None,
        digest: String::new(),
        // Nobody of the office has written it, so anybody may check it.
        drafters: Vec::new(),
        history: vec![VersionNote { step: None, by: by.who.clone(), at, why: why.to_owned() }],
        report: None,
        shadow_until: None,
        activated_at: first.then_some(at),
    };
    version.takes(&rule.file, &rule.digest);
    version
}
