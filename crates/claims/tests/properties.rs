//! What holds of any claims: of orders and points made by chance, small enough that all rules meet.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic, and shows what it unwrapped")]

use chrono::{Days, NaiveDate};
use claims::{
    Decimal, Desk, Discharge, Encounter, Given, HEADER, Judgement, Kind, Knowledge, Order, Patient, PatientHistory, Registers, Request,
    Rule, RuleSet, Scene, VisitKind, Warning, judge, prepare, replay,
};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use vocabulary::Fen;

const ITEMS: [&str; 5] = ["A", "B", "C", "AB", "D"];

fn day(at: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 3, 1).unwrap() + Days::new(at)
}

/// A row of the knowledge base, without its identifier.
fn point() -> impl Strategy<Value = String> {
    let kinds = select(vec![
        ("M01", "sex=1"),
        ("M02", "max_age=17"),
        ("M09", "max=2"),
        ("M10", "max=3"),
        ("M11", "per_day=0.5;max_days=3"),
        ("M12", "max=1;days=3"),
        ("M13", ""),
        ("M14", "group=g"),
        ("M15", "excludes=B|C"),
        ("M16", "contains=B|AB"),
        ("M17", "requires=C;days=1"),
        ("M18", "ceiling_1=4;ceiling_2=5"),
        ("M19", "tolerance=0.01"),
        ("M20", ""),
        ("M21", ""),
        ("M22", ""),
        ("M23", "days=3"),
        ("M24", ""),
        ("M25", "max=4;days=3"),
        ("M32", "max_days=1;within=3"),
    ]);
    let items = select(vec!["A", "B", "C", "AB", "A*", "*", "D"]);
    let answers = select(vec!["remind", "suspect", "intercept"]);
    let validity = select(vec![",", "2022-03-03,", ",2022-03-03"]);
    (kinds, items, answers, select(vec!["order", "excess"]), validity)
        .prop_map(|((rule, params), item, answer, amount, validity)| format!("{rule},{item},n,{params},{answer},{amount},e,{validity}"))
}

fn knowledge(points: &[String]) -> Knowledge {
    let rows: String = points.iter().enumerate().map(|(at, point)| format!("P{at:02},{point}\n")).collect();
    Knowledge::read([("kb.csv", &*format!("{}\n{rows}", HEADER.join(",")))]).unwrap()
}

fn order() -> impl Strategy<Value = Order> {
    let numbers = (-1_i32..6, 1_i64..1000, 0_i64..3000, 0_u8..12);
    (select(&ITEMS[..]), 0_u64..6, numbers, any::<(bool, bool)>()).prop_map(|(item, at, (quantity, price, amount, odd), (current, bed))| {
        Order {
            given: Given {
                institution: "".into(),
                encounter: "".into(),
                rx_id: "".into(),
                item: item.into(),
                item_name: item.into(),
                day: day(at),
                quantity: (odd != 0).then_some(Decimal::whole(quantity)),
                amount: (odd != 1).then_some(Decimal::yuan(Fen(amount))),
                bed,
            },
            current,
            price: (odd != 2).then_some(Decimal::yuan(Fen(price))),
            department: None,
            doctor: None,
            title: None,
        }
    })
}

fn encounter() -> impl Strategy<Value = Encounter> {
    let kinds = select(vec![Some(VisitKind::Inpatient), Some(VisitKind::Outpatient), None]);
    let orders = proptest::collection::vec(order(), 0..5);
    (select(vec!["H1", "H2"]), select(vec!["E1", "E2"]), kinds, 0_u64..4, 0_u64..8, orders).prop_map(
        |(institution, id, kind, admitted, discharged, orders)| Encounter {
            id: id.into(),
            institution: institution.into(),
            level: None,
            admitted: (admitted > 0).then(|| day(admitted)),
            discharged: if discharged > 6 { Discharge::StillIn } else { Discharge::On(day(discharged)) },
            main_diagnosis: "I63".into(),
            diagnoses: Vec::new(),
            kind,
            maternity: None,
            insurance: None,
            orders,
        },
    )
}

