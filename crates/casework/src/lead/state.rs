//! The life of a lead (疑点的流转), as functions of nothing but what they are given.
//!
//! ```text
//! new ──assign──▶ assigned ──start_verifying──▶ verifying ──confirm──▶ confirmed ─┐
//!                 ▲      │                      ▲       └───clear────▶ cleared ───┤
//!                 └assign┘                      └──────────send_back (once)───────┼──agree──▶ reviewed
//! ```
//!
//! People take the steps of [`step`]. Screening takes those of [`screened`] and no other, and only it withdraws.

use std::fmt;
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
        /// It is so (核实属实), with amount and finding; waits for review.
        Confirmed = "confirmed", "核实属实", "Confirmed";
        /// It is not so (已排除), with a reason of the closed list; waits for review.
        Cleared = "cleared", "已排除", "Cleared";
        /// A second person agrees (已复核).
        Reviewed = "reviewed", "已复核", "Reviewed";
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
    /// Why a lead is cleared (排除理由): a closed list, always with a text beside it.
    pub enum ClearReason {
        /// The data was wrong (数据有误), the payment or deed is right.
        DataWrong = "data_wrong", "数据有误", "Data wrong";
        /// The law or the policy allows it (合法例外).
        LawfulException = "lawful_exception", "合法例外", "Lawful exception";
        /// Looked into, and not to be proven (查无实据).
        NotProven = "not_proven", "查无实据", "Not proven";
        /// The money is due to the subject and was not paid (应发未发): something to pay, nothing to get back.
        OwedAndUnpaid = "owed_and_unpaid", "应发未发", "Owed and unpaid";
    }
}

/// How often a reviewer may send a lead back.
pub const SEND_BACK_LIMIT: u32 = 1;

/// Why a step was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The state does not allow it.
    NotInThisState {
        /// The state.
        state: LeadState,
        /// The step.
        step: Step,
    },
    /// Who verified cannot review (核实人不得复核).
    VerifierReviews {
        /// Who asked.
        who: String,
    },
    /// It was sent back before.
    SentBackBefore,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInThisState { state, step } => write!(f, "状态为“{state}”，不能“{step}”"),
            Self::VerifierReviews { who } => write!(f, "{who} 参与过核实，须由他人复核"),
            Self::SentBackBefore => f.write_str("已退回过一次，不能再次退回"),
        }
    }
}

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
        (Verifying, Step::Confirm) => Confirmed,
        (Verifying, Step::Clear) => Cleared,
        (Confirmed | Cleared, Step::Agree) => Reviewed,
        (Confirmed | Cleared, Step::SendBack) => Verifying,
        (state, step) => return Err(Refusal::NotInThisState { state, step }),
    };
    if matches!(step, Step::Agree | Step::SendBack) && lead.verifiers.iter().any(|verifier| verifier == who) {
        return Err(Refusal::VerifierReviews { who: who.to_owned() });
    }
    if step == Step::SendBack && lead.sent_back >= SEND_BACK_LIMIT {
        return Err(Refusal::SentBackBefore);
    }
    Ok(next)
}

/// The state after a screening that evaluated the rule, and found the subject or did not.
///
/// What people have concluded stays; what they have not is withdrawn with its data, and begins anew when the data is back.
pub fn screened(state: LeadState, found: bool) -> LeadState {
    use LeadState::{Assigned, Cleared, Confirmed, New, Reviewed, Verifying, Withdrawn};
    match (state, found) {
        (Withdrawn, true) => New,
        (New | Assigned | Verifying, false) => Withdrawn,
        (New | Assigned | Verifying | Confirmed | Cleared | Reviewed, true) | (Confirmed | Cleared | Reviewed | Withdrawn, false) => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a state, one column a step, in the order of `Step::ALL`; a dot is a refusal.
    const STEPS: &str = "
                  assign    start_verifying confirm    clear    agree     send_back
        new       assigned  .               .          .        .         .
        assigned  assigned  verifying       .          .        .         .
        verifying .         .               confirmed  cleared  .         .
        confirmed .         .               .          .        reviewed  verifying
        cleared   .         .               .          .        reviewed  verifying
        reviewed  .         .               .          .        .         .
        withdrawn .         .               .          .        .         .
    ";

    const SCREENED: &str = "
        new       new       withdrawn
        assigned  assigned  withdrawn
        verifying verifying withdrawn
        confirmed confirmed confirmed
        cleared   cleared   cleared
        reviewed  reviewed  reviewed
        withdrawn new       withdrawn
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
                    "." => Err(Refusal::NotInThisState { state: standing.state, step: *asked }),
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
                    assert_eq!(step(standing(0), asked, who), Err(Refusal::VerifierReviews { who: who.into() }));
                }
            }
            assert_eq!(step(standing(1), Step::SendBack, "wang"), Err(Refusal::SentBackBefore));
            assert_eq!(step(standing(1), Step::Agree, "wang"), Ok(LeadState::Reviewed));
        }
    }

    #[test]
    fn screening_moves_every_state_as_the_table_says() {
        let table = rows(SCREENED);
        assert_eq!(table.iter().map(|row| state(row[0])).collect::<Vec<_>>(), LeadState::ALL);
        for row in table {
            assert_eq!(screened(state(row[0]), true), state(row[1]), "{} found", row[0]);
            assert_eq!(screened(state(row[0]), false), state(row[2]), "{} not found", row[0]);
        }
    }
}
