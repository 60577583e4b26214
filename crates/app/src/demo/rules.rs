//! Rules under governance in the year: one version tried in the shadow, one put into use, one that waits for a second person, one that is
//! still being written; parameters changed, and one that waits.

use super::diary::Diary;
use super::stage::Told;
use crate::workspace::Workspace;
use casework::rule::{ParameterChange, ParameterDraft, RuleChange, RuleFile};
use chrono::{Days, NaiveDate};

/// Who writes, and who looks at it.
const WRITER: &str = "gaoming";
const SECOND: &str = "supervisor";

/// How far a new version comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Drafted,
    Submitted,
    Approved,
}

/// A version's rule, what of its text becomes what, and why.
struct Rewrite {
    rule: &'static str,
    from: &'static str,
    to: &'static str,
    reason: &'static str,
}

const SHADOWED: Rewrite = Rewrite {
    rule: "S07",
    from: "v.kind = '小型客车'",
    to: "v.kind IN ('小型客车', '小型轿车')",
    reason: "部分车辆登记为小型轿车，原规则不能覆盖，先行试运行",
};
const ACTIVATED: Rewrite = Rewrite {
    rule: "S21",
    from: "---*/\n",
    to: "---*/\n-- Age is that on the first day of the payment's month, as the office has laid down.\n",
    reason: "按办公会纪要明确年龄计算口径",
};
const WAITING: Rewrite = Rewrite {
    rule: "S22",
    from: "---*/\n",
    to: "---*/\n-- Parcels that were merged in the year count with their new area.\n",
    reason: "地块合并后以新面积为准，请复核",
};
const DRAFTED: Rewrite = Rewrite {
    rule: "S13",
    from: "---*/\n",
    to: "---*/\n-- To be settled with the civil affairs office: supplements paid in the same month.\n",
    reason: "",
};

/// After the first screening, in the order of their moments.
pub(super) async fn governed(mut diary: Diary) -> Told {
    diary.days(6, 9).await?;
    valued(&mut diary, "S10", "min_base", "3000", "按当年最低缴费基数调整").await?;
    diary.days(2, 4).await?;
    let number = rewritten(&mut diary, &SHADOWED, Far::Approved).await?;
    diary.days(1, 2).await?;
    let until = diary.today() + Days::new(300);
    stepped(&diary, SHADOWED.rule, number, RuleChange::StartShadow { until, reason: SHADOWED.reason.to_owned() }).await?;
    diary.days(8, 14).await?;
    let number = rewritten(&mut diary, &ACTIVATED, Far::Approved).await?;
    diary.days(1, 3).await?;
    stepped(&diary, ACTIVATED.rule, number, RuleChange::Activate { reason: ACTIVATED.reason.to_owned() }).await?;
    Ok(())
}

/// Shortly before the end: what waits for a second person when the demonstration is opened.
pub(super) async fn waiting(mut diary: Diary) -> Told {
    diary.minutes(1, 20).await?;
    rewritten(&mut diary, &WAITING, Far::Submitted).await?;
    diary.minutes(30, 90).await?;
    rewritten(&mut diary, &DRAFTED, Far::Drafted).await?;
    diary.minutes(10, 60).await?;
    let writer = at(&diary, WRITER)?;
    let draft = parameter("min_price", "80000", "购车价格普遍上涨，拟提高购置价下限");
    diary.doing(writer.propose_parameter("S07", draft)).await?;
    Ok(())
}

fn at(diary: &Diary, who: &str) -> Told<Workspace> {
    Ok(diary.world.space.acting(diary.caller(who)?))
}

fn parameter(name: &str, value: &str, reason: &str) -> ParameterDraft {
    ParameterDraft { name: name.to_owned(), value: Some(value.to_owned()), campaign: None, reason: reason.to_owned() }
}

/// A value proposed by one and approved by another.
async fn valued(diary: &mut Diary, rule: &str, name: &str, value: &str, reason: &str) -> Told {
    let writer = at(diary, WRITER)?;
    let proposed = diary.doing(writer.propose_parameter(rule, parameter(name, value, reason))).await?;
    diary.days(1, 2).await?;
    let change = ParameterChange::Approve { remark: "同意".to_owned() };
    let second = at(diary, SECOND)?;
    diary.doing(second.decide_parameter(rule, proposed.id, proposed.version, &change)).await?;
    Ok(())
}

/// A further version of a rule; its number.
async fn rewritten(diary: &mut Diary, rewrite: &Rewrite, far: Far) -> Told<i64> {
    let writer = at(diary, WRITER)?;
    let (_, file) = diary.doing(writer.rule_file(rewrite.rule, None)).await?;
    let file = RuleFile { text: file.text.replacen(rewrite.from, rewrite.to, 1), ..file };
    let sheet = diary.doing(writer.draft_version(rewrite.rule, Some(file), None)).await?;
    let number = sheet.version.number;
    if far >= Far::Submitted {
        diary.days(0, 1).await?;
        let as_of = NaiveDate::from_ymd_opt(2022, 12, 31);
        let which = (rewrite.rule, number, sheet.version.version);
        diary.doing(writer.submit_version(which, rewrite.reason, as_of, &|_| {})).await?;
    }
    if far >= Far::Approved {
        diary.days(1, 4).await?;
        let remark = "用例齐全，试算结果合理".to_owned();
        stepped(diary, rewrite.rule, number, RuleChange::Approve { remark }).await?;
    }
    Ok(number)
}

async fn stepped(diary: &Diary, rule: &str, number: i64, change: RuleChange) -> Told {
    let second = at(diary, SECOND)?;
    let version = diary.doing(second.version_sheet(rule, number)).await?.version.version;
    diary.doing(second.step_version(rule, number, version, &change)).await?;
    Ok(())
}
