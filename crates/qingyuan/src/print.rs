//! What people read on the terminal.
#![expect(clippy::print_stderr, reason = "this is where the program talks to the terminal")]

use app::casework::people::account::AccountLine;
use app::casework::people::office::Office;
use app::casework::rule::RuleVersion;
use app::coverage::Coverage;
use app::{
    Batch, ChainReport, ConfigLine, DatasetLine, FileOutcome, ImportReport, LeadLine, PrecheckReport, RuleCheck, RuleLine, ScreenReport,
    TrialReport,
};
use serde::Serialize;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Writes a line to standard output. Who closed the other end (`| head`) has seen enough: that is no failure.
fn say(text: &str) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        eprintln!("qingyuan: standard output: {error}");
        std::process::exit(1);
    }
}

macro_rules! say {
    ($($text:tt)*) => { say(&format!($($text)*)) };
}

/// Says why nothing came of it.
pub fn failed(error: &dyn Error) -> ExitCode {
    eprintln!("qingyuan: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::from(1)
}

pub fn json<T: Serialize>(value: &T) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => say!("{text}"),
        Err(error) => eprintln!("qingyuan: {error}"),
    }
}

pub fn line(text: &str) {
    say!("{text}");
}

/// A table whose columns line up also where characters are two columns wide.
pub fn table(head: &[&str], rows: &[Vec<String>], right: &[usize]) {
    let mut widths: Vec<usize> = head.iter().map(|text| width(text)).collect();
    for row in rows {
        for (n, cell) in row.iter().enumerate() {
            widths[n] = widths[n].max(width(cell));
        }
    }
    let show = |cells: Vec<&str>| {
        let mut line = String::new();
        for (n, cell) in cells.iter().enumerate() {
            let blanks = " ".repeat(widths[n].saturating_sub(width(cell)));
            if n > 0 {
                line.push_str("  ");
            }
            if right.contains(&n) { line.push_str(&(blanks + cell)) } else { line.push_str(&((*cell).to_owned() + &blanks)) }
        }
        say!("{}", line.trim_end());
    };
    show(head.to_vec());
    for row in rows {
        show(row.iter().map(String::as_str).collect());
    }
}

/// Columns that a terminal gives a text: two for East Asian wide characters.
fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD) { 2 } else { 1 }).sum()
}

/// 1234567.50 as 1,234,567.50.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, String::new()), |(whole, part)| (whole, format!(".{part}")));
    let digits: Vec<char> = whole.chars().collect();
    let mut out = String::new();
    for (n, digit) in digits.iter().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(*digit);
    }
    format!("{sign}{out}{part}")
}

pub fn import(report: &ImportReport) {
    let rows: Vec<Vec<String>> = report
        .files
        .iter()
        .map(|file| {
            let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match &file.outcome {
                FileOutcome::Imported(batch) => {
                    let Batch { batch: id, dataset, accepted, quarantined, .. } = &**batch;
                    vec![
                        name,
                        dataset.clone(),
                        id.clone(),
                        accepted.to_string(),
                        quarantined.to_string(),
                        batch.skipped_rows().to_string(),
                        batch.notes.join("；"),
                    ]
                }
                FileOutcome::Known { message } => {
                    vec![name, String::new(), "known".to_owned(), String::new(), String::new(), String::new(), message.clone()]
                }
                FileOutcome::Refused { message, .. } => {
                    vec![name, String::new(), "REFUSED".to_owned(), String::new(), String::new(), String::new(), message.clone()]
                }
            }
        })
        .collect();
    table(&["file", "dataset", "batch", "accepted", "quarantined", "skipped", ""], &rows, &[3, 4, 5]);
}

pub fn screen(report: &ScreenReport) {
    let rows: Vec<Vec<String>> = report
        .rules
        .iter()
        .map(|line| match &line.not_evaluated {
            Some(reason) => vec![
                line.rule.clone(),
                line.title.clone(),
                "not evaluated".to_owned(),
                String::new(),
                String::new(),
                String::new(),
                reason.clone(),
            ],
            None => vec![
                line.rule.clone(),
                line.title.clone(),
                line.leads.to_string(),
                line.hits.to_string(),
                grouped(&line.amount),
                if line.unchanged { "kept".to_owned() } else { format!("{} ms", line.elapsed_ms) },
                change(line),
            ],
        })
        .collect();
    say!("As of {} ({}):", report.as_of, report.run);
    table(&["rule", "title", "leads", "hits", "amount (yuan)", "time", "ledger"], &rows, &[2, 3, 4, 5]);
    let sum = |each: fn(&RuleLine) -> u64| report.rules.iter().map(each).sum::<u64>();
    say!(
        "{} leads on {} persons, {} hits; {} of {} rules evaluated; {:.1} s",
        sum(|line| line.leads),
        report.persons,
        sum(|line| line.hits),
        report.rules.len() - report.not_evaluated(),
        report.rules.len(),
        std::time::Duration::from_millis(report.elapsed_ms).as_secs_f64()
    );
    in_shadow(report);
}

