//! What the machine's administrator does on the command line: accounts, offices, the state of the installation.

use crate::support::{Folder, text};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The lines of `config check` that are not as they have to be.
fn wrong(folder: &Folder, code: i32) -> Vec<String> {
    let lines = folder.run(&[&"config", &"check", &"--json"]).expect(code).json();
    lines.as_array().unwrap().iter().filter(|line| line["ok"] == false).map(|line| text(&line["what"])).collect()
}

#[test]
fn an_account_is_made_with_a_password_told_once_disabled_enabled_and_reset() {
    let folder = Folder::new();
    folder.run(&[&"office", &"add", &"--code", &"民政局", &"--name", &"民政局", &"--kind", &"department"]).expect(0);
    let resident: &[&dyn AsRef<std::ffi::OsStr>] =
        &[&"office", &"add", &"--code", &"派驻一组", &"--name", &"派驻第一组", &"--kind", &"resident", &"--watches", &"民政局"];
    folder.run(resident).expect(0);
    assert!(folder.run(resident).expect(1).err.contains("已存在"));
    assert_eq!(folder.run(&[&"office", &"list", &"--json"]).expect(0).json().as_array().unwrap().len(), 2);

    let create = |login: &'static str, role: &'static str| {
        folder.run(&[&"user", &"create", &login, &"--name", &"王敏", &"--role", &role, &"--office", &"民政局", &"--json"])
    };
    let made = create("wang", "department_staff").expect(0).json();
    let password = text(&made["password"]);
    assert!(password.len() >= 20 && made["account"]["must_change_password"] == true, "{made:#}");
    create("wang", "department_staff").expect(1);
    assert!(create("li", "chief").expect(1).err.contains("is no role"));

    let status = || -> String {
        let lines = folder.run(&[&"user", &"list", &"--json"]).expect(0).json();
        let line = lines.as_array().unwrap().iter().find(|line| line["login"] == "wang").unwrap().clone();
        text(&line["status"])
    };
    folder.run(&[&"user", &"disable", &"wang", &"--reason", &"调离"]).expect(0);
    assert_eq!(status(), "disabled");
    folder.run(&[&"user", &"disable", &"wang"]).expect(2);
    folder.run(&[&"user", &"enable", &"wang", &"--reason", &"返岗"]).expect(0);
    folder.run(&[&"user", &"unlock", &"wang", &"--reason", &"本人申请"]).expect(0);
    assert_eq!(status(), "active");
    assert!(folder.run(&[&"user", &"enable", &"nobody-here", &"--reason", &"无"]).expect(1).err.contains("no account"));
    let reset = folder.run(&[&"user", &"reset-password", &"wang", &"--reason", &"遗忘口令", &"--json"]).expect(0).json();
    assert_ne!(text(&reset["password"]), password);

    // Told once: no list has it, and nothing on disk.
    let listed = folder.run(&[&"user", &"list"]).expect(0).out;
    assert!(listed.contains("wang") && !listed.contains(&password), "{listed}");
    folder.events();
    for path in crate::support::files_below(&folder.path("data")) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(password.len()).any(|window| window == password.as_bytes()), "{}", path.display());
    }
}

#[test]
fn the_configuration_is_looked_at_and_nothing_is_made() {
    let folder = Folder::new();
    assert_eq!(wrong(&folder, 0), [""; 0]);
    assert!(!folder.path("data").exists(), "looking makes nothing");
    folder.events();
    assert_eq!(wrong(&folder, 0), [""; 0]);
    let listed = folder.run(&[&"config", &"check"]).expect(0).out;
    assert!(listed.contains("database") && listed.contains("ok"), "{listed}");
}

#[cfg(unix)]
#[test]
fn what_is_not_as_it_has_to_be_is_named_and_ends_with_one() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.events();
    let key = folder.path("data/keys/ledger.key");
    set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    set_permissions(folder.path("data"), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(wrong(&folder, 1), ["data folder", "keys"]);
    set_permissions(folder.path("data"), Permissions::from_mode(0o700)).unwrap();
    set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    // Another's keys, no keys, and a file that is no database.
    let own = std::fs::read(&key).unwrap();
    std::fs::write(&key, [7; 32]).unwrap();
    assert_eq!(wrong(&folder, 1), ["database"]);
    std::fs::remove_file(&key).unwrap();
    assert_eq!(wrong(&folder, 1), ["keys"]);
    assert!(!key.exists(), "looking makes no keys");
    std::fs::write(&key, own).unwrap();
    set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(wrong(&folder, 0), [""; 0]);
    std::fs::write(folder.path("data/qingyuan.db"), "no database at all, and long enough to be read as one".repeat(40)).unwrap();
    assert_eq!(wrong(&folder, 1), ["database"]);
}

#[test]
fn a_log_line_is_a_json_object_where_asked_for() {
    let folder = Folder::new();
    folder.run(&[&"--log", &"other", &"audit", &"verify"]).expect(2);
    let first = |form: &'static str| {
        let mut command = folder.command(&[&"--log", &form, &"serve", &"--listen", &"127.0.0.1:0", &"--json"]);
        let mut serving = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(serving.stderr.take().unwrap()).read_line(&mut line).unwrap();
        serving.kill().unwrap();
        serving.wait().unwrap();
        line
    };
    let line: Value = serde_json::from_str(&first("json")).unwrap();
    assert_eq!((text(&line["message"]).as_str(), text(&line["level"]).as_str()), ("serving", "INFO"), "{line:#}");
    assert!(text(&line["address"]).starts_with("127.0.0.1:") && line["at"].is_string(), "{line:#}");
    let line = first("human");
    assert!(line.contains("INFO serving address=127.0.0.1:"), "{line}");
}
