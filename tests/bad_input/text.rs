//! Text files whose bytes are not what they should be.

use super::{assert_refused, refused};
use crate::support::Folder;
use crate::support::numbers::person;
use crate::support::tables::{self, DEATHS, death};
use encoding_rs::SHIFT_JIS;

fn table(rows: u32) -> String {
    let rows: Vec<String> = (0..rows).map(|n| death(&person("19500101", n % 999), "王小明", "2022-03-05")).collect();
    format!("{DEATHS}\n{}\n", rows.join("\n"))
}

/// Bytes without order, the same every time; none of them zero.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..length).map(|_| u8::try_from(next() % 255).unwrap() + 1).collect()
}

#[test]
fn bytes_in_no_encoding() {
    let folder = Folder::new();
    let file = tables::write(folder.path("死亡人员.csv"), noise(20_000));
    assert_refused(&folder, &file, "encoding", &["编码"]);
    // The table is right as far as anybody looks at the beginning.
    let late = [table(1000).as_bytes(), noise(5_000).as_slice()].concat();
    let file = tables::write(folder.path("死亡人员2.csv"), late);
    assert_refused(&folder, &file, "encoding", &["编码"]);
}

#[test]
fn japanese_bytes_are_no_chinese_table() {
    let folder = Folder::new();
    let (bytes, ..) = SHIFT_JIS.encode("氏名,生年月日,住所\nヤマダ タロウ,1950-01-01,トウキョウ\n");
    let (code, message) = refused(&folder, &tables::write(folder.path("名簿.csv"), bytes));
    assert!(matches!(code.as_str(), "encoding" | "not_recognised"), "{code}: {message}");
}

#[test]
fn a_character_cut_in_two_in_the_middle() {
    let folder = Folder::new();
    let whole = table(2000).into_bytes();
    // One byte of one character is lost, as by a transfer that broke off and went on.
    let at = whole.len() / 2;
    let at = (at..).find(|at| whole[*at] > 0xC0).unwrap() + 1;
    let cut = [&whole[..at], &whole[at + 1..]].concat();
    assert_refused(&folder, &tables::write(folder.path("死亡人员.csv"), cut), "encoding", &["编码"]);
    // And at the very end.
    let end = &whole[..whole.len() - 3];
    assert_refused(&folder, &tables::write(folder.path("死亡人员2.csv"), end), "encoding", &["编码"]);
}

#[test]
fn a_wrong_byte_far_down_when_rows_are_being_written_already() {
    let folder = Folder::new();
    let mut bytes = table(120_000).into_bytes();
    let length = bytes.len();
    assert!(length > 5 << 20, "{length}");
    bytes[length - 100] = 0xFF;
    bytes[length - 101] = 0xFF;
    assert_refused(&folder, &tables::write(folder.path("死亡人员.csv"), bytes), "encoding", &["编码", "字节"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let folder = Folder::new();
    let broken = table(100).replacen("王小明", "\"王小明", 1);
    assert_refused(&folder, &tables::write(folder.path("死亡人员.csv"), broken), "workbook", &["引号", "第 2 行"]);
    let far = table(120_000) + "\"" + &death(&person("19500101", 1), "甲", "2022-03-05") + "\n";
    assert_refused(&folder, &tables::write(folder.path("死亡人员2.csv"), far), "workbook", &["引号", "120002"]);
}

#[test]
fn the_same_table_is_read_in_every_usual_encoding() {
    let text = table(20);
    let (chinese, ..) = encoding_rs::GB18030.encode(&text);
    let wide =
        |order: fn(u16) -> [u8; 2], mark: [u8; 2]| [mark.as_slice(), &text.encode_utf16().flat_map(order).collect::<Vec<u8>>()].concat();
    for (name, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with mark", format!("\u{feff}{text}").into_bytes()),
        ("GB18030", chinese.into_owned()),
        ("UTF-16LE", wide(u16::to_le_bytes, [0xFF, 0xFE])),
        ("UTF-16BE", wide(u16::to_be_bytes, [0xFE, 0xFF])),
    ] {
        let folder = Folder::new();
        let batch = folder.import_one(&tables::write(folder.path("死亡人员.csv"), bytes));
        assert_eq!(batch["accepted"], 20, "{name}");
    }
}
