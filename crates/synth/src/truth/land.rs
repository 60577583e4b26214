//! S22 and S23: subsidies for tilled land (耕地地力保护补贴).

use std::collections::BTreeMap;

use super::{Leads, View, in_force};
use crate::calendar::day;
use crate::lists::{Program, ServantKind};
use crate::records::Who;

pub fn find(view: &View, leads: &mut Leads) {
    let mut claims: BTreeMap<(Who, i32), (i64, i64)> = BTreeMap::new();
    for subsidy in view.agri.iter().filter(|row| row.program == Program::Land) {
        let claim = claims.entry((subsidy.who, subsidy.year)).or_default();
        claim.0 += subsidy.area;
        claim.1 += subsidy.amount;
        let first_of_july = day(subsidy.year, 7, 1);
        if view.servants.iter().any(|servant| {
            servant.who == subsidy.who
                && matches!(servant.kind, ServantKind::Official | ServantKind::Institution)
                && in_force(servant.start, servant.end, first_of_july)
        }) {
            leads.person(23, subsidy.who, subsidy.amount);
        }
    }
    for ((who, _), (claimed, amount)) in claims {
        let parcels = view.parcels.iter().filter(|parcel| parcel.who == who);
        let held: i64 = parcels.map(|parcel| parcel.area).sum();
        // more than a twentieth above what is held
        if claimed * 100 > held * 105 {
            leads.person(22, who, share((claimed - held) * amount, claimed));
        }
    }
}

/// A quotient to the fen, half away from zero.
fn share(product: i64, whole: i64) -> i64 {
    let half = if product < 0 { -whole } else { whole };
    (product * 2 + half) / (whole * 2)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(share(5, 2), 3);
        assert_eq!(share(-5, 2), -3);
        assert_eq!(share(4, 3), 1);
        assert_eq!(share(5, 3), 2);
    }
}
