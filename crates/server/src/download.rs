//! Workbooks on their way out: read and sent a piece at a time, saved under a Chinese name.

use crate::problem::Problem;
use app::Download;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::fmt::Write;
use std::fs::File;
use std::io::{Error, Read};

/// The media type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PIECE: usize = 64 << 10;

/// Sends a workbook.
pub fn sent(download: Download) -> Result<Response, Problem> {
    let name = HeaderValue::from_str(&disposition(&download.name)).map_err(|_| Problem::internal("文件名"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(WORKBOOK)),
        (header::CONTENT_LENGTH, HeaderValue::from(download.bytes)),
        (header::CONTENT_DISPOSITION, name),
    ];
    let pieces = stream::unfold(Some(download.file), |file| async move {
        let file = file?;
        match tokio::task::spawn_blocking(move || piece(file)).await.unwrap_or_else(|error| Err(Error::other(error))) {
            Ok((bytes, _)) if bytes.is_empty() => None,
            Ok((bytes, file)) => Some((Ok(bytes), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn piece(mut file: File) -> Result<(Vec<u8>, File), Error> {
    let mut bytes = vec![0; PIECE];
    let read = file.read(&mut bytes)?;
    bytes.truncate(read);
    Ok((bytes, file))
}

/// Under which name it is saved (RFC 6266, RFC 5987): a plain one for programs that know no other, and the right one.
fn disposition(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"export.xlsx\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_written_so_that_a_header_can_hold_it() {
        assert_eq!(
            disposition("隔离行 b000001\".xlsx"),
            "attachment; filename=\"export.xlsx\"; filename*=UTF-8''%E9%9A%94%E7%A6%BB%E8%A1%8C%20b000001%22.xlsx"
        );
    }
}
