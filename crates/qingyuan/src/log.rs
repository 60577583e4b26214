//! The program's log, on standard error: lines for people, or a JSON object a line for what collects logs.

use serde_json::{Map, Value, json};
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// Crates of ours that log.
const OURS: [&str; 2] = ["qingyuan", "server"];

/// Begins to log. Nothing of a request's content is ever in it, only what happened.
pub fn begin(as_json: bool) {
    // What libraries say of themselves is heard when it is a warning.
    let heard = Targets::new().with_default(LevelFilter::WARN).with_targets(OURS.map(|target| (target, LevelFilter::INFO)));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let begun = if as_json {
        tracing_subscriber::registry().with(lines.event_format(JsonLines).with_filter(heard)).try_init()
    } else {
        tracing_subscriber::registry().with(lines.with_ansi(false).with_target(false).with_filter(heard)).try_init()
    };
    // There is one log a process, and it is begun here alone.
    debug_assert!(begun.is_ok(), "the log is begun once");
}

struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut to: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields(Map::new());
        event.record(&mut fields);
        let about = event.metadata();
        let mut line = Map::new();
        line.insert("at".to_owned(), json!(chrono::Utc::now()));
        line.insert("level".to_owned(), json!(about.level().as_str()));
        line.insert("target".to_owned(), json!(about.target()));
        line.append(&mut fields.0);
        writeln!(to, "{}", Value::Object(line))
    }
}

/// An event's fields as JSON values.
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), json!(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), json!(value));
    }
}
