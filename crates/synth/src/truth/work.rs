//! S17 to S21 and S28: unemployment benefit beside work or pension, two pensions, too young.

use super::{Leads, View};
use crate::calendar::age_on;
use crate::lists::{PensionScheme, Scheme};

const PROVINCE: u32 = 37;
const MIN_ELDERLY_AGE: i32 = 80;
const MIN_WORKING_AGE: i32 = 16;

pub fn find(view: &View, leads: &mut Leads) {
    for benefit in &view.unemployment {
        let mut insured = false;
        let mut elsewhere = false;
        for row in &view.insurance {
            if row.who == benefit.who && row.month == benefit.month && matches!(row.scheme, Scheme::Unemployment | Scheme::OldAge) {
                insured = true;
                elsewhere |= row.region / 10_000 != PROVINCE;
            }
        }
        if insured {
            leads.person(17, benefit.who, benefit.amount);
        }
        if elsewhere {
            leads.person(18, benefit.who, benefit.amount);
        }
        if view
            .pensions
            .iter()
            .any(|pension| pension.who == benefit.who && pension.month == benefit.month && pension.scheme == PensionScheme::Employee)
        {
            leads.person(19, benefit.who, benefit.amount);
        }
    }
    for pension in &view.pensions {
        if pension.scheme == PensionScheme::Resident
            && view
                .pensions
                .iter()
                .any(|other| other.who == pension.who && other.month == pension.month && other.scheme == PensionScheme::Employee)
        {
            leads.person(20, pension.who, pension.amount);
        }
    }
    for allowance in &view.elderly {
        let birth = view.births[usize::from(allowance.who)];
        if age_on(birth, allowance.month.last_day()) < MIN_ELDERLY_AGE {
            leads.person(21, allowance.who, allowance.amount);
        }
    }
    for row in &view.insurance {
        if age_on(view.births[usize::from(row.who)], row.month.first_day()) < MIN_WORKING_AGE {
            leads.person(28, row.who, 0);
        }
    }
}
