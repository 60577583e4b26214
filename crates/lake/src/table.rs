//! Tables over the files that a caller pins: they lower to the engine's own Parquet scan, so that any engine of its family can run the plan.

use crate::error::LakeError;
use chrono::NaiveDate;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Date32Type, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::catalog::view::ViewTable;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::datasource::provider_as_source;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{LogicalPlanBuilder, col, lit};
use datafusion::scalar::ScalarValue;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What stands behind a table's name in one query.
#[derive(Debug, Clone)]
pub enum TableData {
    /// Parquet files, all of the given schema; with `months` only the rows whose column holds one of these months.
    Files {
        /// Columns.
        schema: SchemaRef,
        /// The files.
        files: Vec<PathBuf>,
        /// A month column, and the first days that are wanted.
        months: Option<(String, BTreeSet<NaiveDate>)>,
    },
    /// Rows in memory.
    Rows(RecordBatch),
}

/// The tables of one query by name: nothing else can be read by it.
pub type Tables = BTreeMap<String, TableData>;

/// The table of a name. What the files' footers say of them is read once in a process and kept in `runtime`.
pub(crate) fn provider(name: &str, data: &TableData, runtime: &RuntimeEnv) -> Result<Arc<dyn TableProvider>, LakeError> {
    match data {
        TableData::Rows(rows) => Ok(Arc::new(MemTable::try_new(rows.schema(), vec![vec![rows.clone()]])?)),
        TableData::Files { schema, files, .. } if files.is_empty() => Ok(Arc::new(MemTable::try_new(Arc::clone(schema), vec![vec![]])?)),
        TableData::Files { schema, files, months } => {
            let urls = files.iter().map(|file| ListingTableUrl::parse(file.to_string_lossy())).collect::<Result<Vec<_>, _>>()?;
            let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
            let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(Arc::clone(schema));
            let table = ListingTable::try_new(config)?.with_cache(runtime.cache_manager.get_file_statistic_cache());
            let table: Arc<dyn TableProvider> = Arc::new(table);
            let Some((column, months)) = months else { return Ok(table) };
            let wanted = months.iter().map(|month| lit(ScalarValue::Date32(Some(Date32Type::from_naive_date(*month))))).collect();
            let plan =
                LogicalPlanBuilder::scan(name, provider_as_source(table), None)?.filter(col(column).in_list(wanted, false))?.build()?;
            Ok(Arc::new(ViewTable::new(plan, None)))
        }
    }
}
