//! What the tests share: a data folder driven through the command line, and the fixture.

pub mod leads;
pub mod numbers;
pub mod read;
pub mod tables;

use leads::Lead;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Arguments of a command: words and paths.
pub type Args<'a> = &'a [&'a dyn AsRef<OsStr>];

/// Events of the first start on an empty ledger: the rules of the packs come in.
pub const FIRST_START: u64 = 1;

/// Exit code of a command that did its work and left rows in quarantine.
pub const QUARANTINED: i32 = 3;

/// What a command answered.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The same, if it ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// Its output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\nstdout: {}\nstderr: {}", self.out, self.err))
    }
}

/// A data folder, and room beside it for the files that go in and come out.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A data folder that holds the fixture's files, and is screened.
    pub fn screened() -> Self {
        let folder = Self::new();
        folder.import(&[&district(&folder).join("files")]).expect(QUARANTINED);
        folder.screen(&[]);
        folder
    }

    /// A place beside the data folder.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn lake(&self) -> PathBuf {
        self.path("data/lake")
    }

    /// The program, about to be run on this data folder and in the room beside it.
    pub fn command(&self, args: Args<'_>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qingyuan"));
        command.arg("--data-dir").arg(self.path("data")).args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: Args<'_>) -> Ran {
        ran(self.command(args))
    }

    /// The same, with arguments that a caller adds.
    pub fn run_with(&self, args: Args<'_>, added: Args<'_>) -> Ran {
        let mut command = self.command(args);
        command.args(added);
        ran(command)
    }

    /// `import --json`.
    pub fn import(&self, paths: Args<'_>) -> Ran {
        self.run_with(&[&"import", &"--json"], paths)
    }

    /// Imports one file that must go in, and gives its batch.
    #[track_caller]
    pub fn import_one(&self, path: &Path) -> Value {
        let ran = self.import(&[&path]);
        assert!(matches!(ran.code, Some(0 | QUARANTINED)), "{ran:?}");
        let file = ran.json()["files"][0].take();
        assert_eq!(file["outcome"], "imported", "{file:#}");
        file
    }

    /// `screen --json`, which must end well: its lines by rule.
    #[track_caller]
    pub fn screen(&self, args: Args<'_>) -> BTreeMap<String, Value> {
        let report = self.run_with(&[&"screen", &"--json"], args).expect(0).json();
        report["rules"].as_array().unwrap().iter().map(|line| (text(&line["rule"]), line.clone())).collect()
    }

    /// The leads, as they are exported.
    #[track_caller]
    pub fn leads(&self) -> Vec<Lead> {
        leads::read(&self.export(&[]))
    }

    /// The text of `leads export`.
    #[track_caller]
    pub fn export(&self, filter: Args<'_>) -> String {
        let out = self.path("leads.csv");
        self.run_with(&[&"leads", &"export", &"--format", &"csv", &"--out", &out], filter).expect(0);
        std::fs::read_to_string(out).unwrap()
    }

    /// Every batch's record.
    #[track_caller]
    pub fn batches(&self) -> Vec<Value> {
        self.listed().into_iter().map(|(batch, _)| batch).collect()
    }

    /// The records of the batches of a dataset that are in force.
    #[track_caller]
    pub fn in_force(&self, dataset: &str) -> Vec<Value> {
        self.listed().into_iter().filter(|(batch, in_force)| *in_force && batch["dataset"] == dataset).map(|(batch, _)| batch).collect()
    }

    fn listed(&self) -> Vec<(Value, bool)> {
        let listed = self.run(&[&"batches", &"--json"]).expect(0).json();
        listed.as_array().unwrap().iter().map(|line| (line["batch"].clone(), line["in_force"].as_bool().unwrap())).collect()
    }

    /// Rows of a dataset that are in force.
    #[track_caller]
    pub fn rows(&self, dataset: &str) -> u64 {
        let lines = self.run(&[&"datasets", &"--json"]).expect(0).json();
        let line = lines.as_array().unwrap().iter().find(|line| line["dataset"] == dataset).unwrap().clone();
        line["rows"].as_u64().unwrap()
    }

    /// Events in the chain, which must be whole.
    #[track_caller]
    pub fn events(&self) -> u64 {
        let report = self.run(&[&"audit", &"verify", &"--json"]).expect(0).json();
        assert!(report["broken"].is_null(), "{report:#}");
        report["events"].as_u64().unwrap()
    }

    /// Nothing of a file is in: no batch, and no file in the lake.
    #[track_caller]
    pub fn assert_empty(&self) {
        assert_eq!(self.batches(), Vec::<Value>::new());
        let left: Vec<PathBuf> = files_below(&self.lake()).into_iter().filter(|path| !path.ends_with(".lock")).collect();
        assert!(left.is_empty(), "left in the lake: {left:?}");
    }
}

/// Runs a command to its end.
pub fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The fixture's folder (`files/`, `manifest.csv`, `truth.csv`), unfolded beside a data folder.
pub fn district(folder: &Folder) -> PathBuf {
    let into = folder.path("district");
    if !into.exists() {
        let archive = std::fs::File::open(root().join("tests/fixtures/district.zip")).unwrap();
        zip::ZipArchive::new(archive).unwrap().extract(&into).unwrap();
    }
    into
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// All files below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The name of a file.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Paths as arguments.
pub fn arguments(paths: &[PathBuf]) -> Vec<&dyn AsRef<OsStr>> {
    paths.iter().map(|path| path as &dyn AsRef<OsStr>).collect()
}

/// A JSON text, without its quotes.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A JSON number.
#[track_caller]
pub fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no count: {value}"))
}
