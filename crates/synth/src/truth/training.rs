//! S24 and S25: training in two places at once, in prison or after death (职业培训补贴).

use super::{Leads, View};

pub fn find(view: &View, leads: &mut Leads) {
    for course in &view.trainings {
        if view
            .trainings
            .iter()
            .any(|other| other.who == course.who && other.school != course.school && other.start <= course.end && course.start <= other.end)
        {
            leads.person(24, course.who, course.amount);
        }
        let imprisoned = view
            .inmates
            .iter()
            .any(|inmate| inmate.who == course.who && inmate.from <= course.end && inmate.to.is_none_or(|to| to >= course.start));
        let dead = view.died(course.who).is_some_and(|date| course.end > date);
        if imprisoned || dead {
            leads.person(25, course.who, course.amount);
        }
    }
}
