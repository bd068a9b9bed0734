//! Callers whom the environment does not have, and whom the policy of a resource or role may let in.

use super::cells::{Cell, Estate};
use super::endpoints::Door;
use super::outcome::{NewAccess, Told, Why};
use super::parts::Part;
use super::search::Search;
use crate::compare::{Answer, Comparison, Side, Unknown};
use crate::compile::{Layer, ResourcePolicy};
use crate::request::{Principal, PrincipalKind};
use crate::text::quote;

impl Search<'_> {
    /// What resources newly allow to strangers, whatever the strangers' own policies say; or what
    /// they do through an endpoint whose policy differs.
    pub(super) fn strangers(&self, outcome: &mut NewAccess, door: Option<&Door>) {
        let counts = |cell: &&Cell| door.is_some() || cell.differs();
        for cell in self.resources.own.iter().filter(counts) {
            for part in self.of_strangers(cell, door) {
                match part {
                    Part::Added(addition) | Part::Plain(addition, _) => outcome.add(*addition),
                    Part::Open(why) => outcome.leave_open(None, why),
                }
            }
        }
    }

    /// Users and roles of known accounts are asked with all their layers; federated users have what
    /// their user has. Identity providers ask for roles alone.
    // AWS: S-17
    fn is_stranger(&self, principal: &Principal, cell: &Cell) -> bool {
        let is_known = principal.account.as_deref().is_some_and(|id| self.resources.knows_both(id));
        match principal.kind {
            PrincipalKind::Federated { .. } => cell.is_role(),
            _ => !is_known,
        }
    }

    fn of_strangers(&self, cell: &Cell, door: Option<&Door>) -> Vec<Part<'_>> {
        let is_stranger = |principal: &Principal| self.is_stranger(principal, cell);
        let shut_out = cell.sides.each_ref().map(Estate::shuts_strangers_out);
        if shut_out == [false; 2] {
            return self.of_those(cell, &is_stranger, shut_out, door);
        }
        // AWS: X-4
        let is_let_in = |principal: &Principal| {
            let is_owner = principal.account.is_some() && principal.account == cell.owner;
            is_owner || matches!(principal.kind, PrincipalKind::Service { .. })
        };
        let let_in = |principal: &Principal| is_stranger(principal) && is_let_in(principal);
        let others = |principal: &Principal| is_stranger(principal) && !is_let_in(principal);
        let mut parts = self.of_those(cell, &let_in, [false; 2], door);
        parts.extend(self.of_those(cell, &others, shut_out, door));
        parts
    }

    /// What is new for these strangers, who may be shut out on one side.
    fn of_those(
        &self,
        cell: &Cell,
        counts: &dyn Fn(&Principal) -> bool,
        shut_out: [bool; 2],
        door: Option<&Door>,
    ) -> Vec<Part<'_>> {
        let [before, after] = &cell.sides;
        let undecided = || vec![Part::Open(Why::Undecided(Unknown::ResourcePolicy))];
        let side = |layer: Layer, number: usize| {
            let side = Side::resource_within(layer, cell.sides[number].control.clone());
            door.map_or(side.clone(), |door| door.side(side, number))
        };
        let existing = match &before.policy {
            None | Some(ResourcePolicy::None) => side(Layer::default(), 0),
            Some(ResourcePolicy::Policy(_)) if shut_out[0] => side(Layer::default(), 0),
            Some(ResourcePolicy::Policy(layer)) => side(layer.clone(), 0),
            Some(ResourcePolicy::NotSupplied) => return undecided(),
        };
        let new = match &after.policy {
            None | Some(ResourcePolicy::None) => return Vec::new(),
            Some(ResourcePolicy::Policy(_)) if shut_out[1] => return Vec::new(),
            Some(ResourcePolicy::Policy(layer)) => side(layer.clone(), 1),
            Some(ResourcePolicy::NotSupplied) => return undecided(),
        };
        let Some(comparison) = Comparison::new(self.keys, self.facts.clone()) else {
            return undecided();
        };
        let comparison = match door {
            Some(door) => door.comparison(comparison),
            None => comparison,
        };
        let comparison = comparison
            .of_those(counts)
            .with_catalog(self.catalog)
            .over(self.universe)
            .on_resources(cell.patterns.iter().map(String::as_str))
            .except_resources(cell.except.iter().map(String::as_str));
        match comparison.no_new_access(&existing, &new) {
            Answer::Proven => Vec::new(),
            Answer::Unknown(why) => vec![Part::Open(Why::Undecided(why))],
            Answer::Found { reasons, undecided } => {
                let told = |is_there: bool, side: &Side, request: &_| {
                    if is_there {
                        Told::from(side.explained(request, self.keys))
                    } else {
                        Told::not_there(format!("there is no {}", quote(&cell.name)))
                    }
                };
                let part = |reason: crate::compare::Reason| {
                    let request = &reason.witness.request;
                    let before = told(before.policy.is_some(), &existing, request);
                    let after = told(true, &new, request);
                    let name = request.principal.text.clone();
                    Part::of((&name, cell), (before, after), &new, reason)
                };
                let parts = reasons.into_iter().map(part);
                parts.chain(undecided.into_iter().map(Part::from)).collect()
            }
        }
    }
}
