//! What the ledger's types look like as JSON (JSON Schema by way of OpenAPI): said beside the types, so that no second
//! description of them can drift.

use crate::clock::Span;
use serde_json::{Value, json};
use std::borrow::Cow;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Schema as AnySchema};
use utoipa::{PartialSchema, ToSchema};

/// Describes closed lists: a string that is one of their codes.
macro_rules! labelled_schema {
    ($($list:ty as $name:literal),+ $(,)?) => {
        $(
            impl utoipa::PartialSchema for $list {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                    $crate::schema::codes(&<$list>::ALL.iter().map(|member| (member.code(), member.zh(), member.en())).collect::<Vec<_>>())
                }
            }

            impl utoipa::ToSchema for $list {
                fn name() -> std::borrow::Cow<'static, str> {
                    std::borrow::Cow::Borrowed($name)
                }
            }
        )+
    };
}
pub(crate) use labelled_schema;

/// A string that is one of these codes; the description says what each means, and `x-labels` says it to programs, in both languages.
pub(crate) fn codes(members: &[(&'static str, &'static str, &'static str)]) -> RefOr<AnySchema> {
    let said = members.iter().map(|(code, zh, _)| format!("`{code}` {zh}")).collect::<Vec<_>>().join("; ");
    let codes: Vec<&str> = members.iter().map(|(code, ..)| *code).collect();
    let labels: Value = members.iter().map(|(code, zh, en)| ((*code).to_owned(), json!({ "zh": zh, "en": en }))).collect();
    let extensions = Extensions::builder().add("x-labels", labels).build();
    let builder = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).description(Some(said));
    RefOr::T(Schema::Object(builder.extensions(Some(extensions)).build()))
}

impl PartialSchema for Span {
    fn schema() -> RefOr<AnySchema> {
        let text = "A length of time: hours `24h`, natural days `15d`, working days `5wd`, natural months `1mo`.";
        RefOr::T(Schema::Object(
            ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{1,9}(h|d|wd|mo)$")).description(Some(text)).build(),
        ))
    }
}

impl ToSchema for Span {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Span")
    }
}

labelled_schema!(
    crate::LeadState as "LeadState",
    crate::ClearReason as "ClearReason",
    crate::Nature as "Nature",
    crate::LeftOver as "LeftOver",
    crate::NoticeWay as "NoticeWay",
    crate::Kind as "Kind",
    crate::Relation as "Relation",
    crate::Role as "Role",
    crate::clock::Colour as "Colour",
    crate::clock::Level as "Level",
    crate::notification::NotificationKind as "NotificationKind",
    crate::clock::Obligation as "Obligation",
);
