//! Running rules.

use crate::cache::{Cache, digest};
use crate::check::parameters;
use crate::hit::{Hit, Lead, hits_of, leads_of};
use crate::tables::{View, months_of, state_of};
use chrono::{Datelike, NaiveDate};
use lake::arrow::array::{AsArray, Int64Array, RecordBatch};
use lake::arrow::compute::cast;
use lake::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use lake::{Deadline, Engine, LakeError, Parameters, TableData, Tables};
use pack::{Packs, Rule};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vocabulary::resident_number::ResidentNumber;

/// The register that knows the names of persons.
const RESIDENTS: &str = "residents";
/// In a hit's detail: the register's name, where the offending record has another one.
const REGISTER_NAME: &str = "register_name";
/// The one slice of a rule that is not cut by months.
const WHOLE: &str = "*";

/// What to run, and as of when.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The rules; empty for all.
    pub rules: BTreeSet<String>,
    /// Only rules of this pack.
    pub pack: Option<String>,
    /// Parameters that stand over the defaults: rule, then name, then value as text.
    pub set: BTreeMap<String, BTreeMap<String, String>>,
    /// The day as of which rules look (T).
    pub as_of: NaiveDate,
    /// The day on which the run happens: batches age by it.
    pub today: NaiveDate,
    /// The longest that one rule may take.
    pub deadline: Deadline,
}

/// Why a rule has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotEvaluated {
    /// A dataset was never handed in.
    NoData {
        /// Its code.
        dataset: String,
        /// Its title.
        title: String,
    },
    /// A dataset was handed in too long ago.
    Stale {
        /// Its code.
        dataset: String,
        /// Its title.
        title: String,
        /// Days since.
        days: i64,
        /// Days allowed.
        limit: i64,
    },
    /// Parameters that are not the rule's, or not of their type.
    Parameters(String),
    /// It failed.
    Failed(String),
}

impl fmt::Display for NotEvaluated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData { dataset, title } => write!(f, "缺少数据集 {title}（{dataset}）"),
            Self::Stale { dataset, title, days, limit } => write!(f, "数据集 {title}（{dataset}）已 {days} 天未更新，超过 {limit} 天"),
            Self::Parameters(reason) => write!(f, "参数错误：{reason}"),
            Self::Failed(reason) => write!(f, "规则运行出错：{reason}"),
        }
    }
}

/// A rule's answer over all subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Hits for these subjects, no hit for all others.
    Evaluated(Vec<Lead>),
    /// No answer for anybody, and why.
    NotEvaluated(NotEvaluated),
}

/// One rule's run.
#[derive(Debug, Clone)]
pub struct RuleRun<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Parameters that it ran with, as text.
    pub parameters: BTreeMap<String, String>,
    /// SM3 of the rule's text.
    pub digest: String,
    /// Its answer.
    pub outcome: Outcome,
    /// How long it took.
    pub elapsed: Duration,
    /// The whole answer was known from before.
    pub unchanged: bool,
}

/// Rules, and what they run over.
pub struct Screening<'a> {
    /// The engine.
    pub engine: &'a dyn Engine,
    /// Datasets and rules.
    pub packs: &'a Packs,
    /// The batches.
    pub view: View<'a>,
    /// Where answers are kept between runs; none keeps nothing.
    pub cache: Option<&'a Path>,
}

