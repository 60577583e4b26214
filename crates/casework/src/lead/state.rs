//! The life of a lead (疑点的流转), as functions of nothing but what they are given.
//!
//! ```text
//! new ──assign──▶ assigned ──start_verifying──▶ verifying ──confirm──▶ confirmed ─┐
//!                 ▲      │                      ▲  │  ▲ └───clear────▶ cleared ───┤
//!                 └assign┘                      │  └──┘ notify, explain           │
//!                                               └──────────send_back (once)───────┼──agree──▶ reviewed
//! ```
//!
//! People take the steps of [`step`]. Screening takes those of [`screened`] and no other: only it withdraws a lead, and only it
//! mutes one whose subject is exempted (豁免) and brings it back.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a lead (疑点状态).
    pub enum LeadState {
        /// Found, and nobody's yet (新疑点).
        New = "new", "新疑点", "New";
        /// Given to a department, with a due date (已交办).
        Assigned = "assigned", "已交办", "Assigned";
        /// Somebody is at it (核实中).
        Verifying = "verifying", "核实中", "Verifying";
        /// It is so (核实属实), in one of three ways, with amount and finding; waits for review.
        Confirmed = "confirmed", "核实属实", "Confirmed";
        /// It is not so (已排除), with a reason of the closed list; waits for review.
        Cleared = "cleared", "已排除", "Cleared";
        /// A second person agrees (已复核).
        Reviewed = "reviewed", "已复核", "Reviewed";
        /// The rule is muted for its subject (豁免中): its hits are kept up, and nobody has to look into it.
        Exempted = "exempted", "豁免中", "Exempted";
        /// The data that made it is gone (已撤回).
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

labelled! {
    /// What a person does with a lead (办理动作).
    pub enum Step {
        /// Give it to a department (交办); once more to another, as long as nobody is at it.
        Assign = "assign", "交办", "Assign";
        /// Take it up (开始核实).
        StartVerifying = "start_verifying", "开始核实", "Start verifying";
        /// Tell the person concerned what was found (告知当事人), before a benefit stops.
        Notify = "notify", "告知当事人", "Notify the person concerned";
        /// Write down what the person concerned says to it (当事人申辩).
        Explain = "explain", "记录申辩", "Record the explanation";
        /// Find that it is so (认定属实).
        Confirm = "confirm", "认定属实", "Confirm";
        /// Find that it is not so (排除).
        Clear = "clear", "排除", "Clear";
        /// Agree, as a second person (复核同意).
        Agree = "agree", "复核同意", "Agree on review";
        /// Send it back to be verified once more (退回再核).
        SendBack = "send_back", "退回再核", "Send back";
    }
}

labelled! {
    /// In which way a lead is true (属实性质).
    pub enum Nature {
        /// Somebody deceived to get it (欺诈骗取). Of a fault.
        Fraud = "true_fraud", "属实—欺诈骗取", "True: fraud";
        /// Somebody made a mistake (工作差错), the office or the person concerned. Of a fault.
        Error = "true_error", "属实—工作差错", "True: error";
        /// Something is due to the subject and was not given (应发未发/应保未保): money to pay and none to get back. Of what is owed.
        Owed = "owed_unpaid", "应发未发/应保未保", "Owed and unpaid";
    }
}

impl Nature {
    /// Whether a lead of this kind, `fault` or `owed`, can be true in this way.
    pub fn fits(self, kind: &str) -> bool {
        (self == Self::Owed) == (kind == "owed")
    }
}

labelled! {
    /// Why a lead is cleared (排除理由): a closed list, always with a text beside it.
    pub enum ClearReason {
        /// The data was wrong (数据有误), the payment or deed is right.
        DataWrong = "data_wrong", "数据有误", "Data wrong";
        /// The law or the policy allows it (合法例外).
        LawfulException = "lawful_exception", "合法例外", "Lawful exception";
        /// Looked into, and not to be proven (查无实据).
        NotProven = "not_proven", "查无实据", "Not proven";
    }
}

labelled! {
    /// How the person concerned was told (告知方式).
    pub enum NoticeWay {
        /// Face to face (当面告知).
        InPerson = "in_person", "当面告知", "In person";
        /// On the phone (电话告知).
        Phone = "phone", "电话告知", "By phone";
        /// By a letter that was delivered (书面送达).
        Letter = "letter", "书面送达", "By letter";
        /// Through the village or community (村居转告).
        Village = "village", "村居转告", "Through the village";
    }
}

/// How often a reviewer may send a lead back.
pub const SEND_BACK_LIMIT: u32 = 1;

/// What of a lead decides on a step.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Its state.
    pub state: LeadState,
    /// Who has taken part in verifying it.
    pub verifiers: &'a [String],
    /// How often it was sent back.
    pub sent_back: u32,
}

/// The state after a person's step, or why there is none.
///
/// # Errors
/// A step that the state does not allow, a verifier who reviews, a second sending back.
pub fn step(lead: Standing<'_>, step: Step, who: &str) -> Result<LeadState, Refusal> {
    use LeadState::{Assigned, Cleared, Confirmed, New, Reviewed, Verifying};
    let next = match (lead.state, step) {
        (New | Assigned, Step::Assign) => Assigned,
        (Assigned, Step::StartVerifying) => Verifying,
        (Verifying, Step::Notify | Step::Explain) => Verifying,
        (Verifying, Step::Confirm) => Confirmed,
        (Verifying, Step::Clear) => Cleared,
        (Confirmed | Cleared, Step::Agree) => Reviewed,
        (Confirmed | Cleared, Step::SendBack) => Verifying,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    };
    if matches!(step, Step::Agree | Step::SendBack) && lead.verifiers.iter().any(|verifier| verifier == who) {
        return Err(Refusal::SamePerson { who: who.to_owned(), did: "核实", step: step.zh() });
    }
    if step == Step::SendBack && lead.sent_back >= SEND_BACK_LIMIT {
        return Err(Refusal::TooOften { step: step.zh(), limit: SEND_BACK_LIMIT });
    }
    Ok(next)
}

