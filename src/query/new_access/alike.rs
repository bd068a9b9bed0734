//! Callers whom the policies of a resource do not tell apart: what a change adds for one of them, it
//! adds for all.

use std::collections::HashMap;

use rayon::prelude::*;

use super::askers::{Asker, Person};
use super::cells::{Cell, Estate};
use super::compared::Telling;
use super::search::Search;
use crate::compile::{Layer, PolicySet, ResourcePolicy};
use crate::query::dependence::{Dependence, Dependences};
use crate::request::PrincipalKind;

/// Callers whom the policies of a resource do not tell apart.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Likeness {
    kind: &'static str,
    account: Option<Box<str>>,
    partition: Box<str>,
    is_service_linked: bool,
    name: Option<Box<str>>,
}

/// For which callers a resource's policy adds nothing.
pub(super) type Alike = HashMap<(usize, Likeness), bool>;

impl Search<'_> {
    /// Whether a change of a resource's policy adds nothing for any of those whom it does not tell
    /// apart, whatever their own layers say as long as they stay the same.
    pub(super) fn alike(&self) -> Alike {
        let mut all: HashMap<(usize, Likeness), &Asker> = HashMap::new();
        for (number, cell) in self.resources.own.iter().enumerate() {
            if cell.decides_differently() {
                for asker in self.askers.iter().filter(|asker| asker.is_same()) {
                    if let Some(likeness) = self.likeness(asker, cell) {
                        all.entry((number, likeness)).or_insert(asker);
                    }
                }
            }
        }
        let all: Vec<_> = all.into_iter().collect();
        let adds_nothing = |((number, likeness), asker): ((usize, Likeness), &Asker)| {
            let cell = &self.resources.own[number];
            let proven = self.extremes(asker).into_iter().all(|policies| {
                let person = |side: usize| {
                    let request = asker.sides[side].as_ref()?.request.clone();
                    Some(Person { request, policies: policies.clone() })
                };
                let extreme = Asker {
                    name: asker.name.clone(),
                    sides: [person(0), person(1)],
                    has_same_policies: true,
                    has_same_facts: asker.has_same_facts,
                };
                self.told(&extreme, cell, Telling::Plain).is_empty()
            });
            ((number, likeness), proven)
        };
        all.into_par_iter().map(adds_nothing).collect()
    }

    /// Layers of a caller between which all others are: with and without identity-based policies, and
    /// within limits that leave nothing or everything.
    // AWS: P-16
    fn extremes(&self, asker: &Asker) -> Vec<PolicySet> {
        let identity = self.everything.clone();
        let all = PolicySet { identity, ..PolicySet::default() };
        let is_root = asker
            .sides
            .iter()
            .flatten()
            .any(|person| matches!(person.request.principal.kind, PrincipalKind::Root));
        if is_root {
            return vec![all];
        }
        let none_left = PolicySet { permissions_boundary: Some(Layer::default()), ..all.clone() };
        let all_left =
            PolicySet { permissions_boundary: Some(self.everything.clone()), ..all.clone() };
        vec![all, PolicySet::default(), none_left, all_left]
    }

    pub(super) fn likeness(&self, asker: &Asker, cell: &Cell) -> Option<Likeness> {
        let principal = &asker.sides[1].as_ref()?.request.principal;
        let dependences = Dependences::new(self.keys);
        let of_layer =
            |layer: &Layer| layer.iter().map(|policy| dependences.of_policy(policy)).max();
        let of_side = |estate: &Estate| {
            let of_policy = match &estate.policy {
                Some(ResourcePolicy::Policy(layer)) => of_layer(layer),
                _ => None,
            };
            estate.control.iter().filter_map(of_layer).chain(of_policy).max()
        };
        let depends = cell.sides.iter().filter_map(of_side).max();
        Some(Likeness {
            kind: match principal.kind {
                PrincipalKind::User { .. } => "user",
                PrincipalKind::RoleSession { .. } => "role",
                PrincipalKind::FederatedUser { .. } => "federated user",
                PrincipalKind::Root => "root",
                _ => "other",
            },
            account: principal.account.clone(),
            partition: principal.partition.clone(),
            is_service_linked: principal.is_service_linked_role(),
            name: (depends == Some(Dependence::Caller)).then(|| asker.name.clone()),
        })
    }
}
