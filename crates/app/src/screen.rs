//! Screening the lake into the ledger, and trying out parameters.

use crate::book::Book;
use crate::error::AppError;
use crate::observe::{Observer, Step};
use crate::shadow::{ShadowLine, Shadowing};
use crate::workspace::{Workspace, now};
use casework::rule::{ParameterValues, RulePause};
use casework::{Counts, FoundHit, FoundLead, LeadDiff, Reach, RuleAnswer, RuleOutcome, Scope, ScreeningRun, SourceRef};
use chrono::NaiveDate;
use lake::lineage::source_row;
use lake::{Catalogue, Deadline};
use screening::{Answers, Hit, Outcome, Request, RuleRun, Screening, View};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// What to screen.
#[derive(Debug, Clone)]
pub struct ScreenRequest {
    /// Only rules of this pack.
    pub pack: Option<String>,
    /// Only these rules.
    pub rules: BTreeSet<String>,
    /// The day as of which rules look; today where none is given.
    pub as_of: Option<NaiveDate>,
    /// `RULE.PARAM=VALUE`, parsed: rule, then name, then value.
    pub set: BTreeMap<String, BTreeMap<String, String>>,
    /// The campaign (专项整治) whose parameters stand over those of the district.
    pub campaign: Option<i64>,
    /// Longest time for one rule.
    pub deadline: Option<Duration>,
    /// Whether answers of before are used where nothing changed.
    pub keep_answers: bool,
}

impl Default for ScreenRequest {
    fn default() -> Self {
        Self { pack: None, rules: BTreeSet::new(), as_of: None, set: BTreeMap::new(), campaign: None, deadline: None, keep_answers: true }
    }
}

/// One rule's figures in a run.
#[derive(Debug, Clone, Serialize)]
pub struct RuleLine {
    /// Its code.
    pub rule: String,
    /// Its Chinese title.
    pub title: String,
    /// `fault` or `owed`.
    pub kind: String,
    /// Why it was not evaluated; the figures below mean nothing then.
    pub not_evaluated: Option<String>,
    /// Leads found.
    pub leads: u64,
    /// Different subjects among them.
    pub subjects: u64,
    /// Hits found.
    pub hits: u64,
    /// Sum of their amounts, in yuan.
    pub amount: String,
    /// Milliseconds.
    pub elapsed_ms: u64,
    /// The answer was known from before.
    pub unchanged: bool,
    /// What became of its leads in the ledger.
    pub ledger: Counts,
    /// The version that was asked.
    pub version: Option<i64>,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
}

/// What a run found, and what it changed.
#[derive(Debug, Clone, Serialize)]
pub struct ScreenReport {
    /// The run's name.
    pub run: String,
    /// As of when.
    pub as_of: NaiveDate,
    /// The campaign for which it ran.
    pub campaign: Option<i64>,
    /// Rules that were paused since their yield is under its floor: before the run, which did not ask them.
    pub paused: Vec<RulePause>,
    /// One line a rule.
    pub rules: Vec<RuleLine>,
    /// What versions in the shadow would have changed.
    pub shadows: Vec<ShadowLine>,
    /// Milliseconds in which rules ran, several at once.
    pub rules_elapsed_ms: u64,
    /// Milliseconds of the whole run, the ledger included.
    pub elapsed_ms: u64,
    /// Different persons among all leads.
    pub persons: u64,
}

impl ScreenReport {
    /// How many rules had no answer.
    pub fn not_evaluated(&self) -> usize {
        self.rules.iter().filter(|line| line.not_evaluated.is_some()).count()
    }
}

/// What a run would change.
#[derive(Debug, Clone, Serialize)]
pub struct TrialReport {
    /// As of when.
    pub as_of: NaiveDate,
    /// One difference a rule.
    pub rules: Vec<LeadDiff>,
}

