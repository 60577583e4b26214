//! The parameters of a point: `key=value;key=value`, lists with `|`.

use crate::decimal::Decimal;
use std::cell::Cell;
use std::sync::Arc;

/// The largest number of days that a window or a limit may have: a century.
const MOST_DAYS: u32 = 36_525;

/// The parameters of one row; each is taken once, and what is left over is a fault.
pub(crate) struct Params<'a> {
    given: Vec<(&'a str, &'a str, Cell<bool>)>,
}

impl<'a> Params<'a> {
    /// Parts the text.
    pub(crate) fn of(text: &'a str) -> Result<Self, String> {
        let mut given: Vec<(&str, &str, Cell<bool>)> = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| format!("“{part}”应写作 参数=值"))?;
            let (key, value) = (key.trim(), value.trim());
            if given.iter().any(|(other, _, _)| *other == key) {
                return Err(format!("参数 {key} 重复"));
            }
            given.push((key, value, Cell::new(false)));
        }
        Ok(Self { given })
    }

    /// Refuses parameters that the rule does not have.
    pub(crate) fn finish(&self) -> Result<(), String> {
        match self.given.iter().find(|(_, _, taken)| !taken.get()) {
            Some((key, _, _)) => Err(format!("规则没有参数 {key}")),
            None => Ok(()),
        }
    }

    fn take(&self, key: &str) -> Option<&'a str> {
        let (_, value, taken) = self.given.iter().find(|(other, _, _)| *other == key)?;
        taken.set(true);
        Some(*value)
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &str) -> Result<Arc<str>, String> {
        self.take(key).filter(|value| !value.is_empty()).map(Arc::from).ok_or_else(|| format!("缺少参数 {key}"))
    }

    /// A list of which one must be there.
    pub(crate) fn list(&self, key: &str) -> Result<Vec<Arc<str>>, String> {
        self.optional_list(key)?.ok_or_else(|| format!("缺少参数 {key}"))
    }

    /// A list that may be missing, but not be empty.
    pub(crate) fn optional_list(&self, key: &str) -> Result<Option<Vec<Arc<str>>>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let list: Vec<Arc<str>> = value.split('|').map(str::trim).filter(|one| !one.is_empty()).map(Arc::from).collect();
        match list.iter().find(|one| one.contains('*')) {
            Some(one) => Err(format!("参数 {key} 的“{one}”不能含 *，应写完整编码")),
            None if list.is_empty() => Err(format!("参数 {key} 为空")),
            None => Ok(Some(list)),
        }
    }

    /// A number that must be there and not be negative.
    pub(crate) fn number(&self, key: &str) -> Result<Decimal, String> {
        self.optional_number(key)?.ok_or_else(|| format!("缺少参数 {key}"))
    }

    /// A number that may be missing, but not be negative.
    pub(crate) fn optional_number(&self, key: &str) -> Result<Option<Decimal>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        match Decimal::read(value) {
            Some(number) if number >= Decimal::ZERO => Ok(Some(number)),
            _ => Err(format!("参数 {key} 应为不小于 0 的数，不能是“{value}”")),
        }
    }

    /// Whole days, at least `least`.
    pub(crate) fn days(&self, key: &str, default: Option<u32>, least: u32) -> Result<u32, String> {
        match (self.take(key), default) {
            (None, Some(days)) => Ok(days),
            (None, None) => Err(format!("缺少参数 {key}")),
            (Some(value), _) => match value.parse() {
                Ok(days) if (least..=MOST_DAYS).contains(&days) => Ok(days),
                _ => Err(format!("参数 {key} 应为 {least} 至 {MOST_DAYS} 的整数，不能是“{value}”")),
            },
        }
    }

    /// Whole years or a count, if it is there.
    pub(crate) fn optional_whole(&self, key: &str) -> Result<Option<u32>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| format!("参数 {key} 应为整数，不能是“{value}”"))
    }

    /// A whole number that must be there.
    pub(crate) fn whole(&self, key: &str) -> Result<u32, String> {
        self.optional_whole(key)?.ok_or_else(|| format!("缺少参数 {key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_one_by_one_and_nothing_is_left() {
        let params = Params::of(" max = 3 ; days=7;codes=A|B| ").unwrap();
        assert_eq!(params.number("max"), Ok(Decimal::whole(3)));
        assert_eq!(params.finish(), Err("规则没有参数 days".into()));
        assert_eq!(params.days("days", None, 1), Ok(7));
        assert_eq!(params.list("codes").unwrap().len(), 2);
        assert_eq!(params.finish(), Ok(()));
        assert_eq!(params.days("within", Some(180), 1), Ok(180));
        assert_eq!(params.text("group"), Err("缺少参数 group".into()));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, said) in [("max", "“max”应写作 参数=值"), ("a=1;a=2", "参数 a 重复")] {
            assert_eq!(Params::of(text).err().as_deref(), Some(said));
        }
        let params = Params::of("a=-1;b=x;c=A*;d=;e=0;f=1.5").unwrap();
        assert_eq!(params.number("a"), Err("参数 a 应为不小于 0 的数，不能是“-1”".into()));
        assert_eq!(params.optional_number("b"), Err("参数 b 应为不小于 0 的数，不能是“x”".into()));
        assert_eq!(params.list("c"), Err("参数 c 的“A*”不能含 *，应写完整编码".into()));
        assert_eq!(params.list("d"), Err("参数 d 为空".into()));
        assert_eq!(params.days("e", None, 1), Err("参数 e 应为 1 至 36525 的整数，不能是“0”".into()));
        assert_eq!(params.whole("f"), Err("参数 f 应为整数，不能是“1.5”".into()));
    }
}
