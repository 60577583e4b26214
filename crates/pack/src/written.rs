//! A rule whose text is kept somewhere else than in a pack's files: read and checked by the same code.

use crate::{Case, PackError, Packs, Rule, check_case};

/// A case's file: its name without folders and ending, and its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseText {
    /// Name, such as `near_miss`.
    pub name: String,
    /// TOML.
    pub text: String,
}

/// A rule as it is kept: exactly the text of its file, the texts of its cases, and where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct RuleSource<'a> {
    /// The code that the text must bear.
    pub code: &'a str,
    /// The text of its file.
    pub text: &'a str,
    /// Its cases.
    pub cases: &'a [CaseText],
    /// Pack that it belongs to; empty for one that belongs to none.
    pub pack: &'a str,
    /// Its priority (领域).
    pub priority: &'a str,
}

impl RuleSource<'_> {
    /// The path that faults name.
    pub fn path(&self) -> String {
        format!("{}.sql", self.code)
    }

    /// The rule that the text says, whether or not its datasets are declared.
    ///
    /// # Errors
    /// A text that is no rule, or one of another code.
    pub fn rule(&self) -> Result<Rule, crate::PackProblem> {
        let path = self.path();
        let mut rule = Rule::parse(&path, self.text, self.pack)?;
        if rule.code != self.code {
            return Err(crate::PackProblem::at(&path, self.text, "code", format!("the code is {:?}, not {:?}", rule.code, self.code)));
        }
        self.priority.clone_into(&mut rule.priority);
        Ok(rule)
    }
}

impl Packs {
    /// Puts a rule with its cases in, over one of the same code.
    ///
    /// # Errors
    /// Everything that is wrong with its text and its cases; nothing is put in then.
    pub fn put_rule(&mut self, source: RuleSource<'_>) -> Result<(), PackError> {
        let rule = source.rule().map_err(|problem| PackError { problems: vec![problem] })?;
        let (mut problems, mut cases) = (Vec::new(), Vec::new());
        self.check_rule(&rule, &mut problems);
        for case in source.cases {
            match Case::parse(&format!("{}/{}.toml", source.code, case.name), &case.text, source.code) {
                Ok(case) => {
                    check_case(&case, &rule, &mut problems);
                    cases.push(case);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(PackError { problems });
        }
        self.cases.retain(|case| case.rule != source.code);
        self.cases.extend(cases);
        self.rules.insert(rule.code.clone(), rule);
        Ok(())
    }

    /// The cases of a rule as texts, in the order of their files.
    pub fn case_texts_of(&self, rule: &str) -> Vec<CaseText> {
        let own = self.cases.iter().filter(|case| case.rule == rule);
        own.filter_map(|case| {
            let name = case.path.rsplit('/').next().and_then(|file| file.strip_suffix(".toml"))?;
            Some(CaseText { name: name.to_owned(), text: self.case_texts.get(&case.path)?.clone() })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PackFiles, ParameterValue};

    const PACK: &str = "code = \"p\"\ntitle = \"甲\"\ntitle_en = \"A\"\npriority = \"rural\"\n";

    fn rule(parameter: &str) -> String {
        format!(
            "/*---\ncode = \"X01\"\ntitle = \"甲\"\ntitle_en = \"A\"\nkind = \"fault\"\nsubject = \"person\"\nbasis = \"无\"\n\
             answer = \"remind\"\ndatasets = []\nper = [\"d\"]\nsummary = \"-\"\n[parameters.least]\n{parameter}\ntitle = \"下限\"\n---*/\nSELECT 1\n"
        )
    }

    fn source(text: &str) -> RuleSource<'_> {
        RuleSource { code: "X01", text, cases: &[], pack: "", priority: "rural" }
    }

    #[test]
    fn a_value_is_of_its_type_and_in_its_range() {
        for (parameter, wrong, right, value) in [
            ("type = \"money\"\ndefault = \"5\"\nmin = \"1\"\nmax = \"9.50\"", "9.51", "9.5", ParameterValue::Money(950)),
            ("type = \"int\"\ndefault = \"5\"\nmin = \"0\"", "-1", "0", ParameterValue::Int(0)),
            ("type = \"int_list\"\ndefault = \"5\"\nmax = \"6\"", "5,7", "5,6", ParameterValue::IntList(vec![5, 6])),
            ("type = \"decimal\"\ndefault = \"0.5\"\nmax = \"1\"", "1.0001", "1", ParameterValue::Decimal(10_000)),
        ] {
            let rule = source(&rule(parameter)).rule().unwrap();
            let declared = &rule.parameters["least"];
            assert!(declared.read(wrong).unwrap_err().contains("that may be set"), "{parameter}");
            assert_eq!(declared.read(right), Ok(value), "{parameter}");
        }
        let text = rule("type = \"int\"\ndefault = \"5\"\nmax = \"4\"");
        assert!(source(&text).rule().unwrap_err().reason.contains("more than the greatest"));
        let text = rule("type = \"text\"\ndefault = \"5\"\nmin = \"4\"");
        assert!(source(&text).rule().unwrap_err().reason.contains("no least"));
    }

    #[test]
    fn a_text_of_another_code_or_dataset_is_not_put_in() {
        let mut files = PackFiles::default();
        files.insert("p/pack.toml", PACK);
        let mut packs = Packs::load(&files).unwrap();
        let text = rule("type = \"int\"\ndefault = \"5\"");
        let other = packs.put_rule(RuleSource { code: "X02", ..source(&text) }).unwrap_err();
        assert_eq!((other.problems[0].file.as_str(), other.problems[0].line), ("X02.sql", 2));
        let undeclared = packs.put_rule(source(&text)).unwrap_err();
        assert!(undeclared.problems[0].reason.contains("not among the rule's datasets"), "{undeclared}");
        assert!(packs.rules.is_empty());
    }
}
