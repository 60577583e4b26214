//! Closed lists with labels (封闭代码表): a stable code, the Chinese term and the English one.

/// Declares an enum whose members each carry a stable code, a Chinese label and an English label.
///
/// Generated: `ALL`, `code()`, `zh()`, `en()`, `from_code()`, `from_zh()`, `Display` (the Chinese label) and serde by code.
/// Each member is written `Name = "code", "中文", "English";`.
///
/// ```
/// vocabulary::labelled! {
///     /// Invoice (发票): whether one is there.
///     pub enum Invoice {
///         /// There is one.
///         Present = "present", "有", "Present";
///         /// There is none.
///         Absent = "absent", "无", "Absent";
///     }
/// }
/// assert_eq!(Invoice::from_zh("有"), Some(Invoice::Present));
/// assert_eq!(Invoice::Absent.code(), "absent");
/// ```
#[macro_export]
macro_rules! labelled {
    ($(#[$outer:meta])* $vis:vis enum $name:ident {
        $($(#[$inner:meta])* $member:ident = $code:literal, $zh:literal, $en:literal;)+
    }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$inner])* $member,)+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The stable code used in files, addresses and the database: English, snake_case.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$member => $code),+ }
            }

            /// The Chinese label, as departments write it.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$member => $zh),+ }
            }

            /// The English label.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$member => $en),+ }
            }

            /// The member of this code; `None` for any other text.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$member),)+ _ => None }
            }

            /// The member of this Chinese label, full-width and half-width letters being the same; `None` for any other text.
            pub fn from_zh(text: &str) -> Option<Self> {
                match text {
                    $($zh => Some(Self::$member),)+
                    _ => {
                        let text = $crate::text::fold(text);
                        Self::ALL.iter().copied().find(|member| $crate::text::fold(member.zh()) == text)
                    }
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.zh())
            }
        }

        impl $crate::label::serde::Serialize for $name {
            fn serialize<S: $crate::label::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> $crate::label::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::label::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                let code = <::std::string::String as $crate::label::serde::Deserialize>::deserialize(from)?;
                Self::from_code(&code).ok_or_else(|| {
                    <D::Error as $crate::label::serde::de::Error>::unknown_variant(&code, &[$($code),+])
                })
            }
        }
    };
}

// The macro above expands in other crates, which need not depend on serde themselves.
#[doc(hidden)]
pub use serde;

labelled! {
    /// Sex (性别), GB/T 2261.1 reduced to what a resident number can say.
    pub enum Sex {
        /// Male (男): the seventeenth digit of the resident number is odd.
        Male = "male", "男", "Male";
        /// Female (女): the seventeenth digit of the resident number is even.
        Female = "female", "女", "Female";
    }
}

labelled! {
    /// Oversight priority (整治重点): one of the five fields of public money under watch.
    pub enum Priority {
        /// Funds, assets and resources of rural collectives (农村集体三资).
        Rural = "rural", "农村集体三资", "Rural collective funds, assets and resources";
        /// Catering in primary and middle schools (中小学校配餐（食堂）).
        Canteens = "canteens", "中小学校配餐（食堂）", "School canteens";
        /// Registration of immovable property (不动产登记).
        Registry = "registry", "不动产登记", "Real-estate registration";
        /// Subsidies for farmers and other people's livelihood (惠农惠民补贴资金).
        Subsidies = "subsidies", "惠农惠民补贴资金", "Subsidies";
        /// The medical insurance fund (医疗保障基金).
        Medical = "medical", "医疗保障基金", "Medical insurance fund";
    }
}

labelled! {
    /// Answer level (处置方式): what the system does when a rule or a check finds something.
    pub enum Answer {
        /// Remind (提醒): say so and let it pass.
        Remind = "remind", "提醒", "Remind";
        /// Suspect (可疑): let it pass and open a lead to be verified.
        Suspect = "suspect", "可疑", "Suspect";
        /// Intercept (拦截): do not let it pass until a person decides.
        Intercept = "intercept", "拦截", "Intercept";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lead_back_to_their_members() {
        for priority in Priority::ALL {
            assert_eq!(Priority::from_code(priority.code()), Some(*priority));
            assert_eq!(Priority::from_zh(priority.zh()), Some(*priority));
        }
        for (text, member) in [("男", Some(Sex::Male)), (" 女　", Some(Sex::Female)), ("男性", None), ("male", None), ("", None)] {
            assert_eq!(Sex::from_zh(text), member, "{text:?}");
        }
        assert_eq!(Priority::from_zh("中小学校配餐(食堂)"), Some(Priority::Canteens));
        assert_eq!(Answer::from_code("拦截"), None);
    }

    #[test]
    fn labels_are_what_the_trade_says() {
        let labels: Vec<_> = Answer::ALL.iter().map(|a| (a.code(), a.zh(), a.en(), a.to_string())).collect();
        assert_eq!(
            labels,
            [
                ("remind", "提醒", "Remind", "提醒".to_owned()),
                ("suspect", "可疑", "Suspect", "可疑".to_owned()),
                ("intercept", "拦截", "Intercept", "拦截".to_owned()),
            ]
        );
    }

    #[test]
    fn serde_speaks_codes() {
        use serde::de::value::{Error, StrDeserializer};
        use serde::de::{Deserialize, IntoDeserializer};
        let from = |code: &'static str| -> Result<Sex, Error> {
            let code: StrDeserializer<'_, Error> = code.into_deserializer();
            Sex::deserialize(code)
        };
        assert_eq!(from("female"), Ok(Sex::Female));
        assert!(from("女").is_err());
    }
}
