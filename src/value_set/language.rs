//! Sets of texts: unions of patterns, of which many together can be asked for a text that is in
//! some of them and not in others.

mod search;
mod signatures;
mod step;
#[cfg(test)]
mod tests;
mod walk;

use super::{ArnPattern, Part, Pattern};

pub use search::{Found, Sought};
pub use signatures::{Signature, signatures};
use step::{Characters, Step};

/// A set of texts: those that match any of its patterns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    /// The alternatives behind one another, each with an end.
    steps: Box<[Step]>,
    /// Where the alternatives begin.
    starts: Box<[u32]>,
}

impl Language {
    /// The texts of any of the alternatives.
    fn of_alternatives(alternatives: impl IntoIterator<Item = Vec<Step>>) -> Self {
        let (mut steps, mut starts) = (Vec::new(), Vec::new());
        for alternative in alternatives {
            starts.push(u32::try_from(steps.len()).unwrap_or(u32::MAX));
            steps.extend(alternative);
            steps.push(Step::End);
        }
        Self { steps: steps.into(), starts: starts.into() }
    }

    /// No text.
    pub fn nothing() -> Self {
        Self::of_alternatives([])
    }

    /// Every text.
    pub fn everything() -> Self {
        Self::of_alternatives([vec![Step::Run(Characters::Any)]])
    }

