//! Entries, conditions and values that can be left out.

use super::draft::{Area, Draft, Rest};
use super::seat::Strength;
use super::{Because, Piece};
use crate::aws::ActionName;
use crate::compile::{
    CompiledCondition, CompiledStatement, PrincipalTest, ResourcePattern, Test, ValueSet,
};

impl Draft<'_> {
    /// Looks for entries, conditions and values of the statements that are left.
    pub(super) fn find_entries(&mut self) {
        for number in (0..self.policy.statements.len()).rev() {
            if self.is_left(number) && !self.never_applies(number) {
                self.find_actions(number);
                self.find_conditions(number);
                let shared = self.shared_actions(number);
                self.find_resources(number, shared.as_deref());
                self.find_principals(number, shared.as_deref());
                self.find_values(number, shared.as_deref());
            }
        }
    }

    /// Whether nothing fulfils what a statement asks: then there is nothing to tell of its parts.
    fn never_applies(&mut self, number: usize) -> bool {
        let left = self.left(number);
        left.is_some_and(|(formula, _)| self.prover.covers(&[], formula))
    }

    fn find_actions(&mut self, number: usize) {
        let Some(test) = self.policy.statements.get(number).map(|one| &one.action) else { return };
        if test.negated {
            return;
        }
        if !self.has_others(number) {
            return;
        }
        let entries = self.parts(number, test.entries.len(), Piece::Action);
        let mut left = entries.len();
        for entry in entries.into_iter().rev() {
            if left < 2 {
                return;
            }
            let Some(area) = self.area_of_action(number, entry) else { continue };
            if let Some(because) = self.because_of_all(area, Some(entry)) {
                self.take_out(number, Piece::Action(entry), because);
                left -= 1;
            }
        }
    }

    fn area_of_action(&mut self, number: usize, entry: usize) -> Option<Area> {
        let sample = self.actions.sample(number, entry)?;
        if !self.is_shared(number, &sample) {
            return None;
        }
        let actions = vec![sample];
        let (formula, strengths) = self.left(number)?;
        let rest = Some(Rest { formula, strengths: strengths.clone(), without: Some(entry) });
        Some(Area { statement: number, actions, formula, strengths, rest })
    }

    /// The entries of an element that are left.
    fn parts(&self, number: usize, count: usize, part: fn(usize) -> Piece) -> Vec<usize> {
        (0..count).filter(|entry| !self.gone.contains(&(number, part(*entry)))).collect()
    }

    /// `shared` are the statement's actions, if other statements are about each of them.
    fn find_resources(&mut self, number: usize, shared: Option<&[ActionName]>) {
        let statement = self.policy.statements.get(number);
        let Some(test) = statement.and_then(|one| one.resource.as_ref()) else { return };
        if test.negated {
            return;
        }
        for entry in self.parts(number, test.entries.len(), Piece::Resource).into_iter().rev() {
            let left = self.parts(number, test.entries.len(), Piece::Resource);
            let meets = |other: &usize| {
                *other != entry && may_meet(&test.entries[entry], &test.entries[*other])
            };
            if left.len() < 2 {
                return;
            }
            if shared.is_some() || left.iter().any(meets) {
                let mut alone = test.clone();
                alone.entries = [test.entries[entry].clone()].into();
                let only = |statement: &mut CompiledStatement| statement.resource = Some(alone);
                self.find_part(number, Piece::Resource(entry), shared, only);
            }
        }
    }

    fn find_principals(&mut self, number: usize, shared: Option<&[ActionName]>) {
        let principal = self.policy.statements.get(number).map(|one| &one.principal);
        let Some(PrincipalTest::Named(values)) = principal else { return };
        for entry in self.parts(number, values.len(), Piece::Principal).into_iter().rev() {
            if self.parts(number, values.len(), Piece::Principal).len() < 2 {
                return;
            }
            let alone = PrincipalTest::Named([values[entry].clone()].into());
            let only = |statement: &mut CompiledStatement| statement.principal = alone;
            self.find_part(number, Piece::Principal(entry), shared, only);
        }
    }

    /// Takes a part out if it can be left out. `only` leaves of the statement what the part lets in.
    fn find_part(
        &mut self,
        number: usize,
        part: Piece,
        shared: Option<&[ActionName]>,
        only: impl FnOnce(&mut CompiledStatement),
    ) {
        let (Some(mut alone), Some(rest)) =
            (self.statement(number, None), self.statement(number, Some(part)))
        else {
            return;
        };
        only(&mut alone);
        let at_most = |one: &CompiledStatement| -> Vec<Strength> {
            self.seats.iter().map(|seat| seat.at_most(one)).collect()
        };
        let strengths = at_most(&alone);
        let at_least = self.seats.iter().map(|seat| seat.at_least(&rest)).collect();
        let rest = Rest { formula: self.prover.rest(&rest), strengths: at_least, without: None };
        let formula = self.prover.rest(&alone);
        let actions = shared.map_or_else(|| self.any_action(number), <[ActionName]>::to_vec);
        let area = Area { statement: number, actions, formula, strengths, rest: Some(rest) };
        let because = match shared {
            Some(_) => self.because_of_all(area, None),
            None => self.is_covered(&area, &[], true).then_some(Because::Itself),
        };
        if let Some(because) = because {
            self.take_out(number, part, because);
        }
    }

    /// Some action: what is left of a statement is about the same actions as the whole.
    fn any_action(&self, number: usize) -> Vec<ActionName> {
        self.actions.sample(number, 0).into_iter().collect()
    }

    /// Conditions of a statement that no request fulfils together.
    pub(super) fn contradiction(&mut self, number: usize) -> Option<Vec<usize>> {
        let conditions = &self.policy.statements.get(number)?.conditions;
        for (first, condition) in conditions.iter().enumerate() {
            let on_key = self.on_key(number, condition);
            if on_key.len() > 1 && on_key.first() == Some(&first) {
                let all = on_key.iter().filter_map(|one| conditions.get(*one));
                let together = self.prover.conditions(all);
                if self.prover.is_never(together) {
                    return Some(on_key);
                }
            }
        }
        None
    }

    /// The conditions of a statement on the key of one of them that are left.
    fn on_key(&self, number: usize, condition: &CompiledCondition) -> Vec<usize> {
        let conditions = self.policy.statements.get(number).map_or(&[][..], |one| &one.conditions);
        let on_key = conditions.iter().enumerate().filter(|(_, one)| one.key == condition.key);
        let is_left = |place: &usize| !self.gone.contains(&(number, Piece::Condition(*place)));
        on_key.map(|(place, _)| place).filter(is_left).collect()
    }

    /// Conditions that follow from the others on the same key.
    fn find_conditions(&mut self, number: usize) {
        let Some(statement) = self.policy.statements.get(number) else { return };
        for (place, condition) in statement.conditions.iter().enumerate().rev() {
            let mut others = self.on_key(number, condition);
            if others.len() < 2 || !others.contains(&place) {
                continue;
            }
            others.retain(|other| *other != place);
            let together = others.iter().filter_map(|other| statement.conditions.get(*other));
            let together = self.prover.conditions(together);
            let own = self.prover.conditions([condition]);
            if self.prover.covers(&[own], together) {
                self.take_out(number, Piece::Condition(place), Because::Itself);
            }
        }
    }

    fn find_values(&mut self, number: usize, shared: Option<&[ActionName]>) {
        let (Some(statement), Some(written)) =
            (self.policy.statements.get(number), self.policy.document.statements.get(number))
        else {
            return;
        };
        let both = statement.conditions.iter().zip(&written.conditions).enumerate();
        for (place, (condition, written)) in both {
            let is_whole = !self.gone.contains(&(number, Piece::Condition(place)));
            let is_asked = is_whole
                && !condition.negated
                && written.values.len() > 1
                && matches!(condition.test, Test::Values(_))
                && (shared.is_some()
                    || self.on_key(number, condition).len() > 1
                    || values_may_meet(condition));
            if !is_asked {
                continue;
            }
            for value in (0..written.values.len()).rev() {
                let part = Piece::Value { condition: place, value };
                let is_other = |other: &usize| {
                    let other = Piece::Value { condition: place, value: *other };
                    other != part && !self.gone.contains(&(number, other))
                };
                let is_last = !(0..written.values.len()).any(|other| is_other(&other));
                if !is_last && !self.gone.contains(&(number, part)) {
                    self.find_part(number, part, shared, |_| {});
                }
            }
        }
    }
}

/// Whether a value may fit several of the values that the condition lists.
fn values_may_meet(condition: &CompiledCondition) -> bool {
    match &condition.test {
        Test::Values(ValueSet::Text(set)) => !set.patterns.is_empty(),
        Test::Values(ValueSet::Address(_) | ValueSet::Arn(_)) => true,
        _ => false,
    }
}

fn may_meet(one: &ResourcePattern, other: &ResourcePattern) -> bool {
    match (one, other) {
        (ResourcePattern::Nothing, _) | (_, ResourcePattern::Nothing) => false,
        (ResourcePattern::Arn(one, plain), ResourcePattern::Arn(other, also_plain)) => {
            if plain.is_empty() && also_plain.is_empty() {
                one.overlaps(other)
            } else {
                one.open().overlaps(&other.open())
            }
        }
        (ResourcePattern::Everything, _) | (_, ResourcePattern::Everything) => true,
    }
}
