//! Answering SQL. An engine hands out no row before the end of the stream: an answer is whole or absent.

use crate::error::LakeError;
use crate::session::{LakeOptions, build_state, runtime_env};
use crate::table::provider;
use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement as ParsedStatement;
use datafusion::sql::sqlparser::ast::{self, DataType as SqlType, Expr, Ident, Statement, Value as SqlValue, visit_expressions_mut};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use pack::ParameterValue;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

pub use crate::table::{TableData, Tables};

/// The longest that a query may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(pub Duration);

impl Default for Deadline {
    /// Half an hour.
    fn default() -> Self {
        Self(Duration::from_secs(1800))
    }
}

/// How many of the engine's threads a query takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// All of them: a query that runs by itself.
    All,
    /// One, where other queries run beside it: rows need not be passed between threads, which costs less in all.
    One,
}

/// Parameters by name (without `$`).
pub type Parameters = BTreeMap<String, ParameterValue>;

/// Why a text is not a query that may run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryFault {
    /// It does not parse.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// Line of the text, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
        /// What the parser says.
        reason: String,
    },
    /// It is something else than one SELECT.
    #[error("a rule is one SELECT and nothing else")]
    NotOneSelect,
    /// It reads what it was not given.
    #[error("it reads {0:?}, which is not among the datasets that it declares")]
    Undeclared(String),
    /// A placeholder without a value.
    #[error("the parameter ${0} is not declared")]
    UnknownParameter(String),
    /// Names or types that do not fit.
    #[error("{0}")]
    Plan(String),
    /// A join without an equality between its two sides.
    #[error("two tables are joined without an equality between their columns ({0}): every row would meet every row; join on a key")]
    JoinWithoutKey(String),
}

/// An engine that answers SQL over pinned tables.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Checks a query without running it, and says what columns it gives.
    ///
    /// # Errors
    /// The fault, in the outer result when the engine itself fails.
    async fn check(&self, sql: &str, parameters: &Parameters, tables: &Tables) -> Result<Result<SchemaRef, QueryFault>, LakeError>;

    /// Runs a query to its end.
    ///
    /// # Errors
    /// A query that is faulty, fails, or takes longer than the deadline; no partial answer.
    async fn execute(
        &self,
        sql: &str,
        parameters: &Parameters,
        tables: &Tables,
        deadline: Deadline,
        threads: Threads,
    ) -> Result<Vec<RecordBatch>, LakeError>;

    /// How many queries of one thread may run beside each other.
    fn threads(&self) -> usize;
}

/// The embedded engine. It computes on a runtime of its own, apart from the one that waits for files and people.
pub struct DataFusionEngine {
    options: LakeOptions,
    runtime_env: Arc<RuntimeEnv>,
    compute: Option<Runtime>,
}

impl DataFusionEngine {
    /// An engine with these options.
    ///
    /// # Errors
    /// The spill folder cannot be used, or no threads can be had.
    pub fn new(options: LakeOptions) -> Result<Self, LakeError> {
        let runtime_env = runtime_env(&options)?;
        let compute = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(options.threads.max(1))
            .thread_name("compute")
            // Files are read on these: what more of them would read stands in memory before it is wanted.
            .max_blocking_threads(options.threads.max(1))
            .enable_all()
            .build()
            .map_err(|e| LakeError::Engine(format!("no threads: {e}")))?;
        Ok(Self { options, runtime_env, compute: Some(compute) })
    }

    fn planner(
        &self,
        sql: &str,
        parameters: &Parameters,
        tables: &Tables,
        threads: Threads,
    ) -> Result<(SessionContext, String, Parameters), LakeError> {
        let partitions = match threads {
            Threads::All => self.threads(),
            Threads::One => 1,
        };
        let state = build_state(SessionStateBuilder::new(), partitions, Arc::clone(&self.runtime_env))?;
        let context = SessionContext::new_with_state(state);
        for (name, data) in tables {
            context.register_table(name.as_str(), provider(name, data, &self.runtime_env)?)?;
        }
        Ok((context, sql.to_owned(), parameters.clone()))
    }

    /// Runs a piece of work on the computing threads.
    async fn on_compute<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, LakeError>> + Send + 'static,
    ) -> Result<T, LakeError> {
        let compute = self.compute.as_ref().expect("there until the engine is dropped");
        let task = compute.spawn(work);
        let stop = AbortOnDrop(task.abort_handle());
        let outcome = task.await.map_err(|e| LakeError::Engine(format!("the query was stopped: {e}")))?;
        std::mem::forget(stop);
        outcome
    }
}

/// Stops a query whose caller went away.
struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Drop for DataFusionEngine {
    fn drop(&mut self) {
        if let Some(compute) = self.compute.take() {
            compute.shutdown_background();
        }
    }
}

#[async_trait]
impl Engine for DataFusionEngine {
    async fn check(&self, sql: &str, parameters: &Parameters, tables: &Tables) -> Result<Result<SchemaRef, QueryFault>, LakeError> {
        let (context, sql, parameters) = self.planner(sql, parameters, tables, Threads::One)?;
        self.on_compute(async move { Ok(plan(&context, &sql, &parameters).await.map(|plan| plan.schema())) }).await
    }

    async fn execute(
        &self,
        sql: &str,
        parameters: &Parameters,
        tables: &Tables,
        deadline: Deadline,
        threads: Threads,
    ) -> Result<Vec<RecordBatch>, LakeError> {
        let (context, sql, parameters) = self.planner(sql, parameters, tables, threads)?;
        let work = self.on_compute(async move {
            let plan = plan(&context, &sql, &parameters).await.map_err(|fault| LakeError::Engine(fault.to_string()))?;
            Ok(collect(plan, context.task_ctx()).await?)
        });
        let late = || LakeError::Deadline(deadline.0.as_secs());
        let began = Instant::now();
        let answer = tokio::time::timeout(deadline.0, work).await.map_err(|_| late())?;
        // An answer that was ready before the timer was looked at is late all the same.
        if began.elapsed() > deadline.0 { Err(late()) } else { answer }
    }

