//! Settings (参数设置): what an office may set for itself, each with its source, each change an event.

use crate::clock::{Limits, Obligation, Span};
use crate::event::NewEvent;
use crate::people::Caller;
use crate::people::power::{Power, require};
use crate::record::said;
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa::ToSchema;
use vocabulary::WorkCalendar;

/// Lines of the working-day calendar that stand over the built-in ones.
const CALENDAR: &str = "calendar";
/// How many working days before it is due something turns yellow.
const WARNING: &str = "warn_working_days";
/// Within how many days like words make a repeat.
const REPEATS: &str = "repeat_days";
/// How many months an exemption may last.
const EXEMPTION: &str = "exemption_months";
/// Below how many confirmed of a thousand concluded a rule is reported.
const YIELD_FLOOR: &str = "yield_floor_per_mille";
/// From how many concluded leads on its yield says anything.
const YIELD_LEAST: &str = "yield_least_concluded";

/// A setting: a limit of the office's own, where the law leaves it to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Setting {
    /// Its name: `limit.` and an obligation's code, or one of the others.
    pub name: String,
    /// In Chinese.
    pub title: String,
    /// The value in force, as text.
    pub value: String,
    /// The value where nothing is set.
    pub default: String,
    /// Where it is written (依据).
    pub source: String,
}

impl Ledger {
    /// Every setting with the value in force.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn settings(&self) -> Result<Vec<Setting>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let kept = kept(&mut connection).await?;
        let value = |name: &str| kept.iter().find(|(known, ..)| known == name);
        let mut settings: Vec<Setting> = Obligation::ALL
            .iter()
            .map(|obligation| {
                let name = format!("limit.{}", obligation.code());
                let own = value(&name);
                Setting {
                    title: obligation.zh().to_owned(),
                    value: own.map_or_else(|| obligation.span().to_string(), |own| own.1.clone()),
                    default: obligation.span().to_string(),
                    source: own.map_or_else(|| obligation.source().to_owned(), |own| own.2.clone()),
                    name,
                }
            })
            .collect();
        let defaults = Limits::default();
        for (name, title, default) in [
            (WARNING, "临期预警提前工作日", defaults.warn_working_days.to_string()),
            (REPEATS, "重复信访认定天数", defaults.repeat_days.to_string()),
            (EXEMPTION, "豁免最长月数", defaults.exemption_months.to_string()),
            (YIELD_FLOOR, "查实率下限（千分比）", defaults.yield_floor_per_mille.to_string()),
            (YIELD_LEAST, "计算查实率的最少办结数", defaults.yield_least_concluded.to_string()),
            (CALENDAR, "工作日历补充", String::new()),
        ] {
            let own = value(name);
            settings.push(Setting {
                name: name.to_owned(),
                title: title.to_owned(),
                value: own.map_or_else(|| default.clone(), |own| own.1.clone()),
                default,
                source: own.map_or_else(String::new, |own| own.2.clone()),
            });
        }
        Ok(settings)
    }

    /// Sets one; clocks that run already keep the limit that they began with.
    ///
    /// # Errors
    /// A caller who is not the system administrator; a name that is no setting; a value of another form; a source that says nothing.
    pub async fn set(&self, caller: &Caller, at: DateTime<Utc>, name: &str, value: &str, source: &str) -> Result<(), LedgerError> {
        require(caller, Power::Settings)?;
        said("依据", source).map_err(|_| LedgerError::Unfit { field: "依据", problem: "不能为空" })?;
        check(name, value)?;
        let mut writing = self.writing().await?;
        let before = kept(writing.connection()).await?.into_iter().find(|(known, ..)| known == name);
        let mut sql = Sql::new("DELETE FROM settings WHERE name = ");
        sql.bind(name);
        sql.execute(writing.connection()).await?;
        let mut sql = Sql::new("INSERT INTO settings (name, value, source, who, at) VALUES (");
        sql.bind(name).push(", ").bind(value).push(", ").bind(source).push(", ").bind(&caller.actor.who).push(", ").bind(instant(at));
        sql.push(")");
        sql.execute(writing.connection()).await?;
        let event = NewEvent {
            at: instant(at),
            by: &caller.actor,
            kind: "setting.set",
            record: Some("setting"),
            record_id: Some(name.to_owned()),
            before: before.map(|(_, value, source)| json!({ "value": value, "source": source })),
            after: Some(json!({ "value": value, "source": source })),
            why: Some(source),
        };
        writing.append(event).await?;
        writing.commit().await
    }
}

