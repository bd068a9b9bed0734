//! Rules that a statement's answer rests on and that people may not expect.

use super::compared::{place_name, ticked};
use super::key_notes::{note_on_key, source_of_type};
use super::miss::would_cross;
use super::reason::{Asked, Reason};
use super::trace::StatementTrace;
use crate::evaluate::{Element, Remark, Truth};
use crate::policy::Effect;
use crate::request::Note;

/// What to say about the statements that the decision rests on.
pub(super) fn remarks(reason: &Reason<'_>) -> Vec<Note> {
    let statements = reason.record.statements().iter().filter(|one| reason.counts(one));
    let mut notes = Vec::new();
    for statement in statements {
        let Some(asked) = reason.asked(statement.at) else { continue };
        let one = Remarked { reason, statement, asked };
        let remarks = reason.record.remarks(statement).iter();
        notes.extend(remarks.filter_map(|remark| one.told(*remark)));
        let conditions = asked.compiled.conditions.iter();
        notes.extend(conditions.filter_map(|tested| note_on_key(reason, asked, tested)));
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
                "{key} may have several values{}; without `ForAllValues:` or `ForAnyValue:` the \
                 condition at {at} never holds once the key is there",
                remark.key.map_or("", |key| source_of_type(self.reason, key))
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