fn in_shadow(report: &ScreenReport) {
    for line in &report.shadows {
        match &line.not_evaluated {
            Some(reason) => say!("in the shadow: {} v{}: not evaluated: {reason}", line.rule, line.number),
            None => say!(
                "in the shadow: {} v{}: would add {}, drop {}, change {}; {} the same",
                line.rule,
                line.number,
                line.added,
                line.dropped,
                line.changed,
                line.same
            ),
        }
    }
    for pause in &report.paused {
        say!("paused: {}: {}", pause.rule, pause.why);
    }
}

fn change(line: &RuleLine) -> String {
    let counts = &line.ledger;
    let parts =
        [("+", counts.added), ("~", counts.changed), ("-", counts.withdrawn), ("back ", counts.returned), ("muted ", counts.exempted)];
    parts.iter().filter(|(_, count)| *count > 0).map(|(sign, count)| format!("{sign}{count}")).collect::<Vec<_>>().join(" ")
}

pub fn trial(report: &TrialReport) {
    for rule in &report.rules {
        if let Some(reason) = &rule.not_evaluated {
            say!("{}: not evaluated: {reason}", rule.rule);
            continue;
        }
        say!(
            "{}: would add {}, drop {}, change {}; {} as they are",
            rule.rule,
            rule.added.len(),
            rule.dropped.len(),
            rule.changed.len(),
            rule.unchanged
        );
        for (sign, subjects) in [("+", &rule.added), ("-", &rule.dropped), ("~", &rule.changed)] {
            for subject in subjects.iter().take(10) {
                say!("  {sign} {} {}", masked(&subject.id), subject.name);
            }
            if subjects.len() > 10 {
                say!("  {sign} and {} more", subjects.len() - 10);
            }
        }
    }
}

/// A number as a screen shows it; exports have it in full.
fn masked(id: &str) -> String {
    app::mask(id)
}

pub fn batches(batches: &[(Batch, bool)]) {
    let rows: Vec<Vec<String>> = batches
        .iter()
        .map(|(batch, in_force)| {
            let state = match (in_force, &batch.withdrawn) {
                (true, _) => "in force",
                (false, Some(_)) => "withdrawn",
                (false, None) => "superseded",
            };
            vec![
                batch.batch.clone(),
                batch.dataset.clone(),
                batch.file.clone(),
                batch.imported_at.format("%Y-%m-%d %H:%M").to_string(),
                batch.accepted.to_string(),
                batch.quarantined.to_string(),
                batch.skipped_rows().to_string(),
                state.to_owned(),
            ]
        })
        .collect();
    table(&["batch", "dataset", "file", "imported (UTC)", "accepted", "quarantined", "skipped", "state"], &rows, &[4, 5, 6]);
}

pub fn datasets(lines: &[DatasetLine]) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let periods = line
                .periods
                .as_ref()
                .map(|(first, last)| if first == last { first.clone() } else { format!("{first} – {last}") })
                .unwrap_or_default();
            vec![
                line.dataset.clone(),
                line.title.clone(),
                line.owner.clone(),
                line.batches.to_string(),
                line.rows.to_string(),
                line.quarantined.to_string(),
                periods,
                line.age_days.map(|days| format!("{days} d")).unwrap_or_default(),
            ]
        })
        .collect();
    table(&["dataset", "title", "owner", "batches", "rows", "quarantined", "periods", "age"], &rows, &[3, 4, 5, 7]);
}

pub fn coverage(coverage: &Coverage) {
    say!(
        "{} {}: {} rows in {} batches, {} in quarantine",
        coverage.dataset,
        coverage.title,
        coverage.rows,
        coverage.batches,
        coverage.quarantined
    );
    if let Some(days) = coverage.age_days {
        say!("newest batch: {days} days old");
    }
    if let Some(repeats) = coverage.repeats {
        say!("rows beyond the first of their key: {repeats}");
    }
    for (column, unmatched) in &coverage.unmatched {
        match unmatched {
            Some(count) => say!("{column}: {count} numbers that the register of residents does not know"),
            None => say!("{column}: not compared with the register of residents"),
        }
    }
    let share =
        |count: &u64| (count * 1000).checked_div(coverage.rows).map(|mille| format!("{}.{} %", mille / 10, mille % 10)).unwrap_or_default();
    let filled: Vec<Vec<String>> =
        coverage.filled.iter().map(|(column, count)| vec![column.clone(), count.to_string(), share(count)]).collect();
    table(&["column", "filled", ""], &filled, &[1, 2]);
    let periods: Vec<Vec<String>> = coverage.periods.iter().map(|(period, rows)| vec![period.clone(), rows.to_string()]).collect();
    table(&["period", "rows"], &periods, &[1]);
}

