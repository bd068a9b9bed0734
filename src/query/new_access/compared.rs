//! What is new for one caller on some resources, told in full once for each statement: for the first
//! of its callers.

use std::collections::HashMap;

use super::askers::Asker;
use super::cells::Cell;
use super::outcome::{Addition, Granting, NewAccess, Told, Why};
use super::parts::Part;
use super::search::{Search, on};
use crate::compare::{Answer, Comparison, Reason};
use crate::request::Request;
use crate::text::{in_parallel, quote};

/// How much is told of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// That it adds something, with some request.
    Plain,
    /// A request that people recognise, and all that it adds.
    Full,
}

/// What was told in full, by the number of the caller and the address of the resources.
type InFull = HashMap<(usize, usize), Vec<Addition>>;

impl Search<'_> {
    /// What is new for a caller on these resources; told plainly where others may be the first for
    /// whom a statement adds something.
    pub(super) fn compared<'c>(&self, asker: &Asker, cell: &'c Cell) -> Vec<Part<'c>> {
        let plain = self.told(asker, cell, Telling::Plain);
        let needs_more = |part: &Part<'_>| match part {
            Part::Added(addition) => addition.granting.is_none(),
            Part::Open(why) => matches!(why, Why::NotKnown(_) | Why::UnknownValue { .. }),
            Part::Plain(..) => false,
        };
        if plain.iter().any(needs_more) {
            return self.told(asker, cell, Telling::Full);
        }
        let on_cell = |part| match part {
            Part::Added(addition) => Part::Plain(addition, cell),
            other => other,
        };
        plain.into_iter().map(on_cell).collect()
    }

    pub(super) fn told<'c>(
        &self,
        asker: &Asker,
        cell: &'c Cell,
        telling: Telling,
    ) -> Vec<Part<'c>> {
        let Some(person) = asker.sides[1].as_ref().filter(|_| cell.sides[1].policy.is_some())
        else {
            return Vec::new();
        };
        let sides = [0, 1].map(|number| self.side(asker, cell, number));
        let [Some(existing), Some(new)] = sides else { return Vec::new() };
        let was_there = asker.sides[0].is_some() && cell.sides[0].policy.is_some();
        let request = on(&person.request, cell, 1);
        let mut comparison = Comparison::of_caller_at(self.keys, &request, cell.owner.as_deref())
            .with_catalog(self.catalog)
            .over(self.universe)
            .except_resources(cell.except.iter().map(String::as_str));
        if !cell.patterns.is_empty() {
            comparison = comparison.on_resources(cell.patterns.iter().map(String::as_str));
        }
        if telling == Telling::Plain {
            comparison = comparison.undescribed();
        }
        match comparison.no_new_access(&existing, &new) {
            Answer::Proven => Vec::new(),
            Answer::Unknown(why) => vec![Part::Open(Why::Undecided(why))],
            Answer::Found { reasons, undecided } => {
                let told = |request: &Request| -> (Told, Told) {
                    let before = if was_there {
                        existing.explained(request, self.keys).into()
                    } else {
                        Told::not_there(not_there(asker, cell))
                    };
                    (before, new.explained(request, self.keys).into())
                };
                let part = |reason: Reason| {
                    let request = &reason.witness.request;
                    if let Some(what) = asker.hangs_on(request, told) {
                        return Part::Open(Why::NotKnown(what));
                    }
                    Part::of((&asker.name, cell), told(request), &new, reason)
                };
                let parts = reasons.into_iter().map(part);
                parts.chain(undecided.into_iter().map(Part::from)).collect()
            }
        }
    }

    /// Adds what was found for each of the callers.
    pub(super) fn add_all(&self, outcome: &mut NewAccess, found: Vec<Vec<Part<'_>>>) {
        let mut in_full = self.in_full(&found);
        for (number, (asker, parts)) in self.askers.iter().zip(found).enumerate() {
            for part in parts {
                match part {
                    Part::Added(addition) => outcome.add(*addition),
                    Part::Open(why) => outcome.leave_open(Some(asker.name.clone()), why),
                    Part::Plain(plain, cell) => {
                        let full = in_full.get_mut(&(number, address(cell)));
                        let place = full.as_ref().and_then(|full| {
                            full.iter().position(|one| one.is_of(plain.granting.as_ref()))
                        });
                        let full = full.zip(place).map(|(full, place)| full.swap_remove(place));
                        outcome.add(full.unwrap_or(*plain));
                    }
                }
            }
        }
    }

    /// Tells statements in full for the first of their callers.
    fn in_full(&self, found: &[Vec<Part<'_>>]) -> InFull {
        let mut known: Vec<&Granting> = Vec::new();
        let mut wanted: Vec<(usize, &Cell)> = Vec::new();
        for (number, parts) in found.iter().enumerate() {
            for part in parts {
                let (Part::Added(addition) | Part::Plain(addition, _)) = part else { continue };
                let Some(granting) = &addition.granting else { continue };
                if known.iter().any(|one| one.is_same(granting)) {
                    continue;
                }
                known.push(granting);
                if let Part::Plain(_, cell) = part
                    && !wanted.iter().any(|(of, on)| *of == number && address(on) == address(cell))
                {
                    wanted.push((number, cell));
                }
            }
        }
        let tell = |(number, cell): &(usize, &Cell)| {
            let parts = self.told(&self.askers[*number], cell, Telling::Full).into_iter();
            let additions = parts.filter_map(|part| match part {
                Part::Added(addition) => Some(*addition),
                Part::Plain(..) | Part::Open(_) => None,
            });
            ((*number, address(cell)), additions.collect())
        };
        in_parallel(&wanted, tell).into_iter().collect()
    }
}

fn address(cell: &Cell) -> usize {
    std::ptr::from_ref(cell).addr()
}

fn not_there(asker: &Asker, cell: &Cell) -> String {
    let nobody = asker.sides[0].is_none();
    let missing = if nobody { &asker.name } else { &cell.name };
    format!("there is no {}", quote(missing))
}
