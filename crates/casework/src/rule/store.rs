//! The rows of versions: read within a scope, and changed in a piece of work.

use super::{Origin, RuleCase, RuleChange, RuleFile, RuleReport, RuleVersion, VersionNote, VersionState};
use crate::people::groups;
use crate::record::{Refusal, Work};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use serde_json::{Value, json};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// What events about versions are about.
pub(super) const RECORD: &str = "rule_version";

/// The longest text of a rule or a case, in characters.
const LONGEST_TEXT: usize = 60_000;
/// How many cases a version may have.
const MOST_CASES: usize = 60;

/// What is said when a version is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// The rule's code.
    pub rule: String,
    /// The priority of a rule that is new; none for a further version of one that there is.
    pub priority: Option<String>,
    /// What it says.
    pub file: RuleFile,
    /// Digest of the text.
    pub digest: String,
    /// The version that it was copied from.
    pub copied_from: Option<i64>,
}

/// What a draft says from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEdit {
    /// What it says.
    pub file: RuleFile,
    /// Digest of the text.
    pub digest: String,
}

/// The version of a rule that counts: the one in use, or the last one that was where none is.
#[derive(Debug, Clone, PartialEq)]
pub struct InUse {
    /// It.
    pub version: RuleVersion,
    /// The text of its file.
    pub text: String,
}

/// How a version is named to people.
pub(super) fn named(rule: &str, number: i64) -> String {
    format!("规则 {rule} 第 {number} 版")
}

fn version_of(row: &AnyRow) -> Result<RuleVersion, LedgerError> {
    Stored(row).json("body")
}

fn file_of(row: &AnyRow) -> Result<RuleFile, LedgerError> {
    let row = Stored(row);
    Ok(RuleFile { text: row.text("text")?, cases: row.json::<Vec<RuleCase>>("cases")? })
}

/// The version of each rule that counts, by code.
pub(super) async fn in_use(scope: &Scope, on: &mut AnyConnection) -> Result<BTreeMap<String, InUse>, LedgerError> {
    let mut sql = Sql::new("SELECT r.body, r.text FROM rule_versions r WHERE ");
    scope.rules(&mut sql);
    sql.push(" AND ").one_of("r.state", [VersionState::Active, VersionState::Retired].map(VersionState::code));
    let mut found: BTreeMap<String, InUse> = BTreeMap::new();
    for row in sql.all(on).await? {
        let candidate = InUse { version: version_of(&row)?, text: Stored(&row).text("text")? };
        let rank = |it: &InUse| (it.version.state == VersionState::Active, it.version.activated_at);
        if found.get(&candidate.version.rule).is_none_or(|known| rank(known) < rank(&candidate)) {
            found.insert(candidate.version.rule.clone(), candidate);
        }
    }
    Ok(found)
}

impl Ledger {
    /// The version of each rule that counts, by code.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn rules_in_use(&self, scope: &Scope) -> Result<BTreeMap<String, InUse>, LedgerError> {
        in_use(scope, &mut *self.pool.acquire().await?).await
    }

    /// The versions within the scope, of one rule where it is named; by rule and number.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn rule_versions(&self, scope: &Scope, rule: Option<&str>) -> Result<Vec<RuleVersion>, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM rule_versions r WHERE ");
        scope.rules(&mut sql);
        if let Some(rule) = rule {
            sql.push(" AND r.rule = ").bind(rule);
        }
        sql.push(" ORDER BY r.rule, r.number");
        sql.all(&mut *self.pool.acquire().await?).await?.iter().map(version_of).collect()
    }

    /// One version with its text.
    ///
    /// # Errors
    /// [`LedgerError::NoRule`].
    pub async fn rule_version(&self, scope: &Scope, rule: &str, number: i64) -> Result<(RuleVersion, RuleFile), LedgerError> {
        load(scope, rule, number, &mut *self.pool.acquire().await?).await
    }
}

async fn load(scope: &Scope, rule: &str, number: i64, on: &mut AnyConnection) -> Result<(RuleVersion, RuleFile), LedgerError> {
    let mut sql = Sql::new("SELECT r.body, r.text, r.cases FROM rule_versions r WHERE ");
    scope.rules(&mut sql);
    sql.push(" AND r.rule = ").bind(rule).push(" AND r.number = ").bind(number);
    let row = sql.optional(on).await?.ok_or_else(|| LedgerError::NoRule(named(rule, number)))?;
    Ok((version_of(&row)?, file_of(&row)?))
}

/// Writes a version that was not there.
pub(super) async fn insert(version: &RuleVersion, file: &RuleFile, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("INSERT INTO rule_versions (rule, number, state, version, priority, digest, body, text, cases) VALUES (");
    sql.bind(&version.rule).push(", ").bind(version.number).push(", ").bind(version.state.code()).push(", ").bind(version.version);
    sql.push(", ").bind(&version.priority).push(", ").bind(&version.digest).push(", ").bind(serde_json::to_string(version)?);
    sql.push(", ").bind(&file.text).push(", ").bind(serde_json::to_string(&file.cases)?).push(")");
    sql.execute(on).await.map(drop)
}