/// The limits in force.
pub(crate) async fn limits(on: &mut AnyConnection) -> Result<Limits, LedgerError> {
    let mut limits = Limits::default();
    for (name, value, _) in kept(on).await? {
        let stored = |column| LedgerError::Stored { column, found: value.clone() };
        if let Some(obligation) = name.strip_prefix("limit.").and_then(Obligation::from_code) {
            limits.set(obligation, value.parse().map_err(|_| stored("settings.value"))?);
            continue;
        }
        let number = match name.as_str() {
            WARNING => &mut limits.warn_working_days,
            REPEATS => &mut limits.repeat_days,
            EXEMPTION => &mut limits.exemption_months,
            YIELD_FLOOR => &mut limits.yield_floor_per_mille,
            YIELD_LEAST => &mut limits.yield_least_concluded,
            _ => continue,
        };
        *number = value.parse().map_err(|_| stored("settings.value"))?;
    }
    Ok(limits)
}

/// The calendar in force.
pub(crate) async fn calendar(on: &mut AnyConnection) -> Result<WorkCalendar, LedgerError> {
    let mut calendar = WorkCalendar::builtin();
    if let Some((_, lines, _)) = kept(on).await?.into_iter().find(|(name, ..)| name == CALENDAR) {
        calendar.extend_from_csv(&lines).map_err(|_| LedgerError::Stored { column: "settings.value", found: lines })?;
    }
    Ok(calendar)
}

fn check(name: &str, value: &str) -> Result<(), LedgerError> {
    let number = || value.parse::<u32>().is_ok_and(|n| n <= 3660);
    match name {
        EXEMPTION if value.parse::<u32>().is_ok_and(|months| (1..=12).contains(&months)) => Ok(()),
        EXEMPTION => Err(LedgerError::Unfit { field: "参数值", problem: "应为 1 至 12 的整数：豁免最长一年" }),
        WARNING | REPEATS | YIELD_FLOOR | YIELD_LEAST if number() => Ok(()),
        WARNING | REPEATS | YIELD_FLOOR | YIELD_LEAST => {
            Err(LedgerError::Unfit { field: "参数值", problem: "应为不大于 3660 的整数" })
        }
        CALENDAR => WorkCalendar::builtin().extend_from_csv(value).map_err(LedgerError::Calendar),
        _ if name.strip_prefix("limit.").and_then(Obligation::from_code).is_some() => match value.parse::<Span>() {
            Ok(Span::Hours(0) | Span::Days(0) | Span::WorkingDays(0) | Span::Months(0)) => {
                Err(LedgerError::Unfit { field: "时限", problem: "须大于零" })
            }
            Ok(Span::Hours(n) | Span::Days(n) | Span::WorkingDays(n) | Span::Months(n)) if n > 3660 => {
                Err(LedgerError::Unfit { field: "时限", problem: "不能大于 3660" })
            }
            Ok(_) => Ok(()),
            Err(_) => Err(LedgerError::Unfit { field: "时限", problem: "应为数字加单位，如 24h、15d、5wd、1mo" }),
        },
        _ => Err(LedgerError::Unfit { field: "参数名", problem: "不在参数清单内" }),
    }
}

async fn kept(on: &mut AnyConnection) -> Result<Vec<(String, String, String)>, LedgerError> {
    let rows = Sql::new("SELECT name, value, source FROM settings").all(on).await?;
    rows.iter()
        .map(|row| {
            let row = Stored(row);
            Ok((row.text("name")?, row.text("value")?, row.text("source")?))
        })
        .collect()
}