/// The state after a screening that evaluated the rule, and found the subject or did not; `exempt` says that the rule is muted
/// for the subject.
///
/// What people have concluded stays; what they have not is withdrawn with its data, or muted, and begins anew when the data is
/// back or the exemption over.
pub fn screened(state: LeadState, found: bool, exempt: bool) -> LeadState {
    use LeadState::{Assigned, Cleared, Confirmed, Exempted, New, Reviewed, Verifying, Withdrawn};
    match (state, found) {
        (Confirmed | Cleared | Reviewed, _) => state,
        (New | Assigned | Verifying | Exempted | Withdrawn, false) => Withdrawn,
        (New | Assigned | Verifying | Exempted | Withdrawn, true) if exempt => Exempted,
        (Withdrawn | Exempted, true) => New,
        (New | Assigned | Verifying, true) => state,
    }
}

/// Whether a lead that screening moves so begins a new life, with nothing of the one before.
pub(crate) fn begins_anew(before: LeadState, after: LeadState) -> bool {
    before != after && matches!(before, LeadState::Withdrawn | LeadState::Exempted) && after != LeadState::Withdrawn
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a state, one column a step, in the order of `Step::ALL`; a dot is a refusal.
    const STEPS: &str = "
                  assign    start_verifying notify    explain   confirm    clear    agree     send_back
        new       assigned  .               .         .         .          .        .         .
        assigned  assigned  verifying       .         .         .          .        .         .
        verifying .         .               verifying verifying confirmed  cleared  .         .
        confirmed .         .               .         .         .          .        reviewed  verifying
        cleared   .         .               .         .         .          .        reviewed  verifying
        reviewed  .         .               .         .         .          .        .         .
        exempted  .         .               .         .         .          .        .         .
        withdrawn .         .               .         .         .          .        .         .
    ";

    /// A state, and the state after a screening that finds the subject, finds it exempted, does not find it.
    const SCREENED: &str = "
        new       new       exempted  withdrawn
        assigned  assigned  exempted  withdrawn
        verifying verifying exempted  withdrawn
        confirmed confirmed confirmed confirmed
        cleared   cleared   cleared   cleared
        reviewed  reviewed  reviewed  reviewed
        exempted  new       exempted  withdrawn
        withdrawn new       exempted  withdrawn
    ";

    fn rows(table: &str) -> Vec<Vec<&str>> {
        table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|row| !row.is_empty()).collect()
    }

    fn state(code: &str) -> LeadState {
        LeadState::from_code(code).expect("a state of the list")
    }

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        let table = rows(STEPS);
        let steps: Vec<Step> = table[0].iter().map(|code| Step::from_code(code).expect("a step of the list")).collect();
        assert_eq!(steps, Step::ALL, "every step is in the table");
        let states: Vec<LeadState> = table[1..].iter().map(|row| state(row[0])).collect();
        assert_eq!(states, LeadState::ALL, "every state is in the table");
        for row in &table[1..] {
            for (asked, expected) in steps.iter().zip(&row[1..]) {
                let standing = Standing { state: state(row[0]), verifiers: &["li".to_owned()], sent_back: 0 };
                let expected = match *expected {
                    "." => Err(Refusal::NotInThisState { state: standing.state.zh(), step: asked.zh() }),
                    code => Ok(state(code)),
                };
                assert_eq!(step(standing, *asked, "wang"), expected, "{} {}", row[0], asked.code());
            }
        }
    }

    #[test]
    fn who_verified_never_reviews_and_nobody_sends_back_twice() {
        let verifiers = ["li".to_owned(), "zhao".to_owned()];
        for concluded in [LeadState::Confirmed, LeadState::Cleared] {
            let standing = |sent_back| Standing { state: concluded, verifiers: &verifiers, sent_back };
            for who in ["li", "zhao"] {
                for asked in [Step::Agree, Step::SendBack] {
                    assert_eq!(step(standing(0), asked, who), Err(Refusal::SamePerson { who: who.into(), did: "核实", step: asked.zh() }));
                }
            }
            assert_eq!(step(standing(1), Step::SendBack, "wang"), Err(Refusal::TooOften { step: Step::SendBack.zh(), limit: 1 }));
            assert_eq!(step(standing(1), Step::Agree, "wang"), Ok(LeadState::Reviewed));
        }
    }

    #[test]
    fn screening_moves_every_state_as_the_table_says() {
        let table = rows(SCREENED);
        assert_eq!(table.iter().map(|row| state(row[0])).collect::<Vec<_>>(), LeadState::ALL);
        for row in table {
            assert_eq!(screened(state(row[0]), true, false), state(row[1]), "{} found", row[0]);
            assert_eq!(screened(state(row[0]), true, true), state(row[2]), "{} exempted", row[0]);
            assert_eq!(screened(state(row[0]), false, false), state(row[3]), "{} not found", row[0]);
            assert_eq!(screened(state(row[0]), false, true), state(row[3]), "{} not found and exempted", row[0]);
        }
    }

    #[test]
    fn a_lead_is_true_in_a_way_of_its_kind() {
        let fitting = |kind: &str| Nature::ALL.iter().copied().filter(|nature| nature.fits(kind)).collect::<Vec<_>>();
        assert_eq!(fitting("fault"), [Nature::Fraud, Nature::Error]);
        assert_eq!(fitting("owed"), [Nature::Owed]);
    }
}
