//! Every point of a knowledge base as the national batches have them fires in a request made for it, and stays silent in a near miss.
//!
//! The sample's points are tried; with `QINGYUAN_KNOWLEDGE` those of another file as well.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic, and shows what it unwrapped")]

use chrono::{Days, NaiveDate};
use claims::{HEADER, Knowledge, Message, PatientHistory, Registers, Request, judge, read};
use std::collections::BTreeMap;
use std::io::Read;

const DAY: &str = "2022-03-31";

struct Row {
    line: String,
    rule: String,
    item: String,
    params: BTreeMap<String, String>,
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| {
        let params = record[4].split(';').filter_map(|param| param.split_once('='));
        let params = params.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let mut line = csv::Writer::from_writer(Vec::new());
        line.write_record(&record).unwrap();
        let line = String::from_utf8(line.into_inner().unwrap()).unwrap();
        Row { line, rule: record[1].to_owned(), item: record[2].to_owned(), params }
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// What is told of a patient: fields of the patient and the encounter, and orders as item, days before the day, quantity, current.
struct Told<'t> {
    patient: String,
    encounter: String,
    orders: Vec<(&'t str, u64, u32, bool)>,
}

fn request(told: &Told<'_>) -> Request {
    let day: NaiveDate = DAY.parse().unwrap();
    let orders = told.orders.iter().enumerate().map(|(at, (item, before, quantity, current))| {
        let (day, current) = (day - Days::new(*before), u8::from(*current));
        format!(
            r#"{{"rx_id": "R{at}", "hilist_code": "{item}", "cnt": {quantity}, "pric": 1, "sumamt": {quantity}, "drord_begn_date": "{day}", "curr_drord_flag": {current}}}"#
        )
    });
    let orders: Vec<String> = orders.collect();
    let body = format!(
        r#"{{"infno": "3101", "msgid": "1", "fixmedins_code": "H1", "input": {{"data": {{"patient_dtos": {{"patn_id": "P1", {} "fsi_encounter_dtos": {{"mdtrt_id": "E1", {} "fsi_order_dtos": [{}]}}}}}}}}}}"#,
        told.patient,
        told.encounter,
        orders.join(",")
    );
    match read(body.as_bytes(), None).unwrap().message.unwrap() {
        Message::Audit(request) => request,
        Message::Feedback(_) => unreachable!(),
    }
}

/// A request that violates the point and one that just does not; `None` for kinds that no national batch has.
fn tried(row: &Row) -> Option<[Request; 2]> {
    let param = |key: &str| row.params.get(key).map_or("", String::as_str);
    let number = |key: &str, default: u32| row.params.get(key).map_or(default, |value| value.parse().unwrap());
    let one = |patient: String, encounter: String, quantity: u32| {
        request(&Told { patient, encounter, orders: vec![(&row.item, 0, quantity, true)] })
    };
    let patient = |patient: String| one(patient, String::new(), 1);
    let encounter = |encounter: String| one(String::new(), encounter, 1);
    let orders = |orders: Vec<(&str, u64, u32, bool)>| request(&Told { patient: String::new(), encounter: String::new(), orders });
    let outside = |key: &str, all: &[&str]| -> [String; 2] {
        let allowed: Vec<&str> = param(key).split('|').collect();
        [(*all.iter().find(|code| !allowed.contains(code)).unwrap()).to_owned(), allowed[0].to_owned()]
    };
    Some(match &*row.rule {
        "M01" => outside("sex", &["1", "2"]).map(|sex| patient(format!(r#""gend": "{sex}","#))),
        "M02" => {
            let year = 2022 - i32::try_from(number("max_age", 0)).unwrap() - 1;
            [patient(format!(r#""brdy": "{year}-03-31","#)), patient(format!(r#""brdy": "{year}-04-01","#))]
        }
        "M06" => {
            let levels: Vec<String> = (1..12).map(|level| format!("{level:02}")).collect();
            let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
            outside("levels", &levels).map(|level| encounter(format!(r#""medins_lv": "{level}","#)))
        }
        "M08" => outside("visit", &["1", "2", "3"]).map(|kind| encounter(format!(r#""med_mdtrt_type": "{kind}","#))),
        "M10" => [number("max", 0) + 1, number("max", 0)].map(|quantity| one(String::new(), String::new(), quantity)),
        "M12" => [0, 1].map(|more| {
            let (max, first) = (number("max", 0), u64::from(number("days", 0)) - 1 + more);
            let mut all = vec![(&*row.item, first, 1, false); max as usize];
            all.push((&row.item, 0, 1, true));
            orders(all)
        }),
        "M16" => [0, 1].map(|before| {
            let contained = param("contains").split('|').next().unwrap();
            orders(vec![(&row.item, 0, 1, true), (contained, before, 1, true)])
        }),
        "M31" => outside("insutypes", &["310", "410", "510"]).map(|kind| encounter(format!(r#""insutype": "{kind}","#))),
        "M32" => [1, 0].map(|more| {
            let days = u64::from(number("max_days", 14)) - 1 + more;
            orders((0..=days).rev().map(|before| (&*row.item, before, 1, before == 0)).collect())
        }),
        _ => return None,
    })
}

fn fires(knowledge: &Knowledge, row: &Row, request: &Request) -> bool {
    let judged = judge(knowledge, &Registers::default(), |_| PatientHistory::nothing(), request);
    judged.warnings.iter().any(|warning| warning.rule.code() == row.rule)
}

fn try_all(text: &str) -> usize {
    let knowledge = Knowledge::read([("kb.csv", text)]).unwrap();
    let mut count = 0;
    for row in rows(text) {
        let Some([violates, near]) = tried(&row) else { continue };
        count += 1;
        assert!(fires(&knowledge, &row, &violates), "silent: {}", row.line);
        // By itself: another point of the rule may speak of the item as well.
        let alone = Knowledge::read([("kb.csv", &*format!("{}\n{}", HEADER.join(","), row.line))]).unwrap();
        assert!(fires(&alone, &row, &violates) && !fires(&alone, &row, &near), "a near miss: {}", row.line);
    }
    count
}

#[test]
fn every_point_fires_and_stays_silent_in_a_near_miss() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/claims.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name("kb.csv").unwrap().read_to_string(&mut text).unwrap();
    assert!(try_all(&text) > 450);
    if let Ok(path) = std::env::var("QINGYUAN_KNOWLEDGE") {
        let count = try_all(&std::fs::read_to_string(&path).unwrap());
        assert!(count > 0, "{path} has no point of a kind that is tried");
    }
}
