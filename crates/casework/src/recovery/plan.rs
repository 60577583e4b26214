//! Payment by instalments (分期).

use crate::record::{Entry, Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::Fen;

/// An instalment (一期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Until when.
    pub due_on: NaiveDate,
    /// How much, in fen.
    #[schema(value_type = i64)]
    pub amount: Fen,
}

/// A plan (分期计划).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecoveryPlan)]
pub struct Plan {
    /// The instalments, by day.
    pub instalments: Vec<Instalment>,
    /// Who asks for it, and why.
    pub asked: Entry,
    /// Who approved it.
    pub approved: Option<Entry>,
}

impl Plan {
    /// Up to when how much may be outstanding of what the plan was made for, given what still is: the day of the first instalment
    /// that is not paid. Payments and remissions go to the earliest instalment first.
    pub fn next_day(&self, outstanding: Fen) -> Option<NaiveDate> {
        if outstanding <= Fen::ZERO {
            return None;
        }
        let mut behind = self.instalments.iter().map(|instalment| instalment.amount).sum::<Fen>();
        for instalment in &self.instalments {
            behind -= instalment.amount;
            if behind < outstanding {
                return Some(instalment.due_on);
            }
        }
        None
    }
}

/// Whether these instalments pay what is outstanding, one after the other, none of them in the past.
pub(super) fn fits(instalments: &[Instalment], outstanding: Fen, today: NaiveDate) -> Result<(), Refusal> {
    let unfit = |problem| Err(Refusal::Unfit { field: "分期计划", problem });
    if instalments.len() < 2 {
        return unfit("至少两期");
    }
    if instalments.iter().any(|instalment| instalment.amount.0 <= 0) {
        return unfit("每期金额须大于零");
    }
    if instalments[0].due_on < today || instalments.windows(2).any(|pair| pair[0].due_on >= pair[1].due_on) {
        return unfit("各期日期须依次递增且不早于今天");
    }
    let sum = instalments.iter().try_fold(Fen::ZERO, |sum, instalment| sum.checked_add(instalment.amount));
    if sum != Some(outstanding) {
        return unfit("各期之和须等于尚欠金额");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let instalment = |due_on: &str, amount| Instalment { due_on: due_on.parse().expect("a day"), amount: Fen(amount) };
        Plan {
            instalments: vec![instalment("2026-04-30", 100), instalment("2026-05-31", 100), instalment("2026-06-30", 50)],
            asked: Entry { by: "li".into(), at: Default::default(), text: "经济困难".into(), files: Vec::new() },
            approved: None,
        }
    }

    #[test]
    fn the_next_day_is_that_of_the_first_instalment_not_wholly_paid() {
        let days = [250, 151, 150, 149, 51, 50, 1, 0].map(|left| plan().next_day(Fen(left)).map(|day| day.to_string()));
        let days = days.map(Option::unwrap_or_default);
        let [april, may, june] = ["2026-04-30", "2026-05-31", "2026-06-30"];
        assert_eq!(days, [april, april, may, may, may, june, june, ""]);
    }

    #[test]
    fn a_plan_pays_what_is_outstanding_day_after_day() {
        let today = "2026-04-30".parse().expect("a day");
        let instalments = plan().instalments;
        assert_eq!(fits(&instalments, Fen(250), today), Ok(()));
        let mut turned = instalments.clone();
        turned.swap(0, 1);
        let mut nothing = instalments.clone();
        nothing[2].amount = Fen(0);
        let tomorrow = "2026-05-01".parse().expect("a day");
        for (instalments, outstanding, today) in [
            (&instalments[..], 251, today),
            (&instalments[..1], 100, today),
            (&turned, 250, today),
            (&nothing, 200, today),
            (&instalments, 250, tomorrow),
        ] {
            assert!(fits(instalments, Fen(outstanding), today).is_err(), "{instalments:?}");
        }
    }
}
