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

/// What else decides about strangers than the resource.
#[derive(Clone, Copy)]
enum Standing {
    /// In the account of the resource: whether their own policies allow it.
    InItsAccount(bool),
    /// Nothing; whether it shuts them out on each side.
    Outside([bool; 2]),
}

impl Standing {
    fn shut_out(self) -> [bool; 2] {
        match self {
            Self::InItsAccount(_) => [false; 2],
            Self::Outside(shut_out) => shut_out,
        }
    }

    /// The side as it decides about them.
    fn of(self, side: Side, door: Option<&Door>, number: usize) -> Side {
        match (self, door) {
            (Self::InItsAccount(may_everything), _) => side.in_one_account(may_everything),
            (Self::Outside(_), Some(door)) => door.side(side, number),
            (Self::Outside(_), None) => side,
        }
    }
}

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
        let is_owners = |principal: &Principal| {
            principal.account.is_some() && principal.account.as_deref() == cell.account()
        };
        let owners =
            |principal: &Principal| self.is_stranger(principal, cell) && is_owners(principal);
        let others =
            |principal: &Principal| self.is_stranger(principal, cell) && !is_owners(principal);
        let shut_out = cell.sides.each_ref().map(Estate::shuts_strangers_out);
        // INVARIANT: through an endpoint, what their own policies allow may be new.
        let standings = if cell.is_shared_with_identities() && door.is_none() {
            &[Standing::InItsAccount(false), Standing::InItsAccount(true)][..]
        } else {
            &[Standing::Outside([false; 2])]
        };
        let of_owners = standings.iter().flat_map(|one| self.of_those(cell, &owners, *one, door));
        let mut parts: Vec<Part<'_>> = of_owners.collect();
        if shut_out == [false; 2] {
            parts.extend(self.of_those(cell, &others, Standing::Outside(shut_out), door));
            return parts;
        }
        // AWS: X-4
        let is_service =
            |principal: &Principal| matches!(principal.kind, PrincipalKind::Service { .. });
        let let_in = |principal: &Principal| others(principal) && is_service(principal);
        let kept_out = |principal: &Principal| others(principal) && !is_service(principal);
        parts.extend(self.of_those(cell, &let_in, Standing::Outside([false; 2]), door));
        parts.extend(self.of_those(cell, &kept_out, Standing::Outside(shut_out), door));
        parts
    }

    /// What is new for these strangers.
    fn of_those(
        &self,
        cell: &Cell,
        counts: &dyn Fn(&Principal) -> bool,
        standing: Standing,
        door: Option<&Door>,
    ) -> Vec<Part<'_>> {
        let [before, after] = &cell.sides;
        let shut_out = standing.shut_out();
        let undecided = || vec![Part::Open(Why::Undecided(Unknown::ResourcePolicy))];
        let side = |layer: Layer, number: usize| {
            let side = Side::resource_within(layer, cell.sides[number].control.clone());
            standing.of(side, door, number)
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
