//! Running rules.

use crate::cache::{Cache, digest, text_digest};
use crate::check::parameters;
use crate::hit::{Hit, Lead, hits_of, leads_of};
use crate::tables::{View, months_of, state_of};
use chrono::{Datelike, NaiveDate};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use lake::arrow::array::{AsArray, Int64Array, RecordBatch};
use lake::arrow::compute::cast;
use lake::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use lake::{Deadline, Engine, LakeError, Parameters, TableData, Tables, Threads};
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
const WHOLE: &str = "all";

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
    /// It found no room in memory.
    NoRoom(String),
    /// It is not to be asked: paused for review, or not in use.
    Held(String),
}

impl fmt::Display for NotEvaluated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData { dataset, title } => write!(f, "缺少数据集 {title}（{dataset}）"),
            Self::Stale { dataset, title, days, limit } => write!(f, "数据集 {title}（{dataset}）已 {days} 天未更新，超过 {limit} 天"),
            Self::Parameters(reason) => write!(f, "参数错误：{reason}"),
            Self::Failed(reason) | Self::NoRoom(reason) => write!(f, "规则运行出错：{reason}"),
            Self::Held(reason) => f.write_str(reason),
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

/// The answers of one run.
#[derive(Debug, Clone)]
pub struct Answers<'a> {
    /// One for each rule, in the order of their codes.
    pub rules: Vec<RuleRun<'a>>,
    /// From the first rule's start to the last one's end.
    pub elapsed: Duration,
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
    /// Rules that are not to be asked, and why; they have no answer.
    pub held: &'a BTreeMap<String, String>,
}

