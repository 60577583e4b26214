//! How complaints come in through the year: on the public page, to the desk, from the hotline.

use super::diary::Diary;
use super::stage::{Stop, Told};
use super::words::Other;
use super::world::{Affair, desk};
use casework::Kind;
use casework::complaint::{Channel, ComplaintDraft, HotlineClass, Identity, Intake, PetitionClass, ReporterKind, Ticket};
use casework::record::{HeadDraft, RecordFilter};
use chrono::TimeDelta;

/// By which way a complaint comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// On the public page, with a code.
    Web,
    /// To the desk.
    Desk(Channel),
    /// From the hotline's machine.
    Machine,
}

/// What a complaint is about.
#[derive(Debug, Clone)]
pub(super) enum About {
    /// A matter that somebody asks to be put right, or for which somebody is accused.
    Affair(PetitionClass, Affair),
    /// Something else: a suggestion, or what courts decide.
    Other(PetitionClass, &'static Other, Affair),
}

impl About {
    pub(super) fn class(&self) -> PetitionClass {
        match self {
            Self::Affair(class, _) | Self::Other(class, ..) => *class,
        }
    }

    pub(super) fn affair(&self) -> &Affair {
        match self {
            Self::Affair(_, affair) | Self::Other(_, _, affair) => affair,
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Affair(_, affair) => format!("反映{}", affair.title()),
            Self::Other(_, other, _) => other.title.to_owned(),
        }
    }

    fn said(&self, diary: &mut Diary) -> String {
        match self {
            Self::Affair(_, affair) => affair.telling.said(&mut diary.chance),
            Self::Other(_, other, affair) => affair.fill(other.said),
        }
    }
}

/// A complaint that came in: its number, whether its reporter is known, and the code where there is one.
pub(super) struct Arrived {
    pub(super) id: i64,
    pub(super) known: bool,
    pub(super) code: Option<String>,
}

/// Comes in by its way.
pub(super) async fn arrive(diary: &mut Diary, about: &About, way: Way) -> Told<Arrived> {
    let reporter = reporter(diary, way);
    let reporters = identities(diary, reporter, about.affair());
    let said = about.said(diary);
    let affair = about.affair();
    let accused = (about.class() == PetitionClass::Accusation).then(|| format!("{}{}", affair.spot.words, affair.matter().accused));
    let channel = match way {
        Way::Web => Channel::Web,
        Way::Machine => Channel::Hotline,
        Way::Desk(channel) => channel,
    };
    let head = HeadDraft {
        title: about.title(),
        priority: Some(affair.priority.to_owned()),
        campaign: if way == Way::Web { None } else { diary.world.campaign() },
        department: None,
        place: affair.spot.place.clone(),
    };
    let persons = (reporter == ReporterKind::Joint).then(|| u32::try_from(reporters.len()).unwrap_or(2) + diary.chance.below(14));
    let complaint = ComplaintDraft {
        head,
        channel,
        class: about.class(),
        reporter,
        text: said,
        location: Some(affair.spot.words.clone()),
        accused,
        accused_office: None,
        persons,
    };
    let intake = Intake { complaint, reporters };
    let known = reporter != ReporterKind::Anonymous;
    match way {
        Way::Web => {
            // The lane of those who run no scripts: the pass is waited for, and worked for by nobody.
            let pass = diary.doing(async { diary.world.space.public_pass(false) }).await?;
            diary.until(diary.at + TimeDelta::seconds(240)).await?;
            let code = diary.doing(diary.world.space.take_in_public(&pass, "", intake)).await?.to_string();
            let id = newest(diary).await?;
            if diary.is(25) {
                // Whoever never types the code back has not complained.
                return Err(Stop::Over);
            }
            diary.until(diary.at + TimeDelta::seconds(45)).await?;
            diary.doing(diary.world.space.confirm_complaint(&code)).await?;
            Ok(Arrived { id, known, code: Some(code) })
        }
        Way::Machine => {
            let number = format!("GD{}{:05}", diary.today().format("%Y%m%d"), diary.chance.below(100_000));
            let called_at = diary.at - TimeDelta::minutes(i64::from(diary.chance.between(3, 50)));
            let class = if diary.is(700) { HotlineClass::Complaint } else { HotlineClass::Complex };
            let ticket = Ticket { system: "12345".to_owned(), number, class, called_at, state: "已派单".to_owned(), intake };
            let caller = diary.world.machine()?;
            let taken = diary.doing(diary.world.space.take_ticket(&caller, ticket)).await?;
            Ok(Arrived { id: taken.complaint.head.id, known, code: None })
        }
        Way::Desk(_) => {
            let [clerk, _] = desk(&mut diary.chance);
            let with_code = known && diary.is(150);
            let caller = diary.caller(clerk)?;
            let (complaint, code) = diary.doing(diary.world.space.take_in(caller, intake, with_code)).await?;
            Ok(Arrived { id: complaint.head.id, known, code: code.map(|code| code.to_string()) })
        }
    }
}

fn reporter(diary: &mut Diary, way: Way) -> ReporterKind {
    use ReporterKind::{Anonymous, Confidential, Joint, Named};
    let choices: &[(ReporterKind, u32)] = match way {
        Way::Web => &[(Anonymous, 50), (Named, 30), (Confidential, 20)],
        Way::Machine => &[(Named, 75), (Anonymous, 15), (Confidential, 10)],
        Way::Desk(Channel::Letter) => &[(Anonymous, 35), (Named, 40), (Joint, 15), (Confidential, 10)],
        Way::Desk(Channel::Visit) => &[(Named, 70), (Joint, 20), (Confidential, 10)],
        Way::Desk(_) => &[(Named, 70), (Anonymous, 20), (Confidential, 10)],
    };
    diary.chance.weighted(choices)
}

fn identities(diary: &mut Diary, kind: ReporterKind, affair: &Affair) -> Vec<Identity> {
    let how_many = match kind {
        ReporterKind::Anonymous => 0,
        ReporterKind::Joint => diary.chance.between(2, 4),
        ReporterKind::Named | ReporterKind::Confidential => 1,
    };
    let one = |diary: &mut Diary| Identity {
        name: diary.world.people.name(&mut diary.chance),
        phone: Some(format!("1380000{:04}", diary.chance.below(10_000))),
        resident_number: None,
        address: affair.spot.place.village.clone(),
    };
    (0..how_many).map(|_| one(diary)).collect()
}

/// The complaint that came in last. Nobody's code tells which complaint it opens.
pub(super) async fn newest(diary: &Diary) -> Told<i64> {
    let filter = RecordFilter { limit: Some(1), ..RecordFilter::default() };
    let lines = diary.doing(diary.world.space.lines(diary.caller("supervisor")?, Kind::Complaint, &filter)).await?;
    lines.first().map(|line| line.id).ok_or(Stop::Over)
}
