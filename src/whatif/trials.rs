//! `allow` and `deny`: small policies for a trial.

use super::commands::{Done, Line};
use super::documents::made;
use super::layers::Plain;
use super::refusal::Refusal;
use super::session::{Change, Session};
use super::state::State;
use super::words::Word;
use crate::aws::PolicyKind;
use crate::environment::PolicyEntry;
use crate::policy::Effect;
use crate::text::{Node, printable, quote};

/// `allow [NAME] ACTION.. [on RESOURCE..]`
pub(super) fn allow(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    trial(session, line, Effect::Allow)
}

/// `deny [NAME] ACTION.. [on RESOURCE..]`
pub(super) fn deny(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    trial(session, line, Effect::Deny)
}

fn trial(session: &mut Session<'_>, line: &Line<'_>, effect: Effect) -> Result<Done, Refusal> {
    let is_on = |word: &Word| !word.is_quoted && word.text.eq_ignore_ascii_case("on");
    let at = line.words.iter().position(is_on).unwrap_or(line.words.len());
    let (before, behind) = line.words.split_at(at);
    let resources = behind.get(1..).unwrap_or_default();
    let is_action = |word: &Word| {
        word.text == "*" || (word.text.contains(':') && !word.text.starts_with("arn:"))
    };
    let (name, actions) = match before {
        [] => return Err(line.refusal("an action is missing")),
        [first, actions @ ..] if !is_action(first) => (Some(first), actions),
        actions => (None, actions),
    };
    let actions = actions.iter().map(|word| session.action_pattern(word));
    let actions = actions.collect::<Result<Vec<String>, _>>()?;
    if actions.is_empty() {
        return Err(line.refusal("an action is missing"));
    }
    let resources = resources_of(session, resources)?;
    let effect = effect.name();
    let document = document(effect, &actions, &resources);
    let state = State::clone(&session.state);
    let name = name.map(|word| word.text.as_str());
    let kind = effect.to_lowercase();
    session.put_trial(line, state, (name, &kind, &document))
}

fn resources_of(session: &Session<'_>, words: &[Word]) -> Result<Vec<String>, Refusal> {
    if words.is_empty() {
        let default = session.state.resource.clone().unwrap_or_else(|| "*".to_owned());
        return Ok(vec![session.resource_meant(&default, None)?.text]);
    }
    words.iter().map(|word| Ok(session.resource_meant(&word.text, None)?.text)).collect()
}

fn document(effect: &str, actions: &[String], resources: &[String]) -> Node {
    let list = |all: &[String]| Node::of_one_or_more(all.iter().map(String::as_str));
    let statement = Node::of_members([
        ("Effect", Node::of_text(effect)),
        ("Action", list(actions)),
        ("Resource", list(resources)),
    ]);
    Node::of_members([
        ("Version", Node::of_text("2012-10-17")),
        ("Statement", Node::of_items([statement])),
    ])
}

impl Session<'_> {
    /// An action, or a pattern of actions that policies may hold.
    fn action_pattern(&self, word: &Word) -> Result<String, Refusal> {
        let text = &word.text;
        if !text.contains(['*', '?']) {
            return Ok(self.action_meant(word)?.text);
        }
        let is_known = text == "*"
            || text.split_once(':').is_some_and(|(service, _)| {
                self.catalog().service(&service.to_ascii_lowercase()).is_some()
            });
        if is_known {
            Ok(text.clone())
        } else {
            Err(format!("{} is no pattern of actions such as `s3:Get*`", quote(text)).into())
        }
    }

    /// Gives the policy to whom a line names, else to who asks; where nobody is known, to the layer.
    fn put_trial(
        &mut self,
        line: &Line<'_>,
        mut state: State,
        (name, kind, document): (Option<&str>, &str, &Node),
    ) -> Result<Done, Refusal> {
        let holder = match (name, &state.principal) {
            (Some(name), _) if state.environment.is_some() => Some(state.holder_meant(name)?),
            (None, Some(principal)) => state.holder_behind(principal),
            (Some(name), _) => {
                let arn = self.principal_meant(name)?;
                if state.principal.as_ref() != Some(&arn) {
                    return Err(
                        "without an environment policies are for who asks: `as PRINCIPAL`".into()
                    );
                }
                None
            }
            (None, None) => return Err("who asks is not said: `as PRINCIPAL`, or name it".into()),
        };
        let text = match holder.filter(|_| state.layers.identity.is_none()) {
            None if state.environment.is_some() && state.layers.identity.is_none() => {
                return Err("the environment has no user or role behind who asks".into());
            }
            None => {
                let taken =
                    |name: &str| state.layers.all().iter().any(|(_, _, one)| &*one.name == name);
                let own = free_name(kind, taken);
                let policy = made(&own, document)?;
                let plain = Plain {
                    key: self.new_key(),
                    name: own.as_str().into(),
                    policy: Some(policy),
                    is_typed: true,
                };
                plain.shelve(&mut self.reader);
                state.layers.put(PolicyKind::Identity, None, plain);
                format!("{own} is an identity policy of who asks\n")
            }
            Some(holder) => {
                let environment = state.environment_mut();
                let held = holder.policies(environment);
                let taken = |name: &str| held.iter().any(|one| one.name() == name);
                let own = free_name(kind, taken);
                let policy = made(&format!("{holder}/{own}"), document)?;
                if let Some(policies) = holder.policies_mut(environment) {
                    policies.push(PolicyEntry::Inline { name: own.as_str().into(), policy });
                }
                format!("{} is attached to {holder}\n", printable(&own))
            }
        };
        Ok(Change { state, text, line: line.again() }.into())
    }
}

/// `allow-1`, or the first of such names that is free.
fn free_name(kind: &str, taken: impl Fn(&str) -> bool) -> String {
    let names = (1_usize..).map(|number| format!("{kind}-{number}"));
    names.into_iter().find(|name| !taken(name)).unwrap_or_default()
}
