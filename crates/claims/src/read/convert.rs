//! From the fields as they came to a message that checks can rest on; the first fault refuses the whole message.

use super::fault::Refusal;
use super::loose::Loose;
use super::request::{Discharge, Encounter, Feedback, Kind, Level, Message, Order, Patient, Request, Scene, Sex, Verdict, VisitKind};
use super::wire::{Data, EncounterDto, Envelope, OrderDto, PatientDto, WarnDto};
use crate::decimal::Decimal;
use crate::history::Given;
use crate::rule::{Rule, RuleSet};
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;
use std::sync::Arc;
use vocabulary::{DateError, parse_date};

/// What no text of a message is longer than where the interface names no length; nothing that a person or a program writes into a field is.
const LONGEST: usize = 500;

/// Where in the message a field stands; spelt out only when something is wrong with it.
struct At<'p> {
    within: Option<&'p At<'p>>,
    name: &'static str,
    index: Option<usize>,
}

const TOP: At<'static> = At { within: None, name: "", index: None };
const DATA: At<'static> = At { within: None, name: "input.data", index: None };

impl<'p> At<'p> {
    fn one(&'p self, name: &'static str, index: usize) -> At<'p> {
        At { within: Some(self), name, index: Some(index) }
    }

    fn fault(&self, name: &str, reason: impl Into<String>) -> Refusal {
        Refusal::at(self.path(name), reason)
    }

    fn path(&self, name: &str) -> String {
        let mut path = self.within.map_or_else(|| self.name.to_owned(), |within| within.path(self.name));
        if let Some(index) = self.index {
            path.push_str(&format!("[{index}]"));
        }
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }
}

/// Reads what the envelope holds.
pub(super) fn message(envelope: &Envelope<'_>, address: Option<&str>) -> Result<Message, Refusal> {
    let infno = required(&envelope.infno, &TOP, "infno", 4)?;
    if let Some(address) = address.filter(|address| *address != infno) {
        return Err(Refusal::at("infno", format!("报文中的交易编号 {infno} 与请求地址中的 {address} 不一致")));
    }
    required(&envelope.msgid, &TOP, "msgid", 30)?;
    for (field, name, longest) in [
        (&envelope.mdtrtarea_admvs, "mdtrtarea_admvs", 6),
        (&envelope.insuplc_admdvs, "insuplc_admdvs", 6),
        (&envelope.recer_sys_code, "recer_sys_code", 10),
        (&envelope.fixmedins_code, "fixmedins_code", 12),
        (&envelope.signtype, "signtype", LONGEST),
    ] {
        within(field, &TOP, name, longest)?;
    }
    let data = envelope.input.0.as_ref().and_then(|input| input.data.0.as_ref());
    let data = data.ok_or_else(|| Refusal::at("input.data", "不能为空"))?;
    let kind = match infno {
        "3101" => Kind::Before,
        "3102" => Kind::During,
        "3103" => return feedback(data).map(Message::Feedback),
        other => return Err(Refusal::at("infno", format!("不支持交易 {other}：本地址受理 3101、3102、3103"))),
    };
    request(envelope, data, kind).map(Message::Audit)
}

fn request(envelope: &Envelope<'_>, data: &Data<'_>, kind: Kind) -> Result<Request, Refusal> {
    within(&data.syscode, &DATA, "syscode", 10)?;
    within(&data.task_id, &DATA, "task_id", LONGEST)?;
    let scene = match plain_code(&data.trig_scen) {
        None => None,
        Some(code) => Some(Scene::from_code(code).ok_or_else(|| DATA.fault("trig_scen", format!("没有触发场景 {code}：应为 1 至 9")))?),
    };
    let mut rules = if data.rule_ids.0.is_empty() { RuleSet::ALL } else { RuleSet::NONE };
    for (at, code) in data.rule_ids.0.iter().enumerate() {
        let rule = Rule::from_code(code);
        rules = rules.with(rule.ok_or_else(|| DATA.fault(&format!("rule_ids[{at}]"), format!("没有规则 {code}：应为 M01 至 M32")))?);
    }
    if data.patient_dtos.0.is_empty() {
        return Err(DATA.fault("patient_dtos", "不能为空"));
    }
    let mut reader = Reader { envelope, seen: HashSet::new() };
    let mut patients: Vec<Patient> = Vec::with_capacity(data.patient_dtos.0.len());
    for (at, dto) in data.patient_dtos.0.iter().enumerate() {
        let told = reader.patient(dto, &DATA.one("patient_dtos", at))?;
        // A patient who is told twice is one patient.
        match patients.iter_mut().find(|patient| patient.id == told.id) {
            None => patients.push(told),
            Some(patient) => {
                patient.sex = patient.sex.or(told.sex);
                patient.birth = patient.birth.or(told.birth);
                patient.encounters.extend(told.encounters);
            }
        }
    }
    Ok(Request { kind, scene, rules, task_id: data.task_id.text().to_owned(), patients })
}

