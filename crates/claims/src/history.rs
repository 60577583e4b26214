//! What a patient was given before, at any institution (就医历史).

use crate::decimal::Decimal;
use crate::read::{Discharge, Encounter, Patient, Request, VisitKind};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

/// Days for which a history is kept at least, whatever the knowledge base asks for.
pub const KEPT_DAYS: u32 = 400;

/// An item's national code (hilist_code), with a key by which many are compared quickly. Empty where the client has none.
#[derive(Clone, Debug)]
pub struct ItemCode {
    text: Arc<str>,
    key: u64,
}

impl ItemCode {
    /// The code's key; different codes may share one.
    pub(crate) const fn key(&self) -> u64 {
        self.key
    }
}

impl From<&str> for ItemCode {
    fn from(code: &str) -> Self {
        Self { text: code.into(), key: key_of(&[code]) }
    }
}

/// FNV-1a of 64 bits.
fn key_of(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |key, byte| (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

impl Deref for ItemCode {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for ItemCode {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.text == other.text
    }
}

impl Eq for ItemCode {}

/// What counts of an order (医嘱/收费明细) for those that come after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The institution.
    pub institution: Arc<str>,
    /// The encounter (mdtrt_id).
    pub encounter: Arc<str>,
    /// The order's identifier (rx_id), unique at the institution.
    pub rx_id: Arc<str>,
    /// The item.
    pub item: ItemCode,
    /// The item's name.
    pub item_name: Arc<str>,
    /// The day on which the order counts.
    pub day: NaiveDate,
    /// The quantity; `None` where it is unknown.
    pub quantity: Option<Decimal>,
    /// The amount; `None` where it is unknown.
    pub amount: Option<Decimal>,
    /// A charge for a bed (chrg_type 01).
    pub bed: bool,
}

impl Given {
    /// A refund (退费): it takes away from sums, and is otherwise no order.
    pub fn is_refund(&self) -> bool {
        self.quantity.is_some_and(|quantity| !quantity.is_positive())
    }
}

/// What nearly every search for orders goes by. Histories keep the keys of their orders side by side: most orders are passed over unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderKey {
    /// Of institution and rx_id.
    order: u64,
    pub(crate) item: u64,
    pub(crate) day: NaiveDate,
}

impl OrderKey {
    pub(crate) fn of(given: &Given) -> Self {
        Self { order: key_of(&[&given.institution, "|", &given.rx_id]), item: given.item.key(), day: given.day }
    }
}

/// An inpatient encounter (住院) as it was last told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The institution.
    pub institution: Arc<str>,
    /// The encounter (mdtrt_id).
    pub encounter: Arc<str>,
    /// The day of admission.
    pub admitted: Option<NaiveDate>,
    /// The discharge.
    pub discharged: Discharge,
    /// The main diagnosis' code; empty where it was not told.
    pub diagnosis: Arc<str>,
}

/// A patient's stored history: each order once by institution and rx_id, each stay once by institution and mdtrt_id, the latest version
/// standing. The order in which they stand means nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientHistory {
    orders: Vec<Given>,
    /// One for each order, in the same place.
    keys: Vec<OrderKey>,
    stays: Vec<Stay>,
}

impl PatientHistory {
    /// The history of somebody who was never seen.
    pub fn nothing() -> &'static PatientHistory {
        static NOTHING: PatientHistory = PatientHistory { orders: Vec::new(), keys: Vec::new(), stays: Vec::new() };
        &NOTHING
    }

    /// The orders.
    pub fn orders(&self) -> &[Given] {
        &self.orders
    }

    /// The orders with their keys.
    pub(crate) fn keyed(&self) -> impl Iterator<Item = (&OrderKey, &Given)> {
        self.keys.iter().zip(&self.orders)
    }

    fn keep(&mut self, kept: impl FnMut((&OrderKey, &Given)) -> bool) {
        let kept: Vec<bool> = self.keyed().map(kept).collect();
        if kept.contains(&false) {
            let (mut keys, mut orders) = (kept.iter(), kept.iter());
            self.keys.retain(|_| keys.next() == Some(&true));
            self.orders.retain(|_| orders.next() == Some(&true));
        }
    }

    /// The inpatient encounters.
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.stays.is_empty()
    }

    /// Takes in what a request says of the patient, after it was answered.
    pub fn take_in(&mut self, request: &Request, patient: &Patient) {
        if !self.orders.is_empty() {
            let replaced = Replaced::by(request);
            self.keep(|(key, given)| !replaced.has(key, given));
        }
        for encounter in &patient.encounters {
            self.keys.extend(encounter.orders.iter().map(|order| OrderKey::of(&order.given)));
            self.orders.extend(encounter.orders.iter().map(|order| order.given.clone()));
            self.stays.retain(|stay| stay.institution != encounter.institution || stay.encounter != encounter.id);
            self.stays.extend(stay(encounter));
        }
    }

    /// Takes an order out, until it is sent anew: the doctor has gone back to change it.
    pub fn take_out(&mut self, institution: &str, rx_id: &str) {
        self.keep(|(_, given)| &*given.rx_id != rx_id || &*given.institution != institution);
    }

    /// Forgets what lies before a day. A stay is forgotten when it ended before it; an open one, when it began before it.
    ///
    /// The day must leave [`KEPT_DAYS`], and no fewer than the knowledge base looks back: see
    /// [`Knowledge::kept_days`](crate::Knowledge::kept_days).
    pub fn forget_before(&mut self, day: NaiveDate) {
        self.keep(|(key, _)| key.day >= day);
        self.stays.retain(|stay| match (stay.discharged, stay.admitted) {
            (Discharge::On(discharged), _) => discharged >= day,
            (_, Some(admitted)) => admitted >= day,
            _ => false,
        });
    }
}

fn stay(encounter: &Encounter) -> Option<Stay> {
    (encounter.kind == Some(VisitKind::Inpatient)).then(|| Stay {
        institution: encounter.institution.clone(),
        encounter: encounter.id.clone(),
        admitted: encounter.admitted,
        discharged: encounter.discharged,
        diagnosis: encounter.main_diagnosis.clone(),
    })
}

/// Which stored orders a request takes the place of: those that it carries, and at settlement all of its encounters.
pub(crate) struct Replaced<'r> {
    /// In order.
    keys: Vec<u64>,
    orders: HashSet<(&'r str, &'r str)>,
    encounters: HashSet<(&'r str, &'r str)>,
}

impl<'r> Replaced<'r> {
    pub(crate) fn by(request: &'r Request) -> Self {
        let encounters = || request.patients.iter().flat_map(|patient| &patient.encounters);
        let settled = encounters().filter(|_| request.settles()).map(|encounter| (&*encounter.institution, &*encounter.id));
        let orders = encounters().flat_map(|encounter| &encounter.orders).map(|order| (&*order.given.institution, &*order.given.rx_id));
        let mut keys: Vec<u64> = orders.clone().map(|(institution, rx_id)| key_of(&[institution, "|", rx_id])).collect();
        keys.sort_unstable();
        Self { keys, orders: orders.collect(), encounters: settled.collect() }
    }

    pub(crate) fn has(&self, key: &OrderKey, given: &Given) -> bool {
        self.keys.binary_search(&key.order).is_ok() && self.orders.contains(&(&*given.institution, &*given.rx_id))
            || !self.encounters.is_empty() && self.encounters.contains(&(&*given.institution, &*given.encounter))
    }
}
