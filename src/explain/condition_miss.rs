//! What a condition compared.

use super::compared::{some_of, ticked, value};
use super::reason::Reason;
use crate::compile::{CompiledCondition, Quantifier};
use crate::evaluate::{Remark, Truth};
use crate::policy::{
    Condition, ConditionFamily, ConditionOperator, ConditionTest, Effect, SetOperator, Template,
    TemplatePart, Version,
};
use crate::request::{KeyId, KeyState, RequestContext};

/// A condition with what surrounds it.
pub(super) struct Tested<'a> {
    pub(super) reason: &'a Reason<'a>,
    pub(super) written: &'a Condition,
    pub(super) compiled: &'a CompiledCondition,
    pub(super) version: Version,
    pub(super) remarks: &'a [Remark],
    pub(super) effect: Effect,
    pub(super) truth: Truth,
}

impl Tested<'_> {
    /// `` `aws:SourceIp` is 198.51.100.7, needs one of 203.0.113.0/24 ``
    pub(super) fn message(&self) -> String {
        let state = self.reason.context.state(self.compiled.key);
        let key = ticked(self.reason.keys.name(self.compiled.key));
        let found = match state {
            KeyState::Absent => format!("{key} is absent"),
            KeyState::Unknown => format!("{key} is unknown"),
            KeyState::PresentUnknown => format!("the value of {key} is unknown"),
            KeyState::Present(values) => {
                let texts = values.iter().map(|one| value(&one.text));
                match values.len() {
                    0 => format!("{key} has no values"),
                    1 => format!("{key} is {}", some_of(texts)),
                    _ => format!("{key} is [{}]", some_of(texts)),
                }
            }
        };
        let rest = match self.never_fits() {
            Some(never) => format!(", and {never}"),
            None => format!(", {}{}", self.wanted(), self.variables()),
        };
        format!("{found}{rest}")
    }

    fn has_remark(&self, rule: &str) -> bool {
        let about_key = |remark: &&Remark| remark.key == Some(self.compiled.key);
        self.remarks.iter().filter(about_key).any(|remark| remark.rule.0 == rule)
    }

    fn never_fits(&self) -> Option<String> {
        if self.truth != Truth::False {
            return None;
        }
        let operator = &self.written.operator_text;
        if self.compiled.is_empty {
            Some("no values are listed to compare it with".to_owned())
        } else if self.has_remark("C-31") && self.compiled.quantifier == Quantifier::One {
            let operator = ticked(&format!("ForAnyValue:{operator}"));
            Some(format!("a key of several values needs {operator} or the like"))
        } else if self.has_remark("C-6") {
            Some(format!("{} cannot be asked of it", ticked(operator)))
        } else {
            None
        }
    }

    /// What the condition asks, as the rest of a sentence whose subject is the key.
    fn wanted(&self) -> String {
        let Some(operator) = self.written.operator else {
            return format!("AWS has no operator {}", ticked(&self.written.operator_text));
        };
        if operator.test == ConditionTest::Null {
            return self.null();
        }
        let values = some_of(self.written.values.iter().map(|one| value(&one.text)));
        let what = describe(operator.test, &values, self.written.values.len());
        let holds_if_absent = operator.if_exists || operator.set == Some(SetOperator::ForAllValues);
        let is_open = matches!(self.reason.context.state(self.compiled.key), KeyState::Unknown);
        let or_absent = match self.effect {
            _ if !(is_open && holds_if_absent) => "",
            Effect::Allow => ", or to be absent",
            Effect::Deny => ", or absent",
        };
        format!("{}{or_absent}", asks(operator, self.effect, &what))
    }

    fn null(&self) -> String {
        let wants_absent =
            self.written.values.iter().any(|one| one.text.eq_ignore_ascii_case("true"));
        let state = if wants_absent { "absent" } else { "present" };
        match self.effect {
            Effect::Allow => format!("needs to be {state}"),
            Effect::Deny => format!("denied if it is {state}"),
        }
    }

    /// What the variables in the values stand for.
    fn variables(&self) -> String {
        let texts = self.written.values.iter().map(|one| &*one.text);
        let takes = self.written.operator.is_some_and(|operator| operator.test.takes_variables());
        if takes { variables_in(self.reason, texts, self.version) } else { String::new() }
    }
}

