//! Reporting: the form, what is wrong with it, and what becomes of it.

use super::field::{Choice, Field};
use super::form::{PICTURES, Sent};
use super::pictures::{self, PictureField, Refused};
use super::words::{Lang, put};
use super::{Frame, Switch, code, page};
use crate::Services;
use crate::problem::Problem;
use app::casework::LedgerError;
use app::casework::complaint::{Channel, ComplaintDraft, Identity, Intake, PetitionClass, ReporterKind};
use app::casework::gate::{self, GateError};
use app::casework::record::HeadDraft;
use app::{AppError, PublicLimits};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::borrow::Cow;
use std::collections::BTreeMap;
use vocabulary::{Priority, fold};

/// Characters of the longest text, as the ledger keeps it, and of the longest line.
pub const LONGEST_TEXT: usize = 10_000;
const LONGEST_LINE: usize = 200;

/// Characters of the title that is made of a text.
const TITLE: usize = 40;

/// What is wrong with the form, by field.
type Errors = BTreeMap<&'static str, Cow<'static, str>>;

/// What is told above the form; with the seconds that are to be waited, if any.
struct Notice {
    text: String,
    seconds: i64,
}

impl Notice {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), seconds: 0 }
    }

    fn wait(text: &str, seconds: i64) -> Self {
        Self { text: put(text, "seconds", seconds), seconds }
    }
}

#[derive(Template)]
#[template(path = "public/report.html")]
struct Page<'a> {
    f: Frame,
    sent: &'a Sent,
    errors: &'a Errors,
    notice: Option<Notice>,
    decide: String,
    finish: String,
    /// A pass for a page that runs scripts; empty where one was worked for already.
    work: String,
    bits: u32,
    wait: String,
    /// So many pictures may come with it.
    most: u32,
}

impl Page<'_> {
    /// The fields with something wrong, in the order in which they stand on the page.
    fn wrong(&self) -> Vec<(&'static str, &'static str, &str)> {
        let w = self.f.w;
        let labels = [
            ("class", w.class),
            ("priority", w.priority),
            ("text", w.text),
            ("place", w.place),
            ("accused", w.accused),
            ("who", w.who),
            ("name", w.name),
            ("phone", w.phone),
            ("address", w.address),
            (PICTURES, w.pictures),
        ];
        labels.into_iter().filter_map(|(id, label)| Some((id, label, self.errors.get(id)?.as_ref()))).collect()
    }

    fn choice<'s>(
        &'s self,
        id: &'static str,
        label: &'static str,
        value: &'s str,
        choices: Vec<(&'static str, &'static str)>,
    ) -> Choice<'s> {
        Choice { id, label, required: self.f.w.required, error: self.errors.get(id).map(AsRef::as_ref), choices, value }
    }

    fn class(&self) -> Choice<'_> {
        let w = self.f.w;
        let choices = vec![
            (PetitionClass::Accusation.code(), w.class_accusation),
            (PetitionClass::Appeal.code(), w.class_appeal),
            (PetitionClass::Suggestion.code(), w.class_suggestion),
        ];
        self.choice("class", w.class, &self.sent.class, choices)
    }

    fn who(&self) -> Choice<'_> {
        let w = self.f.w;
        let choices = vec![
            (ReporterKind::Anonymous.code(), w.who_anonymous),
            (ReporterKind::Confidential.code(), w.who_confidential),
            (ReporterKind::Named.code(), w.who_named),
        ];
        self.choice("who", w.who, &self.sent.who, choices)
    }

    fn text(&self) -> Field {
        let w = self.f.w;
        let required = Some(w.required);
        Field { required, rows: 9, ..self.field("text", w.text, Some(w.text_hint), &self.sent.text) }
    }

    fn pictures(&self) -> PictureField {
        PictureField::of(self.f.lang, self.most, self.errors.get(PICTURES).map(ToString::to_string))
    }

    fn line(&self, id: &str) -> Field {
        let w = self.f.w;
        match id {
            "place" => self.field("place", w.place, Some(w.place_hint), &self.sent.place),
            "accused" => self.field("accused", w.accused, Some(w.accused_hint), &self.sent.accused),
            "name" => self.field("name", w.name, None, &self.sent.name),
            "phone" => self.field("phone", w.phone, Some(w.phone_hint), &self.sent.phone),
            _ => self.field("address", w.address, None, &self.sent.address),
        }
    }

    fn field(&self, id: &'static str, label: &'static str, hint: Option<&'static str>, value: &str) -> Field {
        let error = self.errors.get(id).map(ToString::to_string);
        Field { id, label, hint, error, value: value.to_owned(), rows: 1, ..Field::default() }
    }
}

/// The empty form.
pub async fn begin(services: &Services, lang: Lang) -> Result<Response, Problem> {
    let sent = Sent { pass: services.workspace.public_pass(false)?, ..Sent::default() };
    show(services, lang, StatusCode::OK, &sent, &Errors::new(), None).await
}

