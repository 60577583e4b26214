//! Medical claims at the command line.

use crate::support::{Folder, root};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The sample's folder (`kb.csv`, `requests.ndjson`, `expected.csv`), unfolded beside a data folder.
fn sample(folder: &Folder) -> PathBuf {
    let into = folder.path("claims");
    let archive = std::fs::File::open(root().join("tests/fixtures/claims.zip")).unwrap();
    zip::ZipArchive::new(archive).unwrap().extract(&into).unwrap();
    into
}

#[test]
fn a_replay_gives_one_reply_a_request_and_exactly_the_warnings_expected() {
    let folder = Folder::new();
    let (sample, out) = (sample(&folder), folder.path("replies.ndjson"));
    let (knowledge, requests) = (sample.join("kb.csv"), sample.join("requests.ndjson"));
    let args: &[&dyn AsRef<std::ffi::OsStr>] =
        &[&"claims", &"replay", &"--json", &"--knowledge", &knowledge, &"--requests", &requests, &"--out", &out];
    let report = folder.run(args).expect(0).json();
    assert_eq!((report["points"].as_u64(), report["messages"].as_u64(), report["refused"].as_u64()), (Some(528), Some(1000), Some(0)));
    assert!(!folder.lake().exists(), "a replay opens no data folder");

    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let (bodies, replies) = (read(&requests), read(&out));
    assert_eq!(replies.lines().count(), 1000);
    let mut found = BTreeSet::new();
    for (body, reply) in bodies.lines().zip(replies.lines()) {
        let (body, reply): (Value, Value) = (serde_json::from_str(body).unwrap(), serde_json::from_str(reply).unwrap());
        for result in reply["output"]["result"].as_array().into_iter().flatten() {
            let word = |value: &Value| value.as_str().unwrap().to_owned();
            let amount = format!("{:.2}", result["vola_amt"].as_f64().unwrap());
            let rx_id = word(&result["judge_result_detail_dtos"][0]["rx_id"]);
            found.insert([word(&body["msgid"]), word(&result["rule_id"]), rx_id, amount, word(&result["sev_deg"])].join(","));
        }
    }
    let expected: BTreeSet<String> = read(&sample.join("expected.csv")).lines().skip(1).map(str::to_owned).collect();
    assert!(found == expected, "missing {:?}\nextra {:?}", expected.difference(&found).next(), found.difference(&expected).next());
}

#[test]
fn a_faulty_knowledge_base_is_refused_with_file_line_and_column_and_nothing_is_written() {
    let folder = Folder::new();
    let (sample, out) = (sample(&folder), folder.path("replies.ndjson"));
    let (knowledge, requests) = (folder.path("more.csv"), sample.join("requests.ndjson"));
    let header = "point_id,rule,item_code,item_name,params,answer,amount,evidence,valid_from,valid_to";
    std::fs::write(&knowledge, format!("{header}\nP1,M09,A,,,remind,order,,,\n")).unwrap();
    let kb = sample.join("kb.csv");
    let refused = folder.run(&[&"claims", &"replay", &"--knowledge", &kb, &knowledge, &"--requests", &requests, &"--out", &out]).expect(1);
    assert!(refused.err.contains("more.csv 第 2 行 params 列：M09：缺少参数 max"), "{}", refused.err);
    assert!(!out.exists());
}

#[test]
fn what_is_no_envelope_is_answered_in_its_place() {
    let folder = Folder::new();
    let (sample, out) = (sample(&folder), folder.path("replies.ndjson"));
    let (knowledge, requests) = (sample.join("kb.csv"), folder.path("requests.ndjson"));
    std::fs::write(&requests, "[]\n\n{\"infno\": \"3101\"}\nnot json").unwrap();
    let args: &[&dyn AsRef<std::ffi::OsStr>] =
        &[&"claims", &"replay", &"--knowledge", &knowledge, &"--requests", &requests, &"--out", &out];
    folder.run(args).expect(0);
    let replies = std::fs::read_to_string(&out).unwrap();
    let replies: Vec<Value> = replies.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(replies.iter().map(|reply| reply["infcode"].as_i64()).collect::<Vec<_>>(), [Some(-1); 3]);
    assert_eq!(replies[1]["err_msg"], "msgid：不能为空");
}
