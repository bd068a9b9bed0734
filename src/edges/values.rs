//! Values of condition keys that a condition lists, and values just past them.

use std::net::IpAddr;

use chrono::DateTime;

use super::ask::Subject;
use super::callers::with_caller;
use super::draft::{Caller, Draft};
use super::near::with_variables;
use super::resources::value_in;
use super::rest::usual;
use super::sample::{FILLERS, Place, arn, beside, marked, plain};
use super::senders::Senders;
use crate::aws::{Arn, is_account_id, key};
use crate::compile::{Quantifier, states_of};
use crate::policy::{Condition, ConditionFamily};
use crate::request::{Given, KeyId, KeyState, Principal, RequestContext};
use crate::value_set::{AddressRange, Decimal, Instant, read_base64, write_base64};

/// A condition of a statement.
#[derive(Clone, Copy)]
struct Tested<'s> {
    subject: &'s Subject<'s>,
    written: &'s Condition,
    key: KeyId,
    family: Option<ConditionFamily>,
    quantifier: Quantifier,
}

fn tested<'s>(subject: &'s Subject<'s>, number: usize) -> Option<Tested<'s>> {
    let compiled = subject.compiled.conditions.get(number)?;
    Some(Tested {
        subject,
        written: subject.written.conditions.get(number)?,
        key: compiled.key,
        family: compiled.family,
        quantifier: compiled.quantifier,
    })
}

/// The draft with the condition's key at each of its values.
pub(super) fn listed(subject: &Subject<'_>, number: usize, draft: &Draft) -> Vec<(usize, Draft)> {
    near(subject, number, draft, Side::Inside)
}

/// The draft with the condition's key just past each of its values; what else policies tell apart;
/// and without the key.
pub(super) fn unlisted(subject: &Subject<'_>, number: usize, draft: &Draft) -> Vec<(usize, Draft)> {
    let mut found = near(subject, number, draft, Side::Past);
    let Some(tested) = tested(subject, number) else { return found };
    let count = tested.written.values.len();
    let senders = Senders::new(subject, tested.key, draft);
    let others = tested.told_apart(draft).into_iter();
    found.extend(others.flat_map(|given| tested.said(&senders, &given)).map(|one| (count, one)));
    found.extend(tested.said(&senders, &Given::Absent).into_iter().map(|one| (count, one)));
    found
}

/// The draft without the condition's key.
pub(super) fn absent(subject: &Subject<'_>, number: usize, draft: &Draft) -> Option<Draft> {
    let tested = tested(subject, number)?;
    tested.with(draft, &Given::Absent).pop()
}

fn near(subject: &Subject<'_>, number: usize, draft: &Draft, side: Side) -> Vec<(usize, Draft)> {
    let Some(tested) = tested(subject, number) else { return Vec::new() };
    let texts_listed = tested.written.values.iter().map(|value| &*value.text);
    let filled_in = with_variables(subject, texts_listed, draft);
    let Some(context) = subject.scene.context(&filled_in) else { return Vec::new() };
    let senders = Senders::new(subject, tested.key, &filled_in);
    let mut found = Vec::new();
    for (value, written) in tested.written.values.iter().enumerate() {
        for text in tested.texts_on(side, &written.text, &context) {
            for given in tested.givens(&text, &context) {
                found.extend(tested.said(&senders, &given).into_iter().map(|one| (value, one)));
            }
        }
    }
    found
}

/// On which side of a listed value.
#[derive(Clone, Copy)]
enum Side {
    Inside,
    Past,
}

