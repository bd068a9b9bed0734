//! One of the two environments, asked.

use std::sync::Arc;

use super::outcome::Reply;
use crate::aws::{Arn, UNKNOWN_PREFIX};
use crate::bundle::{InlineOnly, Placed, PolicyReader, Question, QuestionFields, Trouble, Verdict};
use crate::catalog::Catalog;
use crate::edges::Draft;
use crate::environment::{Environment, Holder};
use crate::evaluate::{Decision, Silent, evaluate};
use crate::policy::Reading;
use crate::query::hanging::open_states;
use crate::request::{Given, KeyState, Principal};
use crate::text::{Node, Source, quote};

/// An environment that questions are asked in, and the one that it is held against.
pub(super) struct Side<'e, 'd> {
    pub(super) environment: &'e Environment,
    other: &'e Environment,
    pub(super) reader: PolicyReader<'d>,
    source: Arc<Source>,
}

/// What is wrong with a question whose caller an environment does not have.
pub(super) const NOBODY: &str = "unknown-principal";

/// A question, or why it cannot come up.
enum Asked {
    Question(Question),
    NotThere(String),
}

impl<'e, 'd> Side<'e, 'd> {
    pub(super) fn new(
        environment: &'e Environment,
        other: &'e Environment,
        catalog: &'d Catalog,
    ) -> Self {
        Self {
            environment,
            other,
            reader: PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(Some(catalog)),
            source: Arc::new(Source::new("", "")),
        }
    }

    /// What is decided, without a reason.
    ///
    /// # Errors
    /// Every mistake in a policy, or the first in the request.
    pub(super) fn decide(&mut self, draft: &Draft) -> Result<Decision, Vec<Trouble>> {
        Ok(match self.asked(draft)? {
            Asked::NotThere(_) => Decision::ImplicitDeny,
            Asked::Question(question) => {
                let contexts = question.contexts(self.reader.keys());
                let decisions = contexts
                    .iter()
                    .map(|(context, policies)| evaluate(policies, context, &mut Silent));
                decisions.max().unwrap_or(Decision::ImplicitDeny)
            }
        })
    }

    /// What is decided, and why.
    ///
    /// # Errors
    /// As [`Side::decide`].
    pub(super) fn reply(&mut self, draft: &Draft) -> Result<Reply, Vec<Trouble>> {
        Ok(match self.asked(draft)? {
            Asked::NotThere(why) => Reply::not_there(why),
            Asked::Question(question) => {
                Reply::of(&Verdict::on::<false>(&question, self.reader.keys()))
            }
        })
    }

    /// What may be said of the keys that an undecided answer hangs on.
    pub(super) fn open(&mut self, draft: &Draft) -> Vec<(Box<str>, Given)> {
        let Ok(Asked::Question(question)) = self.asked(draft) else { return Vec::new() };
        let keys = self.reader.keys();
        let mut open = Vec::new();
        for (context, policies) in question.contexts(keys) {
            for (key, states) in open_states(policies, &context) {
                let name = keys.name(key);
                if !name.to_lowercase().starts_with(UNKNOWN_PREFIX) {
                    let given = states.iter().filter_map(given);
                    open.extend(given.map(|given| (Box::from(name), given)));
                }
            }
        }
        open
    }

    fn asked(&mut self, draft: &Draft) -> Result<Asked, Vec<Trouble>> {
        if let Some(why) = self.why_not_there(draft) {
            return Ok(Asked::NotThere(why));
        }
        let node: Node = draft.to_node();
        let whole = Placed { node: &node, source: &self.source };
        let mut fields = QuestionFields::of_bundle(None, whole).map_err(|why| vec![why])?;
        fields.environment = Some(self.environment);
        match Question::read(&fields, &mut self.reader) {
            Ok(question) => Ok(Asked::Question(question)),
            Err(troubles) if troubles.iter().all(|one| one.diagnostic.code == NOBODY) => {
                let why = troubles.into_iter().map(|one| one.diagnostic.message).next();
                Ok(Asked::NotThere(why.unwrap_or_default()))
            }
            Err(troubles) => Err(troubles),
        }
    }

    /// Why a request cannot come up on this side: its caller, or the role or key that it is about, is
    /// only there on the other.
    fn why_not_there(&self, draft: &Draft) -> Option<String> {
        let principal = Principal::parse(&draft.caller.text).ok()?;
        if self.environment.holder(&principal).is_none()
            && let Some(holder) = self.other.holder(&principal)
        {
            let kind = match holder {
                Holder::User(_) => "user",
                Holder::Role(_) => "role",
            };
            return Some(format!("there is no {kind} {}", quote(&draft.caller.text)));
        }
        let arn = Arn::parse(&draft.resource)?;
        let is_only_there = |has: fn(&Environment, &Arn) -> bool| {
            !has(self.environment, &arn) && has(self.other, &arn)
        };
        let is_assumed =
            draft.action.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sts:"));
        if is_assumed && is_only_there(has_role) {
            return Some(format!("there is no role {}", quote(arn.as_str())));
        }
        is_only_there(has_key).then(|| format!("there is no key {}", quote(arn.as_str())))
    }
}

/// How a request says that a key is in a state.
fn given(state: &KeyState) -> Option<Given> {
    match state {
        KeyState::Absent => Some(Given::Absent),
        KeyState::Present(values) => {
            Some(Given::Values(values.iter().map(|value| value.text.as_ref().into()).collect()))
        }
        KeyState::Unknown | KeyState::PresentUnknown => None,
    }
}

fn has_role(environment: &Environment, arn: &Arn) -> bool {
    let Some(path) = arn.resource().strip_prefix("role/").filter(|_| arn.service() == "iam") else {
        return false;
    };
    let account = environment.accounts.get(arn.account());
    let name = path.rsplit('/').next().unwrap_or_default();
    account.is_some_and(|account| account.roles.get(name).is_some())
}

fn has_key(environment: &Environment, arn: &Arn) -> bool {
    arn.service() == "kms" && environment.resource(arn.as_str()).is_some()
}
