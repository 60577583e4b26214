//! ODS spreadsheets: a zip archive with the cells as XML.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Book, Cell};
use crate::error::{SynthError, at};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2"><office:automatic-styles><number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles><office:body><office:spreadsheet>"#;
const TAIL: &str = "</office:spreadsheet></office:body></office:document-content>\n";

/// A spreadsheet kept in memory until it is finished; only short tables take this shape.
pub struct OdsFile {
    path: PathBuf,
    sheets: Vec<String>,
}

impl OdsFile {
    pub fn create(path: &Path) -> Self {
        Self { path: path.to_path_buf(), sheets: Vec::new() }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text with a paragraph for each line; spaces that XML would lose are elements.
fn paragraphs(text: &str) -> String {
    let line = |line: &str| {
        let mut inner = escape(line);
        if inner.starts_with(' ') {
            inner.replace_range(..1, "<text:s/>");
        }
        if inner.ends_with(' ') {
            inner.truncate(inner.len() - 1);
            inner.push_str("<text:s/>");
        }
        format!("<text:p>{inner}</text:p>")
    };
    text.split('\n').map(line).collect()
}

fn element(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::from("<table:table-cell/>"),
        Cell::Text(text) => format!("<table:table-cell office:value-type=\"string\">{}</table:table-cell>", paragraphs(text)),
        Cell::Number(number) => {
            format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>")
        }
        Cell::Date(date) => format!(
            "<table:table-cell table:style-name=\"ce1\" office:value-type=\"date\" office:date-value=\"{date}\"><text:p>{date}</text:p></table:table-cell>"
        ),
    }
}

impl Book for OdsFile {
    fn add_sheet(&mut self, name: &str, title: Option<&str>, width: usize) -> Result<usize, SynthError> {
        let mut sheet = format!("<table:table table:name=\"{}\">", escape(name));
        if let Some(title) = title {
            sheet.push_str(&format!(
                "<table:table-row><table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"{width}\" table:number-rows-spanned=\"1\">{}</table:table-cell><table:covered-table-cell table:number-columns-repeated=\"{}\"/></table:table-row>",
                paragraphs(title),
                width.max(2) - 1
            ));
        }
        self.sheets.push(sheet);
        Ok(self.sheets.len() - 1)
    }

    fn row(&mut self, sheet: usize, cells: &[Cell]) -> Result<(), SynthError> {
        let out = &mut self.sheets[sheet];
        out.push_str("<table:table-row>");
        for cell in cells {
            out.push_str(&element(cell));
        }
        out.push_str("</table:table-row>");
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SynthError> {
        let file = File::create(&self.path).map_err(at(&self.path))?;
        let mut archive = ZipWriter::new(file);
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut content = String::from(HEAD);
        for sheet in &self.sheets {
            content.push_str(sheet);
            content.push_str("</table:table>");
        }
        content.push_str(TAIL);
        // the type comes first and is not packed, so that it can be told from the first bytes
        for (name, options, text) in
            [("mimetype", stored, MIME), ("META-INF/manifest.xml", packed, MANIFEST), ("content.xml", packed, content.as_str())]
        {
            archive.start_file(name, options).map_err(|source| self.failed(source))?;
            archive.write_all(text.as_bytes()).map_err(at(&self.path))?;
        }
        archive.finish().map_err(|source| self.failed(source))?;
        Ok(())
    }
}

impl OdsFile {
    fn failed(&self, source: zip::result::ZipError) -> SynthError {
        SynthError::Archive { path: self.path.clone(), source }
    }
}
