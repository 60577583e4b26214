//! Penalties (处罚) by the law's factors: what may be chosen, and what it comes to. A penalty is not money to get back, and
//! no sum adds the two.

use crate::record::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::{Fen, labelled};

labelled! {
    /// On what a penalty rests (处罚依据).
    pub enum PenaltyBasis {
        /// Fraud on social insurance (骗取社会保险待遇): Social Insurance Law, Art. 88.
        SocialInsurance = "social_insurance", "社会保险法第八十八条", "Social Insurance Law, Art. 88";
        /// Fraud on social assistance (骗取社会救助): Interim Measures for Social Assistance, Art. 68.
        SocialAssistance = "social_assistance", "社会救助暂行办法第六十八条", "Interim Measures for Social Assistance, Art. 68";
        /// Losses that a medical institution caused (定点医药机构造成基金损失): Regulations on the Medical Security Fund, Art. 38.
        MedicalInstitution = "medical_institution", "医疗保障基金使用监督管理条例第三十八条", "Regulations on the Medical Security Fund, Art. 38";
        /// Fraud by a medical institution (定点医药机构骗取基金): the same, Art. 40.
        MedicalFraud = "medical_fraud", "医疗保障基金使用监督管理条例第四十条", "Regulations on the Medical Security Fund, Art. 40";
        /// Losses that an insured person caused (参保人员造成基金损失): the same, Art. 41, first paragraph.
        InsuredPerson = "insured_person", "医疗保障基金使用监督管理条例第四十一条第一款", "Regulations on the Medical Security Fund, Art. 41 (1)";
        /// Fraud by an insured person (参保人员骗取基金): the same, Art. 41, second paragraph.
        InsuredPersonFraud = "insured_person_fraud", "医疗保障基金使用监督管理条例第四十一条第二款", "Regulations on the Medical Security Fund, Art. 41 (2)";
    }
}

crate::schema::labelled_schema!(PenaltyBasis as "PenaltyBasis");

/// What the law lets an authority choose: least and most, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latitude {
    /// The fine in hundredths of the amount: 250 is two and a half times. None where there is no fine.
    pub percent: Option<(u32, u32)>,
    /// Months for which services or settlement are suspended. None where there is no suspension.
    pub months: Option<(u32, u32)>,
    /// Whether a suspension has to be chosen.
    pub months_required: bool,
}

impl PenaltyBasis {
    /// What may be chosen.
    pub const fn latitude(self) -> Latitude {
        let (percent, months, months_required) = match self {
            Self::SocialInsurance => (Some((200, 500)), None, false),
            Self::SocialAssistance => (Some((100, 300)), None, false),
            // A suspension where the institution does not mend its ways, or where it came to much.
            Self::MedicalInstitution => (Some((100, 200)), Some((6, 12)), false),
            Self::MedicalFraud => (Some((200, 500)), Some((6, 12)), true),
            Self::InsuredPerson => (None, Some((3, 12)), true),
            Self::InsuredPersonFraud => (Some((200, 500)), Some((3, 12)), true),
        };
        Latitude { percent, months, months_required }
    }
}

/// A penalty as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PenaltyChoice {
    /// On what it rests.
    pub basis: PenaltyBasis,
    /// The amount of which the fine is a multiple: obtained by fraud, or lost (骗取金额、损失金额).
    #[schema(value_type = i64)]
    pub base: Fen,
    /// The fine in hundredths of that amount: 250 is two and a half times.
    #[serde(default)]
    pub percent: Option<u32>,
    /// Months for which services or settlement are suspended (暂停月数).
    #[serde(default)]
    pub months: Option<u32>,
}

impl PenaltyChoice {
    /// What the fine comes to, to the nearest fen; nothing where the basis has no fine.
    ///
    /// # Errors
    /// A factor or a number of months that the law does not allow; an amount that is none.
    pub fn fine(&self) -> Result<Option<Fen>, Refusal> {
        let unfit = |field, problem| Err(Refusal::Unfit { field, problem });
        if self.base.0 <= 0 || self.base > Fen::MAX_READ {
            return unfit("计罚金额", "须大于零且不超过一万亿元");
        }
        let latitude = self.basis.latitude();
        match (self.months, latitude.months) {
            (None, Some(_)) if latitude.months_required => return unfit("暂停月数", "不能为空"),
            (Some(_), None) => return unfit("暂停月数", "：该依据没有暂停的规定"),
            (Some(months), Some((least, most))) if !(least..=most).contains(&months) => return unfit("暂停月数", "不在法定幅度内"),
            _ => {}
        }
        match (self.percent, latitude.percent) {
            (None, None) => Ok(None),
            (None, Some(_)) => unfit("处罚倍数", "不能为空"),
            (Some(_), None) => unfit("处罚倍数", "：该依据没有罚款的规定"),
            (Some(percent), Some((least, most))) if !(least..=most).contains(&percent) => unfit("处罚倍数", "不在法定幅度内"),
            (Some(percent), Some(_)) => {
                let hundredths = i128::from(self.base.0) * i128::from(percent);
                let fen = i64::try_from((hundredths + 50) / 100).expect("five times an amount that is read fits");
                Ok(Some(Fen(fen)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Basis, amount in fen, hundredths, months; then the fine in fen, `none` where there is none, a dot for a refusal.
    const TABLE: &str = "
        social_insurance     10000  200 -  20000
        social_insurance     10000  500 -  50000
        social_insurance     10000  199 -  .
        social_insurance     10000  501 -  .
        social_insurance     10000  -   -  .
        social_insurance     10000  200 6  .
        social_insurance     0      200 -  .
        social_insurance     -1     200 -  .
        social_assistance    10000  100 -  10000
        social_assistance    10000  300 -  30000
        social_assistance    10000  99  -  .
        social_assistance    10000  301 -  .
        social_assistance    333    155 -  516
        social_assistance    1      150 -  2
        social_assistance    1      149 -  1
        medical_institution  10000  100 -  10000
        medical_institution  10000  200 6  20000
        medical_institution  10000  200 12 20000
        medical_institution  10000  201 -  .
        medical_institution  10000  100 5  .
        medical_institution  10000  100 13 .
        medical_fraud        10000  250 6  25000
        medical_fraud        10000  500 12 50000
        medical_fraud        10000  250 -  .
        medical_fraud        10000  199 6  .
        medical_fraud        10000  250 5  .
        insured_person       10000  -   3  none
        insured_person       10000  -   12 none
        insured_person       10000  -   2  .
        insured_person       10000  -   13 .
        insured_person       10000  -   -  .
        insured_person       10000  200 3  .
        insured_person_fraud 10000  200 3  20000
        insured_person_fraud 10000  500 12 50000
        insured_person_fraud 10000  501 12 .
        insured_person_fraud 10000  200 -  .
        insured_person_fraud 99999999999999 500 12 499999999999995
    ";

    #[test]
    fn a_fine_is_what_the_table_says_and_never_outside_of_the_law() {
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [basis, base, percent, months, expected] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
            let choice = PenaltyChoice {
                basis: PenaltyBasis::from_code(basis).expect("a basis"),
                base: Fen(base.parse().expect("fen")),
                percent: percent.parse().ok(),
                months: months.parse().ok(),
            };
            let found = match choice.fine() {
                Ok(Some(fine)) => fine.0.to_string(),
                Ok(None) => "none".to_owned(),
                Err(_) => ".".to_owned(),
            };
            assert_eq!(found, expected, "{line}");
        }
    }
}
