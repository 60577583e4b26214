//! Complaints: people, drafts and moments to test with.

mod attachments;
mod code;
mod deadlines;
mod figures;
mod gate;
mod hotline;
mod identity;
mod life;
mod repeats;
mod scope;

use super::support::TestLedger;
use casework::complaint::{Channel, Complaint, ComplaintChange, ComplaintDraft, Identity, Intake, PetitionClass, ReporterKind};
use casework::record::HeadDraft;
use casework::{Actor, Caller, LedgerError, Place, Reach, Refusal, Role, Scope};
use chrono::{DateTime, Utc};

/// A moment written in Beijing's time, as `2026-03-05 10:00`.
pub fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(&format!("{text} +0800"), "%Y-%m-%d %H:%M %z").expect("a moment").with_timezone(&Utc)
}

/// The usual moment of a test.
pub fn now() -> DateTime<Utc> {
    moment("2026-03-05 10:00")
}

pub fn caller(who: &str, role: Role, intake: bool, scope: Scope) -> Caller {
    Caller { actor: Actor { who: who.into(), from: "10.0.0.7".into() }, role, intake, scope: Scope { person: Some(who.into()), ..scope } }
}

/// Somebody of the intake desk, which is the supervising office's.
pub fn desk(who: &str) -> Caller {
    caller(who, Role::Supervisor, true, Scope::everything())
}

/// Somebody of the supervising office who does not take in complaints.
pub fn supervisor(who: &str) -> Caller {
    caller(who, Role::Supervisor, false, Scope::everything())
}

/// Somebody of a department.
pub fn staff(who: &str, department: &str) -> Caller {
    caller(who, Role::DepartmentStaff, false, Scope { departments: Reach::only([department]), ..Scope::everything() })
}

pub fn identity(n: u32) -> Identity {
    Identity {
        name: format!("欧阳举报{n}"),
        phone: Some(format!("1380000{n:04}")),
        resident_number: Some("11010519491231002X".into()),
        address: Some(format!("东岭镇甲村{n}号院")),
    }
}

pub fn draft(class: PetitionClass, reporter: ReporterKind) -> ComplaintDraft {
    ComplaintDraft {
        head: HeadDraft { title: "反映村务不公开".into(), place: east(), ..HeadDraft::default() },
        channel: Channel::Letter,
        class,
        reporter,
        text: "村里修路的钱账目不公开，问会计说账本丢了".into(),
        location: None,
        accused: None,
        accused_office: None,
        persons: None,
    }
}

pub fn east() -> Place {
    Place { town: Some("东岭镇".into()), village: Some("东岭镇/甲村".into()), ..Place::default() }
}

/// A complaint under a name.
pub fn named(class: PetitionClass) -> Intake {
    Intake { complaint: draft(class, ReporterKind::Named), reporters: vec![identity(1)] }
}

pub fn anonymous(class: PetitionClass) -> Intake {
    Intake { complaint: draft(class, ReporterKind::Anonymous), reporters: Vec::new() }
}

impl TestLedger {
    /// Enters a complaint at the desk.
    pub async fn enter(&self, at: DateTime<Utc>, intake: Intake) -> Result<Complaint, LedgerError> {
        let mut work = self.begin(&desk("desk"), at).await?;
        let complaint = work.take_in(intake, None).await?;
        work.commit().await?;
        Ok(complaint)
    }

    pub async fn step(&self, by: &Caller, at: DateTime<Utc>, id: i64, change: ComplaintChange) -> Result<Complaint, LedgerError> {
        self.change::<Complaint>(by, at, id, None, &change).await
    }

    /// Takes steps that are all allowed.
    pub async fn steps(&self, at: DateTime<Utc>, id: i64, steps: &[(Caller, ComplaintChange)]) -> Complaint {
        for (by, change) in steps {
            self.step(by, at, id, change.clone()).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
        }
        self.complaint(id).await
    }

    pub async fn complaint(&self, id: i64) -> Complaint {
        self.record_of(&Scope::everything(), id).await.expect("the complaint is there")
    }

    /// A complaint that the department of civil affairs handles.
    pub async fn handling(&self, at: DateTime<Utc>, intake: Intake) -> Complaint {
        let id = self.enter(at, intake).await.expect("entered").head.id;
        self.steps(at, id, &[(desk("desk"), accept()), (desk("desk"), assign("民政局")), (staff("li", "民政局"), take())]).await
    }

    /// One that was answered, verified and closed.
    pub async fn closed(&self, at: DateTime<Utc>, intake: Intake) -> Complaint {
        let id = self.handling(at, intake).await.head.id;
        let li = staff("li", "民政局");
        self.steps(at, id, &[(li.clone(), claim()), (li, answer()), (supervisor("wang"), verify()), (desk("desk"), close())]).await
    }
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> Refusal {
    match result {
        Err(LedgerError::Refused { refusal, .. }) => refusal,
        other => panic!("a refusal expected: {other:?}"),
    }
}

pub fn accept() -> ComplaintChange {
    ComplaintChange::Accept { remark: String::new() }
}

pub fn tell() -> ComplaintChange {
    ComplaintChange::Tell { text: "已书面告知".into() }
}

pub fn assign(department: &str) -> ComplaintChange {
    ComplaintChange::Assign { department: department.into() }
}

pub fn transfer(department: &str) -> ComplaintChange {
    ComplaintChange::Transfer { department: department.into(), reason: "属其职责".into() }
}

pub fn take() -> ComplaintChange {
    ComplaintChange::Take { owner: None }
}

pub fn claim() -> ComplaintChange {
    ComplaintChange::Claim { text: "账目已张榜公布".into(), files: Vec::new() }
}

pub fn answer() -> ComplaintChange {
    ComplaintChange::Answer { text: "您反映的账目已于本月公布".into() }
}

pub fn verify() -> ComplaintChange {
    ComplaintChange::Verify { text: "现场查看，属实".into(), files: Vec::new() }
}

pub fn send_back() -> ComplaintChange {
    ComplaintChange::SendBack { reason: "只公布了一半".into() }
}

pub fn close() -> ComplaintChange {
    ComplaintChange::Close { remark: String::new() }
}
