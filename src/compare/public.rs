//! Whether a resource-based policy grants anything to the public.

mod accounts;
mod unfixed;

pub(super) use accounts::texts;

use super::caller::{Caller, Limit, Limits, known_of};
use super::callers::named;
use super::comparison::{Answer, Comparison};
use super::side::Side;
use super::unknown::Unknown;
use super::web_identities::{claimed, open_providers};
use crate::aws::{Arn, is_account_id};
use crate::compile::{ArnValue, Test, ValueSet, samples_of};
use crate::request::{
    ContextKeys, KeyId, KeyState, Principal, PrincipalKind, Request, RequestContext,
};
use crate::value_set::{AddressRange, Pattern};

/// What a key holds that says whose request it is.
#[derive(Clone, Copy)]
enum Trusted {
    /// The number of an account.
    Account,
    /// An ARN, such as this one of somebody whom no policy knows.
    Arn(&'static str),
    /// A text of this form, such as this one.
    Text(&'static str, &'static str),
}

const PATHS: Trusted = Trusted::Text("o-*/r-*/*", "o-outside000/r-out0/ou-out0-outside0/");
const ORGANIZATION: Trusted = Trusted::Text("o-*", "o-outside000");
const VPC_ARN: Trusted = Trusted::Arn("arn:aws:ec2:us-east-1:444455556666:vpc/vpc-0outside0000000");

/// Keys that say whose request it is beside what is known of every caller, in lower case.
const TRUST_KEYS: &[(&str, Trusted)] = &[
    ("aws:arn", Trusted::Arn("arn:aws:iam::444455556666:user/outside")),
    ("aws:chatbotsourcearn", Trusted::Arn("arn:aws:chatbot::444455556666:chat-configuration/o")),
    ("aws:ec2instancesourcevpc", Trusted::Text("vpc-*", "vpc-0outside0000000")),
    ("aws:federatedprovider", Trusted::Arn("arn:aws:iam::444455556666:saml-provider/outside")),
    ("aws:principalorgid", ORGANIZATION),
    ("aws:principalorgpaths", PATHS),
    ("aws:sourceaccount", Trusted::Account),
    ("aws:sourcearn", Trusted::Arn("arn:aws:sns:us-east-1:444455556666:outside")),
    ("aws:sourceorgid", ORGANIZATION),
    ("aws:sourceorgpaths", PATHS),
    ("aws:sourceowner", Trusted::Account),
    ("aws:sourcevpc", Trusted::Text("vpc-*", "vpc-0outside0000000")),
    ("aws:sourcevpcarn", VPC_ARN),
    ("aws:sourcevpce", Trusted::Text("vpce-*", "vpce-0outside000000")),
    ("aws:vpceaccount", Trusted::Account),
    ("aws:vpceorgid", ORGANIZATION),
    ("aws:vpceorgpaths", PATHS),
    ("ec2:sourceinstancearn", Trusted::Arn("arn:aws:ec2:us-east-1:444455556666:instance/i-0")),
    ("identitystore:userid", Trusted::Text("*", "outside")),
    ("kms:calleraccount", Trusted::Account),
    ("lambda:sourcefunctionarn", Trusted::Arn("arn:aws:lambda:us-east-1:444455556666:function:o")),
    ("s3:dataaccesspointaccount", Trusted::Account),
    ("s3:dataaccesspointarn", Trusted::Arn("arn:aws:s3:us-east-1:444455556666:accesspoint/o")),
];

/// What those keys hold that say whose the resource is: of its owner, who is nobody outside.
const OWNER_KEYS: &[(&str, &str)] = &[
    ("aws:resourceorgid", OWNERS_ORGANIZATION),
    ("aws:resourceorgpaths", "o-owner00000/r-own0/ou-own0-owner000/"),
];

/// The organization of the resource's owner.
const OWNERS_ORGANIZATION: &str = "o-owner00000";

impl Comparison<'_> {
    /// Whether a resource-based policy grants nothing, but what `others` does, to people whom it does
    /// not know: nobody in particular, or callers of an account that it does not name, or with tokens
    /// of a provider that signs them for everybody, who come without any of the keys that would say
    /// whose request it is, or with values that it does not name, and from any address that lies in
    /// no narrow range.
    pub fn no_public_access(&self, policy: &Side, others: &Side) -> Answer {
        let unnamed = accounts::unnamed(policy, self.keys);
        let outsiders = outsiders(policy, &unnamed.accounts, self.asked(), self.keys);
        match self.asked_by(&outsiders, [others, policy]) {
            Answer::Proven if !unnamed.is_all => Answer::Unknown(Unknown::Budget),
            answer => answer,
        }
    }
}

