//! Finding the header of a sheet and the dataset that it belongs to.
//!
//! The dataset of a file is the one whose columns cover its header best: all required ones present, fewest headers left over. Equals are told
//! apart by a dataset's title in the title rows, the sheet's name or the file's name; still equal, the caller is asked.

use crate::error::FileError;
use crate::read::{Cell, MAX_COLUMNS};
use pack::{Dataset, dataset_title_key};
use std::collections::BTreeMap;
use vocabulary::text::header_key;

/// Rows in which a header is looked for.
pub(crate) const HEADER_WITHIN: usize = 10;

/// The first rows of a sheet.
pub(crate) struct Sample {
    pub(crate) sheet: String,
    /// Number and cells, as a person reads them, of the first rows that hold anything.
    pub(crate) rows: Vec<(u64, Vec<String>)>,
}

impl Sample {
    pub(crate) fn new(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, number: u64, cells: &[Cell<'_>]) -> Result<(), FileError> {
        if cells.len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { sheet: self.sheet.clone(), row: number, columns: cells.len(), limit: MAX_COLUMNS });
        }
        if !cells.iter().all(Cell::is_blank) {
            self.rows.push((number, cells.iter().map(Cell::shown).collect()));
        }
        Ok(())
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= HEADER_WITHIN
    }
}

/// How the columns of a sheet stand to those of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Number of the header's row.
    pub(crate) row: u64,
    /// The header as it stands in the file.
    pub(crate) cells: Vec<String>,
    /// For each column of the file the dataset's column, where there is one.
    pub(crate) columns: Vec<Option<usize>>,
    /// For each column of the file whether its money is in ten thousands of yuan (万元), as its header or a line above the table says.
    pub(crate) ten_thousands: Vec<bool>,
}

/// What was found for a whole file.
pub(crate) struct Recognised<'a> {
    pub(crate) dataset: &'a Dataset,
    /// For each sheet its header; none for a sheet that holds no table (a cover or a note).
    pub(crate) headers: Vec<Option<Header>>,
}

struct Fit<'a> {
    dataset: &'a Dataset,
    header: Header,
    left_over: usize,
    missing: Vec<String>,
    matched: usize,
    twice: Option<(usize, String, String)>,
}

impl Fit<'_> {
    /// Smaller is better.
    fn rank(&self) -> (usize, std::cmp::Reverse<usize>) {
        (self.left_over, std::cmp::Reverse(self.matched))
    }
}

/// Finds the dataset of a file; `named` limits the search to one dataset.
pub(crate) fn recognise<'a>(
    datasets: &'a BTreeMap<String, Dataset>,
    named: Option<&str>,
    file_stem: &str,
    samples: &[Sample],
) -> Result<Recognised<'a>, FileError> {
    let among: Vec<&Dataset> = match named {
        Some(code) => vec![datasets.get(code).ok_or_else(|| FileError::UnknownDataset(code.to_owned()))?],
        None => datasets.values().collect(),
    };
    let fits: Vec<Vec<Fit<'a>>> = samples.iter().map(|sample| fits(&among, sample)).collect();

    // The datasets that are best, or equally best, in some sheet.
    let mut best: Vec<(usize, Vec<&Fit<'a>>)> = Vec::new();
    for (n, fits) in fits.iter().enumerate() {
        let whole: Vec<&Fit<'a>> = fits.iter().filter(|fit| fit.missing.is_empty()).collect();
        if let Some(rank) = whole.iter().map(|fit| fit.rank()).min() {
            let equals: Vec<&Fit<'a>> = whole.into_iter().filter(|fit| fit.rank() == rank).collect();
            best.push((n, told_apart_by_title(equals, file_stem, &samples[n])));
        }
    }
    if best.is_empty() {
        return Err(nothing_fits(named.map(|_| among[0]), samples, &fits));
    }
    let mut common: Vec<&'a Dataset> = best[0].1.iter().map(|fit| fit.dataset).collect();
    for (n, equals) in &best[1..] {
        let both: Vec<&'a Dataset> =
            common.iter().copied().filter(|dataset| equals.iter().any(|fit| fit.dataset.code == dataset.code)).collect();
        if both.is_empty() {
            return Err(FileError::MixedSheets {
                first_sheet: samples[best[0].0].sheet.clone(),
                first: common[0].title.clone(),
                second_sheet: samples[*n].sheet.clone(),
                second: equals[0].dataset.title.clone(),
            });
        }
        common = both;
    }
    let [dataset] = common[..] else {
        return Err(FileError::Ambiguous {
            candidates: common.iter().map(|dataset| format!("{}（{}）", dataset.code, dataset.title)).collect(),
        });
    };
    let mut headers = Vec::new();
    for (sample, fits) in samples.iter().zip(fits) {
        let fit = fits.into_iter().filter(|fit| fit.dataset.code == dataset.code).min_by_key(|fit| (fit.missing.len(), fit.rank()));
        headers.push(match fit {
            Some(fit) if fit.missing.is_empty() => {
                if let Some((column, first, second)) = fit.twice {
                    let column = dataset.columns[column].header.clone();
                    return Err(FileError::ColumnTwice { sheet: sample.sheet.clone(), row: fit.header.row, column, first, second });
                }
                Some(fit.header)
            }
            // Half a table is a table whose header is wrong, not a note.
            Some(fit) if fit.matched >= 2 && fit.matched >= fit.missing.len() => {
                return Err(FileError::MissingColumns {
                    sheet: sample.sheet.clone(),
                    dataset: dataset.title.clone(),
                    missing: fit.missing,
                });
            }
            _ => None,
        });
    }
    Ok(Recognised { dataset, headers })
}

