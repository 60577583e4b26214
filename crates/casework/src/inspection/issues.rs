//! Faults become issues (不符合项转为问题): each once, in the words of the checklist and of whoever looked.

use super::{Finding, Inspection, InspectionChange, Visit};
use crate::LedgerError;
use crate::issue::{Issue, IssueDraft, IssueSource};
use crate::record::{HeadDraft, Kind, Record, Reference, Refusal, Relation, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::Fen;

/// A fault of which an issue is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultIssue {
    /// The item.
    pub item: String,
    /// The department that will put it right, where it is known already.
    #[serde(default)]
    pub department: Option<String>,
    /// The amount at stake, in fen.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
}

impl Inspection {
    pub(super) fn keep_issues(&mut self, issues: &BTreeMap<String, i64>) -> Result<(), Refusal> {
        if issues.is_empty() {
            return Err(Refusal::Unfit { field: "不符合项", problem: "至少一项" });
        }
        for (item, issue) in issues {
            self.is_free_fault(item)?;
            self.issues.insert(item.clone(), *issue);
        }
        Ok(())
    }

    fn is_free_fault(&self, item: &str) -> Result<(), Refusal> {
        match self.answers.get(item) {
            Some(answer) if answer.finding == Finding::Fault => {}
            _ => return Err(Refusal::Unfit { field: "检查项", problem: "不是不符合项" }),
        }
        if self.issues.contains_key(item) {
            return Err(Refusal::Unfit { field: "不符合项", problem: "已转为问题" });
        }
        Ok(())
    }

    /// The issue that a fault becomes.
    fn issue(&self, fault: &FaultIssue) -> Result<IssueDraft, Refusal> {
        self.is_free_fault(&fault.item)?;
        let item = self.checklist.item(&fault.item).ok_or(Refusal::Unfit { field: "检查项", problem: "不在检查清单之内" })?;
        let remark = self.answers.get(&fault.item).map_or("", |answer| answer.entry.text.as_str());
        let Visit { inspected, .. } = &self.visit;
        let title: String = format!("{}：{}", inspected.name, item.text).chars().take(200).collect();
        Ok(IssueDraft {
            head: HeadDraft {
                title,
                priority: self.head.priority.clone(),
                campaign: self.head.campaign,
                department: fault.department.clone().or_else(|| self.head.department.clone()),
                place: self.head.place.clone(),
            },
            source: IssueSource::Inspection,
            description: format!("检查项 {}：{}\n依据：{}\n检查情况：{remark}", item.code, item.text, item.basis),
            amount: fault.amount,
        })
    }
}

impl Work<'_> {
    /// Makes issues of faults of an inspection that was signed, and links them to it; no fault becomes an issue twice.
    ///
    /// # Errors
    /// As [`Work::open`] and [`Work::change`]; an item that is no fault, is named twice, or has its issue.
    pub async fn issues_from_inspection(
        &mut self,
        inspection: i64,
        version: Option<i64>,
        faults: &[FaultIssue],
    ) -> Result<Vec<Issue>, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Inspection, id: Some(inspection), refusal };
        let found: Inspection = self.load(inspection).await?;
        let from = Reference { kind: Kind::Inspection, id: inspection };
        let mut made = BTreeMap::new();
        let mut issues = Vec::with_capacity(faults.len());
        for fault in faults {
            let issue: Issue = self.open(found.issue(fault).map_err(refused)?).await?;
            let id = issue.head().id;
            if made.insert(fault.item.clone(), id).is_some() {
                return Err(refused(Refusal::Unfit { field: "不符合项", problem: "重复" }));
            }
            self.link(Reference { kind: Kind::Issue, id }, Relation::From, from).await?;
            issues.push(issue);
        }
        self.change::<Inspection>(inspection, version, &InspectionChange::MakeIssues { issues: made }).await?;
        Ok(issues)
    }
}
