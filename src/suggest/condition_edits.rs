//! Changes to one condition of a statement after which it holds, or does not.

use super::amendable::members;
use super::draft::{ElementEdit, Spot};
use super::look::Heard;
use crate::compile::Quantifier;
use crate::evaluate::{Element, Truth};
use crate::policy::{Condition, ConditionFamily, ConditionOperator, ConditionTest, Version};
use crate::request::KeyState;
use crate::text::{Node, TextEdit, Value, quote};
use crate::value_set::{Decimal, Instant};

/// Of how many values of a list each is tried.
const MOST_VALUES: usize = 12;

/// One condition of a statement, with the key's state in the request.
struct Tested<'s, 'a> {
    spot: &'s Spot<'a>,
    written: &'s Condition,
    operator: ConditionOperator,
    state: &'s KeyState,
    quantifier: Quantifier,
    values: &'s Node,
}

/// The changes after which the condition of that number may hold, the narrowest first.
pub(super) fn made_true(
    spot: &Spot<'_>,
    heard: Heard<'_>,
    number: usize,
    truth: Truth,
) -> Vec<ElementEdit> {
    let mut found = Vec::new();
    if let Some(tested) = Tested::new(spot, heard, number).filter(|_| truth == Truth::False) {
        found.extend(if tested.operator.test.is_negated() {
            tested.without_values()
        } else {
            tested.with_value()
        });
        found.extend(tested.if_exists(true));
    }
    let removed = heard.written.conditions.get(number).and_then(|one| without(spot, heard, one));
    found.extend(removed);
    found
}

/// The changes after which the condition of that number may not hold, but for those that make it
/// hold more often.
pub(super) fn made_false(spot: &Spot<'_>, heard: Heard<'_>, number: usize) -> Vec<ElementEdit> {
    let Some(tested) = Tested::new(spot, heard, number) else { return Vec::new() };
    let mut found = if tested.operator.test.is_negated() {
        tested.with_value()
    } else {
        tested.without_values()
    };
    found.extend(tested.if_exists(false));
    found
}

impl<'s, 'a> Tested<'s, 'a> {
    fn new(spot: &'s Spot<'a>, heard: Heard<'s>, number: usize) -> Option<Self> {
        let written = heard.written.conditions.get(number)?;
        let compiled = heard.compiled.conditions.get(number)?;
        let (holder, member) = spot.text.holder_of(written.key_span)?;
        Some(Self {
            spot,
            written,
            operator: written.operator?,
            state: spot.look.context.state(compiled.key),
            quantifier: compiled.quantifier,
            values: &members(holder).get(member)?.value,
        })
    }

    fn name(&self) -> String {
        format!("`{}` {}", self.operator, quote(&self.written.key))
    }

    /// The request's value among those that the condition lists.
    fn with_value(&self) -> Vec<ElementEdit> {
        let Some(text) = self.value() else { return Vec::new() };
        if is_bound(self.operator.test) || self.operator.test == ConditionTest::Bool {
            let replacement = self.spot.text.written(&self.like_others(&text));
            let what = format!("make {} {}", self.name(), quote(&text));
            let edit = TextEdit { span: self.values.span, replacement };
            return vec![ElementEdit::new(1, what, vec![edit])];
        }
        let edits = self.spot.text.with_item(self.values, Node::of_text(&*text));
        let what = format!("add {} to {}", quote(&text), self.name());
        edits.map(|edits| ElementEdit::new(1, what, edits)).into_iter().collect()
    }

    /// A value written as the ones that stand there: a number as a number.
    fn like_others(&self, text: &str) -> Node {
        match &self.values.value {
            Value::Bool(_) => Node::made(Value::Bool(text == "true")),
            Value::Number(_) => Node::made(Value::Number(text.into())),
            _ => Node::of_text(text),
        }
    }

    /// How the request's only value is listed in such a condition.
    fn value(&self) -> Option<String> {
        let KeyState::Present(values) = self.state else { return None };
        let [value] = &**values else { return None };
        let text = &*value.text;
        let is_old = self.spot.policy.document.version == Version::V2008;
        if let Some(step) = strictness(self.operator.test) {
            return beyond(self.operator.test.family(), text, step);
        }
        Some(match self.operator.test.family() {
            ConditionFamily::Null => return None,
            ConditionFamily::Address if text.contains('/') => text.to_owned(),
            ConditionFamily::Address if text.contains(':') => format!("{text}/128"),
            ConditionFamily::Address => format!("{text}/32"),
            ConditionFamily::Text | ConditionFamily::Arn => {
                let wildcards = self.operator.test.takes_wildcards();
                escaped(text, wildcards, is_old)?
            }
            ConditionFamily::Numeric
            | ConditionFamily::Date
            | ConditionFamily::Bool
            | ConditionFamily::Binary => text.to_owned(),
        })
    }

    /// Without one of the listed values, or without several that are in the way together.
    fn without_values(&self) -> Vec<ElementEdit> {
        let Value::List(items) = &self.values.value else { return Vec::new() };
        let numbers = 0..items.len().min(MOST_VALUES);
        let without = |number: usize| {
            let text = self.written.values.get(number)?;
            let edits = self.spot.text.without_items(self.values, &[number])?;
            let what = format!("take {} out of {}", quote(&text.text), self.name());
            Some(ElementEdit::new(2, what, edits))
        };
        numbers.filter_map(without).collect()
    }

