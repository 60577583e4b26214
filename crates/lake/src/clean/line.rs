//! Rows that are no record: totals, notes, lines for signatures.

use crate::read::Cell;
use vocabulary::text;

const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "累计"];
/// Words and signs that may stand behind a total's word: how many, how much, and in which writing.
const COUNTED: &str =
    "人户元笔条个名份次亩万亿仟佰拾千百十零壹贰叁肆伍陆柒捌玖一二三四五六七八九两圆角分整正人民币大小写金额人数户数面积数";

/// 合计, 总计, 小计 and the like, alone in a cell, behind a place's or page's name (北山镇小计, 本页合计), or before what was counted (合计3人, 合计（大写）：).
pub(super) fn is_total(cell: &Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let key: String = text::fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    TOTALS.iter().filter_map(|total| key.rsplit_once(total)).any(|(place, counted)| {
        place.chars().count() <= 10 && counted.chars().all(|c| c.is_ascii_digit() || is_sign(c) || COUNTED.contains(c))
    })
}

fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '：' | '（' | '）' | '，' | '。' | '、' | '￥' | '¥' | '—' | '【' | '】')
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
    "主管",
    "领导",
    "会计",
    "出纳",
    "财务",
    "经手",
    "审批",
    "批准",
    "录入",
    "核对",
    "校对",
    "报送",
    "上报",
    "编制",
    "打印",
    "日期",
    "签字",
    "签章",
    "盖章",
    "单位盖章",
    "单位(盖章)",
    "单位（盖章）",
    "公章",
    "部门负责人",
    "村主任",
    "村书记",
    "电话",
];
/// Words that open a note whatever follows.
const OPENINGS: &[&str] =
    &["数据截至", "以上数据", "*", "※", "以下空白", "以下无正文", "此页无正文", "(以下空白", "-以下空白", "——以下空白"];

/// 注：…, the lines for signatures that stand under a table, and a page's number.
pub(super) fn is_note(cells: &[Cell<'_>]) -> bool {
    let Some(Cell::Text(first)) = cells.iter().find(|cell| !cell.is_blank()) else { return false };
    let folded = text::fold(first);
    let opens = |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) || rest.contains([':', '：']);
    OPENINGS.iter().any(|word| folded.starts_with(word))
        || NOTES.iter().any(|word| folded.strip_prefix(word).is_some_and(opens))
        || is_page(&folded)
}

/// 第1页, 共3页, 第1页 共3页, 第 1 页/共 3 页.
fn is_page(folded: &str) -> bool {
    folded.contains('页')
        && folded.contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        && folded.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || is_sign(c) || "第共页一二三四五六七八九十".contains(c))
}

/// Whether a cell of a column that names a person or a firm holds a number, right or wrong, or what a spreadsheet left of one: then the row is a record,
/// whatever else stands in it.
pub(super) fn reads_as_number(cell: &Cell<'_>) -> bool {
    /// The shortest number is the old one of fifteen digits; one digit may have been lost.
    const LENGTH: usize = 14;
    match cell {
        Cell::Text(text) => {
            let key: String = text::fold(text).chars().filter(|c| !c.is_whitespace()).collect();
            (key.len() >= LENGTH && key.bytes().all(|byte| byte.is_ascii_alphanumeric())) || text::is_scientific(&key)
        }
        Cell::Number(number) => number.abs() >= 1e13,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_names_that_begin_like_them() {
        for text in [
            "合计",
            "合 计：",
            "合计3人",
            "合计（大写）：",
            "合计（元）",
            "合计：叁仟元整",
            "小计",
            "总计",
            "本页合计",
            "累计",
            "北山镇小计",
            "共计 12 户 3,600.00 元",
        ] {
            assert!(is_total(&Cell::Text(text)), "{text}");
        }
        for text in ["合计建材店", "累计失业保险", "三百", ""] {
            assert!(!is_total(&Cell::Text(text)), "{text}");
        }
    }

    #[test]
    fn footers_are_notes() {
        for text in [
            "主管领导：",
            "审核人：王",
            "会计：",
            "制表人：李　　审核：",
            "填表日期：2022年3月",
            "以下空白",
            "第1页 共3页",
            "第 1 页/共 3 页",
            "说明：",
            "注1",
            "*2",
        ] {
            assert!(is_note(&[Cell::Empty, Cell::Text(text)]), "{text}");
        }
        for text in ["会计学校", "王小明", "第二中学", "2022"] {
            assert!(!is_note(&[Cell::Text(text)]), "{text}");
        }
    }
}
