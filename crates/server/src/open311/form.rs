//! Forms (application/x-www-form-urlencoded), in the query or in the body.

use super::words::Fault;

/// The fields of a form in the order in which they stand; one may stand there more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads one.
    ///
    /// # Errors
    /// What is no UTF-8, or holds a NUL, which not every database keeps.
    pub fn read(text: &[u8]) -> Result<Self, Fault> {
        let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        let fields = pairs.map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let mut half = || decoded(halves.next().unwrap_or_default());
            Ok((half()?, half()?))
        });
        Ok(Self(fields.collect::<Result<_, Fault>>()?))
    }

    /// What a field says; nothing where it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What all fields of a name say, each perhaps with commas in it.
    pub fn many<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let own = self.0.iter().filter(move |(own, _)| own == name);
        own.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|value| !value.is_empty())
    }
}

fn decoded(text: &[u8]) -> Result<String, Fault> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match (byte, digit(text.get(at)), digit(text.get(at + 1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                at += 2;
            }
            (b'+', ..) => bytes.push(b' '),
            (other, ..) => bytes.push(*other),
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| Fault::wrong("文字须为 UTF-8"))?;
    if text.contains('\0') { Err(Fault::wrong("文字中不能有空字符（U+0000）")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form =
            Form::read("a=1+2&attribute[ticket_no]=GD%2D1&b=%E6%9D%91&c&status=open,closed&status=x&d=100%".as_bytes()).expect("a form");
        assert_eq!((form.get("a"), form.get("attribute[ticket_no]"), form.get("b")), (Some("1 2"), Some("GD-1"), Some("村")));
        assert_eq!((form.get("c"), form.get("z"), form.get("d")), (None, None, Some("100%")));
        assert_eq!(form.many("status").collect::<Vec<_>>(), ["open", "closed", "x"]);
        assert!(Form::read(b"a=%ff").is_err() && Form::read(b"a=%00").is_err());
        assert_eq!(Form::read(b"").ok(), Some(Form::default()));
    }
}
