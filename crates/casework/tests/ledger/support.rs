//! Ledgers, people and findings to test with.

use casework::{
    Actor, FoundHit, FoundLead, Lead, LeadChange, LeadFilter, Ledger, LedgerError, RuleAnswer, RuleOutcome, Scope, ScreeningRun, SourceRef,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection};
use std::ops::Deref;
use tempfile::TempDir;
use vocabulary::Fen;

/// A ledger in a folder of its own.
pub struct TestLedger {
    ledger: Ledger,
    folder: TempDir,
}

impl TestLedger {
    pub async fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let ledger = Ledger::open(&url(&folder)).await.expect("a new ledger opens");
        Self { ledger, folder }
    }

    /// A second door to the same ledger, as another process has it.
    pub async fn again(&self) -> Ledger {
        Ledger::open(&url(&self.folder)).await.expect("a ledger that is there opens")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Goes behind the ledger's back.
    pub async fn tamper(&self, statements: &[&'static str]) -> u64 {
        let mut connection = AnyConnection::connect(&url(&self.folder)).await.expect("the database opens");
        let mut rows = 0;
        for statement in statements {
            let done = sqlx::query(*statement).execute(&mut connection).await;
            rows += done.unwrap_or_else(|error| panic!("{statement}: {error}")).rows_affected();
        }
        connection.close().await.expect("the database closes");
        rows
    }

    pub async fn screen(&self, outcomes: Vec<RuleOutcome>) -> casework::ApplySummary {
        self.apply_screening(&person("system"), at(1), &run(outcomes)).await.expect("the run is applied")
    }

    pub async fn all(&self) -> Vec<Lead> {
        self.leads(&Scope::everything(), &LeadFilter::default()).await.expect("leads are read")
    }

    pub async fn only(&self) -> Lead {
        let mut leads = self.all().await;
        assert_eq!(leads.len(), 1, "one lead expected: {leads:?}");
        leads.remove(0)
    }

    pub async fn by(&self, who: &str, lead: i64, change: LeadChange) -> Result<Lead, LedgerError> {
        self.change_lead(&Scope::everything(), &person(who), at(2), lead, change).await
    }

    pub async fn assert_whole(&self) {
        let report = self.verify_chain().await.expect("the chain is walked");
        assert_eq!(report.broken, None);
        assert_eq!(report.newest, self.newest_link().await.expect("a head"));
    }
}

impl Deref for TestLedger {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}/qingyuan.db", folder.path().display())
}

pub fn person(who: &str) -> Actor {
    Actor { who: who.to_owned(), from: "10.0.0.7".to_owned() }
}

/// The so-many-eth minute of the test's day.
pub fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_700_000 + minute * 60, 123_456_789).expect("an instant")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn run(outcomes: Vec<RuleOutcome>) -> ScreeningRun {
    ScreeningRun { run_id: "run-1".to_owned(), as_of: day("2026-03-05"), outcomes }
}

pub fn outcome(rule: &str, answer: RuleAnswer) -> RuleOutcome {
    RuleOutcome {
        rule: rule.to_owned(),
        title: format!("规则{rule}"),
        priority: "subsidies".to_owned(),
        kind: "fault".to_owned(),
        rule_digest: "d1".to_owned(),
        parameters: json!({"grace_years": 0}),
        elapsed_ms: 12,
        answer,
    }
}

pub fn found(rule: &str, leads: Vec<FoundLead>) -> RuleOutcome {
    outcome(rule, RuleAnswer::Evaluated { leads })
}

pub fn not_evaluated(rule: &str, reason: &str) -> RuleOutcome {
    outcome(rule, RuleAnswer::NotEvaluated { reason: reason.to_owned() })
}

/// A person with hits of so many fen, a day each from 1 January on.
pub fn subject(id: &str, amounts: &[i64]) -> FoundLead {
    subject_with(id, amounts, json!({"scheme": "低保"}))
}

pub fn subject_with(id: &str, amounts: &[i64], detail: Value) -> FoundLead {
    let hits = (1..).zip(amounts).map(|(row, amount)| hit(row, *amount, detail.clone())).collect();
    FoundLead { subject_kind: "person".into(), subject_id: id.into(), subject_name: format!("姓名{id}"), hits }
}

pub fn hit(row: u64, amount: i64, detail: Value) -> FoundHit {
    FoundHit {
        happened_on: day("2025-12-31") + chrono::Days::new(row),
        amount: Fen(amount),
        sources: vec![SourceRef {
            dataset: "dibao_payments".into(),
            batch: "b1".into(),
            file: "低保.xlsx".into(),
            sheet: "东岭镇".into(),
            row,
        }],
        detail,
    }
}

pub fn assign() -> LeadChange {
    LeadChange::Assign { department: "民政局".into(), due_on: day("2026-04-01") }
}

pub fn confirm() -> LeadChange {
    LeadChange::Confirm { amount: Fen(100), finding: "死亡后仍发放".into() }
}

pub fn clear() -> LeadChange {
    LeadChange::Clear { reason: casework::ClearReason::DataWrong, text: "死亡日期登记有误".into() }
}

pub fn agree() -> LeadChange {
    LeadChange::Agree { remark: "同意".into() }
}

pub fn send_back() -> LeadChange {
    LeadChange::SendBack { reason: "缺少入户核查记录".into() }
}
