//! Exact reading of decimal numbers, shared by money, areas and whole numbers.

use std::fmt::Write;

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No text at all.
    Empty,
    /// Not a number.
    Characters,
    /// Commas that do not part groups of three.
    BadGrouping,
    /// More decimals than asked for.
    TooPrecise,
    /// Beyond what is held.
    TooLarge,
}

/// Digits a spreadsheet keeps of a number; what a double shows beyond them in its fraction is noise of binary arithmetic.
const SPREADSHEET_DIGITS: i32 = 15;

/// Reads `[sign] digits [.digits] [e[sign]digits]`, the whole part perhaps with commas between groups of three,
/// as a whole number of units of 10^-`scale`.
pub(crate) fn scan(text: &str, scale: i32) -> Result<i128, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    let (negative, text) = split_sign(text);
    let value = scan_unsigned(text, scale)?;
    Ok(if negative { -value } else { value })
}

/// The sign ahead of a number, minus or not, and what follows it.
pub(crate) fn split_sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        (true, rest.trim_start())
    } else {
        (false, text.strip_prefix('+').map_or(text, str::trim_start))
    }
}

/// As [`scan`], without a sign.
pub(crate) fn scan_unsigned(text: &str, scale: i32) -> Result<i128, Fault> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], scan_exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(Fault::Characters);
    }
    if !number.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') || fraction.contains('.') {
        return Err(Fault::Characters);
    }
    if fraction.contains(',') || !well_grouped(whole) {
        return Err(Fault::BadGrouping);
    }
    let mut value: i128 = 0;
    for b in whole.bytes().filter(|b| *b != b',') {
        value = push_digit(value, b).ok_or(Fault::TooLarge)?;
    }
    let fraction = fraction.trim_end_matches('0');
    for b in fraction.bytes() {
        value = push_digit(value, b).ok_or(Fault::TooPrecise)?;
    }
    let fraction = i64::try_from(fraction.len()).map_err(|_| Fault::TooPrecise)?;
    shift(value, i64::from(exponent) + i64::from(scale) - fraction)
}

fn push_digit(value: i128, digit: u8) -> Option<i128> {
    value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
}

fn well_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().len();
    let mut grouped = false;
    let threes = groups.all(|group| {
        grouped = true;
        group.len() == 3
    });
    !grouped || (threes && (1..=3).contains(&first))
}

fn scan_exponent(text: &str) -> Result<i32, Fault> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'+') => (false, &text[1..]),
        Some(b'-') => (true, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Characters);
    }
    // Any exponent beyond this is out of every range, whichever it is.
    let size = digits.parse().unwrap_or(100_000).min(100_000);
    Ok(if negative { -size } else { size })
}

/// `value` × 10^`by`, exactly.
fn shift(value: i128, by: i64) -> Result<i128, Fault> {
    if value == 0 {
        return Ok(0);
    }
    let power = u32::try_from(by.unsigned_abs()).ok().and_then(|by| 10_i128.checked_pow(by));
    if by >= 0 {
        power.and_then(|power| value.checked_mul(power)).ok_or(Fault::TooLarge)
    } else {
        let power = power.ok_or(Fault::TooPrecise)?;
        if value % power == 0 { Ok(value / power) } else { Err(Fault::TooPrecise) }
    }
}

/// Reads a spreadsheet's numeric cell, a binary double, as the whole number of units of 10^-`scale` that was meant.
///
/// Taken is the shortest decimal that stands for the double, of its fraction only what fits the 15 digits a spreadsheet
/// keeps; that must lie within a ten-thousandth of a unit of a whole number of units.
pub(crate) fn from_cell(cell: f64, scale: u32) -> Result<i128, Fault> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !cell.is_finite() {
        return Err(Fault::Characters);
    }
    let unit = 10_i128.checked_pow(scale).ok_or(Fault::TooLarge)?;
    if cell.trunc() == cell && cell.abs() < EXACT {
        return i128::from(cell as i64).checked_mul(unit).ok_or(Fault::TooLarge);
    }
    let mut shown = Shown { bytes: [0; 32], len: 0 };
    write!(shown, "{:e}", cell.abs()).expect("at most 17 digits, a point and an exponent of four characters");
    let mut digits: i128 = 0;
    let mut count = 0;
    let mut exponent = 0;
    for (n, b) in shown.bytes[..shown.len].iter().enumerate() {
        match b {
            b'0'..=b'9' => {
                digits = digits * 10 + i128::from(b - b'0');
                count += 1;
            }
            b'e' => {
                let text = std::str::from_utf8(&shown.bytes[n + 1..shown.len]).expect("a number is shown in ASCII");
                exponent = text.parse::<i32>().expect("a double's exponent has at most three digits");
                break;
            }
            _ => {}
        }
    }
    exponent -= count - 1; // the value is now digits × 10^exponent
    let noise = (count - SPREADSHEET_DIGITS).min(-exponent);
    if noise > 0 {
        digits = rounded(digits, 10_i128.pow(noise.unsigned_abs())).0;
        exponent += noise;
    }
    exponent += i32::try_from(scale).map_err(|_| Fault::TooLarge)?;
    let size = if exponent >= 0 {
        shift(digits, i64::from(exponent))?
    } else if exponent < -24 {
        0 // less than 10^17 × 10^-25: noise
    } else {
        let power = 10_i128.pow(exponent.unsigned_abs());
        let (whole, off) = rounded(digits, power);
        if off * 10_000 >= power {
            return Err(Fault::TooPrecise);
        }
        whole
    };
    Ok(if cell.is_sign_negative() { -size } else { size })
}

/// `value` ÷ `by`, both not negative, rounded half up, and the distance between `value` and what it was rounded to.
fn rounded(value: i128, by: i128) -> (i128, i128) {
    let whole = (value + by / 2) / by;
    (whole, (value - whole * by).abs())
}

/// Room for a double's shortest decimal.
struct Shown {
    bytes: [u8; 32],
    len: usize,
}

impl Write for Shown {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        let end = self.len + s.len();
        self.bytes.get_mut(self.len..end).ok_or(std::fmt::Error)?.copy_from_slice(s.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
