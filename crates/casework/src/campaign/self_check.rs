//! Self-check by departments (自查自纠): each says what it has found itself, and the issues that it has entered for it.

use super::{Campaign, CampaignChange};
use crate::LedgerError;
use crate::clock::Obligation;
use crate::issue::{Issue, IssueSource};
use crate::record::{Entry, Kind, Record, Reference, Refusal, Relation, Turn, Work};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A round in which departments check themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SelfCheckRound {
    /// Who asked for it, when, and what is to be looked for.
    pub opened: Entry,
    /// Until when the departments report.
    pub due_on: NaiveDate,
    /// What they reported. A department that has not reported has found nothing yet, which is not the same as nothing.
    pub reports: Vec<SelfCheckReport>,
}

/// What a department has found itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SelfCheckReport {
    /// The department.
    pub department: String,
    /// The issues that it has entered for it; none where it found nothing.
    pub issues: Vec<i64>,
    /// Who reported, when, and in words.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Campaign {
    /// Departments of the plan that have not reported in the last round.
    pub fn departments_without_self_check(&self) -> Vec<&str> {
        let Some(round) = self.self_checks.last() else {
            return Vec::new();
        };
        let reported = |name: &str| round.reports.iter().any(|report| report.department == name);
        self.plan.departments().into_iter().filter(|name| !reported(name)).collect()
    }

    pub(super) fn take_self_check(&mut self, department: &str, entry: Entry, issues: &[i64], turn: &Turn<'_>) -> Result<(), Refusal> {
        if !self.plan.departments().contains(department) {
            return Err(Refusal::Unfit { field: "报送单位", problem: "不在方案之内" });
        }
        if !turn.caller.scope.admits_department(department) {
            return Err(Refusal::Unfit { field: "报送单位", problem: "不是您的单位" });
        }
        let Some(round) = self.self_checks.last_mut() else {
            return Err(Refusal::Unfit { field: "自查自纠", problem: "尚未部署" });
        };
        round.reports.push(SelfCheckReport { department: department.to_owned(), issues: issues.to_vec(), entry });
        if self.departments_without_self_check().is_empty() {
            self.head.clocks.meet(Obligation::SelfCheck, turn.at);
        }
        Ok(())
    }
}

impl Work<'_> {
    /// Reports what a department's self-check found, and links the issues that were entered for it to the campaign.
    ///
    /// # Errors
    /// As [`Work::change`]; an issue that is not of this campaign and department, or does not come from a self-check.
    pub async fn report_self_check(
        &mut self,
        campaign: i64,
        version: Option<i64>,
        department: &str,
        text: &str,
        files: &[String],
        issues: &[i64],
    ) -> Result<Campaign, LedgerError> {
        let to = Reference { kind: Kind::Campaign, id: campaign };
        for id in issues {
            let issue: Issue = self.load(*id).await?;
            let head = issue.head();
            let theirs = head.campaign == Some(campaign) && head.department.as_deref() == Some(department);
            if issue.source != IssueSource::SelfCheck || !theirs {
                let refusal = Refusal::Unfit { field: "问题", problem: "不是该单位在本专项整治中自查发现的问题" };
                return Err(LedgerError::Refused { record: Kind::Issue, id: Some(*id), refusal });
            }
            self.link(Reference { kind: Kind::Issue, id: *id }, Relation::PartOf, to).await?;
        }
        let change = CampaignChange::SelfCheck {
            department: department.to_owned(),
            text: text.to_owned(),
            files: files.to_vec(),
            issues: issues.to_vec(),
        };
        self.change::<Campaign>(campaign, version, &change).await
    }
}