struct Reader<'e> {
    envelope: &'e Envelope<'e>,
    /// Institution and rx_id of the orders so far.
    seen: HashSet<(Arc<str>, Arc<str>)>,
}

impl Reader<'_> {
    fn patient(&mut self, dto: &PatientDto<'_>, at: &At<'_>) -> Result<Patient, Refusal> {
        let id = required(&dto.patn_id, at, "patn_id", 50)?;
        within(&dto.patn_name, at, "patn_name", 50)?;
        within(&dto.poolarea, at, "poolarea", 10)?;
        within(&dto.curr_mdtrt_id, at, "curr_mdtrt_id", 50)?;
        let sex = match plain_code(&dto.gend) {
            Some("1") => Some(Sex::Male),
            Some("2") => Some(Sex::Female),
            _ => None,
        };
        let mut patient =
            Patient { id: id.into(), sex, birth: dto.brdy.known().and_then(|text| parse_date(text).ok()), encounters: Vec::new() };
        for (index, encounter) in dto.fsi_encounter_dtos.0.iter().enumerate() {
            patient.encounters.push(self.encounter(encounter, &dto.curr_mdtrt_id, &at.one("fsi_encounter_dtos", index))?);
        }
        Ok(patient)
    }

    fn encounter(&mut self, dto: &EncounterDto<'_>, current: &Loose<'_>, at: &At<'_>) -> Result<Encounter, Refusal> {
        let id = if dto.mdtrt_id.known().is_some() { &dto.mdtrt_id } else { current };
        let id: Arc<str> = required(id, at, "mdtrt_id", 50)?.into();
        let sender = &self.envelope.fixmedins_code;
        let institution = if dto.medins_id.known().is_some() { &dto.medins_id } else { sender };
        let institution: Arc<str> = required(institution, at, "medins_id", 50)?.into();
        for (field, name) in [(&dto.dscg_main_dise_codg, "dscg_main_dise_codg"), (&dto.insutype, "insutype"), (&dto.matn_stas, "matn_stas")]
        {
            within(field, at, name, LONGEST)?;
        }
        let listed = &dto.fsi_diagnose_dtos.0;
        let main = dto.dscg_main_dise_codg.known();
        let flagged =
            || listed.iter().find(|diagnosis| plain_code(&diagnosis.maindise_flag) == Some("1")).and_then(|main| main.dise_codg.known());
        let mut encounter = Encounter {
            id,
            institution,
            level: dto.medins_lv.known().and_then(Level::from_code),
            admitted: dto.adm_date.known().and_then(|text| parse_date(text).ok()).filter(|day| plausible(*day)),
            discharged: discharge(&dto.dscg_date),
            main_diagnosis: main.or_else(flagged).unwrap_or_default().into(),
            diagnoses: listed.iter().filter_map(|diagnosis| diagnosis.dise_codg.known()).map(Arc::from).collect(),
            kind: plain_code(&dto.med_mdtrt_type).and_then(VisitKind::from_code),
            maternity: plain_code(&dto.matn_stas).map(Arc::from),
            insurance: dto.insutype.known().map(Arc::from),
            orders: Vec::with_capacity(dto.fsi_order_dtos.0.len()),
        };
        for (index, order) in dto.fsi_order_dtos.0.iter().enumerate() {
            let order = self.order(order, &encounter, &at.one("fsi_order_dtos", index))?;
            encounter.orders.push(order);
        }
        Ok(encounter)
    }

    fn order(&mut self, dto: &OrderDto<'_>, encounter: &Encounter, at: &At<'_>) -> Result<Order, Refusal> {
        let rx_id: Arc<str> = required(&dto.rx_id, at, "rx_id", 50)?.into();
        if !self.seen.insert((encounter.institution.clone(), rx_id.clone())) {
            return Err(at.fault("rx_id", format!("同一报文中 rx_id {rx_id} 出现两次")));
        }
        for (field, name) in [
            (&dto.hilist_code, "hilist_code"),
            (&dto.hilist_name, "hilist_name"),
            (&dto.drord_dept_codg, "drord_dept_codg"),
            (&dto.drord_dr_codg, "drord_dr_codg"),
            (&dto.drord_dr_profttl, "drord_dr_profttl"),
        ] {
            within(field, at, name, LONGEST)?;
        }
        let day = match dto.drord_begn_date.known() {
            Some(text) => day(text, at, "drord_begn_date")?,
            None => match self.envelope.inf_time.known() {
                Some(text) => day(text, &TOP, "inf_time")?,
                None => return Err(at.fault("drord_begn_date", "与 inf_time 都为空，无法确定费用日期")),
            },
        };
        Ok(Order {
            given: Given {
                institution: encounter.institution.clone(),
                encounter: encounter.id.clone(),
                rx_id,
                item: dto.hilist_code.known().unwrap_or_default().into(),
                item_name: dto.hilist_name.text().into(),
                day,
                quantity: dto.cnt.known().and_then(Decimal::read),
                amount: dto.sumamt.known().and_then(Decimal::read),
                bed: plain_code(&dto.chrg_type) == Some("1"),
            },
            current: matches!(plain_code(&dto.curr_drord_flag), None | Some("1")),
            price: dto.pric.known().and_then(Decimal::read),
            department: dto.drord_dept_codg.known().map(Arc::from),
            doctor: dto.drord_dr_codg.known().map(Arc::from),
            title: dto.drord_dr_profttl.known().map(Arc::from),
        })
    }
}

