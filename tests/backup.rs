//! A backup that is taken while others write comes back whole, or not at all.

use crate::support::{Folder, QUARANTINED, district, files_below, text};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use zip::write::SimpleFileOptions;

fn backup(folder: &Folder, name: &str, with_keys: bool) -> PathBuf {
    let out = folder.path(name);
    let ran = if with_keys {
        folder.run(&[&"backup", &"--with-keys", &"--json", &"--out", &out])
    } else {
        folder.run(&[&"backup", &"--json", &"--out", &out])
    };
    let report = ran.expect(0).json();
    assert_eq!((report["ledger"].as_bool(), report["keys"].as_bool()), (Some(true), Some(with_keys)), "{report:#}");
    out
}

/// What becomes of a file of an archive: other bytes, or nothing.
type Tampering<'a> = &'a dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>;

/// The archive with one file in it changed, left out or added.
fn tampered(archive: &Path, out: &Path, change: Tampering<'_>, added: Option<&str>) {
    let mut from = zip::ZipArchive::new(fs::File::open(archive).unwrap()).unwrap();
    let mut to = zip::ZipWriter::new(fs::File::create(out).unwrap());
    for n in 0..from.len() {
        let mut entry = from.by_index(n).unwrap();
        let name = entry.enclosed_name().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if let Some(bytes) = change(&name, bytes) {
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(&bytes).unwrap();
        }
    }
    if let Some(name) = added {
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        to.write_all(b"more").unwrap();
    }
    to.finish().unwrap();
}

#[test]
fn a_backup_taken_while_others_write_comes_back_whole_with_the_same_leads() {
    let folder = Folder::screened();
    let leads = folder.export(&[]);
    // An evidence file, as the server keeps it.
    let digest = "ab".repeat(32);
    fs::create_dir_all(folder.path("data/files/ab")).unwrap();
    fs::write(folder.path("data/files/ab").join(&digest), "%PDF-").unwrap();

    let over = AtomicBool::new(false);
    let (archive, events) = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut written = 0_u64;
            while !over.load(Ordering::Relaxed) {
                folder.run(&[&"leads", &"export", &"--out", &folder.path("again.csv")]).expect(0);
                written += 1;
            }
            written
        });
        let archive = backup(&folder, "backup.zip", false);
        over.store(true, Ordering::Relaxed);
        (archive, writing.join().unwrap())
    });
    assert!(events > 0);

    let other = Folder::new();
    let report = other.run(&[&"restore", &"--json", &archive]).expect(0).json();
    assert!(report["chain"]["broken"].is_null(), "{report:#}");
    assert_eq!(report["keys"], false);
    assert_eq!(fs::read_to_string(other.path("data/files/ab").join(&digest)).unwrap(), "%PDF-");
    // The keys are kept apart, and put back apart.
    assert!(!other.path("data/keys").exists());
    fs::create_dir_all(other.path("data/keys")).unwrap();
    fs::copy(folder.path("data/keys/ledger.key"), other.path("data/keys/ledger.key")).unwrap();
    assert!(other.events() > 0);
    assert_eq!(other.export(&[]), leads);
    assert_eq!(other.batches(), folder.batches());
    // Work goes on: the same rules find the same in the same rows.
    other.screen(&[&"--afresh"]);
    assert_eq!(other.export(&[]), leads);
    assert!(files_below(&other.path("data")).iter().all(|path| !path.to_string_lossy().contains("restoring")));
}

#[test]
fn a_backup_with_keys_is_ready_and_takes_no_other_files_place() {
    let folder = Folder::new();
    folder.import(&[&files_below(&district(&folder).join("files"))[0]]);
    let archive = backup(&folder, "backup.zip", true);
    let again = folder.run(&[&"backup", &"--out", &archive]).expect(1);
    assert!(again.err.contains("is there already"), "{}", again.err);
    let other = Folder::new();
    other.run(&[&"restore", &archive]).expect(0);
    assert_eq!(fs::read(other.path("data/keys/ledger.key")).unwrap(), fs::read(folder.path("data/keys/ledger.key")).unwrap());
    other.events();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(other.path("data")).unwrap().permissions()) & 0o777, 0o700);
    other.run(&[&"config", &"check"]).expect(0);
    // What is there is not written over.
    let twice = other.run(&[&"restore", &archive]).expect(1);
    assert!(twice.err.contains("not empty"), "{}", twice.err);
}

#[test]
fn a_backup_that_was_changed_is_refused_and_leaves_nothing() {
    let folder = Folder::new();
    let files = district(&folder).join("files");
    let ran = folder.import(&[&files]);
    assert_eq!(ran.code, Some(QUARANTINED));
    let archive = backup(&folder, "backup.zip", false);
    let batch = folder.batches()[0].clone();
    let part = format!("lake/{}/{}", text(&batch["dataset"]), text(&batch["parts"][0]["file"]));
    let flip = |mut bytes: Vec<u8>| {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        bytes
    };
    let cases: [(&str, Tampering<'_>, Option<&str>, &str); 5] = [
        ("changed", &|name, bytes| Some(if name == part { flip(bytes) } else { bytes }), None, "digest differs"),
        ("missing", &|name, bytes| (name != part).then_some(bytes), None, "is missing"),
        ("more", &|_, bytes| Some(bytes), Some("lake/extra.json"), "not in the manifest"),
        ("outside", &|_, bytes| Some(bytes), Some("../escaped"), ""),
        ("no manifest", &|name, bytes| (name != "manifest.json").then_some(bytes), None, "no manifest"),
    ];
    for (name, change, added, why) in cases {
        let wrong = folder.path(format!("{name}.zip"));
        tampered(&archive, &wrong, change, added);
        let other = Folder::new();
        let refused = other.run(&[&"restore", &wrong]).expect(1);
        assert!(refused.err.contains(why), "{name}: {}", refused.err);
        assert!(!other.path("data").exists() && !other.path("escaped").exists(), "{name}");
        assert_eq!(fs::read_dir(other.path("")).unwrap().count(), 0, "{name}: nothing half restored is left");
    }
    let other = Folder::new();
    other.run(&[&"restore", &files.join("no such.zip")]).expect(1);
}
