//! Progress on standard error: rows, rate, time left.

use app::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;

/// Shows the steps of long work; on something that is no terminal it shows nothing.
pub struct Shown {
    bar: ProgressBar,
    file: Mutex<String>,
}

impl Shown {
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(8));
        Self { bar, file: Mutex::new(String::new()) }
    }

    pub fn step(&self, step: Step<'_>) {
        match step {
            Step::File { name, number, of } => {
                if let Ok(mut file) = self.file.lock() {
                    *file = format!("{number}/{of} {name}");
                }
                self.style("{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
                self.bar.reset();
                self.bar.set_length(0);
                self.tell(0);
            }
            Step::Rows { rows, bytes, of_bytes } => {
                self.bar.set_length(of_bytes);
                self.bar.set_position(bytes);
                self.tell(rows);
            }
            Step::Rule { code, title, number, of } => {
                self.style("{msg} {wide_bar} {pos}/{len} {eta}");
                self.bar.set_length(of as u64);
                self.bar.set_position(number as u64);
                self.bar.set_message(format!("{code} {title}"));
            }
            Step::Made { rows, of } | Step::Chain { events: rows, of } => {
                self.style("{msg} {wide_bar} {pos}/{len} {per_sec} {eta}");
                self.bar.set_length(of);
                self.bar.set_position(rows);
            }
            Step::Day { day, number, of } => {
                self.style("{msg} {wide_bar} {pos}/{len} {eta}");
                self.bar.set_length(of as u64);
                self.bar.set_position(number as u64);
                self.bar.set_message(format!("the year's casework {day}"));
            }
        }
    }

    fn tell(&self, rows: u64) {
        let name = self.file.lock().map(|file| file.clone()).unwrap_or_default();
        self.bar.set_message(format!("{name} {rows} rows"));
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}
