//! Every text of the public pages, in both languages side by side. A page is written once, for whichever language it is asked in.

use app::casework::clock::Span;
use app::casework::complaint::Progress;
use chrono::{Datelike, NaiveDate};

/// The language of a page, which its address tells: nothing is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Chinese (中文), below `/public/`.
    Zh,
    /// English, below `/public/en/`.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// As HTML writes it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The address below which its pages are.
    pub const fn root(self) -> &'static str {
        match self {
            Self::Zh => "/public/",
            Self::En => "/public/en/",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// Its texts.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }

    /// A text of both languages in this one.
    pub const fn of(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// A day as people write it.
    pub fn day(self, day: NaiveDate) -> String {
        match self {
            Self::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Self::En => day.format("%-d %B %Y").to_string(),
        }
    }

    /// A length of time as people say it.
    pub fn span(self, span: Span) -> String {
        let (n, zh, en) = match span {
            Span::Hours(n) => (n, "小时", "hour"),
            Span::Days(n) => (n, "日", "day"),
            Span::WorkingDays(n) => (n, "个工作日", "working day"),
            Span::Months(n) => (n, "个月", "month"),
        };
        match self {
            Self::Zh => format!("{n} {zh}"),
            Self::En => format!("{n} {en}{}", if n == 1 { "" } else { "s" }),
        }
    }

    /// How far a complaint is, and what that means for its reporter.
    pub const fn progress(self, progress: Progress) -> (&'static str, &'static str) {
        let w = self.words();
        let said = match progress {
            Progress::Unconfirmed => w.means_unconfirmed,
            Progress::Received => w.means_received,
            Progress::Accepted => w.means_accepted,
            Progress::NotAccepted => w.means_not_accepted,
            Progress::Referred => w.means_referred,
            Progress::Handling => w.means_handling,
            Progress::Answered => w.means_answered,
            Progress::Closed => w.means_closed,
            Progress::Reviewing => w.means_reviewing,
        };
        (self.of(progress.zh(), progress.en()), said)
    }
}

macro_rules! words {
    ($($key:ident = $zh:literal, $en:literal;)+) => {
        /// The texts in one language. `{…}` in a text is put in by [`put`].
        #[derive(Debug)]
        pub struct Words { $(pub $key: &'static str,)+ }
        const ZH: Words = Words { $($key: $zh,)+ };
        const EN: Words = Words { $($key: $en,)+ };
        #[cfg(test)]
        const BOTH: &[(&str, &str, &str)] = &[$((stringify!($key), $zh, $en),)+];
    };
}

words! {
    // The tab and the history show this, whatever page it is.
    title = "便民服务", "Public services";
    brand = "清源 · 群众监督", "Qingyuan · public oversight";
    skip = "跳到正文", "Skip to the content";
    leave = "快速离开", "Leave quickly";
    home = "首页", "Home";
    other_language = "English", "中文";
    no_script = "本站不用脚本也能完整使用，不使用 Cookie。", "This site works in full without scripts and uses no cookies.";

    home_title = "有问题，请告诉我们", "Tell us what is wrong";
    home_intro = "村里的集体资产、孩子在学校吃的饭、房产登记、惠农补贴、看病报销的钱——哪里不对劲，都可以在这里反映。可以匿名。",
        "Village assets, school meals, property registration, subsidies, medical insurance: if something is wrong with them, say so here. You need not give your name.";
    go_report = "我要反映问题", "Report a problem";
    go_follow = "我有查询码，查进度", "I have a code: follow my report";
    go_notices = "看公开通报", "Read published notices";
    go_disclosure = "按村、按事项查公开", "What is open to the public, by village";
    go_results = "看办理结果", "See what came of reports";
    how_title = "匿名是怎么做到的", "How anonymity works";
    how_account = "不用注册，不用登录，不用手机验证码。", "No account, no login, no text message.";
    how_cookie = "不使用 Cookie，不统计访问，页面里没有别的网站的任何内容。", "No cookies, no visitor statistics, and nothing on the page from any other site.";
    how_address = "选择匿名的，姓名、电话、网络地址（IP）一概不存。网络地址只在内存里计次数，防止机器滥发，到时即清除。",
        "If you stay anonymous, no name, telephone or network address (IP) is stored. Addresses are only counted in memory for a while, against machines that flood us.";
    how_named = "留名的，身份单独加密存放；受理人员要查看，须写明理由，每次都留有记录。", "If you give your name, it is encrypted and kept apart; staff who look at it must say why, and every look is recorded.";
    how_code = "查询码只有您自己有，我们只存一个算不回去的结果，丢了补不了。", "Only you have the code. We keep a one-way digest of it and cannot restore it.";
    care_title = "请您自己留意", "What only you can take care of";
    care_device = "不要用单位的电脑、手机和网络。", "Do not use a computer, telephone or network of your workplace.";
    care_history = "浏览器的历史记录里会留下本站首页的地址；反映和查进度都在这个地址上，看不出做了哪一样。用完点“快速离开”，再关掉窗口。",
        "Your browser's history shows the address of this home page; reporting and following are both done there and look alike. When you are done, use \"Leave quickly\" and close the window.";
    care_words = "写的内容如果只有一两个人知道，别人可能猜得到是您。", "If only one or two people know what you write, others may guess that it was you.";
    ways_title = "也可以这样反映", "Other ways";
    way_hotline = "打 12345 政务服务便民热线，任何时候都可以。", "Call 12345, the public service hotline, at any time.";
    way_phone = "受理电话：{phone}", "Telephone: {phone}";
    way_letter = "来信、来访：{place}", "Letters and visits: {place}";
    way_no_place = "写信或者当面说：到区信访接待场所。", "Write, or come in person to the district's petition office.";

    report_title = "反映问题", "Report a problem";
    report_intro = "共三步，都在这一页。标“必填”的要填，其余不清楚可以空着。", "Three steps on this one page. What is marked \"required\" has to be filled in; leave the rest empty if you do not know.";
    required = "必填", "required";
    step_what = "第一步　什么事，在哪里", "Step 1: what happened, and where";
    step_whom = "第二步　反映的是谁", "Step 2: about whom";
    step_who = "第三步　您是谁", "Step 3: who you are";
    class = "您想要", "What do you want";
    class_accusation = "反映有人以权谋私、违纪违法", "Report that somebody abuses office or breaks the law";
    class_appeal = "自己或家里的事没办好，请求解决", "Ask for what is due to me or my family";
    class_suggestion = "提意见建议", "Make a suggestion";
    priority = "属于哪方面", "What it is about";
    priority_none = "不清楚，或都不是", "I do not know, or none of these";
    text = "发生了什么", "What happened";
    text_hint = "什么时候、谁、做了什么、涉及多少钱、您是怎么知道的。最多一万字。", "When, who, what, how much money, how you know. Up to 10,000 characters.";
    place = "在哪里", "Where";
    place_hint = "如：某镇某村，或学校、医院、单位的名称。", "For example the town and village, or the name of a school, hospital or office.";
    accused = "被反映的人或单位", "Person or office";
    accused_hint = "姓名、职务、单位，知道多少写多少。", "Name, position, office: as far as you know.";
    who = "您想怎样留名", "How do you want to be known";
    who_anonymous = "匿名：什么身份信息都不留", "Anonymous: nothing about me is kept";
    who_confidential = "留名，要求保密：只有受理人员能查看", "With my name, in confidence: only the receiving desk can look at it";
    who_named = "实名：受理人员和承办人能查看", "With my name: the desk and the person in charge can look at it";
    identity_hint = "选匿名的，下面三项请空着。", "If you stay anonymous, leave the next three empty.";
    name = "姓名", "Name";
    phone = "电话", "Telephone";
    phone_hint = "方便我们核实和答复。", "So that we can ask and answer.";
    address = "住址", "Address";
    step_pictures = "照片（可不传）", "Pictures (if you have any)";
    pictures = "选择照片", "Choose pictures";
    pictures_hint = "最多 {n} 张，JPEG、PNG 或 WebP，每张不超过 10 MiB，合计不超过 30 MiB。拍摄的时间、地点、手机型号等信息先清除再保存；照片里能认出您的东西，请自己避开。",
        "At most {n}, as JPEG, PNG or WebP, each up to 10 MiB and 30 MiB together. Time, place, device and the like are taken out before they are kept; what the picture itself shows of you is for you to mind.";
    next_title = "交上以后", "What happens next";
    next_code = "马上给您一个 16 位查询码，抄下来再输入一遍，才算交上。", "You get a code of 16 digits at once. Copy it and type it back: only then your report counts.";
    next_decide = "{decide}内决定是否受理，凭查询码能看到。", "Within {decide} we decide whether to deal with it, and your code shows you which it was.";
    next_finish = "受理之日起 {finish}内办结；情况复杂的可以延长一次。", "Within {finish} of that it is finished; a difficult matter may take longer, once.";
    next_follow = "凭查询码随时看进度、回答提问、补充情况。", "With the code you can see how far it is, answer questions and add to it at any time.";
    wait_note = "防止机器滥发：打开本页满 {seconds} 秒才能提交，一般写完就到了。", "Against machines that flood us, this page can be sent {seconds} seconds after it was opened; writing usually takes longer.";
    submit = "提交，领取查询码", "Send, and get the code";

    errors_title = "还有地方要改，已填的都在", "Some things need to be changed; everything you typed is kept";
    need_class = "请选一项。", "Please choose one.";
    need_text = "请写明发生了什么。", "Please say what happened.";
    long_text = "太长了，请不要超过一万字。", "Too long: at most 10,000 characters, please.";
    long_line = "太长了，请不要超过 200 字。", "Too long: at most 200 characters, please.";
    need_who = "请选一项。不想留名就选匿名。", "Please choose one. If you do not want to be known, choose anonymous.";
    need_name = "您选了留名，请填姓名；不想留名请改选匿名。", "You chose to give your name: please fill it in, or choose anonymous.";
    anonymous_filled = "您选了匿名，这里请清空；要留名请改选。", "You chose anonymous: please empty this, or choose otherwise.";
    bad_phone = "电话应为 5 至 20 位数字。", "A telephone number has 5 to 20 digits.";
    too_early = "还差 {seconds} 秒。到时再按一次提交就行，内容都在。", "{seconds} seconds are missing. Press the button again then; everything is kept.";
    now_open = "时间到了，请再按一次提交。", "You can press the button now.";
    pass_over = "这一页打开太久了，已替您续上。请过 {seconds} 秒再按一次提交，内容都在。", "This page had been open for too long and was renewed. Press the button again in {seconds} seconds; everything is kept.";
    pass_used = "这份表已经交过一次。已抄到查询码的，请到“查进度”；没有抄到的，过 {seconds} 秒再按一次提交，先前那份没有确认，不会重复计算。",
        "This form was sent before. If you have its code, follow it with that. If not, press the button again in {seconds} seconds: what was never confirmed does not count twice.";

    pictures_again = "照片请重新选择：浏览器不让网页替您保留选过的文件。", "Please choose the pictures again: a browser does not let a page keep files for you.";
    pictures_many = "最多 {n} 张。", "At most {n}.";
    pictures_long = "照片合计超过 30 MiB。", "Together the pictures are longer than 30 MiB.";
    pictures_often = "您所在网络传来的照片太多了，请一小时后再传，或先不传照片。", "Too many pictures came from your network. Please send them in an hour, or leave them out for now.";
    picture_nth = "第 {n} 张：{what}", "Picture {n}: {what}";
    picture_long = "超过 10 MiB。", "longer than 10 MiB.";
    picture_pdf = "不收 PDF，其中可能留有作者、单位等身份信息，请拍照或截图后再传。", "no PDF, since it can tell who made it; please take a picture of it.";
    picture_kind = "只收 JPEG、PNG、WebP 照片；苹果手机请在“设置—相机—格式”中选择“兼容性最佳”，或传截图。",
        "only JPEG, PNG and WebP; on an iPhone choose \"Most Compatible\" under Settings, Camera, Formats, or send a screenshot.";
    picture_moving = "不收动态图片，请传截图。", "no moving pictures; please send a screenshot.";
    picture_broken = "照片已损坏或不完整，请重新拍照或截图。", "it is broken or not whole; please take it again.";
    pictures_taken = "收到照片 {n} 张。", "Pictures received: {n}.";
    pictures_not = "收到照片 {n} 张，其余没有收下：{why}", "Pictures received: {n}. The others were not taken: {why}";

    code_title = "请抄下查询码", "Write this code down";
    code_intro = "现在还没有交上。请把这 16 位数字抄在纸上，再在下面输入一遍。", "Your report does not count yet. Copy these 16 digits on paper, then type them below.";
    code_is = "查询码", "Code";
    code_lost = "丢了找不回来，谁也补不了；有了它，就能看到进度和来往信件。请收好。", "Nobody can restore it, and who has it can read how far your report is and the messages. Keep it safe.";
    code_again = "请输入查询码", "Type the code";
    code_hint = "16 位数字，空格有没有都行。", "16 digits, with or without spaces.";
    confirm = "确认提交", "Confirm";
    wrong_repeat = "和上面的查询码不一样，请再核对。", "That is not the code above. Please compare again.";

    done_title = "已经交上了", "Your report has been received";
    done_on = "收到日期：{day}", "Received on {day}";
    done_decide = "最迟 {day} 前决定是否受理。", "Whether we deal with it is decided by {day}.";
    done_look = "请记得凭查询码回来看：有没有提问，有没有答复。", "Please come back with your code to see whether there is a question or an answer.";

    follow_title = "查进度", "Follow a report";
    follow_intro = "输入提交时抄下的 16 位查询码。", "Enter the 16 digits that you wrote down.";
    open = "查询", "Open";
    no_code = "没有找到这个查询码，请核对 16 位数字。", "There is no such code. Please check the 16 digits.";
    box_title = "办理进度", "How far it is";
    dates_title = "日期", "Dates";
    date_received = "收到", "Received";
    date_decided = "受理决定", "Decision";
    date_answered = "答复", "Answer";
    date_closed = "办结", "Closed";
    date_decide_by = "最迟决定", "Decision due by";
    date_finish_by = "最迟办结", "To be finished by";
    means_unconfirmed = "还没有交上。按下面的“确认提交”才算数。", "It does not count yet. Confirm it below.";
    means_received = "我们收到了，正在看是不是归我们办。", "We have it, and are looking whether it is ours to deal with.";
    means_accepted = "归我们办，正在交给承办单位。", "It is ours, and is being given to the office that handles it.";
    means_not_accepted = "不归我们办。有说明的，见下面的信件。", "It is not ours to deal with. If there is more to say, the messages below say it.";
    means_referred = "已转给有权处理的机关。有说明的，见下面的信件。", "It was handed to the authority whose matter it is. If there is more to say, the messages below say it.";
    means_handling = "承办单位正在办。有提问请在下面回答。", "The office is working on it. If there is a question below, please answer it.";
    means_answered = "已经答复，见下面的信件。", "It has been answered; see the messages below.";
    means_closed = "已经办完。不服答复的，可自收到答复之日起 {review}内申请复查，在下面写明即可。", "It is finished. If you do not accept the answer you can ask for a review within {review} of receiving it: say so below.";
    means_reviewing = "正在复查复核，结果会写在下面。", "It is under review; the outcome will be told below.";
    letters_title = "来往信件", "Messages";
    no_letters = "还没有信件。", "There are no messages yet.";
    from_office = "受理单位", "The office";
    from_you = "您", "You";
    write_title = "写给受理单位", "Write to the office";
    write_label = "回答提问、补充情况", "Answer or add something";
    write_hint = "匿名的，请不要在这里写自己的姓名电话。", "If you are anonymous, do not write your name or telephone here.";
    send = "发送", "Send";
    sent = "已发送。", "Sent.";
    need_message = "请写点内容再发送。", "Please write something first.";
    print_note = "这页没有写您反映了什么；捡到查询码的人也看不到。", "This page does not say what you reported, and neither would it to somebody who found your code.";

    notices_title = "公开通报", "Published notices";
    notices_intro = "已公开的典型案例通报和依法公开的事项。", "Typical cases and what has to be open to the public.";
    every_priority = "全部", "All";
    no_notices = "暂无公开的通报。", "Nothing has been published yet.";
    older = "更早的", "Older";
    newest = "回到最新", "Back to the newest";
    no_notice = "没有这份通报，或者已经撤回。", "There is no such notice, or it was withdrawn.";
    number = "编号", "Number";
    language_note = "最近公开的在前。", "The newest come first. Notices are in Chinese only.";

    disclosure_title = "村务与事项公开", "Open to the public, by place and item";
    disclosure_intro = "按镇街、村居和事项查看已公开的内容。", "What was made public, by town, village and item.";
    item = "事项", "Item";
    towns_title = "镇街", "Towns";
    villages_title = "村居", "Villages";
    villages_from = "第 {n} 个起的村居", "Villages from {n} on";
    no_towns = "暂无镇街。", "There are no towns yet.";
    published_count = "已公开 {n} 件", "{n} published";
    published_none = "尚未公开", "Nothing published";
    newest_title = "最近公开", "Published last";
    of_town_title = "镇街本级公开", "Published by the town itself";
    nothing_here = "这里还没有公开的内容。", "Nothing has been made public here yet.";
    no_place = "没有这个镇街或村居。", "There is no such town or village.";
    all_places = "全部镇街", "All towns";
    see_results = "整治总体结果见“办理结果”。", "What came of reports as a whole stands under \"What came of reports\".";

    results_title = "办理结果", "What came of reports";
    results_intro = "启用以来的合计，每天更新一次，截至 {day}。", "Totals since the beginning, renewed once a day, as of {day}.";
    results_what = "事项", "What";
    results_count = "数量", "How many";
    results_received = "收到群众反映", "Reports received";
    results_answered = "其中已答复", "Of these answered";
    results_issues = "整改销号的问题", "Problems put right and closed";
    results_money = "追回资金", "Money recovered";
    pieces = "{n} 件", "{n}";
    yuan = "{n} 元", "{n} yuan";
    few = "少于5件", "Fewer than 5";
    few_money = "少于5笔，不公布", "Fewer than 5 payments: not shown";
    results_note = "少于 5 的不公布具体数字，以免有人从中猜出是谁反映的。", "Numbers below 5 are not shown, so that nobody can guess from them who reported.";

    failed_title = "这次没有办成", "That did not work";
    failed = "系统暂时出了问题，请过一会儿再试，或拨打 12345。", "Something is wrong on our side. Please try again later, or call 12345.";
    too_many = "来自您所在网络的请求太多了，请一小时后再试，或拨打 12345。您填的内容还在下面。", "Too many requests from your network. Please try again in an hour, or call 12345. What you typed is kept below.";
    bad_form = "没有看懂发来的表单，请从首页重新打开。", "The form could not be read. Please open it again from the home page.";
    back_home = "回到首页", "Back to the home page";
}

/// A text with what belongs in the place of `{name}`.
pub fn put(text: &str, name: &str, value: impl std::fmt::Display) -> String {
    text.replace(&format!("{{{name}}}"), &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_and_has_the_same_places() {
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for (key, zh, en) in BOTH {
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key}");
            assert_eq!(places(zh), places(en), "{key}");
            if !["other_language", "pieces"].contains(key) {
                assert!(is_chinese(zh) && !is_chinese(en), "{key}: {zh} / {en}");
            }
        }
    }

    #[test]
    fn days_and_lengths_of_time_are_said_as_people_say_them() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day");
        assert_eq!([Lang::Zh.day(day), Lang::En.day(day)], ["2026年3月5日", "5 March 2026"]);
        assert_eq!([Lang::Zh.span(Span::Days(15)), Lang::En.span(Span::WorkingDays(1))], ["15 日", "1 working day"]);
    }

    #[test]
    fn what_belongs_into_a_text_is_put_in() {
        assert_eq!(put(ZH.pieces, "n", 7), "7 件");
    }
}