    fn threads(&self) -> usize {
        self.options.threads.max(1)
    }
}

/// Text to physical plan, with everything checked on the way.
async fn plan(context: &SessionContext, sql: &str, parameters: &Parameters) -> Result<Arc<dyn ExecutionPlan>, QueryFault> {
    let said = |e: datafusion::error::DataFusionError| QueryFault::Plan(e.strip_backtrace());
    let statement = bind(one_select(sql)?, parameters)?;
    let state = context.state();
    let parsed = ParsedStatement::Statement(Box::new(statement));
    for reference in state.resolve_table_references(&parsed).map_err(said)? {
        if !context.table_exist(reference.clone()).map_err(said)? {
            return Err(QueryFault::Undeclared(reference.table().to_owned()));
        }
    }
    let logical: LogicalPlan = state.statement_to_plan(parsed).await.map_err(said)?;
    let physical = state.create_physical_plan(&logical).await.map_err(said)?;
    refuse_joins_without_key(&physical)?;
    Ok(physical)
}

/// The text as one SELECT.
fn one_select(sql: &str) -> Result<Statement, QueryFault> {
    let statements = Parser::parse_sql(&GenericDialect {}, sql).map_err(|error| syntax(&error))?;
    let [statement] = <[Statement; 1]>::try_from(statements).map_err(|_| QueryFault::NotOneSelect)?;
    match &statement {
        Statement::Query(query) if is_select(&query.body) && query.locks.is_empty() => Ok(statement),
        _ => Err(QueryFault::NotOneSelect),
    }
}

fn is_select(body: &ast::SetExpr) -> bool {
    match body {
        ast::SetExpr::Select(select) => select.into.is_none(),
        ast::SetExpr::Query(query) => is_select(&query.body),
        ast::SetExpr::SetOperation { left, right, .. } => is_select(left) && is_select(right),
        ast::SetExpr::Values(_) => true,
        _ => false,
    }
}

/// The parser names the place at the end of its message.
fn syntax(error: &ParserError) -> QueryFault {
    let (ParserError::ParserError(message) | ParserError::TokenizerError(message)) = error else {
        return QueryFault::Syntax { line: 1, column: 1, reason: error.to_string() };
    };
    let place = message.rsplit_once(" at Line: ").and_then(|(reason, place)| {
        let (line, column) = place.split_once(", Column: ")?;
        Some((line.trim().parse().ok()?, column.trim().parse().ok()?, reason.to_owned()))
    });
    let (line, column, reason) = place.unwrap_or((1, 1, message.clone()));
    QueryFault::Syntax { line, column, reason }
}

/// Puts each parameter's value, typed, where its placeholder stands in the parsed query; no text is pasted.
fn bind(mut statement: Statement, parameters: &Parameters) -> Result<Statement, QueryFault> {
    let outcome = visit_expressions_mut(&mut statement, |expression: &mut Expr| {
        let Expr::Value(value) = expression else { return ControlFlow::Continue(()) };
        let SqlValue::Placeholder(name) = &value.value else { return ControlFlow::Continue(()) };
        let name = name.trim_start_matches(['$', ':', '@']).to_owned();
        match parameters.get(&name) {
            Some(value) => {
                *expression = literal(value);
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(name),
        }
    });
    match outcome {
        ControlFlow::Continue(()) => Ok(statement),
        ControlFlow::Break(name) => Err(QueryFault::UnknownParameter(name)),
    }
}

fn literal(value: &ParameterValue) -> Expr {
    let quoted = |text: String| Expr::Value(SqlValue::SingleQuotedString(text).into());
    let number = |n: i64| Expr::Cast {
        kind: ast::CastKind::Cast,
        expr: Box::new(Expr::Value(SqlValue::SingleQuotedString(n.to_string()).into())),
        data_type: SqlType::BigInt(None),
        array: false,
        format: None,
    };
    let cast = |text: String, data_type| Expr::Cast {
        kind: ast::CastKind::Cast,
        expr: Box::new(quoted(text)),
        data_type,
        array: false,
        format: None,
    };
    let exact = |precision, scale| SqlType::Decimal(ast::ExactNumberInfo::PrecisionAndScale(precision, scale));
    match value {
        ParameterValue::Money(fen) => cast(decimal_text(i128::from(*fen), 2), exact(18, 2)),
        ParameterValue::Decimal(unscaled) => cast(decimal_text(*unscaled, 4), exact(18, 4)),
        ParameterValue::Int(n) => number(*n),
        ParameterValue::IntList(list) => Expr::Array(ast::Array { elem: list.iter().map(|n| number(*n)).collect(), named: false }),
        ParameterValue::Text(text) => quoted(text.clone()),
        ParameterValue::Date(day) => cast(day.to_string(), SqlType::Date),
    }
}

fn decimal_text(unscaled: i128, scale: usize) -> String {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{part}")
}

fn refuse_joins_without_key(plan: &Arc<dyn ExecutionPlan>) -> Result<(), QueryFault> {
    if matches!(plan.name(), "NestedLoopJoinExec" | "CrossJoinExec" | "PiecewiseMergeJoinExec") {
        return Err(QueryFault::JoinWithoutKey(plan.name().to_owned()));
    }
    plan.children().into_iter().try_for_each(refuse_joins_without_key)
}

/// An identifier of SQL, quoted.
pub(crate) fn quoted(name: &str) -> String {
    Ident::with_quote('"', name).to_string()
}
