//! How much else a change turns.

use super::probes::{About, Probe};
use crate::compile::PolicySet;
use crate::evaluate::{Decision, Silent, evaluate};
use crate::text::quote;

/// What else a change allows, or takes away, as far as requests near by show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breadth {
    /// Other actions on the same resource.
    pub actions: Vec<String>,
    /// Requests for other resources, the same action among them.
    pub resources: usize,
    /// Actions of other services.
    pub services: Vec<String>,
    /// The same request by other callers.
    pub callers: usize,
    /// The same request under other values of condition keys.
    pub circumstances: Vec<String>,
}

/// As how many requests one counts that stands for many.
const STANDS_FOR: usize = 10;

/// How many names are told.
const MOST_NAMES: usize = 3;

impl Breadth {
    /// How many of the requests near by are turned.
    pub fn count(&self) -> usize {
        self.actions.len()
            + self.resources
            + self.services.len()
            + self.callers
            + self.circumstances.len()
    }

    /// By what changes are ranked. A request for another resource, by another caller or of another
    /// service stands for many.
    pub fn width(&self) -> usize {
        let many = self.resources + self.callers + self.services.len();
        self.actions.len() + self.circumstances.len() + STANDS_FOR * many
    }

    /// Adds what another change turns.
    pub(super) fn extend(&mut self, other: Self) {
        self.actions.extend(other.actions);
        self.resources += other.resources;
        self.services.extend(other.services);
        self.callers += other.callers;
        self.circumstances.extend(other.circumstances);
    }

    /// Adds what a probe shows that is turned.
    fn add(&mut self, probe: &Probe) {
        match &probe.about {
            About::Action => self.actions.push(probe.context.request.action.to_string()),
            About::Resource => self.resources += 1,
            About::Service => self.services.push(probe.context.request.action.to_string()),
            About::Caller => self.callers += 1,
            About::Circumstance(key) => self.circumstances.push(key.clone()),
        }
    }

    /// In words: ``3 other actions on this resource (`s3:DeleteObject`, ..)``.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        match self.actions.len() {
            0 => {}
            1 => parts.push(format!("1 other action on this resource ({})", some(&self.actions))),
            count => parts
                .push(format!("{count} other actions on this resource ({})", some(&self.actions))),
        }
        match self.resources {
            0 => {}
            1 => parts.push("1 action on other resources".to_owned()),
            count => parts.push(format!("{count} actions on other resources")),
        }
        if !self.services.is_empty() {
            parts.push(format!("actions of other services ({})", some(&self.services)));
        }
        if self.callers > 0 {
            parts.push("other callers".to_owned());
        }
        if !self.circumstances.is_empty() {
            let mut keys = self.circumstances.clone();
            keys.dedup();
            parts.push(format!("other values of {}", some(&keys)));
        }
        match parts.split_last() {
            None => "nothing else".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }
}

fn some(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| quote(name)).collect();
    let more = if names.len() > MOST_NAMES { ", .." } else { "" };
    shown.join(", ") + more
}

/// Requests near by and how they are decided now.
pub(super) struct Neighbourhood {
    probes: Vec<Probe>,
    before: Vec<bool>,
}

/// Which requests a change turns, to tell changes of the same effect.
pub(super) type Signature = Vec<bool>;

impl Neighbourhood {
    pub(super) fn new(probes: Vec<Probe>, sets: &[PolicySet]) -> Self {
        let before = probes.iter().map(|probe| is_allowed(probe, sets)).collect();
        Self { probes, before }
    }

    /// What these policies turn, of the requests near this authorization.
    pub(super) fn turned_by(
        &self,
        sets: &[PolicySet],
        authorization: usize,
        counts_callers: bool,
    ) -> (Breadth, Signature) {
        let mut breadth = Breadth::default();
        let counts = |probe: &Probe| {
            probe.authorization == authorization && (counts_callers || probe.about != About::Caller)
        };
        let signature = self.probes.iter().zip(&self.before).map(|(probe, before)| {
            let is_turned = counts(probe) && is_allowed(probe, sets) != *before;
            if is_turned {
                breadth.add(probe);
            }
            is_turned
        });
        let signature = signature.collect();
        (breadth, signature)
    }
}

fn is_allowed(probe: &Probe, sets: &[PolicySet]) -> bool {
    sets.get(probe.authorization)
        .is_some_and(|set| evaluate(set, &probe.context, &mut Silent) == Decision::Allowed)
}