fn feedback(data: &Data<'_>) -> Result<Feedback, Refusal> {
    let kind = match plain_code(&data.warn_type) {
        Some("1") => Kind::Before,
        Some("2") => Kind::During,
        _ => return Err(DATA.fault("warn_type", "应为 1（事前）或 2（事中）")),
    };
    if data.warns.0.is_empty() {
        return Err(DATA.fault("warns", "不能为空"));
    }
    let verdicts = data.warns.0.iter().enumerate().map(|(at, warn)| verdict(warn, &DATA.one("warns", at)));
    Ok(Feedback { kind, verdicts: verdicts.collect::<Result<_, _>>()? })
}

fn verdict(dto: &WarnDto<'_>, at: &At<'_>) -> Result<Verdict, Refusal> {
    let warning = required(&dto.warn_rslt_id, at, "warn_rslt_id", 50)?.to_owned();
    within(&dto.dspo_way_rea, at, "dspo_way_rea", LONGEST)?;
    let goes_on = match plain_code(&dto.dspo_way) {
        Some("1") => match dto.dspo_way_rea.known() {
            Some(reason) => Some(reason.to_owned()),
            None => return Err(at.fault("dspo_way_rea", format!("预警 {warning} 选择继续执行（dspo_way 为 1），必须填写原因"))),
        },
        Some("2") => None,
        _ => return Err(at.fault("dspo_way", "应为 1（继续执行）或 2（返回修改）")),
    };
    Ok(Verdict { warning, goes_on })
}

/// Clients write a day that cannot be for a patient who is still in hospital.
fn discharge(field: &Loose<'_>) -> Discharge {
    match field.known().map(parse_date) {
        Some(Ok(day)) if plausible(day) => Discharge::On(day),
        Some(Ok(_) | Err(DateError::OutOfRange)) => Discharge::StillIn,
        Some(Err(_)) | None => Discharge::Unknown,
    }
}

/// Whether a day of admission or discharge can be one; another stands for none.
fn plausible(day: NaiveDate) -> bool {
    (1990..=2100).contains(&day.year())
}

fn day(text: &str, at: &At<'_>, name: &str) -> Result<NaiveDate, Refusal> {
    parse_date(text).map_err(|error| at.fault(name, format!("{error}（收到“{}”）", shortened(text))))
}

/// A code of a closed list without the zeros before it, which get lost where a client sends a number.
fn plain_code<'l>(field: &'l Loose<'_>) -> Option<&'l str> {
    let code = field.known()?;
    Some(Some(code.trim_start_matches('0')).filter(|code| !code.is_empty()).unwrap_or("0"))
}

fn required<'l>(field: &'l Loose<'_>, at: &At<'_>, name: &str, longest: usize) -> Result<&'l str, Refusal> {
    within(field, at, name, longest)?;
    field.known().ok_or_else(|| at.fault(name, "不能为空"))
}

fn within(field: &Loose<'_>, at: &At<'_>, name: &str, longest: usize) -> Result<(), Refusal> {
    let text = field.text();
    // Bytes are no fewer than characters.
    if text.len() <= longest || text.chars().count() <= longest {
        return Ok(());
    }
    Err(at.fault(name, format!("超过接口规定的长度 {longest}（收到“{}”）", shortened(text))))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(20).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
