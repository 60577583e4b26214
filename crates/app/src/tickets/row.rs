//! A row of the hotline's table as a ticket: what its words mean here, where the table does not say it in ours.

use casework::complaint::{Channel, ComplaintDraft, HotlineClass, Identity, Intake, PetitionClass, ReporterKind, Ticket};
use casework::record::HeadDraft;
use chrono::{FixedOffset, NaiveDateTime, TimeZone, Utc};
use std::collections::BTreeMap;

/// The system whose tickets the dataset holds.
const SYSTEM: &str = "12345";
/// What is written where nobody is named.
const NOBODY: &[&str] = &["匿名", "不详", "未知", "无", "保密", "匿名市民", "市民", "群众", "-", "/"];
/// Characters of what was said that go into the title.
const OF_THE_TEXT: usize = 40;

/// The ticket that a row is, or why it is none.
pub(super) fn ticket(row: &BTreeMap<String, String>) -> Result<Ticket, String> {
    let value = |column: &str| row.get(column).map_or("", |value| value.trim());
    let category = value("category");
    let called_at: NaiveDateTime = value("received_at").parse().map_err(|_| "受理时间无法读取".to_owned())?;
    // Departments write Beijing's time.
    let beijing = FixedOffset::east_opt(8 * 3600).expect("eight hours are within a day");
    let called_at = beijing.from_local_datetime(&called_at).single().ok_or("受理时间无法读取")?.with_timezone(&Utc);
    let state = match (value("state"), value("closed_at")) {
        ("", "") => "办理中",
        ("", _) => "已办结",
        (said, _) => said,
    };
    let reporters = reporters(value("caller_name"), value("caller_phone"));
    let said: String = value("content").chars().take(OF_THE_TEXT).collect();
    // Who is to handle it here is for the desk to say: what the hotline thinks of it goes along as words.
    let text = format!("{}\n（热线派单单位：{}；热线办理期限：{}）", value("content"), value("department"), value("due_on"));
    let complaint = ComplaintDraft {
        head: HeadDraft { title: format!("{}：{said}", shortened(category)), ..HeadDraft::default() },
        channel: Channel::Hotline,
        class: petition_class(category),
        reporter: if reporters.is_empty() { ReporterKind::Anonymous } else { ReporterKind::Named },
        text,
        location: None,
        accused: None,
        accused_office: None,
        persons: None,
    };
    Ok(Ticket {
        system: SYSTEM.to_owned(),
        number: value("ticket_no").to_owned(),
        class: hotline_class(category),
        called_at,
        state: state.to_owned(),
        intake: Intake { complaint, reporters },
    })
}

fn shortened(category: &str) -> String {
    category.chars().take(OF_THE_TEXT).collect()
}

/// Who called. Of somebody who gave no name no telephone is kept either.
fn reporters(name: &str, phone: &str) -> Vec<Identity> {
    if name.is_empty() || NOBODY.contains(&name) {
        return Vec::new();
    }
    let phone = Some(phone.to_owned()).filter(|phone| !phone.is_empty());
    vec![Identity { name: name.to_owned(), phone, resident_number: None, address: None }]
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// By the words of the category; the desk classifies again.
fn petition_class(category: &str) -> PetitionClass {
    if holds(category, &["举报", "检举", "控告"]) {
        PetitionClass::Accusation
    } else if holds(category, &["涉法", "涉诉", "诉讼"]) {
        PetitionClass::LegalMatter
    } else if holds(category, &["建议", "意见", "表扬"]) {
        PetitionClass::Suggestion
    } else {
        PetitionClass::Appeal
    }
}

fn hotline_class(category: &str) -> HotlineClass {
    if holds(category, &["紧急", "应急"]) {
        HotlineClass::Urgent
    } else if holds(category, &["疑难"]) {
        HotlineClass::Complex
    } else if holds(category, &["咨询"]) {
        HotlineClass::Consultation
    } else {
        HotlineClass::Complaint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
        let usual = [
            ("ticket_no", "GD2026030500001"),
            ("received_at", "2026-03-05T08:40:00"),
            ("caller_name", "李某"),
            ("caller_phone", "13800138000"),
            ("category", "投诉"),
            ("content", "村里修路的钱账目不公开"),
            ("department", "区农业农村局"),
            ("due_on", "2026-03-12"),
            ("closed_at", ""),
            ("satisfaction", "未评价"),
            ("state", ""),
        ];
        usual.iter().chain(cells).map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_row_is_a_ticket_of_beijings_time_and_its_words_are_read() {
        let ticket = ticket(&row(&[])).expect("a ticket");
        assert_eq!(ticket.called_at.to_rfc3339(), "2026-03-05T00:40:00+00:00");
        assert_eq!((ticket.class, ticket.state.as_str()), (HotlineClass::Complaint, "办理中"));
        let complaint = &ticket.intake.complaint;
        assert_eq!((complaint.class, complaint.reporter), (PetitionClass::Appeal, ReporterKind::Named));
        assert_eq!((complaint.head.title.as_str(), complaint.head.department.as_deref()), ("投诉：村里修路的钱账目不公开", None));
        assert!(complaint.text.ends_with("（热线派单单位：区农业农村局；热线办理期限：2026-03-12）"));
    }

    #[test]
    fn of_a_caller_without_a_name_nothing_is_kept() {
        for name in ["匿名", "不详", "-"] {
            let ticket = ticket(&row(&[("caller_name", name)])).expect("a ticket");
            assert_eq!((ticket.intake.complaint.reporter, ticket.intake.reporters), (ReporterKind::Anonymous, Vec::new()));
        }
    }

    #[test]
    fn the_hotlines_words_decide_class_and_state() {
        let class = |category| ticket(&row(&[("category", category)])).map(|ticket| (ticket.intake.complaint.class, ticket.class));
        assert_eq!(class("举报投诉"), Ok((PetitionClass::Accusation, HotlineClass::Complaint)));
        assert_eq!(class("政策咨询"), Ok((PetitionClass::Appeal, HotlineClass::Consultation)));
        assert_eq!(class("意见建议"), Ok((PetitionClass::Suggestion, HotlineClass::Complaint)));
        assert_eq!(class("涉法涉诉（疑难）"), Ok((PetitionClass::LegalMatter, HotlineClass::Complex)));
        let state = |cells: &[(&str, &str)]| ticket(&row(cells)).map(|ticket| ticket.state);
        assert_eq!(state(&[("closed_at", "2026-03-07T09:00:00")]), Ok("已办结".to_owned()));
        assert_eq!(state(&[("closed_at", "2026-03-07T09:00:00"), ("state", "重办")]), Ok("重办".to_owned()));
        assert_eq!(state(&[("received_at", "")]), Err("受理时间无法读取".to_owned()));
    }
}
