//! S14 to S16: disability allowances (残疾人两项补贴).

use super::{Leads, View};
use crate::lists::AllowanceKind;
use crate::records::{Certificate, Who};

pub fn find(view: &View, leads: &mut Leads) {
    for (place, payment) in view.allowances.iter().enumerate() {
        if view.allowances[..place]
            .iter()
            .any(|earlier| earlier.who == payment.who && earlier.month == payment.month && earlier.kind == payment.kind)
        {
            leads.person(14, payment.who, payment.amount);
        }
        match latest(view, payment.who) {
            None => leads.person(15, payment.who, payment.amount),
            Some(certificate) => {
                if payment.month.first_day() > certificate.valid_to {
                    leads.person(15, payment.who, payment.amount);
                }
                if payment.kind == AllowanceKind::Nursing && !matches!(certificate.level, 1 | 2) {
                    leads.person(16, payment.who, payment.amount);
                }
            }
        }
    }
}

/// A person's latest certificate, by day of issue, then by validity.
fn latest<'a>(view: &View<'a>, who: Who) -> Option<&'a Certificate> {
    view.certificates
        .iter()
        .copied()
        .filter(|certificate| certificate.who == who)
        .max_by_key(|certificate| (certificate.issued, certificate.valid_to))
}
