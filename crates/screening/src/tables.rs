//! The tables that a rule reads: files of the batches in force, pinned when the run begins.

use chrono::NaiveDate;
use lake::{Batch, Catalogue, TableData, Tables, table_schema};
use pack::{Dataset, Packs, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The lake as one run sees it: the batches in force, and perhaps a batch that is only being checked.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The catalogue, as it was when the run began.
    pub catalogue: &'a Catalogue,
    /// A batch that is not in the lake, and the folder that holds it.
    pub staged: Option<(&'a Batch, &'a Path)>,
}

impl<'a> View<'a> {
    /// A view of the batches in force.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, staged: None }
    }

    fn staged_for(&self, dataset: &str) -> Option<(&'a Batch, &'a Path)> {
        self.staged.filter(|(batch, _)| batch.dataset == dataset)
    }

    pub(crate) fn has_data(&self, dataset: &str) -> bool {
        self.catalogue.has_data(dataset) || self.staged_for(dataset).is_some()
    }

    /// Days since the newest batch of a dataset was imported.
    pub(crate) fn age_in_days(&self, dataset: &str, today: NaiveDate) -> Option<i64> {
        if self.staged_for(dataset).is_some() { Some(0) } else { self.catalogue.age_in_days(dataset, today) }
    }

    /// The batches of a dataset in this view; with `months`, only those that have rows in one of them.
    pub(crate) fn batches(&self, dataset: &'a str, months: Option<&'a BTreeSet<String>>) -> impl Iterator<Item = &'a Batch> {
        let staged = self.staged_for(dataset).map(|(batch, _)| batch);
        self.catalogue
            .in_force(dataset)
            .chain(staged)
            .filter(move |batch| months.is_none_or(|months| batch.periods.keys().any(|period| months.contains(period))))
    }

    /// Rows that a rule reads when all of it is answered anew.
    pub(crate) fn rows(&self, rule: &'a Rule) -> u64 {
        rule.datasets.iter().flat_map(|dataset| self.batches(dataset, None)).map(|batch| batch.accepted).sum()
    }

    fn files(&self, dataset: &'a str, months: Option<&'a BTreeSet<String>>) -> Vec<PathBuf> {
        let folder = |batch: &Batch| match self.staged_for(dataset) {
            Some((staged, folder)) if staged.number == batch.number => folder.to_owned(),
            _ => self.catalogue.root().to_owned(),
        };
        self.batches(dataset, months)
            .flat_map(|batch| batch.parts.iter().map(move |part| folder(batch).join(&batch.dataset).join(&part.file)))
            .collect()
    }

    /// The tables of a rule; with `months`, datasets that have a month hold only rows of these.
    pub(crate) fn tables(&self, packs: &'a Packs, rule: &'a Rule, months: Option<&'a BTreeSet<String>>) -> Tables {
        rule.datasets
            .iter()
            .filter_map(|code| packs.datasets.get(code))
            .map(|dataset| (dataset.code.clone(), self.table(dataset, months)))
            .collect()
    }

    pub(crate) fn table(&self, dataset: &'a Dataset, months: Option<&'a BTreeSet<String>>) -> TableData {
        let by_month = dataset.month_column().zip(months);
        let files = self.files(&dataset.code, by_month.map(|(_, months)| months));
        let months = by_month.and_then(|(column, months)| {
            // Batches that hold nothing but the wanted months need no filter.
            let within = self.batches(&dataset.code, Some(months)).all(|batch| batch.periods.keys().all(|period| months.contains(period)));
            (!within).then(|| (column.code.clone(), months.iter().filter_map(|month| first_day(month)).collect()))
        });
        TableData::Files { schema: table_schema(dataset), files, months }
    }
}

/// The months in which a rule's own datasets have rows.
pub(crate) fn months_of(view: &View<'_>, rule: &Rule) -> BTreeSet<String> {
    rule.per
        .iter()
        .flat_map(|dataset| view.batches(dataset, None).flat_map(|batch| batch.periods.keys().cloned()).collect::<Vec<_>>())
        .collect()
}

/// What a rule's answer depends on, dataset by dataset, as one text: batches and their content. `month` narrows datasets that have a month to it.
pub(crate) fn state_of(view: &View<'_>, packs: &Packs, rule: &Rule, month: Option<&str>) -> String {
    let months: Option<BTreeSet<String>> = month.map(|month| BTreeSet::from([month.to_owned()]));
    let mut state = BTreeMap::new();
    for code in &rule.datasets {
        let narrowed = packs.datasets.get(code).and_then(Dataset::month_column).and(months.as_ref());
        let batches: Vec<String> = view.batches(code, narrowed).map(|batch| format!("{}:{}", batch.batch, batch.content)).collect();
        state.insert(code.as_str(), batches.join(","));
    }
    state.into_iter().map(|(code, batches)| format!("{code}={batches};")).collect()
}

fn first_day(month: &str) -> Option<NaiveDate> {
    format!("{month}-01").parse().ok()
}
