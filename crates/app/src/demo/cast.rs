//! Who is who in the made-up district: offices and accounts beside those of one for each role, so that what wants two people can be shown
//! with two.

use casework::Place;
use casework::people::account::{AccountDraft, Duty};
use casework::people::{Office, OfficeKind, Role};
use std::collections::BTreeSet;
use synth::{Chance, TownName};

/// The supervising office.
const OFFICE: &str = "区纪委监委党风政风监督室";

/// Those of the supervising office (监督室): the account of the role first.
pub(super) const SUPERVISORS: [&str; 6] = ["supervisor", "linlan", "zhengyi", "suwen", "gaoming", "tangqi"];
/// Those of them who take in complaints (受理岗).
pub(super) const INTAKE: [&str; 2] = ["supervisor", "linlan"];
/// Those who go and look (检查人员).
pub(super) const INSPECTORS: [&str; 3] = ["inspector", "hanbo", "yudan"];

/// A school or a medical institution: code, name, town.
type Listed = (&'static str, &'static str, &'static str);

/// Schools.
pub(super) const SCHOOLS: [Listed; 6] = [
    ("X00001", "东岭镇中心小学", "东岭镇"),
    ("X00002", "北山镇中心小学", "北山镇"),
    ("X00003", "区第二中学", "中城街道"),
    ("X00004", "柳庄镇初级中学", "柳庄镇"),
    ("X00005", "西河镇中心小学", "西河镇"),
    ("X00006", "南湖实验学校", "南湖街道"),
];
/// Medical institutions (定点医药机构).
pub(super) const HOSPITALS: [Listed; 6] = [
    ("H00001", "东岭镇卫生院", "东岭镇"),
    ("H00002", "北山镇中心卫生院", "北山镇"),
    ("H00003", "区第二人民医院", "中城街道"),
    ("H00004", "柳庄镇卫生院", "柳庄镇"),
    ("H00005", "南湖康宁医院", "南湖街道"),
    ("H00006", "西河镇卫生院", "西河镇"),
];

/// A department: its head, and those who handle its matters.
struct Department {
    office: &'static str,
    head: &'static str,
    staff: &'static [&'static str],
}

const DEPARTMENTS: [Department; 7] = [
    Department { office: "区民政局", head: "head", staff: &["staff", "dingning"] },
    Department { office: "区农业农村局", head: "qinfeng", staff: &["duxiang", "mengtian"] },
    Department { office: "区教体局", head: "hehui", staff: &["luoyan", "yeqing"] },
    Department { office: "区自然资源局", head: "songtao", staff: &["pengfei"] },
    Department { office: "区医保局", head: "weihong", staff: &["jiangnan", "caoyi"] },
    Department { office: "区人社局", head: "xuebing", staff: &["tianye"] },
    Department { office: "区财政局", head: "shaojun", staff: &["shaojun"] },
];

/// Accounts beside those of one for each role.
const FURTHER: [(&str, &str, Role, &str); 29] = [
    ("linlan", "林岚", Role::Supervisor, OFFICE),
    ("zhengyi", "郑毅", Role::Supervisor, OFFICE),
    ("suwen", "苏文", Role::Supervisor, OFFICE),
    ("gaoming", "高铭", Role::Supervisor, OFFICE),
    ("tangqi", "唐琦", Role::Supervisor, OFFICE),
    ("lumin", "陆敏", Role::ResidentOffice, "派驻区农业农村局纪检监察组"),
    ("fanrui", "范睿", Role::ResidentOffice, "派驻区教体局纪检监察组"),
    ("dingning", "丁宁", Role::DepartmentStaff, "区民政局"),
    ("qinfeng", "秦峰", Role::DepartmentHead, "区农业农村局"),
    ("duxiang", "杜翔", Role::DepartmentStaff, "区农业农村局"),
    ("mengtian", "孟田", Role::DepartmentStaff, "区农业农村局"),
    ("hehui", "何慧", Role::DepartmentHead, "区教体局"),
    ("luoyan", "罗燕", Role::DepartmentStaff, "区教体局"),
    ("yeqing", "叶青", Role::DepartmentStaff, "区教体局"),
    ("songtao", "宋涛", Role::DepartmentHead, "区自然资源局"),
    ("pengfei", "彭飞", Role::DepartmentStaff, "区自然资源局"),
    ("weihong", "魏红", Role::DepartmentHead, "区医保局"),
    ("jiangnan", "姜楠", Role::DepartmentStaff, "区医保局"),
    ("caoyi", "曹艺", Role::DepartmentStaff, "区医保局"),
    ("xuebing", "薛冰", Role::DepartmentHead, "区人社局"),
    ("tianye", "田野", Role::DepartmentStaff, "区人社局"),
    ("shaojun", "邵军", Role::DepartmentHead, "区财政局"),
    ("tanyong", "谭勇", Role::Town, "北山镇"),
    ("luping", "卢萍", Role::Town, "柳庄镇"),
    ("shixin", "石欣", Role::Town, "西河镇"),
    ("kongfan", "孔凡", Role::School, "X00002"),
    ("qianjin", "钱进", Role::Institution, "H00002"),
    ("hanbo", "韩博", Role::Inspector, ""),
    ("yudan", "于丹", Role::Inspector, ""),
];

