//! Whether two texts of a policy decide alike, as far as the requests at their edges show.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::part::Part;
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, PolicyName};
use crate::edges::{Draft, Scene};
use crate::evaluate::{Silent, StatementAt, Truth, ask_alone};
use crate::policy::{Effect, PolicyDocument, Reading, parse};
use crate::request::{ContextKeys, KeyState, RequestContext};
use crate::text::{Node, Source};

/// Looks for a request at the edges of either policy to which they say different things.
///
/// # Errors
/// That request, or why none can be looked for.
pub(super) fn same_decisions(
    old: (&Part, &Arc<Source>),
    new: (&Part, &Arc<Source>),
    catalog: &Catalog,
) -> Result<(), String> {
    let mut keys = ContextKeys::new();
    let compiled = [old, new].map(|(part, source)| compile(part, source, &mut keys));
    let [Some(old), Some(new)] = compiled else {
        return Err("the policy cannot be read any more".to_owned());
    };
    let is_new_version = old.document.version != new.document.version;
    let scenes = [old, new]
        .map(|policy| Scene::of_policy_with(policy, keys.clone()).with_catalog(Some(catalog)));
    let kept = |scene| if is_new_version { BTreeSet::new() } else { texts(scene) };
    let [before, after] = scenes.each_ref().map(kept);
    for (scene, others) in [(&scenes[0], &after), (&scenes[1], &before)] {
        for draft in drafts(scene, others) {
            let Some(context) = scene.context(&draft) else { continue };
            let differ = |context: &RequestContext| {
                let [before, after] = scenes.each_ref().map(|scene| said(scene, context));
                before != after
            };
            if differ(&context) && differ(&without_unknown(context, &keys)) {
                return Err(format!("{draft} would be decided otherwise"));
            }
        }
    }
    Ok(())
}

/// The request without the keys of which it is not known what they hold: what hangs on them may be
/// told in two ways that come to the same.
fn without_unknown(mut context: RequestContext, keys: &ContextKeys) -> RequestContext {
    for key in keys.ids() {
        if matches!(context.state(key), KeyState::Unknown) {
            context.set_state(key, KeyState::Absent);
        }
    }
    context
}

/// The statements as written.
fn texts(scene: &Scene<'_>) -> BTreeSet<String> {
    scene.statements().into_iter().filter_map(|at| text(scene, at)).collect()
}

fn text(scene: &Scene<'_>, at: StatementAt) -> Option<String> {
    let policy = scene.policy(at)?;
    let span = policy.document.statements.get(at.statement)?.span;
    Some(policy.source.slice(span).to_owned())
}

fn compile(
    part: &Part,
    source: &Arc<Source>,
    keys: &mut ContextKeys,
) -> Option<Arc<CompiledPolicy>> {
    let document = Arc::new(document(&part.node, part.kind)?);
    let name = PolicyName(source.name().into());
    Some(Arc::new(CompiledPolicy::compile(name, source.clone(), document, part.kind, keys)))
}

fn document(node: &Node, kind: PolicyKind) -> Option<PolicyDocument> {
    let strict = parse(node, kind, Reading::Strict).document;
    strict.or_else(|| parse(node, kind, Reading::AsStored).document)
}

/// The requests at the edges of the statements that the other policy does not have.
fn drafts(scene: &Scene<'_>, others: &BTreeSet<String>) -> impl Iterator<Item = Draft> {
    let is_kept = |at: &StatementAt| text(scene, *at).is_some_and(|text| others.contains(&text));
    let changed = scene.statements().into_iter().filter(move |at| !is_kept(at));
    let edges = changed.flat_map(|at| scene.edges(at).found);
    edges.flat_map(|edge| std::iter::once(edge.draft).chain(edge.others))
}

/// Whether the policy denies, and to whom it allows if it does not: to the caller itself, to that or
/// the user or role behind it, to that or its account.
fn said(scene: &Scene<'_>, context: &RequestContext) -> (Truth, [Truth; 3]) {
    let statements = scene.statements();
    let [allowed, denied] = [Effect::Allow, Effect::Deny].map(|effect| {
        let of_effect = statements.iter().filter(|at| at.effect == effect);
        of_effect.fold([Truth::False; 3], |sum, at| {
            let [itself, entity, account] = applies(scene, *at, context);
            let named = itself.or(entity);
            [sum[0].or(itself), sum[1].or(named), sum[2].or(named).or(account)]
        })
    });
    // INVARIANT: what is denied is denied whatever is allowed.
    let is_denied = denied[2] == Truth::True;
    (denied[2], if is_denied { [Truth::False; 3] } else { allowed })
}

fn applies(scene: &Scene<'_>, at: StatementAt, context: &RequestContext) -> [Truth; 3] {
    let policy = scene.policy(at);
    let Some(statement) = policy.and_then(|policy| policy.statements.get(at.statement)) else {
        return [Truth::False; 3];
    };
    let grants = ask_alone(statement, at.gate, scene.policies(), context, &mut Silent);
    [grants.direct, grants.entity, grants.delegated]
}