    /// The texts of any of these patterns. A variable stands for any text.
    pub fn of_patterns<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let steps = |pattern: &Pattern| steps_of(pattern, Characters::Any, Characters::Only);
        Self::of_alternatives(patterns.into_iter().map(steps))
    }

    /// The same without letter case: character by character in lower case. Wildcards stand for
    /// themselves, and a variable for any text.
    // AWS: C-8
    pub fn ignoring_case<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let folded = |pattern: &Pattern| {
            let text = |part: &Part| match part {
                Part::Literal(text) => lower_steps(text),
                Part::AnyRun => vec![Step::One(Characters::Only('*'))],
                Part::AnyCharacter => vec![Step::One(Characters::Only('?'))],
                Part::Variable(_) => vec![Step::Run(Characters::Any)],
            };
            pattern.parts().iter().flat_map(text).collect()
        };
        Self::of_alternatives(patterns.into_iter().map(folded))
    }

    /// The ARNs of any of these patterns, and other texts never. A variable stands for any text of
    /// its segment.
    pub fn of_arns<'p>(patterns: impl IntoIterator<Item = &'p ArnPattern>) -> Self {
        Self::of_alternatives(patterns.into_iter().flat_map(arn_steps))
    }

    /// Every text that is an ARN, with `arn` in lower case.
    pub fn every_arn() -> Self {
        Self::arns_after("arn:".chars().map(Characters::Only))
    }

    /// Every text that is an ARN, with `arn` in any letter case.
    pub fn every_arn_in_any_case() -> Self {
        let arn = "arn".chars().map(Characters::Folded);
        Self::arns_after(arn.chain([Characters::Only(':')]))
    }

    fn arns_after(start: impl Iterator<Item = Characters>) -> Self {
        let head = std::iter::repeat_n(
            [Step::Run(Characters::NotColon), Step::One(Characters::Only(':'))],
            4,
        );
        let start = start.map(Step::One);
        let rest = [Step::Run(Characters::Any)];
        Self::of_alternatives([start.chain(head.flatten()).chain(rest).collect()])
    }

    /// The names that actions can have, in lower case.
    // AWS: A-1
    pub fn every_action_name() -> Self {
        let name = Characters::OfName;
        Self::of_alternatives([vec![Step::One(name), Step::Run(name)]])
    }

    /// Every action, as `service:name` in lower case.
    // AWS: A-1
    pub fn every_action() -> Self {
        let name = [Step::One(Characters::OfName), Step::Run(Characters::OfName)];
        let colon = [Step::One(Characters::Only(':'))];
        Self::of_alternatives([name.into_iter().chain(colon).chain(name).collect()])
    }

    /// The actions of services, given in lower case, whose names match these patterns.
    pub fn of_actions<'p>(actions: impl IntoIterator<Item = (&'p str, &'p Pattern)>) -> Self {
        let steps = |(service, name): (&str, &'p Pattern)| {
            let service = service.chars().chain([':']).map(Characters::Only).map(Step::One);
            service.chain(steps_of(name, Characters::Any, Characters::Only)).collect()
        };
        Self::of_alternatives(actions.into_iter().map(steps))
    }

    /// The texts of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let shift = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        let moved = other.starts.iter().map(|start| start.saturating_add(shift));
        Self {
            steps: self.steps.iter().chain(&other.steps).copied().collect(),
            starts: self.starts.iter().copied().chain(moved).collect(),
        }
    }

    /// Whether a text is in the set.
    pub fn contains(&self, text: &str) -> bool {
        let (mut at, mut next): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for start in &self.starts {
            self.close(*start, &mut at);
        }
        for character in text.chars() {
            next.clear();
            self.advance(at.iter().copied(), character, &mut next);
            std::mem::swap(&mut at, &mut next);
        }
        at.iter().any(|position| self.step(*position) == Step::End)
    }

    /// Adds, sorted, the positions that are reached from these by one more character.
    fn advance(&self, at: impl Iterator<Item = u32>, character: char, next: &mut Vec<u32>) {
        for position in at {
            let step = self.step(position);
            match step {
                Step::Run(set) if set.contains(character) => self.close(position, next),
                Step::One(Characters::Folded(_)) => {
                    if let Some(behind) = self.pass_folded(position, character) {
                        self.close(behind, next);
                    }
                }
                Step::One(set) if set.contains(character) => self.close(position + 1, next),
                Step::Run(_) | Step::One(_) | Step::End => {}
            }
        }
        next.sort_unstable();
        next.dedup();
    }

    /// Behind the characters that this one is in lower case.
    fn pass_folded(&self, position: u32, character: char) -> Option<u32> {
        let mut at = position;
        for lower in character.to_lowercase() {
            if self.step(at) != Step::One(Characters::Folded(lower)) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Adds a position and those that may follow without a character.
    fn close(&self, position: u32, to: &mut Vec<u32>) {
        let mut at = position;
        to.push(at);
        while matches!(self.step(at), Step::Run(_)) {
            at += 1;
            to.push(at);
        }
    }

    fn step(&self, position: u32) -> Step {
        self.steps.get(position as usize).copied().unwrap_or(Step::End)
    }

    /// Whether every text that reaches this position is in the set, whatever follows.
    fn is_certain(&self, position: u32) -> bool {
        self.step(position) == Step::Run(Characters::Any) && self.step(position + 1) == Step::End
    }
}

/// The steps of a pattern whose wildcards stand for these characters.
fn steps_of(pattern: &Pattern, wild: Characters, literal: fn(char) -> Characters) -> Vec<Step> {
    let steps = |part: &Part| match part {
        Part::Literal(text) => text.chars().map(|one| Step::One(literal(one))).collect(),
        Part::AnyRun | Part::Variable(_) => vec![Step::Run(wild)],
        Part::AnyCharacter => vec![Step::One(wild)],
    };
    pattern.parts().iter().flat_map(steps).collect()
}

fn lower_steps(text: &str) -> Vec<Step> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|character| Step::One(Characters::Folded(character))).collect()
}

/// One alternative for each letter case in which the pattern takes the first segment `arn`.
// AWS, C-22
fn arn_steps(pattern: &ArnPattern) -> Vec<Vec<Step>> {
    let segments = pattern.segments();
    let Some((first, rest)) = segments.split_first() else { return Vec::new() };
    let starts = ["arn", "ARN", "Arn", "aRn", "arN", "ARn", "ArN", "aRN"];
    let starts = starts.iter().filter(|start| first.matches(start));
    starts.map(|start| steps_behind(start, rest, pattern.resource())).collect()
}

fn steps_behind(start: &str, head: &[Pattern], resource: &Pattern) -> Vec<Step> {
    let only = |character| Step::One(Characters::Only(character));
    let mut steps: Vec<Step> = start.chars().chain([':']).map(only).collect();
    for segment in head {
        steps.extend(steps_of(segment, Characters::NotColon, Characters::Only));
        steps.push(only(':'));
    }
    steps.extend(steps_of(resource, Characters::Any, Characters::Only));
    steps
}
