//! A fair and limited sharing-out of leads (均衡分派), as a function of nothing but what it is given.
//!
//! The bottleneck is never the number of leads but that of people who look into them: so a queue has a limit, and what fits into
//! none is told with the reason instead of being heaped on somebody.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use utoipa::ToSchema;
use vocabulary::labelled;

/// Who can take leads: an office or an account (承办单位或承办人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssignmentQueue)]
pub struct Queue {
    /// The office or account; each has one queue.
    pub code: String,
    /// The department that it belongs to.
    pub department: String,
    /// The towns that it works for; any, and leads of no known town, where none is named.
    #[serde(default)]
    pub towns: BTreeSet<String>,
    /// How many leads it has open already.
    pub open: u32,
    /// How many it may have open (办理上限).
    pub limit: u32,
    /// Days off (休假), from and until.
    #[serde(default)]
    pub days_off: Vec<(NaiveDate, NaiveDate)>,
}

/// A lead that is to be given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WaitingLead)]
pub struct Waiting {
    /// The lead.
    pub lead: i64,
    /// The department that answers for its rule: the owner of the data that was paid or done by.
    pub department: String,
    /// Its town, where it is known.
    #[serde(default)]
    pub town: Option<String>,
}

labelled! {
    /// Why a lead was given to nobody (未分派原因).
    pub enum LeftOver {
        /// Nobody works for its department and town (无对应承办人).
        Nobody = "nobody", "无对应承办人", "Nobody works for it";
        /// All who do are off on that day (承办人均休假).
        Off = "off", "承办人均休假", "Everybody is off";
        /// All who are there have as many as they may (办理量已满).
        Full = "full", "办理量已满", "Everybody is full";
    }
}

/// Who gets which lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadSharing)]
pub struct Sharing {
    /// Leads with the queue that they go to, by lead.
    pub given: BTreeMap<i64, String>,
    /// Leads that go to nobody, with the reason.
    pub left: BTreeMap<i64, LeftOver>,
}

/// Shares leads out on a day. Each goes to the shortest open queue of its department and town, the first by code among equals; leads
/// that fewer can take go first, then the older ones. The order of the input does not matter.
pub fn assign_fairly(leads: &[Waiting], queues: &[Queue], on: NaiveDate) -> Sharing {
    let mut queues: Vec<&Queue> = queues.iter().collect();
    queues.sort_by(|a, b| a.code.cmp(&b.code));
    queues.dedup_by(|a, b| a.code == b.code);
    let mut open: Vec<u32> = queues.iter().map(|queue| queue.open).collect();
    let mut takers: HashMap<(&str, Option<&str>), Takers> = HashMap::new();
    let mut leads: Vec<&Waiting> = leads.iter().collect();
    for lead in &leads {
        takers.entry(lead.key()).or_insert_with(|| Takers::of(lead, &queues, on));
    }
    leads.sort_by_key(|lead| (takers[&lead.key()].present.len(), lead.lead));
    let mut sharing = Sharing::default();
    for lead in leads {
        if sharing.given.contains_key(&lead.lead) || sharing.left.contains_key(&lead.lead) {
            continue;
        }
        let takers = &takers[&lead.key()];
        let free = takers.present.iter().copied().filter(|taker| open[*taker] < queues[*taker].limit);
        match free.min_by_key(|taker| (open[*taker], *taker)) {
            Some(taker) => {
                open[taker] += 1;
                sharing.given.insert(lead.lead, queues[taker].code.clone());
            }
            None => {
                sharing.left.insert(lead.lead, takers.why_nobody());
            }
        }
    }
    sharing
}

/// Who can take the leads of one department and town.
struct Takers {
    /// Positions of the queues that are there on the day.
    present: Vec<usize>,
    /// Whether there would be others on another day.
    off: bool,
}

impl Takers {
    fn of(lead: &Waiting, queues: &[&Queue], on: NaiveDate) -> Self {
        let (mut present, mut off) = (Vec::new(), false);
        for (position, queue) in queues.iter().enumerate().filter(|(_, queue)| queue.works_for(lead)) {
            if queue.days_off.iter().any(|(from, until)| (*from..=*until).contains(&on)) {
                off = true;
            } else {
                present.push(position);
            }
        }
        Self { present, off }
    }

    fn why_nobody(&self) -> LeftOver {
        match (self.present.is_empty(), self.off) {
            (false, _) => LeftOver::Full,
            (true, true) => LeftOver::Off,
            (true, false) => LeftOver::Nobody,
        }
    }
}

impl Queue {
    fn works_for(&self, lead: &Waiting) -> bool {
        self.department == lead.department && (self.towns.is_empty() || lead.town.as_ref().is_some_and(|town| self.towns.contains(town)))
    }
}

