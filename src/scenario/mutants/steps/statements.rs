//! Steps on statements as a whole, and on the policy.

use crate::aws::PolicyKind;
use crate::policy::{Effect, PolicyDocument};
use crate::scenario::mutants::change::{Change, text_value};
use crate::scenario::mutants::grounds::Grounds;
use crate::scenario::mutants::mutant::{Meaning, Mutant};
use crate::scenario::mutants::operator::{Direction, Operator};
use crate::text::{Node, Span};

/// The statement's removal, and the opposite of its effect.
pub(super) fn steps(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    mutants.extend(dropped(on));
    mutants.extend(flipped(on));
}

/// The statement's removal, unless it is the only one: AWS saves no policy without any.
fn dropped(on: &Grounds<'_>) -> Option<Mutant> {
    if on.alone {
        return None;
    }
    let direction = match on.written.effect {
        Effect::Allow => Direction::Less,
        Effect::Deny => Direction::More,
    };
    let description = format!("{} is dropped", on.name());
    let telling = format!("a request that {} alone decides", on.name());
    Some(Mutant {
        operator: Operator::DropStatement,
        direction,
        span: on.written.span,
        description,
        telling_request: telling,
        meaning: Meaning::Dropped(on.number),
        shown: vec![Change::Remove(on.place.clone())],
    })
}

fn flipped(on: &Grounds<'_>) -> Option<Mutant> {
    // AWS: S-15
    if on.kinds.contains(&PolicyKind::ResourceControl) {
        return None;
    }
    let (direction, effect) = match on.written.effect {
        Effect::Allow => (Direction::Less, Effect::Deny),
        Effect::Deny => (Direction::More, Effect::Allow),
    };
    let (_, spot) = on.spot.member("Effect")?;
    let change = Change::Put(spot.path, text_value(effect.name()));
    let description = format!("`{}` becomes `{}`", on.written.effect.name(), effect.name());
    let telling = format!("a request that {} alone decides", on.name());
    Some(Mutant {
        operator: Operator::FlipEffect,
        direction,
        span: spot.node.span,
        description,
        telling_request: telling,
        shown: vec![on.in_document(&change)],
        meaning: Meaning::Flipped(on.number, vec![change]),
    })
}

/// The policy's removal.
pub(in crate::scenario::mutants) fn detached(
    document: &PolicyDocument,
    kinds: &[PolicyKind],
    tree: &Node,
) -> Mutant {
    Mutant {
        operator: Operator::DropLayer,
        direction: direction_of_detaching(document, kinds),
        span: Span { start: tree.span.start, end: (tree.span.start + 1).min(tree.span.end) },
        description: "the policy is not there".to_owned(),
        telling_request: "a request that this policy alone decides".to_owned(),
        meaning: Meaning::Detached,
        shown: Vec::new(),
    }
}

fn direction_of_detaching(document: &PolicyDocument, kinds: &[PolicyKind]) -> Direction {
    let grants = |kind: &PolicyKind| match kind {
        PolicyKind::Identity | PolicyKind::Resource | PolicyKind::Trust => true,
        PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl
        | PolicyKind::ResourceControl
        | PolicyKind::VpcEndpoint => false,
    };
    let has = |effect| document.statements.iter().any(|one| one.effect == effect);
    let granting = kinds.iter().filter(|kind| grants(kind)).count();
    match (granting, has(Effect::Allow), has(Effect::Deny)) {
        (0, _, _) | (_, false, _) => Direction::More,
        (count, true, false) if count == kinds.len() => Direction::Less,
        _ => Direction::Either,
    }
}
