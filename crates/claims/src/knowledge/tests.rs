use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn table(rows: &str) -> String {
    format!("{}\n{rows}\n", HEADER.join(","))
}

fn base(rows: &str) -> Knowledge {
    Knowledge::read([("kb.csv", &*table(rows))]).unwrap()
}

fn ids<'k>(points: impl Iterator<Item = &'k Point>) -> Vec<String> {
    let mut ids: Vec<String> = points.map(|point| point.id.to_string()).collect();
    ids.sort();
    ids
}

#[test]
fn an_item_leads_to_its_points() {
    let base = base(
        "P1,M13,A1,甲,,remind,order,依据,,\nP2,M13,A*,甲,,remind,order,依据,,\nP3,M19,*,,,suspect,order,依据,,\n\
         P4,M09,A1,甲,max=3,remind,excess,依据,2022-01-01,2022-12-31\nP5,M12,B1,乙,max=1;days=500,suspect,order,依据,,\n",
    );
    assert_eq!(ids(base.about("A1")), ["P1", "P2", "P3", "P4"]);
    assert_eq!(ids(base.about("A")), ["P2", "P3"]);
    assert_eq!(ids(base.about("C")), ["P3"]);
    assert_eq!(ids(base.about("")), ["P3"]);
    assert_eq!(ids(base.about("药")), ["P3"]);
    assert!(base.has(Rule::M12) && !base.has(Rule::M01));
    assert_eq!((base.looks_back(), base.kept_days()), (499, 499));
    assert_eq!(Knowledge::default().kept_days(), KEPT_DAYS);
    let point = base.points().iter().find(|point| &*point.id == "P4").unwrap();
    for (day, in_force) in [("2021-12-31", false), ("2022-01-01", true), ("2022-12-31", true), ("2023-01-01", false)] {
        assert_eq!(point.is_in_force(day.parse::<NaiveDate>().unwrap()), in_force, "{day}");
    }
}

#[test]
fn a_row_that_is_wrong_is_named_with_file_line_and_column() {
    for (row, fault) in [
        (",M13,A,,,remind,order,,,", "point_id 列：不能为空"),
        ("P1,M33,A,,,remind,order,,,", "rule 列：没有规则“M33”：应为 M01 至 M32"),
        ("P1,M13,,,,remind,order,,,", "item_code 列：不能为空；适用于所有项目时写 *"),
        ("P1,M13,A*B,,,remind,order,,,", "item_code 列：“A*B”的 * 只能在末尾"),
        ("P1,M13,A**,,,remind,order,,,", "item_code 列：“A**”的 * 只能在末尾"),
        ("P1,M09,A,,,remind,order,,,", "params 列：M09：缺少参数 max"),
        ("P1,M09,A,,max=1;days=2,remind,order,,,", "params 列：M09：规则没有参数 days"),
        ("P1,M13,A,,x=1,remind,order,,,", "params 列：M13：规则没有参数 x"),
        ("P1,M02,A,,min_age=9;max_age=8,remind,order,,,", "params 列：M02：参数 min_age 大于 max_age"),
        ("P1,M13,A,,,warn,order,,,", "answer 列：应为 remind、suspect 或 intercept，不能是“warn”"),
        ("P1,M13,A,,,remind,all,,,", "amount 列：应为 order 或 excess，不能是“all”"),
        ("P1,M13,A,,,remind,order,,2022-13-01,", "valid_from 列：日期不存在，请核对月份和日（收到“2022-13-01”）"),
        ("P1,M13,A,,,remind,order,,2022-02-01,2022-01-31", "valid_to 列：失效日期早于生效日期"),
        ("P1,M13,A", "：有 3 列，应为 10 列"),
    ] {
        let text = table(&format!("P0,M13,A,,,remind,order,,,\n{row}"));
        let error = Knowledge::read([("kb.csv", &*text)]).unwrap_err();
        let between = if fault.starts_with('：') { "" } else { " " };
        assert_eq!(error.to_string(), format!("kb.csv 第 3 行{between}{fault}"), "{row}");
    }
}

