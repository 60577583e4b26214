//! The year as a whole: which stories begin when. What stands in a list today, due, overdue, sent back or waiting, is where a story has
//! come to by the year's last moment.

use super::arrive::{About, Way};
use super::diary::{Diary, moment};
use super::inspections::{self, Course};
use super::stage::Told;
use super::world::Affair;
use super::{campaign, chores, clues, complaints, follow, issues, rules, words};
use casework::case::Form;
use casework::complaint::{Channel, PetitionClass};
use casework::notice::NoticeKind;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use clues::Fate;
use std::sync::Arc;
use vocabulary::beijing_day;

/// Complaints by each way in a whole year, beside those that the hotline sends by file and those that repeat others.
const WAYS: [(Way, usize); 5] = [
    (Way::Web, 58),
    (Way::Desk(Channel::Letter), 34),
    (Way::Desk(Channel::Visit), 30),
    (Way::Desk(Channel::Phone), 24),
    (Way::Machine, 26),
];
/// One complaint in so many is said by others as well.
const REPEATED: usize = 12;

/// Fates of clues that are no accusation's, with the day of the year on which they begin and how many persons they concern.
const CLUES: [(Fate, u64, u32); 12] = [
    (Fate::Case(Form::First), 24, 1),
    (Fate::Case(Form::Fourth), 33, 2),
    (Fate::Held, 41, 1),
    (Fate::Case(Form::Second), 58, 2),
    (Fate::Settled, 77, 1),
    (Fate::Case(Form::Third), 92, 1),
    (Fate::Asked, 124, 1),
    (Fate::Case(Form::Second), 171, 1),
    (Fate::Checked, 215, 1),
    (Fate::Case(Form::Third), 262, 2),
    (Fate::Case(Form::Second), 296, 1),
    (Fate::Asked, 338, 1),
];

/// What has to be open to the public, by priority.
const DISCLOSURES: [(&str, &str, &str); 12] = [
    (
        "rural",
        "一季度村集体收支情况公开",
        "全区各村集体经济组织一季度收入、支出、债权债务明细已在村务公开栏公布，并可在区农村产权交易平台查询。",
    ),
    ("canteens", "春季学期学校食堂伙食费收支公开", "各中小学春季学期伙食费收入、食材支出、人工支出及结余退还情况已在校门口和家长群公布。"),
    ("registry", "不动产登记办理时限和收费标准公开", "一般登记五个工作日办结，抵押登记两个工作日办结；收费标准和减免范围见办事大厅公示。"),
    ("subsidies", "本年度惠民惠农补贴政策清单公开", "三十二项补贴的对象、标准、申请方式、主管部门和监督电话已汇编成册，镇村可取阅。"),
    ("medical", "定点医药机构检查结果公开", "上半年现场检查定点医药机构四十六家，发现问题一百一十八项，已责令退回违规费用并依法处理。"),
    ("rural", "集体资产资源招租信息公开", "本季度公开招租集体鱼塘、厂房、机动地二十三宗，成交结果已在平台公布。"),
    ("canteens", "秋季学期供餐单位名单公开", "经公开招标，秋季学期八家供餐单位名单、合同期限和每餐价格公布。"),
    ("subsidies", "低保对象动态调整结果公开", "本季度新增、停发、调整低保对象情况已在村居公示，隐去证件号码和账号。"),
    ("registry", "历史遗留小区办证进展公开", "六个历史遗留小区已完成首次登记，其余四个的责任单位和完成时限公布。"),
    ("rural", "三季度村集体收支情况公开", "三季度村集体收入、支出和债权债务明细已公布，未按时公开的两个村已约谈。"),
    ("subsidies", "养老待遇死亡停发比对结果公开", "本月比对死亡信息四百余条，停发待遇和追回资金情况按镇街公布。"),
    ("medical", "医保基金违规费用退回情况公开", "截至本月，违规使用的医保基金退回情况按机构类别公布，接受监督。"),
];

/// Begins everything.
pub(super) async fn whole(mut diary: Diary) -> Told {
    let first = diary.today();
    diary.until(moment(first, 9 * 60 + 10)).await?;
    chores::hotline_joined(&mut diary).await?;
    campaign::begun(&mut diary).await?;
    let last = beijing_day(diary.world.ends);
    diary.begin(diary.at, "duties", chores::duties);
    diary.begin(diary.at, "reading", chores::reading);
    diary.begin(diary.at, "tickets", chores::files_of_tickets);
    diary.begin(diary.at, "files", chores::handed_in);
    diary.begin(moment(last - Days::new(135), 10 * 60), "rules", rules::governed);
    diary.begin(moment(last - Days::new(3), 10 * 60), "rules", rules::waiting);
    said(&mut diary, first, last);
    looked_for(&mut diary, first, last);
    suspected(&mut diary, first);
    for (number, (priority, title, text)) in DISCLOSURES.into_iter().enumerate() {
        let day = first + Days::new(24 + 30 * number as u64);
        let head = diary.head(title.to_owned(), priority);
        let at = diary.office_hours(day);
        diary.begin(at, "notice", move |diary| follow::notice(diary, None, NoticeKind::Disclosure, head, text.to_owned()));
    }
    Ok(())
}

