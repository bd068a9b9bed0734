//! Expectations that list the actions by what is expected of them.

use std::collections::{HashMap, HashSet};

use super::axis::Axis;
use super::expectation::{Expectation, decision_word, not_a_decision, read_word};
use crate::bundle::{Placed, Trouble};
use crate::text::quote;

const WORDS: &[&str] =
    &["allowed", "denied", "explicitDeny", "implicitDeny", "undecided", "default"];

/// What is expected of each action.
#[derive(Clone, Debug)]
pub(super) struct ByAction<'n> {
    listed: Vec<Listed<'n>>,
    /// The place of each in that list, by its name in small letters.
    places: HashMap<String, usize>,
    /// Of those that `action` lists and this does not.
    default: Option<Expectation<'n>>,
}

#[derive(Clone, Debug)]
struct Listed<'n> {
    action: Placed<'n>,
    name: &'n str,
    expectation: Expectation<'n>,
}

impl<'n> ByAction<'n> {
    /// Reads an object such as `{"allowed": ["s3:GetObject"], "default": "denied"}`.
    pub(super) fn read(value: Placed<'n>) -> Result<Self, Trouble> {
        let mut expected = Self { listed: Vec::new(), places: HashMap::new(), default: None };
        for member in value.members()? {
            let (key, below) = (&member.key, value.at(&member.value));
            if &*key.text == "default" {
                expected.default = Some(read_word(below)?);
                continue;
            }
            let wanted = decision_word(&key.text).ok_or_else(|| {
                let mut trouble = not_a_decision(value, &key.text, WORDS);
                trouble.diagnostic.span = key.span;
                trouble
            })?;
            for action in below.one_or_more() {
                let expectation = Expectation { wanted: wanted.clone(), place: action };
                expected.add(action, expectation)?;
            }
        }
        if expected.listed.is_empty() {
            return Err(value.trouble("invalid-expectation", "this expects nothing of any action"));
        }
        Ok(expected)
    }

    fn add(&mut self, action: Placed<'n>, expectation: Expectation<'n>) -> Result<(), Trouble> {
        let name = action.text()?;
        if let Some(first) = self.find(name) {
            let message = format!("{} is listed twice", quote(name));
            let trouble = action.trouble("conflicting-expectation", message);
            return Err(trouble.with_label(first.action.node.span, "first listed here"));
        }
        self.places.insert(name.to_ascii_lowercase(), self.listed.len());
        self.listed.push(Listed { action, name, expectation });
        Ok(())
    }

    fn find(&self, name: &str) -> Option<&Listed<'n>> {
        // AWS: A-1
        let place = self.places.get(&name.to_ascii_lowercase())?;
        self.listed.get(*place)
    }

    /// The actions in the order written.
    pub(super) fn actions(&self) -> impl Iterator<Item = Placed<'n>> {
        self.listed.iter().map(|listed| listed.action)
    }

    /// A default needs an `action` that lists more than is listed here.
    pub(super) fn refuse_default(&self) -> Result<(), Trouble> {
        match &self.default {
            Some(default) => {
                let message = "this `default` applies to nothing: the case has no `action`";
                Err(default.place.trouble("conflicting-expectation", message))
            }
            None => Ok(()),
        }
    }

    /// What is expected of each of these actions.
    pub(super) fn for_actions(&self, actions: &Axis<'n>) -> Result<Vec<Expectation<'n>>, Trouble> {
        let written = || actions.choices.iter().filter_map(|choice| choice.written);
        let names = || written().filter_map(|action| action.node.as_text());
        let asked: HashSet<String> = names().map(str::to_ascii_lowercase).collect();
        let is_asked = |listed: &Listed<'_>| asked.contains(&listed.name.to_ascii_lowercase());
        if let Some(stray) = self.listed.iter().find(|listed| !is_asked(listed)) {
            let message = format!("`action` does not list {}", quote(stray.name));
            return Err(stray.action.trouble("conflicting-expectation", message));
        }
        if let Some(default) =
            self.default.as_ref().filter(|_| names().all(|name| self.find(name).is_some()))
        {
            let message = "this `default` applies to nothing: every action has its expectation";
            return Err(default.place.trouble("conflicting-expectation", message));
        }
        written().map(|action| self.for_action(action)).collect()
    }

    fn for_action(&self, action: Placed<'n>) -> Result<Expectation<'n>, Trouble> {
        let name = action.text()?;
        let listed = self.find(name).map(|listed| &listed.expectation);
        listed.or(self.default.as_ref()).cloned().ok_or_else(|| {
            let message = format!("nothing is expected of {}", quote(name));
            let trouble = action.trouble("missing-expectation", message);
            trouble.with_hint("list it in `expect`, or give a `default` there")
        })
    }
}
