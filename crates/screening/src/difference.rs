//! What one answer has and another has not, subject by subject: how a version of a rule is held against the one in use.

use crate::hit::{Hit, Lead};
use std::collections::BTreeMap;

/// How an answer differs from another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Subjects that only the new answer has (加).
    pub added: Vec<&'a Lead>,
    /// Subjects that only the old answer has (减).
    pub dropped: Vec<&'a Lead>,
    /// Subjects of both, with other hits or other amounts (变): as the new answer has them.
    pub changed: Vec<&'a Lead>,
    /// Subjects of both, with the same hits.
    pub same: u64,
}

/// Holds a new answer against an old one. Hits are the same when they are the same rows with the same amounts; what else a rule shows of
/// them says nothing about whom it finds.
pub fn difference<'a>(old: &'a [Lead], new: &'a [Lead]) -> Difference<'a> {
    let mut before: BTreeMap<&str, &Lead> = old.iter().map(|lead| (lead.subject_id.as_str(), lead)).collect();
    let mut found = Difference::default();
    for lead in new {
        match before.remove(lead.subject_id.as_str()) {
            None => found.added.push(lead),
            Some(was) if rows(was) == rows(lead) => found.same += 1,
            Some(_) => found.changed.push(lead),
        }
    }
    found.dropped = before.into_values().collect();
    found
}

fn rows(lead: &Lead) -> Vec<(i64, i64)> {
    let row = |hit: &Hit| (hit.row, hit.amount.0);
    let mut rows: Vec<_> = lead.hits.iter().map(row).collect();
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::money::Fen;

    fn lead(subject: &str, rows: &[(i64, i64)]) -> Lead {
        let hit = |(row, amount): &(i64, i64)| Hit {
            subject_id: subject.to_owned(),
            subject_name: "某".to_owned(),
            amount: Fen(*amount),
            happened_on: chrono::NaiveDate::default(),
            row: *row,
            evidence: vec![*row],
            detail: BTreeMap::from([("shown".to_owned(), rows.len().to_string())]),
        };
        Lead { subject_id: subject.to_owned(), subject_name: "某".to_owned(), hits: rows.iter().map(hit).collect() }
    }

    #[test]
    fn every_subject_is_added_dropped_changed_or_the_same() {
        let old = [lead("a", &[(1, 5)]), lead("b", &[(2, 5), (3, 5)]), lead("c", &[(4, 5)]), lead("d", &[(6, 5)])];
        let new = [lead("b", &[(3, 5), (2, 5)]), lead("c", &[(4, 6)]), lead("d", &[(6, 5), (7, 5)]), lead("e", &[(5, 1)])];
        let found = difference(&old, &new);
        let named = |leads: &[&Lead]| leads.iter().map(|lead| lead.subject_id.clone()).collect::<Vec<_>>();
        assert_eq!((named(&found.added), named(&found.dropped)), (vec!["e".to_owned()], vec!["a".to_owned()]));
        assert_eq!((named(&found.changed), found.same), (vec!["c".to_owned(), "d".to_owned()], 1));
        assert_eq!(difference(&old, &old).same, 4);
    }
}
