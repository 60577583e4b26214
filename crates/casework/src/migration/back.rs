//! The way back (退回旧版): taking the schema down to an earlier step, so that the release of that step can open the ledger again.
//!
//! Each step has the statements that undo it, and says what would be lost by them. Where there is anything of that, nothing is undone
//! and what is there is named: then the way back is the backup that was made before the new release was started.

use super::{STEPS, step, version_of};
use crate::LedgerError;
use crate::seal::{Keys, subject};
use crate::sql::Sql;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, Connection, SqlSafeStr};

/// How a step is undone.
struct Back {
    version: i64,
    sql: &'static str,
    /// What would be lost, and a query that finds a row where there is any of it.
    loses: &'static [(&'static str, &'static str)],
}

/// Of every step but the first, before which there is no ledger.
const BACK: &[Back] = &[
    Back {
        version: 2,
        sql: include_str!("../../migrations/down/0002_records.sql"),
        loses: &[
            ("台账记录（records）", "SELECT 1 FROM records LIMIT 1"),
            ("附件（files）", "SELECT 1 FROM files LIMIT 1"),
            ("参数设置（settings）", "SELECT 1 FROM settings LIMIT 1"),
        ],
    },
    Back {
        version: 3,
        sql: include_str!("../../migrations/down/0003_complaints.sql"),
        loses: &[
            ("举报人信息（reporters）", "SELECT 1 FROM reporters LIMIT 1"),
            ("查询码（tracking_codes）", "SELECT 1 FROM tracking_codes LIMIT 1"),
            ("来往消息（complaint_messages）", "SELECT 1 FROM complaint_messages LIMIT 1"),
            ("热线工单（tickets）", "SELECT 1 FROM tickets LIMIT 1"),
        ],
    },
    Back {
        version: 4,
        sql: include_str!("../../migrations/down/0004_persons_and_money.sql"),
        loses: &[
            ("涉案人员（case_persons）", "SELECT 1 FROM case_persons LIMIT 1"),
            ("追缴金额（recovery_money）", "SELECT 1 FROM recovery_money LIMIT 1"),
        ],
    },
    Back {
        version: 5,
        sql: include_str!("../../migrations/down/0005_leads_to_people.sql"),
        loses: &[
            ("豁免登记（exemptions）", "SELECT 1 FROM exemptions LIMIT 1"),
            (
                "疑点的承办人、时限、告知、申辩和认定结论（leads）",
                "SELECT 1 FROM leads WHERE outcome IS NOT NULL OR owner IS NOT NULL OR clocks <> '[]' OR notices <> '[]' \
                 OR explanations <> '[]' LIMIT 1",
            ),
        ],
    },
    Back {
        version: 6,
        sql: include_str!("../../migrations/down/0006_people.sql"),
        loses: &[
            ("账号（accounts）", "SELECT 1 FROM accounts LIMIT 1"),
            ("单位（offices）", "SELECT 1 FROM offices LIMIT 1"),
            ("接口密钥（api_keys）", "SELECT 1 FROM api_keys LIMIT 1"),
        ],
    },
    // Which clocks run and how far each has climbed is said in the records as well.
    Back {
        version: 7,
        sql: include_str!("../../migrations/down/0007_clocks_and_notifications.sql"),
        loses: &[
            ("通知（notifications）", "SELECT 1 FROM notifications LIMIT 1"),
            ("通知方式（notification_choices）", "SELECT 1 FROM notification_choices LIMIT 1"),
        ],
    },
    Back {
        version: 8,
        sql: include_str!("../../migrations/down/0008_look_back_draws.sql"),
        loses: &[
            ("回头看抽查（look_back_draws）", "SELECT 1 FROM look_back_draws LIMIT 1"),
            ("回头看计划（records）", r#"SELECT 1 FROM records WHERE body LIKE '%"obligation":"look_back"%' LIMIT 1"#),
        ],
    },
    // The first text of a pack's rule is in the pack.
    Back {
        version: 9,
        sql: include_str!("../../migrations/down/0009_rules_governed.sql"),
        loses: &[
            ("规则版本（rule_versions）", r#"SELECT 1 FROM rule_versions WHERE number > 1 OR body LIKE '%"origin":"written"%' LIMIT 1"#),
            ("规则暂停（rule_pauses）", "SELECT 1 FROM rule_pauses LIMIT 1"),
            ("规则参数（rule_parameters）", "SELECT 1 FROM rule_parameters LIMIT 1"),
            ("规则试运行（rule_shadow_runs）", "SELECT 1 FROM rule_shadow_runs LIMIT 1"),
        ],
    },
    Back {
        version: 10,
        sql: include_str!("../../migrations/down/0010_hotline.sql"),
        loses: &[
            ("工单状态对照（outside_states）", "SELECT 1 FROM outside_states LIMIT 1"),
            ("热线工单的状态（ticket_lines）", "SELECT 1 FROM ticket_lines LIMIT 1"),
            ("接口密钥的归属（api_keys）", "SELECT 1 FROM api_keys LIMIT 1"),
        ],
    },
    Back {
        version: 11,
        sql: include_str!("../../migrations/down/0011_files_and_sign_in.sql"),
        loses: &[
            ("公众附件（attachments）", "SELECT 1 FROM attachments LIMIT 1"),
            ("统一身份账号（account_identities）", "SELECT 1 FROM account_identities LIMIT 1"),
            // They are sealed, and the release before reads them in clear.
            ("二次验证（account_secrets）", "SELECT 1 FROM account_secrets WHERE totp_secret IS NOT NULL LIMIT 1"),
        ],
    },
    // Indexes alone.
    Back { version: 12, sql: include_str!("../../migrations/down/0012_lists.sql"), loses: &[] },
    // What is sealed is opened first, which is why the way back wants the keys.
    Back { version: subject::STEP, sql: include_str!("../../migrations/down/0013_sealed_subjects.sql"), loses: &[] },
    // Each mark is said in its record as well.
    Back { version: 14, sql: include_str!("../../migrations/down/0014_marks.sql"), loses: &[] },
    // Indexes alone.
    Back { version: 15, sql: include_str!("../../migrations/down/0015_search.sql"), loses: &[] },
];

/// Takes a ledger's schema down to this step, for the steps that were undone, newest first. Nobody may have the ledger open meanwhile.
pub(crate) async fn step_back(to: i64, keys: Option<&Keys>, on: &mut AnyConnection) -> Result<Vec<i64>, LedgerError> {
    let found = version_of(on).await?.unwrap_or(0);
    let known = |version: i64| STEPS.iter().any(|(step, ..)| *step == version);
    if !known(to) || to > found || !known(found) {
        return Err(LedgerError::NoWayBack { from: found, to });
    }
    let mut undone = Vec::new();
    for (version, ..) in STEPS.iter().rev().filter(|(version, ..)| *version > to && *version <= found) {
        let back = BACK.iter().find(|back| back.version == *version).ok_or(LedgerError::NoWayBack { from: found, to })?;
        for (what, query) in back.loses {
            if Sql::new(query).optional(on).await?.is_some() {
                return Err(LedgerError::WouldLose { step: *version, what });
            }
        }
        undone.push(*version);
    }
    if undone.contains(&subject::STEP) && subject::is_anything_sealed(on).await? {
        // Given up half way, the next start seals it again.
        let keys = keys.ok_or(LedgerError::NoKeys)?;
        let mut opening = on.begin().await?;
        subject::open_what_is_sealed(keys, &mut opening).await?;
        opening.commit().await?;
    }
    let down = |back: &Back| Migration::new(back.version, "down".into(), MigrationType::ReversibleDown, back.sql.into_sql_str(), false);
    let steps = STEPS.iter().map(step).chain(BACK.iter().map(down));
    Migrator::with_migrations(steps.collect()).undo(on, to).await?;
    Ok(undone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_but_the_first_has_its_way_back() {
        let files = super::super::tests::files_of("migrations/down");
        let named: Vec<String> = STEPS[1..].iter().map(super::super::tests::file_name).collect();
        assert_eq!(files, named, "the statements that undo it stand in migrations/down under the name of the step");
        let back: Vec<i64> = BACK.iter().map(|back| back.version).collect();
        assert_eq!(back, STEPS[1..].iter().map(|(version, ..)| *version).collect::<Vec<_>>());
    }
}
