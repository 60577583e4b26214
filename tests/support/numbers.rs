//! Resident numbers of people who do not exist: the county code 379901 is not assigned.

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character of GB 11643.
pub fn check_character(seventeen: &str) -> char {
    let sum: u32 = seventeen.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    char::from(b"10X98765432"[sum as usize % 11])
}

/// The number of the `n`th person born on a day (`YYYYMMDD`).
pub fn person(born: &str, n: u32) -> String {
    let body = format!("379901{born}{n:03}");
    let check = check_character(&body);
    format!("{body}{check}")
}

/// A number with another check character than it should have.
pub fn mistyped(number: &str) -> String {
    let other = if number.ends_with('0') { '1' } else { '0' };
    format!("{}{other}", &number[..17])
}

/// An 18-digit number out of a cell's text as departments write it, if it is one: folded, and 15 digits upgraded.
pub fn in_cell(text: &str) -> Option<String> {
    let plain: String =
        text.chars().map(half_width).filter(|c| !c.is_whitespace() && !is_apostrophe(*c)).collect::<String>().to_uppercase();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match plain.chars().count() {
        15 if digits(&plain) => {
            let body = format!("{}19{}", &plain[..6], &plain[6..]);
            let check = check_character(&body);
            Some(format!("{body}{check}"))
        }
        18 if plain.is_ascii() && digits(&plain[..17]) && plain.ends_with(check_character(&plain[..17])) => Some(plain),
        _ => None,
    }
}

pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap(),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

#[test]
fn numbers_are_read_as_departments_write_them() {
    // The example of the standard itself.
    assert_eq!(check_character("11010519491231002"), 'X');
    for text in
        ["11010519491231002X", "'11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002x　", "110105491231002"]
    {
        assert_eq!(in_cell(text).as_deref(), Some("11010519491231002X"), "{text}");
    }
    assert_eq!(in_cell("110105194912310021"), None);
}
