use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc)
}

fn calendar() -> WorkCalendar {
    WorkCalendar::builtin()
}

fn clock(obligation: Obligation, start: &str) -> Clock {
    Clock::start(obligation, &Limits::default(), at(start), &calendar()).expect("covered")
}

/// What is owed, when it begins, and the last day for it: the limits of the law, natural days as natural days and months as months.
#[test]
fn every_limit_ends_on_the_day_that_the_law_gives() {
    const TABLE: &str = "
        complaint_acceptance  2026-09-20T02:00:00Z 2026-10-05
        complaint_finish      2026-09-20T02:00:00Z 2026-11-19
        review_request        2026-09-20T02:00:00Z 2026-10-20
        hotline_consultation  2026-09-30T02:00:00Z 2026-10-08
        hotline_complaint     2026-09-30T02:00:00Z 2026-10-13
        inquiry_answer        2026-02-13T02:00:00Z 2026-03-12
        clue_proposal         2026-01-31T02:00:00Z 2026-02-28
        case_examination      2026-01-31T02:00:00Z 2026-05-01
        issue_acceptance      2026-02-13T02:00:00Z 2026-02-24
    ";
    for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [obligation, start, expected] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
        let clock = clock(Obligation::from_code(obligation).expect("an obligation"), start);
        assert_eq!(clock.due_on().to_string(), expected, "{line}");
    }
}

#[test]
fn a_clock_turns_yellow_three_working_days_before_and_red_when_the_day_is_over() {
    let clock = clock(Obligation::IssueRectification, "2026-09-08T02:00:00Z"); // due on 8 October, after the holidays
    assert_eq!(clock.due_on().to_string(), "2026-10-08");
    for (moment, expected) in [
        ("2026-09-27T02:00:00Z", Colour::Green),  // the 28th, 29th, 30th and 8 October are left
        ("2026-09-28T02:00:00Z", Colour::Yellow), // three are left
        ("2026-10-03T02:00:00Z", Colour::Yellow), // in the holidays
        ("2026-10-08T15:59:59Z", Colour::Yellow), // the last second in Beijing
        ("2026-10-08T16:00:00Z", Colour::Red),
    ] {
        assert_eq!(clock.colour(at(moment), 3, &calendar()), Ok(expected), "{moment}");
    }
}

#[test]
fn a_day_in_a_year_that_the_calendar_does_not_have_is_far_off_and_no_error() {
    let far = Clock::until(Obligation::InterviewHolding, "7183-01-04".parse().expect("a day"), at("2026-09-08T02:00:00Z"));
    assert_eq!(far.colour(at("2026-09-08T02:00:00Z"), 3, &calendar()), Ok(Colour::Green));
}

#[test]
fn meeting_one_obligation_leaves_every_other_clock_alone() {
    let mut clocks = Clocks::default();
    clocks.start(clock(Obligation::ComplaintAcceptance, "2026-03-02T02:00:00Z"));
    clocks.start(clock(Obligation::ComplaintFinish, "2026-03-02T02:00:00Z"));
    clocks.meet(Obligation::ComplaintAcceptance, at("2026-03-05T02:00:00Z"));
    assert!(clocks.open(Obligation::ComplaintAcceptance).is_none());
    assert_eq!(clocks.next().map(|clock| clock.obligation), Some(Obligation::ComplaintFinish));
    // Told once more, it does nothing: a clock that has ended stays as it ended.
    clocks.meet(Obligation::ComplaintAcceptance, at("2026-09-05T02:00:00Z"));
    assert_eq!(clocks.0[0].course, Course::Met(at("2026-03-05T02:00:00Z")));
}

#[test]
fn what_was_done_in_time_never_becomes_late_afterwards() {
    let mut clock = clock(Obligation::IssueAcceptance, "2026-03-02T02:00:00Z");
    clock.meet(at("2026-03-03T02:00:00Z"));
    assert_eq!(clock.colour(at("2027-03-03T02:00:00Z"), 3, &calendar()), Ok(Colour::Met));
    let mut late = self::clock(Obligation::IssueAcceptance, "2026-03-02T02:00:00Z");
    late.meet(at("2026-03-10T02:00:00Z"));
    assert_eq!(late.colour(at("2026-03-10T02:00:00Z"), 3, &calendar()), Ok(Colour::MetLate));
}

