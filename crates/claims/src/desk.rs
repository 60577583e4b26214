//! The desk at which messages are answered: what it remembers between them, and nothing else.
//!
//! The live service and the replay are both this desk. What it does with a message depends on the messages before it and on nothing besides.

use crate::history::PatientHistory;
use crate::judge::{Judgement, Warning, judge};
use crate::knowledge::Knowledge;
use crate::read::{Digest, Feedback, Message, Prepared, Reading, Refusal, Request};
use crate::registers::Registers;
use crate::reply::{JudgeResult, Output, Reply};
use chrono::NaiveDateTime;
use std::collections::HashMap;
use std::sync::Arc;

/// A warning that was given, as feedback may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWarning {
    /// The warning in its latest state.
    pub warning: Warning,
    /// Every feedback on it, the one that stands last.
    pub feedback: Vec<Told>,
}

/// One feedback on a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Why the doctor goes on; `None` where the doctor goes back and changes.
    pub goes_on: Option<String>,
    /// When it was told.
    pub at: NaiveDateTime,
}

impl GivenWarning {
    /// Whether the item is at the patient's own cost: intercepted, and the doctor went on for a reason.
    pub fn is_own_cost(&self) -> bool {
        let goes_on = self.feedback.last().is_some_and(|told| told.goes_on.is_some());
        self.warning.answer == vocabulary::Answer::Intercept && goes_on
    }
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The reply.
    pub reply: Reply,
    /// What came out for orders that were judged now; nothing for feedback, for a refusal and for a message that was answered before.
    pub judgement: Option<Judgement>,
    /// Whether it was answered before: the reply is the first one.
    pub repeated: bool,
}

/// What is remembered from message to message.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    histories: HashMap<Arc<str>, PatientHistory>,
    /// For each msgid that was answered what it said and the answer.
    answers: HashMap<String, (Digest, Reply)>,
    /// Warnings by jr_id.
    warnings: HashMap<String, GivenWarning>,
}

impl Desk {
    /// Answers a message.
    ///
    /// `now` is the time for the reply; where it is `None`, as in a replay, it is the request's own inf_time. A message that is refused leaves
    /// nothing behind, and its msgid is free.
    pub fn answer(&mut self, knowledge: &Knowledge, registers: &Registers, prepared: Prepared, now: Option<NaiveDateTime>) -> Answered {
        let Prepared { reading: Reading { head, message }, said } = prepared;
        let at = now.or(head.sent_at).unwrap_or_default();
        let refused = |reason: String| Answered { reply: Reply::refused(&head, at, reason), judgement: None, repeated: false };
        let message = match message {
            Ok(message) => message,
            Err(refusal) => return refused(refusal.to_string()),
        };
        match self.answers.get(&head.msgid) {
            Some((before, reply)) if *before == said => return Answered { reply: reply.clone(), judgement: None, repeated: true },
            Some(_) => {
                let reason = format!("msgid already used：报文标识 {} 已用于另一份内容不同的报文", head.msgid);
                return refused(reason);
            }
            None => {}
        }
        let (output, judgement) = match message {
            Message::Audit(request) => {
                let judgement = self.audit(knowledge, registers, &request);
                let results = judgement.warnings.iter().map(|warning| JudgeResult::of(warning, &request.task_id)).collect();
                (Output { result: Some(results) }, Some(judgement))
            }
            Message::Feedback(feedback) => match self.feedback(feedback, &head.institution, at) {
                Ok(()) => (Output::default(), None),
                Err(refusal) => return refused(refusal.to_string()),
            },
        };
        let reply = Reply::done(&head, at, output);
        self.answers.insert(head.msgid, (said, reply.clone()));
        Answered { reply, judgement, repeated: false }
    }

    /// What is stored of a patient.
    pub fn history(&self, patn_id: &str) -> &PatientHistory {
        self.histories.get(patn_id).unwrap_or(PatientHistory::nothing())
    }

    /// A warning that was given.
    pub fn warning(&self, jr_id: &str) -> Option<&GivenWarning> {
        self.warnings.get(jr_id)
    }

    fn audit(&mut self, knowledge: &Knowledge, registers: &Registers, request: &Request) -> Judgement {
        let judgement = judge(knowledge, registers, |patient| self.history(patient), request);
        for patient in &request.patients {
            self.histories.entry(patient.id.clone()).or_default().take_in(request, patient);
        }
        for warning in &judgement.warnings {
            let given = self.warnings.entry(warning.jr_id.clone());
            given
                .and_modify(|given| given.warning = warning.clone())
                .or_insert_with(|| GivenWarning { warning: warning.clone(), feedback: Vec::new() });
        }
        judgement
    }

    /// All or nothing.
    fn feedback(&mut self, feedback: Feedback, institution: &str, at: NaiveDateTime) -> Result<(), Refusal> {
        for (place, verdict) in feedback.verdicts.iter().enumerate() {
            let known = self.warnings.get(&verdict.warning).is_some_and(|given| *given.warning.institution == *institution);
            if !known {
                let path = format!("input.data.warns[{place}].warn_rslt_id");
                return Err(Refusal::at(path, format!("本机构没有预警 {}", verdict.warning)));
            }
        }
        for verdict in feedback.verdicts {
            let Some(given) = self.warnings.get_mut(&verdict.warning) else { continue };
            if verdict.goes_on.is_none()
                && let Some(history) = self.histories.get_mut(&given.warning.patn_id)
            {
                history.take_out(&given.warning.institution, &given.warning.rx_id);
            }
            given.feedback.push(Told { goes_on: verdict.goes_on, at });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
