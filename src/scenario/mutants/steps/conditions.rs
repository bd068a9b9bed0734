//! Steps on conditions: one is dropped, a value is dropped or flipped, the operator is another.

use super::operators::{Neighbour, neighbours};
use super::values::{Listed, dropped, value_text};
use crate::evaluate::Element;
use crate::policy::{Condition, ConditionFamily, ConditionOperator};
use crate::scenario::mutants::change::{Change, Spot, object, text_value};
use crate::scenario::mutants::grounds::{Grounds, Step, shown};
use crate::scenario::mutants::keys::{Arity, arity};
use crate::scenario::mutants::mutant::Mutant;
use crate::scenario::mutants::operator::{Operator, Reach};
use crate::scenario::mutants::same_conditions::when_absent;
use crate::text::{Key, Span, Value};
use crate::value_set::read_bool;

/// Each condition of the statement.
pub(super) fn steps(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    let Some((_, block)) = on.spot.member("Condition") else { return };
    let operators = block.members();
    let mut number = 0;
    for (index, (operator, keys)) in operators.iter().enumerate() {
        for (key, values) in keys.members() {
            let Some(written) = on.written.conditions.get(number) else { return };
            let place = Place { block: &block, operators: &operators, index, keys };
            let one = One { on, place, number, written, operator, key, values };
            one.steps(mutants);
            number += 1;
        }
    }
}

/// Where a condition stands among the others.
struct Place<'a> {
    /// The value of `Condition`.
    block: &'a Spot<'a>,
    operators: &'a [(&'a Key, Spot<'a>)],
    /// The operator's number.
    index: usize,
    /// The operator's value.
    keys: &'a Spot<'a>,
}

struct One<'a> {
    on: &'a Grounds<'a>,
    place: Place<'a>,
    number: usize,
    written: &'a Condition,
    operator: &'a Key,
    key: &'a Key,
    values: Spot<'a>,
}

