//! The rules as they are in force: the versions that the ledger has in use, over the datasets of the packs, with the values of their
//! parameters. Whatever asks rules asks these.

use crate::error::AppError;
use crate::workspace::Workspace;
use casework::Scope;
use casework::rule::{InUse, PackRule, ParameterValues, RuleCase, RuleFile, VersionState};
use chrono::{DateTime, Utc};
use pack::{Packs, Rule, RuleSource};
use screening::text_digest;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::label::Answer;

/// The rules in force.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    /// The packs' datasets, with the rules that count.
    pub(crate) packs: Packs,
    /// Rules that are not to be asked, and why.
    pub(crate) held: BTreeMap<String, String>,
    /// The number of the version that counts, by rule.
    pub(crate) numbers: BTreeMap<String, i64>,
}

impl Book {
    /// Puts a version in, over the one that counts.
    pub(crate) fn put(&mut self, source: RuleSource<'_>, number: i64) -> Result<(), pack::PackError> {
        self.packs.put_rule(source)?;
        self.numbers.insert(source.code.to_owned(), number);
        Ok(())
    }

    fn take(&mut self, InUse { version, text }: InUse, packs: &Packs, paused: Option<&str>) {
        let code = version.rule.clone();
        let source = RuleSource { code: &code, text: &text, cases: &[], pack: &version.pack, priority: &version.priority };
        let from_pack = packs.rules.get(&code).filter(|rule| rule.text == text);
        let put = match from_pack {
            Some(rule) => {
                self.packs.rules.insert(code.clone(), rule.clone());
                Ok(())
            }
            None => self.packs.put_rule(source),
        };
        if let Err(error) = put {
            let rule = source.rule().unwrap_or_else(|_| self.unreadable(&version));
            self.packs.rules.insert(code.clone(), rule);
            self.held.insert(code.clone(), format!("规则文本与数据集声明不符：{error}"));
        }
        if version.state != VersionState::Active {
            self.held.insert(code.clone(), "规则已停用".to_owned());
        } else if let Some(why) = paused {
            self.held.insert(code.clone(), format!("规则已暂停：{why}"));
        }
        self.numbers.insert(code, version.number);
    }

    /// Stands for a rule whose text this program no longer reads: it has no answer, and no payment passes while it has none.
    fn unreadable(&self, version: &casework::rule::RuleVersion) -> Rule {
        let payments: Vec<String> =
            self.packs.datasets.values().filter(|dataset| dataset.payment).map(|dataset| dataset.code.clone()).collect();
        Rule {
            code: version.rule.clone(),
            title: version.title.clone(),
            title_en: String::new(),
            kind: if version.kind == pack::RuleKind::Owed.code() { pack::RuleKind::Owed } else { pack::RuleKind::Fault },
            subject: version.subject.clone(),
            basis: String::new(),
            answer: Answer::Remind,
            datasets: payments.clone(),
            per: payments,
            by_month: false,
            needs_authorisation: false,
            summary: String::new(),
            parameters: BTreeMap::new(),
            yield_floor_per_mille: version.yield_floor_per_mille,
            yield_least_concluded: version.yield_least_concluded,
            sql: String::new(),
            sql_line: 1,
            pack: version.pack.clone(),
            priority: version.priority.clone(),
            path: String::new(),
            text: String::new(),
        }
    }

    /// The same rules without those that are no longer in use: what is checked before it is paid.
    pub(crate) fn without_retired(mut self, retired: &BTreeSet<String>) -> Self {
        self.packs.rules.retain(|code, _| !retired.contains(code));
        self
    }

    /// The values with which rules run: those that were approved, and over them those that were said for this run alone. One that was
    /// approved for a parameter that the version in use does not have is not of this version.
    pub(crate) fn values(&self, approved: ParameterValues, said: &ParameterValues) -> ParameterValues {
        let mut values = ParameterValues::new();
        for (code, names) in approved {
            let Some(rule) = self.packs.rules.get(&code) else { continue };
            let own: BTreeMap<String, String> = names.into_iter().filter(|(name, _)| rule.parameters.contains_key(name)).collect();
            if !own.is_empty() {
                values.insert(code, own);
            }
        }
        for (code, names) in said {
            values.entry(code.clone()).or_default().extend(names.clone());
        }
        values
    }
}

impl Workspace {
    /// The packs without their rules: what versions are put into.
    pub(crate) fn bare_packs(&self) -> Packs {
        Packs {
            packs: self.packs.packs.clone(),
            datasets: self.packs.datasets.clone(),
            checklists: self.packs.checklists.clone(),
            ..Packs::default()
        }
    }

    /// The rules in force.
    pub(crate) async fn book(&self) -> Result<Book, AppError> {
        let everything = Scope::everything();
        let pauses = self.ledger.rule_pauses(&everything).await?;
        let mut book = Book { packs: self.bare_packs(), held: BTreeMap::new(), numbers: BTreeMap::new() };
        for (code, found) in self.ledger.rules_in_use(&everything).await? {
            let paused = pauses.get(&code).filter(|pause| pause.paused).map(|pause| pause.why.as_str());
            book.take(found, &self.packs, paused);
        }
        Ok(book)
    }

    /// The rules in force, and those named beside them that have no version in use: for a `trial` as their newest version has them, else
    /// without an answer.
    pub(crate) async fn book_with(&self, named: &BTreeSet<String>, trial: bool) -> Result<Book, AppError> {
        let mut book = self.book().await?;
        for code in named {
            if book.packs.rules.contains_key(code) {
                continue;
            }
            let versions = self.ledger.rule_versions(&Scope::everything(), Some(code)).await?;
            let Some(newest) = versions.iter().rev().find(|version| version.state != VersionState::Refused).or(versions.last()) else {
                continue;
            };
            let (version, file) = self.ledger.rule_version(&Scope::everything(), code, newest.number).await?;
            let source = RuleSource { code, text: &file.text, cases: &[], pack: &version.pack, priority: &version.priority };
            if let Err(error) = book.put(source, version.number) {
                return Err(AppError::Refused(format!("规则 {code} 第 {} 版：{error}", version.number)));
            }
            if !trial {
                book.held.insert(code.clone(), format!("规则尚无启用的版本（第 {} 版{}）", version.number, version.state.zh()));
            }
        }
        Ok(book)
    }

    /// The rules that a check before pay asks: those that are no longer in use are none of them.
    pub(crate) async fn book_in_use(&self) -> Result<Book, AppError> {
        let everything = self.ledger.rules_in_use(&Scope::everything()).await?;
        let retired = everything.into_iter().filter(|(_, it)| it.version.state != VersionState::Active).map(|(code, _)| code).collect();
        Ok(self.book().await?.without_retired(&retired))
    }

    /// Makes versions of what the packs bring.
    pub(crate) async fn bring_in_rules(&self, at: DateTime<Utc>) -> Result<(), AppError> {
        let of_pack = |rule: &Rule| PackRule {
            rule: rule.code.clone(),
            pack: rule.pack.clone(),
            pack_version: self
                .packs
                .packs
                .get(&rule.pack)
                .and_then(|pack| pack.version.clone())
                .unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
            priority: rule.priority.clone(),
            file: RuleFile {
                text: rule.text.clone(),
                cases: self.packs.case_texts_of(&rule.code).into_iter().map(|case| RuleCase { name: case.name, text: case.text }).collect(),
            },
            digest: text_digest(&rule.text),
        };
        let rules: Vec<PackRule> = self.packs.rules.values().map(of_pack).collect();
        self.ledger.bring_in_rules(&self.caller.actor, at, &rules).await?;
        Ok(())
    }
}
