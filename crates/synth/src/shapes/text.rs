//! Text files (CSV、TSV): encodings, separators and quotes of old office programs.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Book, Cell};
use crate::error::{SynthError, at};

/// How the characters of a text file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf8Bom,
    Gb18030,
    Utf16,
}

/// A text file; it has one sheet.
pub struct TextFile {
    path: PathBuf,
    file: BufWriter<File>,
    encoding: Encoding,
    separator: char,
    line: String,
}

impl TextFile {
    pub fn create(path: &Path, encoding: Encoding, separator: char) -> Result<Self, SynthError> {
        let mut file = BufWriter::new(File::create(path).map_err(at(path))?);
        let mark: &[u8] = match encoding {
            Encoding::Utf8 | Encoding::Gb18030 => b"",
            Encoding::Utf8Bom => b"\xEF\xBB\xBF",
            Encoding::Utf16 => b"\xFF\xFE",
        };
        file.write_all(mark).map_err(at(path))?;
        Ok(Self { path: path.to_path_buf(), file, encoding, separator, line: String::new() })
    }

    fn field(&mut self, cell: &Cell) {
        let text = match cell {
            Cell::Empty => return,
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
        };
        let quoted = text.contains([self.separator, '"', '\n']);
        if quoted {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(&text);
        }
    }
}

impl Book for TextFile {
    fn add_sheet(&mut self, _name: &str, title: Option<&str>, width: usize) -> Result<usize, SynthError> {
        if let Some(title) = title {
            let mut cells = vec![Cell::Empty; width];
            cells[0] = Cell::Text(String::from(title));
            self.row(0, &cells)?;
        }
        Ok(0)
    }

    fn row(&mut self, _sheet: usize, cells: &[Cell]) -> Result<(), SynthError> {
        self.line.clear();
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.line.push(self.separator);
            }
            self.field(cell);
        }
        self.line.push_str("\r\n");
        let written = match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => self.file.write_all(self.line.as_bytes()),
            Encoding::Gb18030 => self.file.write_all(&encoding_rs::GB18030.encode(&self.line).0),
            Encoding::Utf16 => {
                let units: Vec<u8> = self.line.encode_utf16().flat_map(u16::to_le_bytes).collect();
                self.file.write_all(&units)
            }
        };
        written.map_err(at(&self.path))
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        self.file.flush().map_err(at(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb18030_keeps_rare_characters() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut file = Box::new(TextFile::create(&path, Encoding::Gb18030, ',').unwrap());
        let cells = [Cell::Text("王䶮𬍛".into()), Cell::Text("1,000.00".into())];
        file.row(0, &cells).unwrap();
        file.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let (text, _, broken) = encoding_rs::GB18030.decode(&bytes);
        assert!(!broken);
        assert_eq!(text, "王䶮𬍛,\"1,000.00\"\r\n");
    }
}
