//! How fast claims are checked with a knowledge base of any size: `measure [POINTS] [MESSAGES]`, 250,000 and 20,000 by default; or how long a
//! knowledge base takes to be read: `measure FILE.csv`.
//!
//! Points and messages are made up: 4 points of 5 stand alone with their item, the others share one; messages of 5 orders each, of patients who
//! come back. Shown are the time to read the knowledge base, the engine alone, and the way from a line of JSON to a reply.
#![expect(clippy::print_stdout, reason = "its result is what it prints")]
#![expect(clippy::float_arithmetic, reason = "rates that are only shown")]

use claims::{HEADER, Knowledge, Message, PatientHistory, Registers, judge, prepare, read, replay};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

const ORDERS: usize = 5;

const KINDS: [(&str, &str); 10] = [
    ("M01", "sex=1"),
    ("M02", "max_age=70"),
    ("M06", "levels=01|02|03|04"),
    ("M08", "visit=1"),
    ("M09", "max=3"),
    ("M10", "max=6"),
    ("M12", "max=4;days=7"),
    ("M25", "max=60;days=30"),
    ("M31", "insutypes=310"),
    ("M32", "max_days=14"),
];

/// A sequence of numbers that is the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn item(number: usize) -> String {
    format!("XA{number:018}")
}

fn table(points: usize) -> String {
    let mut text = HEADER.join(",");
    for at in 0..points {
        let (rule, params) = KINDS[at % KINDS.len()];
        let number = at - usize::from(at % 5 == 4);
        let item = item(number);
        write!(text, "\nP{at:07},{rule},{item},项目{},{params},suspect,excess,依据,,", number / 3).expect("a text takes all");
    }
    text.push('\n');
    text
}

fn messages(count: usize, points: usize) -> Vec<String> {
    let mut numbers = Numbers(1);
    let message = |at: usize| {
        let (patient, day) = (numbers.below(count / 10 + 1), 1 + at * 28 / count);
        let orders: Vec<String> = (0..ORDERS)
            .map(|place| {
                let (item, quantity) = (item(numbers.below(points)), 1 + numbers.below(4));
                format!(
                    r#"{{"rx_id":"R{at}-{place}","hilist_code":"{item}","hilist_name":"项目","hilist_type":"101","chrg_type":"09","hilist_lv":"01","hosplist_code":"L1","hosplist_name":"院内项目","cnt":"{quantity}","pric":"2.35","sumamt":"{}.{:02}","ownpay_amt":"","selfpay_amt":"-","spec":"10mg","drord_begn_date":"2022-03-{day:02} 09:00:00","drord_dept_codg":"D01","drord_dept_name":"内科","drord_dr_codg":"DR1","drord_dr_name":"医师","drord_dr_profttl":"3","curr_drord_flag":"1"}}"#,
                    quantity * 235 / 100,
                    quantity * 235 % 100
                )
            })
            .collect();
        format!(
            r#"{{"infno":"3102","msgid":"M{at}","inf_time":"2022-03-{day:02} 09:00:01","fixmedins_code":"H1","input":{{"data":{{"trig_scen":"2","patient_dtos":[{{"patn_id":"P{patient}","gend":"1","brdy":"1960-06-15","fsi_encounter_dtos":[{{"mdtrt_id":"E{at}","medins_lv":"02","med_mdtrt_type":"1","dscg_main_dise_codg":"I63.9","matn_stas":"0","insutype":"310","fsi_diagnose_dtos":[],"fsi_order_dtos":[{}]}}]}}]}}}}}}"#,
            orders.join(",")
        )
    };
    (0..count).map(message).collect()
}

fn main() {
    if let Some(path) = std::env::args().nth(1).filter(|argument| argument.ends_with(".csv")) {
        let text = std::fs::read_to_string(&path).expect("a file");
        let begun = Instant::now();
        let knowledge = Knowledge::read([(&*path, &*text)]).expect("a knowledge base");
        println!("{} points read in {:.1} ms", knowledge.points().len(), begun.elapsed().as_secs_f64() * 1e3);
        return;
    }
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a number"));
    let (points, count) = (arguments.next().unwrap_or(250_000), arguments.next().unwrap_or(20_000));
    let text = table(points);
    let begun = Instant::now();
    let knowledge = Knowledge::read([("made up", &*text)]).expect("the made-up table is right");
    println!("knowledge base of {points} points read in {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);

    let bodies = messages(count, points);
    let registers = Registers::default();
    let requests: Vec<_> = bodies
        .iter()
        .map(|body| match read(body.as_bytes(), None).expect("an envelope").message {
            Ok(Message::Audit(request)) => request,
            other => panic!("{other:?}"),
        })
        .collect();
    let mut histories: HashMap<String, PatientHistory> = HashMap::new();
    let (mut warnings, mut judging) = (0, std::time::Duration::ZERO);
    for request in &requests {
        let begun = Instant::now();
        let judged = judge(&knowledge, &registers, |id| histories.get(id).unwrap_or(PatientHistory::nothing()), request);
        judging += begun.elapsed();
        warnings += judged.warnings.len();
        for patient in &request.patients {
            histories.entry(patient.id.to_string()).or_default().take_in(request, patient);
        }
    }
    let lines = count * ORDERS;
    let rate = |seconds: f64| (seconds * 1e9 / lines as f64, lines as f64 / seconds);
    let (nanoseconds, a_second) = rate(judging.as_secs_f64());
    println!("engine: {nanoseconds:.0} ns an order line, {a_second:.0} lines/s, {warnings} warnings of {lines} lines");

    let begun = Instant::now();
    let replies: usize = replay(&knowledge, &registers, bodies.iter().map(|body| prepare(body.as_bytes(), None)))
        .map(|answered| serde_json::to_string(&answered.reply).expect("a reply").len())
        .sum();
    let (nanoseconds, a_second) = rate(begun.elapsed().as_secs_f64());
    println!("replay, from JSON to JSON, one thread: {nanoseconds:.0} ns an order line, {a_second:.0} lines/s, {replies} bytes");
}