pub fn leads(lines: &[LeadLine]) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            vec![
                line.rule.clone(),
                masked(&line.subject_id),
                line.subject_name.clone(),
                line.hits.to_string(),
                grouped(&line.amount),
                line.first_on.clone(),
                line.last_on.clone(),
                line.state.clone(),
            ]
        })
        .collect();
    table(&["rule", "subject", "name", "hits", "amount (yuan)", "first", "last", "state"], &rows, &[3, 4]);
    say!("{} leads", lines.len());
}

pub fn checks(checks: &[RuleCheck]) {
    for check in checks {
        if check.faults.is_empty() {
            say!("{} {}: right, {} cases", check.rule, check.title, check.cases);
        } else {
            say!("{} {}: {} faults", check.rule, check.title, check.faults.len());
            for fault in &check.faults {
                say!("  {fault}");
            }
        }
    }
}

pub fn versions(versions: &[RuleVersion]) {
    let rows: Vec<Vec<String>> = versions
        .iter()
        .map(|version| {
            let last = version.history.last();
            vec![
                version.rule.clone(),
                version.number.to_string(),
                version.state.zh().to_owned(),
                version.origin.zh().to_owned(),
                version.title.clone(),
                last.map(|note| note.at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
                last.map(|note| note.by.clone()).unwrap_or_default(),
            ]
        })
        .collect();
    table(&["rule", "version", "state", "origin", "title", "since (UTC)", "by"], &rows, &[1]);
}

pub fn precheck(report: &PrecheckReport) {
    say!(
        "{}: {} rows: {} passed, {} hit, {} unreadable, {} not evaluated; {} ms",
        report.file,
        report.rows,
        report.passed,
        report.hit,
        report.unreadable,
        report.not_evaluated,
        report.elapsed_ms
    );
    for (rule, reason) in &report.rules_not_evaluated {
        say!("  {rule} not evaluated: {reason}");
    }
    say!("verdicts: {}", report.out.display());
}

pub fn accounts(lines: &[AccountLine]) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|AccountLine { account, status, .. }| {
            vec![
                account.login.clone(),
                account.name.clone(),
                account.role.zh().to_owned(),
                account.office.clone().unwrap_or_default(),
                account.duties.iter().map(|duty| duty.zh()).collect::<Vec<_>>().join("、"),
                status.zh().to_owned(),
                if account.second_factor { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    table(&["login", "name", "role", "office", "duties", "status", "second factor"], &rows, &[]);
}

pub fn offices(offices: &[Office]) {
    let rows: Vec<Vec<String>> = offices
        .iter()
        .map(|office| {
            vec![
                office.code.clone(),
                office.name.clone(),
                office.kind.zh().to_owned(),
                office.parent.clone().unwrap_or_default(),
                office.watches.iter().cloned().collect::<Vec<_>>().join("、"),
                if office.active { "" } else { "已撤销" }.to_owned(),
            ]
        })
        .collect();
    table(&["code", "name", "kind", "parent", "watches", ""], &rows, &[]);
}

pub fn config(lines: &[ConfigLine]) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| vec![line.what.to_owned(), if line.ok { "ok" } else { "NOT" }.to_owned(), line.found.replace('\n', "; ")])
        .collect();
    table(&["what", "", "found"], &rows, &[]);
}

pub fn chain(report: &ChainReport) {
    match &report.broken {
        None => say!("the chain is whole: {} events, newest {} {}", report.events, report.newest.seq, report.newest.hash),
        Some(broken) => {
            say!("the chain is BROKEN at event {}: {:?}; {} events before it hold", broken.seq, broken.fault, report.events)
        }
    }
}

/// What each duty did.
pub fn duties(lines: &[app::DutyLine]) {
    for app::DutyLine { duty, outcome, did, problem, milliseconds } in lines {
        let did: Vec<String> = did.iter().map(|(what, count)| format!("{what} {count}")).collect();
        let did = problem.clone().unwrap_or_else(|| did.join(", "));
        line(&format!("{:<16} {:<7} {milliseconds:>6} ms  {did}", duty.code(), outcome.code()));
    }
}
