//! Masking (脱敏): what a person may see of a name, an account or a telephone number that is not theirs to see.

use crate::text::fold;

/// Masks a person's name (姓名): the first character stays, each other becomes a star: 王小明 → 王**. A single character becomes a star.
pub fn mask_name(name: &str) -> String {
    let count = fold(name).chars().count();
    keep(name, usize::from(count > 1), 0)
}

/// Masks a bank account (银行账号): the first four and the last four characters stay; one of eight characters or fewer is stars only.
pub fn mask_account(account: &str) -> String {
    keep(account, 4, 4)
}

/// Masks a telephone number (电话): the first three and the last four characters stay: 138****5678; one of seven characters or fewer is
/// stars only.
pub fn mask_phone(phone: &str) -> String {
    keep(phone, 3, 4)
}

/// Masks a resident number (身份证号), or what stands where one should: the first four and the last two characters stay, as in
/// [`ResidentNumber::masked`](crate::ResidentNumber::masked); one of six characters or fewer is stars only.
pub fn mask_resident_number(number: &str) -> String {
    keep(number, 4, 2)
}

/// The folded text with a star for each character but the first `ahead` and the last `behind`; stars only where that would hide nothing.
fn keep(text: &str, ahead: usize, behind: usize) -> String {
    let text = fold(text);
    let count = text.chars().count();
    let shown = count > ahead + behind;
    text.chars().enumerate().map(|(n, c)| if shown && (n < ahead || n + behind >= count) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn masks() {
        for (name, masked) in [("王小明", "王**"), ("王明", "王*"), ("欧阳小明", "欧***"), ("王", "*"), ("", ""), (" 王明 ", "王*")]
        {
            assert_eq!(mask_name(name), masked, "{name:?}");
        }
        for (account, masked) in
            [("6228480402564890018", "6228***********0018"), ("123456789", "1234*6789"), ("12345678", "********"), ("", "")]
        {
            assert_eq!(mask_account(account), masked, "{account:?}");
        }
        for (phone, masked) in [("13812345678", "138****5678"), ("0533-2345678", "053*****5678"), ("2345678", "*******"), ("", "")] {
            assert_eq!(mask_phone(phone), masked, "{phone:?}");
        }
        for (number, masked) in
            [("11010519491231002X", "1101************2X"), ("110105491231002", "1101*********02"), ("110105", "******"), ("", "")]
        {
            assert_eq!(mask_resident_number(number), masked, "{number:?}");
        }
    }

    proptest! {
        #[test]
        fn a_mask_always_hides_something(s in "\\PC{1,30}") {
            let folded = fold(&s);
            prop_assume!(!folded.is_empty());
            for masked in [mask_name(&s), mask_account(&s), mask_phone(&s), mask_resident_number(&s)] {
                prop_assert_eq!(masked.chars().count(), folded.chars().count());
                prop_assert!(masked.contains('*'));
            }
        }
    }
}