    /// The operator with `IfExists`, or without, where the key is missing.
    fn if_exists(&self, with: bool) -> Option<ElementEdit> {
        let is_plain = self.quantifier == Quantifier::One
            && !self.operator.test.is_negated()
            && self.operator.test != ConditionTest::Null;
        let is_missing = matches!(self.state, KeyState::Absent);
        if !is_plain || !is_missing || self.operator.if_exists == with {
            return None;
        }
        let new = ConditionOperator { if_exists: with, ..self.operator }.to_string();
        let edits = self.under(&new)?;
        let what = if with {
            format!("let {} pass where the key is missing: `{new}`", self.name())
        } else {
            format!("let {} ask for the key: `{new}`", self.name())
        };
        Some(ElementEdit::new(3, what, edits))
    }

    /// The condition under another operator.
    fn under(&self, operator: &str) -> Option<Vec<TextEdit>> {
        let text = &self.spot.text;
        let (block, number) = text.holder_of(self.written.operator_span)?;
        let member = members(block).get(number)?;
        let is_taken = members(block).iter().any(|one| *one.key.text == *operator);
        if is_taken {
            return None;
        }
        if members(&member.value).len() == 1 {
            let replacement = text.written_text(operator);
            return Some(vec![TextEdit { span: member.key.span, replacement }]);
        }
        let (keys, key) = text.holder_of(self.written.key_span)?;
        let mut out = text.amendment(keys);
        out.remove(key);
        let mut edits = out.edits()?;
        let moved = Node::of_members([(self.written.key.clone(), self.values.clone())]);
        let mut into = text.amendment(block);
        into.add_member(operator, moved);
        edits.extend(into.edits()?);
        Some(edits)
    }
}

/// Whether the value is the end of a range.
fn is_bound(test: ConditionTest) -> bool {
    matches!(
        test,
        ConditionTest::NumericLessThan
            | ConditionTest::NumericLessThanEquals
            | ConditionTest::NumericGreaterThan
            | ConditionTest::NumericGreaterThanEquals
            | ConditionTest::DateLessThan
            | ConditionTest::DateLessThanEquals
            | ConditionTest::DateGreaterThan
            | ConditionTest::DateGreaterThanEquals
    )
}

/// Where a bound lies that is no part of its range: above the values that pass, or below.
fn strictness(test: ConditionTest) -> Option<Step> {
    match test {
        ConditionTest::NumericLessThan | ConditionTest::DateLessThan => Some(Step::Up),
        ConditionTest::NumericGreaterThan | ConditionTest::DateGreaterThan => Some(Step::Down),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Up,
    Down,
}

/// The value next to one, so that the one is within a bound.
fn beyond(family: ConditionFamily, text: &str, step: Step) -> Option<String> {
    if family == ConditionFamily::Date {
        let second = Instant::parse(text)?.epoch_seconds();
        let moved = if step == Step::Up { second.checked_add(1) } else { second.checked_sub(1) };
        let time = chrono::DateTime::from_timestamp(moved?, 0)?;
        return Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    let number = Decimal::parse(text)?;
    let whole = text.parse::<i64>().ok();
    Some(match (step, whole) {
        (Step::Up, Some(whole)) => whole.checked_add(1)?.to_string(),
        (Step::Down, Some(whole)) => whole.checked_sub(1)?.to_string(),
        (Step::Up, None) => number.above().to_string(),
        (Step::Down, None) => number.below().to_string(),
    })
}

/// The conditions of a statement with the request's values in place of those that it lacks; `None` if
/// values alone cannot make them hold.
pub(super) fn with_own_values(spot: &Spot<'_>, heard: Heard<'_>) -> Option<Node> {
    let mut block = spot.text.at(heard.written.span)?.get("Condition")?.clone();
    for (element, truth) in spot.look.misses(heard) {
        let (Element::Condition(number), Truth::False) = (element, truth) else { return None };
        let tested = Tested::new(spot, heard, number)?;
        let test = tested.operator.test;
        if test.is_negated() || test.family() == ConditionFamily::Bool {
            return None;
        }
        let value = tested.like_others(&tested.value()?);
        let condition = tested.written;
        let keys = member_mut(&mut block, &condition.operator_text)?;
        *member_mut(keys, &condition.key)? = value;
    }
    Some(block)
}

fn member_mut<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    let Value::Object(members) = &mut node.value else { return None };
    let found = members.iter_mut().find(|member| *member.key.text == *name);
    found.map(|member| &mut member.value)
}

/// A text in which nothing is a wildcard or a variable. The older language cannot say that of some.
// AWS: V-5
pub(super) fn escaped(text: &str, wildcards: bool, is_old: bool) -> Option<String> {
    let is_special = |char: char| wildcards && matches!(char, '*' | '?');
    if is_old {
        return (!text.contains(is_special)).then(|| text.to_owned());
    }
    let mut written = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let is_variable = char == '$' && text[at..].starts_with("${");
        if is_variable || is_special(char) {
            written.extend(["${", char.encode_utf8(&mut [0; 4]), "}"]);
        } else {
            written.push(char);
        }
    }
    Some(written)
}

/// Takes the condition out, and with it the operator or the element that it alone fills.
fn without(spot: &Spot<'_>, heard: Heard<'_>, condition: &Condition) -> Option<ElementEdit> {
    let text = &spot.text;
    let (keys, key) = text.holder_of(condition.key_span)?;
    let (block, operator) = text.holder_of(condition.operator_span)?;
    let (holder, member) = if members(keys).len() > 1 {
        (keys, key)
    } else if members(block).len() > 1 {
        (block, operator)
    } else {
        let statement = text.at(heard.written.span)?;
        let element = members(statement).iter().position(|one| *one.key.text == *"Condition")?;
        (statement, element)
    };
    let mut amendment = text.amendment(holder);
    amendment.remove(member);
    let name = format!("`{}` {}", condition.operator_text, quote(&condition.key));
    let what = format!("take the condition {name} away");
    Some(ElementEdit::new(6, what, amendment.edits()?))
}
