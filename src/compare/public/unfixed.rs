//! Any value of a key that says whose request it is, but for those that the policy fixes.

use super::{Asked, TRUST_KEYS, fixes_nothing, is_narrow};
use crate::compile::{ArnValue, CompiledCondition, Quantifier, ResourcePattern, Test, ValueSet};
use crate::policy::ConditionFamily;
use crate::request::{KeyId, Principal, PrincipalKind};
use crate::value_set::{AddressRange, Pattern, private_ranges};

/// The forms of values, by the name of the key in lower case.
const FORMS: &[(&str, &str)] = &[
    ("aws:principalorgid", "o-*"),
    ("aws:principalorgpaths", "o-*/r-*/*"),
    ("aws:sourceorgid", "o-*"),
    ("aws:sourceorgpaths", "o-*/r-*/*"),
    ("aws:sourcevpc", "vpc-*"),
    ("aws:sourcevpce", "vpce-*"),
    ("aws:vpceorgid", "o-*"),
    ("aws:vpceorgpaths", "o-*/r-*/*"),
];

impl Asked<'_> {
    /// What holds of the key in requests of callers of this kind, whatever their names; `None` for a
    /// key that can be anything, or of which few values are enough.
    pub(super) fn unfixed(&self, key: KeyId, caller: &Principal) -> Option<Vec<CompiledCondition>> {
        let name = self.keys.lower_name(key);
        if name == "aws:sourceip" {
            return Some(vec![self.outside(key)]);
        }
        let account = &self.account;
        let form = match (name, &caller.kind) {
            ("aws:principalarn", PrincipalKind::User { .. }) => {
                Some(format!("arn:aws:iam::{account}:user/?*"))
            }
            ("aws:principalarn", PrincipalKind::RoleSession { .. }) => {
                Some(format!("arn:aws:iam::{account}:role/?*"))
            }
            ("aws:userid", PrincipalKind::User { .. }) => Some("AIDA*".to_owned()),
            ("aws:userid", PrincipalKind::RoleSession { .. }) => Some("AROA*:*".to_owned()),
            _ => FORMS.iter().find(|(of, _)| *of == name).map(|(_, form)| (*form).to_owned()),
        };
        if let Some(form) = form {
            let of_form = ValueSet::of_texts([], vec![Pattern::glob(&form)]);
            let mut all = vec![self.every(key, false, of_form)];
            all.extend(self.none_fixed(key));
            return Some(all);
        }
        let (_, value) = TRUST_KEYS.iter().find(|(of, _)| *of == name)?;
        let is_arn = value.is_some_and(|value| value.starts_with("arn:"));
        is_arn.then(|| self.of_others(key))
    }

    /// An ARN of the account outside or of none, and none that the policy lists.
    fn of_others(&self, key: KeyId) -> Vec<CompiledCondition> {
        let forms = [format!("arn:*:*:*:{}:*", self.account), "arn:*:*:*::*".to_owned()];
        let arns = forms.iter().filter_map(|form| match ResourcePattern::of_text(form) {
            ResourcePattern::Arn(pattern, _) => Some(ArnValue::of(pattern)),
            ResourcePattern::Everything | ResourcePattern::Nothing => None,
        });
        let mut all = vec![self.every(key, false, ValueSet::Arn(arns.collect()))];
        all.extend(self.none_fixed(key));
        all
    }

    /// That no value is one that the policy fixes.
    fn none_fixed(&self, key: KeyId) -> Vec<CompiledCondition> {
        let (mut texts, mut patterns, mut in_any_case) = (Vec::new(), Vec::new(), Vec::new());
        for set in self.sets(key) {
            match set {
                ValueSet::Text(set) => {
                    texts.extend(set.literals.iter().map(|text| &**text));
                    let own = set.patterns.iter().map(|text| &text.pattern);
                    patterns.extend(own.filter(|pattern| !fixes_nothing(pattern)).cloned());
                }
                ValueSet::IgnoreCase(own) => in_any_case.extend(own.iter().cloned()),
                ValueSet::Arn(values) => {
                    let arns = values.iter().filter_map(ArnValue::without_variables);
                    let samples = arns.map(|arn| Pattern::glob(&arn.sample("*")));
                    patterns.extend(samples.filter(|one| one.as_literal().is_some()));
                }
                _ => {}
            }
        }
        vec![
            self.every(key, true, ValueSet::of_texts(texts, patterns)),
            self.every(key, true, ValueSet::IgnoreCase(in_any_case.into())),
        ]
    }

    /// That an address lies in no narrow range, and in none of those that nobody outside has.
    fn outside(&self, key: KeyId) -> CompiledCondition {
        let of_set = |set: &&ValueSet| match set {
            ValueSet::Address(ranges) => ranges.to_vec(),
            _ => Vec::new(),
        };
        let ranges: Vec<AddressRange> = self.sets(key).iter().flat_map(of_set).collect();
        let known = ranges.into_iter().filter(is_narrow).chain(private_ranges());
        let mut condition = self.every(key, true, ValueSet::Address(known.collect()));
        condition.family = Some(ConditionFamily::Address);
        condition
    }

    /// That the key is absent, or all of its values are in the set, or none is.
    fn every(&self, key: KeyId, negated: bool, set: ValueSet) -> CompiledCondition {
        let single = CompiledCondition::has_one_value(key, self.keys);
        let is_multivalued = single.key_type.is_some_and(|of_key| of_key.multivalued);
        CompiledCondition {
            test: Test::Values(set),
            quantifier: if is_multivalued { Quantifier::All } else { Quantifier::One },
            negated,
            if_exists: true,
            ..single
        }
    }
}
