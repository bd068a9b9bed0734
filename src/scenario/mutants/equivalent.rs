//! Whether two statements provably say the same of every request.

use crate::aws::PolicyKind;
use crate::compile::{CompiledStatement, ResourcePattern};
use crate::policy::{
    ActionElement, ActionPattern, PrincipalElement, PrincipalValue, ResourceElement, Statement,
    Version,
};

use super::same_conditions::same_conditions;

/// A statement as written and compiled.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) written: &'a Statement,
    pub(super) compiled: &'a CompiledStatement,
    pub(super) version: Version,
}

/// What is known of the requests that ask a policy.
#[derive(Clone, Copy)]
pub(super) struct Askers<'a> {
    /// What the policy is asked as.
    pub(super) kind: PolicyKind,
    /// The only service whose actions ask it, if there is but one.
    pub(super) service: Option<&'a str>,
}

/// Whether both apply to the same of the requests that AWS sends, in the same manner. A yes is
/// proven; a no may be wrong.
pub(super) fn equivalent(left: Form<'_>, right: Form<'_>, askers: Askers<'_>) -> bool {
    let conditions = || (&*left.written.conditions, &*right.written.conditions);
    left.written.effect == right.written.effect
        && principals(left.written.principal.as_ref(), right.written.principal.as_ref())
        && actions(&left.written.action, &right.written.action, askers)
        && resources(left, right)
        && same_conditions(conditions(), left.version, askers.kind)
}

/// Whether everything on one side is covered by something on the other, and the other way round.
pub(super) fn mutual<T>(left: &[T], right: &[T], covers: impl Fn(&T, &T) -> bool) -> bool {
    let all = |small: &[T], large: &[T]| {
        small.iter().all(|one| large.iter().any(|other| covers(other, one)))
    };
    all(left, right) && all(right, left)
}

// AWS: P-3, P-15
fn principals(left: Option<&PrincipalElement>, right: Option<&PrincipalElement>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return left.is_none() && right.is_none() };
    let names = |element: &PrincipalElement| -> Vec<PrincipalValue> {
        element.entries.iter().map(|entry| entry.value.clone()).collect()
    };
    let covers = |large: &PrincipalValue, small: &PrincipalValue| {
        large == small || (*large == PrincipalValue::Everyone && !left.negated)
    };
    left.negated == right.negated && mutual(&names(left), &names(right), covers)
}

fn actions(left: &ActionElement, right: &ActionElement, askers: Askers<'_>) -> bool {
    let patterns = |element: &ActionElement| -> Vec<ActionPattern> {
        element.entries.iter().map(|entry| askers.meant(&entry.pattern)).collect()
    };
    left.negated == right.negated
        && mutual(&patterns(left), &patterns(right), ActionPattern::covers)
}

impl Askers<'_> {
    /// The pattern, as far as actions of the one service go that asks.
    fn meant(&self, pattern: &ActionPattern) -> ActionPattern {
        match (self.service, pattern) {
            (Some(service), ActionPattern::Every) => {
                ActionPattern::Of { service: service.into(), name: "*".into() }
            }
            (_, pattern) => pattern.clone(),
        }
    }
}

/// A resource as written and compiled.
type Entry = (Box<str>, ResourcePattern);

fn resources(left: Form<'_>, right: Form<'_>) -> bool {
    let (old, new) = (&left.written.resource, &right.written.resource);
    let (Some(old), Some(new)) = (old, new) else { return old.is_none() && new.is_none() };
    let entries = |written: &ResourceElement, compiled: &CompiledStatement| {
        let patterns = compiled.resource.iter().flat_map(|resource| resource.entries.to_vec());
        let texts = written.entries.iter().map(|entry| entry.text.clone());
        texts.zip(patterns).collect::<Vec<_>>()
    };
    let covers = |large: &Entry, small: &Entry| {
        large.0 == small.0
            || match (&large.1, &small.1) {
                (ResourcePattern::Everything, _) => true,
                (ResourcePattern::Arn(large, none), ResourcePattern::Arn(small, neither)) => {
                    none.is_empty() && neither.is_empty() && large.covers(small)
                }
                _ => false,
            }
    };
    old.negated == new.negated
        && mutual(&entries(old, left.compiled), &entries(new, right.compiled), covers)
}
