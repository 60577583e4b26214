//! People (人员): offices and accounts, who may do what, and how somebody comes in.
//!
//! * An account has one role; its [`Scope`](crate::Scope) follows from role and office in one function ([`reach`]).
//! * The three administrators (三员) have one power each and no business data, and no account ever changes between them.
//! * Nobody changes their own account: not its role, not its lock.
//! * Every change is an event of the chain; what somebody proves themselves by is in none of them.
//! * Passwords are hashed before the transaction ([`password`]), since that takes a core for a while.

pub mod account;
pub mod api_key;
pub mod assignee;
pub(crate) mod audience;
pub mod demo;
mod lockout;
pub mod office;
pub mod password;
pub(crate) mod power;
pub mod reach;
mod refusal;
pub mod reveal;
pub(crate) mod role;
pub(crate) mod second_factor;
mod secret;
pub mod session;
mod setup;
mod sign_in;
mod single_sign_on;
mod totp;
pub mod trail;

pub use account::{Account, AccountChange, AccountDraft, AccountLine, AccountStatus, Duty};
pub use api_key::{ApiKey, ApiKeyDraft, KeyOperation};
pub use assignee::{Assignee, AssigneeFilter};
pub use office::{Office, OfficeChange, OfficeKind, Offices};
pub use password::{NewPassword, PasswordChange};
pub use refusal::{AccessRefusal, PasswordProblem};
pub use reveal::{Reveal, Sensitive};
pub(crate) use role::groups;
pub use role::{Caller, Role};
pub use second_factor::{Proof, SecondFactor};
pub use secret::Token;
pub use session::Session;
pub use sign_in::{CheckedCredentials, Credentials};
pub use single_sign_on::OutsideIdentity;
pub use totp::TotpSecret;
pub use trail::TrailLine;

use crate::event::NewEvent;
use crate::record::said;
use crate::{Actor, LedgerError, Refusal};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A text that has to say something, where no record is concerned.
fn must_say(field: &'static str, text: &str) -> Result<(), LedgerError> {
    said(field, text).map_err(|refusal| match refusal {
        Refusal::Unfit { field, problem } => LedgerError::Unfit { field, problem },
        _ => LedgerError::Unfit { field, problem: "不符合要求" },
    })
}

/// An event about to be: what was done to whom.
struct Note<'a> {
    kind: &'a str,
    record: &'static str,
    id: &'a str,
    before: Option<Value>,
    after: Option<Value>,
    why: &'a str,
}

impl<'a> Note<'a> {
    fn of(kind: &'a str, record: &'static str, id: &'a str) -> Self {
        Self { kind, record, id, before: None, after: None, why: "" }
    }

    fn event(self, at: DateTime<Utc>, by: &'a Actor) -> NewEvent<'a> {
        NewEvent {
            at,
            by,
            kind: self.kind,
            record: Some(self.record),
            record_id: Some(self.id.to_owned()),
            before: self.before,
            after: self.after,
            why: Some(self.why).filter(|why| !why.is_empty()),
        }
    }
}