impl<'a> Screening<'a> {
    /// Runs the rules of a request, as many beside each other as there are threads; one that fails does not stop the others. `done` hears of
    /// each as it ends.
    ///
    /// # Errors
    /// Names of the request that are no rule.
    pub async fn run(&self, request: &Request, mut done: impl FnMut(&RuleRun<'a>)) -> Result<Answers<'a>, String> {
        let unknown = |name: &&String| !self.packs.rules.contains_key(*name);
        if let Some(name) = request.rules.iter().chain(request.set.keys()).find(unknown) {
            return Err(format!("there is no rule {name:?}"));
        }
        if let Some(pack) = request.pack.as_ref().filter(|pack| !self.packs.packs.contains_key(*pack)) {
            return Err(format!("there is no pack {pack:?}"));
        }
        let started = Instant::now();
        let mut asked: Vec<&Rule> = self
            .packs
            .rules_of(request.pack.as_deref())
            .filter(|rule| request.rules.is_empty() || request.rules.contains(&rule.code))
            .collect();
        // What reads most comes first, so that no long rule is left to run by itself at the end. Where answers are kept, a rule that is cut by
        // months mostly reads one of them.
        asked.sort_by_key(|rule| (self.cache.is_some() && rule.by_month, std::cmp::Reverse(self.view.rows(rule))));
        let beside = self.engine.threads();
        let threads = if asked.len() < beside { Threads::All } else { Threads::One };
        let (mut waiting, mut running) = (asked.into_iter(), FuturesUnordered::new());
        let (mut rules, mut alone) = (Vec::new(), Vec::new());
        loop {
            running.extend(waiting.by_ref().take(beside - running.len()).map(|rule| self.run_rule(rule, request, threads)));
            let Some(run) = running.next().await else { break };
            if matches!(run.outcome, Outcome::NotEvaluated(NotEvaluated::NoRoom(_))) {
                alone.push(run.rule);
            } else {
                done(&run);
                rules.push(run);
            }
        }
        // What found no room beside others may find it without them.
        for rule in alone {
            let run = self.run_rule(rule, request, Threads::All).await;
            done(&run);
            rules.push(run);
        }
        let elapsed = started.elapsed();
        rules.sort_by(|a, b| a.rule.code.cmp(&b.rule.code));
        self.note_names(&mut rules, request.deadline).await;
        Ok(Answers { rules, elapsed })
    }

    async fn run_rule(&self, rule: &'a Rule, request: &Request, threads: Threads) -> RuleRun<'a> {
        let started = Instant::now();
        let none = BTreeMap::new();
        let set = request.set.get(&rule.code).unwrap_or(&none);
        let shown =
            rule.parameters.iter().map(|(name, parameter)| (name.clone(), set.get(name).unwrap_or(&parameter.default).clone())).collect();
        let mut run = RuleRun {
            rule,
            parameters: shown,
            digest: text_digest(&rule.text),
            outcome: Outcome::Evaluated(Vec::new()),
            elapsed: Duration::ZERO,
            unchanged: false,
        };
        run.outcome = match self.answer(rule, &run.digest, set, request, threads).await {
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
        threads: Threads,
    ) -> Result<(Vec<Hit>, bool), NotEvaluated> {
        self.ready(rule, request.today)?;
        let parameters = parameters(rule, set, request.as_of).map_err(NotEvaluated::Parameters)?;
        let cache = Cache::of(self.cache, &rule.code);
        // The day matters only to a rule that asks for it.
        let day = if rule.sql.contains("$as_of") { request.as_of.to_string() } else { String::new() };
        let values: String =
            rule.values(set).map_err(NotEvaluated::Parameters)?.iter().map(|(name, value)| format!("{name}={value:?};")).collect();
        let state = |month: Option<&str>| digest(&[text_digest, &values, &day, &state_of(&self.view, self.packs, rule, month)]);
        let slices: BTreeSet<String> = if rule.by_month { months_of(&self.view, rule) } else { BTreeSet::from([WHOLE.to_owned()]) };
        let month = |slice: &str| rule.by_month.then(|| slice.to_owned());
        let states: BTreeMap<&str, String> = slices.iter().map(|slice| (slice.as_str(), state(month(slice).as_deref()))).collect();
        cache.retain(&slices);
        let (mut hits, mut due) = (Vec::new(), BTreeSet::new());
        for slice in &slices {
            match cache.find(slice, &states[slice.as_str()]) {
                Some(kept) => hits.extend(kept),
                None => drop(due.insert(slice.clone())),
            }
        }
        if !due.is_empty() {
            let narrowed = (rule.by_month && due.len() < slices.len()).then_some(&due);
            let mut by_slice: BTreeMap<&str, Vec<Hit>> = due.iter().map(|slice| (slice.as_str(), Vec::new())).collect();
            for hit in self.ask(rule, &parameters, narrowed, request.deadline, threads).await? {
                let slice =
                    if rule.by_month { format!("{:04}-{:02}", hit.happened_on.year(), hit.happened_on.month()) } else { WHOLE.to_owned() };
                let Some(new) = by_slice.get_mut(slice.as_str()) else {
                    return Err(NotEvaluated::Failed(format!(
                        "a rule that is cut by months gave a hit in {slice}, in which its dataset has no row"
                    )));
                };
                new.push(hit);
            }
            for (slice, new) in by_slice {
                cache.keep(slice, &states[slice], &new);
                hits.extend(new);
            }
        }
        hits.sort_by(|a, b| (&a.subject_id, a.happened_on, a.row).cmp(&(&b.subject_id, b.happened_on, b.row)));
        Ok((hits, due.is_empty()))
    }

    /// Whether the rule may be asked, and everything that it reads is there and new enough.
    pub(crate) fn ready(&self, rule: &Rule, today: NaiveDate) -> Result<(), NotEvaluated> {
        if let Some(reason) = self.held.get(&rule.code) {
            return Err(NotEvaluated::Held(reason.clone()));
        }
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
        threads: Threads,
    ) -> Result<Vec<Hit>, NotEvaluated> {
        let failed = |error: LakeError| match error {
            LakeError::NoRoom(reason) => NotEvaluated::NoRoom(reason),
            other => NotEvaluated::Failed(other.to_string()),
        };
        let tables = self.view.tables(self.packs, rule, months);
        let answer = self.engine.execute(&rule.sql, parameters, &tables, deadline, threads).await.map_err(failed)?;
        if let Some(reason) = answer.first().and_then(|rows| crate::hit::fault_in_columns(&rows.schema())) {
            return Err(NotEvaluated::Failed(reason));
        }
        hits_of(&answer).map_err(NotEvaluated::Failed)
    }

    /// Notes in each hit on a person where the register has another name under the same number. A rule whose hits could not be held against the
    /// register has no answer.
    async fn note_names(&self, rules: &mut [RuleRun<'a>], deadline: Deadline) {
        let key = |lead: &Lead| ResidentNumber::parse(&lead.subject_id, NaiveDate::MAX).ok().map(|number| number.key());
        let mut found: Vec<(&mut RuleRun<'a>, Vec<Option<i64>>)> = Vec::new();
        for run in rules.iter_mut().filter(|run| run.rule.subject == "person") {
            if let Outcome::Evaluated(leads) = &run.outcome {
                let keys = leads.iter().map(key).collect();
                found.push((run, keys));
            }
        }
        let wanted: BTreeSet<i64> = found.iter().flat_map(|(_, keys)| keys.iter().flatten().copied()).collect();
        let names = self.names(&wanted, deadline).await;
        for (run, keys) in found {
            match (&names, &mut run.outcome) {
                (Ok(names), Outcome::Evaluated(leads)) => {
                    for (lead, key) in leads.iter_mut().zip(keys) {
                        let Some(name) = key.and_then(|key| names.get(&key)) else { continue };
                        for hit in lead.hits.iter_mut().filter(|hit| hit.subject_name != *name) {
                            hit.detail.insert(REGISTER_NAME.to_owned(), name.clone());
                        }
                    }
                }
                (Err(error), outcome) => *outcome = Outcome::NotEvaluated(NotEvaluated::Failed(error.to_string())),
                (Ok(_), Outcome::NotEvaluated(_)) => {}
            }
        }
    }

    /// The register's names of the persons with these keys.
    async fn names(&self, wanted: &BTreeSet<i64>, deadline: Deadline) -> Result<HashMap<i64, String>, LakeError> {
        let mut names = HashMap::new();
        let Some(residents) = self.packs.datasets.get(RESIDENTS).filter(|_| self.view.has_data(RESIDENTS) && !wanted.is_empty()) else {
            return Ok(names);
        };
        let keys: Int64Array = wanted.iter().copied().collect();
        let wanted = RecordBatch::try_new(Arc::new(Schema::new(vec![Field::new("k", DataType::Int64, true)])), vec![Arc::new(keys)])?;
        let tables =
            Tables::from([(RESIDENTS.to_owned(), self.view.table(residents, None)), ("wanted".to_owned(), TableData::Rows(wanted))]);
        let sql = "SELECT r.id_number_key AS k, min(r.name) AS name FROM wanted w JOIN residents r ON r.id_number_key = w.k GROUP BY r.id_number_key";
        for rows in self.engine.execute(sql, &Parameters::new(), &tables, deadline, Threads::All).await? {
            let text = cast(rows.column(1), &DataType::Utf8)?;
            let (keys, text) = (rows.column(0).as_primitive::<Int64Type>(), text.as_string::<i32>());
            names.extend((0..rows.num_rows()).map(|n| (keys.value(n), text.value(n).to_owned())));
        }
        Ok(names)
    }
}
