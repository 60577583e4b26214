//! Killed at any moment, nothing is lost and nothing is doubled.
#![expect(clippy::print_stderr, reason = "the moments of the kills stand in the output of a test that fails")]

use crate::support::leads::{Lead, assert_same, assert_truth};
use crate::support::{Args, FIRST_START, Folder, count, district, files_below, name, tables, text};
use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

const FOLDERS: u64 = 5;
/// Commands of each folder that are killed while they are at work.
const KILLS: u64 = 10;
const SIGKILL: i32 = 9;

/// SplitMix64: the same seed, the same moments.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn up_to(&mut self, longest: Duration) -> Duration {
        Duration::from_micros(self.next() % u64::try_from(longest.as_micros()).unwrap().max(1))
    }
}

/// The files of the district, the household register in two (as two towns would hand it in): a snapshot in several files must be whole too.
fn input(folder: &Folder) -> PathBuf {
    let files = district(folder).join("files");
    let register = files.join("户籍人口.csv");
    let text = std::fs::read(&register).unwrap();
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    // The header may have line breaks inside its quotation marks.
    let marks = |lines: &[&[u8]]| lines.concat().iter().filter(|byte| **byte == b'"').count();
    let head = (1..).find(|length| marks(&lines[..*length]).is_multiple_of(2)).unwrap();
    let (head, rows) = lines.split_at(head);
    for (n, half) in rows.chunks(rows.len().div_ceil(2)).enumerate() {
        tables::write(files.join(format!("户籍人口{}.csv", n + 1)), [head, half].concat().concat());
    }
    std::fs::remove_file(register).unwrap();
    files
}

/// Starts a command and kills it; says whether it was still at work.
fn killed_after(folder: &Folder, args: Args<'_>, delay: Duration) -> bool {
    let mut child = folder.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(SIGKILL)
}

#[test]
fn fifty_kills_lose_nothing_and_double_nothing() {
    let seed = std::env::var("KILL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_221_231);
    let mut chance = Chance(seed);
    let calm = Folder::new();
    let files = input(&calm);
    let import_time = timed(|| drop(calm.import(&[&files]).expect(3)));
    let screen_time = timed(|| drop(calm.screen(&[])));
    let expected = calm.leads();
    eprintln!("KILL_SEED={seed}: import takes {import_time:?}, screening {screen_time:?}");
    let (mut spared, mut import_kills) = (0, 0);
    for number in 0..FOLDERS {
        let folder = Folder::new();
        let files = input(&folder);
        let (mut kills, mut all_in) = (0, false);
        // A command that was done before its moment came is no kill: the next moments are sooner.
        let (mut import_within, mut screen_within) = (import_time, screen_time);
        while kills < KILLS {
            // Files come in first; now and then what is there already is screened between.
            let imports = !all_in && !chance.next().is_multiple_of(5);
            let afresh: Args<'_> = if chance.next().is_multiple_of(3) { &[&"screen"] } else { &[&"screen", &"--afresh"] };
            let (args, within): (Args<'_>, _) =
                if imports { (&[&"import", &files], &mut import_within) } else { (afresh, &mut screen_within) };
            // Half of the moments lie in the first quarter, so that not all files are in after the first.
            let soon = chance.next().is_multiple_of(2);
            let delay = chance.up_to(if soon { *within / 4 } else { *within });
            let killed = killed_after(&folder, args, delay);
            eprintln!("folder {number}: {} killed after {delay:?}: {killed}", if imports { "import" } else { "screening" });
            if killed {
                kills += 1;
                import_kills += u64::from(imports);
            } else {
                all_in |= imports;
                *within = *within * 3 / 4;
                spared += 1;
                assert!(spared < FOLDERS * KILLS * 2, "hardly a command was still at work");
            }
        }
        everything_is_there_once(&folder, &files, &expected);
    }
    assert!(import_kills >= FOLDERS, "hardly an import was killed: {import_kills}");
}

fn everything_is_there_once(folder: &Folder, files: &Path, expected: &[Lead]) {
    let report = folder.import(&[&files]).json();
    let outcomes: BTreeSet<String> = report["files"].as_array().unwrap().iter().map(|file| text(&file["outcome"])).collect();
    assert!(outcomes.iter().all(|outcome| outcome == "imported" || outcome == "known"), "{report:#}");
    let rules = folder.screen(&[]);

    let batches = folder.batches();
    let contents: BTreeSet<String> = batches.iter().map(|batch| text(&batch["content"])).collect();
    let names: Vec<String> = files_below(files).iter().map(|path| name(path)).collect();
    assert_eq!((batches.len(), contents.len()), (names.len(), names.len()), "a file is in twice, or not at all");
    assert_eq!(folder.in_force("residents").len(), 2, "half of a register is not in force");
    assert_eq!(folder.rows("residents"), 9000);

    // There is no command that lists events. A chain holds the one of the first start, one event a batch, and for each screening that came to its end one a rule: any
    // event that a batch has twice, or has not, leaves a rest.
    let events = folder.events();
    assert_eq!(
        (events - FIRST_START - batches.len() as u64) % rules.len() as u64,
        0,
        "{events} events, {} batches, {} rules",
        batches.len(),
        rules.len()
    );

    assert_lake_holds_only(folder, &batches);
    let leads = folder.leads();
    assert_same(&leads, expected);
    assert_truth(&leads, &district(folder).join("truth.csv"));
}

/// Every file in the lake belongs to a batch, and every batch has its files.
fn assert_lake_holds_only(folder: &Folder, batches: &[serde_json::Value]) {
    let mut expected = BTreeSet::from([PathBuf::from(".lock")]);
    for batch in batches {
        let (id, dataset) = (text(&batch["batch"]), text(&batch["dataset"]));
        expected.insert(PathBuf::from("quarantine").join(format!("{id}.ndjson")));
        expected.insert(Path::new(&dataset).join(format!("{id}.json")));
        expected.extend(batch["parts"].as_array().unwrap().iter().map(|part| Path::new(&dataset).join(text(&part["file"]))));
    }
    let lake = folder.lake();
    let found: BTreeSet<PathBuf> = files_below(&lake).iter().map(|path| path.strip_prefix(&lake).unwrap().to_owned()).collect();
    assert_eq!(found, expected);
}

#[test]
fn each_batch_has_its_event_once_however_often_the_import_was_killed() {
    let mut chance = Chance(7);
    let folder = Folder::new();
    let files = input(&folder);
    let whole = Folder::new();
    let longest = timed(|| drop(whole.import(&[&files]).expect(3)));
    for _ in 0..10 {
        killed_after(&folder, &[&"import", &files], chance.up_to(longest) / 4);
    }
    folder.import(&[&files]);
    // Nothing but imports went on here, so every event behind the first start's is a batch's.
    assert_eq!(folder.events(), FIRST_START + folder.batches().len() as u64);
    assert_eq!(folder.batches().iter().map(|batch| count(&batch["accepted"])).sum::<u64>(), 74_013);
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}
