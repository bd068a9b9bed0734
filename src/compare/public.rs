//! Whether a resource-based policy grants anything to the public.

mod accounts;
mod unfixed;

use super::caller::{Caller, Limit, Limits};
use super::callers::named;
use super::comparison::{Answer, Comparison};
use super::side::Side;
use super::web_identities::{claimed, open_providers};
use crate::compile::{ArnValue, Test, ValueSet, samples_of};
use crate::request::{ContextKeys, KeyId, KeyState, Principal, PrincipalKind, RequestContext};
use crate::value_set::{AddressRange, Pattern};

/// Keys that say whose request it is, in lower case, and a value of somebody whom no policy knows.
/// What is `None` is the caller's own.
const TRUST_KEYS: &[(&str, Option<&str>)] = &[
    ("aws:principalisawsservice", Some("false")),
    ("aws:principalorgid", Some("o-outside000")),
    ("aws:principalorgpaths", Some("o-outside000/r-out0/ou-out0-outside0/")),
    ("aws:sourceaccount", None),
    ("aws:sourcearn", Some("arn:aws:sns:us-east-1:444455556666:outside")),
    ("aws:sourceorgid", Some("o-outside000")),
    ("aws:sourceorgpaths", Some("o-outside000/r-out0/ou-out0-outside0/")),
    ("aws:sourceowner", None),
    ("aws:sourcevpc", Some("vpc-0outside0000000")),
    ("aws:sourcevpcarn", Some("arn:aws:ec2:us-east-1:444455556666:vpc/vpc-0outside0000000")),
    ("aws:sourcevpce", Some("vpce-0outside000000")),
    ("aws:userid", Some("AIDAOUTSIDE0000000000")),
    ("aws:vpceaccount", None),
    ("aws:vpceorgid", Some("o-outside000")),
    ("aws:vpceorgpaths", Some("o-outside000/r-out0/ou-out0-outside0/")),
    ("kms:calleraccount", None),
    ("s3:dataaccesspointaccount", None),
    ("s3:dataaccesspointarn", Some("arn:aws:s3:us-east-1:444455556666:accesspoint/outside")),
];

impl Comparison<'_> {
    /// Whether a resource-based policy grants nothing, but what `others` does, to people whom it does
    /// not know: nobody in particular, or callers of an account that it does not name, or with tokens
    /// of a provider that signs them for everybody, who come without any of the keys that would say
    /// whose request it is, or with values that it does not name, and from any address that lies in
    /// no narrow range.
    pub fn no_public_access(&self, policy: &Side, others: &Side) -> Answer {
        let outsiders = outsiders(policy, self.asked(), self.keys);
        self.asked_by(&outsiders, [others, policy])
    }
}

/// What of a value's beginning says only what kind of value it is.
const KINDS: [&str; 6] = ["", "o-", "vpc-", "vpce-", "AIDA", "AROA"];

/// What stands where a pattern takes anything.
const ANYTHING: &str = "outside";

/// A policy, and an account that it does not name.
struct Asked<'a> {
    policy: &'a Side,
    account: String,
    anyone: &'a RequestContext,
    keys: &'a ContextKeys,
}

/// Callers whom the policy does not know, and what their keys can be: first with likely values, then
/// with any.
fn outsiders(policy: &Side, anyone: &RequestContext, keys: &ContextKeys) -> Vec<Caller> {
    let (mut likely, mut any) = (Vec::new(), Vec::new());
    for account in accounts::unnamed(policy, keys) {
        let asked = Asked { policy, account, anyone, keys };
        let [of_likely, of_any] = asked.callers();
        likely.extend(of_likely);
        any.extend(of_any);
    }
    likely.extend(any);
    likely
}

