//! What comes round: what the program does by itself every day, notifications read, the hotline's file of the month, the departments' files.

use super::arrive::{self, About};
use super::complaints;
use super::diary::{Diary, moment};
use super::leads;
use super::stage::Told;
use super::world::Affair;
use crate::duties::{Channels, Duty, machine};
use crate::error::AppError;
use crate::screen::ScreenRequest;
use casework::complaint::{ComplaintState, OutsideStateDraft, PetitionClass};
use casework::people::{ApiKeyDraft, KeyOperation};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use vocabulary::{Month, beijing_day};

/// Days before the last one on which the departments hand in their files.
const HANDED_IN: u64 = 150;
/// Days before the last one on which everything is screened once more.
const SCREENED_AGAIN: u64 = 25;
/// Days before the last one up to which everybody has read what they were told.
const READ: u64 = 4;
/// The day as of which the sample is screened: its last.
const AS_OF: (i32, u32, u32) = (2022, 12, 31);

/// The hotline's machine gets its key, and the words of its states their meaning.
pub(super) async fn hotline_joined(diary: &mut Diary) -> Told {
    let draft = ApiKeyDraft {
        name: "区12345热线中心工单对接".to_owned(),
        institution: None,
        department: None,
        system: Some("12345".to_owned()),
        operations: [KeyOperation::TicketsWrite, KeyOperation::TicketsRead].into(),
        per_minute: 60,
        expires_at: diary.at + Days::new(366),
    };
    let caller = diary.caller("secadmin")?;
    // Its secret is told to nobody: whoever wants to connect a machine has it made anew.
    let (key, _) = diary.doing(diary.world.space.create_key(caller, draft)).await?;
    diary.world.set_machine(key.caller("10.30.0.12"));
    for (word, state) in [("已派单", ComplaintState::Received), ("处理中", ComplaintState::Handling), ("已办结", ComplaintState::Closed)]
    {
        diary.minutes(2, 6).await?;
        let draft = OutsideStateDraft {
            system: Some("12345".to_owned()),
            word: word.to_owned(),
            state: Some(state),
            source: "区12345热线与信访受理衔接办法".to_owned(),
        };
        let caller = diary.caller("sysadmin")?;
        diary.doing(diary.world.space.set_outside_state(caller, &draft)).await?;
    }
    Ok(())
}

/// The program's duties, each working day, as the served program does them: what is due is told, what is overdue climbs.
pub(super) async fn duties(mut diary: Diary) -> Told {
    let channels = Channels::default();
    loop {
        let Ok(day) = diary.world.calendar.add_working_days(diary.today(), 1) else { return Ok(()) };
        let is_new_month = day.month() != diary.today().month();
        diary.until(moment(day, 9 * 60 + 1)).await?;
        let space = &diary.world.space;
        space.do_duty(Duty::Escalate, &channels, diary.at).await?;
        if day.weekday() == Weekday::Mon {
            space.do_duty(Duty::PlanLookBacks, &channels, diary.at).await?;
        }
        if is_new_month {
            drawn(&diary).await?;
        }
    }
}

