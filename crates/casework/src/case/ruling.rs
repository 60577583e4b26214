//! What becomes of a person (处理): the four forms, sanctions, and handling without a sanction; what fits whom and what fits what.

use crate::clue::Person;
use crate::record::{Entry, Refusal, said};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// The four forms of supervision and discipline (四种形态).
    pub enum Form {
        /// Talk, criticism, reminder (第一种形态).
        First = "1", "第一种形态", "First form";
        /// Light sanction or reassignment (第二种形态).
        Second = "2", "第二种形态", "Second form";
        /// Heavy sanction or a grave change of duties (第三种形态).
        Third = "3", "第三种形态", "Third form";
        /// Transfer to justice (第四种形态).
        Fourth = "4", "第四种形态", "Fourth form";
    }
}

labelled! {
    /// Party sanction (党纪处分).
    pub enum PartySanction {
        /// Warning (警告).
        Warning = "warning", "警告", "Warning";
        /// Serious warning (严重警告).
        SeriousWarning = "serious_warning", "严重警告", "Serious warning";
        /// Removal from Party posts (撤销党内职务).
        RemovalFromPosts = "removal_from_posts", "撤销党内职务", "Removal from Party posts";
        /// Probation within the Party (留党察看).
        Probation = "probation", "留党察看", "Probation";
        /// Expulsion from the Party (开除党籍).
        Expulsion = "expulsion", "开除党籍", "Expulsion";
    }
}

labelled! {
    /// Administrative sanction (政务处分).
    pub enum AdministrativeSanction {
        /// Warning (警告): 6 months.
        Warning = "warning", "警告", "Warning";
        /// Demerit (记过): 12 months.
        Demerit = "demerit", "记过", "Demerit";
        /// Serious demerit (记大过): 18 months.
        SeriousDemerit = "serious_demerit", "记大过", "Serious demerit";
        /// Demotion (降级): 24 months.
        Demotion = "demotion", "降级", "Demotion";
        /// Dismissal from post (撤职): 24 months.
        DismissalFromPost = "dismissal_from_post", "撤职", "Dismissal from post";
        /// Discharge (开除): for good.
        Discharge = "discharge", "开除", "Discharge";
    }
}

labelled! {
    /// Handling without a sanction (组织处理).
    pub enum Handling {
        /// Talk (谈话提醒).
        Talk = "talk", "谈话提醒", "Talk";
        /// Criticism (批评教育).
        Criticism = "criticism", "批评教育", "Criticism";
        /// Ordered to examine oneself in writing (责令检查).
        SelfExamination = "self_examination", "责令检查", "Self-examination";
        /// Admonition (诫勉).
        Admonition = "admonition", "诫勉", "Admonition";
        /// Another post (调整岗位).
        Reassignment = "reassignment", "调整岗位", "Reassignment";
        /// A grave change of duties (重大职务调整).
        GraveReassignment = "grave_reassignment", "重大职务调整", "Grave reassignment";
    }
}

crate::schema::labelled_schema!(
    Form as "CaseForm",
    PartySanction as "PartySanction",
    AdministrativeSanction as "AdministrativeSanction",
    Handling as "CaseHandling",
);

impl PartySanction {
    /// Heavy (重处分): removal from Party posts and beyond.
    pub const fn is_heavy(self) -> bool {
        matches!(self, Self::RemovalFromPosts | Self::Probation | Self::Expulsion)
    }
}

impl AdministrativeSanction {
    /// Heavy (重处分): dismissal from post and beyond.
    pub const fn is_heavy(self) -> bool {
        matches!(self, Self::DismissalFromPost | Self::Discharge)
    }

    /// How many months it is in force (处分期间; Law on Administrative Sanctions for Public Officials, Art. 8); none for
    /// discharge, which does not end.
    pub const fn months(self) -> Option<u32> {
        match self {
            Self::Warning => Some(6),
            Self::Demerit => Some(12),
            Self::SeriousDemerit => Some(18),
            Self::Demotion | Self::DismissalFromPost => Some(24),
            Self::Discharge => None,
        }
    }

    /// The day on which it ends that was decided on this day.
    pub fn ends_on(self, decided_on: NaiveDate) -> Option<NaiveDate> {
        decided_on.checked_add_months(Months::new(self.months()?))
    }
}

impl Handling {
    /// The form of which it is.
    const fn form(self) -> Form {
        match self {
            Self::Talk | Self::Criticism | Self::SelfExamination | Self::Admonition => Form::First,
            Self::Reassignment => Form::Second,
            Self::GraveReassignment => Form::Third,
        }
    }
}

/// A transfer to justice (移送司法机关).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CaseTransfer)]
pub struct Transfer {
    /// To which organ (移送机关).
    pub organ: String,
    /// When.
    pub on: NaiveDate,
    /// Who handed over, and why.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What becomes of a person (处理意见): at most one sanction of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulingDraft {
    /// The form; none where nothing is held against the person (不予处理).
    #[serde(default)]
    pub form: Option<Form>,
    /// Party sanction.
    #[serde(default)]
    pub party: Option<PartySanction>,
    /// Administrative sanction.
    #[serde(default)]
    pub administrative: Option<AdministrativeSanction>,
    /// Handling without a sanction, or beside one.
    #[serde(default)]
    pub handling: Option<Handling>,
    /// On which facts and articles it rests.
    pub reason: String,
}

