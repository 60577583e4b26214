//! A whole district, made and written group by group.

use std::path::Path;

use crate::chance::Chance;
use crate::columns::each_line;
use crate::error::SynthError;
use crate::group::Group;
use crate::output::Output;
use crate::places::District;
use crate::plan::{Plan, Style, Summary};
use crate::spool::Spool;
use crate::{land, lots, payments, people, registers, spoil, truth, work, wrongs};

/// How many groups are made between two reports of progress.
const REPORT: u64 = 500;

/// Writes a district: `files/`, `manifest.csv` (file, dataset, rows to be accepted and quarantined) and `truth.csv` (every lead of the
/// subsidies rules over the accepted rows).
///
/// People are made in groups of some eight households, one after another, and forgotten when they are written: ten million rows need
/// no more memory than ten thousand. `progress` is told rows done and rows expected.
///
/// # Errors
/// When the plan asks for too much or too little, or a file cannot be written.
pub fn write_district(plan: &Plan, out: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Summary, SynthError> {
    plan.check()?;
    let district = District::new(plan);
    let mut output = Output::create(plan, &district, out)?;
    let mut spool = Spool::create(out)?;
    for index in 0..district.groups {
        let group = make(plan, &district, index)?;
        spool.add(&group, &truth::evaluate(&group))?;
        each_line(&district, &group, |line| output.take(line))?;
        if index % REPORT == REPORT - 1 {
            let rows = output.rows();
            progress(rows, rows * district.groups / (index + 1));
        }
    }
    let rows = output.rows();
    let leads = spool.finish(&out.join("truth.csv"))?;
    let files = output.finish()?;
    progress(rows, rows);
    Ok(Summary { files, leads, rows })
}

/// Makes one group of households with all its rows; what is spoiled is decided here, before anything is evaluated.
fn make(plan: &Plan, district: &District, index: u64) -> Result<Group, SynthError> {
    let mut chance = Chance::new(district.seed, index);
    let mut group = people::settle(district, index, &mut chance);
    let lots = lots::draw(district, &mut group, &mut chance);
    registers::fill(district, &mut group, &lots, &mut chance);
    payments::fill(district, &mut group, &lots, &mut chance);
    work::fill(district, &mut group, &lots, &mut chance);
    land::fill(district, &mut group, &lots, &mut chance);
    wrongs::plant(plan, district, &mut group, &mut chance)?;
    if district.style == Style::Department {
        spoil::spoil(&mut group, &mut chance);
    }
    Ok(group)
}