/// The form as it was typed, in this language.
pub async fn again(services: &Services, lang: Lang, mut sent: Sent) -> Result<Response, Problem> {
    if !matches!(services.workspace.check_pass(&sent.pass, &sent.solution), Ok(()) | Err(GateError::TooEarly { .. })) {
        renew(services, &mut sent)?;
    }
    show(services, lang, StatusCode::OK, &sent, &lost(lang, !sent.pictures.is_empty()), None).await
}

/// The form as it was typed, with why its pictures are not taken.
pub async fn refused(services: &Services, lang: Lang, sent: Sent, Refused(status, said): Refused) -> Result<Response, Problem> {
    show(services, lang, status, &sent, &Errors::from([(PICTURES, said.into())]), None).await
}

/// Pictures were chosen, and have to be chosen again: no page can put them back into its form.
fn lost(lang: Lang, chosen: bool) -> Errors {
    if chosen { Errors::from([(PICTURES, lang.words().pictures_again.into())]) } else { Errors::new() }
}

/// Takes the form in, or shows it again with what is wrong.
pub async fn submit(services: &Services, lang: Lang, from: &str, mut sent: Sent) -> Result<Response, Problem> {
    let w = lang.words();
    let read = read(&sent, lang);
    let notice = match services.workspace.check_pass(&sent.pass, &sent.solution) {
        Ok(()) => None,
        Err(GateError::TooEarly { seconds }) => Some(Notice::wait(w.too_early, seconds)),
        Err(_) => Some(Notice::wait(w.pass_over, renew(services, &mut sent)?)),
    };
    let intake = match (read, notice) {
        (Ok(intake), None) => intake,
        (read, notice) => {
            let errors = read.err().into_iter().flatten().chain(lost(lang, !sent.pictures.is_empty())).collect();
            return show(services, lang, StatusCode::UNPROCESSABLE_ENTITY, &sent, &errors, notice).await;
        }
    };
    let most = services.workspace.public_limits().await?.pictures;
    let taken = match pictures::looked_at(services, lang, from, std::mem::take(&mut sent.pictures), most) {
        Ok(taken) => taken,
        Err(refusal) => return refused(services, lang, sent, refusal).await,
    };
    let lost = lost(lang, !taken.is_empty());
    let again = async |status, sent: &Sent, notice| show(services, lang, status, sent, &lost, Some(notice)).await;
    if services.doors.admit_complaint(services, from).is_err() {
        return again(StatusCode::TOO_MANY_REQUESTS, &sent, Notice::plain(w.too_many)).await;
    }
    match services.workspace.take_in_public(&sent.pass, &sent.solution, intake).await {
        Ok(code) => {
            let code = code.to_string();
            let attached = pictures::attach(services, &code, &taken).await;
            code::show(services, lang, &code, None, pictures::told(lang, &attached)).await
        }
        Err(AppError::Ledger(LedgerError::Gate(_))) => {
            let seconds = renew(services, &mut sent)?;
            again(StatusCode::UNPROCESSABLE_ENTITY, &sent, Notice::wait(w.pass_used, seconds)).await
        }
        Err(error) => {
            let problem = Problem::from(error);
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            if status.is_server_error() {
                return again(status, &sent, Notice::plain(w.failed)).await;
            }
            again(status, &sent, Notice::plain(&problem.detail)).await
        }
    }
}

/// Another pass instead of one that is not good any more; the seconds until it is.
fn renew(services: &Services, sent: &mut Sent) -> Result<i64, Problem> {
    sent.pass = services.workspace.public_pass(false)?;
    sent.solution.clear();
    Ok(gate::WAIT.num_seconds())
}

async fn show(
    services: &Services,
    lang: Lang,
    status: StatusCode,
    sent: &Sent,
    errors: &Errors,
    notice: Option<Notice>,
) -> Result<Response, Problem> {
    let w = lang.words();
    let office = services.workspace.public_office().await?;
    let PublicLimits { decide, finish, pictures: most, .. } = services.workspace.public_limits().await?;
    let work = if sent.solution.is_empty() { services.workspace.public_pass(true)? } else { String::new() };
    let shown = Page {
        f: Frame::new(lang, &office, Switch::Button("again")),
        sent,
        errors,
        notice,
        decide: put(w.next_decide, "decide", lang.span(decide)),
        finish: put(w.next_finish, "finish", lang.span(finish)),
        work,
        bits: gate::DIFFICULTY,
        wait: put(w.wait_note, "seconds", gate::WAIT.num_seconds()),
        most,
    };
    Ok(page(status, &shown))
}

