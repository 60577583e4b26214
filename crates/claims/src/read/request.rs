//! A message as the checks know it: typed, with what is unknown as `None`.

use crate::decimal::Decimal;
use crate::history::Given;
use crate::rule::RuleSet;
use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What the reply's envelope takes from the request's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The transaction, as the envelope says it.
    pub infno: String,
    /// The message's identifier.
    pub msgid: String,
    /// How the message is signed; echoed.
    pub signtype: String,
    /// The signature; echoed.
    pub cainfo: String,
    /// The institution that sends (fixmedins_code).
    pub institution: String,
    /// When it was sent (inf_time), where that can be read.
    pub sent_at: Option<NaiveDateTime>,
}

impl Head {
    pub(super) fn of_members(members: &Map<String, Value>) -> Self {
        let text = |name: &str| match members.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Self {
            infno: text("infno"),
            msgid: text("msgid"),
            signtype: text("signtype"),
            cainfo: text("cainfo"),
            institution: text("fixmedins_code"),
            sent_at: vocabulary::parse_timestamp(&text("inf_time")).ok(),
        }
    }
}

/// A message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// 3101 or 3102: orders to be judged.
    Audit(Request),
    /// 3103: what became of warnings.
    Feedback(Feedback),
}

/// Which of the two audits a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 3101, before the event (事前).
    Before,
    /// 3102, during the event (事中).
    During,
}

vocabulary::labelled! {
    /// Where the institution stands when it asks (触发场景); the codes are the interface's.
    pub enum Scene {
        /// Outpatient registration.
        Registration = "1", "门诊挂号", "Outpatient registration";
        /// Outpatient charge.
        OutpatientCharge = "2", "门诊收费", "Outpatient charge";
        /// Admission.
        Admission = "3", "住院登记", "Admission";
        /// Inpatient charge.
        InpatientCharge = "4", "住院收费", "Inpatient charge";
        /// Inpatient order execution.
        Execution = "5", "住院执行医嘱", "Inpatient order execution";
        /// Outpatient settlement.
        OutpatientSettlement = "6", "门诊结算", "Outpatient settlement";
        /// Outpatient pre-settlement.
        OutpatientPreSettlement = "7", "门诊预结算", "Outpatient pre-settlement";
        /// Inpatient settlement.
        InpatientSettlement = "8", "住院结算", "Inpatient settlement";
        /// Inpatient pre-settlement.
        InpatientPreSettlement = "9", "住院预结算", "Inpatient pre-settlement";
    }
}

/// A request to judge orders (3101, 3102).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Before or during the event.
    pub kind: Kind,
    /// The scene, where it was told.
    pub scene: Option<Scene>,
    /// The rules that are asked for; all of them where none was named.
    pub rules: RuleSet,
    /// The task's identifier, echoed in each warning.
    pub task_id: String,
    /// The patients, each once.
    pub patients: Vec<Patient>,
}

impl Request {
    /// Whether it carries the full lists of its encounters, which take the place of their stored orders.
    pub fn settles(&self) -> bool {
        matches!(self.scene, Some(Scene::OutpatientSettlement | Scene::InpatientSettlement))
    }
}

/// A patient's sex, where the interface says one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// gend 1.
    Male,
    /// gend 2.
    Female,
}

/// A patient with the encounters that are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// One number for a person across institutions (patn_id).
    pub id: Arc<str>,
    /// The sex, if it is known.
    pub sex: Option<Sex>,
    /// The birth date.
    pub birth: Option<NaiveDate>,
    /// The encounters.
    pub encounters: Vec<Encounter>,
}

vocabulary::labelled! {
    /// How a patient is seen (就诊类型); the codes are the interface's.
    pub enum VisitKind {
        /// Outpatient.
        Outpatient = "1", "门诊", "Outpatient";
        /// Inpatient.
        Inpatient = "2", "住院", "Inpatient";
        /// Pharmacy.
        Pharmacy = "3", "药店", "Pharmacy";
        /// Anything else.
        Other = "4", "其他", "Other";
    }
}

/// The level of an institution (医疗机构级别), a national code from 01 to 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// The level of a code, `5` as well as `05`; `None` outside of 01 to 11.
    pub fn from_code(code: &str) -> Option<Level> {
        code.parse().ok().filter(|level| (1..=11).contains(level)).map(Level)
    }

    /// The grade by which ceilings go: 3 for third-level (01 to 04), 2 for second-level (05 to 07), 1 for first-level and ungraded.
    pub const fn grade(self) -> u8 {
        match self.0 {
            1..=4 => 3,
            5..=7 => 2,
            _ => 1,
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// What is known of the end of an encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discharge {
    /// Blank, or no date.
    Unknown,
    /// Not yet: clients write a date that cannot be (1900-01-01, 9999-12-31).
    StillIn,
    /// Discharged on this day.
    On(NaiveDate),
}

/// An encounter (就诊).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encounter {
    /// The encounter's identifier (mdtrt_id).
    pub id: Arc<str>,
    /// The institution: medins_id, or the one that sends.
    pub institution: Arc<str>,
    /// Its level.
    pub level: Option<Level>,
    /// Admission.
    pub admitted: Option<NaiveDate>,
    /// Discharge.
    pub discharged: Discharge,
    /// The main diagnosis of the discharge (dscg_main_dise_codg); empty where it was not told.
    pub main_diagnosis: Arc<str>,
    /// The other diagnoses.
    pub diagnoses: Vec<Arc<str>>,
    /// How the patient is seen.
    pub kind: Option<VisitKind>,
    /// Pregnancy and lactation (matn_stas): 0 other, 1 pregnant, 2 lactating.
    pub maternity: Option<Arc<str>>,
    /// Kind of insurance (insutype).
    pub insurance: Option<Arc<str>>,
    /// The orders, in the order in which they were sent.
    pub orders: Vec<Order>,
}

impl Encounter {
    /// Every diagnosis, the main one first.
    pub fn all_diagnoses(&self) -> impl Iterator<Item = &str> {
        Some(&*self.main_diagnosis).filter(|code| !code.is_empty()).into_iter().chain(self.diagnoses.iter().map(|code| &**code))
    }
}

/// An order of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What of it stays in the history.
    pub given: Given,
    /// Whether it is being asked about (curr_drord_flag); one that is not comes before those that are.
    pub current: bool,
    /// Unit price in yuan.
    pub price: Option<Decimal>,
    /// The ordering department (drord_dept_codg).
    pub department: Option<Arc<str>>,
    /// The ordering doctor (drord_dr_codg).
    pub doctor: Option<Arc<str>>,
    /// The doctor's title (drord_dr_profttl).
    pub title: Option<Arc<str>>,
}

/// What became of warnings (3103).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Of which audit the warnings were.
    pub kind: Kind,
    /// One for each warning.
    pub verdicts: Vec<Verdict>,
}

/// What was done about one warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The warning's identifier (jr_id).
    pub warning: String,
    /// Why the doctor goes on; `None` where the doctor goes back and changes.
    pub goes_on: Option<String>,
}
