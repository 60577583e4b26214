//! The checklist of an inspection: a copy of the pack's, and what was found for each item.

use crate::record::Entry;
use pack::{Checklist, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// What was found for an item (检查结果).
    pub enum Finding {
        /// It is as it should be (符合).
        Fine = "ok", "符合", "In order";
        /// It is not (不符合).
        Fault = "fault", "不符合", "Not in order";
        /// There is no such thing here (不适用).
        NotApplicable = "not_applicable", "不适用", "Not applicable";
        /// Nobody looked (未检查): which says nothing, and never counts as in order.
        NotLookedAt = "not_looked_at", "未检查", "Not looked at";
    }
}

/// The checklist that an inspection was made with: a later version of the pack's changes nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptChecklist {
    /// Code of the checklist.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Its priority (领域).
    pub priority: String,
    /// Its items.
    pub items: Vec<KeptItem>,
}

/// An item as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptItem {
    /// Its code.
    pub code: String,
    /// What has to be so.
    pub text: String,
    /// What it rests on (依据).
    pub basis: String,
    /// How it is checked.
    pub how: String,
    /// How grave it is when it is not so.
    #[schema(value_type = String)]
    pub severity: Severity,
}

impl From<&Checklist> for KeptChecklist {
    fn from(checklist: &Checklist) -> Self {
        let items = checklist.items.iter().map(|item| KeptItem {
            code: item.code.clone(),
            text: item.text.clone(),
            basis: item.basis.clone(),
            how: item.how.clone(),
            severity: item.severity,
        });
        Self {
            code: checklist.code.clone(),
            version: checklist.version,
            title: checklist.title.clone(),
            priority: checklist.priority.clone(),
            items: items.collect(),
        }
    }
}

impl KeptChecklist {
    /// The item of this code.
    pub fn item(&self, code: &str) -> Option<&KeptItem> {
        self.items.iter().find(|item| item.code == code)
    }
}

/// What was found for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionAnswer)]
pub struct Answer {
    /// What was found.
    pub finding: Finding,
    /// Who looked, when, the remark, and the evidence.
    #[serde(flatten)]
    pub entry: Entry,
}

/// An inspection's items by what was found. They add up to the items of the checklist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingCounts {
    /// In order.
    pub ok: u32,
    /// Not in order.
    pub fault: u32,
    /// Not applicable.
    pub not_applicable: u32,
    /// Not looked at: said so, or without an answer.
    pub not_looked_at: u32,
}

impl FindingCounts {
    pub(super) fn of(checklist: &KeptChecklist, answers: &BTreeMap<String, Answer>) -> Self {
        let mut counts = Self::default();
        for item in &checklist.items {
            let count = match answers.get(&item.code).map(|answer| answer.finding) {
                Some(Finding::Fine) => &mut counts.ok,
                Some(Finding::Fault) => &mut counts.fault,
                Some(Finding::NotApplicable) => &mut counts.not_applicable,
                Some(Finding::NotLookedAt) | None => &mut counts.not_looked_at,
            };
            *count += 1;
        }
        counts
    }
}
