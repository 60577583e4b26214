//! What the tables of cases share: one patient, one encounter, one order of item A that is asked about, one point about it.

use crate::decimal::Decimal;
use crate::history::{Given, PatientHistory, Stay};
use crate::judge::{Judgement, judge};
use crate::knowledge::{HEADER, Knowledge};
use crate::read::{Discharge, Encounter, Message, Order, Patient, Request, read};
use crate::registers::Registers;
use chrono::NaiveDate;

const BODY: &str = r#"{"infno": "3102", "msgid": "1", "inf_time": "2022-03-10 09:00:00", "fixmedins_code": "H1", "input": {"data": {
    "trig_scen": "4", "patient_dtos": {"patn_id": "379901198005010026", "gend": "2", "brdy": "1980-05-01", "fsi_encounter_dtos": {
        "mdtrt_id": "E1", "medins_lv": "05", "adm_date": "2022-03-01", "dscg_date": "9999-12-31", "dscg_main_dise_codg": "I63.9",
        "med_mdtrt_type": "2", "matn_stas": "0", "insutype": "390", "fsi_diagnose_dtos": [{"dise_codg": "E11.9"}],
        "fsi_order_dtos": {"rx_id": "R1", "hilist_code": "A", "hilist_name": "甲", "chrg_type": "09", "cnt": 2, "pric": 10, "sumamt": 20,
            "drord_begn_date": "2022-03-10", "drord_dept_codg": "D01", "drord_dr_codg": "DR1", "drord_dr_profttl": "3"}}}}}}"#;

/// A table of cases: what it shows, what is changed, what comes out (see [`Bench::answer`]).
pub(crate) type Cases<'c> = &'c [(&'c str, fn(&mut Bench), &'c str)];

/// Asks each case under a point of the rule about item A, with `intercept` and `excess`.
pub(crate) fn cases(rule: &str, params: &str, cases: Cases<'_>) {
    for (shows, change, answer) in cases {
        let mut bench = Bench::of(rule, params);
        change(&mut bench);
        assert_eq!(bench.answer(), *answer, "{rule} {params}: {shows}");
    }
}

pub(crate) struct Bench {
    rows: Vec<String>,
    pub(crate) request: Request,
    pub(crate) history: PatientHistory,
    pub(crate) registers: Registers,
}

/// A day of 2022, month and day.
pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).unwrap()
}

pub(crate) fn number(text: &str) -> Option<Decimal> {
    Some(Decimal::read(text).unwrap())
}

impl Bench {
    pub(crate) fn of(rule: &str, params: &str) -> Self {
        let Message::Audit(request) = read(BODY.as_bytes(), None).unwrap().message.unwrap() else { unreachable!() };
        let mut bench = Self { rows: Vec::new(), request, history: PatientHistory::default(), registers: Registers::default() };
        bench.point(rule, "A", params);
        bench
    }

    /// One more point, in force on any day.
    pub(crate) fn point(&mut self, rule: &str, item: &str, params: &str) {
        self.point_in_force(rule, item, params, "", "");
    }

    pub(crate) fn point_in_force(&mut self, rule: &str, item: &str, params: &str, from: &str, to: &str) {
        let id = self.rows.len() + 1;
        self.rows.push(format!("P{id},{rule},{item},项目,{params},intercept,excess,依据,{from},{to}"));
    }

    pub(crate) fn patient(&mut self) -> &mut Patient {
        &mut self.request.patients[0]
    }

    pub(crate) fn encounter(&mut self) -> &mut Encounter {
        &mut self.patient().encounters[0]
    }

    /// The order R1 that is asked about.
    pub(crate) fn order(&mut self) -> &mut Order {
        &mut self.encounter().orders[0]
    }

    pub(crate) fn quantity(&mut self, quantity: &str) {
        self.order().given.quantity = number(quantity);
    }

    /// Another order of the encounter, like R1 but for item and quantity, with the next number; behind R1 in the request.
    pub(crate) fn also(&mut self, item: &str, quantity: &str) -> &mut Order {
        let mut order = self.order().clone();
        let orders = &mut self.encounter().orders;
        order.given.rx_id = format!("R{}", orders.len() + 1).as_str().into();
        order.given.item = item.into();
        order.given.quantity = number(quantity);
        orders.push(order);
        orders.last_mut().unwrap()
    }

    /// An order in the history, of another encounter at an institution.
    pub(crate) fn stored(&mut self, institution: &str, item: &str, on: NaiveDate, quantity: &str) {
        self.stored_in(institution, "E0", item, on, quantity);
    }

    pub(crate) fn stored_in(&mut self, institution: &str, encounter: &str, item: &str, on: NaiveDate, quantity: &str) {
        let mut other = Self::of("M13", "");
        let count = self.history.orders().len();
        let like = other.order().given.clone();
        other.encounter().institution = institution.into();
        other.encounter().id = encounter.into();
        other.encounter().kind = None;
        other.order().given = Given {
            institution: institution.into(),
            encounter: encounter.into(),
            rx_id: format!("S{}", count + 1).as_str().into(),
            item: item.into(),
            day: on,
            quantity: if quantity == "-" { None } else { number(quantity) },
            ..like
        };
        let stays = self.history.stays().to_vec();
        self.history.take_in(&other.request, &other.request.patients[0]);
        assert_eq!(self.history.stays(), stays);
    }

    /// A stay in the history.
    pub(crate) fn stayed(&mut self, institution: &str, admitted: NaiveDate, discharged: Discharge) -> Stay {
        let mut other = Self::of("M13", "");
        let encounter = other.encounter();
        encounter.institution = institution.into();
        encounter.id = format!("E{}0", self.history.stays().len() + 1).as_str().into();
        encounter.admitted = Some(admitted);
        encounter.discharged = discharged;
        encounter.orders.clear();
        self.history.take_in(&other.request, &other.request.patients[0]);
        self.history.stays().last().unwrap().clone()
    }

    pub(crate) fn judged(&self) -> Judgement {
        let table = format!("{}\n{}\n", HEADER.join(","), self.rows.join("\n"));
        let knowledge = Knowledge::read([("points.csv", &*table)]).unwrap();
        judge(&knowledge, &self.registers, |_| &self.history, &self.request)
    }

    /// Each warning as `rx_id amount`; `passed` or `not evaluated` where there is none.
    pub(crate) fn answer(&self) -> String {
        let judged = self.judged();
        let warnings: Vec<String> = judged.warnings.iter().map(|warning| format!("{} {}", warning.rx_id, warning.amount)).collect();
        match (warnings.is_empty(), judged.not_evaluated.is_empty()) {
            (false, _) => warnings.join(", "),
            (true, true) => "passed".into(),
            (true, false) => "not evaluated".into(),
        }
    }
}
