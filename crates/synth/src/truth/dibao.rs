//! S06 to S13 and S27: dibao (低保) of those who have something else.

use std::collections::BTreeSet;

use super::{Leads, View, held, in_force};
use crate::lists::{FirmKind, Scheme, ServantKind, Standing, Usage, VehicleKind};
use crate::records::Dibao;

const MIN_CAR_PRICE: i64 = 5_000_000;
const MIN_HOMES: usize = 2;
const MIN_CAPITAL: i64 = 10_000_000;
const MIN_BASE: i64 = 300_000;

pub fn find(view: &View, leads: &mut Leads) {
    for (place, payment) in view.dibao.iter().enumerate() {
        let mut hit = |rule| leads.person(rule, payment.who, payment.amount);
        if public_servant(view, payment) {
            hit(6);
        }
        if household_car(view, payment) {
            hit(7);
        }
        if household_homes(view, payment) >= MIN_HOMES {
            hit(8);
        }
        if company(view, payment) {
            hit(9);
        }
        if wage(view, payment) {
            hit(10);
        }
        if view.imprisoned(payment.who, payment.month.first_day()) {
            hit(11);
        }
        if view.destitute.iter().any(|other| other.who == payment.who && other.month == payment.month) {
            hit(12);
        }
        if view.dibao[..place].iter().any(|earlier| earlier.who == payment.who && earlier.month == payment.month) {
            hit(13);
        }
        if view.residents.iter().any(|person| person.who == payment.who && person.standing == Standing::Struck)
            && view.died(payment.who).is_none()
        {
            hit(27);
        }
    }
}

fn public_servant(view: &View, payment: &Dibao) -> bool {
    view.servants.iter().any(|servant| {
        servant.who == payment.who
            && matches!(servant.kind, ServantKind::Official | ServantKind::Institution)
            && in_force(servant.start, servant.end, payment.month.first_day())
    })
}

fn household_car(view: &View, payment: &Dibao) -> bool {
    view.vehicles.iter().any(|vehicle| {
        vehicle.kind == VehicleKind::Car
            && vehicle.price >= MIN_CAR_PRICE
            && held(vehicle.registered, vehicle.cancelled, payment.month.first_day())
            && view.lives_in(vehicle.who, payment.household)
    })
}

fn household_homes(view: &View, payment: &Dibao) -> usize {
    let mut units = BTreeSet::new();
    for property in &view.properties {
        if property.usage == Usage::Home
            && held(property.registered, property.cancelled, payment.month.first_day())
            && view.lives_in(property.who, payment.household)
        {
            units.insert(property.unit);
        }
    }
    units.len()
}

fn company(view: &View, payment: &Dibao) -> bool {
    view.firms.iter().any(|firm| {
        firm.who == payment.who
            && firm.kind == FirmKind::Company
            && firm.capital >= MIN_CAPITAL
            && held(firm.registered, firm.cancelled, payment.month.first_day())
    })
}

fn wage(view: &View, payment: &Dibao) -> bool {
    view.insurance
        .iter()
        .any(|row| row.who == payment.who && row.month == payment.month && row.scheme == Scheme::OldAge && row.base >= MIN_BASE)
}