/// Refuses what is too long to be a rule.
fn fits(file: &RuleFile) -> Result<(), Refusal> {
    if file.text.trim().is_empty() {
        return Err(Refusal::Unfit { field: "规则文本", problem: "不能为空" });
    }
    if file.text.chars().count() > LONGEST_TEXT || file.cases.iter().any(|case| case.text.chars().count() > LONGEST_TEXT) {
        return Err(Refusal::Unfit { field: "规则文本", problem: "超过 60000 字" });
    }
    if file.cases.len() > MOST_CASES {
        return Err(Refusal::Unfit { field: "用例", problem: "超过 60 个" });
    }
    let good = |name: &str| (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let mut names: Vec<&str> = file.cases.iter().map(|case| case.name.as_str()).collect();
    if !names.iter().all(|name| good(name)) {
        return Err(Refusal::Unfit { field: "用例名称", problem: "应为 1 至 40 个字母、数字或下划线" });
    }
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Unfit { field: "用例名称", problem: "重复" });
    }
    Ok(())
}

/// A capital letter, then capitals, digits and underscores: nothing that an address or another rule could be taken for.
fn is_code(code: &str) -> bool {
    code.len() <= 16
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

impl Work<'_> {
    /// Drafts a version: the first of a new rule, or a further one.
    ///
    /// # Errors
    /// A role that does not write rules; a code that is taken, or none; a priority outside of the caller's reach.
    pub async fn draft_rule(&mut self, new: NewRule) -> Result<RuleVersion, LedgerError> {
        self.may_govern("编写规则")?;
        let refused = |refusal| LedgerError::Rule { what: format!("规则 {}", new.rule), refusal };
        fits(&new.file).map_err(refused)?;
        let versions = self.versions_of(&new.rule).await?;
        let (priority, pack) = match (&new.priority, versions.last()) {
            (Some(_), Some(_)) => return Err(LedgerError::RuleCodeTaken(new.rule)),
            (Some(_), None) if !is_code(&new.rule) => {
                return Err(refused(Refusal::Unfit {
                    field: "规则编号", problem: "应为大写字母开头、至多 16 个大写字母、数字或下划线"
                }));
            }
            (Some(priority), None) => (priority.clone(), String::new()),
            (None, Some(last)) => (last.priority.clone(), last.pack.clone()),
            (None, None) => return Err(LedgerError::NoRule(format!("规则 {}", new.rule))),
        };
        if !self.caller().scope.admits_priority(&priority) {
            return Err(match versions.is_empty() {
                true => refused(Refusal::Unfit { field: "领域", problem: "不在您的权限范围内" }),
                false => LedgerError::NoRule(format!("规则 {}", new.rule)),
            });
        }
        let (who, at) = (self.who().to_owned(), self.at());
        let mut version = RuleVersion {
            rule: new.rule,
            number: versions.last().map_or(0, |last| last.number) + 1,
            version: 1,
            state: VersionState::Draft,
            origin: Origin::Written,
            pack,
            pack_version: None,
            copied_from: new.copied_from,
            priority,
            title: String::new(),
            kind: String::new(),
            subject: String::new(),
            yield_floor_per_mille: None,
            yield_least_concluded: None,
            digest: String::new(),
            drafters: vec![who.clone()],
            history: vec![VersionNote { step: None, by: who, at, why: String::new() }],
            report: None,
            shadow_until: None,
            activated_at: None,
        };
        version.takes(&new.file, &new.digest);
        insert(&version, &new.file, self.connection()).await?;
        self.version_event("draft", &version, None, Some(&new.file), "").await?;
        Ok(version)
    }

    /// Writes a draft once more.
    ///
    /// # Errors
    /// No such version within the scope; another one than the caller knows; one that is no draft.
    pub async fn edit_rule(&mut self, rule: &str, number: i64, version: i64, edit: &RuleEdit) -> Result<RuleVersion, LedgerError> {
        let (before, was) = self.expected(rule, number, version, "编写规则").await?;
        let refused = |refusal| LedgerError::Rule { what: named(rule, number), refusal };
        fits(&edit.file).map_err(refused)?;
        let mut after = before.edited(&self.turn()).map_err(refused)?;
        after.takes(&edit.file, &edit.digest);
        self.replace(&before, &after, Some(&edit.file)).await?;
        // The chain keeps every text that a draft ever had.
        let before = json!({ "version": before, "file": was });
        self.version_event("edit", &after, Some(before), Some(&edit.file), "").await?;
        Ok(after)
    }

    /// Hands a draft to a second person.
    ///
    /// # Errors
    /// As [`edit_rule`](Self::edit_rule); a report that shows too little.
    pub async fn submit_rule(
        &mut self,
        rule: &str,
        number: i64,
        version: i64,
        report: RuleReport,
        reason: &str,
    ) -> Result<RuleVersion, LedgerError> {
        let (before, _) = self.expected(rule, number, version, "提交规则").await?;
        let after = before.submitted(report, reason, &self.turn());
        self.settle("submit", &before, after, reason).await
    }

    /// Keeps a newer report of a version that waits.
    ///
    /// # Errors
    /// As [`edit_rule`](Self::edit_rule).
    pub async fn examine_rule(&mut self, rule: &str, number: i64, version: i64, report: RuleReport) -> Result<RuleVersion, LedgerError> {
        let (before, _) = self.expected(rule, number, version, "试算规则").await?;
        let after = before.examined(report, &self.turn());
        self.settle("examine", &before, after, "").await
    }

    /// Takes a step with a version. One that comes into use takes the place of the one before, and ends a pause.
    ///
    /// # Errors
    /// No such version within the scope; another one than the caller knows; a role, state, person or content that does not allow it.
    pub async fn change_rule(&mut self, rule: &str, number: i64, version: i64, change: &RuleChange) -> Result<RuleVersion, LedgerError> {
        let (before, _) = self.expected(rule, number, version, "管理规则版本").await?;
        let after = before.changed(change, &self.turn());
        let after = self.settle(change.step().code(), &before, after, change.why()).await?;
        if change.puts_into_use() {
            let others = self.versions_of(rule).await?;
            for other in others.into_iter().filter(|other| other.state == VersionState::Active && other.number != number) {
                let retired = other.superseded(number, &self.turn());
                self.settle("retire", &other, retired, change.why()).await?;
            }
            self.end_pause(rule, change.why()).await?;
        }
        Ok(after)
    }

    pub(super) fn may_govern(&self, what: &'static str) -> Result<(), LedgerError> {
        if self.turn().caller.is_one_of(groups::OFFICE) { Ok(()) } else { Err(LedgerError::Forbidden(what)) }
    }

    async fn expected(
        &mut self,
        rule: &str,
        number: i64,
        version: i64,
        what: &'static str,
    ) -> Result<(RuleVersion, RuleFile), LedgerError> {
        let scope = self.caller().scope.clone();
        let (found, file) = load(&scope, rule, number, self.connection()).await?;
        self.may_govern(what)?;
        if found.version == version { Ok((found, file)) } else { Err(LedgerError::StaleRule(named(rule, number))) }
    }

    /// All versions of a rule, whoever may see them.
    async fn versions_of(&mut self, rule: &str) -> Result<Vec<RuleVersion>, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM rule_versions r WHERE r.rule = ");
        sql.bind(rule).push(" ORDER BY r.number");
        sql.all(self.connection()).await?.iter().map(version_of).collect()
    }

    async fn settle(
        &mut self,
        step: &str,
        before: &RuleVersion,
        after: Result<RuleVersion, Refusal>,
        why: &str,
    ) -> Result<RuleVersion, LedgerError> {
        let after = after.map_err(|refusal| LedgerError::Rule { what: named(&before.rule, before.number), refusal })?;
        self.replace(before, &after, None).await?;
        self.version_event(step, &after, Some(serde_json::to_value(before)?), None, why).await?;
        Ok(after)
    }

    /// Writes a version as it is now; its text only where it is a draft.
    async fn replace(&mut self, before: &RuleVersion, after: &RuleVersion, file: Option<&RuleFile>) -> Result<(), LedgerError> {
        let mut sql = Sql::new("UPDATE rule_versions SET state = ");
        sql.bind(after.state.code()).push(", version = ").bind(after.version).push(", digest = ").bind(&after.digest);
        sql.push(", body = ").bind(serde_json::to_string(after)?);
        if let Some(file) = file {
            sql.push(", text = ").bind(&file.text).push(", cases = ").bind(serde_json::to_string(&file.cases)?);
        }
        sql.push(" WHERE rule = ").bind(&before.rule).push(" AND number = ").bind(before.number);
        sql.push(" AND version = ").bind(before.version);
        if sql.execute(self.connection()).await? == 1 { Ok(()) } else { Err(LedgerError::StaleRule(named(&before.rule, before.number))) }
    }

    async fn version_event(
        &mut self,
        step: &str,
        after: &RuleVersion,
        before: Option<Value>,
        file: Option<&RuleFile>,
        why: &str,
    ) -> Result<(), LedgerError> {
        let said = match file {
            Some(file) => json!({ "version": after, "file": file }),
            None => serde_json::to_value(after)?,
        };
        let of = (Some(RECORD), format!("{} v{}", after.rule, after.number));
        self.append(&format!("{RECORD}.{step}"), of, before, said, why).await
    }
}
