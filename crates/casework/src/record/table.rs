//! Reads a table of states and steps and holds a state machine against it, cell by cell.

use std::fmt::Debug;

/// The first line of `table` names the steps, each further line a state and then the state that each step leads to; a dot is a
/// refusal. Every state and every step has to be there, in the order of its list.
pub(crate) fn check<S: Copy + Debug + PartialEq + 'static, T: Copy + Debug + PartialEq + 'static>(
    table: &str,
    states: &[S],
    steps: &[T],
    state_code: fn(S) -> &'static str,
    step_code: fn(T) -> &'static str,
    next: impl Fn(S, T) -> Option<S>,
) {
    let rows: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|row| !row.is_empty()).collect();
    let named: Vec<&str> = steps.iter().map(|step| step_code(*step)).collect();
    assert_eq!(rows[0], named, "every step is in the table");
    let named: Vec<&str> = states.iter().map(|state| state_code(*state)).collect();
    assert_eq!(rows[1..].iter().map(|row| row[0]).collect::<Vec<_>>(), named, "every state is in the table");
    for (row, state) in rows[1..].iter().zip(states) {
        assert_eq!(row.len(), steps.len() + 1, "a cell for each step: {row:?}");
        for (expected, step) in row[1..].iter().zip(steps) {
            let found = next(*state, *step).map_or(".", state_code);
            assert_eq!(found, *expected, "{} {}", row[0], step_code(*step));
        }
    }
}
