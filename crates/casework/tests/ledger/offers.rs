//! What is offered to whom: the steps of one's role, those that are not possible now with the reason.

use super::accountability::{FILE, act, head};
use super::support::{TestLedger, agree, assign, at, caller, confirm, found, moment, office, staff, subject};
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource};
use casework::record::Offer;
use casework::{LeadChange, LedgerError, Role, Scope};

fn possible(offers: &[Offer]) -> Vec<&str> {
    offers.iter().filter(|offer| offer.possible).map(|offer| offer.step.as_str()).collect()
}

fn reason<'a>(offers: &'a [Offer], step: &str) -> &'a str {
    let offer = offers.iter().find(|offer| offer.step == step).expect("a step of the role");
    offer.reason.as_deref().expect("a reason")
}

#[tokio::test]
async fn an_issue_offers_each_the_steps_of_their_role_that_the_state_allows() {
    let ledger = TestLedger::new().await;
    ledger.with_file(FILE).await;
    let (zhang, clerk, wang) = (office("zhang"), staff("clerk", "民政局"), office("wang"));
    let draft =
        IssueDraft { head: head("账实不符", None), source: IssueSource::Inspection, description: "账实不符".into(), amount: None };
    let id = ledger.open_record::<Issue>(&zhang, moment("2026-03-05"), draft).await.expect("an issue").head.id;
    let offers = async |who| ledger.offers::<Issue>(who, moment("2026-03-06"), id).await;
    let by = async |who, change| act::<Issue>(&ledger, who, "2026-03-06", id, change).await.expect("allowed");

    assert_eq!(possible(&offers(&zhang).await.expect("offers")), ["assign", "merge"]);
    assert!(matches!(offers(&clerk).await, Err(LedgerError::NotFound { .. })), "what one does not see is not there");

    by(&zhang, IssueChange::Assign { department: "民政局".into(), due_on: None }).await;
    let of_clerk = offers(&clerk).await.expect("offers");
    assert_eq!(possible(&of_clerk), ["accept", "return"]);
    assert_eq!(reason(&of_clerk, "submit"), "状态为“已交办”，不能“申请销号”");
    assert!(of_clerk.iter().all(|offer| offer.step != "verify"), "what is another's to do is not shown");
    assert_eq!((of_clerk[0].zh.as_str(), of_clerk[0].en.as_str()), ("签收", "Accept"));

    by(&clerk, IssueChange::Accept { owner: None }).await;
    assert_eq!(reason(&offers(&zhang).await.expect("offers"), "extend"), "延期申请不存在");
    by(&clerk, IssueChange::Start { measures: "重新盘点".into() }).await;
    by(&clerk, IssueChange::Submit { text: "已盘点".into(), files: vec![FILE.into()] }).await;
    by(&zhang, IssueChange::Verify { text: "相符".into(), files: vec![] }).await;
    let of_zhang = offers(&zhang).await.expect("offers");
    assert_eq!(reason(&of_zhang, "close"), "zhang 已参与“核验”，“销号”须由他人进行");
    assert_eq!(possible(&offers(&wang).await.expect("offers")), ["reject", "close"]);
}

#[tokio::test]
async fn what_is_offered_of_a_lead_is_what_can_be_done_with_it() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[100])])]).await;
    let id = ledger.only().await.id;
    let offers = async |who: &str, role| ledger.lead_offers(&caller(who, role), at(3), id).await.expect("offers");
    assert_eq!(possible(&offers("li", Role::Supervisor).await), ["assign"]);
    assert!(offers("reader", Role::Reader).await.is_empty());
    ledger.by("li", id, assign()).await.expect("assigned");
    ledger.by("li", id, LeadChange::StartVerifying).await.expect("taken up");
    assert!(possible(&offers("zhao", Role::DepartmentStaff).await).contains(&"confirm"));
    ledger.by("zhao", id, confirm()).await.expect("confirmed");
    assert_eq!(reason(&offers("zhao", Role::Supervisor).await, "agree"), "zhao 已参与“核实”，“复核同意”须由他人进行");
    assert_eq!(possible(&offers("wang", Role::Supervisor).await), ["agree", "send_back"]);
    ledger.by("wang", id, agree()).await.expect("agreed");
    assert!(possible(&offers("wang", Role::Supervisor).await).is_empty());
    let elsewhere = casework::Caller { scope: Scope::nothing(), ..caller("far", Role::Supervisor) };
    assert!(matches!(ledger.lead_offers(&elsewhere, at(3), id).await, Err(LedgerError::NotFound { .. })));
}
