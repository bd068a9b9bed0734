//! Reasons as people are told them.

use super::beautify::Beautifier;
use super::comparison::{Comparison, Reason, Terms};
use super::region::{Space, region};
use super::side::{Place, Side};
use super::witness::Witness;
use crate::compile::{ActionTest, CompiledStatement};
use crate::evaluate::layer_at;

impl Side {
    /// The statement of a place.
    pub(super) fn statement(&self, place: Place) -> Option<&CompiledStatement> {
        layer_at(&self.policies, place.gate)?.get(place.policy)?.statements.get(place.statement)
    }
}

impl Comparison<'_> {
    /// The reason that statement `number` of the terms is: its witness made one that a person
    /// recognises, and the region of which that is an example.
    pub(super) fn described(
        &self,
        sides: [&Side; 2],
        terms: &mut Terms<'_>,
        number: usize,
        witness: Witness,
    ) -> Reason {
        let (place, term) = terms.terms[number];
        let statement = place.and_then(|place| Some((place.gate, sides[1].statement(place)?)));
        let mut space = Space::of(terms, term);
        let every = ActionTest::of(["*"]);
        let test = statement.map_or(&every, |(_, statement)| &statement.action);
        let mut beautifier = Beautifier::new(self, sides, statement, &terms.encoder.known);
        let witness = beautifier.beautified(terms, &mut space, test, witness);
        let action = &witness.request.action;
        let region = region(terms, &mut space, test, action, self.catalog);
        Reason { place, witness, region }
    }
}
