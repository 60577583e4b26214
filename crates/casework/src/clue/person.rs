//! Persons whom a clue or a case concerns (被反映人、被审查调查人).
//!
//! No resident number is kept. A person is known by a **key** that stays the same from the clue to every case:
//!
//! * where it is known who the person is, an opaque keyed hash of the resident number, made outside with the office's secret
//!   (64 hexadecimal digits; the ledger checks its form and can't undo it);
//! * until then, the place where the person was first written down (`clue:12:1`). Like names never make one person of two; a step
//!   that says who somebody is replaces the key, and the counts follow.
//!
//! Counts of persons count different keys.

use crate::record::{Kind, Refusal, said};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PersonConcerned)]
pub struct Person {
    /// What tells this person from every other.
    pub key: String,
    /// Name (姓名).
    pub name: String,
    /// Office (单位).
    pub office: Option<String>,
    /// Post (职务).
    pub post: Option<String>,
    /// Member of the Party (中共党员): may be given a Party sanction.
    pub party_member: bool,
    /// Public official (公职人员): may be given an administrative sanction.
    pub public_official: bool,
}

/// What is said of a person concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonConcernedDraft)]
pub struct PersonDraft {
    /// Keyed hash of the resident number, where it is known who it is: 64 hexadecimal digits in small letters.
    #[serde(default)]
    pub key: Option<String>,
    /// Name (姓名).
    pub name: String,
    /// Office (单位).
    #[serde(default)]
    pub office: Option<String>,
    /// Post (职务).
    #[serde(default)]
    pub post: Option<String>,
    /// Member of the Party (中共党员).
    pub party_member: bool,
    /// Public official (公职人员).
    pub public_official: bool,
}

/// Whether a text has the form of a keyed hash.
fn is_hash(key: &str) -> bool {
    key.len() == 64 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Adds a person to those of a record.
pub(crate) fn add(persons: &mut Vec<Person>, draft: &PersonDraft, kind: Kind, id: i64) -> Result<(), Refusal> {
    said("姓名", &draft.name)?;
    let key = match &draft.key {
        Some(key) => {
            fits(persons.iter(), key)?;
            key.clone()
        }
        None => format!("{}:{id}:{}", kind.code(), persons.len() + 1),
    };
    persons.push(Person {
        key,
        name: draft.name.trim().to_owned(),
        office: draft.office.clone(),
        post: draft.post.clone(),
        party_member: draft.party_member,
        public_official: draft.public_official,
    });
    Ok(())
}

/// Whether this key can be given to one of these persons, none of whom has it.
pub(crate) fn fits<'p>(others: impl IntoIterator<Item = &'p Person>, key: &str) -> Result<(), Refusal> {
    if !is_hash(key) {
        return Err(Refusal::Unfit { field: "人员标识", problem: "应为 64 位小写十六进制" });
    }
    if others.into_iter().any(|person| person.key == key) {
        return Err(Refusal::Unfit { field: "人员标识", problem: "与本件其他人员相同" });
    }
    Ok(())
}

/// The person of this number, from 1, as people count.
pub(crate) fn numbered(persons: usize, number: u32) -> Result<usize, Refusal> {
    usize::try_from(number)
        .ok()
        .and_then(|number| number.checked_sub(1))
        .filter(|index| *index < persons)
        .ok_or(Refusal::Absent { what: "人员序号", problem: "不存在" })
}
