//! How a dataset's columns stand in Parquet and in rules.

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use pack::{Column, ColumnType, Dataset};
use std::sync::Arc;

/// Name of the column that refers to the source row.
pub(crate) const ROW: &str = "_row";
/// Digits of money; two of them are fen.
pub(crate) const MONEY: (u8, i8) = (18, 2);
/// Digits of other decimals.
pub(crate) const DECIMAL: (u8, i8) = (18, 4);

pub(crate) fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::PersonId | ColumnType::Uscc | ColumnType::Text | ColumnType::Code => DataType::Utf8View,
        ColumnType::Date | ColumnType::Month => DataType::Date32,
        ColumnType::Money => DataType::Decimal128(MONEY.0, MONEY.1),
        ColumnType::Decimal => DataType::Decimal128(DECIMAL.0, DECIMAL.1),
        ColumnType::Int => DataType::Int64,
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
    }
}

fn fields(column: &Column) -> impl Iterator<Item = Field> {
    let key = column.key_code().map(|name| Field::new(name, DataType::Int64, true));
    std::iter::once(Field::new(&column.code, data_type(column.kind), true)).chain(key)
}

/// The table of a dataset as rules see it: its columns, beside each resident number its exact key (`…_key`), and `_row`.
pub fn table_schema(dataset: &Dataset) -> SchemaRef {
    let mut all: Vec<Field> = dataset.columns.iter().flat_map(fields).collect();
    all.push(Field::new(ROW, DataType::Int64, false));
    Arc::new(Schema::new(all))
}