impl One<'_> {
    fn steps(&self, mutants: &mut Vec<Mutant>) {
        mutants.push(self.dropped());
        let negated = self.is_negated();
        let what = format!("with a value of {}", shown(&self.key.text));
        let element = Element::Condition(self.number);
        let listed = Listed { spot: self.values.clone(), element, negated, what };
        dropped(self.on, &listed, mutants);
        mutants.extend(self.flipped());
        let arity = arity(self.written, &self.on.asked.requests);
        for neighbour in neighbours(self.written, arity) {
            mutants.extend(self.renamed(&neighbour, arity));
        }
    }

    fn is_negated(&self) -> bool {
        self.written.operator.is_some_and(|operator| operator.test.is_negated())
    }

    /// What a request has that tells the operator from the one beside it.
    fn telling(&self, neighbour: &Neighbour, arity: Arity) -> String {
        let key = shown(&self.key.text);
        let (old, new) = (shown(&self.operator.text), shown(&neighbour.becomes.to_string()));
        match (neighbour.operator, neighbour.reach) {
            (Operator::SwapOperator, Reach::Narrower) => {
                format!("with a value of {key} that {old} takes and {new} does not")
            }
            (Operator::SwapOperator, _) => {
                format!("with a value of {key} that {new} takes and {old} does not")
            }
            (Operator::NegateOperator, _) => format!("with {key}"),
            _ => self.telling_number(neighbour.becomes, arity),
        }
    }

    /// How many values a request has that tells the operators apart.
    fn telling_number(&self, becomes: ConditionOperator, arity: Arity) -> String {
        let key = shown(&self.key.text);
        let old = self.written.operator.unwrap_or(becomes);
        let mut ways = Vec::new();
        if when_absent(old) != when_absent(becomes) {
            ways.push(format!("without {key}"));
        }
        if old.set != becomes.set && arity == Arity::Several {
            ways.push(format!("with several values of {key}"));
        }
        if ways.is_empty() {
            ways.push(format!("with {key} empty"));
        }
        ways.join(" or ")
    }

    fn dropped(&self) -> Mutant {
        let (operator, key) = (shown(&self.operator.text), shown(&self.key.text));
        self.on.mutant(Step {
            operator: Operator::DropCondition,
            reach: Reach::Wider,
            element: Element::Condition(self.number),
            span: self.key.span,
            changes: vec![Change::Remove(self.place.removal(&self.values))],
            description: format!("the condition {operator} on {key} is dropped"),
            telling: format!("and the condition on {key} does not"),
        })
    }

    fn flipped(&self) -> Option<Mutant> {
        let family = self.written.operator?.test.family();
        let items = self.values.items();
        let [item] = items.as_slice() else { return None };
        if !matches!(family, ConditionFamily::Bool | ConditionFamily::Null) {
            return None;
        }
        let old = value_text(&item.node.value);
        let flipped = !read_bool(&old)?;
        let value = match item.node.value {
            Value::Bool(_) => Value::Bool(flipped),
            _ => text_value(flipped.to_string()),
        };
        Some(self.on.mutant(Step {
            operator: Operator::FlipValue,
            reach: Reach::Other,
            element: Element::Condition(self.number),
            span: item.node.span,
            changes: vec![Change::Put(item.path.clone(), value)],
            description: format!("{} becomes `{flipped}`", shown(&old)),
            telling: if family == ConditionFamily::Null {
                "whatever it carries".to_owned()
            } else {
                format!("with {}", shown(&self.key.text))
            },
        }))
    }

    fn renamed(&self, neighbour: &Neighbour, arity: Arity) -> Option<Mutant> {
        let name = neighbour.becomes.to_string();
        let changes = self.place.renaming(&name, self.key, &self.values)?;
        let old = shown(&self.operator.text);
        Some(self.on.mutant(Step {
            operator: neighbour.operator,
            reach: neighbour.reach,
            element: Element::Condition(self.number),
            span: self.key_or_operator(),
            changes,
            description: format!("{old} becomes `{name}` on {}", shown(&self.key.text)),
            telling: self.telling(neighbour, arity),
        }))
    }

    /// The operator's place if it is asked of this key alone.
    fn key_or_operator(&self) -> Span {
        let alone = self.place.keys.members().len() == 1;
        if alone { self.operator.span } else { self.key.span }
    }
}

impl Place<'_> {
    /// What goes when a condition goes: with the last key its operator, with the last operator the
    /// whole block.
    fn removal(&self, values: &Spot<'_>) -> Vec<usize> {
        match (self.operators.len(), self.keys.members().len()) {
            (1, 1) => self.block.path.clone(),
            (_, 1) => self.keys.path.clone(),
            _ => values.path.clone(),
        }
    }

    /// Another operator for this key alone. `None` if that operator is asked of the key already.
    fn renaming(&self, name: &str, key: &Key, values: &Spot<'_>) -> Option<Vec<Change>> {
        let alone = self.keys.members().len() == 1;
        let same_name = |(other, _): &&(&Key, Spot<'_>)| other.text.eq_ignore_ascii_case(name);
        let value = values.node.value.clone();
        match self.operators.iter().find(same_name) {
            Some((_, target)) => {
                let members = target.members();
                let has = |(other, _): &(&Key, Spot<'_>)| {
                    other.text.to_lowercase() == key.text.to_lowercase()
                };
                if members.iter().any(has) {
                    return None;
                }
                let behind = members.len().checked_sub(1)?;
                let insert = Change::Insert(target.path.clone(), behind, key.text.clone(), value);
                let gone = if alone { &self.keys.path } else { &values.path };
                Some(vec![insert, Change::Remove(gone.clone())])
            }
            None if alone => Some(vec![Change::Rename(self.keys.path.clone(), name.into())]),
            None => {
                let block = object(&key.text, &value, key.span);
                let path = self.block.path.clone();
                let insert = Change::Insert(path, self.index, name.into(), block);
                Some(vec![insert, Change::Remove(values.path.clone())])
            }
        }
    }
}
