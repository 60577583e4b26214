//! Where a lead belongs (归属): what a scope by town, village, institution or school goes by.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Where a lead belongs, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// Town or subdistrict (镇街).
    pub town: Option<String>,
    /// Village or community (村居), written `town/village`.
    pub village: Option<String>,
    /// Code of the medical institution (机构编码).
    pub institution: Option<String>,
    /// Code of the school (学校编码).
    pub school: Option<String>,
}

impl Place {
    /// From the subject, where it is itself a place, and else from what all hits agree on: the columns `town`, `village`,
    /// `institution_code` and `school_code` of their detail. Hits that disagree leave it unknown, and so within the scope of
    /// those alone who see them all.
    pub(crate) fn of<'a>(subject_kind: &str, subject_id: &str, details: impl Iterator<Item = &'a Value> + Clone) -> Self {
        let agreed = |column: &str| agreed(details.clone().map(|detail| text(detail, column)));
        let mut place = Self {
            town: agreed("town"),
            village: agreed_village(details.clone()),
            institution: agreed("institution_code"),
            school: agreed("school_code"),
        };
        match subject_kind {
            "town" => place.town = Some(subject_id.to_owned()),
            "village" => {
                place.village = Some(subject_id.to_owned());
                if let Some((town, _)) = subject_id.split_once('/') {
                    place.town = Some(town.to_owned());
                }
            }
            "institution" => place.institution = Some(subject_id.to_owned()),
            "school" => place.school = Some(subject_id.to_owned()),
            _ => {}
        }
        place
    }
}

fn text<'a>(detail: &'a Value, column: &str) -> Option<&'a str> {
    detail.get(column)?.as_str().filter(|text| !text.is_empty())
}

fn agreed_village<'a>(details: impl Iterator<Item = &'a Value>) -> Option<String> {
    let mut villages = details.map(|detail| Some((text(detail, "town")?, text(detail, "village")?)));
    let (town, village) = villages.next()??;
    villages.all(|other| other == Some((town, village))).then(|| format!("{town}/{village}"))
}

fn agreed<'a>(mut values: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn place(kind: &str, id: &str, details: &[Value]) -> [Option<String>; 4] {
        let place = Place::of(kind, id, details.iter());
        [place.town, place.village, place.institution, place.school]
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_subject_that_is_a_place_says_so_itself() {
        assert_eq!(place("village", "东岭镇/甲村", &[]), [some("东岭镇"), some("东岭镇/甲村"), None, None]);
        assert_eq!(place("town", "东岭镇", &[]), [some("东岭镇"), None, None, None]);
        assert_eq!(place("school", "X001", &[]), [None, None, None, some("X001")]);
        assert_eq!(place("institution", "H01", &[json!({"institution_code": "H02"})]), [None, None, some("H01"), None]);
    }

    #[test]
    fn hits_that_agree_say_it_and_hits_that_do_not_leave_it_unknown() {
        let east = json!({"town": "东岭镇", "village": "甲村", "institution_code": "H01", "school_code": "X001"});
        let other = json!({"town": "东岭镇", "village": "乙村", "institution_code": "", "school_code": 1});
        assert_eq!(place("person", "1", &[east.clone(), east.clone()]), [some("东岭镇"), some("东岭镇/甲村"), some("H01"), some("X001")]);
        assert_eq!(place("person", "1", &[east.clone(), other]), [some("东岭镇"), None, None, None]);
        assert_eq!(place("person", "1", &[east, json!({})]), [None, None, None, None]);
        assert_eq!(place("person", "1", &[json!({"village": "甲村"})]), [None, None, None, None]);
        assert_eq!(place("person", "1", &[]), [None, None, None, None]);
    }
}
