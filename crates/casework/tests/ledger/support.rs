//! Ledgers, people and findings to test with.

use casework::people::{Office, OfficeKind};
use casework::{
    Actor, Caller, FoundHit, FoundLead, Keys, Lead, LeadChange, LeadFilter, Ledger, LedgerError, Nature, Reach, Role, RuleAnswer,
    RuleOutcome, Scope, ScreeningRun, SourceRef,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection};
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use vocabulary::Fen;

/// The keys of the ledgers that are tested with.
pub fn keys() -> Keys {
    Keys::of(&[7; 32])
}

/// A ledger opened as the program does.
pub async fn opened(url: &str) -> Ledger {
    Ledger::open(url).await.expect("a ledger opens").with_keys(keys()).await.expect("its keys")
}

/// A ledger of its own: in a folder, or in a database of the server.
pub struct TestLedger {
    ledger: Ledger,
    url: String,
    folder: TempDir,
}

impl TestLedger {
    pub async fn new() -> Self {
        let (url, folder) = nothing_there().await;
        let ledger = opened(&url).await;
        Self { ledger, url, folder }
    }

    /// Whether a text stands anywhere in the ledger: as bytes in its files, or in any row of its database.
    pub async fn holds(&self, text: &str) -> bool {
        if on_postgres() {
            return self.rows_hold(text).await;
        }
        let files = std::fs::read_dir(self.folder.path()).expect("the folder").map(|entry| entry.expect("an entry").path());
        files.filter(|path| path.is_file()).any(|path| {
            let bytes = std::fs::read(path).expect("a file");
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
    }

    async fn rows_hold(&self, text: &str) -> bool {
        let mut connection = AnyConnection::connect(&self.url).await.expect("the database opens");
        let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";
        let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut connection).await.expect("tables");
        assert!(tables.len() > 5, "the tables are found: {tables:?}");
        let mut found = false;
        for (table,) in tables {
            let rows: &'static str = format!("SELECT CAST(t AS TEXT) FROM {table} t").leak();
            let rows: Vec<(String,)> = sqlx::query_as(rows).fetch_all(&mut connection).await.expect("rows");
            found |= rows.iter().any(|(row,)| row.contains(text));
        }
        connection.close().await.expect("the database closes");
        found
    }

    /// A second door to the same ledger, as another process has it.
    pub async fn again(&self) -> Ledger {
        opened(&self.url).await
    }

    /// A door for somebody who has not its keys.
    pub async fn without_keys(&self) -> Ledger {
        Ledger::open(&self.url).await.expect("a ledger that is there opens")
    }

    /// Goes behind the ledger's back.
    pub async fn tamper(&self, statements: &[&'static str]) -> u64 {
        let mut connection = AnyConnection::connect(&self.url).await.expect("the database opens");
        let mut rows = 0;
        for statement in statements {
            let done = sqlx::query(*statement).execute(&mut connection).await;
            rows += done.unwrap_or_else(|error| panic!("{statement}: {error}")).rows_affected();
        }
        connection.close().await.expect("the database closes");
        rows
    }

    /// A small district with its people, who get notifications: offices as [`offices`], accounts by login, role and office.
    pub async fn with_people(&self) {
        self.add_offices(&machine(), at(0), &offices()).await.expect("offices");
        let people = [
            ("jian", "supervisor", "监督室"),
            ("du", "supervisor", "监督室"),
            ("pai", "resident_office", "派驻一组"),
            ("zhang", "department_head", "民政局"),
            ("li", "department_staff", "民政局"),
            ("qian", "department_staff", "民政局"),
            ("he", "department_head", "教体局"),
            ("zhou", "department_staff", "教体局"),
        ];
        for (login, role, office) in people {
            let body = json!({
                "login": login, "name": format!("姓名{login}"), "role": role, "office": office, "version": 1, "disabled": false,
                "proposed_by": null, "founder": false, "must_change_password": false, "second_factor": false, "entered_by": "sec",
                "entered_at": "2026-01-01T00:00:00Z", "changed_at": "2026-01-01T00:00:00Z",
            });
            let insert: &'static str = format!(
                "INSERT INTO accounts (login, role, office, version, disabled, body) VALUES ('{login}', '{role}', '{office}', 1, 0, '{body}')"
            )
            .leak();
            self.tamper(&[insert]).await;
        }
    }

    /// What somebody was told, the oldest first: kind and number, and how often.
    pub async fn told(&self, who: &str) -> Vec<String> {
        let found = self.notifications(&caller(who, Role::Reader), false, None, 200).await.expect("notifications");
        found.iter().rev().map(|told| format!("{} {}", told.kind.code(), told.number.as_deref().unwrap_or_default())).collect()
    }

    /// Evidence that somebody has handed in.
    pub async fn evidence(&self) -> Vec<String> {
        let statement = "INSERT INTO files (digest, name, media_type, bytes, who, at) \
                         VALUES ('f1', '证明.jpg', 'image/jpeg', 1, 'li', '2026-03-05T00:00:00.000000Z') ON CONFLICT DO NOTHING";
        self.tamper(&[statement]).await;
        vec!["f1".to_owned()]
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
        self.change_lead(&caller(who, Role::Supervisor), at(2), lead, None, &change).await
    }

    /// An evidence file that somebody has handed in.
    pub async fn with_file(&self, digest: &str) {
        let mut connection = AnyConnection::connect(&self.url).await.expect("the database opens");
        let insert = "INSERT INTO files (digest, name, media_type, bytes, who, at) VALUES ($1, '凭证.pdf', 'application/pdf', 1, 'li', $2)";
        let at = "2026-03-05T01:00:00.000000Z";
        sqlx::query(insert).bind(digest).bind(at).execute(&mut connection).await.expect("a file");
        connection.close().await.expect("the database closes");
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

/// The address of a ledger that is not there yet, and the folder that it lives as long as.
pub async fn nothing_there() -> (String, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let url = if on_postgres() { new_database().await } else { format!("sqlite://{}/qingyuan.db", folder.path().display()) };
    (url, folder)
}

/// Whether this copy of the suite runs on PostgreSQL.
pub fn on_postgres() -> bool {
    module_path!().contains("::postgres::")
}

/// A database of its own on the server.
async fn new_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("QINGYUAN_TEST_POSTGRES").expect("QINGYUAN_TEST_POSTGRES names a PostgreSQL server: run `make test`");
    let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("{server}/postgres")).await.expect("the server answers");
    let create: &'static str = format!("CREATE DATABASE {name}").leak();
    sqlx::query(create).execute(&mut connection).await.expect("a database is made");
    connection.close().await.expect("the connection closes");
    format!("{server}/{name}")
}

/// Somebody of this role who sees everything.
pub fn caller(who: &str, role: Role) -> Caller {
    within(who, role, Scope::everything())
}

/// Somebody of this role with this scope.
pub fn within(who: &str, role: Role, scope: Scope) -> Caller {
    Caller { actor: person(who), role, intake: false, scope: Scope { person: Some(who.to_owned()), ..scope } }
}

pub fn person(who: &str) -> Actor {
    Actor { who: who.to_owned(), from: "10.0.0.7".to_owned() }
}

/// The so-many-eth minute of the test's day.
pub fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_700_000 + minute * 60, 123_456_789).expect("an instant")
}

