//! Leads on their way to `truth.csv`: written away rule by rule as they are found, and sorted one rule at a time at the end.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::columns::Value;
use crate::error::{SynthError, at};
use crate::group::Group;
use crate::shapes::plain::put;
use crate::truth::{Leads, RULES, Subject};

/// Leads of one rule.
struct Rule {
    path: PathBuf,
    file: BufWriter<File>,
    leads: u64,
}

/// The leads of all rules.
pub struct Spool {
    rules: Vec<Rule>,
}

impl Spool {
    /// Opens a file for each rule in `folder`; they are gone when the truth is written.
    pub fn create(folder: &Path) -> Result<Self, SynthError> {
        let open = |rule: usize| {
            let path = folder.join(format!(".truth-S{rule:02}"));
            let file = File::create(&path).map_err(at(&path))?;
            Ok(Rule { file: BufWriter::new(file), leads: 0, path })
        };
        let rules = (1..=RULES).map(open).collect::<Result<_, SynthError>>()?;
        Ok(Self { rules })
    }

    pub fn add(&mut self, group: &Group, leads: &Leads) -> Result<(), SynthError> {
        let mut line = Vec::new();
        for ((rule, subject), lead) in &leads.0 {
            let spooled = &mut self.rules[usize::from(*rule) - 1];
            line.clear();
            let _ = write!(line, "S{rule:02},");
            match subject {
                Subject::Person(who) => line.extend_from_slice(&group.person(*who).number),
                Subject::Account(account) => put(&mut line, &Value::Digits(*account)),
            }
            let _ = write!(line, ",{},", lead.hits);
            put(&mut line, &Value::Money(lead.amount));
            line.extend_from_slice(b"\r\n");
            spooled.file.write_all(&line).map_err(at(&spooled.path))?;
            spooled.leads += 1;
        }
        Ok(())
    }

    /// Writes the truth, by rule and subject, and gives the number of leads.
    pub fn finish(self, path: &Path) -> Result<u64, SynthError> {
        let mut out = BufWriter::new(File::create(path).map_err(at(path))?);
        out.write_all(b"rule,subject_id,hits,amount\r\n").map_err(at(path))?;
        let mut leads = 0;
        for mut rule in self.rules {
            rule.file.flush().map_err(at(&rule.path))?;
            let text = fs::read_to_string(&rule.path).map_err(at(&rule.path))?;
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            lines.sort_unstable();
            for line in lines {
                out.write_all(line.as_bytes()).map_err(at(path))?;
            }
            fs::remove_file(&rule.path).map_err(at(&rule.path))?;
            leads += rule.leads;
        }
        out.flush().map_err(at(path))?;
        Ok(leads)
    }
}
