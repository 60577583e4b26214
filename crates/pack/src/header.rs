//! How a header cell or a title is compared with what a pack declares.

/// The form in which a dataset's title is looked for in title rows, sheet names and file names: without white space, full-width forms and brackets' content.
pub fn dataset_title_key(title: &str) -> String {
    vocabulary::text::header_key(title)
}
