//! Lists of records as workbooks, in bounded memory.

use crate::error::AppError;
use crate::mask::mask_text;
use crate::sheet::{Styles, Table, Value};
use crate::workspace::{Workspace, now};
use casework::clock::beijing_day;
use casework::record::{Line, Page, RecordFilter};
use casework::{Kind, LeadState};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use std::path::Path;
use vocabulary::label::Priority;

/// Rows of a list that is written out; whoever wants more asks more narrowly.
const MOST: usize = 100_000;
const PAGE: u32 = 500;

const COLUMNS: &[(&str, f64)] = &[
    ("编号", 20.0),
    ("标题", 40.0),
    ("状态", 12.0),
    ("是否办结", 9.0),
    ("领域", 20.0),
    ("专项整治", 10.0),
    ("责任单位", 20.0),
    ("承办人", 12.0),
    ("镇街", 12.0),
    ("村居", 16.0),
    ("医药机构", 12.0),
    ("学校", 12.0),
    ("金额（元）", 14.0),
    ("办理期限", 12.0),
    ("时限状态", 10.0),
    ("督办级别", 18.0),
    ("登记日期", 12.0),
    ("最近变更", 12.0),
];

impl Workspace {
    /// Writes a list within the caller's scope, at most a hundred thousand rows of it. Returns how many.
    ///
    /// # Errors
    /// The ledger cannot be read, or the file cannot be written.
    pub async fn export_records(&self, kind: Kind, filter: &RecordFilter, out: &Path) -> Result<u64, AppError> {
        let styles = Styles::new();
        let mut workbook = Workbook::new();
        let mut table = Table::new(&styles, kind.zh(), COLUMNS);
        table.begin(&mut workbook).map_err(AppError::workbook(out))?;
        let mut page = RecordFilter { after: None, limit: Some(PAGE), ..filter.clone() };
        let mut rows = 0;
        while rows < MOST {
            let lines = self.ledger.lines(&self.caller.scope, kind, &page, now()).await?;
            for line in &lines {
                push(&mut table, &mut workbook, kind, line).map_err(AppError::workbook(out))?;
            }
            rows += lines.len();
            match lines.last() {
                Some(last) if lines.len() == PAGE as usize => page.after = Some(Page::behind(last, page.order)),
                _ => break,
            }
        }
        tokio::task::block_in_place(|| workbook.save(out)).map_err(AppError::workbook(out))?;
        self.event("records.exported", kind.code(), json!({ "rows": rows, "all": rows < MOST })).await?;
        Ok(rows as u64)
    }
}

fn push(table: &mut Table<'_>, workbook: &mut Workbook, kind: Kind, line: &Line) -> Result<(), rust_xlsxwriter::XlsxError> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |at| beijing_day(at).to_string();
    let title = mask_text(&line.title);
    let priority = line.priority.as_deref().map_or("", |code| match Priority::from_code(code) {
        Some(priority) => priority.zh(),
        None => code,
    });
    let campaign = line.campaign.map(|id| id.to_string()).unwrap_or_default();
    let (department, owner) = (text(&line.department), text(&line.owner));
    let place = [&line.place.town, &line.place.village, &line.place.institution, &line.place.school].map(text);
    let due = line.due_at.map(day).unwrap_or_default();
    let colour = line.colour.map_or("", |colour| colour.zh());
    let row = [
        Value::Text(&line.number),
        Value::Text(&title),
        Value::Text(state_zh(kind, &line.state)),
        Value::Text(if line.open { "否" } else { "是" }),
        Value::Text(priority),
        Value::Text(&campaign),
        Value::Text(&department),
        Value::Text(&owner),
        Value::Text(&place[0]),
        Value::Text(&place[1]),
        Value::Text(&place[2]),
        Value::Text(&place[3]),
        line.amount.map_or(Value::Text(""), Value::Money),
        Value::Text(&due),
        Value::Text(colour),
        Value::Text(line.level.map_or("", |level| level.zh())),
        Value::Text(&day(line.entered_at)),
        Value::Text(&day(line.changed_at)),
    ];
    table.push(workbook, &row)
}

/// A state as departments write it; a code that is of no state stays as it is.
fn state_zh(kind: Kind, code: &str) -> &str {
    macro_rules! of {
        ($state:ty) => {
            <$state>::from_code(code).map(<$state>::zh)
        };
    }
    let zh = match kind {
        Kind::Complaint => of!(casework::complaint::state::ComplaintState),
        Kind::Lead => of!(LeadState),
        Kind::Issue => of!(casework::issue::state::IssueState),
        Kind::Risk => of!(casework::risk::state::RiskState),
        Kind::Inspection => of!(casework::inspection::state::InspectionState),
        Kind::Clue => of!(casework::clue::state::ClueState),
        Kind::Case => of!(casework::case::state::CaseState),
        Kind::Recommendation => of!(casework::recommendation::state::RecommendationState),
        Kind::Interview => of!(casework::interview::state::InterviewState),
        Kind::Recovery => of!(casework::recovery::state::RecoveryState),
        Kind::Measure => of!(casework::measure::state::MeasureState),
        Kind::Notice => of!(casework::notice::state::NoticeState),
        Kind::Campaign => of!(casework::campaign::state::CampaignState),
    };
    zh.unwrap_or(code)
}