/// Requests one after another; each of their orders has an identifier of its own.
fn requests() -> impl Strategy<Value = Vec<Request>> {
    let patient = (select(vec!["P1", "P2"]), proptest::collection::vec(encounter(), 1..3));
    let scene = select(vec![None, Some(Scene::InpatientCharge), Some(Scene::InpatientSettlement)]);
    let request = (patient, scene).prop_map(|((id, encounters), scene)| Request {
        kind: Kind::During,
        scene,
        rules: RuleSet::ALL,
        task_id: String::new(),
        patients: vec![Patient { id: id.into(), sex: None, birth: NaiveDate::from_ymd_opt(1990, 1, 1), encounters }],
    });
    proptest::collection::vec(request, 1..4).prop_map(|mut requests| {
        let encounters = requests.iter_mut().flat_map(|request| &mut request.patients).flat_map(|patient| &mut patient.encounters);
        for (at, (encounter, number)) in encounters
            .flat_map(|encounter| {
                let place = (encounter.institution.clone(), encounter.id.clone());
                encounter.orders.iter_mut().map(move |order| (order, place.clone()))
            })
            .enumerate()
        {
            let (institution, id) = number;
            encounter.given.rx_id = format!("R{at}").as_str().into();
            (encounter.given.institution, encounter.given.encounter) = (institution, id);
        }
        requests
    })
}

/// Every request judged and taken in, one after another.
fn run(knowledge: &Knowledge, requests: &[Request]) -> Vec<Judgement> {
    let (registers, mut histories) = (Registers::default(), std::collections::BTreeMap::<String, PatientHistory>::new());
    requests
        .iter()
        .map(|request| {
            let judged = judge(knowledge, &registers, |id| histories.get(id).unwrap_or(PatientHistory::nothing()), request);
            for patient in &request.patients {
                histories.entry(patient.id.to_string()).or_default().take_in(request, patient);
            }
            judged
        })
        .collect()
}

fn body(request: &Request, at: usize) -> String {
    let text = |number: Option<Decimal>| number.map_or("-".to_owned(), |number| number.to_string());
    let encounters = request.patients[0]
        .encounters
        .iter()
        .map(|encounter| {
            let orders = encounter.orders.iter().map(|order| serde_json::json!({
            "rx_id": &*order.given.rx_id, "hilist_code": &*order.given.item, "hilist_name": &*order.given.item_name,
            "chrg_type": if order.given.bed { "01" } else { "09" }, "cnt": text(order.given.quantity), "pric": text(order.price),
            "sumamt": text(order.given.amount), "drord_begn_date": order.given.day.to_string(), "curr_drord_flag": u8::from(order.current),
        })).collect::<Vec<_>>();
            serde_json::json!({
                "mdtrt_id": &*encounter.id, "medins_id": &*encounter.institution,
                "adm_date": encounter.admitted.map_or(String::new(), |day| day.to_string()),
                "dscg_date": match encounter.discharged { Discharge::On(day) => day.to_string(), _ => "9999-12-31".to_owned() },
                "dscg_main_dise_codg": "I63", "med_mdtrt_type": encounter.kind.map_or("", VisitKind::code), "fsi_order_dtos": orders,
            })
        })
        .collect::<Vec<_>>();
    let patient = serde_json::json!({"patn_id": &*request.patients[0].id, "brdy": "1990-01-01", "fsi_encounter_dtos": encounters});
    let scene = request.scene.map_or("", Scene::code);
    serde_json::json!({
        "infno": "3102", "msgid": format!("M{at}"), "inf_time": "2022-03-10 09:00:00", "fixmedins_code": "H1",
        "input": {"data": {"trig_scen": scene, "patient_dtos": [patient]}},
    })
    .to_string()
}

fn keys(warnings: &[Warning]) -> BTreeSet<(String, String)> {
    warnings
        .iter()
        .map(|warning| (warning.rx_id.to_string(), format!("{:?} {} {}", warning.rule, warning.amount, warning.point_id)))
        .collect()
}