/// A share of the issues closed in the last month is drawn; here the seed is the month's, so that every demonstration draws the same.
async fn drawn(diary: &Diary) -> Told {
    let ledger = &diary.world.space.ledger;
    let month = Month::of(diary.today()).previous();
    if ledger.may_be_drawn(&machine(), month, diary.at).await? {
        let seed: String = Sha256::digest(format!("demonstration {month}")).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut work = ledger.begin(&machine(), diary.at).await?;
        work.draw_look_backs(month, &seed).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Everybody reads what they were told, now and then; of the last days it lies there unread.
pub(super) async fn reading(mut diary: Diary) -> Told {
    let last = moment(beijing_day(diary.world.ends) - Days::new(READ), 17 * 60 + 20);
    loop {
        let next = (diary.at + Days::new(28)).min(last);
        if next <= diary.at {
            return Ok(());
        }
        diary.until(next).await?;
        let world = Arc::clone(&diary.world);
        for caller in world.everybody() {
            let space = &world.space;
            if diary.doing(space.notification_counts(caller)).await?.unread > 0 {
                diary.doing(space.mark_notifications_read(caller, &[])).await?;
            }
        }
    }
}

/// The hotline's file of each month: tickets of those days on which its machine did not answer.
pub(super) async fn files_of_tickets(mut diary: Diary) -> Told {
    let folder = diary.world.space.data.join("sample").join("tickets");
    std::fs::create_dir_all(&folder).map_err(AppError::io("creating", &folder))?;
    loop {
        diary.days(20, 22).await?;
        let day = diary.today();
        let mut rows = vec!["工单号,受理时间,诉求人,联系电话,诉求类别,诉求内容,承办单位,办理期限,办结时间,满意度,工单状态".to_owned()];
        let mut told = Vec::new();
        for number in 0..2 {
            let (world, month) = (Arc::clone(&diary.world), diary.month());
            let priority = diary.chance.index(5);
            let affair = Affair::new(&world, priority, month, &mut diary.chance);
            let known = diary.is(700);
            let name = if known { world.people.name(&mut diary.chance) } else { "匿名".to_owned() };
            let phone = if known { format!("1380000{:04}", diary.chance.below(10_000)) } else { String::new() };
            let received = day - Days::new(1);
            let said = affair.fill(affair.matter().said).replace(',', "，");
            rows.push(format!(
                "GD{}{number:05},{received} 1{number}:2{number}:00,{name},{phone},投诉举报求助,{said},{},{},,未评价,处理中",
                received.format("%Y%m%d"),
                affair.matter().office,
                received + Days::new(7),
            ));
            told.push((affair, known));
        }
        let path = folder.join(format!("12345热线工单{}.csv", day.format("%Y-%m")));
        std::fs::write(&path, rows.join("\n") + "\n").map_err(AppError::io("writing", &path))?;
        let desk = diary.world.space.acting(diary.caller("linlan")?);
        diary.doing(desk.import(&[path], Some("hotline_tickets"), &|_| {})).await?;
        // The rows became complaints in their order.
        let last = arrive::newest(&diary).await?;
        let first = last + 1 - i64::try_from(told.len()).unwrap_or_default();
        for (id, (affair, known)) in (first..).zip(told) {
            let about = About::Affair(PetitionClass::Appeal, affair);
            diary.begin(diary.at, "ticket", move |diary| complaints::by_file(diary, about, id, known));
        }
    }
}

/// The departments hand in their files, and everything is screened; later once more, so that what was exempted is muted.
pub(super) async fn handed_in(mut diary: Diary) -> Told {
    let last = beijing_day(diary.world.ends);
    let (in_at, again_at) = (working(&diary, last - Days::new(HANDED_IN))?, working(&diary, last - Days::new(SCREENED_AGAIN))?);
    diary.until(moment(in_at, 9 * 60 + 40)).await?;
    let space = diary.world.space.clone();
    let files = space.data.join("sample").join("files");
    let import = diary.doing(space.import(&[files], None, &|_| {})).await?;
    diary.until(diary.at + chrono::TimeDelta::minutes(25)).await?;
    let (year, month, day) = AS_OF;
    let request = ScreenRequest { as_of: NaiveDate::from_ymd_opt(year, month, day), ..ScreenRequest::default() };
    let screen = diary.doing(space.screen(&request, &|_| {})).await?;
    diary.world.keep_reports(import, screen);
    diary.begin(diary.at, "leads", leads::given_out);
    diary.until(moment(again_at, 9 * 60 + 40)).await?;
    diary.doing(space.screen(&request, &|_| {})).await?;
    Ok(())
}

/// The first working day from this one on.
fn working(diary: &Diary, day: NaiveDate) -> Told<NaiveDate> {
    diary.world.calendar.add_working_days(day - Days::new(1), 1).map_err(|_| super::stage::Stop::Over)
}
