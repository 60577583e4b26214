//! The files of a district: which row goes to which, and how many rows each must give.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::calendar::Month;
use crate::chance::Chance;
use crate::columns::Line;
use crate::dataset::{ALL, Dataset};
use crate::error::{SynthError, at};
use crate::places::District;
use crate::plan::{FileLayout, FileSummary, Plan, Style};
use crate::shapes::Table;
use crate::shapes::department::DepartmentFile;
use crate::shapes::form::Form;
use crate::shapes::plain::PlainFile;

struct Written {
    table: Box<dyn Table>,
    summary: FileSummary,
}

/// All files, open at once.
pub struct Output {
    out: PathBuf,
    files: Vec<Written>,
    /// For each dataset the place of its file, or of the file of each month.
    places: Vec<Vec<usize>>,
    first: Month,
    rows: u64,
}

impl Output {
    pub fn create(plan: &Plan, district: &District, out: &Path) -> Result<Self, SynthError> {
        let mut output = Self { out: out.to_path_buf(), files: Vec::new(), places: Vec::new(), first: district.first_month(), rows: 0 };
        folder(&out.join("files"))?;
        for dataset in ALL {
            if !dataset.monthly() {
                let place = output.open(district, dataset, "files", None)?;
                output.places.push(vec![place]);
                continue;
            }
            let mut shared = None;
            let mut places = Vec::with_capacity(district.months.len());
            for month in &district.months {
                let apart = plan.last_month_apart && *month == district.last_month();
                let top = if apart { "last_month" } else { "files" };
                let place = match plan.files {
                    FileLayout::OnePerMonth => {
                        let within = format!("{top}/{}-{:02}", month.year(), month.number());
                        output.open(district, dataset, &within, Some(*month))?
                    }
                    FileLayout::OnePerDataset if apart => output.open(district, dataset, top, Some(*month))?,
                    FileLayout::OnePerDataset => match shared {
                        Some(place) => place,
                        None => output.open(district, dataset, top, None)?,
                    },
                };
                shared = Some(place);
                places.push(place);
            }
            output.places.push(places);
        }
        Ok(output)
    }

    fn open(&mut self, district: &District, dataset: Dataset, within: &str, month: Option<Month>) -> Result<usize, SynthError> {
        let place = self.files.len();
        let path = self.out.join(within);
        folder(&path)?;
        let turn = month.map_or(0, |month| (month.year() * 12).unsigned_abs() as u64 + u64::from(month.number()));
        let (name, table): (String, Box<dyn Table>) = match district.style {
            Style::Plain => {
                let name = format!("{}.csv", dataset.title());
                let file = PlainFile::create(&path.join(&name), dataset)?;
                (name, Box::new(file))
            }
            Style::Department => {
                // streams from the end, where no group of households has its own
                let mut chance = Chance::new(district.seed, u64::MAX - place as u64);
                let form = Form::of(dataset, district.seed, turn);
                let year = month.unwrap_or(district.first_month()).year();
                let name = form.file_name(dataset, year, &mut chance);
                let towns: Vec<&str> = district.towns.iter().map(|t| t.name.as_str()).collect();
                let file = DepartmentFile::create(&path.join(&name), dataset, form, &towns, chance)?;
                (name, Box::new(file))
            }
        };
        let file = match within.strip_prefix("files") {
            Some(inner) => format!("{inner}/{name}").trim_start_matches('/').into(),
            None => format!("../{within}/{name}"),
        };
        self.files.push(Written { table, summary: FileSummary { file, dataset: dataset.code(), accepted: 0, quarantined: 0 } });
        Ok(place)
    }

    pub fn take(&mut self, line: &Line) -> Result<(), SynthError> {
        let month = line.month.map_or(0, |month| month.since(self.first));
        let written = &mut self.files[self.places[line.dataset as usize][month]];
        if line.spoil.is_some() {
            written.summary.quarantined += 1;
        } else {
            written.summary.accepted += 1;
        }
        self.rows += 1;
        written.table.take(line)
    }

    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends all files and writes the manifest.
    pub fn finish(self) -> Result<Vec<FileSummary>, SynthError> {
        let mut manifest = Vec::from("file,dataset,accepted,quarantined\r\n");
        let mut summaries = Vec::with_capacity(self.files.len());
        for written in self.files {
            written.table.finish()?;
            let file = written.summary;
            let _ = write!(manifest, "{},{},{},{}\r\n", file.file, file.dataset, file.accepted, file.quarantined);
            summaries.push(file);
        }
        let path = self.out.join("manifest.csv");
        fs::write(&path, manifest).map_err(at(&path))?;
        Ok(summaries)
    }
}

fn folder(path: &Path) -> Result<(), SynthError> {
    fs::create_dir_all(path).map_err(at(path))
}
