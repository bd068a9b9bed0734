//! Several edits that turn the answer together, where no single one does.

use std::sync::Arc;

use super::amendable::Amendable;
use super::breadth::Breadth;
use super::draft::{Draft, Step};
use super::look::Look;
use super::suggestion::{Change, Suggestion};
use super::trial::{Sets, Trial, is_new_document, is_same};
use crate::compile::{CompiledPolicy, PolicySet};
use crate::evaluate::{Decision, Gate, layer_at};
use crate::explain::DecidedBy;
use crate::text::{Arrange, Comments, Source, Span, TextEdit, read_json};

/// The smallest set of edits found that turns the answer, each of a policy of its own.
#[derive(Clone, Debug)]
pub struct Together {
    /// The edits.
    pub edits: Vec<Suggestion>,
    /// What else they change together.
    pub breadth: Breadth,
}

/// Something that alone keeps a call from being allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// A Deny statement that applies or may apply.
    Deny(Gate, usize, usize),
    /// A layer whose Allow is missing.
    Closed(Gate),
    /// A rule of the service, whatever the policies say.
    Settled(&'static str),
}

/// What keeps the authorizations from being allowed.
pub(super) fn obstacles(looks: &[Look]) -> Vec<(usize, Obstacle)> {
    let mut found = Vec::new();
    for (number, look) in looks.iter().enumerate() {
        if look.decision == Decision::Allowed {
            continue;
        }
        if let Some(rule) = look.settled() {
            found.push((number, Obstacle::Settled(rule)));
            continue;
        }
        let denies = look
            .denies()
            .map(|one| (number, Obstacle::Deny(one.at.gate, one.at.policy, one.at.statement)));
        found.extend(denies);
        found.extend(look.closed().into_iter().map(|gate| (number, Obstacle::Closed(gate))));
        if found.iter().all(|(own, _)| *own != number) {
            found.push((number, Obstacle::Closed(Gate::Identity)));
        }
    }
    found
}

/// How many edits people will make together.
const MOST_STEPS: usize = 6;

/// How many edits are tried for each.
const MOST_DRAFTS: usize = 60;

/// The edits made so far, and the policies after them.
struct Steps {
    sets: Sets,
    made: Vec<Draft>,
    /// Each changed policy as it was and as it is.
    changed: Vec<(Arc<CompiledPolicy>, Arc<CompiledPolicy>)>,
}

/// Takes one obstacle after the other out of the way.
pub(super) fn search(
    trial: &mut Trial<'_>,
    drafts_of: &dyn Fn(&[Look]) -> Vec<Draft>,
) -> Option<(Vec<Suggestion>, Sets)> {
    let mut steps = Steps { sets: trial.sets(), made: Vec::new(), changed: Vec::new() };
    for _ in 0..MOST_STEPS {
        let looks = Look::all(trial.question, &steps.sets, &trial.keys);
        let left = obstacles(&looks).len();
        if left == 0 {
            break;
        }
        let mut drafts = drafts_of(&looks);
        drafts.arrange_by_key(|draft| draft.order);
        drafts.truncate(MOST_DRAFTS);
        let (draft, sets) = best(trial, &steps.sets, drafts, left)?;
        steps.take(draft, sets);
    }
    let contexts = trial.contexts();
    let is_allowed = Trial::decide(&contexts, &steps.sets) == Decision::Allowed;
    is_allowed.then(|| steps.suggestions()).flatten()
}

/// The edit after which the fewest obstacles are left.
fn best(
    trial: &mut Trial<'_>,
    sets: &[PolicySet],
    drafts: Vec<Draft>,
    left: usize,
) -> Option<(Draft, Sets)> {
    let mut best: Option<(usize, u8, Draft, Sets)> = None;
    for draft in drafts {
        let Some(after) = trial.changed(sets, &draft) else { continue };
        let looks = Look::all(trial.question, &after, &trial.keys);
        let fewer = obstacles(&looks).len();
        let is_better =
            best.as_ref().is_none_or(|(count, order, ..)| (fewer, draft.order) < (*count, *order));
        if fewer < left && is_better {
            best = Some((fewer, draft.order, draft, after));
        }
    }
    best.map(|(_, _, draft, sets)| (draft, sets))
}

