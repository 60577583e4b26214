//! A form with files, as a browser without scripts sends it (multipart/form-data, RFC 7578).

use axum::body::{Body, Bytes};
use multer::Multipart;

/// A field of a form, or a file in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// Whether it is a file; its name is not kept, since it tells of people and devices.
    pub file: bool,
    /// What it holds.
    pub content: Bytes,
}

/// What separates the parts, as the media type of the request names it.
pub fn boundary(media: &str) -> Option<String> {
    multer::parse_boundary(media).ok().filter(|boundary| !boundary.is_empty())
}

/// The parts of a body, in their order, and whether it was whole: of one that breaks off, the parts that are whole.
pub async fn parts(body: Bytes, boundary: String) -> (Vec<Part>, bool) {
    let mut form = Multipart::new(Body::from(body).into_data_stream(), boundary);
    let mut parts = Vec::new();
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            ended => return (parts, ended.is_ok()),
        };
        let (name, file) = (field.name().map(str::to_owned), field.file_name().is_some());
        let (Some(name), Ok(content)) = (name, field.bytes().await) else { return (parts, false) };
        parts.push(Part { name, file, content });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nroad\r\nbroken\r\n\
        --x\r\ncontent-disposition: form-data; name=\"pictures\"; filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8--x\r\n--x--\r\n";

    fn one(name: &str, file: bool, content: &[u8]) -> Part {
        Part { name: name.to_owned(), file, content: Bytes::copy_from_slice(content) }
    }

    async fn parts_of(body: &[u8]) -> (Vec<Part>, bool) {
        parts(Bytes::copy_from_slice(body), "x".to_owned()).await
    }

    #[tokio::test]
    async fn a_form_is_read_field_by_field_and_a_files_name_is_not() {
        let read = vec![one("text", false, b"road\r\nbroken"), one("pictures", true, b"\xff\xd8--x")];
        assert_eq!(parts_of(BODY).await, (read, true));
        assert_eq!(parts_of(b"--x--").await, (vec![], true));
    }

    #[tokio::test]
    async fn of_a_body_that_breaks_off_the_whole_parts_are_kept() {
        for cut in 0..BODY.len() - 4 {
            let (read, whole) = parts_of(&BODY[..cut]).await;
            assert!(!whole && read.len() <= 1, "{cut}");
            assert!(read.iter().all(|part| part.content == b"road\r\nbroken"[..]), "{cut}");
        }
        for strange in [&b""[..], b"--y\r\n", b"--x\r\nno header\r\n--x--", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"] {
            assert_eq!(parts_of(strange).await, (vec![], false), "{strange:?}");
        }
    }

    #[test]
    fn the_boundary_is_read_from_the_media_type() {
        assert_eq!(boundary("multipart/form-data; boundary=----WebKitFormBoundaryAbc"), Some("----WebKitFormBoundaryAbc".to_owned()));
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), Some("a b".to_owned()));
        for none in
            ["multipart/form-data", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded", "multipart/form-data; boundary="]
        {
            assert_eq!(boundary(none), None, "{none}");
        }
    }
}