/// Length, when it stands still and runs again, the day on which it was due, and the day on which it is due then.
#[test]
fn the_time_that_a_clock_stood_still_is_added_at_its_end() {
    for (span, from, to, before, after) in [
        (Span::Days(15), "2026-03-05T02:00:00Z", "2026-03-10T02:00:00Z", "2026-03-17", "2026-03-22"),
        (Span::Days(15), "2026-03-05T02:00:00Z", "2026-03-05T09:00:00Z", "2026-03-17", "2026-03-17"),
        // Friday to Monday are three natural days and one working day.
        (Span::WorkingDays(5), "2026-03-06T02:00:00Z", "2026-03-09T02:00:00Z", "2026-03-09", "2026-03-10"),
        (Span::Months(1), "2026-03-05T02:00:00Z", "2026-03-10T02:00:00Z", "2026-04-02", "2026-04-07"),
    ] {
        let started_at = at("2026-03-02T02:00:00Z");
        let due_at = span.after(started_at, &calendar()).expect("covered");
        let obligation = Obligation::IssueRectification;
        let mut clock = Clock { obligation, span, started_at, due_at, course: Course::Running, extensions: Vec::new(), told: 0 };
        assert_eq!(clock.due_on().to_string(), before, "{span}");
        clock.pause(at(from)).expect("it runs");
        assert_eq!(clock.colour(at("2027-01-04T02:00:00Z"), 3, &calendar()), Ok(Colour::Paused));
        assert!(clock.pause(at(from)).is_err());
        clock.resume(at(to), &calendar()).expect("it stands still");
        assert_eq!(clock.due_on().to_string(), after, "{span} {from} {to}");
        assert!(clock.resume(at(to), &calendar()).is_err());
    }
}

#[test]
fn an_extension_is_given_once_by_another_person_and_no_longer_than_may_be() {
    let moment = at("2026-03-20T02:00:00Z");
    let fresh = || clock(Obligation::ComplaintFinish, "2026-03-02T02:00:00Z"); // due on 1 May
    let extend = |clock: &mut Clock, span, asked, approved| clock.extend(span, asked, approved, "案情复杂", moment, &calendar());
    let mut clock = fresh();
    assert_eq!(extend(&mut clock, Span::Days(30), "li", "wang"), Ok(()));
    assert_eq!(clock.due_on().to_string(), "2026-05-31");
    assert!(matches!(extend(&mut clock, Span::Days(1), "li", "wang"), Err(Refusal::TooOften { .. })));
    assert!(matches!(extend(&mut fresh(), Span::Days(30), "li", "li"), Err(Refusal::SamePerson { .. })));
    assert!(matches!(extend(&mut fresh(), Span::Days(31), "li", "wang"), Err(Refusal::Unfit { .. })));
    assert!(matches!(extend(&mut fresh(), Span::Months(2), "li", "wang"), Err(Refusal::Unfit { .. })));
    assert!(matches!(extend(&mut fresh(), Span::Days(0), "li", "wang"), Err(Refusal::Unfit { .. })));
    let mut none = self::clock(Obligation::ComplaintAcceptance, "2026-03-02T02:00:00Z");
    assert!(matches!(extend(&mut none, Span::Days(1), "li", "wang"), Err(Refusal::Unfit { .. })));
    let mut met = fresh();
    met.meet(moment);
    assert!(matches!(extend(&mut met, Span::Days(1), "li", "wang"), Err(Refusal::Unfit { .. })));
}

#[test]
fn a_record_owes_one_thing_once_and_a_stopped_clock_is_never_late() {
    let mut clocks = Clocks::default();
    clocks.start(clock(Obligation::IssueRectification, "2026-03-02T02:00:00Z"));
    clocks.start(clock(Obligation::IssueRectification, "2026-03-20T02:00:00Z"));
    assert_eq!(clocks.0.iter().filter(|clock| clock.is_open()).count(), 1);
    assert_eq!(clocks.open(Obligation::IssueRectification).map(|clock| clock.started_at), Some(at("2026-03-20T02:00:00Z")));
    clocks.stop_all(at("2026-03-21T02:00:00Z"));
    assert_eq!(clocks.next(), None);
    assert_eq!(clocks.0[1].colour(at("2027-01-04T02:00:00Z"), 3, &calendar()), Ok(Colour::Stopped));
}
