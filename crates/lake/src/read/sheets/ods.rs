//! ODS, row by row: what a cell or a row repeats costs no more than what is kept of it.

use super::{Builder, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, OwnedCell, Sheet, damaged};
use crate::error::FileError;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// Cells that may be made by repeating others: equal neighbours, and equal rows, are written once.
const MAX_REPEATED: u64 = 10_000_000;
/// What belongs to a cell and is not its text: a comment, a drawing's words, the reading of a character.
const BESIDE_THE_TEXT: &[&str] = &["office:annotation", "draw:frame", "draw:custom-shape", "text:ruby-text", "text:note"];

const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = Vec::new();
        manifest.read_to_end(&mut text).map_err(damaged)?;
        if String::from_utf8_lossy(&text).contains("encryption-data") {
            return Err(FileError::Password);
        }
    }
    let mut xml = Reader::from_reader(BufReader::new(archive.by_name("content.xml").map_err(damaged)?));
    xml.config_mut().expand_empty_elements = true;
    let mut builder = Builder::default();
    let mut buffer = Vec::new();
    let mut repeated = 0;
    let mut row_number = 1_u64;
    let mut row = Row::default();
    // Styles stand before the tables; one of a table says whether it is shown.
    let mut style = String::new();
    let mut hiding = BTreeSet::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) => match element.name().as_ref() {
                "table:table" => match attribute(&element, "table:name")? {
                    Some(name) if !name.starts_with("'file:") => {
                        builder.begin(&name, attribute(&element, "table:style-name")?.is_some_and(|style| hiding.contains(&style)))?;
                        row_number = 1;
                    }
                    // What was kept of another file that a formula asks; no program shows it.
                    _ => {
                        xml.read_to_end_into(element.name(), &mut Vec::new()).map_err(damaged)?;
                    }
                },
                "style:style" => style = attribute(&element, "style:name")?.unwrap_or_default(),
                "style:table-properties" if attribute(&element, "table:display")?.is_some_and(|shown| shown == "false") => {
                    hiding.insert(style.clone());
                }
                "table:table-row" => row = Row { repeats: number(&element, "table:number-rows-repeated")?, ..Row::default() },
                "table:table-cell" | "table:covered-table-cell" => {
                    let repeats = number(&element, "table:number-columns-repeated")?;
                    let cell = cell(&mut xml, &element)?;
                    row.push(cell, repeats);
                }
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "table:table-row" => {
                    repeated += row.put(&mut builder, row_number, MAX_REPEATED - repeated)?;
                    row_number = row_number.saturating_add(row.repeats);
                }
                "table:table" => builder.end()?,
                _ => {}
            },
            Event::Eof => return Ok(builder.sheets),
            _ => {}
        }
    }
}

/// A row: its cells that hold anything, each with its column and how many more of the same follow it.
#[derive(Default)]
struct Row {
    repeats: u64,
    width: u64,
    cells: Vec<(u64, u64, OwnedCell)>,
}

impl Row {
    fn push(&mut self, cell: OwnedCell, repeats: u64) {
        if cell != OwnedCell::Empty {
            self.cells.push((self.width, repeats, cell));
        }
        self.width = self.width.saturating_add(repeats);
    }

    /// Puts the row, as often as it is repeated; returns the cells that were made by repeating, of which there may be `left`.
    fn put(&self, builder: &mut Builder, number: u64, left: u64) -> Result<u64, FileError> {
        if self.cells.is_empty() {
            return Ok(0);
        }
        let width = self.cells.last().map_or(0, |(column, repeats, _)| column.saturating_add(*repeats));
        if width > MAX_COLUMNS as u64 {
            let columns = usize::try_from(width).unwrap_or(usize::MAX);
            return Err(FileError::TooManyColumns { sheet: builder.name.clone(), row: number, columns, limit: MAX_COLUMNS });
        }
        let made = self.cells.iter().map(|(_, repeats, _)| repeats).sum::<u64>().saturating_mul(self.repeats) - self.cells.len() as u64;
        if made > left || number.saturating_add(self.repeats) > MAX_ROWS + 1 {
            return Err(damaged(format!("工作表“{}”第 {number} 行重复的次数过多", builder.name)));
        }
        for number in number..number + self.repeats {
            for (column, repeats, cell) in &self.cells {
                for column in *column..column + repeats {
                    builder.put(number, usize::try_from(column).unwrap_or(usize::MAX), cell.clone())?;
                }
            }
        }
        Ok(made)
    }
}