impl Tested<'_> {
    fn texts_on(&self, side: Side, text: &str, context: &RequestContext) -> Vec<String> {
        match side {
            Side::Inside => self.inside(text, context),
            Side::Past => self.past(text, context),
        }
    }

    fn name(&self) -> &str {
        self.subject.scene.keys.name(self.key)
    }

    /// Values that one listed value stands for, as far as texts go.
    fn inside(&self, text: &str, context: &RequestContext) -> Vec<String> {
        match self.family {
            Some(ConditionFamily::Text) => self.texts(text, context, false),
            Some(ConditionFamily::Arn) => self.texts(text, context, true),
            Some(ConditionFamily::Numeric) => numbers(text),
            Some(ConditionFamily::Date) => instants(text),
            Some(ConditionFamily::Bool) => booleans(text),
            Some(ConditionFamily::Address) => addresses(text, true),
            Some(ConditionFamily::Binary) => vec![text.to_owned()],
            Some(ConditionFamily::Null) => vec![text.to_owned()],
            None => Vec::new(),
        }
    }

    /// Values just past a listed one.
    fn past(&self, text: &str, context: &RequestContext) -> Vec<String> {
        match self.family {
            Some(ConditionFamily::Text | ConditionFamily::Arn) => {
                let inside = self.inside(text, context);
                inside.iter().take(1).flat_map(|text| beside(text)).collect()
            }
            Some(ConditionFamily::Numeric) => numbers(text),
            Some(ConditionFamily::Date) => instants(text),
            Some(ConditionFamily::Bool | ConditionFamily::Null) => {
                booleans(text).into_iter().rev().collect()
            }
            Some(ConditionFamily::Address) => addresses(text, false),
            Some(ConditionFamily::Binary) => {
                let longer = |bytes: Box<[u8]>| write_base64(&[&*bytes, b"x"].concat()).to_string();
                read_base64(text).map(longer).into_iter().collect()
            }
            None => Vec::new(),
        }
    }

    fn texts(&self, text: &str, context: &RequestContext, is_arn: bool) -> Vec<String> {
        let operator = self.written.operator;
        let wildcards = operator.is_some_and(|operator| operator.test.takes_wildcards());
        let version = self.subject.policy.document.version;
        let value = value_in(self.subject, context);
        let Some(marked) = marked(text, version, wildcards, &value) else { return Vec::new() };
        let account = &*self.subject.scene.cast.account;
        let service = context.request.action.service();
        let fill = |filler: &&'static str| {
            if is_arn {
                arn(&marked, Place { account, service, filler })
            } else {
                plain(&marked, filler)
            }
        };
        let mut texts: Vec<String> = FILLERS.iter().map(fill).collect();
        texts.dedup();
        texts
    }

    /// What can be said of the key to give it this value: alone, or among others for the operators
    /// that look at several.
    fn givens(&self, text: &str, context: &RequestContext) -> Vec<Given> {
        let values =
            |texts: &[&str]| Given::Values(texts.iter().map(|text| Box::from(*text)).collect());
        if self.family == Some(ConditionFamily::Null) {
            let usual = usual(self.subject.scene, self.key, &context.request);
            return vec![if text == "true" { Given::Absent } else { values(&[&usual]) }];
        }
        let mut givens = vec![values(&[text])];
        if self.quantifier != Quantifier::One {
            let other = beside(text).into_iter().next().unwrap_or_default();
            givens.push(values(&[text, &other]));
        }
        givens
    }

    /// The states that the policies tell apart, as far as their texts are fit to be shown.
    fn told_apart(&self, draft: &Draft) -> Vec<Given> {
        let scene = self.subject.scene;
        let Some(context) = scene.context(draft) else { return Vec::new() };
        let states = states_of(self.key, &scene.policies, &context).into_iter();
        let given = |state: KeyState| match state {
            KeyState::Present(values) => {
                let texts = values.iter().map(|value| value.text.replace('~', "example").into());
                Some(Given::Values(texts.collect()))
            }
            KeyState::Absent | KeyState::Unknown | KeyState::PresentUnknown => None,
        };
        states.filter_map(given).take(64).collect()
    }

    /// Whether only who asks can change the key.
    fn is_callers(&self) -> bool {
        let global = self.subject.scene.keys.global(self.key);
        matches!(
            global,
            Some(
                key::USERNAME
                    | key::PRINCIPAL_ARN
                    | key::PRINCIPAL_ACCOUNT
                    | key::PRINCIPAL_TYPE
                    | key::PRINCIPAL_IS_AWS_SERVICE
            )
        )
    }

    /// The drafts in which the key is so, among those that can carry it.
    fn said(&self, senders: &Senders, given: &Given) -> Vec<Draft> {
        senders.of(given).iter().flat_map(|draft| self.with(draft, given)).collect()
    }

    /// The drafts in which the key is so. What the caller or the resource says of themselves is
    /// changed there first.
    fn with(&self, draft: &Draft, given: &Given) -> Vec<Draft> {
        let scene = self.subject.scene;
        let one = match given {
            Given::Values(values) if values.len() == 1 => values.first().map(|text| &**text),
            _ => None,
        };
        let caller = |text: String| {
            Principal::parse(&text).ok().map(|_| with_caller(scene, draft, Caller::named(text)))
        };
        let mut drafts: Vec<Draft> = match (scene.keys.global(self.key), one) {
            (Some(key::USERNAME), Some(name)) => {
                let account = &scene.cast.account;
                caller(format!("arn:aws:iam::{account}:user/{name}")).into_iter().collect()
            }
            (Some(key::PRINCIPAL_ARN), Some(arn)) => caller(arn.to_owned()).into_iter().collect(),
            (Some(key::PRINCIPAL_ACCOUNT), Some(account)) => {
                let own = Arn::parse(&draft.caller.text);
                let moved = own.map(|own| draft.caller.text.replacen(own.account(), account, 1));
                moved.and_then(caller).into_iter().collect()
            }
            (Some(key::PRINCIPAL_TYPE), Some(kind)) => {
                of_type(kind, &scene.cast.account).and_then(caller).into_iter().collect()
            }
            (Some(key::USERNAME), None) => {
                let account = &scene.cast.account;
                caller(format!("arn:aws:iam::{account}:role/example")).into_iter().collect()
            }
            (Some(key::PRINCIPAL_IS_AWS_SERVICE), Some("true")) => {
                caller("cloudtrail.amazonaws.com".to_owned()).into_iter().collect()
            }
            (Some(key::PRINCIPAL_IS_AWS_SERVICE), Some("false")) => {
                vec![with_caller(scene, draft, scene.cast.caller.clone())]
            }
            (Some(key::RESOURCE_ACCOUNT), Some(account)) => return owned_by(draft, account),
            _ => Vec::new(),
        };
        for draft in &mut drafts {
            draft.context.remove(self.name());
        }
        if !self.is_callers() {
            let mut said = draft.clone();
            said.context.insert(self.name().into(), given.clone());
            drafts.push(said);
        }
        drafts
    }
}