/// Rules that look at the order alone, or at all of the request wherever it stands.
fn is_blind_to_order(rule: Rule) -> bool {
    use Rule::{M10, M12, M13, M14, M15, M20, M23, M25, M32};
    !matches!(rule, M10 | M12 | M13 | M14 | M15 | M20 | M23 | M25 | M32)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The message's way through reading, desk and reply gives what the engine gives, and a message that is sent again has the same answer.
    #[test]
    fn a_replay_is_the_engine_and_asking_twice_changes_nothing(points in proptest::collection::vec(point(), 1..12), requests in requests()) {
        let (knowledge, registers) = (knowledge(&points), Registers::default());
        let bodies: Vec<String> = requests.iter().enumerate().map(|(at, request)| body(request, at)).collect();
        let expected: Vec<Vec<(String, &str, String)>> = run(&knowledge, &requests).iter().map(|judged| {
            judged.warnings.iter().map(|warning| (warning.jr_id.clone(), warning.rule.code(), warning.amount.to_string())).collect()
        }).collect();
        let told = |reply: claims::Reply| -> Vec<(String, &'static str, String)> {
            reply.output.result.unwrap().into_iter().map(|result| (result.jr_id, result.rule_id, result.vola_amt.0.to_string())).collect()
        };
        let replayed: Vec<_> = replay(&knowledge, &registers, bodies.iter().map(|body| prepare(body.as_bytes(), None))).map(|answered| told(answered.reply)).collect();
        prop_assert_eq!(&replayed, &expected);
        let mut desk = Desk::default();
        for (at, body) in bodies.iter().enumerate() {
            let answered = desk.answer(&knowledge, &registers, prepare(body.as_bytes(), Some("3102")).unwrap(), None);
            prop_assert_eq!(&told(answered.reply.clone()), &expected[at]);
            let again = desk.answer(&knowledge, &registers, prepare(body.as_bytes(), None).unwrap(), None);
            prop_assert!(again.repeated && again.reply == answered.reply);
        }
    }

    /// Whatever order the orders of a request stand in, the rules that do not speak of "before" say the same.
    #[test]
    fn only_what_speaks_of_before_depends_on_the_order(points in proptest::collection::vec(point(), 1..12), requests in requests()) {
        let knowledge = knowledge(&points);
        let mut turned = requests.clone();
        for encounter in turned.iter_mut().flat_map(|request| &mut request.patients).flat_map(|patient| &mut patient.encounters) {
            encounter.orders.reverse();
        }
        for (one, other) in run(&knowledge, &requests).iter().zip(run(&knowledge, &turned)) {
            let blind = |judged: &Judgement| keys(&judged.warnings.iter().filter(|warning| is_blind_to_order(warning.rule)).cloned().collect::<Vec<_>>());
            prop_assert_eq!(blind(one), blind(&other));
        }
    }

    /// An order that no point, no window and no encounter has to do with changes nothing.
    #[test]
    fn an_unrelated_item_changes_nothing(points in proptest::collection::vec(point(), 1..12), requests in requests(), place in 0_usize..5) {
        let points: Vec<String> = points.into_iter().filter(|point| !point.contains(",*,")).collect();
        let knowledge = knowledge(&points);
        let mut more = requests.clone();
        let encounter = &mut more[0].patients[0].encounters[0];
        let mut order = Order { current: true, ..sample_order() };
        order.given.institution = encounter.institution.clone();
        order.given.encounter = encounter.id.clone();
        encounter.orders.insert(place.min(encounter.orders.len()), order);
        // M23 speaks on the first order of an encounter, whichever that is.
        let without = |judged: &Judgement| keys(&judged.warnings.iter().filter(|warning| warning.rule != Rule::M23).cloned().collect::<Vec<_>>());
        for (one, other) in run(&knowledge, &requests).iter().zip(run(&knowledge, &more)) {
            prop_assert_eq!(without(one), without(&other));
        }
    }

    /// Warnings: in order, once for a rule and an order, with an amount that is part of the order's, and never beside "not evaluated".
    #[test]
    fn warnings_are_in_order_and_within_the_amount(points in proptest::collection::vec(point(), 1..20), requests in requests()) {
        let knowledge = knowledge(&points);
        let mut amounts = std::collections::BTreeMap::new();
        for (request, judged) in requests.iter().zip(run(&knowledge, &requests)) {
            let orders = request.patients.iter().flat_map(|patient| &patient.encounters).flat_map(|encounter| &encounter.orders);
            amounts.extend(orders.map(|order| (order.given.rx_id.to_string(), order.given.amount)));
            let order: Vec<_> = judged.warnings.iter().map(|warning| (std::cmp::Reverse(warning.answer), warning.rule, warning.rx_id.to_string())).collect();
            prop_assert!(order.is_sorted());
            let once: BTreeSet<_> = judged.warnings.iter().map(|warning| (&warning.rx_id, warning.rule)).collect();
            prop_assert_eq!(once.len(), judged.warnings.len());
            prop_assert!(judged.not_evaluated.iter().all(|not| !once.contains(&(&not.rx_id, not.rule))));
            for warning in judged.warnings.iter().filter(|warning| warning.rule != Rule::M19) {
                let whole = amounts[&*warning.rx_id].unwrap().to_fen();
                prop_assert!((Fen::ZERO..=whole).contains(&warning.amount), "{warning:?} of {whole}");
            }
        }
    }

    /// The first of two halves of a quantity above the limit and the second add up to the whole, but for a fen.
    #[test]
    fn excesses_add_up(quantity in 1_i32..50, split in 1_i32..50, max in 0_i32..60, amount in 1_i64..100_000) {
        let split = split.min(quantity);
        let knowledge = knowledge(&[format!("M10,A,n,max={max},remind,excess,e,,")]);
        let order = |rx: &str, quantity: i32, amount: i64| {
            let mut order = Order { current: true, ..sample_order() };
            order.given.rx_id = rx.into();
            order.given.item = "A".into();
            (order.given.quantity, order.given.amount) = (Some(Decimal::whole(quantity)), Some(Decimal::yuan(Fen(amount))));
            order
        };
        let excess = |orders: Vec<Order>| -> i64 {
            let mut request = empty_request();
            request.patients[0].encounters[0].orders = orders;
            run(&knowledge, &[request])[0].warnings.iter().map(|warning| warning.amount.0).sum()
        };
        let price = amount;
        let whole = excess(vec![order("R1", quantity, price * i64::from(quantity))]);
        let parts = excess(vec![order("R1", split, price * i64::from(split)), order("R2", quantity - split, price * i64::from(quantity - split))]);
        prop_assert_eq!(whole, parts);
        prop_assert_eq!(whole, price * i64::from((quantity - max).max(0)));
    }
}

fn sample_order() -> Order {
    let text = r#"{"infno": "3102", "msgid": "1", "fixmedins_code": "H1", "input": {"data": {"patient_dtos": {"patn_id": "P1", "fsi_encounter_dtos":
        {"mdtrt_id": "E1", "fsi_order_dtos": {"rx_id": "X", "hilist_code": "Z", "cnt": 1, "pric": 1, "sumamt": 1, "drord_begn_date": "2022-03-02"}}}}}}"#;
    let claims::Message::Audit(mut request) = claims::read(text.as_bytes(), None).unwrap().message.unwrap() else { unreachable!() };
    request.patients.remove(0).encounters.remove(0).orders.remove(0)
}

fn empty_request() -> Request {
    let text = r#"{"infno": "3102", "msgid": "1", "fixmedins_code": "H1",
        "input": {"data": {"patient_dtos": {"patn_id": "P1", "fsi_encounter_dtos": {"mdtrt_id": "E1"}}}}}"#;
    let claims::Message::Audit(request) = claims::read(text.as_bytes(), None).unwrap().message.unwrap() else { unreachable!() };
    request
}