/// What the form says, or what is wrong with it.
fn read(sent: &Sent, lang: Lang) -> Result<Intake, Errors> {
    let w = lang.words();
    let mut errors = Errors::new();
    // A matter of the courts is told apart by the desk.
    let class = PetitionClass::from_code(&sent.class).filter(|class| *class != PetitionClass::LegalMatter);
    let who = ReporterKind::from_code(&sent.who).filter(|who| *who != ReporterKind::Joint);
    if class.is_none() {
        errors.insert("class", w.need_class.into());
    }
    if sent.text.trim().is_empty() {
        errors.insert("text", w.need_text.into());
    } else if sent.text.chars().count() > LONGEST_TEXT {
        errors.insert("text", w.long_text.into());
    }
    if who.is_none() {
        errors.insert("who", w.need_who.into());
    }
    let identity = [("name", &sent.name), ("phone", &sent.phone), ("address", &sent.address)];
    match who {
        Some(ReporterKind::Anonymous) => {
            errors.extend(identity.iter().filter(|(_, said)| !said.trim().is_empty()).map(|(id, _)| (*id, w.anonymous_filled.into())));
        }
        Some(_) if sent.name.trim().is_empty() => _ = errors.insert("name", w.need_name.into()),
        _ => {}
    }
    if !errors.contains_key("phone") && !is_phone(&sent.phone) {
        errors.insert("phone", w.bad_phone.into());
    }
    for (id, said) in [("place", &sent.place), ("accused", &sent.accused)].into_iter().chain(identity) {
        if said.chars().count() > LONGEST_LINE {
            errors.insert(id, w.long_line.into());
        }
    }
    let (Some(class), Some(who), true) = (class, who, errors.is_empty()) else { return Err(errors) };
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let priority = Priority::from_code(&sent.priority).map(|priority| priority.code().to_owned());
    let complaint = ComplaintDraft {
        head: HeadDraft { title: title(&sent.text), priority, ..HeadDraft::default() },
        channel: Channel::Web,
        class,
        reporter: who,
        text: sent.text.trim().to_owned(),
        location: said(&sent.place),
        accused: said(&sent.accused),
        accused_office: None,
        persons: None,
    };
    let reporters =
        said(&sent.name).map(|name| Identity { name, phone: said(&sent.phone), resident_number: None, address: said(&sent.address) });
    Ok(Intake { complaint, reporters: reporters.into_iter().collect() })
}

/// Empty, or a telephone number as people write it.
fn is_phone(text: &str) -> bool {
    let text = fold(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.trim().is_empty()
        || ((5..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()".contains(c)))
}

/// The first sentence, as far as a title goes.
fn title(text: &str) -> String {
    let first =
        text.trim().split(['\n', '。', '！', '？', '；', '!', '?']).map(str::trim).find(|part| !part.is_empty()).unwrap_or(text.trim());
    first.chars().take(TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Sent {
        Sent { class: "accusation".into(), text: "村里把低保给了亲戚。".into(), who: "anonymous".into(), ..Sent::default() }
    }

    fn wrong(sent: &Sent) -> Vec<&'static str> {
        read(sent, Lang::Zh).err().unwrap_or_default().into_keys().collect()
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_and_at_its_field() {
        assert_eq!(wrong(&Sent::default()), ["class", "text", "who"]);
        assert_eq!(wrong(&Sent { class: "legal_matter".into(), who: "joint".into(), ..good() }), ["class", "who"]);
        let identity = Sent { name: "张三".into(), phone: "13800138000".into(), address: "某村".into(), ..good() };
        assert_eq!(wrong(&identity), ["address", "name", "phone"], "of who is anonymous nothing is taken");
        assert_eq!(wrong(&Sent { who: "named".into(), phone: "打村委会".into(), ..good() }), ["name", "phone"]);
        let long = Sent { text: "字".repeat(10_001), place: "字".repeat(201), accused: "字".repeat(201), ..good() };
        assert_eq!(wrong(&long), ["accused", "place", "text"]);
    }

    #[test]
    fn what_is_right_is_taken_as_it_was_said() {
        let taken = read(&good(), Lang::En).expect("taken");
        assert_eq!((taken.complaint.head.title.as_str(), taken.reporters.len()), ("村里把低保给了亲戚", 0));
        assert_eq!((taken.complaint.location, taken.complaint.head.priority), (None, None));
        let named = Sent {
            who: "confidential".into(),
            name: " 张三 ".into(),
            phone: "０５３１－1234567".into(),
            priority: "subsidies".into(),
            place: "东岭镇".into(),
            ..good()
        };
        let taken = read(&named, Lang::Zh).expect("taken");
        assert_eq!((taken.complaint.head.priority.as_deref(), taken.complaint.location.as_deref()), (Some("subsidies"), Some("东岭镇")));
        assert_eq!((taken.reporters[0].name.as_str(), &taken.reporters[0].address), ("张三", &None));
    }

    #[test]
    fn a_title_is_the_first_sentence_and_short() {
        assert_eq!(title("\n 路坏了！\n没人修"), "路坏了");
        assert_eq!(title(&"字".repeat(99)).chars().count(), TITLE);
        assert_eq!(title("！！"), "！！");
    }
}
