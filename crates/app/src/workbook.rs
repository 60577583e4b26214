//! The workbook of leads (疑点核查表): a summary, then one sheet a rule with a row a hit, and room for what the verifier finds.

use crate::error::AppError;
use crate::mask::Numbers;
use crate::sheet::{Styles, Table, Value};
use crate::workspace::Workspace;
use casework::{LeadFilter, LeadState, SourceRef};
use pack::Packs;
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;
use std::path::Path;
use vocabulary::Fen;

const COLUMNS: &[(&str, f64)] = &[
    ("疑点序号", 9.0),
    ("对象编号", 22.0),
    ("姓名或名称", 12.0),
    ("命中数", 8.0),
    ("疑点金额（元）", 14.0),
    ("发生日期", 12.0),
    ("本笔金额（元）", 14.0),
    ("判断依据", 40.0),
    ("来源文件", 24.0),
    ("工作表", 12.0),
    ("行号", 8.0),
    ("其他来源行", 40.0),
    ("状态", 10.0),
    ("核实结果", 12.0),
    ("核实人", 10.0),
    ("备注", 16.0),
];

const SUMMARY: &[(&str, f64)] = &[
    ("规则", 8.0),
    ("名称", 30.0),
    ("性质", 10.0),
    ("疑点数", 10.0),
    ("命中数", 10.0),
    ("金额（元）", 16.0),
    ("评估情况", 40.0),
    ("依据", 60.0),
];

impl Workspace {
    pub(crate) async fn export_workbook(&self, filter: &LeadFilter, numbers: Numbers<'_>, out: &Path) -> Result<u64, AppError> {
        let wrong = AppError::workbook(out);
        let styles = Styles::new();
        let mut workbook = Workbook::new();
        let mut sums: BTreeMap<String, (u64, u64, Fen)> = BTreeMap::new();
        // The summary is written first and needs the sums: the ledger is read twice, so that memory stays bounded.
        self.ledger
            .for_each_lead(&self.caller.scope, filter, |lead| {
                let sum = sums.entry(lead.rule.clone()).or_default();
                *sum = (sum.0 + 1, sum.1 + lead.hits, sum.2 + lead.amount);
                Ok::<(), AppError>(())
            })
            .await?;
        let packs = self.book().await?.packs;
        self.summary(&mut workbook, &styles, &packs, filter, &sums).await?;
        let mut table: Option<(String, Table<'_>)> = None;
        let mut number = 0;
        let leads = self
            .ledger
            .for_each_lead_with_hits(&self.caller.scope, filter, |lead, hits| {
                let same = table.as_ref().is_some_and(|(rule, _)| *rule == lead.rule);
                if !same {
                    table = Some((lead.rule.clone(), Table::new(&styles, &format!("{} {}", lead.rule, lead.title), COLUMNS)));
                    number = 0;
                }
                number += 1;
                let Some((_, table)) = &mut table else { return Ok(()) };
                for hit in &hits {
                    let own = hit.sources.first();
                    let others: Vec<String> = hit.sources.iter().skip(1).map(place).collect();
                    let shown = shown(&hit.detail, &packs, &lead.rule);
                    let file = own.map_or("", |source| &source.file);
                    let others = others.join("；");
                    let row = [
                        Value::Number(number),
                        Value::Text(&numbers.shown(&lead.subject_id)),
                        Value::Text(&numbers.subject_name(&lead.subject_kind, &lead.subject_name)),
                        Value::Number(lead.hits),
                        Value::Money(lead.amount),
                        Value::Text(&hit.happened_on.to_string()),
                        Value::Money(hit.amount),
                        Value::Text(&numbers.shown(&shown)),
                        Value::Text(&numbers.shown(file)),
                        Value::Text(own.map_or("", |source| &source.sheet)),
                        Value::Number(own.map_or(0, |source| source.row)),
                        Value::Text(&numbers.shown(&others)),
                        Value::Text(state(lead.state)),
                        Value::Text(""),
                        Value::Text(""),
                        Value::Text(""),
                    ];
                    table.push(&mut workbook, &row).map_err(AppError::workbook(out))?;
                }
                Ok::<(), AppError>(())
            })
            .await?;
        tokio::task::block_in_place(|| workbook.save(out)).map_err(wrong)?;
        Ok(leads)
    }

    async fn summary(
        &self,
        workbook: &mut Workbook,
        styles: &Styles,
        packs: &Packs,
        filter: &LeadFilter,
        sums: &BTreeMap<String, (u64, u64, Fen)>,
    ) -> Result<(), AppError> {
        let wrong = |error| AppError::workbook(Path::new("汇总"))(error);
        let mut table = Table::new(styles, "汇总", SUMMARY);
        table.begin(workbook).map_err(wrong)?;
        let runs: BTreeMap<String, casework::RuleRun> =
            self.ledger.last_runs(&self.caller.scope).await?.into_iter().map(|run| (run.rule.clone(), run)).collect();
        for rule in packs.rules.values().filter(|rule| filter.rules.is_empty() || filter.rules.contains(&rule.code)) {
            let (leads, hits, amount) = sums.get(&rule.code).copied().unwrap_or_default();
            let (standing, evaluated) = match runs.get(&rule.code) {
                None => ("未运行".to_owned(), false),
                Some(run) => match &run.reason {
                    Some(reason) => (format!("未评估：{reason}"), false),
                    None => ("已评估".to_owned(), true),
                },
            };
            let kind = if rule.kind.code() == "owed" { "应享未享" } else { "问题疑点" };
            let standing = if evaluated { Value::Text(&standing) } else { Value::Warning(&standing) };
            let row = [
                Value::Text(&rule.code),
                Value::Text(&rule.title),
                Value::Text(kind),
                Value::Number(leads),
                Value::Number(hits),
                Value::Money(amount),
                standing,
                Value::Text(&rule.basis),
            ];
            table.push(workbook, &row).map_err(wrong)?;
        }
        Ok(())
    }
}

fn state(state: LeadState) -> &'static str {
    state.zh()
}

fn place(source: &SourceRef) -> String {
    let sheet = if source.sheet.is_empty() { String::new() } else { format!("“{}”", source.sheet) };
    format!("{}{sheet}第 {} 行", source.file, source.row)
}

/// What the rule selects besides, in one line; a column that bears the name of a dataset's column bears its header too.
fn shown(detail: &serde_json::Value, packs: &Packs, rule: &str) -> String {
    let Some(columns) = detail.as_object() else { return String::new() };
    let datasets = packs.rules.get(rule).map(|rule| rule.datasets.as_slice()).unwrap_or_default();
    let header = |name: &str| {
        let declared = datasets.iter().filter_map(|code| packs.datasets.get(code)).find_map(|dataset| dataset.column(name));
        declared.map_or_else(|| name.to_owned(), |column| column.header.clone())
    };
    let value = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    columns.iter().map(|(name, shown)| format!("{}：{}", header(name), value(shown))).collect::<Vec<_>>().join("；")
}