impl Workspace {
    /// Runs rules and brings the ledger in line with what they found: leads added, updated, withdrawn.
    ///
    /// # Errors
    /// Rules or packs that are not there; a ledger that cannot be written. A rule that fails is not an error of the run: it is not evaluated.
    pub async fn screen(&self, request: &ScreenRequest, observer: Observer<'_>) -> Result<ScreenReport, AppError> {
        let started = Instant::now();
        let at = now();
        let paused = self.ledger.review_yields(&self.caller, at).await?;
        let book = self.book_with(&request.rules, false).await?;
        let request = &self.within_reach(&book, request)?;
        self.record_batches().await?;
        let catalogue = self.catalogue()?;
        let as_of = request.as_of.unwrap_or(vocabulary::beijing_day(at));
        let request = &ScreenRequest { set: self.values(&book, request).await?, ..request.clone() };
        let Answers { rules: runs, elapsed } = self.run_rules(&book, &catalogue, request, as_of, observer).await?;
        let asked = Shadowing {
            as_of,
            today: vocabulary::beijing_day(at),
            values: &request.set,
            keep: request.keep_answers,
            all: request.pack.is_none() && request.rules.is_empty(),
        };
        let shadows = self.shadows(&catalogue, &runs, &book.numbers, &asked).await?;
        let run_id = format!("screen-{}", at.format("%Y%m%dT%H%M%S%.3f"));
        let persons: BTreeSet<&str> =
            runs.iter().filter(|run| run.rule.subject == "person").flat_map(|run| subjects(&run.outcome)).collect();
        let persons = persons.len() as u64;
        let mut lines: Vec<RuleLine> = runs.iter().map(|run| line(&book, run)).collect();
        let outcomes = runs.into_iter().map(|run| outcome(&book, &catalogue, run)).collect();
        let run = ScreeningRun { run_id: run_id.clone(), as_of, campaign: request.campaign, outcomes };
        let summary = self.ledger.apply_screening(&self.caller.actor, at, &run).await?;
        for (line, applied) in lines.iter_mut().zip(summary.rules) {
            line.not_evaluated = applied.not_evaluated;
            line.subjects = applied.subjects;
            line.hits = applied.hits;
            line.amount = applied.amount.to_string();
            line.ledger = applied.counts;
        }
        let shadows = self.keep_shadows(shadows, &run_id, as_of, at).await?;
        Ok(ScreenReport {
            run: run_id,
            as_of,
            campaign: request.campaign,
            paused,
            rules: lines,
            shadows,
            rules_elapsed_ms: millis(elapsed),
            elapsed_ms: millis(started.elapsed()),
            persons,
        })
    }

    /// What a run would add to the ledger, drop from it and change in it. Nothing is written, and nothing is kept. A rule that is named and
    /// has no version in use is tried as its newest version has it.
    ///
    /// # Errors
    /// Rules or packs that are not there; a ledger that cannot be read.
    pub async fn trial(&self, request: &ScreenRequest, observer: Observer<'_>) -> Result<TrialReport, AppError> {
        let book = self.book_with(&request.rules, true).await?;
        let request = &self.within_reach(&book, request)?;
        let catalogue = self.catalogue()?;
        let as_of = request.as_of.unwrap_or(vocabulary::beijing_day(now()));
        let request = &ScreenRequest { set: self.values(&book, request).await?, keep_answers: false, ..request.clone() };
        let runs = self.run_rules(&book, &catalogue, request, as_of, observer).await?.rules;
        let mut rules = Vec::new();
        for run in runs {
            rules.push(self.ledger.diff(&self.caller.scope, &outcome(&book, &catalogue, run)).await?);
        }
        Ok(TrialReport { as_of, rules })
    }

    /// The same request, of rules of the caller's priorities alone: a screening changes the leads of its rules.
    fn within_reach(&self, book: &Book, request: &ScreenRequest) -> Result<ScreenRequest, AppError> {
        let Reach::Only(priorities) = &self.caller.scope.priorities else { return Ok(request.clone()) };
        let own = book.packs.rules_of(request.pack.as_deref()).filter(|rule| priorities.contains(&rule.priority));
        let own: BTreeSet<String> = own.map(|rule| rule.code.clone()).collect();
        if let Some(other) = request.rules.difference(&own).next() {
            return Err(AppError::Forbidden(format!("规则 {other} 不在您负责的领域内")));
        }
        let rules = if request.rules.is_empty() { own } else { request.rules.clone() };
        if rules.is_empty() {
            return Err(AppError::Forbidden("您负责的领域内没有规则".to_owned()));
        }
        Ok(ScreenRequest { rules, ..request.clone() })
    }

    /// The values with which the rules of a request run.
    async fn values(&self, book: &Book, request: &ScreenRequest) -> Result<ParameterValues, AppError> {
        if let Some(campaign) = request.campaign {
            self.ledger.campaign_is_there(campaign).await?;
        }
        let approved = self.ledger.parameters_in_force(&Scope::everything(), request.campaign).await?;
        Ok(book.values(approved, &request.set))
    }