/// What an Allow needs, or when a Deny denies.
fn asks(operator: ConditionOperator, effect: Effect, what: &str) -> String {
    let negated = operator.test.is_negated();
    match (effect, operator.set) {
        (Effect::Allow, None) if negated => format!("must not be {what}"),
        (Effect::Allow, None) if operator.test.takes_wildcards() => format!("needs to be {what}"),
        (Effect::Allow, None) => format!("needs {what}"),
        (Effect::Deny, None) if negated => format!("denied unless it is {what}"),
        (Effect::Deny, None) => format!("denied if it is {what}"),
        (effect, Some(set)) => {
            let values = match (set, negated) {
                (SetOperator::ForAllValues, false) => "every value is",
                (SetOperator::ForAllValues, true) => "no value is",
                (SetOperator::ForAnyValue, false) => "some value is",
                (SetOperator::ForAnyValue, true) => "some value is not",
            };
            let verb = if effect == Effect::Allow { "fits if" } else { "denied if" };
            format!("{verb} {values} {what}")
        }
    }
}

/// The values of a comparison, or of the one that is negated.
fn describe(test: ConditionTest, values: &str, count: usize) -> String {
    let one_of = match (test.family(), count) {
        (ConditionFamily::Address, _) => "one of ",
        (_, 1) => "",
        _ => "one of ",
    };
    let like = if test.takes_wildcards() { "like " } else { "" };
    format!("{like}{}{one_of}{values}", relation(test))
}

fn relation(test: ConditionTest) -> &'static str {
    match test.name() {
        name if name.ends_with("LessThan") => "less than ",
        name if name.ends_with("LessThanEquals") => "at most ",
        name if name.ends_with("GreaterThan") => "more than ",
        name if name.ends_with("GreaterThanEquals") => "at least ",
        _ => "",
    }
}

/// `` (`${aws:username}` has no value) `` for each variable in the texts.
// AWS: V-6, V-7, S-8
pub(super) fn variables_in<'t>(
    reason: &Reason<'_>,
    texts: impl Iterator<Item = &'t str>,
    version: Version,
) -> String {
    let mut said: Vec<String> = Vec::new();
    for text in texts.filter(|text| text.contains("${")) {
        if version == Version::V2008 {
            let hint = "variables are plain text unless `Version` is 2012-10-17".to_owned();
            said.push(hint);
            continue;
        }
        let Ok(template) = Template::parse(text, version, true) else { continue };
        for part in &template.parts {
            if let TemplatePart::Variable { key, default } = part {
                said.push(variable(reason, key, default.as_deref()));
            }
        }
    }
    said.sort_unstable();
    said.dedup();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn variable(reason: &Reason<'_>, key: &str, default: Option<&str>) -> String {
    let lower = key.to_lowercase();
    let id = reason.keys.ids().find(|id| reason.keys.lower_name(*id) == lower);
    let state = id.map(|id| state_text(reason.context, id));
    let text = match (state, default) {
        (Some(State::One(text)), _) => format!("is {}", value(text)),
        (Some(State::Absent), Some(default)) => format!("is {}", value(default)),
        (Some(State::Absent), None) => "has no value".to_owned(),
        (Some(State::Several), _) => "has several values, and so counts for none".to_owned(),
        (Some(State::Unknown) | None, _) => "is unknown".to_owned(),
    };
    format!("{} {text}", ticked(&format!("${{{key}}}")))
}

enum State<'a> {
    One(&'a str),
    Several,
    Absent,
    Unknown,
}

fn state_text(context: &RequestContext, key: KeyId) -> State<'_> {
    match context.state(key) {
        KeyState::Absent => State::Absent,
        KeyState::Unknown | KeyState::PresentUnknown => State::Unknown,
        KeyState::Present(values) => match &**values {
            [] => State::Absent,
            [one] => State::One(&one.text),
            _ => State::Several,
        },
    }
}