fn of_type(kind: &str, account: &str) -> Option<String> {
    Some(match kind {
        "User" => format!("arn:aws:iam::{account}:user/alice"),
        "Account" => format!("arn:aws:iam::{account}:root"),
        "AssumedRole" => format!("arn:aws:iam::{account}:role/example"),
        "FederatedUser" => format!("arn:aws:sts::{account}:federated-user/alice"),
        "Anonymous" => "anonymous".to_owned(),
        _ => return None,
    })
}

/// The draft on a resource of that account.
fn owned_by(draft: &Draft, account: &str) -> Vec<Draft> {
    if !is_account_id(account) {
        return Vec::new();
    }
    let mut owned = draft.clone();
    match Arn::parse(&draft.resource).filter(|arn| is_account_id(arn.account())) {
        Some(arn) => owned.resource = draft.resource.replacen(arn.account(), account, 1).into(),
        None => owned.resource_account = Some(account.into()),
    }
    vec![owned]
}

/// The number, and one step of its last digit to either side.
fn numbers(text: &str) -> Vec<String> {
    let steps = [0, -1, 1].into_iter().filter_map(|step| stepped(text, step));
    let steps: Vec<String> = steps.collect();
    if !steps.is_empty() {
        return steps;
    }
    let Some(number) = Decimal::parse(text) else { return Vec::new() };
    vec![text.to_owned(), number.below().to_string(), number.above().to_string()]
}

