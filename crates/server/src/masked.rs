//! Masking (脱敏): numbers of people, telephones and accounts never leave whole, wherever in an answer they stand, and the name of a person whom
//! a lead is about neither. Showing them in full is an endpoint of its own, which asks for a reason. The rows of a lead's evidence show names: whoever
//! compares two files must see what stands in them.

use app::mask_text;
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use vocabulary::mask::mask_name;

/// Fields that hold the product's own numbers and digests, not those of people.
const OWN: &[&str] = &["number", "ticket_number", "files", "digest", "hash", "previous", "hits_digest", "rule_digest", "seq", "next"];

/// An answer with every number of a person masked.
#[derive(Debug)]
pub struct Masked<T>(pub T);

impl<T: Serialize> IntoResponse for Masked<T> {
    fn into_response(self) -> Response {
        match serde_json::to_value(self.0) {
            Ok(mut value) => {
                mask(&mut value);
                Json(value).into_response()
            }
            Err(_) => crate::Problem::internal("应答").into_response(),
        }
    }
}

/// Masks every text in a value.
pub fn mask(value: &mut Value) {
    match value {
        Value::String(text) => {
            // An event keeps what was before and after as JSON in a text.
            if text.starts_with('{')
                && let Ok(mut inner) = serde_json::from_str::<Value>(text)
            {
                mask(&mut inner);
                *text = inner.to_string();
            } else {
                *text = mask_text(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => {
            if fields.get("subject_kind").and_then(Value::as_str) == Some("person")
                && let Some(Value::String(name)) = fields.get_mut("subject_name")
            {
                *name = mask_name(name);
            }
            fields.iter_mut().filter(|(name, _)| !OWN.contains(&name.as_str())).for_each(|(_, value)| mask(value));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn also_in_the_json_of_an_event_but_not_in_the_products_own_numbers() {
        let mut value = json!({
            "number": "20260305000123456", "after": r#"{"subject_id":"11010519491231002X","hits":3}"#, "list": ["13812345678"],
        });
        mask(&mut value);
        assert_eq!(value["number"], "20260305000123456");
        assert_eq!(value["after"], r#"{"hits":3,"subject_id":"1101************2X"}"#);
        assert_eq!(value["list"][0], "138****5678");
    }

    #[test]
    fn a_person_s_name_is_masked_and_a_village_s_is_not() {
        let mut leads =
            json!([{"subject_kind": "person", "subject_name": "王小明"}, {"subject_kind": "village", "subject_name": "前进村"}]);
        mask(&mut leads);
        assert_eq!((&leads[0]["subject_name"], &leads[1]["subject_name"]), (&json!("王**"), &json!("前进村")));
    }
}
