//! Which form each department gives its file (报送形式): every shape comes up in every district, the seed says where.

use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::shapes::text::Encoding;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text(Encoding, char),
    Xlsx,
    Xls,
    Ods,
}

impl Kind {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Text(_, '\t') => "tsv",
            Self::Text(..) => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }

    pub const fn is_spreadsheet(self) -> bool {
        !matches!(self, Self::Text(..))
    }
}

/// The form of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub kind: Kind,
    /// One sheet a town.
    pub by_town: bool,
    /// Title and note rows above the header.
    pub title_rows: u32,
    /// Total and note rows at the end.
    pub totals: bool,
    /// Empty columns and rows.
    pub blanks: bool,
}

const GB: Kind = Kind::Text(Encoding::Gb18030, ',');
const BOM: Kind = Kind::Text(Encoding::Utf8Bom, ',');
const UTF8: Kind = Kind::Text(Encoding::Utf8, ',');
const SEMICOLON: Kind = Kind::Text(Encoding::Utf8, ';');
const UTF16: Kind = Kind::Text(Encoding::Utf16, '\t');
const GB_TABS: Kind = Kind::Text(Encoding::Gb18030, '\t');

const fn form(kind: Kind, by_town: bool, title_rows: u32, totals: bool, blanks: bool) -> Form {
    Form { kind, by_town, title_rows, totals, blanks }
}

/// Datasets whose tables are long, and the forms that they take by turns.
const LONG: [Dataset; 5] =
    [Dataset::Residents, Dataset::PensionPayments, Dataset::EmploymentInsurance, Dataset::Properties, Dataset::LandParcels];
const LONG_FORMS: [Form; 5] = [
    form(GB, false, 0, false, true),
    form(BOM, false, 0, true, false),
    form(UTF16, false, 1, false, false),
    form(SEMICOLON, false, 0, false, true),
    form(UTF8, false, 2, true, false),
];
const MIDDLE: [Dataset; 5] =
    [Dataset::DibaoPayments, Dataset::AgriSubsidies, Dataset::ElderlyAllowances, Dataset::Vehicles, Dataset::DisabilityAllowances];
const MIDDLE_FORMS: [Form; 5] = [
    form(Kind::Xlsx, true, 2, true, false),
    form(Kind::Xlsx, true, 3, true, true),
    form(Kind::Xlsx, false, 2, true, true),
    form(Kind::Xlsx, false, 0, false, false),
    form(GB_TABS, false, 1, true, true),
];
const SHORT: [Dataset; 8] = [
    Dataset::Deaths,
    Dataset::PublicEmployees,
    Dataset::Companies,
    Dataset::Inmates,
    Dataset::DestitutePayments,
    Dataset::DisabilityCertificates,
    Dataset::UnemploymentBenefits,
    Dataset::TrainingSubsidies,
];
const SHORT_FORMS: [Form; 8] = [
    form(Kind::Xls, false, 0, false, false),
    form(Kind::Ods, false, 1, true, false),
    form(Kind::Xlsx, false, 2, true, false),
    form(Kind::Xls, true, 2, true, true),
    form(BOM, false, 0, false, false),
    form(Kind::Ods, true, 0, false, true),
    form(Kind::Xlsx, false, 3, false, true),
    form(GB, false, 3, true, false),
];

impl Form {
    /// The form of a dataset's file in the district with a seed; `turn` counts the months when each has a file.
    pub fn of(dataset: Dataset, seed: u64, turn: u64) -> Self {
        let place = |list: &[Dataset], forms: &[Form], step: u64| {
            let at = list.iter().position(|one| *one == dataset)? as u64;
            let turned = at * step + seed % 1_000 + turn;
            forms.get(usize::try_from(turned).ok()? % forms.len()).copied()
        };
        place(&LONG, &LONG_FORMS, 1)
            .or_else(|| place(&MIDDLE, &MIDDLE_FORMS, 1))
            .or_else(|| place(&SHORT, &SHORT_FORMS, 3))
            .unwrap_or(LONG_FORMS[0])
    }

    /// A file name (文件名) with the title in it.
    pub fn file_name(&self, dataset: Dataset, year: i32, chance: &mut Chance) -> String {
        let tail = match chance.below(5) {
            0 => String::from("表"),
            1 => String::from("台账"),
            2 => format!("({year})"),
            3 => format!("{year}年"),
            _ => String::new(),
        };
        format!("{}{tail}.{}", dataset.title(), self.kind.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ALL;

    #[test]
    fn every_form_comes_up_in_every_district() {
        for seed in [0, 1, 7, 12_345] {
            let forms: Vec<Form> = ALL.iter().map(|d| Form::of(*d, seed, 0)).collect();
            for wanted in LONG_FORMS.iter().chain(&MIDDLE_FORMS).chain(&SHORT_FORMS) {
                assert!(forms.contains(wanted), "{wanted:?}");
            }
        }
    }
}
