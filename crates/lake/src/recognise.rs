//! Finding the header of a sheet and the dataset that it belongs to.
//!
//! Of the datasets whose required columns are all there, the one is meant whose title stands above the header, in the sheet's name or in the file's
//! name. Where no title stands, it is the one whose columns cover the header best (fewest headers left over), and the others are named; of equals the
//! caller is asked. A title whose dataset lacks a required column is a table with a fault, not another table.

use crate::error::FileError;
use crate::read::{Cell, MAX_COLUMNS};
use pack::{Dataset, dataset_title_key};
use std::collections::BTreeMap;
use vocabulary::text::{self, header_key};

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
    /// Other datasets whose required columns are all there as well, where no title said which is meant.
    pub(crate) others: Vec<&'a Dataset>,
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

    // What each sheet with a table may be.
    let mut tables: Vec<Table<'a>> = Vec::new();
    for (n, fits) in fits.iter().enumerate() {
        let whole: Vec<&Fit<'a>> = fits.iter().filter(|fit| fit.missing.is_empty()).collect();
        let Some(first) = whole.first() else { continue };
        let header = first.header.cells.iter().map(|cell| header_key(cell)).collect();
        let (chosen, titled) = choose(&whole, file_stem, &samples[n]);
        if !titled && let Some(meant) = half_a_table(fits, file_stem, &samples[n]) {
            let (sheet, dataset, missing) = (samples[n].sheet.clone(), meant.dataset.title.clone(), meant.missing.clone());
            return Err(FileError::MissingColumns { sheet, dataset, missing });
        }
        let datasets = |fits: &[&Fit<'a>]| fits.iter().map(|fit| fit.dataset).collect();
        tables.push(Table { sheet: n, header, datasets: datasets(&chosen), titled, whole: datasets(&whole) });
    }
    if tables.is_empty() {
        return Err(nothing_fits(named.map(|_| among[0]), samples, &fits));
    }
    // A sheet without a title under the header of one with a title goes on with its table.
    for n in 0..tables.len() {
        if !tables[n].titled
            && let Some(same) = tables.iter().find(|table| table.titled && table.header == tables[n].header)
        {
            tables[n].datasets = same.datasets.clone();
        }
    }
    let mut common: Vec<&'a Dataset> = tables[0].datasets.clone();
    for table in &tables[1..] {
        let both: Vec<&'a Dataset> =
            common.iter().copied().filter(|dataset| table.datasets.iter().any(|other| other.code == dataset.code)).collect();
        if both.is_empty() {
            return Err(FileError::MixedSheets {
                first_sheet: samples[tables[0].sheet].sheet.clone(),
                first: common[0].title.clone(),
                second_sheet: samples[table.sheet].sheet.clone(),
                second: table.datasets[0].title.clone(),
            });
        }
        common = both;
    }
    let [dataset] = common[..] else {
        return Err(FileError::Ambiguous {
            candidates: common.iter().map(|dataset| format!("{}（{}）", dataset.code, dataset.title)).collect(),
        });
    };
    let others = if tables.iter().any(|table| table.titled) {
        Vec::new()
    } else {
        let first = tables.swap_remove(0).whole;
        first.into_iter().filter(|other| other.code != dataset.code).collect()
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
    Ok(Recognised { dataset, headers, others })
}

/// For each dataset the first row of the sample that is its whole header, else the one that comes nearest. A second header below is a header again,
/// and what stands between the two is data.
fn fits<'a>(among: &[&'a Dataset], sample: &Sample) -> Vec<Fit<'a>> {
    let rows: Vec<(u64, &Vec<String>, Vec<String>)> =
        sample.rows.iter().map(|(number, cells)| (*number, cells, cells.iter().map(|cell| header_key(cell)).collect())).collect();
    among
        .iter()
        .filter_map(|dataset| {
            let single = rows.iter().enumerate().map(|(n, (number, cells, keys))| fit(dataset, *number, cells, keys, &rows[..n]));
            let single = best(single);
            if single.as_ref().is_some_and(|fit| fit.missing.is_empty()) {
                return single;
            }
            // A header in two rows: groups above, their columns below; cells of both rows are merged into one where there is no group.
            let double = rows.windows(2).enumerate().filter(|(_, pair)| pair[0].0 + 1 == pair[1].0).map(|(n, pair)| {
                let cells = joined(dataset, pair[0].1, pair[1].1);
                let keys: Vec<String> = cells.iter().map(|cell| header_key(cell)).collect();
                fit(dataset, pair[1].0, &cells, &keys, &rows[..n])
            });
            best(double).filter(|fit| fit.missing.is_empty()).or(single)
        })
        .collect()
}

