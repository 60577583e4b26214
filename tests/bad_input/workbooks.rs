//! Workbooks that cannot or must not be opened.

use super::{assert_refused, refused};
use crate::support::{Folder, tables};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

/// The name of a part of an archive, and what writes it.
type Part<'a> = (&'a str, &'a dyn Fn(&mut dyn Write));

fn archive(path: PathBuf, level: i64, parts: &[Part<'_>]) -> PathBuf {
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let options = SimpleFileOptions::default().compression_level(Some(level));
    for (name, fill) in parts {
        archive.start_file(*name, options).unwrap();
        fill(&mut archive);
    }
    archive.finish().unwrap();
    path
}

/// Peak memory of a process so far, in MiB.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? >> 10)
}

/// Imports a file and says how long that took and how much memory.
fn watched(folder: &Folder, file: &Path) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = folder.command(&[&"import", &file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(child.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    (started.elapsed(), most)
}

#[test]
fn a_zip_bomb() {
    let folder = Folder::new();
    let zeros = vec![0; 1 << 20];
    let fill = |gigabytes: usize| {
        let zeros = &zeros;
        move |out: &mut dyn Write| (0..gigabytes << 10).for_each(|_| out.write_all(zeros).unwrap())
    };
    let types = |out: &mut dyn Write| out.write_all(TYPES.as_bytes()).unwrap();
    let bomb = archive(folder.path("低保金发放.xlsx"), 1, &[("[Content_Types].xml", &types), ("xl/worksheets/sheet1.xml", &fill(3))]);
    let length = std::fs::metadata(&bomb).unwrap().len();
    assert!(length < 32 << 20, "{length}");
    let (time, memory) = watched(&folder, &bomb);
    assert!(time < Duration::from_secs(20), "{time:?}");
    assert!(memory < 300, "{memory} MiB");
    assert_refused(&folder, &bomb, "too_large", &["MB", "拆分"]);
}

#[test]
fn a_bomb_in_many_parts() {
    let folder = Folder::new();
    let zeros = vec![0; 4 << 20];
    let types = |out: &mut dyn Write| out.write_all(TYPES.as_bytes()).unwrap();
    let part = |out: &mut dyn Write| out.write_all(&zeros).unwrap();
    let names: Vec<String> = (0..60).map(|n| format!("xl/media/{n}.xml")).collect();
    let mut parts: Vec<Part<'_>> = vec![("[Content_Types].xml", &types)];
    parts.extend(names.iter().map(|name| (name.as_str(), &part as &dyn Fn(&mut dyn Write))));
    assert_refused(&folder, &archive(folder.path("低保金发放.xlsx"), 9, &parts), "too_large", &["MB"]);
}

#[test]
fn a_workbook_with_a_password() {
    let folder = Folder::new();
    // An encrypted XLSX is an OLE container with these two streams.
    let path = folder.path("低保金发放.xlsx");
    let mut container = cfb::CompoundFile::create(File::options().read(true).write(true).create_new(true).open(&path).unwrap()).unwrap();
    for (name, length) in [("EncryptionInfo", 1000), ("EncryptedPackage", 20_000)] {
        container.create_stream(name).unwrap().write_all(&vec![0x5A; length]).unwrap();
    }
    container.flush().unwrap();
    drop(container);
    assert_refused(&folder, &path, "password", &["密码"]);

    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
        <manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let kind = |out: &mut dyn Write| out.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    let entries = |out: &mut dyn Write| out.write_all(manifest.as_bytes()).unwrap();
    let noise = |out: &mut dyn Write| out.write_all(&[0x5A; 500]).unwrap();
    let parts: [Part<'_>; 3] = [("mimetype", &kind), ("META-INF/manifest.xml", &entries), ("content.xml", &noise)];
    assert_refused(&folder, &archive(folder.path("低保金发放.ods"), 6, &parts), "password", &["密码"]);
}

#[test]
fn an_archive_that_is_no_workbook_and_a_workbook_that_is_broken_off() {
    let folder = Folder::new();
    let note = |out: &mut dyn Write| out.write_all(b"hello").unwrap();
    assert_refused(&folder, &archive(folder.path("资料.xlsx"), 6, &[("readme.txt", &note)]), "not_a_table", &["ZIP"]);

    let path = folder.path("死亡人员.xlsx");
    tables::xlsx(&path, &[("Sheet1", vec![tables::DEATHS.split(',').map(str::to_owned).collect()])]);
    let whole = std::fs::read(&path).unwrap();
    for length in [whole.len() / 2, whole.len() - 10, 30] {
        let (code, message) = refused(&folder, &tables::write(folder.path("broken.xlsx"), &whole[..length]));
        assert_eq!(code, "workbook", "{message}");
    }
    let ole = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0_u8; 600].as_slice()].concat();
    assert_eq!(refused(&folder, &tables::write(folder.path("broken.xls"), ole)).0, "workbook");
}

#[test]
fn sheets_of_two_tables_in_one_workbook() {
    let folder = Folder::new();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let path = folder.path("汇总.xlsx");
    tables::xlsx(&path, &[("死亡", vec![cells(tables::DEATHS)]), ("车辆", vec![cells(tables::VEHICLES)])]);
    assert_refused(&folder, &path, "mixed_sheets", &["死亡", "车辆"]);
}
