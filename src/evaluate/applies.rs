//! Whether a statement applies to a request.

use super::condition::holds;
use super::decisive::{Answers, tell_decisive};
use super::grants::Grants;
use super::principal::{NotPrincipal, names};
use super::recorder::{Depth, Element, Recorder};
use super::resource::fits;
use super::truth::Truth;
use crate::compile::{AskAction, CompiledStatement};
use crate::request::RequestContext;

/// What the elements of a statement are asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) context: &'a RequestContext,
    /// Whether an account in `Principal` stands for its root user alone.
    // AWS: S-19
    pub(super) accounts_are_root_users: bool,
    pub(super) not_principal: NotPrincipal,
}

/// Asks principal, action, resource and conditions in turn; the answer tells how directly the
/// statement names the caller. A listener hears every element; without one the first that does not
/// fit ends the walk.
pub(super) fn applies<R: Recorder>(
    statement: &CompiledStatement,
    asked: Asked<'_>,
    ask_action: AskAction,
    recorder: &mut R,
) -> Grants<Truth> {
    let mut rest = Rest { truth: Truth::True, answers: Answers::default(), recorder };
    let named = names(&statement.principal, statement.effect, asked, rest.recorder);
    rest.and(Element::Principal, named.most());
    if ask_action == AskAction::Yes && rest.goes_on() {
        let matches = statement.action.matches(&asked.context.request.action);
        rest.and(Element::Action, matches.into());
    }
    if let Some(resource) = &statement.resource
        && rest.goes_on()
    {
        let truth = fits(resource, asked.context, rest.recorder);
        rest.and(Element::Resource, truth);
    }
    for (number, condition) in statement.conditions.iter().enumerate() {
        if !rest.goes_on() {
            break;
        }
        let truth = holds(condition, asked.context, rest.recorder);
        rest.and(Element::Condition(number), truth);
    }
    if R::VALUES {
        tell_decisive(statement, asked, rest.answers, rest.recorder);
    }
    named.within(rest.truth)
}

struct Rest<'r, R> {
    truth: Truth,
    answers: Answers,
    recorder: &'r mut R,
}

impl<R: Recorder> Rest<'_, R> {
    fn and(&mut self, element: Element, truth: Truth) {
        self.recorder.element(element, truth);
        if R::VALUES {
            self.answers.add(element, truth);
        }
        self.truth = self.truth.and(truth);
    }

    fn goes_on(&self) -> bool {
        R::DEPTH != Depth::Answer || self.truth != Truth::False
    }
}
