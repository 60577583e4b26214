//! S01 to S05: paid after death (死亡后领取).

use chrono::Datelike;

use super::{Leads, View};
use crate::calendar::Month;
use crate::records::Who;

pub fn find(view: &View, leads: &mut Leads) {
    let after_death = |who: Who, month: Month| view.died(who).is_some_and(|date| month > Month::of(date));
    for payment in &view.dibao {
        if after_death(payment.who, payment.month) {
            leads.person(1, payment.who, payment.amount);
        }
    }
    for payment in &view.pensions {
        if after_death(payment.who, payment.month) {
            leads.person(2, payment.who, payment.amount);
        }
    }
    for payment in &view.allowances {
        if after_death(payment.who, payment.month) {
            leads.person(3, payment.who, payment.amount);
        }
    }
    for payment in &view.elderly {
        if after_death(payment.who, payment.month) {
            leads.person(4, payment.who, payment.amount);
        }
    }
    for subsidy in &view.agri {
        if view.died(subsidy.who).is_some_and(|date| subsidy.year > date.year()) {
            leads.person(5, subsidy.who, subsidy.amount);
        }
    }
}
