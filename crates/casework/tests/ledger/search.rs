//! Leads are found by the number and by the name of their subject, within the scope.

use super::support::{TestLedger, found, subject};
use casework::search::Found;
use casework::{FoundLead, Kind, Reach, Scope};
use serde_json::json;

fn called(id: &str, name: &str, town: &str) -> FoundLead {
    let mut lead = subject(id, &[1]);
    lead.subject_name = name.into();
    lead.hits[0].detail = json!({ "town": town });
    lead
}

#[tokio::test]
async fn a_lead_is_found_by_its_subjects_whole_number_and_by_how_the_name_begins() {
    let ledger = TestLedger::new().await;
    let long = "北山镇前进村便民服务中心二期工程施工承包合同补充协议";
    let leads = vec![
        called("11010519491231002X", "王小花", "东岭镇"),
        called("110105194912310038", "王小华", "北山镇"),
        called("110105194912310046", "王大花", "东岭镇"),
        called("HT-2026-1", long, "北山镇"),
        called("HT-2026-2", "百分之50%工程", "北山镇"),
    ];
    ledger.screen(vec![found("S01", leads)]).await;
    let seek = async |scope: &Scope, text: &str| {
        let found: Vec<Found> = ledger.search(scope, text, 5).await.expect("searched");
        let mut names: Vec<String> = found.into_iter().filter_map(|one| one.subject_name).collect();
        names.sort();
        names
    };
    let all = Scope::everything();
    for whole in ["11010519491231002X", "11010519491231002x", " 11010519491231002X "] {
        assert_eq!(seek(&all, whole).await, ["王小花"], "{whole}");
    }
    assert_eq!(seek(&all, "11010519491231002").await, [""; 0], "a part of a number finds nobody");
    assert_eq!(seek(&all, "王小").await, ["王小华", "王小花"]);
    assert_eq!(seek(&all, "王小花").await, ["王小花"]);
    assert_eq!(seek(&all, "小花").await, [""; 0], "a name is known by how it begins");
    assert_eq!(seek(&all, long).await, [long]);
    assert_eq!(seek(&all, &format!("{long}书")).await, [""; 0]);
    assert_eq!(seek(&all, "百分之5%").await, [""; 0], "signs stand for themselves");
    assert_eq!(seek(&all, "百分之50%").await, ["百分之50%工程"]);
    let east = Scope { towns: Reach::only(["东岭镇"]), ..Scope::everything() };
    assert_eq!(seek(&east, "王小").await, ["王小花"]);
    assert_eq!(seek(&east, "110105194912310038").await, [""; 0], "another town's");
    assert_eq!(seek(&Scope::nothing(), "王小").await, [""; 0]);
    let found = ledger.search(&all, "王小花", 5).await.expect("searched");
    assert_eq!((found[0].kind, &found[0].number, found[0].state.as_str()), (Kind::Lead, &None, "new"));
}
