//! The campaign board (专项整治看板): what was found, put right, verified and closed, by priority, department and town, beside what was
//! to be reached.
//!
//! It is counted within a scope and as of a moment that is given. Every figure is the count of a list ([`Measure::counted`]), by the very
//! conditions of that list; nothing here is of a person.

mod cells;
mod goals;
mod late;
mod measure;
mod trend;

pub use goals::BoardGoal;
pub use late::Late;
pub use measure::{Counted, Field, Measure};
pub use trend::Trend;

use crate::campaign::Campaign;
use crate::clock::beijing_day;
use crate::lead::yields::{YieldStanding, yields};
use crate::record::{Days, Record};
use crate::recovery::{RecoveryFigures, RecoveryFilter, sums};
use crate::{Ledger, LedgerError, Scope};
use cells::Cell;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a board is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoardFilter {
    /// Of this campaign; of the whole district without.
    pub campaign: Option<i64>,
    /// Of what happened on these days; without, on those of the campaign up to today, or of this year.
    pub days: Option<Days>,
}

/// The board of a campaign, or of the whole district (看板).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Board {
    /// The moment as of which it was counted.
    pub at: DateTime<Utc>,
    /// The first day of what is counted as having happened.
    pub from: NaiveDate,
    /// The last day of it.
    pub until: NaiveDate,
    /// The campaign.
    pub campaign: Option<BoardCampaign>,
    /// Figures by priority and department.
    pub departments: Vec<DepartmentRow>,
    /// Figures by town and priority.
    pub towns: Vec<TownRow>,
    /// What was to be reached, and how far it is.
    pub goals: Vec<BoardGoal>,
    /// The last twelve months, oldest first; the last one is not over.
    pub months: Vec<String>,
    /// Month by month.
    pub trends: Vec<Trend>,
    /// What is overdue, by kind and department.
    pub overdue: Vec<Late>,
    /// Money to get back, over all time.
    pub recovered: RecoveryFigures,
    /// Yield of the rules, over all time.
    pub yields: Vec<BoardYield>,
}

/// A campaign, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardCampaign {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its priorities.
    pub priorities: Vec<String>,
}

/// Figures of a priority and department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BoardDepartmentRow)]
pub struct DepartmentRow {
    /// Priority (领域); none for what has none.
    pub priority: Option<String>,
    /// Department that answers for it; none for what is nobody's yet.
    pub department: Option<String>,
    /// By the code of the figure; money in fen.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub figures: Figures,
}

/// Figures of a town and priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BoardTownRow)]
pub struct TownRow {
    /// Town or subdistrict (镇街); none where it is not known.
    pub town: Option<String>,
    /// Priority (领域); none for what has none.
    pub priority: Option<String>,
    /// By the code of the figure; money in fen.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub figures: Figures,
}

/// Every figure, by which it is.
pub type Figures = BTreeMap<Measure, i64>;

/// The yield of a rule, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardYield {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its priority.
    pub priority: String,
    /// Found to be so.
    pub confirmed: u64,
    /// Concluded, either way.
    pub concluded: u64,
    /// Confirmed of a thousand concluded; none where none is concluded.
    pub per_mille: Option<u64>,
    /// How that stands against the floor.
    pub standing: YieldStanding,
    /// Leads that wait to be concluded.
    pub unverified: u64,
}

impl Ledger {
    /// The board of what is within the scope, as it stands at the moment `at`.
    ///
    /// # Errors
    /// No such campaign; a database that cannot be read.
    pub async fn board(&self, scope: &Scope, filter: BoardFilter, at: DateTime<Utc>) -> Result<Board, LedgerError> {
        let campaign = match filter.campaign {
            Some(id) => Some(self.record_of::<Campaign>(scope, id).await?),
            None => None,
        };
        let today = beijing_day(at);
        let field = Field {
            days: filter.days.unwrap_or_else(|| usual(campaign.as_ref(), today)),
            at,
            campaign: filter.campaign,
            priorities: campaign.iter().flat_map(|of| &of.plan.priorities).map(|of| of.priority.clone()).collect(),
        };
        let mut reading = self.reading().await?;
        let cells = cells::all(&field, scope, &mut reading).await?;
        let (months, trends) = trend::of(&field, today, scope, &mut reading).await?;
        let overdue = late::of(&field, scope, &mut reading).await?;
        let money = RecoveryFilter { campaign: field.campaign, ..RecoveryFilter::default() };
        let recovered = sums(scope, &money, &mut reading).await?;
        let ours = |priority: &String| field.campaign.is_none() || field.priorities.contains(priority);
        let yields = yields(scope, &mut reading).await?.into_iter().filter(|rule| ours(&rule.priority)).map(|rule| BoardYield {
            rule: rule.rule,
            title: rule.title,
            priority: rule.priority,
            confirmed: rule.total.confirmed,
            concluded: rule.total.concluded,
            per_mille: rule.total.per_mille,
            standing: rule.total.standing,
            unverified: rule.unverified,
        });
        Ok(Board {
            at,
            from: field.days.from(),
            until: field.days.until(),
            goals: campaign.as_ref().map(|campaign| goals::of(campaign, &cells)).unwrap_or_default(),
            departments: by_department(&cells),
            towns: by_town(&cells),
            months,
            trends,
            overdue,
            recovered,
            yields: yields.collect(),
            campaign: campaign.map(|of| BoardCampaign {
                id: of.head().id,
                title: of.head().title.clone(),
                priorities: field.priorities.clone(),
            }),
        })
    }
}

impl Board {
    /// What its figures count: with it the list behind each of them is found.
    pub fn field(&self) -> Field {
        Field {
            days: Days::new(self.from, self.until).unwrap_or_else(|| Days::month_of(self.until)),
            at: self.at,
            campaign: self.campaign.as_ref().map(|campaign| campaign.id),
            priorities: self.campaign.as_ref().map(|campaign| campaign.priorities.clone()).unwrap_or_default(),
        }
    }
}

/// The campaign's days up to today, or this year's.
fn usual(campaign: Option<&Campaign>, today: NaiveDate) -> Days {
    let from = campaign.map_or_else(|| today.with_ordinal(1).unwrap_or(today), |of| of.plan.from);
    let until = campaign.map_or(today, |of| of.plan.until.min(today));
    Days::new(from, until).or_else(|| Days::new(from, from)).unwrap_or_else(|| Days::month_of(from))
}

fn nought() -> Figures {
    Measure::ALL.iter().map(|measure| (*measure, 0)).collect()
}

fn by_department(cells: &[Cell]) -> Vec<DepartmentRow> {
    let rows = folded(cells, |cell| (cell.priority.clone(), cell.department.clone()));
    rows.map(|((priority, department), figures)| DepartmentRow { priority, department, figures }).collect()
}

fn by_town(cells: &[Cell]) -> Vec<TownRow> {
    let rows = folded(cells, |cell| (cell.town.clone(), cell.priority.clone()));
    rows.map(|((town, priority), figures)| TownRow { town, priority, figures }).collect()
}

fn folded<K: Ord>(cells: &[Cell], key: impl Fn(&Cell) -> K) -> impl Iterator<Item = (K, Figures)> {
    let mut rows: BTreeMap<K, Figures> = BTreeMap::new();
    for cell in cells {
        *rows.entry(key(cell)).or_insert_with(nought).entry(cell.measure).or_default() += cell.value;
    }
    rows.into_iter()
}