fn best<'a>(fits: impl Iterator<Item = Fit<'a>>) -> Option<Fit<'a>> {
    fits.filter(|fit| fit.matched >= 2)
        .min_by_key(|fit| (fit.missing.len(), if fit.missing.is_empty() { Default::default() } else { fit.rank() }))
}

/// The cells of a header in two rows. A column below a group goes by both names where they are a header together (本月 above 金额), else by its own. Where
/// two columns would go by the name of one, as 金额 below 上月 and below 本年, they keep both names, and none is taken for the other.
fn joined(dataset: &Dataset, above: &[String], below: &[String]) -> Vec<String> {
    let at = |cells: &[String], n: usize| cells.get(n).filter(|cell| !text::is_blank(cell)).cloned();
    let own: Vec<Option<String>> = below.iter().map(|cell| Some(header_key(cell)).filter(|key| !key.is_empty())).collect();
    let mut group = String::new();
    (0..above.len().max(below.len()))
        .map(|n| {
            let (over, under) = (at(above, n), at(below, n));
            if let Some(over) = &over {
                group.clone_from(over);
            }
            match (over, under) {
                (over, None) => over.unwrap_or_default(),
                (_, Some(under)) => {
                    let both = group.clone() + &under;
                    let unique = own.iter().filter(|key| **key == own[n]).count() == 1;
                    let known = dataset.column_for_header(&header_key(&both)).is_some();
                    if known || !unique { both } else { under }
                }
            }
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

/// A sheet that holds a table.
struct Table<'a> {
    sheet: usize,
    /// Keys of its header's cells.
    header: Vec<String>,
    /// What it may be: more than one where they fit equally well.
    datasets: Vec<&'a Dataset>,
    /// A title says so.
    titled: bool,
    /// All datasets whose required columns are there.
    whole: Vec<&'a Dataset>,
}

/// Of fits that lack nothing those that are meant, and whether a title says so: one in the sheet before one in the file's name.
fn choose<'f, 'a>(whole: &[&'f Fit<'a>], file_stem: &str, sample: &Sample) -> (Vec<&'f Fit<'a>>, bool) {
    let in_sheet = with_longest_title(whole, |fit| title_in_sheet(fit, sample));
    let titled =
        if in_sheet.is_empty() { with_longest_title(whole, |fit| title_in(fit.dataset, &[plain_key(file_stem)])) } else { in_sheet };
    let from = if titled.is_empty() { whole } else { &titled };
    let rank = from.iter().map(|fit| fit.rank()).min();
    (from.iter().copied().filter(|fit| Some(fit.rank()) == rank).collect(), !titled.is_empty())
}

/// A fit whose title is there, though some of its required columns are not.
fn half_a_table<'f, 'a>(fits: &'f [Fit<'a>], file_stem: &str, sample: &Sample) -> Option<&'f Fit<'a>> {
    let half: Vec<&Fit<'a>> = fits.iter().filter(|fit| !fit.missing.is_empty() && fit.matched >= fit.missing.len()).collect();
    match choose(&half, file_stem, sample) {
        (titled, true) => titled.first().copied(),
        _ => None,
    }
}

/// The fits whose title was found; of several the longest: "失业保险金发放" is told from a shorter one that it contains.
fn with_longest_title<'f, 'a>(fits: &[&'f Fit<'a>], found: impl Fn(&Fit<'a>) -> usize) -> Vec<&'f Fit<'a>> {
    let longest = fits.iter().map(|fit| found(fit)).max().unwrap_or(0);
    if longest == 0 { Vec::new() } else { fits.iter().copied().filter(|fit| found(fit) == longest).collect() }
}

/// Length of the longest title of a dataset that stands above its header or in the sheet's name.
fn title_in_sheet(fit: &Fit<'_>, sample: &Sample) -> usize {
    let above = sample.rows.iter().take_while(|(number, _)| *number < fit.header.row).flat_map(|(_, cells)| cells);
    let places: Vec<String> = above.chain([&sample.sheet]).map(|cell| plain_key(cell)).collect();
    title_in(fit.dataset, &places)
}

fn title_in(dataset: &Dataset, places: &[String]) -> usize {
    let titles = dataset.titles().map(dataset_title_key);
    titles.filter(|title| places.iter().any(|place| place.contains(title.as_str()))).map(|title| title.len()).max().unwrap_or(0)
}

/// A text without white space and full-width forms, but with what stands in brackets.
fn plain_key(text: &str) -> String {
    text::fold(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
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
