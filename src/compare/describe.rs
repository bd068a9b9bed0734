//! Reasons as people are told them.

use super::beautify::Beautifier;
use super::comparison::{Comparison, Reason, Terms};
use super::region::{Region, Space, region};
use super::side::{Place, Side};
use super::witness::Witness;
use crate::compile::CompiledStatement;
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
        let term = terms.term(number);
        let Some((place, statement)) =
            terms.place(number).and_then(|place| Some((place, sides[1].statement(place)?)))
        else {
            return Reason { place: None, witness, region: Region::default() };
        };
        let mut space = Space::of(terms, term);
        let known = terms.encoder.known.request.clone();
        let mut beautifier = Beautifier::new(self, sides, (place, statement), &known);
        let witness = beautifier.beautified(terms, &mut space, witness);
        let action = &witness.request.action;
        let region = region(terms, &mut space, statement, action, self.catalog);
        Reason { place: Some(place), witness, region }
    }
}
