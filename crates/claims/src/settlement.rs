//! What became of earlier warnings when the encounter is settled: heeded (听从) or not.

use crate::judge::{Judgement, Warning};
use crate::read::Request;

/// Whether an earlier warning of an encounter was heeded, now that a settlement carries the encounter's full list and was judged: its order is
/// gone, was refunded, or no longer violates the rule. `None` where that cannot be said: the request settles nothing or another encounter, does
/// not ask about the order or the rule, or the rule could not be evaluated.
pub fn heeded(earlier: &Warning, settlement: &Request, judged: &Judgement) -> Option<bool> {
    let patient = settlement.patients.iter().find(|patient| patient.id == earlier.patn_id).filter(|_| settlement.settles())?;
    let of_encounter = |institution, id| institution == &earlier.institution && id == &earlier.mdtrt_id;
    if !patient.encounters.iter().any(|encounter| of_encounter(&encounter.institution, &encounter.id)) {
        return None;
    }
    if judged.warnings.iter().any(|warning| warning.jr_id == earlier.jr_id) {
        return Some(false);
    }
    let mut orders = patient.encounters.iter().flat_map(|encounter| &encounter.orders);
    match orders.find(|order| order.given.institution == earlier.institution && order.given.rx_id == earlier.rx_id) {
        None => Some(true),
        Some(order) if order.given.is_refund() => Some(true),
        Some(order) if !order.current || !settlement.rules.has(earlier.rule) => None,
        Some(_) => {
            let unknown = judged
                .not_evaluated
                .iter()
                .any(|not| not.rule == earlier.rule && not.institution == earlier.institution && not.rx_id == earlier.rx_id);
            (!unknown).then_some(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{Bench, number};
    use crate::read::Scene;
    use crate::rule::{Rule, RuleSet};

    /// What is said of the warning of an order of four under a limit of three, after a change.
    fn after(change: fn(&mut Bench)) -> Option<bool> {
        let mut bench = Bench::of("M09", "max=3");
        bench.quantity("4");
        bench.also("B", "1").current = true;
        let earlier = bench.judged().warnings.remove(0);
        bench.request.scene = Some(Scene::InpatientSettlement);
        change(&mut bench);
        heeded(&earlier, &bench.request, &bench.judged())
    }

    #[test]
    fn a_warning_is_heeded_when_its_order_is_gone_or_no_longer_violates() {
        for (shows, change, said) in [
            ("as it was", (|_| {}) as fn(&mut Bench), Some(false)),
            ("less of it", |b| b.quantity("3"), Some(true)),
            ("still too much", |b| b.quantity("3.5"), Some(false)),
            ("gone", |b| drop(b.encounter().orders.remove(0)), Some(true)),
            ("refunded", |b| b.quantity("-4"), Some(true)),
            ("nobody knows how much", |b| b.order().given.quantity = None, None),
            ("without an amount", |b| b.order().given.amount = None, None),
            ("not asked about", |b| b.order().current = false, None),
            ("of unknown price, which does not matter", |b| (b.order().price, b.order().given.quantity) = (None, number("2")), Some(true)),
            ("other rules are asked about", |b| b.request.rules = RuleSet::NONE.with(Rule::M01), None),
            ("no settlement", |b| b.request.scene = Some(Scene::InpatientCharge), None),
            ("another encounter is settled", |b| b.encounter().id = "E2".into(), None),
        ] {
            assert_eq!(after(change), said, "{shows}");
        }
    }
}
