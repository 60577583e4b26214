//! Two people at one data folder at the same time.

use crate::support::leads::{assert_same, assert_truth};
use crate::support::{Args, FIRST_START, Folder, QUARANTINED, district};
use std::process::{Child, Stdio};

fn started(folder: &Folder, args: Args<'_>) -> Child {
    folder.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn two_imports_at_once_take_each_file_in_once() {
    let folder = Folder::new();
    let files = district(&folder).join("files");
    let both = [(); 2].map(|()| started(&folder, &[&"import", &files]));
    for mut child in both {
        assert!(matches!(child.wait().unwrap().code(), Some(0 | QUARANTINED)));
    }
    assert_eq!(folder.batches().len(), 18);
    assert_eq!(folder.events(), FIRST_START + 18, "each batch has one event");
    folder.screen(&[]);
    assert_truth(&folder.leads(), &district(&folder).join("truth.csv"));
}

#[test]
fn screening_while_files_come_in_ends_with_the_same_leads() {
    let folder = Folder::new();
    let files = district(&folder).join("files");
    let mut import = started(&folder, &[&"import", &files]);
    while import.try_wait().unwrap().is_none() {
        folder.run(&[&"screen"]).expect(0);
    }
    folder.screen(&[]);
    assert_eq!(folder.batches().len(), 18);
    assert_same(&folder.leads(), &Folder::screened().leads());
    folder.events();
}

#[test]
fn two_screenings_at_once_make_each_lead_once() {
    let folder = Folder::new();
    folder.import(&[&district(&folder).join("files")]).expect(QUARANTINED);
    let both = [(); 2].map(|()| started(&folder, &[&"screen"]));
    for mut child in both {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_same(&folder.leads(), &Folder::screened().leads());
    folder.events();
}
