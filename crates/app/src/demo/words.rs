//! What offices write in the course of the year, beside what matters say of themselves.

use super::world::Affair;
use casework::issue::Satisfaction;
use synth::Chance;

/// What is said that is neither asked nor accused: a suggestion, or a matter of the courts.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) title: &'static str,
    pub(super) said: &'static str,
    pub(super) answer: &'static str,
}

/// Suggestions (意见建议), by priority in the order of the priorities.
pub(super) const SUGGESTIONS: [Other; 10] = [
    Other {
        title: "建议村级账目每季度开一次说明会",
        said: "建议{place}每季度开一次账目说明会，让会计当面讲一讲钱花在哪里，光贴一张总表看不明白。",
        answer: "建议已采纳，自下季度起由村务监督委员会组织账目说明会，时间提前三日公示。",
    },
    Other {
        title: "建议校园餐食谱提前一周公布",
        said: "建议{place}把下周食谱和食材产地提前公布，孩子过敏的家长好提前准备。",
        answer: "建议已采纳，食谱每周五前在家长群和校门口公布，并标注常见过敏食材。",
    },
    Other {
        title: "建议不动产窗口开设老年人专窗",
        said: "老人不会用自助机，建议窗口留一个专窗，叫号声音大一点。",
        answer: "已增设一个老年人专窗，安排引导员协助填表，叫号音量已调整。",
    },
    Other {
        title: "建议补贴到账时发短信说明项目",
        said: "银行卡到了一笔钱，不知道是哪一项补贴，建议到账时写清楚项目名称，{place}好多老人都问。",
        answer: "已协调代发银行在附言中注明项目和所属月份，下月起执行。",
    },
    Other {
        title: "建议公开定点医院次均费用",
        said: "建议把各家定点医院的次均住院费用和自付比例公布出来，大家看病心里有数。",
        answer: "建议已采纳，每季度在医保局网站公布定点医院次均费用和自付比例。",
    },
    Other {
        title: "建议集体资产招租信息集中发布",
        said: "{place}的房子招租只贴在村口，外面人不知道，建议全区放到一个网页上。",
        answer: "全区农村产权交易平台已开通招租专栏，村集体资产招租须同步发布。",
    },
    Other {
        title: "建议家长随机陪餐改为手机报名",
        said: "{place}陪餐要先到学校登记，上班的家长没法去，建议手机报名、随机抽取。",
        answer: "已开通手机报名，每周随机抽取三名家长陪餐，结果在家长群公布。",
    },
    Other {
        title: "建议继承登记出一个办事样例",
        said: "继承要的材料太多看不懂，建议窗口做几个填好的样例摆出来。",
        answer: "已制作六种常见情形的样例，摆放在填单台并在网上提供下载。",
    },
    Other {
        title: "建议低保公示保护老人隐私",
        said: "{place}公示低保把身份证号都贴出来了，建议只写名字和金额。",
        answer: "已要求全区公示材料隐去证件号码和银行账号，已张贴的当日更换。",
    },
    Other {
        title: "建议药店张贴可刷医保目录",
        said: "买药时不知道哪些能刷卡，建议药店在柜台贴一份目录，免得老人被忽悠。",
        answer: "已要求定点药店在收银台公示可支付范围，并纳入日常检查。",
    },
];

/// Matters of the courts (涉法涉诉).
pub(super) const LEGAL: [Other; 3] = [
    Other {
        title: "对宅基地纠纷民事判决不服",
        said: "我家与邻居的宅基地边界官司，二审判下来我不服，{place}的测量图法院没有采信，要求重新处理。",
        answer: "",
    },
    Other {
        title: "反映土地承包合同案件执行不到位",
        said: "{place}的承包合同案我们赢了官司，判了赔偿，执行一年多还没有拿到钱。",
        answer: "",
    },
    Other {
        title: "反映医疗损害赔偿案件久拖不决", said: "家人在{place}治疗引起的赔偿案，鉴定做了两次，开庭一拖再拖。", answer: ""
    },
];

pub(super) const ACCEPTED: &str = "您反映的事项已受理，将转有关单位核实办理，办理期限自受理之日起六十日。";
pub(super) const REFERRED: &str = "您反映的事项属于诉讼权利救济范围，已转送有权处理的机关，请依照法定程序提出。";
pub(super) const NOT_ACCEPTED: &str = "您所提建议已在年度公开计划中安排，不再作为信访事项受理，感谢您的关心。";
pub(super) const ACCUSED: &str = "您反映的问题已按规定登记并由专人处置。按照工作纪律，办理过程不便告知，请您理解并注意保密。";

/// What reporters ask in their mailbox, and what they are answered.
pub(super) const LETTERS: [(&str, &str); 5] = [
    ("我补充一下，合同复印件我手里有一份，需要的话可以送过去。", "谢谢，请将复印件密封后投到政务大厅一楼举报箱，我们会专人收取。"),
    ("已经过了一周，请问进展怎么样？", "承办单位已到现场核实，正在核对账目，办结后会在这里答复您。"),
    ("昨天有人到村里问是谁反映的，我有点担心。", "您的信息未向承办单位提供。已提醒有关人员严禁打听，如有情况请随时告诉我们。"),
    ("除了前面说的，旁边那一户也是同样的情况。", "已一并转承办单位核实，谢谢您的补充。"),
    ("电话回访可以晚上打吗，白天在工地不方便接。", "可以，我们会在晚上七点以后联系，也可以只在这里回复。"),
];

