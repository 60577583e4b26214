//! A form with files, as a browser without scripts sends it (multipart/form-data, RFC 7578).

/// A field of a form, or a file in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// Whether it is a file; its name is not read, since it tells of people and devices.
    pub file: bool,
    /// What it holds.
    pub content: Vec<u8>,
}

/// What separates the parts, as the media type of the request names it.
pub fn boundary(media: &str) -> Option<&str> {
    let (kind, parameters) = media.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let bare = named.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(named);
    (1..=70).contains(&bare.len()).then_some(bare)
}

/// The parts of a body, in their order, and whether it was whole: of one that breaks off, the parts that are whole.
pub fn parts(body: &[u8], boundary: &str) -> (Vec<Part>, bool) {
    let mark = format!("--{boundary}");
    let next = format!("\r\n{mark}");
    let mut parts = Vec::new();
    let Some(mut rest) = body.strip_prefix(mark.as_bytes()) else { return (parts, false) };
    loop {
        if rest.starts_with(b"--") {
            return (parts, true);
        }
        let Some(begun) = rest.strip_prefix(b"\r\n") else { return (parts, false) };
        let Some(end) = find(begun, next.as_bytes()) else { return (parts, false) };
        match part(&begun[..end]) {
            Some(part) => parts.push(part),
            None => return (parts, false),
        }
        rest = &begun[end + next.len()..];
    }
}

/// Headers, an empty line, and what is said.
fn part(bytes: &[u8]) -> Option<Part> {
    const EMPTY_LINE: &[u8] = b"\r\n\r\n";
    let end = find(bytes, EMPTY_LINE)?;
    let headers = std::str::from_utf8(&bytes[..end]).ok()?;
    let disposition = headers.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let name = quoted(disposition, "; name=\"")?;
    let file = quoted(disposition, "; filename=\"").is_some();
    Some(Part { name: name.to_owned(), file, content: bytes[end + EMPTY_LINE.len()..].to_vec() })
}

/// What stands in quotes behind this; browsers write a quote within as `%22`.
fn quoted<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once('"').map(|(value, _)| value)
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let (first, mut from) = (*mark.first()?, 0);
    while let Some(found) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + found;
        if bytes[at..].starts_with(mark) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nroad\r\nbroken\r\n\
        --x\r\ncontent-disposition: form-data; name=\"pictures\"; filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8--x\r\n--x--\r\n";

    fn one(name: &str, file: bool, content: &[u8]) -> Part {
        Part { name: name.to_owned(), file, content: content.to_vec() }
    }

    #[test]
    fn a_form_is_read_field_by_field_and_a_files_name_is_not() {
        let read = vec![one("text", false, b"road\r\nbroken"), one("pictures", true, b"\xff\xd8--x")];
        assert_eq!(parts(BODY, "x"), (read, true));
        assert_eq!(parts(b"--x--", "x"), (vec![], true));
    }

    #[test]
    fn of_a_body_that_breaks_off_the_whole_parts_are_kept() {
        for cut in 0..BODY.len() - 4 {
            let (read, whole) = parts(&BODY[..cut], "x");
            assert!(!whole && read.len() <= 1, "{cut}");
            assert!(read.iter().all(|part| part.content == b"road\r\nbroken"), "{cut}");
        }
        for strange in [&b""[..], b"--y\r\n", b"--x\r\nno header\r\n--x--", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"] {
            assert_eq!(parts(strange, "x"), (vec![], false), "{strange:?}");
        }
    }

    #[test]
    fn the_boundary_is_read_from_the_media_type() {
        assert_eq!(boundary("multipart/form-data; boundary=----WebKitFormBoundaryAbc"), Some("----WebKitFormBoundaryAbc"));
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), Some("a b"));
        for none in
            ["multipart/form-data", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded", "multipart/form-data; boundary="]
        {
            assert_eq!(boundary(none), None, "{none}");
        }
    }
}
