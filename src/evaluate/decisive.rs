//! Which values of a statement's elements alone decide what the element answers.

mod condition;
mod principal;

use super::applies::Asked;
use super::recorder::{Element, Recorder};
use super::resource::only_cover;
use super::truth::Truth;
use crate::compile::CompiledStatement;
use condition::decisive_values;
use principal::decisive_principals;

/// What the elements of a statement have answered.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    /// The last element that does not fit.
    unfitting: Option<Element>,
    /// Whether more than one does not surely fit, or it is not known of one.
    is_remote: bool,
}

impl Answers {
    pub(super) fn add(&mut self, element: Element, truth: Truth) {
        match truth {
            Truth::True => {}
            Truth::Unknown => self.is_remote = true,
            Truth::False => {
                self.is_remote |= self.unfitting.is_some();
                self.unfitting = Some(element);
            }
        }
    }
}

/// Tells the decisive values of the one element that does not fit; of every element if all fit.
/// Where more than one element is in the way, no value alone changes anything.
pub(super) fn tell_decisive<R: Recorder>(
    statement: &CompiledStatement,
    asked: Asked<'_>,
    answers: Answers,
    recorder: &mut R,
) {
    if answers.is_remote {
        return;
    }
    if let Some(element) = answers.unfitting {
        return tell_of(element, statement, asked, recorder);
    }
    let conditions = (0..statement.conditions.len()).map(Element::Condition);
    let others = [Element::Principal, Element::Action, Element::Resource];
    for element in others.into_iter().chain(conditions) {
        tell_of(element, statement, asked, recorder);
    }
}

fn tell_of<R: Recorder>(
    element: Element,
    statement: &CompiledStatement,
    asked: Asked<'_>,
    recorder: &mut R,
) {
    let context = asked.context;
    let mut tell = |value: Option<usize>| {
        if let Some(value) = value {
            recorder.decisive(element, value);
        }
    };
    match element {
        Element::Action => tell(statement.action.only_match(&context.request.action)),
        Element::Resource => {
            tell(statement.resource.as_ref().and_then(|resource| only_cover(resource, context)));
        }
        Element::Principal => {
            for value in decisive_principals(&statement.principal, statement.effect, asked) {
                tell(Some(value));
            }
        }
        Element::Condition(number) => {
            let condition = statement.conditions.get(number);
            for value in condition.map_or(Vec::new(), |one| decisive_values(one, context)) {
                tell(Some(value));
            }
        }
    }
}
