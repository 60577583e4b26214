//! Small tables, written as departments would.

use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};

/// Writes a CSV file: a header and rows, comma-separated, in UTF-8.
pub fn csv(path: PathBuf, head: &str, rows: &[String]) -> PathBuf {
    let mut text = format!("{head}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    write(path, text)
}

/// Writes a file, and the folders above it.
pub fn write(path: PathBuf, content: impl AsRef<[u8]>) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// Writes a workbook: its sheets with their cells, all of them text.
pub fn xlsx(path: &Path, sheets: &[(&str, Vec<Vec<String>>)]) {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    workbook.save(path).unwrap();
}

/// Headers of the tables that tests write, as the datasets name them.
pub const DIBAO: &str = "身份证号,姓名,户号,镇街,村居,发放月份,金额,银行账号";
pub const DEATHS: &str = "身份证号,姓名,死亡日期,信息来源";
pub const VEHICLES: &str = "身份证号,姓名,号牌号码,车辆类型,购置价,登记日期,注销日期";
pub const RESIDENTS: &str = "身份证号,姓名,性别,出生日期,户号,与户主关系,镇街,村居,户籍状态";

/// A payment of the living allowance.
pub fn dibao(number: &str, name: &str, month: &str, amount: &str) -> String {
    format!("{number},{name},H-{name},北山镇,北山村,{month},{amount},62236600{number}")
}

/// A death.
pub fn death(number: &str, name: &str, day: &str) -> String {
    format!("{number},{name},{day},医院")
}

/// A car worth 80,000 yuan, owned since 2020.
pub fn car(number: &str, name: &str) -> String {
    format!("{number},{name},鲁C{},小型客车,80000,2020-01-01,", &number[12..17])
}

/// An entry of the household register; the household is named after its head.
pub fn resident(number: &str, name: &str, head: &str) -> String {
    format!("{number},{name},男,{}-{}-{},H-{head},户主,北山镇,北山村,正常", &number[6..10], &number[10..12], &number[12..14])
}
