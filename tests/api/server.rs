//! The program served on a folder of its own, and what is asked of it.

use crate::support::{Args, Folder, Ran, ran, text};
use calamine::Reader;
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Today, where the program's days are counted: in Beijing.
pub fn today() -> chrono::NaiveDate {
    (chrono::Utc::now() + chrono::TimeDelta::hours(8)).date_naive()
}

/// Where the ledger is kept.
#[derive(Debug, Clone, Copy)]
pub enum Store {
    /// A file in the data folder.
    Sqlite,
    /// A database of its own on the server that `QINGYUAN_TEST_POSTGRES` names.
    Postgres,
}

/// The program, serving.
pub struct Server {
    folder: Folder,
    database: Option<String>,
    serving: Serving,
    address: String,
    /// The token of the set-up link.
    pub setup: String,
    agent: ureq::Agent,
}

impl Server {
    /// Starts the program on an empty ledger.
    #[track_caller]
    pub fn start(store: Store) -> Self {
        Self::start_with(store, |_| {})
    }

    /// Starts the program on an empty ledger, told more on its command line or in its environment.
    #[track_caller]
    pub fn start_with(store: Store, tell: impl FnOnce(&mut Command)) -> Self {
        Self::on(Folder::new(), store, tell)
    }

    /// Starts the program on this data folder.
    #[track_caller]
    pub fn on(folder: Folder, store: Store, tell: impl FnOnce(&mut Command)) -> Self {
        let database = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(new_database()),
        };
        let log = std::fs::File::create(folder.path("serve.log")).unwrap();
        let mut command = folder.command(&[&"serve", &"--listen", &"127.0.0.1:0", &"--json"]);
        command.args(on(database.as_ref()));
        tell(&mut command);
        let mut serving = Serving(command.stdout(Stdio::piped()).stderr(log).spawn().unwrap());
        let out = serving.0.stdout.take().unwrap();
        let Some(Ok(told)) = serde_json::Deserializer::from_reader(out).into_iter::<Value>().next() else {
            panic!("no address\n{}", std::fs::read_to_string(folder.path("serve.log")).unwrap())
        };
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A connection on which a body was refused unread is closed, perhaps only when it is about to be used again.
            .max_idle_connections(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .new_agent();
        Self { folder, database, serving, address: text(&told["address"]), setup: text(&told["setup"]), agent }
    }

    /// Asks.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // What changes something has a body, if only an empty one.
        let body = body.or((method != "GET").then_some(&[]));
        let answered = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let asked = format!("{method} {path}");
        let mut response = answered.unwrap_or_else(|error| panic!("{asked}: {error}\n{}", self.log()));
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        let answer = Answer { asked, status: response.status().as_u16(), headers: response.headers().clone(), body };
        assert_ne!(answer.status, 500, "{answer:?}\n{}", self.log());
        answer
    }

    /// The room of the data folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Asks with a JSON body and no session.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    }

    /// Asks for something that anybody may read.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path, &[], None).expect(200).json()
    }

    /// Runs a command on the same folder while the program serves.
    #[track_caller]
    pub fn run_beside(&self, args: Args<'_>, tell: impl FnOnce(&mut Command)) -> Ran {
        let mut command = self.folder.command(args);
        command.args(on(self.database.as_ref()));
        tell(&mut command);
        ran(command)
    }

    /// Does something in its database behind its back.
    #[track_caller]
    pub fn in_database(&self, statement: &str) {
        let database = self.database.as_ref().expect("a database of its own");
        let done = Command::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, database]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Ends the program as an operator would, and runs a command on what it has left.
    pub fn end_and_run(mut self, args: Args<'_>) -> Ran {
        assert!(Command::new("kill").arg(self.serving.0.id().to_string()).status().unwrap().success());
        let ended = self.serving.0.wait().unwrap();
        assert!(ended.success(), "{ended}\n{}", self.log());
        let database = on(self.database.as_ref());
        let database: Vec<&dyn AsRef<std::ffi::OsStr>> = database.iter().map(|word| word as &dyn AsRef<std::ffi::OsStr>).collect();
        self.folder.run_with(args, &database)
    }

    /// Whether these bytes stand in any file of the data folder.
    pub fn keeps(&self, bytes: &[u8]) -> bool {
        let files = crate::support::files_below(&self.folder.path("data"));
        assert!(files.iter().any(|file| file.components().any(|part| part.as_os_str() == "files")), "evidence files are among them");
        files.iter().filter_map(|file| std::fs::read(file).ok()).any(|file| file.windows(bytes.len()).any(|window| window == bytes))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path("serve.log")).unwrap_or_default()
    }
}

/// The process, which ends with whoever has started it, also where that is a test that fails.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn on(database: Option<&String>) -> Vec<String> {
    database.map(|url| vec!["--database".to_owned(), url.clone()]).unwrap_or_default()
}

/// A database of its own on the server.
pub fn new_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("QINGYUAN_TEST_POSTGRES").expect("QINGYUAN_TEST_POSTGRES names a PostgreSQL server: run `make test`");
    let name = format!("api{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let made = Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &format!("CREATE DATABASE {name}"), &format!("{server}/postgres")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    format!("{server}/{name}")
}

/// What was answered.
pub struct Answer {
    asked: String,
    /// Status.
    pub status: u16,
    headers: ureq::http::HeaderMap,
    body: Vec<u8>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = self.text().chars().take(2000).collect();
        write!(f, "{} → {} {body}", self.asked, self.status)
    }
}

impl Answer {
    /// The same, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Whether it is a workbook.
    pub fn is_workbook(&self) -> bool {
        self.header("content-type").is_some_and(|media| media.ends_with("spreadsheetml.sheet"))
    }

    /// Its body; of a workbook, what stands in the cells.
    pub fn text(&self) -> String {
        if self.is_workbook() {
            let mut workbook = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(&self.body)).unwrap();
            let sheets = workbook.worksheets();
            return sheets.iter().flat_map(|(_, range)| range.cells().map(|(.., cell)| format!("{cell}\n"))).collect();
        }
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Its body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Its body as it is.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Every header of this name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).map(str::to_owned).collect()
    }

    /// The problem that it tells: of this status and code, in the form of RFC 9457.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{self:?}");
        assert_eq!(problem["type"], format!("urn:qingyuan:problem:{code}"), "{self:?}");
        assert_eq!(problem["status"], status, "{self:?}");
        assert!(!text(&problem["title"]).is_empty() && !text(&problem["detail"]).is_empty(), "{self:?}");
        problem
    }
}