impl<'a> Screening<'a> {
    /// Runs the rules of a request one after the other; one that fails does not stop the others. `done` hears of each.
    ///
    /// # Errors
    /// Names of the request that are no rule.
    pub async fn run(&self, request: &Request, mut done: impl FnMut(&RuleRun<'a>)) -> Result<Vec<RuleRun<'a>>, String> {
        let unknown = |name: &&String| !self.packs.rules.contains_key(*name);
        if let Some(name) = request.rules.iter().chain(request.set.keys()).find(unknown) {
            return Err(format!("there is no rule {name:?}"));
        }
        if let Some(pack) = request.pack.as_ref().filter(|pack| !self.packs.packs.contains_key(*pack)) {
            return Err(format!("there is no pack {pack:?}"));
        }
        let mut runs = Vec::new();
        for rule in self.packs.rules_of(request.pack.as_deref()) {
            if request.rules.is_empty() || request.rules.contains(&rule.code) {
                let mut run = self.run_rule(rule, request).await;
                if let Outcome::Evaluated(leads) = &mut run.outcome
                    && rule.subject == "person"
                    && let Err(error) = self.note_names(leads, request.deadline).await
                {
                    run.outcome = Outcome::NotEvaluated(NotEvaluated::Failed(error.to_string()));
                }
                done(&run);
                runs.push(run);
            }
        }
        Ok(runs)
    }

    async fn run_rule(&self, rule: &'a Rule, request: &Request) -> RuleRun<'a> {
        let started = Instant::now();
        let none = BTreeMap::new();
        let set = request.set.get(&rule.code).unwrap_or(&none);
        let shown =
            rule.parameters.iter().map(|(name, parameter)| (name.clone(), set.get(name).unwrap_or(&parameter.default).clone())).collect();
        let mut run = RuleRun {
            rule,
            parameters: shown,
            digest: digest(&[&rule.text]),
            outcome: Outcome::Evaluated(Vec::new()),
            elapsed: Duration::ZERO,
            unchanged: false,
        };
        run.outcome = match self.answer(rule, &run.digest, set, request).await {
            Ok((hits, unchanged)) => {
                run.unchanged = unchanged;
                Outcome::Evaluated(leads_of(hits))
            }
            Err(reason) => Outcome::NotEvaluated(reason),
        };
        run.elapsed = started.elapsed();
        run
    }

    async fn answer(
        &self,
        rule: &'a Rule,
        text_digest: &str,
        set: &BTreeMap<String, String>,
        request: &Request,
    ) -> Result<(Vec<Hit>, bool), NotEvaluated> {
        self.ready(rule, request.today)?;
        let parameters = parameters(rule, set, request.as_of).map_err(NotEvaluated::Parameters)?;
        let mut cache = Cache::open(self.cache, &rule.code);
        // The day matters only to a rule that asks for it.
        let day = if rule.sql.contains("$as_of") { request.as_of.to_string() } else { String::new() };
        let values: String =
            rule.values(set).map_err(NotEvaluated::Parameters)?.iter().map(|(name, value)| format!("{name}={value:?};")).collect();
        let state = |month: Option<&str>| digest(&[text_digest, &values, &day, &state_of(&self.view, self.packs, rule, month)]);
        let slices: BTreeSet<String> = if rule.by_month { months_of(&self.view, rule) } else { BTreeSet::from([WHOLE.to_owned()]) };
        let month = |slice: &str| rule.by_month.then(|| slice.to_owned());
        let states: BTreeMap<&String, String> = slices.iter().map(|slice| (slice, state(month(slice).as_deref()))).collect();
        let due: BTreeSet<String> = slices.iter().filter(|slice| !cache.holds(slice, &states[slice])).cloned().collect();
        cache.retain(|slice| slices.contains(slice));
        if !due.is_empty() {
            let narrowed = (rule.by_month && due.len() < slices.len()).then_some(&due);
            let hits = self.ask(rule, &parameters, narrowed, request.deadline).await?;
            let mut by_slice: BTreeMap<String, Vec<Hit>> = due.iter().map(|slice| (slice.clone(), Vec::new())).collect();
            for hit in hits {
                let slice =
                    if rule.by_month { format!("{:04}-{:02}", hit.happened_on.year(), hit.happened_on.month()) } else { WHOLE.to_owned() };
                let Some(kept) = by_slice.get_mut(&slice) else {
                    return Err(NotEvaluated::Failed(format!(
                        "a rule that is cut by months gave a hit in {slice}, in which its dataset has no row"
                    )));
                };
                kept.push(hit);
            }
            for (slice, hits) in by_slice {
                let state = states[&slice].clone();
                cache.keep(&slice, state, hits);
            }
        }
        let mut hits = cache.finish();
        hits.sort_by(|a, b| (&a.subject_id, a.happened_on, a.row).cmp(&(&b.subject_id, b.happened_on, b.row)));
        Ok((hits, due.is_empty()))
    }

    /// Whether everything that the rule reads is there, and new enough.
    pub(crate) fn ready(&self, rule: &Rule, today: NaiveDate) -> Result<(), NotEvaluated> {
        for code in &rule.datasets {
            let declared = self.packs.datasets.get(code);
            let title = declared.map(|dataset| dataset.title.clone()).unwrap_or_default();
            if !self.view.has_data(code) {
                return Err(NotEvaluated::NoData { dataset: code.clone(), title });
            }
            let age = self.view.age_in_days(code, today);
            if let (Some(days), Some(limit)) = (age, declared.and_then(|dataset| dataset.stale_after_days))
                && days > limit
            {
                return Err(NotEvaluated::Stale { dataset: code.clone(), title, days, limit });
            }
        }
        Ok(())
    }

    /// Runs the rule's SELECT; with `months`, over these months only.
    pub(crate) async fn ask(
        &self,
        rule: &'a Rule,
        parameters: &Parameters,
        months: Option<&BTreeSet<String>>,
        deadline: Deadline,
    ) -> Result<Vec<Hit>, NotEvaluated> {
        let failed = |e: LakeError| NotEvaluated::Failed(e.to_string());
        let tables = self.view.tables(self.packs, rule, months);
        let answer = self.engine.execute(&rule.sql, parameters, &tables, deadline).await.map_err(failed)?;
        if let Some(reason) = answer.first().and_then(|rows| crate::hit::fault_in_columns(&rows.schema())) {
            return Err(NotEvaluated::Failed(reason));
        }
        hits_of(&answer).map_err(NotEvaluated::Failed)
    }

    /// Notes in each hit where the register has another name under the same number.
    async fn note_names(&self, leads: &mut [Lead], deadline: Deadline) -> Result<(), LakeError> {
        let Some(residents) = self.packs.datasets.get(RESIDENTS).filter(|_| self.view.has_data(RESIDENTS) && !leads.is_empty()) else {
            return Ok(());
        };
        let key = |id: &str| ResidentNumber::parse(id, NaiveDate::MAX).ok().map(|number| number.key());
        let keys: Int64Array = leads.iter().filter_map(|lead| key(&lead.subject_id)).collect();
        let wanted = RecordBatch::try_new(Arc::new(Schema::new(vec![Field::new("k", DataType::Int64, true)])), vec![Arc::new(keys)])?;
        let tables =
            Tables::from([(RESIDENTS.to_owned(), self.view.table(residents, None)), ("wanted".to_owned(), TableData::Rows(wanted))]);
        let sql = "SELECT r.id_number_key AS k, min(r.name) AS name FROM wanted w JOIN residents r ON r.id_number_key = w.k GROUP BY r.id_number_key";
        let mut names: HashMap<i64, String> = HashMap::new();
        for rows in self.engine.execute(sql, &Parameters::new(), &tables, deadline).await? {
            let text = cast(rows.column(1), &DataType::Utf8)?;
            let (keys, text) = (rows.column(0).as_primitive::<Int64Type>(), text.as_string::<i32>());
            names.extend((0..rows.num_rows()).map(|n| (keys.value(n), text.value(n).to_owned())));
        }
        for lead in leads {
            let Some(name) = key(&lead.subject_id).and_then(|key| names.get(&key)) else { continue };
            for hit in lead.hits.iter_mut().filter(|hit| hit.subject_name != *name) {
                hit.detail.insert(REGISTER_NAME.to_owned(), name.clone());
            }
        }
        Ok(())
    }
}
