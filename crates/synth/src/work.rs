//! Work: employees' insurance (职工社保), unemployment benefit (失业金), training (职业培训).

use crate::calendar::{Month, after};
use crate::chance::Chance;
use crate::group::Group;
use crate::lists::Scheme;
use crate::lots::{Lot, Work};
use crate::places::District;
use crate::records::{Insurance, Payment, Put, Training, Who};

/// The four schemes of each insured month.
pub const SCHEMES: [Scheme; 4] = [Scheme::OldAge, Scheme::Unemployment, Scheme::Injury, Scheme::Medical];
/// Division codes (参保地) of the province and, more seldom, of others.
const REGIONS: [(u32, u32); 6] = [(370_302, 700), (370_303, 120), (370_102, 100), (370_203, 60), (320_102, 12), (110_105, 8)];
/// Courses (培训项目).
pub const COURSES: [&str; 10] = ["育婴", "焊工", "电工", "中式烹调", "养老护理", "家政服务", "电子商务", "叉车驾驶", "茶艺", "保安"];

/// Insures, pays and trains a group's people.
pub fn fill(district: &District, group: &mut Group, lots: &[Lot], chance: &mut Chance) {
    for (who, lot) in (0..group.registered).zip(lots) {
        let last = lot.death.map_or(district.last_month(), Month::of);
        match lot.work {
            Work::Employed => {
                let low = lot.poor;
                insure(district, group, who, low, last, chance);
            }
            Work::Lost(month) => {
                insure(district, group, who, false, month.min(last), chance);
                benefit(district, group, who, month.plus(1), last, chance);
            }
            Work::None => {}
        }
        if (18..60).contains(&lot.age) && chance.in_1000(29) {
            train(district, group, who, chance);
        }
    }
}

fn insure(district: &District, group: &mut Group, who: Who, low: bool, last: Month, chance: &mut Chance) {
    let mut job = job(district, low, chance);
    // one in twelve changes to another firm on the way
    let change = chance.in_1000(80).then(|| chance.one(&district.months));
    for month in district.months.iter().copied() {
        if month > last {
            break;
        }
        if change == Some(month) {
            job = self::job(district, low, chance);
        }
        let (employer, region, base) = job;
        for scheme in SCHEMES {
            group.rows.insurance.put(Insurance { who, month, base, region, employer, scheme });
        }
    }
}

/// Employer, region and contribution base (缴费基数).
fn job(district: &District, low: bool, chance: &mut Chance) -> (u32, u32, i64) {
    let base =
        if low && !chance.in_1000(250) { chance.one(&[180_000, 221_000, 250_000, 299_900]) } else { chance.hundredths(380, 1_500) * 1_000 };
    let employer = u32::try_from(chance.index(district.employers.len())).unwrap_or(0);
    (employer, chance.weighted(&REGIONS), base)
}

fn benefit(district: &District, group: &mut Group, who: Who, from: Month, last: Month, chance: &mut Chance) {
    let amount = chance.one(&[162_000, 172_800, 189_000]);
    let account = group.account(who, 1, district);
    let until = from.plus(chance.between(2, 11)).min(last);
    for month in district.months.iter().copied() {
        if (from..=until).contains(&month) {
            group.rows.unemployment.put(Payment { who, month, amount, account });
        }
    }
}

fn train(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    let start = chance.day(district.first_day(), district.last_day());
    let (hours, amount) = chance.one(&[(40, 80_000), (60, 120_000), (60, 150_000), (80, 150_000)]);
    group.rows.trainings.put(Training {
        who,
        school: chance.index(district.schools.len()),
        course: chance.index(COURSES.len()),
        start,
        end: after(start, u64::from(7 + chance.below(33))),
        hours,
        amount,
    });
}
