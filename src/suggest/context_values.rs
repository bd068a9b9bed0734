//! Values of condition keys that would do, with the policies as they are.

use std::fmt;

use super::look::{Heard, Look};
use super::probes::{is_fact, with_given};
use super::trial::Trial;
use crate::aws::{UNKNOWN_PREFIX, key};
use crate::compile::PolicySet;
use crate::environment::Environment;
use crate::evaluate::{Decision, Element, Truth};
use crate::policy::{Condition, ConditionFamily, Effect, Version};
use crate::request::{Given, KeyId, KeyState, RequestContext};
use crate::text::{printable, quote};
use crate::value_set::{AddressRange, Decimal, Instant};

/// What a request would have to carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextSuggestion {
    /// One key, or two together.
    pub settings: Vec<Setting>,
    /// What the call comes to then.
    pub turned: Decision,
}

/// What is said of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It has this value.
    With {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// The request does not carry it.
    Without {
        /// The key.
        key: String,
    },
}

/// How the command line takes it: `--with aws:SourceIp=203.0.113.9`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::With { key, value } => {
                let (key, value) = (printable(key), printable(value));
                write!(f, "--with {}", in_shell(&format!("{key}={value}")))
            }
            Self::Without { key } => write!(f, "--without {}", in_shell(&printable(key))),
        }
    }
}

/// A word as a shell takes it.
pub(crate) fn in_shell(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.:/=@%+,".contains(char);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

impl Setting {
    /// `` `aws:SourceIp` is 203.0.113.9 ``
    pub fn words(&self) -> String {
        match self {
            Self::With { key, value } => format!("{} is {}", quote(key), quote(value)),
            Self::Without { key } => format!("the request does not carry {}", quote(key)),
        }
    }
}

/// How many settings are tried alone, and how many pairs.
const MOST_TRIES: usize = 200;

/// A key and a state that some condition asks for.
struct Try {
    key: KeyId,
    setting: Setting,
    given: Given,
}

/// Settings of one key that turn the answer; of two, where no single one does. And whether some were
/// not tried.
pub(super) fn settings(
    trial: &Trial<'_>,
    sets: &[PolicySet],
    looks: &[Look],
    environment: Option<&Environment>,
) -> (Vec<ContextSuggestion>, bool) {
    let mut tries: Vec<Try> = Vec::new();
    for look in looks.iter().filter(|look| look.decision != Decision::Allowed) {
        for heard in in_the_way(look) {
            gather(trial, look, heard, &mut tries);
        }
    }
    tries.retain(|one| !brings_in_a_policy(one, environment));
    let is_bounded = tries.len() > MOST_TRIES;
    tries.truncate(MOST_TRIES);
    let allowed = |few: &[&Try]| is_allowed(trial, sets, few);
    let mut found: Vec<&Try> = Vec::new();
    for one in &tries {
        let is_new = found.iter().all(|other| other.key != one.key);
        if is_new && allowed(&[one]) {
            found.push(one);
        }
    }
    if !found.is_empty() {
        return (found.into_iter().map(|one| suggestion(&[one])).collect(), is_bounded);
    }
    (pair(&tries, &allowed).into_iter().collect(), is_bounded)
}

fn pair(tries: &[Try], allowed: &dyn Fn(&[&Try]) -> bool) -> Option<ContextSuggestion> {
    let mut left = MOST_TRIES;
    for (number, one) in tries.iter().enumerate() {
        for other in &tries[number + 1..] {
            if one.key == other.key {
                continue;
            }
            left = left.checked_sub(1)?;
            if allowed(&[one, other]) {
                return Some(suggestion(&[one, other]));
            }
        }
    }
    None
}

fn suggestion(few: &[&Try]) -> ContextSuggestion {
    let settings = few.iter().map(|one| one.setting.clone()).collect();
    ContextSuggestion { settings, turned: Decision::Allowed }
}

fn is_allowed(trial: &Trial<'_>, sets: &[PolicySet], few: &[&Try]) -> bool {
    let contexts: Vec<RequestContext> = trial
        .question
        .authorizations
        .iter()
        .map(|one| {
            let request = few.iter().fold(one.request.clone(), |request, one| {
                with_given(&request, trial.keys.lower_name(one.key), one.given.clone())
            });
            RequestContext::new(request, &trial.keys)
        })
        .collect();
    Trial::decide(&contexts, sets) == Decision::Allowed
}

/// The endpoint of that id has a policy that nobody asked yet.
fn brings_in_a_policy(one: &Try, environment: Option<&Environment>) -> bool {
    let Setting::With { key: name, value } = &one.setting else { return false };
    let is_endpoint = name.eq_ignore_ascii_case("aws:SourceVpce");
    is_endpoint && environment.is_some_and(|known| known.endpoints.get(value).is_some())
}

/// The Allow statements that only conditions keep from applying, and the Denies that apply.
fn in_the_way(look: &Look) -> Vec<Heard<'_>> {
    let closed = look.closed();
    let is_near = |one: &Heard<'_>| match one.at.effect {
        Effect::Deny => one.truth != Truth::False,
        Effect::Allow => {
            let is_condition =
                |(element, _): &(Element, Truth)| matches!(element, Element::Condition(_));
            closed.contains(&one.at.gate)
                && one.truth != Truth::True
                && look.misses(*one).iter().all(is_condition)
        }
    };
    look.heard_all().filter(is_near).collect()
}