fn stepped(text: &str, step: i64) -> Option<String> {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits: i64 = text.replacen('.', "", 1).parse().ok()?;
    if decimals == 0 {
        return Some(digits.checked_add(step)?.to_string());
    }
    let moved = digits.checked_add(step)?;
    let sign = if moved < 0 { "-" } else { "" };
    let padded = format!("{:0width$}", moved.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    Some(format!("{sign}{whole}.{fraction}"))
}

/// The instant, and a second to either side.
fn instants(text: &str) -> Vec<String> {
    let Some(instant) = Instant::parse(text) else { return Vec::new() };
    let seconds = instant.epoch_seconds();
    let in_seconds = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'.')
        && !text.get(1..).is_some_and(|rest| rest.contains('-'));
    let write = |second: i64| match DateTime::from_timestamp(second, 0) {
        Some(time) if !in_seconds => time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        _ => second.to_string(),
    };
    [0, -1, 1].map(|step| write(seconds.saturating_add(step))).into()
}

fn booleans(text: &str) -> Vec<String> {
    let other = if text.eq_ignore_ascii_case("true") { "false" } else { "true" };
    vec![text.to_lowercase(), other.to_owned()]
}

/// The first and last address of a range, or those just before and behind it.
fn addresses(text: &str, inside: bool) -> Vec<String> {
    let Some(range) = AddressRange::parse(text) else { return Vec::new() };
    let (first, last) = (range.network().network(), range.network().broadcast());
    if inside {
        let mut ends = vec![first.to_string(), last.to_string()];
        ends.dedup();
        return ends;
    }
    let beyond = [step(last, 1), step(first, -1)];
    beyond.into_iter().flatten().map(|address| address.to_string()).collect()
}

fn step(address: IpAddr, by: i8) -> Option<IpAddr> {
    let up = by > 0;
    match address {
        IpAddr::V4(address) => {
            let bits = u32::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::from(bits.to_be_bytes()))
        }
        IpAddr::V6(address) => {
            let bits = u128::from(address);
            let next = if up { bits.checked_add(1) } else { bits.checked_sub(1) };
            next.map(|bits| IpAddr::from(bits.to_be_bytes()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_past_is_one_of_the_last_digit() {
        assert_eq!(numbers("3600"), ["3600", "3599", "3601"]);
        assert_eq!(numbers("1.2"), ["1.2", "1.1", "1.3"]);
        assert_eq!(numbers("0.05"), ["0.05", "0.04", "0.06"]);
        assert_eq!(numbers("-1"), ["-1", "-2", "0"]);
        assert_eq!(numbers("99999999999999999999").len(), 3);
        assert!(numbers("x").is_empty());
    }

    #[test]
    fn a_step_past_an_instant_is_a_second() {
        let around = ["2026-03-01T00:00:00Z", "2026-02-28T23:59:59Z", "2026-03-01T00:00:01Z"];
        assert_eq!(instants("2026-03-01"), around);
        assert_eq!(instants("1700000000"), ["1700000000", "1699999999", "1700000001"]);
    }

    #[test]
    fn addresses_past_a_range_touch_it() {
        assert_eq!(addresses("203.0.113.0/24", true), ["203.0.113.0", "203.0.113.255"]);
        assert_eq!(addresses("203.0.113.0/24", false), ["203.0.114.0", "203.0.112.255"]);
        assert_eq!(addresses("255.255.255.255", false), ["255.255.255.254"]);
        assert!(addresses("0.0.0.0/0", false).is_empty());
        assert_eq!(addresses("::1", false), ["::2", "::"]);
    }
}