/// Noon of a day, in Beijing.
pub fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00+08:00").parse::<DateTime<chrono::FixedOffset>>().expect("an instant").to_utc()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn run(outcomes: Vec<RuleOutcome>) -> ScreeningRun {
    ScreeningRun { run_id: "run-1".to_owned(), as_of: day("2026-03-05"), campaign: None, outcomes }
}

pub fn outcome(rule: &str, answer: RuleAnswer) -> RuleOutcome {
    RuleOutcome {
        rule: rule.to_owned(),
        title: format!("规则{rule}"),
        priority: "subsidies".to_owned(),
        kind: "fault".to_owned(),
        rule_digest: "d1".to_owned(),
        rule_version: None,
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

/// An account with hits of so many fen, a day each from 1 January on.
pub fn subject(id: &str, amounts: &[i64]) -> FoundLead {
    subject_with(id, amounts, json!({"scheme": "低保"}))
}

pub fn subject_with(id: &str, amounts: &[i64], detail: Value) -> FoundLead {
    let hits = (1..).zip(amounts).map(|(row, amount)| hit(row, *amount, detail.clone())).collect();
    FoundLead { subject_kind: "account".into(), subject_id: id.into(), subject_name: format!("姓名{id}"), hits }
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
    LeadChange::Assign { department: "民政局".into(), owner: None, due_on: Some(day("2026-04-01")) }
}

pub fn confirm() -> LeadChange {
    LeadChange::Confirm { nature: Nature::Error, amount: Fen(100), finding: "死亡后仍发放".into(), files: vec![] }
}

pub fn clear() -> LeadChange {
    LeadChange::Clear { reason: casework::ClearReason::DataWrong, text: "死亡日期登记有误".into(), files: vec![] }
}

pub fn agree() -> LeadChange {
    LeadChange::Agree { remark: "同意".into() }
}

pub fn send_back() -> LeadChange {
    LeadChange::SendBack { reason: "缺少入户核查记录".into() }
}

/// Nine in the morning of a day, in Beijing.
pub fn moment(day: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{day}T09:00:00+08:00")).expect("a day").with_timezone(&Utc)
}

/// Somebody of the supervising office, for whom nothing but teams is held back.
pub fn office(who: &str) -> Caller {
    let scope = Scope { person: Some(who.to_owned()), ..Scope::everything() };
    Caller { actor: person(who), role: Role::Supervisor, intake: false, scope }
}

/// Staff of a department.
pub fn staff(who: &str, department: &str) -> Caller {
    let scope = Scope { departments: Reach::only([department]), person: Some(who.to_owned()), ..Scope::everything() };
    Caller { actor: person(who), role: Role::DepartmentStaff, intake: false, scope }
}

/// Why something was refused, by code.
pub fn outcome_of(error: &LedgerError) -> &'static str {
    match error {
        LedgerError::Refused { refusal, .. } => refusal.code(),
        other => panic!("not a refusal: {other}"),
    }
}

/// The program's own command line.
pub fn machine() -> Caller {
    Caller::machine(person("system"))
}

/// A small district.
pub fn offices() -> Vec<Office> {
    let office = |kind, code: &str, parent: Option<&str>| Office {
        code: code.to_owned(),
        name: code.to_owned(),
        kind,
        parent: parent.map(str::to_owned),
        watches: if kind == OfficeKind::Resident { ["民政局".to_owned()].into() } else { [].into() },
        active: true,
    };
    vec![
        office(OfficeKind::Supervising, "监督室", None),
        office(OfficeKind::Department, "民政局", None),
        office(OfficeKind::Department, "教体局", None),
        office(OfficeKind::Resident, "派驻一组", Some("监督室")),
        office(OfficeKind::Town, "东岭镇", None),
        office(OfficeKind::Village, "东岭镇/甲村", Some("东岭镇")),
        office(OfficeKind::Institution, "H01", None),
        office(OfficeKind::School, "X01", Some("教体局")),
    ]
}
