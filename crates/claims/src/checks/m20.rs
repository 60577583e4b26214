//! M20: more bed days than days of the stay (床位日数超住院天数).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::decimal::{Decimal, share};
use crate::knowledge::{Params, Point};
use crate::read::VisitKind;
use chrono::NaiveDate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BedDays;

impl Check for BedDays {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let given = &case.order.given;
        if !given.bed || case.encounter.kind.ok_or(Unknown("就诊类型未知"))? != VisitKind::Inpatient {
            return KEPT;
        }
        let quantity = case.quantity()?;
        let admitted = case.encounter.admitted.ok_or(Unknown("入院日期未知"))?;
        let earlier = case.lineup.within(case.before(), (NaiveDate::MIN, given.day)).map(|(_, other)| other);
        let beds = earlier.filter(|other| other.bed && other.institution == given.institution && other.encounter == given.encounter);
        let sum = beds.filter_map(|other| other.quantity).map(Decimal::units).sum::<i128>() + quantity.units();
        let days = Decimal::days((given.day - admitted).num_days() + 1);
        if sum <= days.units() {
            return KEPT;
        }
        let words = format!("截至当日床位费累计 {} 日，超过住院 {days} 天：{}", Decimal::shown(sum), case.name());
        Violation::above(words, share(case.amount, sum - days.units(), quantity))
    }

    /// Of a stay everything counts; it is kept for as long as any history.
    fn looks_back(&self) -> u32 {
        crate::history::KEPT_DAYS
    }
}

#[cfg(test)]
#[test]
fn bed_days() {
    use super::testing::{cases, day};
    cases(
        "M20",
        "",
        &[
            ("ten days of ten", |b| (b.order().given.bed, b.order().given.quantity) = (true, Some(Decimal::whole(10))), "passed"),
            ("twelve days of ten", |b| (b.order().given.bed, b.order().given.quantity) = (true, Some(Decimal::whole(12))), "R1 3.33"),
            ("no bed", |b| b.quantity("12"), "passed"),
            (
                "an outpatient",
                |b| {
                    (b.order().given.bed, b.order().given.quantity) = (true, Some(Decimal::whole(12)));
                    b.encounter().kind = Some(VisitKind::Outpatient);
                },
                "passed",
            ),
            (
                "another bed before, whatever the item",
                |b| {
                    b.order().given.bed = true;
                    b.also("B", "9").current = false;
                },
                "R1 10.00",
            ),
            (
                "another bed that was refunded",
                |b| {
                    b.order().given.bed = true;
                    b.also("B", "9").current = false;
                    b.also("B", "-1").current = false;
                },
                "passed",
            ),
            (
                "another bed on a later day",
                |b| {
                    b.order().given.bed = true;
                    let other = b.also("B", "9");
                    (other.current, other.given.day) = (false, day(3, 11));
                },
                "passed",
            ),
            ("no day of admission", |b| (b.order().given.bed, b.encounter().admitted) = (true, None), "not evaluated"),
            ("nobody knows which visit", |b| (b.order().given.bed, b.encounter().kind) = (true, None), "not evaluated"),
        ],
    );
}
