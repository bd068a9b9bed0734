//! Any value of a key that says whose request it is, but for those that the policy fixes.

use super::accounts::LENGTH;
use super::{
    Asked, OWNERS_ORGANIZATION, TRUST_KEYS, Trusted, fixes_nothing, is_narrow, says_owner,
};
use crate::compare::caller::{every, of_arns};
use crate::compare::web_identities::{claim_of, fixes_owner};
use crate::compile::{ArnValue, CompiledCondition, ValueSet};
use crate::request::{KeyId, Principal, PrincipalKind};
use crate::value_set::{AddressRange, Pattern, private_ranges};

impl Asked<'_> {
    /// What holds of a key that says whose request it is, in requests of callers of this kind; `None`
    /// for a key that can be anything, or of which few values are enough.
    pub(super) fn unfixed(&self, key: KeyId, caller: &Principal) -> Option<Vec<CompiledCondition>> {
        let name = self.keys.lower_name(key);
        if name == "aws:sourceip" {
            let mut all = vec![self.outside(key)];
            all.extend(self.none_fixed(key));
            return Some(all);
        }
        if let Some(other) = self.other_account(key) {
            return Some(other);
        }
        if let Some((claim, may_be_absent)) = claim_of(caller, name) {
            return Some(self.claim(key, claim, may_be_absent));
        }
        if let Some(form) = self.form_of_id(key, caller) {
            return Some(form);
        }
        match TRUST_KEYS.iter().find(|(of, _)| *of == name)?.1 {
            Trusted::Account => None,
            Trusted::Arn(_) => Some(self.of_others(key)),
            Trusted::Text(form, _) => {
                let mut all = self.of_form(key, form);
                let owners =
                    ValueSet::of_texts([], vec![Pattern::glob(&format!("{OWNERS_ORGANIZATION}*"))]);
                all.push(self.every(key, true, owners));
                Some(all)
            }
        }
    }

    /// That the resource is not the caller's, if the key says whose it is.
    pub(super) fn other_account(&self, key: KeyId) -> Option<Vec<CompiledCondition>> {
        let own = ValueSet::of_texts([self.account], Vec::new());
        let accounts = ValueSet::of_texts([], vec![Pattern::glob(&"?".repeat(LENGTH))]);
        let is_asked = self.keys.lower_name(key) == "aws:resourceaccount";
        is_asked.then(|| vec![self.every(key, false, accounts), self.every(key, true, own)])
    }

    /// The form of the caller's id, if the key is that, and none that the policy fixes.
    // AWS: K-1
    pub(super) fn form_of_id(
        &self,
        key: KeyId,
        caller: &Principal,
    ) -> Option<Vec<CompiledCondition>> {
        let form = match &caller.kind {
            PrincipalKind::User { .. } => "AIDA*",
            PrincipalKind::RoleSession { .. } => "AROA*:*",
            _ => return None,
        };
        (self.keys.lower_name(key) == "aws:userid").then(|| self.of_form(key, form))
    }

    /// What holds of a key that tells the caller's name, whatever that is.
    // AWS: K-1
    pub(super) fn any_name(
        &self,
        key: KeyId,
        caller: &Principal,
    ) -> Option<Vec<CompiledCondition>> {
        let Self { partition, account, .. } = self;
        let of =
            |service: &str, kind: &str| format!("arn:{partition}:{service}::{account}:{kind}/?*");
        let form = match (self.keys.lower_name(key), &caller.kind) {
            ("aws:principalarn", PrincipalKind::User { .. }) => of("iam", "user"),
            ("aws:principalarn", PrincipalKind::RoleSession { .. }) => of("iam", "role"),
            ("aws:principalarn", PrincipalKind::FederatedUser { .. }) => {
                of("sts", "federated-user")
            }
            ("aws:userid", PrincipalKind::FederatedUser { .. }) => format!("{account}:?*"),
            ("aws:username", PrincipalKind::User { .. }) => return Some(Vec::new()),
            _ => return None,
        };
        Some(self.of_form(key, &form))
    }

    /// A value of this form, and none that the policy fixes.
    fn of_form(&self, key: KeyId, form: &str) -> Vec<CompiledCondition> {
        let of_form = ValueSet::of_texts([], vec![Pattern::glob(form)]);
        let mut all = vec![self.every(key, false, of_form)];
        all.extend(self.none_fixed(key));
        all
    }

    /// A claim of a stranger's token: none whose owner the policy fixes.
    fn claim(&self, key: KeyId, claim: &str, may_be_absent: bool) -> Vec<CompiledCondition> {
        let (mut texts, mut patterns, mut in_any_case) = (Vec::new(), Vec::new(), Vec::new());
        for set in self.sets(key) {
            match set {
                ValueSet::Text(set) => {
                    let literals = set.literals.iter().map(|text| &**text);
                    texts.extend(literals.filter(|text| fixes_owner(claim, text, false)));
                    let plain = set.patterns.iter().filter(|text| text.variables.is_empty());
                    let own = plain.map(|text| &text.pattern);
                    let fixed = own.filter(|one| fixes_owner(claim, &one.sample("*"), true));
                    patterns.extend(fixed.cloned());
                }
                ValueSet::IgnoreCase(own) => in_any_case.extend(own.iter().cloned()),
                _ => {}
            }
        }
        let anything = ValueSet::of_texts([], vec![Pattern::glob("?*")]);
        let mut is_there = self.every(key, false, anything);
        is_there.if_exists = may_be_absent;
        vec![
            is_there,
            self.every(key, true, ValueSet::of_texts(texts, patterns)),
            self.every(key, true, ValueSet::IgnoreCase(in_any_case.into())),
        ]
    }

    /// An ARN of the account outside or of none, and none that the policy lists.
    fn of_others(&self, key: KeyId) -> Vec<CompiledCondition> {
        let forms = [format!("arn:*:*:*:{}:*", self.account), "arn:*:*:*::*".to_owned()];
        let mut all = vec![self.every(key, false, of_arns(&forms))];
        all.extend(self.none_fixed(key));
        all
    }

    /// That no value is one that the policy fixes.
    fn none_fixed(&self, key: KeyId) -> Vec<CompiledCondition> {
        let (mut texts, mut patterns, mut in_any_case) = (Vec::new(), Vec::new(), Vec::new());
        let mut fixed_arns = Vec::new();
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
                    let fixed = arns.filter(|arn| {
                        says_owner(&arn.sample("*")) || !arn.sample("*").contains(['*', '?'])
                    });
                    fixed_arns.extend(fixed.cloned().map(ArnValue::of));
                }
                _ => {}
            }
        }
        let mut all = vec![
            self.every(key, true, ValueSet::of_texts(texts, patterns)),
            self.every(key, true, ValueSet::IgnoreCase(in_any_case.into())),
        ];
        if !fixed_arns.is_empty() {
            all.push(self.every(key, true, ValueSet::Arn(fixed_arns.into())));
        }
        all
    }

    /// That an address lies in no narrow range, and in none of those that nobody outside has.
    fn outside(&self, key: KeyId) -> CompiledCondition {
        let of_set = |set: &&ValueSet| match set {
            ValueSet::Address(ranges) => ranges.to_vec(),
            _ => Vec::new(),
        };
        let ranges: Vec<AddressRange> = self.sets(key).iter().flat_map(of_set).collect();
        let known = ranges.into_iter().filter(is_narrow).chain(private_ranges());
        self.every(key, true, ValueSet::Address(known.collect()))
    }

    fn every(&self, key: KeyId, negated: bool, set: ValueSet) -> CompiledCondition {
        every(key, self.keys, negated, set)
    }
}