/// The same, with who said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruling {
    /// The form; none where nothing is held against the person.
    pub form: Option<Form>,
    /// Party sanction.
    pub party: Option<PartySanction>,
    /// Administrative sanction.
    pub administrative: Option<AdministrativeSanction>,
    /// Handling without a sanction, or beside one.
    pub handling: Option<Handling>,
    /// Who says so, and on what it rests.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Ruling {
    /// Whether it is a sanction (受处分).
    pub fn is_sanction(&self) -> bool {
        self.party.is_some() || self.administrative.is_some()
    }
}

/// Whether such a thing can become of this person.
pub(super) fn fits(ruling: &RulingDraft, person: &Person, transferred: bool) -> Result<(), Refusal> {
    const FORM: &str = "处理形态";
    let unfit = |field, problem| Err(Refusal::Unfit { field, problem });
    said("处理理由", &ruling.reason)?;
    if ruling.party.is_some() && !person.party_member {
        return unfit("党纪处分", "只适用于中共党员");
    }
    if ruling.administrative.is_some() && !person.public_official {
        return unfit("政务处分", "只适用于公职人员");
    }
    if transferred != (ruling.form == Some(Form::Fourth)) {
        return unfit(FORM, "：移送司法机关的为第四种形态，且须先登记移送");
    }
    let sanctioned = ruling.party.is_some() || ruling.administrative.is_some();
    let heavy = ruling.party.is_some_and(PartySanction::is_heavy) || ruling.administrative.is_some_and(AdministrativeSanction::is_heavy);
    let of_form = |form| ruling.handling.is_some_and(|handling| handling.form() == form);
    match ruling.form {
        None if sanctioned || ruling.handling.is_some() => unfit(FORM, "不能为空"),
        Some(Form::First) if sanctioned => unfit(FORM, "：第一种形态不给予处分"),
        Some(Form::First) if !of_form(Form::First) => unfit("组织处理", "：第一种形态须为谈话提醒、批评教育、责令检查或诫勉"),
        Some(Form::Second) if heavy || of_form(Form::Third) => unfit(FORM, "：第二种形态只能给予轻处分或调整岗位"),
        Some(Form::Second) if !sanctioned && !of_form(Form::Second) => unfit(FORM, "：第二种形态须给予轻处分或调整岗位"),
        Some(Form::Third) if !heavy && !of_form(Form::Third) => unfit(FORM, "：第三种形态须给予重处分或作重大职务调整"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Member, official, transferred, form, Party sanction, administrative sanction, handling; then whether it fits.
    const TABLE: &str = "
        member official no  -  -                  -                   -                  fits
        member official no  -  warning            -                   -                  .
        member official no  -  -                  -                   talk               .
        member official no  1  -                  -                   talk               fits
        member official no  1  -                  -                   admonition         fits
        member official no  1  -                  -                   -                  .
        member official no  1  warning            -                   talk               .
        member official no  1  -                  -                   reassignment       .
        member official no  2  warning            -                   -                  fits
        member official no  2  serious_warning    demotion            -                  fits
        member official no  2  -                  serious_demerit     talk               fits
        member official no  2  -                  -                   reassignment       fits
        member official no  2  -                  -                   talk               .
        member official no  2  removal_from_posts -                   -                  .
        member official no  2  warning            dismissal_from_post -                  .
        member official no  2  warning            -                   grave_reassignment .
        member official no  3  removal_from_posts -                   -                  fits
        member official no  3  probation          dismissal_from_post -                  fits
        member official no  3  -                  discharge           -                  fits
        member official no  3  -                  -                   grave_reassignment fits
        member official no  3  serious_warning    demotion            -                  .
        member official no  4  expulsion          discharge           -                  .
        member official yes 4  expulsion          discharge           -                  fits
        member official yes 4  -                  -                   -                  fits
        member official yes 3  expulsion          discharge           -                  .
        member official yes -  -                  -                   -                  .
        member other    no  2  warning            -                   -                  fits
        member other    no  2  -                  warning             -                  .
        other  official no  2  -                  warning             -                  fits
        other  official no  2  warning            -                   -                  .
        other  other    yes 4  -                  -                   -                  fits
    ";

    #[test]
    fn a_ruling_fits_the_person_and_the_form_as_the_table_says() {
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let person = Person {
                key: "clue:1:1".into(),
                name: "甲".into(),
                office: None,
                post: None,
                party_member: cells[0] == "member",
                public_official: cells[1] == "official",
            };
            let draft = RulingDraft {
                form: Form::from_code(cells[3]),
                party: PartySanction::from_code(cells[4]),
                administrative: AdministrativeSanction::from_code(cells[5]),
                handling: Handling::from_code(cells[6]),
                reason: "违反廉洁纪律".into(),
            };
            let known = [draft.form.is_some(), draft.party.is_some(), draft.administrative.is_some(), draft.handling.is_some()];
            assert_eq!(known.map(|known| !known), [3, 4, 5, 6].map(|cell| cells[cell] == "-"), "{line}");
            assert_eq!(fits(&draft, &person, cells[2] == "yes").is_ok(), cells[7] == "fits", "{line}");
        }
    }

    #[test]
    fn an_administrative_sanction_is_in_force_for_its_months() {
        let day: NaiveDate = "2026-08-31".parse().expect("a day");
        let ends = AdministrativeSanction::ALL.iter().map(|sanction| sanction.ends_on(day).map(|day| day.to_string()));
        let ends: Vec<_> = ends.map(|end| end.unwrap_or_default()).collect();
        assert_eq!(ends, ["2027-02-28", "2027-08-31", "2028-02-29", "2028-08-31", "2028-08-31", ""]);
    }
}
