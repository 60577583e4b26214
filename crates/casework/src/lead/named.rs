//! Leads by the name of their subject.

use super::Lead;
use super::read::{COLUMNS, lead};
use crate::seal::Keys;
use crate::sql::Sql;
use crate::{LedgerError, Scope};
use sqlx::AnyConnection;

/// Characters of a name that the index knows it by, and those beside them by which it tells names apart.
const KEY: usize = 2;
const TOLD_APART: usize = 20;

/// Leads about subjects whose name begins with this text of at least two characters.
pub(crate) async fn named(scope: &Scope, text: &str, limit: u32, keys: &Keys, on: &mut AnyConnection) -> Result<Vec<Lead>, LedgerError> {
    let beginning = |most: usize| text.chars().take(most).collect::<String>();
    // The names first, and by themselves: a database that may choose would rather walk the leads of a town in order. The expressions are
    // those of the index.
    let mut sql = Sql::new("WITH named AS MATERIALIZED (SELECT l.id FROM leads l WHERE substr(l.subject_name, 1, 2) = ");
    sql.bind(beginning(KEY));
    if text.chars().count() > KEY {
        sql.push(" AND substr(l.subject_name, 1, 20) LIKE ").bind(begins(&beginning(TOLD_APART))).push(" ESCAPE '\\'");
    }
    if text.chars().count() > TOLD_APART {
        sql.push(" AND l.subject_name LIKE ").bind(begins(text)).push(" ESCAPE '\\'");
    }
    sql.push(") SELECT ").push(COLUMNS).push(" FROM named n CROSS JOIN leads l JOIN rules r ON r.code = l.rule WHERE l.id = n.id AND ");
    scope.leads(&mut sql);
    // In no order: a few of them are shown, and to order all who are called so each would have to be looked up.
    sql.push(" LIMIT ").bind(i64::from(limit));
    sql.all(on).await?.iter().map(|row| lead(row, keys)).collect()
}

/// What a text that begins so is like.
fn begins(text: &str) -> String {
    crate::record::like(text)[1..].to_owned()
}
