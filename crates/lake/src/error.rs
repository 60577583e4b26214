//! What can go wrong with a file, and what can go wrong with the lake.
//!
//! A [`FileError`] is the department's to mend: its text is Chinese and says what to change. A [`LakeError`] is ours: the disk, the catalogue, the engine.

use datafusion::error::DataFusionError;
use std::path::PathBuf;

/// Why a file was not taken in; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// No bytes, or no cell with anything in it.
    #[error("文件是空的，没有任何数据")]
    Empty,
    /// Its content is no table.
    #[error("文件内容是{0}，不是表格：请另存为 XLSX、XLS、ODS 或 CSV 后重新提交")]
    NotATable(&'static str),
    /// A workbook with a password.
    #[error("工作簿设有打开密码，无法读取：请取消密码后重新提交")]
    Password,
    /// A compressed workbook that unfolds beyond the limit.
    #[error("工作簿解压后超过 {limit_mb} MB（压缩炸弹或表格过大）：请拆分后重新提交")]
    TooLarge {
        /// The limit.
        limit_mb: u64,
    },
    /// A workbook whose sheets are filled far beyond any table.
    #[error("工作表“{sheet}”到第 {row} 行，第 {column} 列以后的单元格已超过 {limit} 万个：请删除表格以外的列后重新提交")]
    TooWide {
        /// Sheet.
        sheet: String,
        /// Row from 1 at which it was too much.
        row: u64,
        /// Columns that a table may have.
        column: usize,
        /// Cells that may stand beyond them, in ten thousands.
        limit: u64,
    },
    /// A workbook that cannot be read.
    #[error("工作簿已损坏或格式不受支持：{0}")]
    Workbook(String),
    /// Text in an encoding that is none of the expected.
    #[error("文本编码无法识别（第 {offset} 字节处既不是 UTF-8 也不是 GB18030）：请另存为 UTF-8 后重新提交")]
    Encoding {
        /// Byte at which reading failed.
        offset: usize,
    },
    /// More columns than any table has.
    #[error("工作表“{sheet}”第 {row} 行有 {columns} 列，超过上限 {limit} 列：请删除多余的列")]
    TooManyColumns {
        /// Sheet, empty for text files.
        sheet: String,
        /// Row from 1.
        row: u64,
        /// Columns found.
        columns: usize,
        /// The limit.
        limit: usize,
    },
    /// No dataset fits.
    #[error("没有任何数据集与表头相符{}", .hint.as_deref().map(|h| format!("：{h}")).unwrap_or_default())]
    NotRecognised {
        /// What comes nearest, and what is missing.
        hint: Option<String>,
    },
    /// The dataset was named, and the header lacks required columns.
    #[error("工作表“{sheet}”缺少“{dataset}”的必需列：{}", .missing.join("、"))]
    MissingColumns {
        /// Sheet, empty for text files.
        sheet: String,
        /// Dataset's title.
        dataset: String,
        /// Headers that were looked for.
        missing: Vec<String>,
    },
    /// Several datasets fit equally well.
    #[error("表头同时符合多个数据集：{}；请用 --dataset 指明", .candidates.join("、"))]
    Ambiguous {
        /// `code（title）` of each.
        candidates: Vec<String>,
    },
    /// Sheets of different datasets in one workbook.
    #[error("工作簿里有不同数据集的工作表：“{first_sheet}”是{first}，“{second_sheet}”是{second}；请分成两个文件提交")]
    MixedSheets {
        /// One sheet.
        first_sheet: String,
        /// Its dataset.
        first: String,
        /// Another sheet.
        second_sheet: String,
        /// Its dataset.
        second: String,
    },
    /// One column of the dataset twice in the header.
    #[error("工作表“{sheet}”第 {row} 行表头中“{column}”出现了两次：{first}、{second}")]
    ColumnTwice {
        /// Sheet.
        sheet: String,
        /// Header row.
        row: u64,
        /// Dataset's column.
        column: String,
        /// First header.
        first: String,
        /// Second header.
        second: String,
    },
    /// The same content was imported before.
    #[error("内容与批次 {batch}（{file}）完全相同，已经导入过")]
    Duplicate {
        /// Batch.
        batch: String,
        /// File name at that time.
        file: String,
    },
    /// The dataset that was named is not declared.
    #[error("没有名为 {0} 的数据集")]
    UnknownDataset(String),
    /// More sheets or rows than a row reference can tell apart.
    #[error("文件超过可编号的范围（最多 4095 个工作表、每表 20 亿行）")]
    TooManyRows,
    /// A mended quarantine file whose batch is not there or was superseded.
    #[error("隔离表所属的批次 {0} 不存在或已被替代：请从最新批次重新导出隔离表")]
    StaleQuarantine(String),
    /// Half a mended quarantine: the title or the columns of the rows' origin were removed.
    #[error("隔离表{}{what}：请从批次重新导出隔离表，只改正单元格，不要改动标题行和最后三列", in_sheet(.sheet))]
    QuarantineForm {
        /// Sheet, empty for text files.
        sheet: String,
        /// What is missing.
        what: String,
    },
    /// A mended quarantine was said to be of another dataset.
    #[error("隔离表所属的批次 {batch} 是“{dataset}”，与指明的数据集不符")]
    QuarantineDataset {
        /// The batch.
        batch: String,
        /// Its dataset.
        dataset: String,
    },
    /// A sheet whose header no dataset knows, though it holds resident numbers.
    #[error("工作表“{sheet}”第 {row} 行有公民身份号码，但这个工作表的表头无法识别：请补上表头，或删除这个工作表后重新提交")]
    DataWithoutHeader {
        /// Sheet.
        sheet: String,
        /// First row that holds a number.
        row: u64,
    },
    /// The same rows were imported before, in another file.
    #[error("{rows} 行合格数据与批次 {batch}（{file}）完全相同（只有文件名、版式或隔离的行不同），没有重复导入")]
    SameRows {
        /// Batch.
        batch: String,
        /// File name at that time.
        file: String,
        /// Rows.
        rows: u64,
    },
}

