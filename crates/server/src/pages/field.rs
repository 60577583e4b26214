//! A field of a form with its label, hint and error: who cannot see the page is told of all three with the field.

use askama::Template;

/// A field to write in.
#[derive(Template, Default)]
#[template(path = "public/field.html")]
pub struct Field {
    /// Its name in the form, and in the page.
    pub id: &'static str,
    /// Label.
    pub label: &'static str,
    /// That it has to be filled in, in words.
    pub required: Option<&'static str>,
    /// What is meant.
    pub hint: Option<&'static str>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What was typed.
    pub value: String,
    /// Lines; more than one is a larger field.
    pub rows: u8,
    /// Digits alone are typed.
    pub digits: bool,
}

impl Field {
    fn aria(&self) -> String {
        let mut aria = String::new();
        let hint = self.hint.map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let described: Vec<String> = hint.into_iter().chain(error).collect();
        if !described.is_empty() {
            aria.push_str(&format!(" aria-describedby=\"{}\"", described.join(" ")));
        }
        if self.required.is_some() {
            aria.push_str(" aria-required=\"true\"");
        }
        if self.error.is_some() {
            aria.push_str(" aria-invalid=\"true\"");
        }
        aria
    }
}

/// One of a few to be chosen.
#[derive(Template)]
#[template(path = "public/choice.html")]
pub struct Choice<'a> {
    /// Its name in the form, and in the page.
    pub id: &'static str,
    /// Label.
    pub label: &'static str,
    /// That it has to be chosen, in words.
    pub required: &'static str,
    /// What is wrong with it.
    pub error: Option<&'a str>,
    /// Codes and what each means.
    pub choices: Vec<(&'static str, &'static str)>,
    /// The code that was chosen.
    pub value: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_told_with_its_hint_and_its_error_and_holds_what_was_typed() {
        let field = Field {
            id: "text",
            label: "发生了什么",
            required: Some("必填"),
            hint: Some("何时何地"),
            error: Some("请写明".into()),
            value: "</textarea><script>".into(),
            rows: 8,
            digits: false,
        };
        let html = field.render().expect("a field");
        assert!(html.contains("aria-describedby=\"text-hint text-error\" aria-required=\"true\" aria-invalid=\"true\""), "{html}");
        assert!(!html.contains("<script>"), "{html}");
        let plain = Field { id: "code", label: "查询码", rows: 1, digits: true, ..Field::default() }.render().expect("a field");
        assert!(!plain.contains("aria-") && plain.contains("inputmode=\"numeric\""), "{plain}");
    }
}
