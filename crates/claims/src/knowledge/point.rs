//! A knowledge point (知识点): one row of the knowledge base.

use crate::checks::Limit;
use crate::registers::Period;
use crate::rule::Rule;
use std::sync::Arc;
use vocabulary::Answer;

/// Which items a point is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Items {
    /// One item, by its national code.
    One(Arc<str>),
    /// The items whose code begins so; `*` alone is every item.
    Beginning(Arc<str>),
}

impl Items {
    /// Whether an item is among them.
    pub fn hold(&self, item: &str) -> bool {
        match self {
            Self::One(code) => **code == *item,
            Self::Beginning(prefix) => item.starts_with(&**prefix),
        }
    }

    /// As the file writes it.
    pub fn written(&self) -> String {
        match self {
            Self::One(code) => code.to_string(),
            Self::Beginning(prefix) => format!("{prefix}*"),
        }
    }
}

/// Which amount a warning names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountOf {
    /// The order's whole amount (`order`).
    Order,
    /// The part above the limit (`excess`); the whole amount for a rule without a limit.
    Excess,
}

/// One row of the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its identifier, once in a knowledge base.
    pub id: Arc<str>,
    /// The items.
    pub items: Items,
    /// The item's name as the knowledge base has it.
    pub item_name: Arc<str>,
    /// The answer when it is violated.
    pub answer: Answer,
    /// Which amount the warning names.
    pub amount: AmountOf,
    /// What the point rests on (依据).
    pub evidence: Arc<str>,
    /// When it is in force, by the order's day.
    pub in_force: Period,
    /// The parameters as the file writes them.
    pub params: Arc<str>,
    pub(crate) limit: Limit,
}

impl Point {
    /// The rule whose point it is.
    pub fn rule(&self) -> Rule {
        self.limit.rule()
    }

    /// How many days before the order's day the point looks at.
    pub fn looks_back(&self) -> u32 {
        self.limit.looks_back()
    }

    /// The interface's severity: 1 remind, 2 suspect, 3 intercept.
    pub const fn severity(&self) -> u8 {
        match self.answer {
            Answer::Remind => 1,
            Answer::Suspect => 2,
            Answer::Intercept => 3,
        }
    }
}