/// What of a value's beginning says only what kind of value it is.
const KINDS: [&str; 6] = ["", "o-", "vpc-", "vpce-", "AIDA", "AROA"];

/// What stands where a pattern takes anything.
const ANYTHING: &str = "outside";

/// A policy, and an account that it does not name.
struct Asked<'a> {
    policy: &'a Side,
    partition: &'a str,
    account: &'a str,
    /// All accounts that are asked for.
    accounts: &'a [String],
    anyone: &'a RequestContext,
    keys: &'a ContextKeys,
}

/// Callers whom the policy does not know, and what their keys can be: first with likely values, then
/// with any.
fn outsiders(
    policy: &Side,
    accounts: &[String],
    anyone: &RequestContext,
    keys: &ContextKeys,
) -> Vec<Caller> {
    let (mut likely, mut any) = (Vec::new(), Vec::new());
    for partition in partitions(policy) {
        for account in accounts {
            let asked = Asked { policy, partition, account, accounts, anyone, keys };
            let [of_likely, of_any] = asked.callers();
            likely.extend(of_likely);
            any.extend(of_any);
        }
    }
    likely.extend(any);
    likely
}

/// The partitions that the policy is about.
fn partitions(policy: &Side) -> Vec<&'static str> {
    let named = |partition: &&str| {
        let start = format!("arn:{partition}:");
        texts(policy).any(|text| text.contains(&start))
    };
    let found: Vec<&str> = ["aws", "aws-cn", "aws-us-gov"].into_iter().filter(named).collect();
    if found.is_empty() { vec!["aws"] } else { found }
}