fn gather(trial: &Trial<'_>, look: &Look, heard: Heard<'_>, tries: &mut Vec<Try>) {
    let version = look.policy_of(heard).map_or(Version::V2012, |policy| policy.document.version);
    let conditions = heard.written.conditions.iter().zip(&heard.compiled.conditions).enumerate();
    for (number, (written, compiled)) in conditions {
        let truth = look.answer(heard, Element::Condition(number));
        let wanted = heard.at.effect == Effect::Allow;
        if truth == Truth::from(wanted) || !can_be_said(trial, look, compiled.key) {
            continue;
        }
        let name = trial.keys.name(compiled.key).to_owned();
        for value in plausible(written, wanted, version) {
            let (setting, given) = match value {
                Some(value) => {
                    let given = Given::Values(vec![value.as_str().into()]);
                    (Setting::With { key: name.clone(), value }, given)
                }
                None => (Setting::Without { key: name.clone() }, Given::Absent),
            };
            if !tries.iter().any(|one| one.setting == setting) {
                tries.push(Try { key: compiled.key, setting, given });
            }
        }
    }
}

/// Whether somebody can say something else of the key than is known.
fn can_be_said(trial: &Trial<'_>, look: &Look, asked: KeyId) -> bool {
    let is_made_up = trial.keys.lower_name(asked).starts_with(UNKNOWN_PREFIX);
    let state = look.context.state(asked);
    let is_open = matches!(state, KeyState::Unknown | KeyState::PresentUnknown);
    let is_callers = matches!(
        trial.keys.global(asked),
        Some(
            key::PRINCIPAL_ARN
                | key::PRINCIPAL_ACCOUNT
                | key::PRINCIPAL_TYPE
                | key::PRINCIPAL_IS_AWS_SERVICE
        )
    );
    !is_made_up && !is_callers && (is_open || !is_fact(asked, &trial.keys))
}

/// The values that a condition itself speaks of, those first that most likely do; `None` stands for
/// a missing key.
fn plausible(condition: &Condition, wanted: bool, version: Version) -> Vec<Option<String>> {
    let Some(operator) = condition.operator else { return Vec::new() };
    let inside = wanted != operator.test.is_negated();
    let family = operator.test.family();
    let texts = condition.values.iter().map(|value| &*value.text);
    let mut found: Vec<Option<String>> = Vec::new();
    for text in texts {
        let values = match family {
            ConditionFamily::Null => {
                found.push((text.eq_ignore_ascii_case("false") == wanted).then(|| "x".to_owned()));
                continue;
            }
            ConditionFamily::Text | ConditionFamily::Arn if inside => {
                filled(text, operator.test.takes_wildcards(), version).into_iter().collect()
            }
            ConditionFamily::Text | ConditionFamily::Arn => Vec::new(),
            ConditionFamily::Address if inside => address(text).into_iter().collect(),
            ConditionFamily::Address => Vec::new(),
            ConditionFamily::Bool => booleans(text, inside),
            ConditionFamily::Numeric => numbers(text),
            ConditionFamily::Date => instants(text),
            ConditionFamily::Binary if inside => vec![text.to_owned()],
            ConditionFamily::Binary => Vec::new(),
        };
        found.extend(values.into_iter().map(Some));
    }
    found.push(None);
    found
}

/// A text that a value stands for; `None` if it holds variables.
fn filled(text: &str, wildcards: bool, version: Version) -> Option<String> {
    if version == Version::V2012 && text.contains("${") {
        return None;
    }
    Some(if wildcards { text.replace('*', "example").replace('?', "x") } else { text.to_owned() })
}

fn booleans(text: &str, inside: bool) -> Vec<String> {
    let is_true = text.eq_ignore_ascii_case("true");
    vec![(is_true == inside).to_string()]
}

/// The first address of a range that machines have.
fn address(text: &str) -> Option<String> {
    let network = AddressRange::parse(text)?.network();
    let hosts = network.hosts().next();
    hosts.map(|address| address.to_string())
}

fn numbers(text: &str) -> Vec<String> {
    let Some(number) = Decimal::parse(text) else { return Vec::new() };
    vec![text.to_owned(), number.below().to_string(), number.above().to_string()]
}

fn instants(text: &str) -> Vec<String> {
    let Some(instant) = Instant::parse(text) else { return Vec::new() };
    let second = instant.epoch_seconds();
    let written = |second: i64| {
        let time = chrono::DateTime::from_timestamp(second, 0);
        time.map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let around = [0, -1, 1].map(|step| written(second.saturating_add(step)));
    around.into_iter().flatten().collect()
}
