//! Rows that are no record: totals, notes, lines for signatures.

use crate::read::Cell;
use vocabulary::text;

const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "累计"];

/// 合计, 总计, 小计 and the like, alone in a cell, or behind a place's or page's name (北山镇小计, 本页合计).
pub(super) fn is_total(cell: &Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let key = text::header_key(text);
    let key = key.trim_end_matches([':', '：']);
    key.chars().count() <= 12 && TOTALS.iter().any(|total| key.ends_with(total))
}

/// Words that open a note or a line for signatures when a colon, a number or nothing follows.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "附注",
    "填表",
    "填报",
    "制表",
    "审核",
    "复核",
    "经办",
    "负责人",
    "单位负责人",
    "分管",
    "联系人",
    "联系电话",
    "统计",
];
/// Words that open a note whatever follows.
const OPENINGS: &[&str] = &["数据截至", "以上数据", "*", "※"];

/// 注：… and the lines for signatures that stand under a table.
pub(super) fn is_note(cells: &[Cell<'_>]) -> bool {
    let Some(Cell::Text(first)) = cells.iter().find(|cell| !cell.is_blank()) else { return false };
    let folded = text::fold(first);
    let opens = |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) || rest.contains([':', '：']);
    OPENINGS.iter().any(|word| folded.starts_with(word)) || NOTES.iter().any(|word| folded.strip_prefix(word).is_some_and(opens))
}