/// What whoever verifies an answer has seen.
pub(super) const VERIFIED: [&str; 6] = [
    "查阅办理卷宗并电话核实，办理情况与答复一致。",
    "到现场查看，整改内容与答复一致，群众知晓结果。",
    "抽查票据和公示材料，事实清楚，答复适当。",
    "与来访人当面核实，答复内容属实。",
    "调阅到账记录，款项已发放到位。",
    "走访相邻农户三户，情况属实。",
];

/// The answer to a reporter.
pub(super) fn answer(affair: &Affair) -> String {
    let matter = affair.matter();
    format!(
        "您反映的{}问题已经核实。{}{}感谢您的监督，如对答复有异议，可在收到之日起三十日内申请复查。",
        matter.title,
        affair.fill(matter.found),
        affair.fill(matter.mended),
    )
}

/// The name of the paper that shows it.
pub(super) fn proof(affair: &Affair) -> String {
    let proof = affair.matter().proof;
    format!("{}{proof}.{}", affair.spot.words, if proof.ends_with("照片") { "png" } else { "pdf" })
}

/// What a reporter says when called back.
pub(super) fn called_back(satisfaction: Satisfaction, chance: &mut Chance) -> &'static str {
    match satisfaction {
        Satisfaction::Satisfied => {
            chance.one(&["问题解决了，表示感谢。", "对处理结果满意。", "钱已到账，满意。", "工作人员上门解释清楚，满意。"])
        }
        Satisfaction::Basically => {
            chance.one(&["基本认可，希望以后公开及时一些。", "时间长了点，结果可以接受。", "认可处理，建议加强监督。"])
        }
        Satisfaction::Dissatisfied => chance.one(&[
            "只看到公示，没有看到退款，不满意。",
            "答复说的金额与实际不符，要求重新核实。",
            "承办人一直没有联系过我，不认可答复。",
        ]),
    }
}

/// A rule that a department of a priority makes.
pub(super) fn measure(priority: &str, chance: &mut Chance) -> &'static str {
    match priority {
        "rural" => chance.one(&["农村集体合同管理细则", "村级小额工程公开比选办法", "村集体资金双签审批制度", "村务公开季度检查办法"]),
        "canteens" => chance.one(&["学校食堂伙食费专账核算办法", "中小学供餐单位遴选管理办法", "家长陪餐和膳食委员会工作规程"]),
        "registry" => chance.one(&["不动产登记一次性告知和超时说明制度", "登记窗口叫号留痕管理规定", "查封登记当日录入双人复核制度"]),
        "medical" => chance.one(&["定点医药机构夜间查床制度", "慢病门诊代开药实名核验规定", "医保费用清单互斥规则管理办法"]),
        _ => chance.one(&["惠民惠农补贴数据按月比对办法", "高龄津贴到龄主动认定办法", "公益性岗位考勤公示办法", "补贴发放退票反馈制度"]),
    }
}

/// How far an issue is.
pub(super) const PROGRESS: [&str; 6] = [
    "已召开专题会议，明确责任人和时间表，相关账目调取完毕。",
    "已到现场核实，逐项建立清单，涉及人员完成谈话。",
    "整改措施已落实过半，剩余事项正在履行程序。",
    "第三方复核完成，正在征求群众意见。",
    "相关制度初稿已形成，正在会签。",
    "退款名单已核对，正在联系当事人确认账户。",
];

/// What whoever verifies an issue has seen.
pub(super) const HOLDS: [&str; 5] = [
    "现场查看，整改内容属实，佐证材料齐全。",
    "核对原始凭证与到账回单，金额一致。",
    "入户走访，群众认可整改结果。",
    "查阅会议记录和公示照片，程序完备。",
    "抽查系统数据，未再发现同类问题。",
];

/// Why a claim is rejected.
pub(super) const REJECTED: [&str; 4] = [
    "佐证材料为会议记录，未见实际退款凭证，请补充到账回单。",
    "现场复查发现公示不足七日，请补足公示期后再申请销号。",
    "仅对个案整改，未举一反三排查同类问题，请补充排查结果。",
    "整改照片与现场不符，请重新核实整改情况。",
];

/// What looking back has found, while it holds and where it does not.
pub(super) const LOOKED: [&str; 3] =
    ["回头看现场核查，整改成果保持良好，未反弹。", "抽查近三个月账目，未再发现同类问题。", "走访群众五户，均反映问题未再出现。"];
pub(super) const FELL_BACK: [&str; 2] =
    ["回头看发现公示栏又停更两个月，整改出现反弹。", "抽查发现新增两笔同类支出未履行程序，整改不到位。"];