impl Waiting {
    fn key(&self) -> (&str, Option<&str>) {
        (&self.department, self.town.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn queue(code: &str, towns: &[&str], open: u32, limit: u32) -> Queue {
        let towns = towns.iter().map(|town| (*town).to_owned()).collect();
        Queue { code: code.into(), department: "民政局".into(), towns, open, limit, days_off: vec![] }
    }

    fn waiting(lead: i64, town: Option<&str>) -> Waiting {
        Waiting { lead, department: "民政局".into(), town: town.map(str::to_owned) }
    }

    #[test]
    fn the_shortest_open_queue_is_filled_first_and_none_beyond_its_limit() {
        let queues = [queue("b", &[], 1, 3), queue("a", &[], 2, 3)];
        let leads: Vec<Waiting> = (1..=5).map(|lead| waiting(lead, None)).collect();
        let sharing = assign_fairly(&leads, &queues, day("2026-03-05"));
        assert_eq!(sharing.given, BTreeMap::from([(1, "b".into()), (2, "a".into()), (3, "b".into())]));
        assert_eq!(sharing.left, BTreeMap::from([(4, LeftOver::Full), (5, LeftOver::Full)]));
    }

    #[test]
    fn a_lead_goes_to_its_department_and_town_or_is_left_with_the_reason() {
        let off = Queue { days_off: vec![(day("2026-03-05"), day("2026-03-06"))], ..queue("north", &["北山镇"], 0, 9) };
        let queues = [queue("east", &["东岭镇"], 8, 9), off];
        let other = Waiting { department: "医保局".into(), ..waiting(4, None) };
        let leads = [waiting(1, Some("东岭镇")), waiting(2, Some("北山镇")), waiting(3, None), other];
        let sharing = assign_fairly(&leads, &queues, day("2026-03-06"));
        assert_eq!(sharing.given, BTreeMap::from([(1, "east".into())]));
        assert_eq!(sharing.left, BTreeMap::from([(2, LeftOver::Off), (3, LeftOver::Nobody), (4, LeftOver::Nobody)]));
        assert_eq!(assign_fairly(&leads, &queues, day("2026-03-07")).given[&2], "north", "the day after it is back");
    }

    #[test]
    fn who_can_be_helped_by_one_alone_is_not_crowded_out_by_who_can_be_helped_by_many() {
        let queues = [queue("east", &["东岭镇"], 0, 1), queue("all", &[], 0, 1)];
        let sharing = assign_fairly(&[waiting(1, Some("东岭镇")), waiting(2, None)], &queues, day("2026-03-05"));
        assert_eq!(sharing.given, BTreeMap::from([(1, "east".into()), (2, "all".into())]));
    }

    const TOWNS: [&str; 3] = ["东岭镇", "北山镇", "南河镇"];

    fn some_queues() -> impl Strategy<Value = Vec<Queue>> {
        let one = (prop::sample::subsequence(TOWNS.to_vec(), 0..=2), 0..6_u32, 0..8_u32, prop::bool::weighted(0.2));
        prop::collection::vec(one, 0..7).prop_map(|queues| {
            let made = queues.into_iter().enumerate().map(|(n, (towns, open, limit, off))| Queue {
                days_off: if off { vec![(day("2026-03-01"), day("2026-03-31"))] } else { vec![] },
                ..queue(&format!("q{n}"), &towns, open, limit)
            });
            made.collect()
        })
    }

    proptest! {
        #[test]
        fn no_queue_is_over_its_limit_and_none_is_spared_at_anothers_cost(
            queues in some_queues(),
            towns in prop::collection::vec(prop::option::of(prop::sample::select(TOWNS.to_vec())), 0..40),
        ) {
            let on = day("2026-03-05");
            let leads: Vec<Waiting> = (1..).zip(&towns).map(|(lead, town)| waiting(lead, *town)).collect();
            let sharing = assign_fairly(&leads, &queues, on);
            prop_assert_eq!(sharing.given.len() + sharing.left.len(), leads.len(), "each lead is given or left");
            let given = |queue: &Queue| sharing.given.values().filter(|code| **code == queue.code).count() as u32;
            let is_off = |queue: &Queue| !queue.days_off.is_empty();
            let has_room = |queue: &Queue| !is_off(queue) && queue.open + given(queue) < queue.limit;
            for queue in &queues {
                prop_assert!(given(queue) == 0 || queue.open + given(queue) <= queue.limit);
                prop_assert!(given(queue) == 0 || !is_off(queue));
            }
            for lead in &leads {
                let takers = || queues.iter().filter(|queue| queue.works_for(lead));
                match (sharing.given.get(&lead.lead), sharing.left.get(&lead.lead)) {
                    (Some(code), None) => prop_assert!(takers().any(|queue| &queue.code == code)),
                    (None, Some(LeftOver::Nobody)) => prop_assert_eq!(takers().count(), 0),
                    (None, Some(LeftOver::Off)) => prop_assert!(takers().count() > 0 && takers().all(is_off)),
                    (None, Some(LeftOver::Full)) => prop_assert!(!takers().any(has_room)),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            // Two who work for the same towns differ by one at most, unless one began longer, is full or is off.
            for a in &queues {
                for b in queues.iter().filter(|b| b.towns == a.towns && has_room(b)) {
                    prop_assert!(given(a) == 0 || a.open + given(a) <= b.open + given(b) + 1);
                }
            }
            let mut reversed = leads.clone();
            reversed.reverse();
            prop_assert_eq!(assign_fairly(&reversed, &queues, on), sharing, "the order of the input does not matter");
        }
    }
}