fn in_sheet(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("（工作表“{sheet}”）") }
}

impl FileError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotATable(_) => "not_a_table",
            Self::Password => "password",
            Self::TooLarge { .. } => "too_large",
            Self::TooWide { .. } => "too_wide",
            Self::Workbook(_) => "workbook",
            Self::Encoding { .. } => "encoding",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::NotRecognised { .. } => "not_recognised",
            Self::MissingColumns { .. } => "missing_columns",
            Self::Ambiguous { .. } => "ambiguous",
            Self::MixedSheets { .. } => "mixed_sheets",
            Self::ColumnTwice { .. } => "column_twice",
            Self::Duplicate { .. } => "duplicate",
            Self::UnknownDataset(_) => "unknown_dataset",
            Self::TooManyRows => "too_many_rows",
            Self::StaleQuarantine(_) => "stale_quarantine",
            Self::QuarantineForm { .. } => "quarantine_form",
            Self::QuarantineDataset { .. } => "quarantine_dataset",
            Self::DataWithoutHeader { .. } => "data_without_header",
            Self::SameRows { .. } => "same_rows",
        }
    }
}

/// Any failure of the lake.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LakeError {
    /// A file was refused.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<FileError>,
    },
    /// Reading or writing failed.
    #[error("{doing} {path}", path = .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A batch record that cannot be read.
    #[error("the batch record {path} is damaged", path = .path.display())]
    Record {
        /// The record.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// There is no such batch.
    #[error("there is no batch {0}")]
    NoBatch(String),
    /// A batch that is to be withdrawn was withdrawn or superseded before.
    #[error("the batch {0} is not in force: there is nothing to withdraw")]
    NotInForce(String),
    /// Writing a workbook failed.
    #[error("writing the workbook {path}", path = .path.display())]
    Workbook {
        /// Which.
        path: PathBuf,
        /// Why.
        source: rust_xlsxwriter::XlsxError,
    },
    /// A batch's rows could not be written.
    #[error("writing {path}", path = .path.display())]
    Write {
        /// The Parquet file.
        path: PathBuf,
        /// Why.
        source: parquet::errors::ParquetError,
    },
    /// Reading Parquet failed.
    #[error("Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// Arrow failed.
    #[error("Arrow: {0}")]
    Arrow(#[from] datafusion::arrow::error::ArrowError),
    /// The engine refused or failed.
    #[error("{0}")]
    Engine(String),
    /// The query needs more memory than is left for queries.
    #[error("{0}")]
    NoRoom(String),
    /// The query took longer than it was given.
    #[error("the query was stopped after {0} s")]
    Deadline(u64),
}

impl LakeError {
    pub(crate) fn file(path: &std::path::Path) -> impl Fn(FileError) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path: path.clone(), source: Box::new(source) }
    }

    pub(crate) fn io<'a>(doing: &'static str, path: &'a std::path::Path) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}

impl From<DataFusionError> for LakeError {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::NoRoom(error.strip_backtrace()),
            _ => Self::Engine(error.strip_backtrace()),
        }
    }
}
