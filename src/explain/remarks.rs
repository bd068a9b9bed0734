//! Rules that a statement's answer rests on and that people may not expect.

use super::compared::{place_name, ticked};
use super::miss::would_cross;
use super::reason::{Asked, Reason};
use super::trace::StatementTrace;
use crate::aws::key;
use crate::compile::CompiledCondition;
use crate::evaluate::{Element, Remark, Truth};
use crate::policy::{Effect, Statement};
use crate::request::{ContextKeys, Given, Note};

/// What to say about the statements that the decision rests on.
pub(super) fn remarks(reason: &Reason<'_>) -> Vec<Note> {
    let statements = reason.record.statements().iter().filter(|one| reason.counts(one));
    let mut notes = Vec::new();
    for statement in statements {
        let Some(asked) = reason.asked(statement.at) else { continue };
        let one = Remarked { reason, statement, asked };
        let remarks = reason.record.remarks(statement).iter();
        notes.extend(remarks.filter_map(|remark| one.told(*remark)));
        notes.extend(asked.compiled.conditions.iter().filter_map(|tested| one.of_key(tested)));
        notes.extend(one.of_elements());
    }
    notes
}

struct Remarked<'a> {
    reason: &'a Reason<'a>,
    statement: &'a StatementTrace,
    asked: Asked<'a>,
}

impl Remarked<'_> {
    fn place(&self) -> String {
        let place = self.reason.place(self.statement.at);
        place.map_or_else(String::new, |place| place_name(&place))
    }

    /// Whether the statement's answer is that of the remark's element.
    fn is_decided_by(&self, remark: Remark) -> bool {
        let elements = self.reason.record.elements(self.statement).iter();
        let mut missed = elements.filter(|(_, truth)| *truth == Truth::False);
        let Some((element, _)) = missed.next() else { return true };
        match (element, remark.key) {
            (Element::Condition(number), Some(key)) => {
                let condition = self.asked.compiled.conditions.get(*number);
                condition.is_some_and(|condition| condition.key == key)
            }
            (Element::Resource, None) => remark.rule.0 == "V-6",
            (Element::Principal, None) => remark.rule.0 != "V-6",
            _ => false,
        }
    }

    fn told(&self, remark: Remark) -> Option<Note> {
        if !self.is_decided_by(remark) {
            return None;
        }
        let at = self.place();
        let key = remark.key.map_or_else(String::new, |key| ticked(self.reason.keys.name(key)));
        let message = match remark.rule.0 {
            "V-6" => format!(
                "a variable in `NotResource` has no value, so its entry leaves nothing out and \
                 the statement at {at} can match; sources disagree"
            ),
            "C-5" => format!(
                "`ForAnyValue` with `IfExists` counts as true where {key} is missing, as \
                 documented; some tools say otherwise"
            ),
            "C-6" => format!(
                "the operator does not fit the type of {key} or a value of it, so the condition \
                 at {at} does not hold"
            ),
            "C-31" => format!(
                "{key} may have several values; without `ForAllValues:` or `ForAnyValue:` the \
                 condition at {at} never holds once the key is there"
            ),
            "C-38" => format!("the condition on {key} at {at} lists no values"),
            "P-15" => format!(
                "`NotPrincipal` at {at} spares the caller only if everything above it is listed \
                 too: session, role and account"
            ),
            "P-16" => format!(
                "a Deny with `NotPrincipal` always denies a caller that has a permissions \
                 boundary, listed or not: {at}"
            ),
            _ => format!("the statement at {at} rests on it"),
        };
        Some(Note { rule: remark.rule, message })
    }

    fn of_key(&self, tested: &CompiledCondition) -> Option<Note> {
        let keys = self.reason.keys;
        let name = || ticked(keys.name(tested.key));
        let global = keys.global(tested.key);
        if global.is_none() && keys.lower_name(tested.key).starts_with("aws:") {
            let message = format!("{} is no global key that we know: compared as text", name());
            return Some(Note::new("K-7", message));
        }
        if global.is_none()
            && let Some(effect) = self.never_sent(tested)
        {
            let message = format!("the service never sends {}: {effect}", name());
            return Some(Note::new("C-36", message));
        }
        let is_arn = global == Some(key::PRINCIPAL_ARN);
        (is_arn && tests_session_arn(self.asked.written, tested, keys)).then(|| {
            let message = "`aws:PrincipalArn` of a role session is the role's ARN, never the \
                           session's: a value with `assumed-role` does not match it";
            Note::new("P-13", message)
        })
    }

    // AWS: C-36
    fn never_sent(&self, tested: &CompiledCondition) -> Option<&'static str> {
        let request = self.reason.request();
        let name = self.reason.keys.lower_name(tested.key);
        if !request.leaves_out(name) {
            return None;
        }
        match request.given(name) {
            None => Some("it counts as absent"),
            Some(Given::Absent) => None,
            Some(_) => Some("what the request gives for it counts all the same"),
        }
    }

    fn of_elements(&self) -> Option<Note> {
        let written = self.asked.written;
        let names_others = written.principal.as_ref().is_some_and(|element| element.negated);
        if written.effect == Effect::Allow && names_others && self.statement.truth == Truth::True {
            let message = format!(
                "an Allow with `NotPrincipal` grants to everybody else, anonymous callers \
                 included: {}",
                self.place()
            );
            return Some(Note::new("P-14", message));
        }
        let missed = self.reason.answer_of(self.statement, Element::Resource) == Some(Truth::False);
        (missed && would_cross(self.asked, self.reason)).then(|| {
            let message = format!(
                "in the first five parts of an ARN `*` does not run past a colon; if it did, the \
                 statement at {} would match",
                self.place()
            );
            Note::new("R-2", message)
        })
    }
}

// AWS: P-13
fn tests_session_arn(written: &Statement, tested: &CompiledCondition, keys: &ContextKeys) -> bool {
    let name = keys.lower_name(tested.key);
    let mut conditions = written.conditions.iter().filter(|one| one.key.eq_ignore_ascii_case(name));
    conditions.any(|one| one.values.iter().any(|value| value.text.contains(":assumed-role/")))
}
