//! The documents say what the program does: generated ones are compared, and sessions in them are run.

use crate::support::{Folder, root};
use std::path::Path;
use std::process::{Command, Stdio};

fn document(name: &str) -> String {
    let path = root().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_documentation_of_datasets_is_the_one_that_the_program_writes() {
    let written = Folder::new().run(&[&"datasets", &"--markdown"]).expect(0).out;
    let kept = document("docs/datasets.md");
    let differs = kept.lines().zip(written.lines()).position(|(kept, written)| kept != written);
    assert!(
        kept == written,
        "docs/datasets.md differs (line {differs:?}): write it with `qingyuan datasets --markdown > docs/datasets.md`"
    );
}

/// A fenced block of a document.
struct Block {
    /// What stands behind the fence: the language, and for a file its path.
    kind: String,
    line: usize,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (n, line) in text.lines().enumerate() {
        match (open.take(), line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some(Block { kind: kind.trim().to_owned(), line: n + 1, lines: Vec::new() }),
            (None, None) => {}
            (Some(block), Some("")) => blocks.push(block),
            (Some(mut block), _) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
        }
    }
    assert!(open.is_none(), "a block that is not closed");
    blocks
}

/// Runs a document from top to bottom in a folder of its own. A block such as "```sql packs/x/rules/X01.sql" is a file that the reader writes;
/// a block of kind `console` is a session: `$ ` opens a command, and the lines behind it are what it shows. "…" in a line stands for
/// anything, and a line with nothing else for any lines; times are not compared.
fn follow(text: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let mut commands = 0;
    for block in blocks(text) {
        match block.kind.split_whitespace().collect::<Vec<_>>()[..] {
            ["console"] => commands += session(folder.path(), &block),
            [_, path] if path.contains('/') => {
                let path = folder.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, block.lines.join("\n") + "\n").unwrap();
            }
            _ => {}
        }
    }
    commands
}

fn session(folder: &Path, block: &Block) -> usize {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, shown))) => shown.push(line),
            (None, None) => panic!("line {}: a session begins with a command", block.line),
        }
    }
    let program = Path::new(env!("CARGO_BIN_EXE_qingyuan")).parent().unwrap();
    let path =
        std::env::join_paths([program.to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap()))).unwrap();
    for (command, shown) in &commands {
        let output =
            Command::new("sh").arg("-c").arg(command).current_dir(folder).env("PATH", &path).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code().is_some_and(|code| code != 2 && code < 100),
            "line {}: `{command}` ended with {:?}:\n{said}",
            block.line,
            output.status.code()
        );
        let mut rest = said.lines();
        for line in shown.iter().filter(|line| !matches!(line.trim(), "…" | "...") && !line.trim().is_empty()) {
            assert!(
                rest.any(|said| fits(said, line)),
                "line {}: `{command}` does not show, or not in this order: {line}\nit shows:\n{said}",
                block.line
            );
        }
    }
    commands.len()
}

/// Whether a line is the one that the document shows.
fn fits(said: &str, shown: &str) -> bool {
    let plain = |line: &str| line.split_whitespace().map(untimed).collect::<Vec<_>>().join(" ");
    let (said, shown) = (plain(said), plain(shown));
    let mut parts = shown.split('…');
    let Some(mut rest) = said.strip_prefix(parts.next().unwrap().trim_end()) else { return false };
    let mut last = None;
    for part in parts.map(str::trim) {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

/// A word, but not how long something took or when it ran.
fn untimed(word: &str) -> &str {
    let number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
    if number || word == "kept" || word == "ms" || word.starts_with("(screen-") { "#" } else { word }
}

#[test]
fn the_sessions_in_the_rules_document_can_be_followed() {
    assert!(follow(&document("docs/rules.md")) > 0, "no session in docs/rules.md");
}

#[test]
fn a_document_is_followed_line_by_line() {
    let text = "```toml packs/a/b.toml\nx = 1\n```\n```console\n$ cat packs/a/b.toml\nx = …\n$ qingyuan rules check S01\nS01 …: right, … cases\n```\n";
    assert_eq!(follow(text), 2);
    assert!(fits("S01 a 12 ms", "S01 a 9 ms") && fits("S01 a b", "S01 … b") && fits("S01 a b c", "S01 …"));
    assert!(!fits("S01 a b", "S01 a") && !fits("S01 a", "S02 …"));
}
