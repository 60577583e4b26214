//! Why a text is no resident number.

/// Why a text is no resident number. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResidentNumberError {
    /// No text.
    #[error("身份证号为空")]
    Empty,
    /// A spreadsheet held the number as a numeric value and kept fifteen of its digits: 3.70302E+17.
    #[error("身份证号已被 Excel 转成数值（如 3.70302E+17），后几位已丢失，无法还原：请把该列设为“文本”格式后重新填写原号码")]
    DestroyedByExcel,
    /// Neither 18 characters nor, as the old numbers, 15; this many.
    #[error("身份证号应为 18 位（旧号 15 位），现为 {0} 位")]
    Length(usize),
    /// Something else than digits, or than a digit or X at the end.
    #[error("身份证号含有不允许的字符：只能是数字，末位可以是 X")]
    Characters,
    /// Digits 7 to 14 are no day of the calendar.
    #[error("身份证号中的出生日期（第 7 至 14 位）不存在")]
    BirthDate,
    /// The birth date is after today.
    #[error("身份证号中的出生日期（第 7 至 14 位）晚于今天")]
    BirthAfterToday,
    /// The last character does not follow from the others: at least one of all 18 is wrong.
    #[error("身份证号校验不通过：按前 17 位末位应为 {expected}，现为 {found}，号码中至少有一位填错，请与证件核对")]
    CheckCharacter {
        /// What follows from the first 17 digits.
        expected: char,
        /// What is there.
        found: char,
    },
}

impl ResidentNumberError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "resident_number_empty",
            Self::DestroyedByExcel => "resident_number_destroyed_by_excel",
            Self::Length(_) => "resident_number_length",
            Self::Characters => "resident_number_characters",
            Self::BirthDate => "resident_number_birth_date",
            Self::BirthAfterToday => "resident_number_birth_after_today",
            Self::CheckCharacter { .. } => "resident_number_check_character",
        }
    }
}
