//! What the public may read without a code: the office, what was published, and a few figures. Nothing else of the ledger passes here.

use crate::error::AppError;
use crate::mask_text;
use crate::workspace::{Workspace, now};
use casework::clock::{Obligation, Span, beijing_day};
use casework::complaint::ComplaintState;
use casework::issue::state::IssueState;
use casework::notice::state::NoticeState;
use casework::notice::{DisclosureItem, Notice, NoticeKind};
use casework::record::{Order, Page, RecordFilter};
use casework::recovery::RecoveryFilter;
use casework::recovery::state::RecoveryState;
use casework::setting::PublicOffice;
use casework::{Caller, Kind, LedgerError};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use vocabulary::Fen;

/// The smallest number that is shown: below it, who knows the place may guess the people.
pub const SMALLEST: u64 = 5;

/// Notices on one page.
pub(crate) const NOTICES: usize = 20;

/// How long the office has for what a reporter waits for.
#[derive(Debug, Clone, Copy)]
pub struct PublicLimits {
    /// To decide whether it deals with a complaint.
    pub decide: Span,
    /// To finish it.
    pub finish: Span,
    /// For the reporter to ask for a review.
    pub review: Span,
    /// Pictures that come with a complaint, or with a message.
    pub pictures: u32,
}

/// A published notice, as far as the public reads it.
#[derive(Debug, Clone)]
pub struct PublicNotice {
    /// Its number in the ledger.
    pub id: i64,
    /// The number that people write.
    pub number: String,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: NoticeKind,
    /// What is made public (公开事项).
    pub item: Option<DisclosureItem>,
    /// Priority (领域), by code.
    pub priority: Option<String>,
    /// Where: a village written `town/village`, or a town.
    pub place: Option<String>,
    /// What it says.
    pub text: String,
    /// When it was published.
    pub published_on: Option<NaiveDate>,
}

impl From<Notice> for PublicNotice {
    fn from(notice: Notice) -> Self {
        Self {
            id: notice.head.id,
            number: notice.head.number,
            title: mask_text(&notice.head.title),
            kind: notice.kind,
            item: notice.item,
            priority: notice.head.priority,
            place: notice.head.place.village.or(notice.head.place.town),
            text: mask_text(&notice.text),
            published_on: notice.published_on,
        }
    }
}

/// Figures for the public, over everything since the beginning. Nothing is a number below [`SMALLEST`], nought among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFigures {
    /// The day on which they were counted.
    pub as_of: NaiveDate,
    /// Complaints that count as submitted.
    pub received: Option<u64>,
    /// Of these, those that were answered.
    pub answered: Option<u64>,
    /// Issues that were put right, verified and closed.
    pub issues_closed: Option<u64>,
    /// Paid back, each payment seen by a second person; not shown while fewer than [`SMALLEST`] recoveries are settled.
    pub recovered: Option<Fen>,
}

/// The figures of the day. They are counted once a day, also because a number that moves as soon as somebody has reported would tell a
/// watcher when that was.
#[derive(Debug, Default)]
pub struct Daily(Mutex<Option<PublicFigures>>);

impl Daily {
    fn of(&self, day: NaiveDate) -> Option<PublicFigures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().filter(|figures| figures.as_of == day)
    }

    fn keep(&self, figures: &PublicFigures) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(figures.clone());
    }
}

fn shown(count: u64) -> Option<u64> {
    (count >= SMALLEST).then_some(count)
}