#[test]
fn every_fault_of_every_file_is_listed_and_nothing_is_taken() {
    let one = table("P1,M13,A,,,remind,order,,,\nP1,M13,B,,,remind,order,,,");
    let two = table("P1,M13,C,,,remind,order,,,\nP2,M40,C,,,remind,order,,,");
    let error = Knowledge::read([("a.csv", &*one), ("b.csv", &*two), ("c.csv", "id,rule\n")]).unwrap_err();
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(error.count, 4);
    assert_eq!(lines[0], "a.csv 第 3 行 point_id 列：知识点编号 P1 重复，已见于 a.csv 第 2 行");
    assert_eq!(lines[1], "b.csv 第 2 行 point_id 列：知识点编号 P1 重复，已见于 a.csv 第 2 行");
    assert_eq!(lines[2], "b.csv 第 3 行 rule 列：没有规则“M40”：应为 M01 至 M32");
    assert!(lines[3].starts_with("c.csv 第 1 行：表头应为 point_id,rule,"));
    let many = table(&"P,M40,A,,,remind,order,,,\n".repeat(300));
    let error = Knowledge::read([("a.csv", &*many)]).unwrap_err();
    assert_eq!((error.count, error.faults.len()), (300, 200));
    assert!(error.to_string().ends_with("……共 300 处"));
}

#[test]
fn a_mark_at_the_beginning_and_quoted_cells_are_read() {
    let text = format!("\u{FEFF}{}\r\nP1,M14,A,\"甲,乙\",group=他汀,remind,order,\"依\n据\",,\r\n", HEADER.join(","));
    let base = Knowledge::read([("kb.csv", &*text)]).unwrap();
    assert_eq!((&*base.points()[0].item_name, &*base.points()[0].evidence), ("甲,乙", "依\n据"));
}

#[test]
fn versions_differ_point_by_point() {
    let before = base("P1,M13,A,,,remind,order,,,\nP2,M09,A,,max=3,remind,excess,,,\nP3,M13,C,,,remind,order,,,");
    let after = base("P4,M13,D,,,remind,order,,,\nP2,M09,A,,max=4,suspect,excess,,,2022-12-31\nP1,M13,A,,,remind,order,,,");
    let difference = before.difference(&after);
    assert_eq!(ids(difference.added.iter().copied()), ["P4"]);
    assert_eq!(ids(difference.removed.iter().copied()), ["P3"]);
    assert_eq!(difference.changed.len(), 1);
    assert_eq!(&*difference.changed[0].after.id, "P2");
    assert_eq!(difference.changed[0].columns, ["params", "answer", "valid_to"]);
    assert!(before.difference(&before).is_empty() && !difference.is_empty());
}

proptest! {
    /// The index and a look at every point find the same.
    #[test]
    fn the_index_is_a_scan_of_all(
        items in proptest::collection::vec("[ab药]{0,3}", 0..40),
        beginnings in proptest::collection::vec(any::<bool>(), 40),
        asked in proptest::collection::vec("[ab药]{0,4}", 1..10),
    ) {
        let rows: String = items.iter().zip(&beginnings).enumerate().map(|(at, (item, beginning))| {
            let star = if *beginning || item.is_empty() { "*" } else { "" };
            format!("P{at},M15,{item}{star},,excludes=a|ab|药,remind,order,,,\n")
        }).collect();
        let base = base(&rows);
        for item in &asked {
            prop_assert_eq!(ids(base.about(item)), ids(base.points().iter().filter(|point| point.items.hold(item))));
            let names = |point: &&Point| point.limit.names().iter().any(|name| **name == **item);
            prop_assert_eq!(ids(base.naming(item)), ids(base.points().iter().filter(names)));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*", rows in "(P[0-9],M[0-3][0-9],[A*]{0,2},x,[a-z=;|0-9_]{0,20},(remind|x),(order|y),,[0-9-]{0,10},\n){0,5}") {
        let _ = Knowledge::read([("kb.csv", &*text)]);
        let _ = Knowledge::read([("kb.csv", &*table(&rows))]);
    }
}
