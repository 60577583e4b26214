//! Documents generated from the packs.

use pack::{Column, ColumnType, Dataset, Mode, Packs, Repeats};
use std::fmt::Write;

/// docs/datasets.md: every dataset that the packs declare, with its columns.
pub fn dataset_docs(packs: &Packs) -> String {
    let mut text = String::from(
        "# Datasets\n\nGenerated from the packs by `qingyuan datasets --markdown`; a test compares. A header is recognised under any of its names, however it is\nspaced and whatever unit stands behind it in brackets. Columns that are not optional are required in the header and in each row. In\na column without spaces and hyphens those that were typed are taken out, and -, —, /, 无, 暂无 and 0 are read as nothing. A long number that a spreadsheet\nprogram wrote as 6.22E+18 is refused in every column of type text.\n",
    );
    for pack in packs.packs.values() {
        // Writing to a String can't fail.
        let _ = write!(text, "\n## {} ({}, pack `{}`)\n", pack.title_en, pack.title, pack.code);
        for dataset in packs.datasets.values().filter(|dataset| dataset.pack == pack.code) {
            describe(&mut text, dataset);
        }
    }
    text
}

fn describe(text: &mut String, dataset: &Dataset) {
    let mode = match dataset.mode {
        Mode::Replace => "a full snapshot that takes the place of the one before",
        Mode::Append => "new periods, added to those before",
    };
    let repeats = match dataset.repeats {
        Repeats::Allow => "a repeated row is a row of its own",
        Repeats::Report => "repeated rows are accepted and shown in coverage",
        Repeats::Quarantine => "the second row of one key goes to quarantine",
    };
    let _ = write!(
        text,
        "\n### `{}` {}\n\n{}, handed in by {}: {mode}; {repeats}.",
        dataset.code, dataset.title, dataset.title_en, dataset.owner
    );
    if dataset.payment {
        text.push_str(" Check before pay applies.");
    }
    if let Some(days) = dataset.stale_after_days {
        let _ = write!(text, " After {days} days without a new batch, rules that read it are not evaluated.");
    }
    text.push_str("\n\n| header | column | type | meaning |\n|---|---|---|---|\n");
    for column in &dataset.columns {
        let names: Vec<&str> = std::iter::once(&column.header).chain(&column.aliases).map(String::as_str).collect();
        let _ = writeln!(text, "| {} | `{}` | {} | {} |", names.join(", "), column.code, kind(column), column.meaning);
    }
}

fn kind(column: &Column) -> String {
    let kind = match column.kind {
        ColumnType::PersonId => "resident number",
        ColumnType::Uscc => "credit code",
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::Month => "month",
        ColumnType::Money => "money, yuan",
        ColumnType::Decimal => "decimal",
        ColumnType::Int => "whole number",
        ColumnType::Bool => "yes or no",
        ColumnType::Code => "one of",
        ColumnType::Timestamp => "date and time",
    };
    let values = if column.values.is_empty() { String::new() } else { format!(" {}", column.values.join(" / ")) };
    let unit = column.unit.as_ref().filter(|_| column.kind != ColumnType::Money).map(|unit| format!(", {unit}")).unwrap_or_default();
    let compact = if column.compact { ", without spaces and hyphens" } else { "" };
    format!("{kind}{values}{unit}{compact}{}", if column.optional { ", optional" } else { "" })
}
