//! Notices (通报曝光、公开): what is told to the public, without the names of those whom it concerns.

mod item;
mod published;
pub mod state;

pub use item::DisclosureItem;
pub use published::{PublishedFilter, PublishedPlace};

use crate::clock::Obligation;
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, remark, said};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{NoticeState, NoticeStep, next};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Kind of notice (通报种类).
    pub enum NoticeKind {
        /// A typical case (典型案例通报).
        TypicalCase = "typical_case", "典型案例通报", "Typical case";
        /// What has to be open to the public (信息公开).
        Disclosure = "disclosure", "信息公开", "Disclosure";
    }
}

crate::schema::labelled_schema!(NoticeState as "NoticeState", NoticeKind as "NoticeKind");

/// A notice (通报曝光、公开).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: NoticeState,
    /// Kind.
    pub kind: NoticeKind,
    /// What is made public (公开事项), by which the public looks for it.
    #[serde(default)]
    pub item: Option<DisclosureItem>,
    /// What the public reads (公开文本); never changed.
    pub text: String,
    /// Who approved it.
    pub approved: Option<Entry>,
    /// When it was told.
    pub published_on: Option<NaiveDate>,
    /// Where (公开渠道).
    pub published_at: Option<String>,
    /// Who told it.
    pub published: Option<Entry>,
    /// Why it was taken back, or was never told.
    pub ended: Option<Entry>,
}

/// What is said when a notice is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeDraft {
    /// Title, priority, place.
    pub head: HeadDraft,
    /// Kind.
    pub kind: NoticeKind,
    /// What is made public (公开事项), by which the public looks for it.
    #[serde(default)]
    pub item: Option<DisclosureItem>,
    /// What the public is to read, without names, numbers and addresses of persons.
    pub text: String,
}

/// What is done with a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum NoticeChange {
    /// Approve what another has written (审批).
    Approve {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Tell it to the public (公开).
    Publish {
        /// When.
        on: NaiveDate,
        /// Where (公开渠道): web site, board, paper.
        place: String,
    },
    /// Take it back (撤回).
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Do not tell it (不予公开).
    Drop {
        /// Why.
        reason: String,
    },
}

impl NoticeChange {
    fn kind(&self) -> NoticeStep {
        match self {
            Self::Approve { .. } => NoticeStep::Approve,
            Self::Publish { .. } => NoticeStep::Publish,
            Self::Withdraw { .. } => NoticeStep::Withdraw,
            Self::Drop { .. } => NoticeStep::Drop,
        }
    }
}

impl Change for NoticeChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Approve { remark } => remark,
            Self::Publish { place, .. } => place,
            Self::Withdraw { reason } | Self::Drop { reason } => reason,
        }
    }

    fn roles(&self) -> &'static [Role] {
        groups::SUPERVISING
    }
}

impl Record for Notice {
    const KIND: Kind = Kind::Notice;
    type Draft = NoticeDraft;
    type Change = NoticeChange;

    fn entered_by() -> &'static [Role] {
        groups::SUPERVISING
    }

    fn draft_head(draft: &NoticeDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: NoticeDraft, head: Head, _turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("公开文本", &draft.text)?;
        let notice = Self {
            head,
            state: NoticeState::Drafted,
            kind: draft.kind,
            item: draft.item,
            text: draft.text,
            approved: None,
            published_on: None,
            published_at: None,
            published: None,
            ended: None,
        };
        if [&notice.head.title, &notice.text].into_iter().any(|text| holds_number(text)) {
            return Err(Refusal::Unfit { field: "公开文本", problem: "含有电话、证件或账户号码" });
        }
        Ok(notice)
    }

    fn change(&mut self, change: &NoticeChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let state = next(self.state, step)?;
        match change {
            NoticeChange::Approve { remark } => {
                turn.not_one_of(std::slice::from_ref(&self.head.entered_by), "拟制", step.zh())?;
                self.approved = Some(turn.entry(remark, &[]));
                self.head.clocks.start(turn.clock(Obligation::Publication)?);
            }
            NoticeChange::Publish { on, place } => {
                if *on > turn.today() {
                    return Err(Refusal::Unfit { field: "公开日期", problem: "不能晚于今天" });
                }
                self.published = Some(remark(turn, "公开渠道", place, &[])?);
                self.published_on = Some(*on);
                self.published_at = Some(place.clone());
                self.head.clocks.meet(Obligation::Publication, turn.at);
            }
            NoticeChange::Withdraw { reason } | NoticeChange::Drop { reason } => {
                self.ended = Some(remark(turn, "撤回或不予公开理由", reason, &[])?);
                self.head.clocks.stop_all(turn.at);
            }
        }
        self.state = state;
        Ok(())
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn state(&self) -> &'static str {
        self.state.code()
    }

    fn is_open(&self) -> bool {
        matches!(self.state, NoticeState::Drafted | NoticeState::Approved)
    }
}

impl Notice {
    /// Whether the public would read this name.
    pub(crate) fn names(&self, name: &str) -> bool {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let name = bare(name);
        !name.is_empty() && [&self.head.title, &self.text].into_iter().any(|text| bare(text).contains(&name))
    }
}

/// Whether a text holds eleven digits in a row, as phones, resident numbers and accounts do and no amount and no day does.
fn holds_number(text: &str) -> bool {
    const FEWEST: usize = 11;
    let mut run = 0;
    text.chars().filter(|c| !c.is_whitespace()).any(|c| {
        run = if c.is_ascii_digit() || ('０'..='９').contains(&c) { run + 1 } else { 0 };
        run >= FEWEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_found_however_they_are_written() {
        for text in ["电话13800001111", "1380 0001 111", "６２２２０２１２３４５６７８９", "110101199003077774", "11010119900307777X"]
        {
            assert!(holds_number(text), "{text}");
        }
        for text in ["2026年3月5日违规发放1234567元", "东岭镇某村干部甲", "2026-03-05 1200 元", "共 120 人、3 年"] {
            assert!(!holds_number(text), "{text}");
        }
    }
}
