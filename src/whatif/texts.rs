//! Policies as texts, for those who hold them in an editor of their own; what they are told of the
//! policies of an answer.

use std::sync::Arc;

use super::documents::stored_as_typed;
use super::gates::GatePolicy;
use super::known::{Known, Slot, known, laid_out};
use super::layers::{Plain, PlainLayers};
use super::refusal::Refusal;
use super::session::Session;
use super::watch::Asked;
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::text::quote;

/// A policy of a layer that is nobody's in particular, as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What kind it is; its layer.
    pub kind: PolicyKind,
    /// The level of an organization layer, root 0.
    pub level: Option<usize>,
    /// What people call it.
    pub name: String,
    /// The document; `None` of one that is known by its name alone, as AWS's are.
    pub text: Option<String>,
}

/// A policy of an answer, as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The name by which `edit` knows it; `None` if it cannot be edited, as AWS's.
    pub name: Option<String>,
    /// Whether it is one of a layer, and nobody's in particular.
    pub is_given: bool,
    /// What kind it is, if the session holds it.
    pub kind: Option<PolicyKind>,
    /// Its text.
    pub text: String,
}

impl Session<'_> {
    /// The policies of layers that are nobody's in particular.
    pub fn given(&self) -> Vec<Given> {
        let text = |plain: &Plain| plain.policy.as_ref().map(laid_out);
        let given = |(kind, level, plain): (PolicyKind, Option<usize>, &Plain)| Given {
            kind,
            level,
            name: plain.name.to_string(),
            text: text(plain),
        };
        self.state.layers.all().into_iter().map(given).collect()
    }

    /// Puts these in place of all policies of layers. Those with mistakes are left out, and told by
    /// their numbers.
    pub fn give(&mut self, all: &[Given]) -> Vec<(usize, String)> {
        let (mut layers, mut refused) = (PlainLayers::default(), Vec::new());
        for (number, given) in all.iter().enumerate() {
            match self.plain_of(given) {
                Ok(plain) => layers.put(given.kind, given.level, plain),
                Err(Refusal(why)) => refused.push((number, why)),
            }
        }
        Arc::make_mut(&mut self.state).layers = layers;
        refused
    }

    fn plain_of(&mut self, given: &Given) -> Result<Plain, Refusal> {
        if let Some(loaded) = self.loaded(given) {
            return Ok(loaded);
        }
        let Given { kind, name, text, .. } = given;
        let (key, name, policy) = if let Some(text) = text {
            let policy = stored_as_typed(name, text, *kind)?;
            (self.new_key(), name.as_str().into(), Some(policy))
        } else {
            let known = self.built_in(name);
            let known = known.ok_or_else(|| format!("no policy is called {}", quote(name)))?;
            (known.as_str().into(), known.into(), None)
        };
        let plain = Plain { key, name, policy, is_typed: true };
        plain.shelve(&mut self.reader);
        Ok(plain)
    }

    /// The policy as it was loaded, if it is that.
    fn loaded(&self, given: &Given) -> Option<Plain> {
        let layers = self.state.base.layers.all();
        let is_it = |plain: &Plain| {
            let is_text = match (&plain.policy, &given.text) {
                (Some(policy), Some(text)) => {
                    policy.source.text() == text || laid_out(policy) == *text
                }
                (known, text) => known.is_none() && text.is_none(),
            };
            *plain.name == *given.name && is_text
        };
        let mut found = layers.into_iter().filter(|(kind, level, _)| {
            (*kind, level.unwrap_or_default()) == (given.kind, given.level.unwrap_or_default())
        });
        found.find(|(_, _, plain)| is_it(plain)).map(|(_, _, plain)| plain.clone())
    }

    /// What is known of AWS.
    pub fn aws(&self) -> &'static Catalog {
        self.catalog()
    }

    /// What the session knows of accounts.
    pub fn environment(&self) -> Option<&Environment> {
        self.state.environment.as_deref()
    }

    /// The questions on the watch list with their answers, `None` where there is none, and why.
    pub fn watched(&self) -> impl Iterator<Item = (&Asked, Option<Decision>, &str)> {
        self.watched.iter().map(|one| (&one.question, one.answer.decision, &*one.answer.reason))
    }

    /// Policies of an answer as texts.
    pub fn shown(&self, policies: &[&GatePolicy]) -> Vec<Shown> {
        let all = known(&self.state);
        policies.iter().map(|policy| shown(policy, &all)).collect()
    }
}

fn shown(policy: &GatePolicy, all: &[Known<'_>]) -> Shown {
    let is_it = |one: &&Known<'_>| {
        Arc::ptr_eq(&one.policy.source, &policy.source) && one.policy.span() == policy.span
    };
    let Some(found) = all.iter().find(is_it) else {
        let text = policy.source.slice(policy.span).to_owned();
        return Shown { name: None, is_given: false, kind: None, text };
    };
    Shown {
        name: Some(found.name.clone()),
        is_given: matches!(found.slot, Slot::Layer { .. }),
        kind: Some(found.kind),
        text: found.text(),
    }
}