/// Days of the year, spread evenly with some chance; the last of them is within the last week.
fn spread(diary: &mut Diary, count: usize, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let days = u32::try_from((last - first).num_days()).unwrap_or(365).saturating_sub(4);
    let count = u32::try_from(count).unwrap_or(1).max(1);
    (0..count)
        .map(|place| first + Days::new(u64::from(2 + days * place / count + diary.chance.below(days / count + 1))))
        .map(|day| day.min(last))
        .collect()
}

/// A moment in the office hours of the first working day from this one on.
fn at_work(diary: &mut Diary, day: NaiveDate) -> DateTime<Utc> {
    let day = diary.world.calendar.add_working_days(day - Days::new(1), 1).unwrap_or(day);
    diary.office_hours(day)
}

/// An affair of the priority whose turn it is.
fn affair(diary: &mut Diary, priority: usize, day: NaiveDate) -> Affair {
    let world = Arc::clone(&diary.world);
    // What is said of a month is said in the next.
    let month = (day.month() + 10) % 12 + 1;
    Affair::new(&world, priority, month, &mut diary.chance)
}

/// Complaints.
fn said(diary: &mut Diary, first: NaiveDate, last: NaiveDate) {
    let mut number = 0_usize;
    for (way, count) in WAYS {
        let count = diary.world.share(count);
        let mut days = spread(diary, count, first, last);
        // Whoever comes in the last days finds the desk not yet at it.
        days.extend([last - Days::new(4), last - Days::new(1)]);
        for day in days {
            number += 1;
            let affair = affair(diary, number, day);
            let about = about(diary, number, affair);
            let repeats = match &about {
                About::Affair(PetitionClass::Appeal, _) if number.is_multiple_of(REPEATED) => 1 + diary.chance.below(2),
                _ => 0,
            };
            // People write in the evening and on days off; offices are open when they are.
            let at = if way == Way::Web { moment(day, 7 * 60 + diary.chance.below(16 * 60)) } else { at_work(diary, day) };
            diary.begin(at, "complaint", move |diary| complaints::complaint(diary, about, way, repeats));
        }
    }
}

fn about(diary: &mut Diary, number: usize, affair: Affair) -> About {
    use PetitionClass::{Accusation, Appeal, LegalMatter, Suggestion};
    let class = diary.chance.weighted(&[(Appeal, 70), (Accusation, 15), (Suggestion, 10), (LegalMatter, 5)]);
    match class {
        Suggestion => {
            // In the order of the priorities, twice.
            let own = words::SUGGESTIONS.len() / 2;
            let place = number % own + if diary.is(500) { own } else { 0 };
            About::Other(class, &words::SUGGESTIONS[place], affair)
        }
        LegalMatter => About::Other(class, &words::LEGAL[diary.chance.index(words::LEGAL.len())], affair),
        Appeal | Accusation => About::Affair(class, affair),
    }
}

/// Issues that others handed over, inspections, risks.
fn looked_for(diary: &mut Diary, first: NaiveDate, last: NaiveDate) {
    let (handed, visits, risks) = (diary.world.share(22), diary.world.share(18), diary.world.share(14));
    let mut days = spread(diary, handed, first, last);
    // The audit of the quarter hands over many at once, and most of them are under way on the last day.
    let audited = diary.world.share(26);
    days.extend(spread(diary, audited, last - Days::new(40), last));
    for (number, day) in days.into_iter().enumerate() {
        let affair = affair(diary, number, day);
        let at = at_work(diary, day);
        if number % 9 == 4 {
            diary.begin(at, "issue", move |diary| issues::twice(diary, affair));
        } else {
            diary.begin(at, "issue", move |diary| issues::handed_over(diary, affair));
        }
    }
    let mut days = spread(diary, visits, first, last);
    // Two are still to come on the last day.
    days.extend([last - Days::new(2), last - Days::new(1)]);
    for (number, day) in days.into_iter().enumerate() {
        let mut affair = affair(diary, number, day);
        while !inspections::is_visited(&affair) {
            affair = self::affair(diary, number, day);
        }
        let course = match number {
            3 => Course::Unsigned,
            2 => Course::Cancelled,
            _ => Course::Whole,
        };
        let at = at_work(diary, day);
        diary.begin(at, "inspection", move |diary| inspections::inspection(diary, affair, course));
    }
    for (number, day) in spread(diary, risks, first, last).into_iter().enumerate() {
        let affair = affair(diary, number, day);
        let at = at_work(diary, day);
        diary.begin(at, "risk", move |diary| inspections::risk(diary, affair));
    }
}

/// Clues, and the cases that some of them become.
fn suspected(diary: &mut Diary, first: NaiveDate) {
    for (number, (fate, day, persons)) in CLUES.into_iter().enumerate() {
        let day = first + Days::new(day);
        // Where no money is, none is got back: the counter's matters are no case here.
        let mut affair = affair(diary, number, day);
        while affair.fen().is_none() {
            affair = self::affair(diary, number, day);
        }
        let at = at_work(diary, day);
        diary.begin(at, "clue", move |diary| clues::opened(diary, affair, None, fate, persons));
    }
}
