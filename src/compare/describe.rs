//! Reasons as people are told them.

use super::beautify::Beautifier;
use super::caller::Caller;
use super::comparison::{Comparison, Reason};
use super::region::{Region, Space, region};
use super::side::{Place, Side};
use super::terms::Terms;
use super::witness::Witness;
use crate::compile::{ActionTest, CompiledStatement};
use crate::evaluate::{Gate, Silent, Truth, ask_alone, layer_at};
use crate::request::RequestContext;

impl Side {
    /// The statement of a place, and its layer.
    pub(super) fn statement(&self, place: Option<Place>) -> Option<(Gate, &CompiledStatement)> {
        let Place { gate, policy, statement } = place?;
        let policy = layer_at(&self.policies, gate)?.get(policy)?;
        policy.statements.get(statement).map(|statement| (gate, statement))
    }
}

impl Comparison<'_> {
    /// Whether the statement of a place, if there is one, grants a witness's request.
    pub(super) fn is_granted(
        &self,
        new: &Side,
        statement: Option<(Gate, &CompiledStatement)>,
        witness: &Witness,
    ) -> bool {
        let context = RequestContext::new(witness.request.clone(), self.keys);
        statement.is_none_or(|(gate, statement)| {
            let granted = ask_alone(statement, gate, &new.policies, &context, &mut Silent);
            granted.most() == Truth::True
        })
    }

    /// The reason that statement `number` of the terms is: its witness made one that a person
    /// recognises, and the region of which that is an example.
    pub(super) fn described(
        &self,
        sides: [&Side; 2],
        terms: &mut Terms<'_>,
        number: usize,
        witness: Witness,
    ) -> Reason {
        let (place, term) = (terms.place(number), terms.term(number));
        let statement = sides[1].statement(place);
        if !self.describes {
            return Reason { place, witness, region: Region::default() };
        }
        let mut space = Space::of(terms, term);
        let every = ActionTest::of(["*"]);
        let test = statement.map_or(&every, |(_, statement)| &statement.action);
        let (known, limits) = (terms.encoder.known.clone(), terms.theory.limits.clone());
        let mut beautifier = Beautifier::new(self, sides, statement, Caller { known, limits });
        let witness = beautifier.beautified(terms, &mut space, test, witness);
        let action = &witness.request.action;
        let mut region = region(terms, &mut space, test, action, self.catalog);
        for part in &mut region.parts {
            part.actions.may_come &= !self.is_catalogued;
        }
        Reason { place, witness, region }
    }
}