    async fn run_rules<'b>(
        &self,
        book: &'b Book,
        catalogue: &Catalogue,
        request: &ScreenRequest,
        as_of: NaiveDate,
        observer: Observer<'_>,
    ) -> Result<Answers<'b>, AppError> {
        let cache = self.data.join("screening");
        let screening = Screening {
            engine: &self.engine,
            packs: &book.packs,
            view: View::new(catalogue),
            cache: request.keep_answers.then_some(cache.as_path()),
            held: &book.held,
        };
        let asked = Request {
            rules: request.rules.clone(),
            pack: request.pack.clone(),
            set: request.set.clone(),
            as_of,
            today: vocabulary::beijing_day(now()),
            deadline: request.deadline.map(Deadline).unwrap_or_default(),
        };
        let of = book
            .packs
            .rules_of(request.pack.as_deref())
            .filter(|rule| request.rules.is_empty() || request.rules.contains(&rule.code))
            .count();
        let mut number = 0;
        let told = |run: &RuleRun<'_>| {
            number += 1;
            observer(Step::Rule { code: &run.rule.code, title: &run.rule.title, number, of });
        };
        let Answers { rules, elapsed } = screening.run(&asked, told).await.map_err(AppError::Refused)?;
        // The rules belong to the book; only the view was borrowed from the catalogue.
        let rules = rules.into_iter().map(|run| RuleRun { rule: &book.packs.rules[&run.rule.code], ..run }).collect();
        Ok(Answers { rules, elapsed })
    }
}

fn subjects(outcome: &Outcome) -> impl Iterator<Item = &str> {
    let leads = match outcome {
        Outcome::Evaluated(leads) => leads.as_slice(),
        Outcome::NotEvaluated(_) => &[],
    };
    leads.iter().map(|lead| lead.subject_id.as_str())
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// What is known of a rule's run before the ledger heard of it.
fn line(book: &Book, run: &RuleRun<'_>) -> RuleLine {
    RuleLine {
        rule: run.rule.code.clone(),
        title: run.rule.title.clone(),
        kind: run.rule.kind.code().to_owned(),
        not_evaluated: None,
        leads: subjects(&run.outcome).count() as u64,
        subjects: 0,
        hits: 0,
        amount: String::new(),
        elapsed_ms: millis(run.elapsed),
        unchanged: run.unchanged,
        ledger: Counts::default(),
        version: book.numbers.get(&run.rule.code).copied(),
        parameters: run.parameters.clone(),
    }
}

/// A rule's run as the ledger takes it. Its leads are handed on, not copied: they are most of what a screening holds in memory.
fn outcome(book: &Book, catalogue: &Catalogue, run: RuleRun<'_>) -> RuleOutcome {
    let answer = match run.outcome {
        Outcome::NotEvaluated(reason) => RuleAnswer::NotEvaluated { reason: reason.to_string() },
        Outcome::Evaluated(leads) => RuleAnswer::Evaluated {
            leads: leads
                .into_iter()
                .map(|lead| FoundLead {
                    subject_kind: run.rule.subject.clone(),
                    subject_id: lead.subject_id,
                    subject_name: lead.subject_name,
                    hits: lead.hits.into_iter().map(|hit| found(catalogue, hit)).collect(),
                })
                .collect(),
        },
    };
    RuleOutcome {
        rule: run.rule.code.clone(),
        title: run.rule.title.clone(),
        priority: run.rule.priority.clone(),
        kind: run.rule.kind.code().to_owned(),
        rule_digest: run.digest,
        rule_version: book.numbers.get(&run.rule.code).copied(),
        parameters: json!(run.parameters),
        elapsed_ms: millis(run.elapsed),
        answer,
    }
}

fn found(catalogue: &Catalogue, hit: Hit) -> FoundHit {
    let sources = hit.evidence.iter().filter_map(|row| source_row(catalogue, *row));
    FoundHit {
        happened_on: hit.happened_on,
        amount: hit.amount,
        sources: sources
            .map(|row| SourceRef { dataset: row.dataset, batch: row.batch, file: row.file, sheet: row.sheet, row: row.row })
            .collect(),
        detail: hit.detail.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<serde_json::Map<_, _>>().into(),
    }
}

/// Reads `RULE.PARAM=VALUE` settings.
///
/// # Errors
/// A setting of another form.
pub fn read_settings(texts: &[String]) -> Result<BTreeMap<String, BTreeMap<String, String>>, AppError> {
    let mut set: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for text in texts {
        let parsed = text.split_once('=').and_then(|(place, value)| Some((place.split_once('.')?, value)));
        let ((rule, name), value) = parsed.ok_or_else(|| AppError::Refused(format!("{text:?} is not of the form RULE.PARAM=VALUE")))?;
        set.entry(rule.trim().to_owned()).or_default().insert(name.trim().to_owned(), value.trim().to_owned());
    }
    Ok(set)
}
