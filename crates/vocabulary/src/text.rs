//! Text as departments type it, made plain: full-width letters, invisible characters, Excel's apostrophe, headers.

use std::borrow::Cow;

/// Folds a cell's text: what the typist meant, without what the keyboard and the spreadsheet added.
///
/// - white space at both ends goes; ordinary white space inside stays;
/// - full-width ASCII (全角, U+FF01–FF5E) and the ideographic space become half-width (半角);
/// - apostrophes `'`, `’`, `‘` at the beginning go: Excel's mark for "this is text";
/// - invisible characters go wherever they stand: zero-width characters, direction marks, byte-order mark,
///   soft hyphen, no-break space.
///
/// Nothing is allocated where nothing but the ends changes. Folding twice is folding once.
///
/// ```
/// use vocabulary::text::fold;
/// assert_eq!(fold("　'３７０３０２ "), "370302");
/// ```
#[inline]
pub fn fold(s: &str) -> Cow<'_, str> {
    let s = trim_start(s).trim_end();
    // In UTF-8 every character that folding changes begins with one of these four bytes; hardly any ideograph does.
    if s.bytes().all(|b| !matches!(b, 0xC2 | 0xE2 | 0xE3 | 0xEF)) { Cow::Borrowed(s) } else { fold_slowly(s) }
}

#[inline]
fn trim_start(s: &str) -> &str {
    match s.as_bytes().first() {
        Some(b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xE4..=0xE9) => s,
        _ => s.trim_start_matches(|c| is_dropped_ahead(c) || is_invisible(c)),
    }
}

fn fold_slowly(s: &str) -> Cow<'_, str> {
    let s = s.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if s.chars().all(|c| half_width(c) == c && !is_invisible(c)) {
        return Cow::Borrowed(s);
    }
    Cow::Owned(s.chars().filter(|c| !is_invisible(*c)).map(half_width).collect())
}

fn is_dropped_ahead(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '’' | '‘' | '＇')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).expect("U+0021 to U+007E are characters"),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The key under which a column header (表头) is looked up: the header without its layout.
///
/// Folded; white space and line breaks inside go; bracketed units and remarks at the end go, as `（元）`, `[必填]` and `【…】`;
/// a form's asterisks and a colon at the end go; letters are lower-case. A header that is nothing but a bracket is kept as it is.
///
/// ```
/// use vocabulary::text::header_key;
/// assert_eq!(header_key("发放\n金额（元）"), "发放金额");
/// ```
pub fn header_key(s: &str) -> String {
    let plain: String = fold(s).chars().filter(|c| !c.is_whitespace()).collect();
    let mut key = plain.as_str();
    loop {
        let bare = key.trim_start_matches(['*', '\'', '’', '‘']).trim_end_matches(['*', ':']);
        let shorter = without_bracket(bare);
        if shorter.is_empty() || shorter == key {
            break;
        }
        key = shorter;
    }
    key.to_lowercase()
}

/// The text before the bracket that closes it, or all of it.
fn without_bracket(s: &str) -> &str {
    let (open, close) = match s.chars().next_back() {
        Some(')') => ('(', ')'),
        Some(']') => ('[', ']'),
        Some('】') => ('【', '】'),
        Some('〕') => ('〔', '〕'),
        _ => return s,
    };
    let mut depth = 0;
    for (at, c) in s.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            depth -= 1;
            if depth == 0 {
                return &s[..at];
            }
        }
    }
    s
}

/// Whether nothing is left of a cell once it is folded. Dashes, 无 and NULL are something: what they mean depends on the column.
#[inline]
pub fn is_blank(s: &str) -> bool {
    match s.as_bytes().first() {
        None => true,
        Some(b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xE4..=0xE9) => false,
        _ => fold(s).is_empty(),
    }
}

/// Whether a text is a number as a spreadsheet shows one that is too long for it: `3.70302E+17` and the like.
///
/// ```
/// use vocabulary::text::is_scientific;
/// assert!(is_scientific("6.22E+18") && !is_scientific("6222"));
/// ```
pub fn is_scientific(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        for (from, to) in [
            ("", ""),
            ("王小明", "王小明"),
            ("  王 小明\t\r\n", "王 小明"),
            ("　王小明　", "王小明"),
            ("王　小明", "王 小明"),
            ("３７０３０２Ｘ", "370302X"),
            ("（１２３．５）", "(123.5)"),
            ("'370302", "370302"),
            ("’370302", "370302"),
            ("‘370302", "370302"),
            ("＇370302", "370302"),
            (" ' '370302", "370302"),
            ("it's", "it's"),
            ("\u{FEFF}姓名", "姓名"),
            ("姓\u{200B}名\u{200D}", "姓名"),
            ("\u{202A}370302\u{202C}", "370302"),
            ("\u{A0}王\u{A0}小明\u{A0}", "王小明"),
            ("王小明 \u{200B} ", "王小明"),
            ("、。「」", "、。「」"),
            ("90㎡", "90㎡"),
            ("'", ""),
        ] {
            assert_eq!(fold(from), to, "{from:?}");
        }
    }

    #[test]
    fn folding_plain_text_allocates_nothing() {
        for text in ["370302199001010113", "王小明", "  3 号 ", "'370302", "、。", "90㎡", "\u{FEFF}姓名\u{200B}"] {
            assert!(matches!(fold(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn header_keys() {
        for (header, key) in [
            ("身份证号", "身份证号"),
            (" 身 份\n证　号 ", "身份证号"),
            ("金额（元）", "金额"),
            ("金额(元)", "金额"),
            ("金额 [万元]", "金额"),
            ("金额【元】", "金额"),
            ("金额〔元〕", "金额"),
            ("身份证号（18位）（必填）", "身份证号"),
            ("备注（如（有））", "备注"),
            ("*姓名", "姓名"),
            ("*'姓名", "姓名"),
            ("*'", "*'"),
            ("姓名＊：", "姓名"),
            ("金额（元）：", "金额"),
            ("（元）", "(元)"),
            ("(a)(b)", "(a)"),
            ("元）", "元)"),
            ("USCC", "uscc"),
            ("ＩＤ号码", "id号码"),
            ("(是否)在职", "(是否)在职"),
            ("", ""),
        ] {
            assert_eq!(header_key(header), key, "{header:?}");
        }
    }

    #[test]
    fn blanks() {
        for text in ["", " ", "\t\n", "　", "\u{A0}", "\u{FEFF}", "\u{200B} ", "'"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["-", "—", "/", "无", "NULL", "0", " x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(s in "[' ’‘＇\u{A0}\u{200B}\u{3000}\u{FEFF}\u{FF10}-\u{FF19}a-c王]{0,12}|\\PC*") {
            let once = fold(&s).into_owned();
            prop_assert_eq!(fold(&once), once.as_str());
            prop_assert_eq!(is_blank(&s), once.is_empty());
        }

        #[test]
        fn header_keys_hold_no_space(s in "\\PC*|[*':：()（）【】a \u{200B}]{0,10}") {
            let key = header_key(&s);
            prop_assert!(!key.contains(char::is_whitespace));
            prop_assert_eq!(header_key(&key), key);
        }
    }
}
