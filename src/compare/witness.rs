//! Requests that show a difference.

use super::atoms::Dimension;
use super::cells::with_call;
use super::side::Side;
use super::solve::Model;
use super::theory::Coordinate;
use crate::aws::ActionName;
use crate::evaluate::{Decision, Silent};
use crate::request::{ContextKeys, Given, KeyState, Request, RequestContext};

/// A request that one side allows and the other does not, decided by both.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The request; keys that it does not give are absent.
    pub request: Request,
    /// What the existing policies decide.
    pub existing: Decision,
    /// What the new policies decide.
    pub new: Decision,
    /// Whether AWS knows such requests.
    pub realism: Realism,
}

/// Whether the catalogue has a request's action, and that action's resources its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realism {
    /// It has.
    Catalogued,
    /// It has not: a request as AWS may yet take it.
    WellFormed,
}

impl Witness {
    /// The request of a model, if the existing policies do not allow it and the new ones do.
    pub(super) fn replayed(
        [existing, new]: [&Side; 2],
        request: Request,
        keys: &ContextKeys,
    ) -> Option<Self> {
        let context = RequestContext::new(request, keys);
        let before = existing.decide(&context, &mut Silent);
        let after = new.decide(&context, &mut Silent);
        let differs = after == Decision::Allowed && before.is_denied();
        let realism = Realism::WellFormed;
        differs.then_some(Self { request: context.request, existing: before, new: after, realism })
    }
}

/// The request of a model. Every key that the model does not give is absent.
pub(super) fn request_of(
    model: &Model,
    action: &str,
    known: &RequestContext,
    keys: &ContextKeys,
) -> Option<Request> {
    let resource = match model.get(&Dimension::Resource) {
        Some(Coordinate::Resource(text)) => text,
        _ => "*",
    };
    let mut request = with_call(&known.request, ActionName::parse(action)?, resource);
    request.exact_context = true;
    request.context.clear();
    for key in keys.ids() {
        let state = match model.get(&Dimension::Key(key)) {
            Some(Coordinate::Key(state)) => state,
            _ => known.state(key),
        };
        let given = match state {
            KeyState::Absent | KeyState::Unknown => Given::Absent,
            KeyState::PresentUnknown => Given::PresentUnknown,
            KeyState::Present(values) => {
                Given::Values(values.iter().map(|value| value.text.clone()).collect())
            }
        };
        if given != Given::Absent {
            request.context.push((keys.lower_name(key).into(), given));
        }
    }
    Some(request)
}