/// Offices of the district: those of one for each role, and the others, each after the one that it stands below.
pub(super) fn offices(towns: &[TownName]) -> Vec<Office> {
    let mut offices = casework::people::demo::offices();
    let mut add = |kind, code: &str, name: &str, parent: Option<&str>, watches: &[&str]| {
        if offices.iter().all(|office| office.code != code) {
            offices.push(Office {
                code: code.to_owned(),
                name: name.to_owned(),
                kind,
                parent: parent.map(str::to_owned),
                watches: watches.iter().map(|code| (*code).to_owned()).collect(),
                active: true,
            });
        }
    };
    for Department { office, .. } in &DEPARTMENTS {
        add(OfficeKind::Department, office, office, None, &[]);
    }
    for watched in ["区农业农村局", "区教体局"] {
        let resident = format!("派驻{watched}纪检监察组");
        add(OfficeKind::Resident, &resident, &resident, Some(OFFICE), &[watched]);
    }
    for TownName { town, villages } in towns {
        let name = town.strip_suffix("街道").map_or_else(|| format!("{town}人民政府"), |_| format!("{town}办事处"));
        add(OfficeKind::Town, town, &name, None, &[]);
        for village in villages {
            let committee = if village.ends_with("社区") { "居民委员会" } else { "村民委员会" };
            add(OfficeKind::Village, &format!("{town}/{village}"), &format!("{village}{committee}"), Some(town), &[]);
        }
    }
    for (code, name, _) in SCHOOLS {
        add(OfficeKind::School, code, name, Some("区教体局"), &[]);
    }
    for (code, name, _) in HOSPITALS {
        add(OfficeKind::Institution, code, name, None, &[]);
    }
    offices
}

/// Accounts of the district: those of one for each role first.
pub(super) fn accounts() -> Vec<AccountDraft> {
    let draft = |(login, name, role, office): &(&str, &str, Role, &str)| AccountDraft {
        login: (*login).to_owned(),
        name: (*name).to_owned(),
        role: *role,
        office: Some((*office).to_owned()).filter(|office| !office.is_empty()),
        duties: if INTAKE.contains(login) { [Duty::Intake].into() } else { BTreeSet::new() },
        priorities: BTreeSet::new(),
    };
    casework::people::demo::drafts().into_iter().chain(FURTHER.iter().map(draft)).collect()
}

/// The machine from which somebody calls.
pub(super) fn address(login: &str) -> String {
    let host = login.bytes().fold(7_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 200) + 20;
    format!("10.20.6.{host}")
}

/// Whether the office has people who handle its matters.
pub(super) fn is_department(office: &str) -> bool {
    DEPARTMENTS.iter().any(|department| department.office == office)
}

fn department(office: &str) -> &'static Department {
    // Whatever is nobody's is the first one's.
    DEPARTMENTS.iter().find(|department| department.office == office).unwrap_or(&DEPARTMENTS[0])
}

/// The head of a department.
pub(super) fn head(office: &str) -> &'static str {
    department(office).head
}

/// Somebody who handles a department's matters.
pub(super) fn staff(office: &str, chance: &mut Chance) -> &'static str {
    let staff = department(office).staff;
    staff[chance.index(staff.len())]
}

/// Another department, to which something is given by mistake.
pub(super) fn another(office: &str, chance: &mut Chance) -> &'static str {
    let others: Vec<&Department> = DEPARTMENTS.iter().filter(|department| department.office != office).collect();
    others[chance.index(others.len())].office
}

/// Who of the resident offices watches a department.
pub(super) fn resident(office: &str) -> Option<&'static str> {
    match office {
        "区民政局" => Some("resident"),
        "区农业农村局" => Some("lumin"),
        "区教体局" => Some("fanrui"),
        _ => None,
    }
}

/// A place in the district.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// In words.
    pub(super) words: String,
    /// The office's code: of a village, a school, an institution.
    pub(super) code: String,
    /// As records have it.
    pub(super) place: Place,
}

/// One of the schools or institutions.
pub(super) fn one_of(listed: &[Listed], chance: &mut Chance, place: fn(String) -> Place) -> Spot {
    let (code, name, town) = listed[chance.index(listed.len())];
    Spot { words: name.to_owned(), code: code.to_owned(), place: Place { town: Some(town.to_owned()), ..place(code.to_owned()) } }
}
