//! Sums of recoveries: each amount by itself.

use super::Recovery;
use super::state::RecoveryState;
use crate::record::SideRows;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use utoipa::ToSchema;
use vocabulary::Fen;

/// Which recoveries are summed; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryFilter {
    /// Of this priority.
    pub priority: Option<String>,
    /// Of this campaign.
    pub campaign: Option<i64>,
    /// That this office gets back.
    pub department: Option<String>,
}

/// Sums of recoveries, in fen. Each is its own; none is made by adding others but `outstanding`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryFigures {
    /// Recoveries (追缴，件).
    pub recoveries: u64,
    /// At stake (涉及金额).
    #[schema(value_type = i64)]
    pub involved: Fen,
    /// To get back (应追).
    #[schema(value_type = i64)]
    pub due: Fen,
    /// Paid (已追), as entered.
    #[schema(value_type = i64)]
    pub paid: Fen,
    /// Paid, and the voucher seen by another (已追，经核验).
    #[schema(value_type = i64)]
    pub paid_verified: Fen,
    /// Let go (减免).
    #[schema(value_type = i64)]
    pub remitted: Fen,
    /// Still owed (尚欠): due less paid less remitted.
    #[schema(value_type = i64)]
    pub outstanding: Fen,
    /// Of what is still owed, given up (核销).
    #[schema(value_type = i64)]
    pub written_off: Fen,
    /// Not lost in the first place (避免损失).
    #[schema(value_type = i64)]
    pub avoided: Fen,
}

/// What of a recovery is summed: its amounts, and each payment.
pub(super) fn rows(recovery: &Recovery) -> Vec<SideRows> {
    let fen = |amount: Option<Fen>| amount.map(|amount| amount.0);
    let written_off = if recovery.state == RecoveryState::WrittenOff { recovery.outstanding() } else { Fen::ZERO };
    let amounts = recovery.amounts;
    let money = SideRows {
        clear: "DELETE FROM recovery_money WHERE recovery_id = ",
        insert: "INSERT INTO recovery_money (recovery_id, involved, due, remitted, avoided, written_off) VALUES (",
        rows: vec![vec![
            fen(amounts.involved).into(),
            amounts.due.into(),
            recovery.remitted().into(),
            fen(amounts.avoided).into(),
            written_off.into(),
        ]],
    };
    let payment = |(ordinal, payment): (i64, &super::Payment)| {
        vec![ordinal.into(), payment.on.into(), payment.amount.into(), i64::from(payment.verified.is_some()).into()]
    };
    let payments = SideRows {
        clear: "DELETE FROM recovery_payments WHERE recovery_id = ",
        insert: "INSERT INTO recovery_payments (recovery_id, ordinal, paid_on, amount, verified) VALUES (",
        rows: (1..).zip(&recovery.payments).map(payment).collect(),
    };
    vec![money, payments]
}

impl Ledger {
    /// Sums of the recoveries within the scope.
    ///
    /// # Errors
    /// A database that cannot be read; sums that no 64-bit number holds.
    pub async fn recovery_figures(&self, scope: &Scope, filter: &RecoveryFilter) -> Result<RecoveryFigures, LedgerError> {
        sums(scope, filter, &mut *self.reading().await?).await
    }
}

/// The same, on a reading that has begun.
pub(crate) async fn sums(scope: &Scope, filter: &RecoveryFilter, on: &mut AnyConnection) -> Result<RecoveryFigures, LedgerError> {
    let mut figures = RecoveryFigures::default();
    // Both databases sum exactly; the cast brings PostgreSQL's wide sum back to a whole number that both hand out.
    let mut sql = Sql::new(
        "SELECT count(*) AS n, CAST(SUM(m.involved) AS BIGINT) AS involved, CAST(SUM(m.due) AS BIGINT) AS due, \
             CAST(SUM(m.remitted) AS BIGINT) AS remitted, CAST(SUM(m.avoided) AS BIGINT) AS avoided, \
             CAST(SUM(m.written_off) AS BIGINT) AS written_off \
             FROM recovery_money m JOIN records r ON r.kind = 'recovery' AND r.id = m.recovery_id WHERE ",
    );
    within(&mut sql, scope, filter);
    if let Some(row) = sql.optional(&mut *on).await? {
        figures.recoveries = Stored(&row).count("n")?;
        figures.involved = sum(&row, "involved")?;
        figures.due = sum(&row, "due")?;
        figures.remitted = sum(&row, "remitted")?;
        figures.avoided = sum(&row, "avoided")?;
        figures.written_off = sum(&row, "written_off")?;
    }
    let mut sql = Sql::new(
        "SELECT CAST(SUM(p.amount) AS BIGINT) AS paid, CAST(SUM(p.amount * p.verified) AS BIGINT) AS verified \
             FROM recovery_payments p JOIN records r ON r.kind = 'recovery' AND r.id = p.recovery_id WHERE ",
    );
    within(&mut sql, scope, filter);
    if let Some(row) = sql.optional(on).await? {
        (figures.paid, figures.paid_verified) = (sum(&row, "paid")?, sum(&row, "verified")?);
    }
    figures.outstanding = figures.due - figures.paid - figures.remitted;
    Ok(figures)
}

/// The predicate on `records r`.
fn within(sql: &mut Sql, scope: &Scope, filter: &RecoveryFilter) {
    scope.records(sql);
    if let Some(priority) = &filter.priority {
        sql.push(" AND r.priority = ").bind(priority);
    }
    if let Some(campaign) = filter.campaign {
        sql.push(" AND r.campaign = ").bind(campaign);
    }
    if let Some(department) = &filter.department {
        sql.push(" AND r.department = ").bind(department);
    }
}

/// A sum over nothing is nothing.
fn sum(row: &AnyRow, column: &'static str) -> Result<Fen, LedgerError> {
    Ok(Stored(row).int_or_none(column)?.map_or(Fen::ZERO, Fen))
}
