//! Wrongs of S24 and S25: training in two places, in prison or after death.

use chrono::NaiveDate;

use super::scene::Scene;
use crate::calendar::{after, before, years_later};
use crate::records::{Put, Training, Who};
use crate::work::COURSES;

/// Adds a course.
pub fn train(scene: &mut Scene, who: Who, school: usize, start: NaiveDate, end: NaiveDate) {
    let (hours, amount) = scene.chance.one(&[(40, 80_000), (60, 120_000), (80, 150_000)]);
    let course = scene.chance.index(COURSES.len());
    scene.group.rows.trainings.put(Training { who, school, course, start, end, hours, amount });
}

/// S24: one course begins on the last day of the other, or lies within it.
pub fn two_schools(scene: &mut Scene) -> Option<()> {
    let who = scene.person(19..=57)?;
    let start = scene.district.first_day();
    let end = after(start, 20);
    train(scene, who, 0, start, end);
    let second = if scene.variant.is_multiple_of(2) { end } else { after(start, 5) };
    train(scene, who, 1, second, after(second, 10));
    Some(())
}

/// S25: imprisoned on the last day, released on the first, or dead the day before the end.
pub fn prison_or_death(scene: &mut Scene) -> Option<()> {
    let who = scene.person(19..=57)?;
    let start = after(scene.district.first_day(), 9);
    let end = after(start, 25);
    train(scene, who, 2, start, end);
    match scene.variant % 3 {
        0 => scene.die(who, before(end, 1)),
        1 => scene.imprison(who, end, None),
        _ => scene.imprison(who, years_later(start, -1), Some(start)),
    }
    Some(())
}
