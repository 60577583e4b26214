//! S26: one bank account for several households (多人共用一个银行账号).

use std::collections::BTreeMap;

use super::{Leads, Subject, View};
use crate::records::Who;

const MIN_HOUSEHOLDS: usize = 3;

/// A person's household: that of the register, or alone.
#[derive(PartialEq, Eq)]
enum Home {
    Registered(u16),
    Alone(Who),
}

pub fn find(view: &View, leads: &mut Leads) {
    let mut payments: BTreeMap<u64, Vec<(Who, i64)>> = BTreeMap::new();
    let mut pay = |account: u64, who: Who, amount: i64| {
        payments.entry(account).or_default().push((who, amount));
    };
    view.dibao.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.destitute.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.allowances.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.pensions.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.elderly.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.unemployment.iter().for_each(|row| pay(row.account, row.who, row.amount));
    view.agri.iter().for_each(|row| pay(row.account, row.who, row.amount));
    for (account, paid) in payments {
        let mut homes = Vec::new();
        for (who, _) in &paid {
            let home = home(view, *who);
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        if homes.len() >= MIN_HOUSEHOLDS {
            for (_, amount) in paid {
                leads.hit(26, Subject::Account(account), amount);
            }
        }
    }
}

fn home(view: &View, who: Who) -> Home {
    view.residents.iter().find(|resident| resident.who == who).map_or(Home::Alone(who), |resident| Home::Registered(resident.household))
}