impl Asked<'_> {
    fn callers(&self) -> [Vec<Caller>; 2] {
        let account = &self.account;
        let kinds = [
            "anonymous".to_owned(),
            format!("arn:aws:iam::{account}:user/outside"),
            format!("arn:aws:iam::{account}:role/outside"),
            format!("arn:aws:iam::{account}:root"),
        ];
        let by_arn = self.keys.ids().find(|key| self.keys.lower_name(*key) == "aws:principalarn");
        let samples: Vec<String> = by_arn.map(|key| self.samples(key)).unwrap_or_default();
        let parsed = |texts: &[String]| -> Vec<Principal> {
            texts.iter().filter_map(|text| Principal::parse(text).ok()).collect()
        };
        let with_tokens = open_providers(&named([self.policy, self.policy])).collect::<Vec<_>>();
        let likely = parsed(&kinds).into_iter().chain(parsed(&samples)).chain(with_tokens);
        let likely = likely.map(|principal| self.caller(principal)).collect();
        let any = parsed(&kinds).into_iter().map(|principal| self.caller_of_kind(principal));
        [likely, any.collect()]
    }

    fn caller(&self, principal: Principal) -> Caller {
        let mut limits = Limits::new();
        for key in self.keys.ids() {
            if let Some((values, may_be_absent)) = self.values(key, &principal) {
                limits.insert(key, self.states(key, &values, may_be_absent));
            }
        }
        self.with_limits(principal, limits)
    }

    /// The caller of the same kind and account with any name, and any values that the policy does not
    /// fix.
    fn caller_of_kind(&self, principal: Principal) -> Caller {
        let mut limits = Limits::new();
        for key in self.keys.ids() {
            let unfixed = self.unfixed(key, &principal);
            let limit = unfixed.map(Limit::Conditions).or_else(|| {
                let (values, may_be_absent) = self.values(key, &principal)?;
                Some(self.states(key, &values, may_be_absent))
            });
            limits.extend(limit.map(|limit| (key, limit)));
        }
        self.with_limits(principal, limits)
    }

    fn states(&self, key: KeyId, values: &[String], may_be_absent: bool) -> Limit {
        let present = values.iter().map(|value| self.anyone.present(key, [&**value]));
        let absent = may_be_absent.then_some(KeyState::Absent);
        Limit::States(absent.into_iter().chain(present).collect())
    }

    fn with_limits(&self, principal: Principal, limits: Limits) -> Caller {
        let mut known = self.anyone.clone();
        known.request.principal = principal;
        Caller { known, limits }
    }

    /// What the key can be, and whether it can be absent; `None` if it can be anything.
    fn values(&self, key: KeyId, caller: &Principal) -> Option<(Vec<String>, bool)> {
        let name = self.keys.lower_name(key);
        claimed(self.policy, caller, name).or_else(|| Some((self.trusted(key, caller)?, true)))
    }

    /// What a key can be but absent that says whose request it is.
    fn trusted(&self, key: KeyId, caller: &Principal) -> Option<Vec<String>> {
        let name = self.keys.lower_name(key);
        // AWS: P-9
        let is_signed = !matches!(caller.kind, PrincipalKind::Federated { .. });
        let account = caller.account.as_deref().filter(|_| is_signed);
        match name {
            "aws:sourceip" => return Some(self.addresses(key)),
            "aws:principalarn" => {
                return Some(account.map(|_| caller.text.to_string()).into_iter().collect());
            }
            "aws:principalaccount" => {
                return Some(account.map(str::to_owned).into_iter().collect());
            }
            // AWS: K-1
            "aws:username" if matches!(caller.kind, PrincipalKind::User { .. }) => return None,
            "aws:username" => return Some(Vec::new()),
            _ => {}
        }
        let (_, value) = TRUST_KEYS.iter().find(|(of, _)| *of == name)?;
        let value = value.map_or_else(|| self.account.clone(), str::to_owned);
        Some(self.samples(key).into_iter().chain([value]).collect())
    }

    fn sets(&self, key: KeyId) -> Vec<&ValueSet> {
        let statements = self.policy.policies.all().flat_map(|policy| &policy.statements);
        let conditions = statements.flat_map(|statement| &statement.conditions);
        let of_key = conditions.filter(|condition| condition.key == key);
        of_key
            .filter_map(|condition| match &condition.test {
                Test::Values(set) => Some(set),
                Test::Null(_) | Test::NotUnderstood(_) => None,
            })
            .collect()
    }

    /// What the patterns for a key match that nobody inside need have: an ARN of the account outside,
    /// or any value of its kind.
    fn samples(&self, key: KeyId) -> Vec<String> {
        let mut texts = Vec::new();
        for set in self.sets(key) {
            match set {
                ValueSet::Text(set) => {
                    let patterns = set.patterns.iter().map(|text| &text.pattern);
                    let patterns = patterns.filter(|pattern| fixes_nothing(pattern));
                    texts.extend(patterns.map(|pattern| pattern.sample(ANYTHING)));
                }
                ValueSet::Arn(values) => {
                    let patterns = values.iter().filter_map(ArnValue::without_variables);
                    texts.extend(patterns.map(|pattern| pattern.sample(ANYTHING)));
                }
                _ => {}
            }
        }
        texts.iter().map(|text| self.in_account(text)).collect()
    }

    /// An ARN with the account outside for its own.
    fn in_account(&self, text: &str) -> String {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [arn, partition, service, region, _, resource] = parts.as_slice() else {
            return text.to_owned();
        };
        [*arn, *partition, *service, *region, &*self.account, *resource].join(":")
    }

    /// Addresses of every class that the policy tells apart and that somebody outside may have:
    /// ranges narrower than /8, or /32 of IPv6, count as known, and private ones as the owner's.
    fn addresses(&self, key: KeyId) -> Vec<String> {
        let sets = self.sets(key);
        let ranges: Vec<&AddressRange> = sets
            .iter()
            .filter_map(|set| match set {
                ValueSet::Address(ranges) => Some(ranges.iter()),
                _ => None,
            })
            .flatten()
            .collect();
        let is_known = |text: &str| {
            AddressRange::parse(text).is_none_or(|address| {
                address.is_private()
                    || ranges.iter().any(|range| is_narrow(range) && range.contains(&address))
            })
        };
        let mut samples = samples_of(&sets);
        samples.extend(["203.0.113.9", "198.51.100.7", "2001:db8::9"].map(str::to_owned));
        samples.retain(|text| !is_known(text));
        samples
    }
}

/// Whether a pattern says no more of a value than what kind of value it is, or is for ARNs.
fn fixes_nothing(pattern: &Pattern) -> bool {
    let text = pattern.sample(ANYTHING);
    let begins =
        |kind: &&str| text.strip_prefix(*kind).is_some_and(|rest| rest.starts_with(ANYTHING));
    text.starts_with("arn:") || KINDS.iter().any(begins)
}

fn is_narrow(range: &AddressRange) -> bool {
    let widest = if range.network().addr().is_ipv4() { 8 } else { 32 };
    range.network().prefix_len() > widest || range.is_private()
}