/// Reads a cell to its end.
fn cell<R: BufRead>(xml: &mut Reader<R>, start: &BytesStart<'_>) -> Result<OwnedCell, FileError> {
    let kind = attribute(start, "office:value-type")?.unwrap_or_default();
    let value = |name: &str| attribute(start, name);
    let is_error = value("calcext:value-type")?.is_some_and(|kind| kind == "error");
    let from_attribute = match kind.as_str() {
        "float" | "currency" | "percentage" => {
            value("office:value")?.map(|value| value.parse().map_or_else(|_| OwnedCell::text(&value), OwnedCell::Number))
        }
        "date" => value("office:date-value")?.map(|value| OwnedCell::iso(&value)),
        "time" => value("office:time-value")?.map(|value| OwnedCell::text(&value)),
        "boolean" => value("office:boolean-value")?.map(|value| OwnedCell::Bool(value.eq_ignore_ascii_case("true"))),
        _ => value("office:string-value")?.map(|value| OwnedCell::text(&value)),
    };
    let text = text(xml, start.name().as_ref())?;
    Ok(match from_attribute {
        _ if is_error => OwnedCell::Error(ERRORS.iter().find(|error| **error == text.trim()).unwrap_or(&"#ERROR")),
        Some(cell) => cell,
        None => OwnedCell::text(&text),
    })
}

/// The text of a cell, its paragraphs as lines; the reader stands behind the cell then.
fn text<R: BufRead>(xml: &mut Reader<R>, cell: &str) -> Result<String, FileError> {
    let mut text = String::new();
    let mut buffer = Vec::new();
    // Elements that are open, and how many of them lie within something that is not the cell's text.
    let (mut depth, mut beside) = (0_usize, 0_usize);
    let mut paragraphs = 0_usize;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) => {
                depth += 1;
                let name = element.name();
                if beside > 0 || BESIDE_THE_TEXT.contains(&name.as_ref()) {
                    beside += 1;
                    continue;
                }
                match name.as_ref() {
                    "text:p" => {
                        paragraphs += 1;
                        if paragraphs > 1 {
                            text.push('\n');
                        }
                    }
                    // Beyond what a cell may hold the row is refused, so that the rest need not be counted out.
                    "text:s" => text.extend(std::iter::repeat_n(' ', number(&element, "text:c")?.min(MAX_TEXT as u64 + 1) as usize)),
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                }
            }
            Event::End(element) if depth == 0 && element.name().as_ref() == cell => return Ok(text),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                beside = beside.saturating_sub(1);
            }
            // White space between elements is layout of the file.
            Event::Text(part) if beside == 0 && depth > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if beside == 0 && depth > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if beside == 0 && depth > 0 => match (resolve_xml_entity(&part), part.resolve_char_ref()) {
                (Some(entity), _) => text.push_str(entity),
                (None, Ok(Some(character))) => text.push(character),
                _ => return Err(damaged(format!("无法识别的字符引用：{}", &*part))),
            },
            Event::Eof => return Err(damaged("单元格没有结束")),
            _ => {}
        }
        if text.len() > MAX_TEXT * 4 {
            return Err(damaged("有超过 32767 个字的单元格"));
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, FileError> {
    let Some(found) = element.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    Ok(Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()))
}

/// The number of an attribute that counts; at least 1, as where it is absent.
fn number(element: &BytesStart<'_>, name: &str) -> Result<u64, FileError> {
    attribute(element, name)?.map_or(Ok(1), |value| value.trim().parse().map(|number: u64| number.max(1)).map_err(damaged))
}
