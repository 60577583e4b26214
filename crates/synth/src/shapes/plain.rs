//! The plain shape: UTF-8 CSV, canonical headers and formats, made as fast as it can be written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::Table;
use crate::calendar::Month;
use crate::columns::{Line, Value};
use crate::dataset::Dataset;
use crate::error::{SynthError, at};

const BUFFER: usize = 1 << 17;

/// One CSV file that is being written.
pub struct PlainFile {
    path: PathBuf,
    file: File,
    buffer: Vec<u8>,
}

impl PlainFile {
    pub fn create(path: &Path, dataset: Dataset) -> Result<Self, SynthError> {
        let mut buffer = Vec::with_capacity(BUFFER + 1024);
        buffer.extend_from_slice(dataset.headers().join(",").as_bytes());
        buffer.push(b'\n');
        Ok(Self { path: path.to_path_buf(), file: File::create(path).map_err(at(path))?, buffer })
    }

    fn flush(&mut self) -> Result<(), SynthError> {
        self.file.write_all(&self.buffer).map_err(at(&self.path))?;
        self.buffer.clear();
        Ok(())
    }
}

impl Table for PlainFile {
    fn take(&mut self, line: &Line) -> Result<(), SynthError> {
        for (place, value) in line.values.iter().enumerate() {
            if place > 0 {
                self.buffer.push(b',');
            }
            put(&mut self.buffer, value);
        }
        self.buffer.push(b'\n');
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        self.flush()
    }
}

/// Writes a value in its canonical form.
pub fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Number(number) | Value::OtherNumber(number) => out.extend_from_slice(*number),
        Value::Text(text) | Value::Code(text) => out.extend_from_slice(text.as_bytes()),
        Value::Formed(text) | Value::CreditCode(text) => out.extend_from_slice(text.as_bytes()),
        Value::Digits(digits) => put_number(out, *digits),
        Value::Date(date) => put_date(out, *date),
        Value::NoDate => {}
        Value::Month(month) => put_month(out, *month),
        Value::Money(hundredths) | Value::Decimal(hundredths) => put_hundredths(out, *hundredths),
        Value::Whole(number) => {
            if *number < 0 {
                out.push(b'-');
            }
            put_number(out, number.unsigned_abs());
        }
    }
}

/// Writes a value as text.
pub fn text(value: &Value) -> String {
    let mut out = Vec::new();
    put(&mut out, value);
    String::from_utf8_lossy(&out).into_owned()
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

fn put_two(out: &mut Vec<u8>, number: u32) {
    let [tens, ones] = [number / 10 % 10, number % 10];
    out.push(b'0' + u8::try_from(tens).unwrap_or(0));
    out.push(b'0' + u8::try_from(ones).unwrap_or(0));
}

fn put_date(out: &mut Vec<u8>, date: NaiveDate) {
    put_month(out, Month::of(date));
    out.push(b'-');
    put_two(out, date.day());
}

fn put_month(out: &mut Vec<u8>, month: Month) {
    put_number(out, u64::from(month.year().unsigned_abs()));
    out.push(b'-');
    put_two(out, month.number());
}

fn put_hundredths(out: &mut Vec<u8>, hundredths: i64) {
    if hundredths < 0 {
        out.push(b'-');
    }
    put_number(out, hundredths.unsigned_abs() / 100);
    out.push(b'.');
    put_two(out, u32::try_from(hundredths.unsigned_abs() % 100).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;

    #[test]
    fn canonical_forms() {
        assert_eq!(text(&Value::Money(-5)), "-0.05");
        assert_eq!(text(&Value::Money(123_456)), "1234.56");
        assert_eq!(text(&Value::Date(day(2022, 3, 5))), "2022-03-05");
        assert_eq!(text(&Value::Month(Month::new(2022, 12))), "2022-12");
        assert_eq!(text(&Value::Digits(0)), "0");
    }
}
