//! The engine: knowledge base, registers, histories and a request in; warnings out. No clock, no input or output.

use crate::checks::m16::side_by_side;
use crate::checks::{Case, Limit, Sum, Unknown, Violation};
use crate::history::{Given, OrderKey, PatientHistory, Replaced};
use crate::knowledge::{AmountOf, Knowledge, Point};
use crate::lineup::Lineup;
use crate::read::{Encounter, Order, Patient, Request};
use crate::registers::Registers;
use crate::rule::{Rule, RuleSet};
use sm3::{Digest as _, Sm3};
use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use vocabulary::{Answer, Fen};

/// One warning (预警): a rule that an order violates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The warning's identifier, the same for the same institution, order and rule for ever.
    pub jr_id: String,
    /// The rule.
    pub rule: Rule,
    /// The answer of the point that stands.
    pub answer: Answer,
    /// The point that stands: of several the one with the gravest answer, then the largest amount, then the smallest identifier.
    pub point_id: Arc<str>,
    /// What the point rests on.
    pub evidence: Arc<str>,
    /// What is wrong, in Chinese.
    pub words: String,
    /// The patient.
    pub patn_id: Arc<str>,
    /// The institution of the order.
    pub institution: Arc<str>,
    /// The encounter of the order.
    pub mdtrt_id: Arc<str>,
    /// The order.
    pub rx_id: Arc<str>,
    /// The amount in question, rounded half away from zero to the fen; negative where too little was charged (M19).
    pub amount: Fen,
}

/// A rule that could not be judged for an order. It is not passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotEvaluated {
    /// The rule.
    pub rule: Rule,
    /// The institution of the order.
    pub institution: Arc<str>,
    /// The order.
    pub rx_id: Arc<str>,
    /// What is missing, in Chinese.
    pub reason: &'static str,
}

/// What came out of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The warnings: the gravest first, then by rule, then by rx_id.
    pub warnings: Vec<Warning>,
    /// What was not evaluated, by rule and rx_id.
    pub not_evaluated: Vec<NotEvaluated>,
}

/// The identifier of a warning: the first 32 hexadecimal digits of the SM3 digest of `institution|rx_id|rule`.
pub fn jr_id(institution: &str, rx_id: &str, rule: Rule) -> String {
    hexadecimal(&Sm3::digest(format!("{institution}|{rx_id}|{}", rule.code()))[..16])
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Judges the orders that a request asks about. `history` gives what is stored of a patient; the request is not in it yet, or an earlier
/// version of it is.
pub fn judge<'h>(
    knowledge: &Knowledge,
    registers: &Registers,
    history: impl Fn(&str) -> &'h PatientHistory,
    request: &Request,
) -> Judgement {
    // Of use only for a patient of whom something is stored.
    let replaced = LazyCell::new(|| Replaced::by(request));
    let mut judgement = Judgement::default();
    for patient in &request.patients {
        let history = history(&patient.id);
        Judging { knowledge, registers, history, patient, rules: request.rules, judgement: &mut judgement }.patient(&replaced);
    }
    let Judgement { warnings, not_evaluated } = &mut judgement;
    warnings.sort_by(|a, b| {
        let key = |warning: &Warning| (Reverse(warning.answer), warning.rule);
        key(a).cmp(&key(b)).then_with(|| a.rx_id.cmp(&b.rx_id)).then_with(|| a.institution.cmp(&b.institution))
    });
    not_evaluated.sort_by(|a, b| (a.rule, &a.rx_id, &a.institution).cmp(&(b.rule, &b.rx_id, &b.institution)));
    judgement
}

struct Judging<'a, 'j> {
    knowledge: &'a Knowledge,
    registers: &'a Registers,
    history: &'a PatientHistory,
    patient: &'a Patient,
    rules: RuleSet,
    judgement: &'j mut Judgement,
}

