//! People of a made-up district (演示账号), for trying the program out: one account a role, and whoever else is wanted beside them, with
//! passwords that are made anew each time.

use super::account::{self, Account, AccountDraft, Duty};
use super::office;
use super::password::NewPassword;
use super::power::{Power, require};
use super::setup::is_anybody_there;
use super::{AccessRefusal, Caller, Note, Office, OfficeKind, Role, Token};
use crate::sql::instant;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::to_value;
use std::collections::BTreeSet;

/// An account of the made-up district, with its password: to be printed, and forgotten.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// The account.
    pub draft: AccountDraft,
    /// Its password.
    pub password: Token,
    hashed: NewPassword,
}

/// Offices of the made-up district, each after the one that it stands below.
pub fn offices() -> Vec<Office> {
    let table: [(OfficeKind, &str, &str, Option<&str>); 8] = [
        (OfficeKind::Supervising, "区纪委监委党风政风监督室", "区纪委监委党风政风监督室", None),
        (OfficeKind::Department, "区民政局", "区民政局", None),
        (OfficeKind::Department, "区教体局", "区教体局", None),
        (OfficeKind::Resident, "派驻区民政局纪检监察组", "派驻区民政局纪检监察组", Some("区纪委监委党风政风监督室")),
        (OfficeKind::Town, "东岭镇", "东岭镇人民政府", None),
        (OfficeKind::Village, "东岭镇/前进村", "前进村村民委员会", Some("东岭镇")),
        (OfficeKind::Institution, "H00001", "东岭镇卫生院", None),
        (OfficeKind::School, "X00001", "东岭镇中心小学", Some("区教体局")),
    ];
    let office = |(kind, code, name, parent): (OfficeKind, &str, &str, Option<&str>)| Office {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent: parent.map(str::to_owned),
        watches: if kind == OfficeKind::Resident { ["区民政局".to_owned()].into() } else { BTreeSet::new() },
        active: true,
    };
    table.into_iter().map(office).collect()
}

/// One account a role that an account can have, without passwords.
pub fn drafts() -> Vec<AccountDraft> {
    let table = [
        ("supervisor", "李监督", Role::Supervisor),
        ("resident", "王派驻", Role::ResidentOffice),
        ("head", "张局长", Role::DepartmentHead),
        ("staff", "刘经办", Role::DepartmentStaff),
        ("town", "陈镇街", Role::Town),
        ("village", "杨村居", Role::Village),
        ("institution", "赵医保", Role::Institution),
        ("school", "黄校长", Role::School),
        ("inspector", "周检查", Role::Inspector),
        ("reader", "吴查询", Role::Reader),
        ("sysadmin", "徐系统", Role::SystemAdmin),
        ("secadmin", "孙安全", Role::SecurityAdmin),
        ("auditadmin", "胡审计", Role::AuditAdmin),
    ];
    let offices = offices();
    let draft = |(login, name, role): (&str, &str, Role)| AccountDraft {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        office: OfficeKind::of(role).and_then(|kind| offices.iter().find(|office| office.kind == kind)).map(|office| office.code.clone()),
        duties: if role == Role::Supervisor { [Duty::Intake].into() } else { BTreeSet::new() },
        priorities: BTreeSet::new(),
    };
    table.into_iter().map(draft).collect()
}

/// Accounts with passwords made at random; slow, since each is hashed.
pub fn prepare(drafts: Vec<AccountDraft>) -> Vec<DemoAccount> {
    let with_password = |draft: AccountDraft| {
        let password = Token::password();
        let hashed =
            NewPassword::prepare(&draft.login, password.expose()).expect("one that was made at random is long, and no name is in it");
        DemoAccount { draft, password, hashed }
    };
    drafts.into_iter().map(with_password).collect()
}

impl Ledger {
    /// Enters offices, each after the one that it stands below, and accounts of the made-up district. Nobody has to change their password.
    ///
    /// # Errors
    /// A caller who is neither the machine nor a security administrator; a ledger in which there is an account already.
    pub async fn enter_demo(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        offices: &[Office],
        accounts: &[DemoAccount],
    ) -> Result<(), LedgerError> {
        require(caller, Power::Accounts)?;
        let at = instant(at);
        let mut writing = self.writing().await?;
        if is_anybody_there(writing.connection()).await? {
            return Err(AccessRefusal::NotNow("已有账号，不能建立演示账号").into());
        }
        let there = office::all(writing.connection()).await?;
        for office in offices.iter().filter(|office| there.get(&office.code).is_none()) {
            office::insert(office, writing.connection()).await?;
            let note = Note { after: Some(to_value(office)?), ..Note::of("office.add", "office", &office.code) };
            writing.append(note.event(at, &caller.actor)).await?;
        }
        for DemoAccount { draft, hashed, .. } in accounts {
            let mut account = Account::new(draft.clone(), &caller.actor.who, at);
            account.must_change_password = false;
            account::add(&mut writing, &caller.actor, at, &account, hashed.clone()).await?;
        }
        writing.commit().await
    }
}
