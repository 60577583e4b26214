//! The knowledge base's file: CSV in UTF-8, one row a point, every fault with file, line and column.

use super::{AmountOf, Items, Params, Point};
use crate::checks::Limit;
use crate::registers::Period;
use crate::rule::Rule;
use chrono::NaiveDate;
use csv::StringRecord;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;
use vocabulary::Answer;

/// The header of the file.
pub const HEADER: [&str; 10] =
    ["point_id", "rule", "item_code", "item_name", "params", "answer", "amount", "evidence", "valid_from", "valid_to"];

/// Faults that are listed at most; a file with more is of another kind.
const LISTED: usize = 200;

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The file, as it was named.
    pub file: String,
    /// The line on which the row begins, counted from 1, the header being the first.
    pub line: u64,
    /// The column; empty for the row as a whole.
    pub column: &'static str,
    /// What is wrong, in Chinese.
    pub reason: String,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = if self.column.is_empty() { String::new() } else { format!(" {} 列", self.column) };
        write!(f, "{} 第 {} 行{column}：{}", self.file, self.line, self.reason)
    }
}

/// Why no knowledge base came out of its files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TableError {
    /// The faults in the order of the files and rows, up to 200.
    pub faults: Vec<RowFault>,
    /// How many there are altogether.
    pub count: usize,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
        }
        if self.count > self.faults.len() { write!(f, "\n……共 {} 处", self.count) } else { Ok(()) }
    }
}

pub(super) fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Vec<Point>, TableError> {
    let mut reading = Reading::default();
    for (file, text) in files {
        reading.file(file, text);
    }
    if reading.count > 0 { Err(TableError { faults: reading.faults, count: reading.count }) } else { Ok(reading.points) }
}

#[derive(Default)]
struct Reading {
    points: Vec<Point>,
    /// Where each point_id was first seen.
    seen: HashMap<Arc<str>, (Arc<str>, u64)>,
    /// Texts that many rows share are kept once.
    shared: HashSet<Arc<str>>,
    faults: Vec<RowFault>,
    count: usize,
}

impl Reading {
    fn file(&mut self, file: &str, text: &str) {
        let file: Arc<str> = file.into();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        if !header.iter().map(str::trim).eq(HEADER) {
            return self.fault(&file, 1, "", format!("表头应为 {}", HEADER.join(",")));
        }
        let mut row = StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut row) {
                Ok(false) => return,
                Ok(true) => {
                    let line = row.position().map_or(line, csv::Position::line);
                    match self.point(&row) {
                        Ok(point) => self.add(point, &file, line),
                        Err((column, reason)) => self.fault(&file, line, column, reason),
                    }
                }
                Err(error) => self.fault(&file, line, "", format!("无法读取：{error}")),
            }
        }
    }

    fn fault(&mut self, file: &str, line: u64, column: &'static str, reason: String) {
        self.count += 1;
        if self.faults.len() < LISTED {
            self.faults.push(RowFault { file: file.to_owned(), line, column, reason });
        }
    }

    fn add(&mut self, point: Point, file: &Arc<str>, line: u64) {
        match self.seen.get(&point.id) {
            Some((other, at)) => {
                let reason = format!("知识点编号 {} 重复，已见于 {other} 第 {at} 行", point.id);
                self.fault(file, line, "point_id", reason);
            }
            None => {
                self.seen.insert(point.id.clone(), (file.clone(), line));
                self.points.push(point);
            }
        }
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        match self.shared.get(text) {
            Some(kept) => kept.clone(),
            None => {
                let kept: Arc<str> = text.into();
                self.shared.insert(kept.clone());
                kept
            }
        }
    }

    fn point(&mut self, row: &StringRecord) -> Result<Point, (&'static str, String)> {
        if row.len() != HEADER.len() {
            return Err(("", format!("有 {} 列，应为 {} 列", row.len(), HEADER.len())));
        }
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let id = cell(0);
        if id.is_empty() {
            return Err(("point_id", "不能为空".into()));
        }
        let rule = Rule::from_code(cell(1)).ok_or_else(|| ("rule", format!("没有规则“{}”：应为 M01 至 M32", cell(1))))?;
        let items = items(cell(2)).map_err(|reason| ("item_code", reason))?;
        let limit = Params::of(cell(4)).and_then(|params| {
            let limit = Limit::read(rule, &params)?;
            params.finish()?;
            Ok(limit)
        });
        let limit = limit.map_err(|reason| ("params", format!("{rule}：{reason}", rule = rule.code())))?;
        let answer =
            Answer::from_code(cell(5)).ok_or_else(|| ("answer", format!("应为 remind、suspect 或 intercept，不能是“{}”", cell(5))))?;
        let amount = match cell(6) {
            "order" => AmountOf::Order,
            "excess" => AmountOf::Excess,
            other => return Err(("amount", format!("应为 order 或 excess，不能是“{other}”"))),
        };
        let (from, to) = (day(cell(8), "valid_from")?, day(cell(9), "valid_to")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(("valid_to", "失效日期早于生效日期".into()));
        }
        Ok(Point {
            id: id.into(),
            items,
            item_name: self.shared(cell(3)),
            answer,
            amount,
            evidence: self.shared(cell(7)),
            in_force: Period { from, to },
            params: self.shared(cell(4)),
            limit,
        })
    }
}

fn items(code: &str) -> Result<Items, String> {
    match (code.strip_suffix('*'), code.find('*')) {
        _ if code.is_empty() => Err("不能为空；适用于所有项目时写 *".into()),
        (Some(prefix), Some(at)) if at == prefix.len() => Ok(Items::Beginning(prefix.into())),
        (_, Some(_)) => Err(format!("“{code}”的 * 只能在末尾")),
        (_, None) => Ok(Items::One(code.into())),
    }
}

fn day(text: &str, column: &'static str) -> Result<Option<NaiveDate>, (&'static str, String)> {
    if text.is_empty() {
        return Ok(None);
    }
    vocabulary::parse_date(text).map(Some).map_err(|error| (column, format!("{error}（收到“{text}”）")))
}
