//! The district itself (虚构的区): towns, villages, firms and schools, the same for every household.

use chrono::NaiveDate;

use crate::calendar::Month;
use crate::names::Names;
use crate::numbers::Numbering;
use crate::plan::{Plan, Style};

const TOWNS: [(&str, &str); 18] = [
    ("北山", "镇"),
    ("中城", "街道"),
    ("柳庄", "镇"),
    ("东岭", "镇"),
    ("西河", "镇"),
    ("南湖", "街道"),
    ("石桥", "镇"),
    ("青泉", "镇"),
    ("白塔", "镇"),
    ("长陵", "镇"),
    ("双槐", "乡"),
    ("云门", "街道"),
    ("高埠", "镇"),
    ("榆林", "乡"),
    ("临汶", "镇"),
    ("桃源", "街道"),
    ("三河", "镇"),
    ("望海", "镇"),
];
const VILLAGES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜\
戴夏钟汪田任姜";
const FIRM_STEMS: &str = "顺达恒通金泰鸿运瑞丰宏远华盛永兴天源安信嘉禾东升锦程长青汇丰信诚百川海纳正大远航福临新科振兴广源昌隆德润";
const FIRM_TRADES: [&str; 14] = [
    "机械有限公司",
    "商贸有限公司",
    "建材有限公司",
    "食品有限公司",
    "物流有限公司",
    "纺织厂",
    "化工有限公司",
    "电子科技有限公司",
    "建筑安装有限公司",
    "物业服务有限公司",
    "餐饮管理有限公司",
    "农业开发有限公司",
    "人力资源有限公司",
    "汽车维修有限公司",
];
const OFFICES: [&str; 12] = [
    "区财政局",
    "区教体局",
    "区医院",
    "区民政局",
    "区住建局",
    "区农业农村局",
    "区第一中学",
    "区实验小学",
    "区疾控中心",
    "区人社局",
    "区水利局",
    "区文化馆",
];

/// A town (镇街) and its villages (村居).
pub struct Town {
    pub name: String,
    pub villages: Vec<String>,
}

/// What all households share.
pub struct District {
    pub seed: u64,
    pub style: Style,
    pub months: Vec<Month>,
    pub names: Names,
    pub numbering: Numbering,
    pub towns: Vec<Town>,
    /// Firms that insure their staff (参保单位).
    pub employers: Vec<String>,
    /// Offices paid by the treasury (财政供养单位).
    pub offices: Vec<String>,
    /// Training schools (培训机构).
    pub schools: [&'static str; 5],
    /// Groups of households that are made one after another.
    pub groups: u64,
    pub people: u64,
}

/// How many people a group of households has.
const GROUP: u64 = 24;
/// Numbers kept in each group for people who are not in the register of residents.
pub const STRANGERS: u64 = 4;

impl District {
    pub fn new(plan: &Plan) -> Self {
        let groups = (plan.people / GROUP).max(1);
        let towns: Vec<Town> = (0..town_count(plan.people)).map(|place| town(place, plan.people)).collect();
        let mut offices: Vec<String> = OFFICES.map(String::from).to_vec();
        offices.extend(towns.iter().map(|town| {
            let name = &town.name;
            match name.strip_suffix("街道") {
                Some(_) => format!("{name}办事处"),
                None => format!("{name}政府"),
            }
        }));
        Self {
            seed: plan.seed,
            style: plan.style,
            months: plan.months(),
            names: Names::new(),
            numbering: Numbering::new(plan.people + groups * STRANGERS),
            towns,
            employers: employers(plan.people),
            offices,
            schools: ["启航培训学校", "巧手培训中心", "远大职校", "匠心技工学校", "新程培训中心"],
            groups,
            people: plan.people,
        }
    }

    pub fn first_day(&self) -> NaiveDate {
        self.months[0].first_day()
    }

    pub fn last_day(&self) -> NaiveDate {
        self.last_month().last_day()
    }

    pub fn first_month(&self) -> Month {
        self.months[0]
    }

    pub fn last_month(&self) -> Month {
        self.months[self.months.len() - 1]
    }

    /// Every year touched by the months.
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.first_month().year()..=self.last_month().year()
    }
}

/// The name of a town (镇街) with those of its villages (村居).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownName {
    /// The town's.
    pub town: String,
    /// Its villages'.
    pub villages: Vec<String>,
}

/// The towns of a district of so many people, as its files name them.
pub fn town_names(people: u64) -> Vec<TownName> {
    (0..town_count(people)).map(|place| town(place, people)).map(|Town { name: town, villages }| TownName { town, villages }).collect()
}

fn town_count(people: u64) -> usize {
    usize::try_from(6 + people / 60_000).unwrap_or(18).min(18)
}

fn town(place: usize, people: u64) -> Town {
    let (stem, kind) = TOWNS[place];
    let kinds = ["家村", "家庄", "家营"];
    let count = usize::try_from(5 + people / 15_000).unwrap_or(60).min(60);
    let villages = VILLAGES
        .chars()
        .skip(place % 7)
        .take(count)
        .enumerate()
        .map(|(at, surname)| {
            if kind == "街道" { format!("{stem}第{}社区", at + 1) } else { format!("{surname}{}", kinds[(place + at) % kinds.len()]) }
        })
        .collect();
    Town { name: format!("{stem}{kind}"), villages }
}

fn employers(people: u64) -> Vec<String> {
    let stems: Vec<char> = FIRM_STEMS.chars().collect();
    let count = usize::try_from(people / 60).unwrap_or(20_000).clamp(12, 20_000);
    (0..count)
        .map(|at| {
            let first = stems[at % stems.len()];
            let second = stems[(at / stems.len() * 5 + at * 3 + 1) % stems.len()];
            let trade = FIRM_TRADES[at / 3 % FIRM_TRADES.len()];
            format!("{first}{second}{trade}")
        })
        .collect()
}