impl Workspace {
    /// What the public is told of the office.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn public_office(&self) -> Result<PublicOffice, AppError> {
        Ok(self.ledger.public_office().await?)
    }

    /// The time limits that the public is told of.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn public_limits(&self) -> Result<PublicLimits, AppError> {
        let limits = self.ledger.limits().await?;
        Ok(PublicLimits {
            decide: limits.span(Obligation::ComplaintAcceptance),
            finish: limits.span(Obligation::ComplaintFinish),
            review: limits.span(Obligation::ReviewRequest),
            pictures: limits.public_files,
        })
    }

    /// A page of the published notices, the newest first, and where the next one begins.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn public_notices(&self, priority: Option<&str>, after: Option<Page>) -> Result<(Vec<PublicNotice>, Option<Page>), AppError> {
        let scope = Caller::public().scope;
        let filter = RecordFilter {
            states: vec![NoticeState::Published.code().to_owned()],
            priority: priority.map(str::to_owned),
            // A published notice changes no more but by being withdrawn.
            order: Order::Changed,
            after,
            limit: Some(NOTICES as u32 + 1),
            ..RecordFilter::default()
        };
        let mut lines = self.ledger.lines(&scope, Kind::Notice, &filter, now()).await?;
        let more = lines.len() > NOTICES;
        lines.truncate(NOTICES);
        let next = lines.last().filter(|_| more).map(|line| Page::behind(line, Order::Changed));
        let mut notices = Vec::with_capacity(lines.len());
        for line in lines {
            match self.public_notice(line.id).await {
                Ok(notice) => notices.push(notice),
                // Withdrawn just now.
                Err(AppError::Ledger(LedgerError::NotFound { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((notices, next))
    }

    /// One published notice.
    ///
    /// # Errors
    /// None of this number, or none that is published: the two are told alike.
    pub async fn public_notice(&self, id: i64) -> Result<PublicNotice, AppError> {
        let notice: Notice = self.ledger.record_of(&Caller::public().scope, id).await?;
        if notice.state == NoticeState::Published {
            Ok(notice.into())
        } else {
            Err(LedgerError::NotFound { record: Kind::Notice, id }.into())
        }
    }

    /// The figures of today.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn public_figures(&self) -> Result<PublicFigures, AppError> {
        let today = beijing_day(now());
        if let Some(figures) = self.daily.of(today) {
            return Ok(figures);
        }
        let figures = self.count_for_the_public(today).await?;
        self.daily.keep(&figures);
        Ok(figures)
    }

    async fn count_for_the_public(&self, as_of: NaiveDate) -> Result<PublicFigures, AppError> {
        use ComplaintState::{Answered, Closed, Concluded, Reviewing, SecondReview, Unconfirmed};
        let scope = Caller::public().scope;
        let everything = RecordFilter::default();
        let by_state = async |kind| -> Result<BTreeMap<String, u64>, AppError> {
            Ok(self.ledger.count(&scope, kind, &everything).await?.into_iter().collect())
        };
        let complaints = by_state(Kind::Complaint).await?;
        let of = |states: &[ComplaintState]| states.iter().filter_map(|state| complaints.get(state.code())).sum::<u64>();
        let received = complaints.values().sum::<u64>() - of(&[Unconfirmed]);
        let answered = of(&[Answered, Closed, Reviewing, SecondReview, Concluded]);
        let issues = by_state(Kind::Issue).await?;
        let closed = issues.get(IssueState::Closed.code()).copied().unwrap_or_default();
        let settled = by_state(Kind::Recovery).await?.get(RecoveryState::Settled.code()).copied().unwrap_or_default();
        let money = self.ledger.recovery_figures(&scope, &RecoveryFilter::default()).await?;
        Ok(PublicFigures {
            as_of,
            received: shown(received),
            answered: shown(answered),
            issues_closed: shown(closed),
            recovered: shown(settled).map(|_| money.paid_verified),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_not_shown() {
        assert_eq!([0, 1, 4, 5, 6].map(shown), [None, None, None, Some(5), Some(6)]);
    }

    #[test]
    fn figures_are_of_one_day() {
        let (daily, day) = (Daily::default(), NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day"));
        assert_eq!(daily.of(day), None);
        let figures = PublicFigures { as_of: day, received: Some(9), answered: None, issues_closed: None, recovered: None };
        daily.keep(&figures);
        assert_eq!(daily.of(day), Some(figures));
        assert_eq!(daily.of(day.succ_opt().expect("a day")), None);
    }
}
