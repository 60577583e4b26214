//! The disk fills up in the middle of an import.

use crate::support::numbers::person;
use crate::support::tables::{self, DIBAO, csv, dibao};
use crate::support::{FIRST_START, Folder, ran};
use std::path::Path;
use std::process::Command;

/// Imports with files limited to this many blocks of 512 bytes. Writing beyond it fails as on a full disk, with "file too large": the signal
/// that would end the process is ignored.
fn limited(folder: &Folder, blocks: u32, file: &Path) -> crate::support::Ran {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"")).arg("sh").arg(env!("CARGO_BIN_EXE_qingyuan"));
    command.arg("--data-dir").arg(folder.path("data")).arg("import").arg(file);
    ran(command)
}

fn payments(count: u32) -> Vec<String> {
    // Names and accounts that do not compress.
    let row = |n: u32| {
        let name = char::from_u32(0x4E00 + n.wrapping_mul(2_654_435_761) % 20_000).unwrap();
        dibao(
            &person(&format!("19{:02}0101", n / 999 % 100), n % 999),
            &format!("{name}{n}"),
            "2022-01",
            &format!("{}.{:02}", n % 977, n % 97),
        )
    };
    (0..count).map(row).collect()
}

#[test]
fn rows_that_do_not_fit_leave_nothing_and_go_in_once_there_is_room() {
    let folder = Folder::new();
    let file = csv(folder.path("低保金发放.csv"), DIBAO, &payments(60_000));
    folder.run(&[&"batches"]).expect(0);
    let full = limited(&folder, 1024, &file).expect(1);
    assert!(full.err.contains("writing") && full.err.contains("b000001"), "the message names the file: {}", full.err);
    assert!(full.err.contains("large"), "the message says why: {}", full.err);
    folder.assert_empty();
    assert_eq!(folder.events(), FIRST_START);
    assert_eq!(folder.import_one(&file)["accepted"], 60_000);
}

#[test]
fn quarantine_that_does_not_fit_leaves_nothing() {
    let folder = Folder::new();
    let rows = payments(20_000).into_iter().map(|row| row.replacen("2022-01", "某月", 1)).collect::<Vec<_>>();
    let file = csv(folder.path("低保金发放.csv"), DIBAO, &rows);
    folder.run(&[&"batches"]).expect(0);
    let full = limited(&folder, 1024, &file).expect(1);
    assert!(full.err.contains("quarantine") && full.err.contains("large"), "{}", full.err);
    folder.assert_empty();
}

#[test]
fn a_full_disk_stops_an_import_and_what_came_in_before_stays() {
    let folder = Folder::new();
    let number = person("19500101", 1);
    csv(folder.path("in/a 死亡人员.csv"), tables::DEATHS, &[tables::death(&number, "甲", "2022-03-05")]);
    csv(folder.path("in/b 低保金发放.csv"), DIBAO, &payments(60_000));
    folder.run(&[&"batches"]).expect(0);
    limited(&folder, 1024, &folder.path("in")).expect(1);
    let batches = folder.batches();
    assert_eq!(batches.iter().map(|batch| batch["dataset"].as_str().unwrap()).collect::<Vec<_>>(), ["deaths"]);
    assert_eq!(folder.events(), FIRST_START + 1, "what is in has its event");
    folder.import(&[&folder.path("in")]).expect(0);
    assert_eq!((folder.batches().len(), folder.events()), (2, FIRST_START + 2));
}