impl Asked<'_> {
    fn callers(&self) -> [Vec<Caller>; 2] {
        let Self { partition, account, .. } = self;
        let kinds = [
            "anonymous".to_owned(),
            format!("arn:{partition}:iam::{account}:user/outside"),
            format!("arn:{partition}:iam::{account}:role/outside"),
            format!("arn:{partition}:iam::{account}:root"),
            format!("arn:{partition}:sts::{account}:federated-user/outside"),
        ];
        let by_arn = self.keys.ids().find(|key| self.keys.lower_name(*key) == "aws:principalarn");
        let samples: Vec<String> = by_arn.map(|key| self.samples(key)).unwrap_or_default();
        let parsed = |texts: &[String]| -> Vec<Principal> {
            texts.iter().filter_map(|text| Principal::parse(text).ok()).collect()
        };
        let with_tokens: Vec<Principal> =
            open_providers(&named([self.policy, self.policy])).collect();
        let any = parsed(&kinds).into_iter().chain(with_tokens.iter().cloned());
        let any = any.map(|principal| self.caller_of_kind(principal)).collect();
        let likely = parsed(&kinds).into_iter().chain(parsed(&samples)).chain(with_tokens);
        [likely.map(|principal| self.caller(principal)).collect(), any]
    }

    /// The caller with likely values.
    fn caller(&self, principal: Principal) -> Caller {
        self.limited(principal, &|key, known| {
            let principal = &known.request.principal;
            claimed(self.policy, principal, self.keys.lower_name(key))
                .map(|(values, may_be_absent)| self.states(key, &values, may_be_absent))
                .or_else(|| self.form_of_id(key, principal).map(Limit::Conditions))
                .or_else(|| self.other_account(key).map(Limit::Conditions))
                .or_else(|| Some(self.states(key, &self.trusted(key)?, true)))
        })
    }

    /// The caller of the same kind and account with any name, and any values that the policy does not
    /// fix.
    fn caller_of_kind(&self, principal: Principal) -> Caller {
        let mut caller = self.limited(principal, &|key, known| {
            let principal = &known.request.principal;
            self.unfixed(key, principal)
                .map(Limit::Conditions)
                .or_else(|| Some(self.states(key, &self.trusted(key)?, true)))
        });
        for key in self.keys.ids() {
            if let Some(any) = self.any_name(key, &caller.known.request.principal) {
                caller.known.set_state(key, KeyState::PresentUnknown);
                caller.limits.insert(key, Limit::Conditions(any));
            }
        }
        caller
    }

    /// The caller with the keys that all of its requests have, and limits on the others.
    fn limited(
        &self,
        principal: Principal,
        limit: &dyn Fn(KeyId, &RequestContext) -> Option<Limit>,
    ) -> Caller {
        let request = Request { principal, ..self.anyone.request.clone() };
        let mut known = known_of(&request, self.keys);
        let mut limits = Limits::new();
        for key in self.keys.ids() {
            let name = self.keys.lower_name(key);
            if TRUST_KEYS.iter().any(|(of, _)| *of == name) {
                known.set_state(key, KeyState::Unknown);
            }
            // AWS: P-9
            let is_token = matches!(known.request.principal.kind, PrincipalKind::Federated { .. });
            if is_token && name == "aws:principalaccount" {
                known.set_state(key, KeyState::Absent);
            }
            if matches!(known.state(key), KeyState::Unknown | KeyState::PresentUnknown) {
                let limit = limit(key, &known);
                if let Some(Limit::Conditions(conditions)) = &limit {
                    let families = conditions.iter().filter_map(|condition| condition.family);
                    families.for_each(|family| known.read_as(key, family));
                }
                limits.extend(limit.map(|limit| (key, limit)));
            }
        }
        Caller { known, limits }
    }

    fn states(&self, key: KeyId, values: &[String], may_be_absent: bool) -> Limit {
        let present = values.iter().map(|value| self.anyone.present(key, [&**value]));
        let absent = may_be_absent.then_some(KeyState::Absent);
        Limit::States(absent.into_iter().chain(present).collect())
    }

    /// What a key can be but absent that says whose request it is, or whose the resource is; `None` if
    /// it can be anything.
    fn trusted(&self, key: KeyId) -> Option<Vec<String>> {
        let name = self.keys.lower_name(key);
        if name == "aws:sourceip" {
            return Some(self.addresses(key));
        }
        if let Some((_, own)) = OWNER_KEYS.iter().find(|(of, _)| *of == name) {
            return Some(self.of_owner(key, own));
        }
        let (_, trusted) = TRUST_KEYS.iter().find(|(of, _)| *of == name)?;
        let mut values = self.samples(key);
        match trusted {
            Trusted::Account if name == "kms:calleraccount" => values.push(self.account.to_owned()),
            Trusted::Account => values.extend(self.accounts.iter().cloned()),
            Trusted::Arn(arn) => values.push(self.in_account(arn)),
            Trusted::Text(_, text) => values.push((*text).to_owned()),
        }
        Some(values)
    }

    /// What a key of the resource's owner can be: what the policy names, or something of its own.
    fn of_owner(&self, key: KeyId, own: &str) -> Vec<String> {
        let mut values = vec![own.to_owned()];
        for set in self.sets(key) {
            if let ValueSet::Text(set) = set {
                values.extend(set.literals.iter().map(ToString::to_string));
                values.extend(set.patterns.iter().map(|text| text.pattern.sample("owner")));
            }
        }
        values
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
                    let patterns = patterns.filter(|pattern| !says_owner(&pattern.sample("*")));
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
        let partition = if *partition == ANYTHING { self.partition } else { partition };
        [*arn, partition, *service, *region, self.account, *resource].join(":")
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
        let fixes = |text: &str| {
            sets.iter().any(|set| match set {
                ValueSet::Text(set) => {
                    let mut patterns = set.patterns.iter().map(|text| &text.pattern);
                    set.literals.iter().any(|literal| **literal == *text)
                        || patterns.any(|one| !fixes_nothing(one) && one.matches(text))
                }
                _ => false,
            })
        };
        let is_known = |text: &str| {
            AddressRange::parse(text).is_none_or(|address| {
                address.is_private()
                    || ranges.iter().any(|range| is_narrow(range) && range.contains(&address))
            }) || fixes(text)
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
    let is_of_anybody = text.starts_with("arn:") && !says_owner(&pattern.sample("*"));
    is_of_anybody || KINDS.iter().any(begins)
}

/// Whether the pattern of an ARN names an account or a bucket, of which there is one alone.
fn says_owner(pattern: &str) -> bool {
    let Some(arn) = Arn::parse(pattern) else { return false };
    let bucket = arn.resource().split('/').next().unwrap_or_default();
    is_account_id(arn.account()) || (arn.service() == "s3" && !bucket.contains(['*', '?', ':']))
}

fn is_narrow(range: &AddressRange) -> bool {
    let widest = if range.network().addr().is_ipv4() { 8 } else { 32 };
    range.network().prefix_len() > widest || range.is_private()
}
