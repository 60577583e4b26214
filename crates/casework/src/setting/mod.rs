//! Settings (参数设置): what an office may set for itself, each with its source, each change an event.

mod office;

pub use office::PublicOffice;

use crate::clock::{Limits, Obligation, Span};
use crate::event::NewEvent;
use crate::notification::Sending;
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
/// How many working days something is overdue before it climbs to the supervising office.
const CLIMB: &str = "climb_working_days";
/// How many of a hundred closed issues are drawn to be looked at again.
const LOOK_BACK: &str = "look_back_percent";
/// Between which hours of the day mail and messages go out.
const SEND_HOURS: &str = "send_hours";
/// On which days they do.
const SEND_DAYS: &str = "send_days";
/// How many minutes lie between two mails to one person.
const DIGEST: &str = "digest_minutes";
/// Within how many days like words make a repeat.
const REPEATS: &str = "repeat_days";
/// How many months an exemption may last.
const EXEMPTION: &str = "exemption_months";
/// Below how many confirmed of a thousand concluded a rule is reported.
const YIELD_FLOOR: &str = "yield_floor_per_mille";
/// From how many concluded leads on its yield says anything.
const YIELD_LEAST: &str = "yield_least_concluded";
/// How many pictures the public may attach at a time.
const PUBLIC_FILES: &str = "public_files";
/// Whether tickets, as far as they may be shown, are read over Open311 without a key.
const PUBLIC_READ: &str = "open311_public_read";
const ON: &str = "on";
const OFF: &str = "off";

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
            (CLIMB, "逾期升级至监督机关的工作日", defaults.climb_working_days.to_string()),
            (LOOK_BACK, "回头看抽查比例（百分比）", defaults.look_back_percent.to_string()),
            (SEND_HOURS, "通知外发时段", Sending::default().hours()),
            (SEND_DAYS, "通知外发日（working 工作日、every 每日）", Sending::default().days().to_owned()),
            (DIGEST, "通知邮件汇总间隔（分钟）", Sending::default().digest_minutes.to_string()),
            (REPEATS, "重复信访认定天数", defaults.repeat_days.to_string()),
            (EXEMPTION, "豁免最长月数", defaults.exemption_months.to_string()),
            (YIELD_FLOOR, "查实率下限（千分比）", defaults.yield_floor_per_mille.to_string()),
            (YIELD_LEAST, "计算查实率的最少办结数", defaults.yield_least_concluded.to_string()),
            (PUBLIC_FILES, "公众每次可提交附件数", defaults.public_files.to_string()),
            (CALENDAR, "工作日历补充", String::new()),
            (PUBLIC_READ, "工单进度对外公开查询（Open311，on/off）", OFF.to_owned()),
        ]
        .into_iter()
        .chain(office::ALL.map(|(name, title, default)| (name, title, default.to_owned())))
        {
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

    /// Whether anybody may read over Open311 how far tickets are; as long as nothing is set, nobody may without a key.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn tickets_are_public(&self) -> Result<bool, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        Ok(kept(&mut connection).await?.into_iter().any(|(name, value, _)| name == PUBLIC_READ && value == ON))
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
            CLIMB => &mut limits.climb_working_days,
            LOOK_BACK => &mut limits.look_back_percent,
            REPEATS => &mut limits.repeat_days,
            EXEMPTION => &mut limits.exemption_months,
            YIELD_FLOOR => &mut limits.yield_floor_per_mille,
            YIELD_LEAST => &mut limits.yield_least_concluded,
            PUBLIC_FILES => &mut limits.public_files,
            _ => continue,
        };
        *number = value.parse().map_err(|_| stored("settings.value"))?;
    }
    Ok(limits)
}

/// When mail and messages go out.
pub(crate) async fn sending(on: &mut AnyConnection) -> Result<Sending, LedgerError> {
    let mut sending = Sending::default();
    for (name, value, _) in kept(on).await? {
        let known = matches!(name.as_str(), SEND_HOURS | SEND_DAYS | DIGEST);
        if known && !read_sending(&mut sending, &name, &value) {
            return Err(LedgerError::Stored { column: "settings.value", found: value });
        }
    }
    Ok(sending)
}

/// Whether the value is one of this setting's form.
fn read_sending(sending: &mut Sending, name: &str, value: &str) -> bool {
    match name {
        SEND_HOURS => sending.set_hours(value),
        SEND_DAYS => sending.set_days(value),
        _ => value.parse().is_ok_and(|minutes: u32| {
            sending.digest_minutes = minutes;
            minutes <= 1440
        }),
    }
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
    if let Some(checked) = office::check(name, value) {
        return checked;
    }
    match name {
        EXEMPTION if value.parse::<u32>().is_ok_and(|months| (1..=12).contains(&months)) => Ok(()),
        EXEMPTION => Err(LedgerError::Unfit { field: "参数值", problem: "应为 1 至 12 的整数：豁免最长一年" }),
        PUBLIC_FILES if value.parse::<u32>().is_ok_and(|files| files <= 10) => Ok(()),
        PUBLIC_FILES => Err(LedgerError::Unfit { field: "参数值", problem: "应为 0 至 10 的整数" }),
        LOOK_BACK if value.parse::<u32>().is_ok_and(|percent| percent <= 100) => Ok(()),
        LOOK_BACK => Err(LedgerError::Unfit { field: "参数值", problem: "应为 0 至 100 的整数" }),
        SEND_HOURS | SEND_DAYS | DIGEST if read_sending(&mut Sending::default(), name, value) => Ok(()),
        SEND_HOURS => {
            Err(LedgerError::Unfit { field: "参数值", problem: "应为起止时刻，如 08:00-18:00；00:00-24:00 为全天" })
        }
        SEND_DAYS => Err(LedgerError::Unfit { field: "参数值", problem: "应为 working（工作日）或 every（每日）" }),
        DIGEST => Err(LedgerError::Unfit { field: "参数值", problem: "应为不大于 1440 的整数" }),
        WARNING | CLIMB | REPEATS | YIELD_FLOOR | YIELD_LEAST if number() => Ok(()),
        WARNING | CLIMB | REPEATS | YIELD_FLOOR | YIELD_LEAST => {
            Err(LedgerError::Unfit { field: "参数值", problem: "应为不大于 3660 的整数" })
        }
        PUBLIC_READ if matches!(value, ON | OFF) => Ok(()),
        PUBLIC_READ => Err(LedgerError::Unfit { field: "参数值", problem: "应为 on 或 off" }),
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