/// For each dataset the row of the sample that is its header best.
fn fits<'a>(among: &[&'a Dataset], sample: &Sample) -> Vec<Fit<'a>> {
    let rows: Vec<(u64, &Vec<String>, Vec<String>)> =
        sample.rows.iter().map(|(number, cells)| (*number, cells, cells.iter().map(|cell| header_key(cell)).collect())).collect();
    among
        .iter()
        .filter_map(|dataset| {
            rows.iter()
                .enumerate()
                .map(|(n, (number, cells, keys))| fit(dataset, *number, cells, keys, &rows[..n]))
                .filter(|fit| fit.matched >= 2)
                .min_by_key(|fit| (fit.missing.len(), fit.rank()))
        })
        .collect()
}

fn fit<'a>(dataset: &'a Dataset, row: u64, cells: &[String], keys: &[String], above: &[(u64, &Vec<String>, Vec<String>)]) -> Fit<'a> {
    let mut columns: Vec<Option<usize>> =
        keys.iter().map(|key| if key.is_empty() { None } else { dataset.column_for_header(key) }).collect();
    let mut twice = None;
    let mut at: BTreeMap<usize, usize> = BTreeMap::new();
    for n in 0..columns.len() {
        let Some(column) = columns[n] else { continue };
        let Some(first) = at.insert(column, n) else { continue };
        // Of two headers for one column the one that the dataset declares is meant (金额 beside 实发金额); the other is a header too many.
        let declared = header_key(&dataset.columns[column].header);
        match (keys[first] == declared, keys[n] == declared) {
            (true, false) => {
                columns[n] = None;
                at.insert(column, first);
            }
            (false, true) => columns[first] = None,
            _ => drop(twice.get_or_insert((column, cells[first].clone(), cells[n].clone()))),
        }
    }
    let left_over = keys.iter().zip(&columns).filter(|(key, column)| !key.is_empty() && column.is_none()).count();
    let missing = dataset
        .columns
        .iter()
        .enumerate()
        .filter(|(n, column)| !column.optional && !at.contains_key(n))
        .map(|(_, column)| column.header.clone())
        .collect();
    let all = above.iter().flat_map(|(_, cells, _)| cells.iter()).any(|cell| plain_key(cell).contains("单位:万元"));
    let ten_thousands = cells
        .iter()
        .map(|cell| match unit_of(cell) {
            Some(unit) => unit == "万元",
            None => all,
        })
        .collect();
    Fit { dataset, matched: at.len(), header: Header { row, cells: cells.to_vec(), columns, ten_thousands }, left_over, missing, twice }
}

/// What stands in brackets at the end of a header.
fn unit_of(cell: &str) -> Option<String> {
    let key = plain_key(cell);
    let inner = key
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .or_else(|| key.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')));
    inner.map(|(_, unit)| unit.trim_start_matches("单位:").to_owned())
}

/// Of equally good fits those whose title stands above the header, in the sheet's name or in the file's name; all of them where none does.
fn told_apart_by_title<'f, 'a>(equals: Vec<&'f Fit<'a>>, file_stem: &str, sample: &Sample) -> Vec<&'f Fit<'a>> {
    if equals.len() < 2 {
        return equals;
    }
    let places = |fit: &Fit<'_>| -> Vec<String> {
        let above = sample.rows.iter().take_while(|(number, _)| *number < fit.header.row).flat_map(|(_, cells)| cells);
        above.map(|cell| dataset_title_key(cell)).chain([dataset_title_key(&sample.sheet), plain_key(file_stem)]).collect()
    };
    // The longest title found: "失业保险金发放" is told from a shorter one that it contains.
    let found = |fit: &Fit<'_>| -> usize {
        let places = places(fit);
        fit.dataset
            .titles()
            .map(dataset_title_key)
            .filter(|title| places.iter().any(|place| place.contains(title.as_str())))
            .map(|title| title.len())
            .max()
            .unwrap_or(0)
    };
    let longest = equals.iter().map(|fit| found(fit)).max().unwrap_or(0);
    equals.into_iter().filter(|fit| found(fit) == longest).collect()
}

/// A text without white space and full-width forms, but with what stands in brackets.
fn plain_key(text: &str) -> String {
    vocabulary::text::fold(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

fn nothing_fits(named: Option<&Dataset>, samples: &[Sample], fits: &[Vec<Fit<'_>>]) -> FileError {
    let nearest = fits
        .iter()
        .enumerate()
        .flat_map(|(n, fits)| fits.iter().map(move |fit| (n, fit)))
        .min_by_key(|(_, fit)| (fit.missing.len(), fit.rank()));
    match (named, nearest) {
        (Some(dataset), Some((n, fit))) => {
            FileError::MissingColumns { sheet: samples[n].sheet.clone(), dataset: dataset.title.clone(), missing: fit.missing.clone() }
        }
        (Some(dataset), None) => FileError::MissingColumns {
            sheet: samples.first().map(|sample| sample.sheet.clone()).unwrap_or_default(),
            dataset: dataset.title.clone(),
            missing: dataset.columns.iter().filter(|column| !column.optional).map(|column| column.header.clone()).collect(),
        },
        (None, nearest) => FileError::NotRecognised {
            hint: nearest
                .filter(|(_, fit)| fit.matched >= fit.missing.len())
                .map(|(_, fit)| format!("最接近“{}”（{}），缺少必需列：{}", fit.dataset.title, fit.dataset.code, fit.missing.join("、"))),
        },
    }
}

#[cfg(test)]
mod tests;