impl Steps {
    fn take(&mut self, draft: Draft, sets: Sets) {
        let new = match &draft.step {
            Step::Edit(old, _) => counterpart(old, &draft, &self.sets, &sets).zip(Some(old)),
            Step::Add(_) | Step::Remove(_) => None,
        };
        self.sets = sets;
        if let Some((new, _)) = new.as_ref().filter(|(_, old)| is_new_document(old)) {
            self.rewrite_added(draft.gate, new);
            return;
        }
        if let Some((new, old)) = new {
            let known = self.changed.iter_mut().find(|(_, current)| is_same(current, old));
            match known {
                Some((_, current)) => *current = new,
                None => self.changed.push((old.clone(), new)),
            }
        }
        self.made.push(draft);
    }

    /// A document that came in before says more.
    fn rewrite_added(&mut self, gate: Gate, new: &CompiledPolicy) {
        let text = Source::new("", new.source.slice(new.document.span));
        let added = self.made.iter_mut().filter(|draft| draft.gate == gate);
        for draft in added {
            if let (Step::Add(document), Ok(node)) =
                (&mut draft.step, read_json(&text, Comments::Refused))
            {
                *document = node;
            }
        }
    }

    /// One suggestion for each policy.
    fn suggestions(self) -> Option<(Vec<Suggestion>, Sets)> {
        let mut found = Vec::new();
        for (original, current) in &self.changed {
            found.push(self.suggestion(original, current)?);
        }
        for draft in self.made.iter().filter(|draft| !matches!(draft.step, Step::Edit(..))) {
            found.push(Suggestion::of(draft, Breadth::default(), Decision::Allowed)?);
        }
        found.arrange_by_key(|one| one.layer);
        Some((found, self.sets))
    }

    fn suggestion(
        &self,
        original: &Arc<CompiledPolicy>,
        current: &CompiledPolicy,
    ) -> Option<Suggestion> {
        let is_about = |draft: &&Draft| match &draft.step {
            Step::Edit(policy, _) => policy.name == original.name && policy.kind == original.kind,
            Step::Add(_) | Step::Remove(_) => false,
        };
        let own: Vec<&Draft> = self.made.iter().filter(is_about).collect();
        let first = own.first()?;
        let what: Vec<&str> = own.iter().map(|draft| &*draft.what).collect();
        let before = Amendable::of(original)?;
        let after = current.source.slice(current.document.span);
        let edit = difference(before.text(), after, original.document.span.start);
        Some(Suggestion {
            what: what.join("; then "),
            authorization: first.authorization,
            layer: DecidedBy::from(first.gate),
            policy: original.name.0.clone(),
            source: original.source.clone(),
            span: first.at,
            change: Change::Edits(vec![edit]),
            breadth: Breadth::default(),
            turned: Decision::Allowed,
        })
    }
}

/// What came in the place of a policy.
fn counterpart(
    old: &CompiledPolicy,
    draft: &Draft,
    before: &[PolicySet],
    after: &[PolicySet],
) -> Option<Arc<CompiledPolicy>> {
    let layer = layer_at(before.get(draft.authorization)?, draft.gate)?;
    let number = layer.iter().position(|policy| is_same(policy, old))?;
    layer_at(after.get(draft.authorization)?, draft.gate)?.get(number).cloned()
}

/// One edit that makes one text the other: what both begin and end with stays.
fn difference(before: &str, after: &str, offset: u32) -> TextEdit {
    let same = |one: &mut dyn Iterator<Item = (char, char)>| -> usize {
        one.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
    };
    let start = same(&mut before.chars().zip(after.chars()));
    let (before, after) = (&before[start..], &after[start..]);
    let end = same(&mut before.chars().rev().zip(after.chars().rev()));
    let at = |length: usize| offset + u32::try_from(start + length).unwrap_or(u32::MAX);
    TextEdit {
        span: Span { start: at(0), end: at(before.len() - end) },
        replacement: after[..after.len() - end].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_texts_have_stays() {
        let edit = difference("aXbé", "aYYbé", 10);
        assert_eq!((edit.span, &*edit.replacement), (Span { start: 11, end: 12 }, "YY"));
        let edit = difference("aa", "aaa", 0);
        assert_eq!((edit.span, &*edit.replacement), (Span { start: 2, end: 2 }, "a"));
    }
}
