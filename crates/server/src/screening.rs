//! Screening: run, tried out, checked before pay; and the rules themselves.

use crate::Services;
use crate::body::Body;
use crate::data::{BUSINESS, HANDING_IN};
use crate::download::{WORKBOOK, sent};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::jobs::start;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::{LeadDiff, Role};
use app::{Job, RuleCard, RuleText, ScreenRequest, TrialReport};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

const TAG: &str = "screening";
pub(crate) const OFFICE: Access = Access::Roles(&[Role::Supervisor]);

/// Screenings take all the memory that queries may have: they wait for each other.
pub(crate) static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Subjects of a difference that are told by name; their number is told in any case.
const TOLD: usize = 100;

/// What is to be screened.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Only rules of this pack.
    #[serde(default)]
    pub pack: Option<String>,
    /// Only these rules.
    #[serde(default)]
    pub rules: BTreeSet<String>,
    /// The day as of which rules look; today where none is given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// Parameters: rule, then name, then value.
    #[serde(default)]
    pub set: BTreeMap<String, BTreeMap<String, String>>,
    /// The campaign (专项整治) whose parameters stand over those of the district.
    #[serde(default)]
    pub campaign: Option<i64>,
}

impl Screening {
    async fn request(self, services: &Services) -> Result<ScreenRequest, Problem> {
        let packs = services.workspace.packs();
        for code in self.rules.iter().chain(self.set.keys()) {
            if !services.workspace.knows_rule(code).await? {
                return Err(Problem::unfit(format!("没有规则 {code}")).at("rules"));
            }
        }
        if let Some(pack) = self.pack.as_ref().filter(|pack| !packs.packs.contains_key(*pack)) {
            return Err(Problem::unfit(format!("没有规则包 {pack}")).at("pack"));
        }
        Ok(ScreenRequest {
            pack: self.pack,
            rules: self.rules,
            as_of: self.as_of,
            set: self.set,
            campaign: self.campaign,
            ..ScreenRequest::default()
        })
    }
}

/// A batch to be checked before it is paid.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prechecking {
    /// The upload.
    pub upload: String,
    /// The payment dataset.
    pub dataset: String,
    /// The day as of which rules look; today where none is given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (screening, prechecking, job) = (api.schema::<Screening>(), api.schema::<Prechecking>(), api.schema::<Job>());
    let (rules, rule) = (api.list::<RuleCard>(), api.schema::<RuleText>());

    api.add(
        Endpoint::new(Verb::Post, "/api/v1/screenings", OFFICE, "start_screening", post(screen))
            .about(TAG, "Runs rules, and brings leads in line with what they find. The job's outcome has a line a rule.")
            .takes(&screening)
            .starts(&job),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/trials", OFFICE, "start_trial", post(try_out))
            .about(TAG, "What the same run would add, drop and change. Nothing is written.")
            .takes(&screening)
            .starts(&job),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/prechecks", HANDING_IN, "start_precheck", post(check))
            .about(TAG, "Checks a payment batch before it is paid (先审后付). The batch is not taken in.")
            .problems(&[404])
            .takes(&prechecking)
            .starts(&job),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/prechecks/{job}/workbook.xlsx", HANDING_IN, "export_precheck", get(export_precheck))
            .about(TAG, "The verdict on each row, for the account that asked, within an hour.")
            .problems(&[404])
            .gives_as(WORKBOOK),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/rules", BUSINESS, "list_rules", get(list))
            .about(
                TAG,
                "The rules: basis, parameters, version in use, what each found last or why it was not evaluated, and its yield (查实率).",
            )
            .gives(&rules),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/rules/{code}", OFFICE, "get_rule", get(one))
            .about(TAG, "A rule with its SELECT.")
            .problems(&[404])
            .gives(&rule),
    );
}

async fn screen(State(services): State<Arc<Services>>, Signed(caller): Signed, Body(asked): Body<Screening>) -> Result<Response, Problem> {
    let request = asked.request(&services).await?;
    start(&services, &caller, "screen", move |workspace, progress| async move {
        let _turn = ONE_AT_A_TIME.acquire().await;
        Ok(json!(workspace.screen(&request, &|step| progress.step(step)).await?))
    })
}

async fn try_out(State(services): State<Arc<Services>>, Signed(caller): Signed, Body(asked): Body<Screening>) -> Result<Response, Problem> {
    let request = asked.request(&services).await?;
    start(&services, &caller, "trial", move |workspace, progress| async move {
        let _turn = ONE_AT_A_TIME.acquire().await;
        Ok(difference(&workspace.trial(&request, &|step| progress.step(step)).await?))
    })
}

/// A difference, with the first subjects of each kind by name.
fn difference(report: &TrialReport) -> Value {
    let line = |diff: &LeadDiff| {
        let first = |subjects: &[app::casework::Subject]| json!(&subjects[..subjects.len().min(TOLD)]);
        json!({
            "rule": diff.rule, "not_evaluated": diff.not_evaluated, "unchanged": diff.unchanged,
            "added": diff.added.len(), "dropped": diff.dropped.len(), "changed": diff.changed.len(),
            "first_added": first(&diff.added), "first_dropped": first(&diff.dropped), "first_changed": first(&diff.changed),
        })
    };
    json!({ "as_of": report.as_of, "rules": report.rules.iter().map(line).collect::<Vec<_>>() })
}

async fn check(State(services): State<Arc<Services>>, Signed(caller): Signed, Body(asked): Body<Prechecking>) -> Result<Response, Problem> {
    let workspace = services.workspace.acting(&caller);
    workspace.may_hand_in(Some(&asked.dataset)).map_err(|error| Problem::from(error).at("dataset"))?;
    let file = workspace.kept(&asked.upload).map_err(|error| Problem::from(error).at("upload"))?;
    start(&services, &caller, "precheck", move |workspace, progress| async move {
        let heard = |step: app::Step<'_>| progress.step(step);
        Ok(json!(workspace.precheck_upload(progress.job(), &file, &asked.dataset, asked.as_of, &heard).await?))
    })
}

async fn export_precheck(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(job): Path<String>,
) -> Result<Response, Problem> {
    let job = job.parse().map_err(|_| Problem::not_found("没有这个任务"))?;
    sent(services.workspace.acting(&caller).download_precheck(job)?)
}

async fn list(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<RuleCard>>, Problem> {
    Ok(Json(services.workspace.acting(&caller).rule_cards().await?))
}

async fn one(State(services): State<Arc<Services>>, Signed(caller): Signed, Path(code): Path<String>) -> Result<Json<RuleText>, Problem> {
    Ok(Json(services.workspace.acting(&caller).rule_text(&code).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::casework::Subject;

    #[test]
    fn a_difference_tells_all_in_number_and_the_first_by_name() {
        let subject = |n: usize| Subject { id: n.to_string(), kind: "person".into(), name: format!("甲{n}") };
        let diff = LeadDiff { rule: "S01".into(), added: (0..250).map(subject).collect(), unchanged: 3, ..LeadDiff::default() };
        let as_of = NaiveDate::from_ymd_opt(2022, 12, 31).unwrap();
        let told = difference(&TrialReport { as_of, rules: vec![diff] });
        let line = &told["rules"][0];
        assert_eq!((&line["added"], &line["dropped"], &line["unchanged"]), (&json!(250), &json!(0), &json!(3)));
        assert_eq!(line["first_added"].as_array().map(Vec::len), Some(TOLD));
    }
}
