//! Answers lines `kind<TAB>text` on standard input with one line each on standard output, so that other implementations can be
//! compared with this one. Run by `tests/oracles/vocabulary.py`.
//!
//! Kinds: `resident_number`, `credit_code`, `money`, `date`, `timestamp`, `month`, `working_day`. A value is answered as `ok<TAB>value`,
//! an error as `error<TAB>code<TAB>reason`. "Today" is the first argument.

use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, Write};
use vocabulary::{CreditCode, Fen, Month, ResidentNumber, WorkCalendar, date};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let today = std::env::args().nth(1).ok_or("the first argument is today's date")?;
    let today = date::parse_date(&today)?;
    let calendar = WorkCalendar::builtin();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (kind, text) = line.split_once('\t').ok_or("a line is a kind, a tab and a text")?;
        let answer = match kind {
            "resident_number" => said(ResidentNumber::parse(text, today).map(|number| number.as_str().to_owned()), |e| e.code()),
            "credit_code" => said(CreditCode::parse(text), |e| e.code()),
            "money" => said(Fen::parse_yuan(text), |e| e.code()),
            "date" => said(date::parse_date(text), |e| e.code()),
            "timestamp" => said(date::parse_timestamp(text), |e| e.code()),
            "month" => said(Month::parse(text), |e| e.code()),
            "working_day" => said(calendar.is_working_day(date::parse_date(text)?), |e| e.code()),
            _ => return Err(format!("unknown kind {kind}").into()),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn said<T: Display, E: Display>(result: Result<T, E>, code: impl Fn(&E) -> &'static str) -> String {
    match result {
        Ok(value) => format!("ok\t{value}"),
        Err(error) => format!("error\t{}\t{error}", code(&error)),
    }
}