/// What one order's points have said so far.
#[derive(Default)]
struct Said<'a> {
    violations: Vec<(&'a Point, Fen, String)>,
    unknown: Vec<(Rule, &'static str)>,
}

impl<'a> Judging<'a, '_> {
    fn patient<'r>(mut self, replaced: &LazyCell<Replaced<'r>, impl FnOnce() -> Replaced<'r>>) {
        let orders = || self.patient.encounters.iter().flat_map(|encounter| encounter.orders.iter().map(move |order| (encounter, order)));
        let mut lineup = Lineup::default();
        let stored = self.history.keyed().filter(|(key, given)| !replaced.has(key, given));
        stored.for_each(|(key, given)| lineup.push(*key, given));
        let known = orders().filter(|(_, order)| !order.current);
        known.for_each(|(_, order)| lineup.push(OrderKey::of(&order.given), &order.given));
        let current: Vec<(&Encounter, &Order)> = orders().filter(|(_, order)| order.current).collect();
        let current_from = lineup.len();
        current.iter().for_each(|(_, order)| lineup.push(OrderKey::of(&order.given), &order.given));
        let mut begun = BTreeSet::new();
        for (at, (encounter, order)) in current.iter().enumerate().filter(|(_, (_, order))| !order.given.is_refund()) {
            let first = begun.insert((&encounter.institution, &encounter.id));
            let place = current_from + at;
            self.order(encounter, order, Place { lineup: &lineup, place, first });
        }
        self.contained_before(&lineup, current_from, &current);
    }

    fn in_question(&self, point: &Point, given: &Given) -> bool {
        self.rules.has(point.rule()) && point.is_in_force(given.day)
    }

    /// One order under all of its points. M16 is asked about the contained item alone.
    fn order(&mut self, encounter: &'a Encounter, order: &'a Order, at: Place<'_>) {
        let given = &order.given;
        let about = self.knowledge.about(&given.item).filter(|point| point.rule() != Rule::M16);
        let mut points = about.chain(self.knowledge.naming(&given.item)).filter(|point| self.in_question(point, given)).peekable();
        if points.peek().is_none() {
            return;
        }
        let mut said = Said::default();
        match given.amount {
            None => points.for_each(|point| said.unknown(point.rule(), Unknown("金额未知"))),
            Some(amount) => {
                let case = Case {
                    patient: self.patient,
                    encounter,
                    order,
                    amount,
                    lineup: at.lineup,
                    place: at.place,
                    first: at.first,
                    history: self.history,
                    registers: self.registers,
                    knowledge: self.knowledge,
                };
                for point in points {
                    match point.limit.judge(point, &case) {
                        Ok(None) => {}
                        Ok(Some(violation)) => said.violation(point, amount.to_fen(), violation),
                        Err(unknown) => said.unknown(point.rule(), unknown),
                    }
                }
            }
        }
        self.say(given, said);
    }

    /// What is contained in an order that is asked about without being asked about itself: stored, or told as known.
    fn contained_before(&mut self, lineup: &Lineup<'a>, current_from: usize, current: &[(&Encounter, &Order)]) {
        if !self.knowledge.has(Rule::M16) || !self.rules.has(Rule::M16) {
            return;
        }
        let mut places = BTreeSet::new();
        for given in current.iter().map(|(_, order)| &order.given).filter(|given| !given.is_refund()) {
            let containing = |point: &&Point| point.rule() == Rule::M16 && point.is_in_force(given.day);
            for point in self.knowledge.about(&given.item).filter(containing) {
                let others = lineup.within(0..current_from, (given.day, given.day));
                places.extend(
                    others
                        .filter(|(_, other)| side_by_side(given, other) && point.limit.names().iter().any(|code| **code == *other.item))
                        .map(|(place, _)| place),
                );
            }
        }
        for (place, given) in places.into_iter().map(|place| (place, lineup.at(place))) {
            let mut said = Said::default();
            for point in self.knowledge.naming(&given.item).filter(|point| point.is_in_force(given.day)) {
                let Limit::M16(contains) = &point.limit else { continue };
                match (contains.contained(point, lineup, place, given, current_from), given.amount) {
                    (None, _) => {}
                    (Some(_), None) => said.unknown(Rule::M16, Unknown("金额未知")),
                    (Some(violation), Some(amount)) => said.violation(point, amount.to_fen(), violation),
                }
            }
            self.say(given, said);
        }
    }

    /// Of each rule that is violated one warning stands.
    fn say(&mut self, given: &Given, said: Said<'_>) {
        let Said { mut violations, unknown } = said;
        violations.sort_by(|(a, a_amount, _), (b, b_amount, _)| {
            let key = |point: &Point, amount: Fen| (point.rule(), Reverse(point.severity()), Reverse(amount));
            key(a, *a_amount).cmp(&key(b, *b_amount)).then_with(|| a.id.cmp(&b.id))
        });
        violations.dedup_by_key(|(point, _, _)| point.rule());
        for (rule, reason) in unknown {
            if !violations.iter().any(|(point, _, _)| point.rule() == rule) {
                let not = NotEvaluated { rule, institution: given.institution.clone(), rx_id: given.rx_id.clone(), reason };
                self.judgement.not_evaluated.push(not);
            }
        }
        self.judgement.warnings.extend(violations.into_iter().map(|(point, amount, words)| Warning {
            jr_id: jr_id(&given.institution, &given.rx_id, point.rule()),
            rule: point.rule(),
            answer: point.answer,
            point_id: point.id.clone(),
            evidence: point.evidence.clone(),
            words,
            patn_id: self.patient.id.clone(),
            institution: given.institution.clone(),
            mdtrt_id: given.encounter.clone(),
            rx_id: given.rx_id.clone(),
            amount,
        }));
    }
}

/// Where an order stands among the others.
struct Place<'l> {
    lineup: &'l Lineup<'l>,
    place: usize,
    first: bool,
}

impl<'a> Said<'a> {
    fn violation(&mut self, point: &'a Point, whole: Fen, Violation { words, sum }: Violation) {
        let amount = match (sum, point.amount) {
            (Sum::Exactly(fen), _) | (Sum::Above(fen), AmountOf::Excess) => fen,
            (Sum::Above(_), AmountOf::Order) | (Sum::Whole, _) => whole,
        };
        self.violations.push((point, amount, words));
    }

    fn unknown(&mut self, rule: Rule, Unknown(reason): Unknown) {
        if !self.unknown.iter().any(|(other, _)| *other == rule) {
            self.unknown.push((rule, reason));
        }
    }
}
