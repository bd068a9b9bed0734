//! Whether two texts of a policy decide alike, as far as the requests at their edges show.

use std::sync::Arc;

use super::part::Part;
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, PolicyName};
use crate::edges::{Draft, Scene};
use crate::evaluate::{Silent, StatementAt, Truth, ask_alone};
use crate::policy::{Effect, PolicyDocument, Reading, parse};
use crate::request::{ContextKeys, RequestContext};
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
    let scenes = [old, new]
        .map(|policy| Scene::of_policy_with(policy, keys.clone()).with_catalog(Some(catalog)));
    for scene in &scenes {
        for draft in drafts(scene) {
            let Some(context) = scene.context(&draft) else { continue };
            let [before, after] = scenes.each_ref().map(|scene| said(scene, &context));
            if before != after {
                return Err(format!("{draft} would be decided otherwise"));
            }
        }
    }
    Ok(())
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

fn drafts(scene: &Scene<'_>) -> impl Iterator<Item = Draft> {
    let edges = scene.statements().into_iter().flat_map(|at| scene.edges(at).found);
    edges.flat_map(|edge| std::iter::once(edge.draft).chain(edge.others))
}

/// To whom the policy's Allow and Deny statements apply: to the caller itself, to the user or role
/// behind it, to its account.
fn said(scene: &Scene<'_>, context: &RequestContext) -> [[Truth; 3]; 2] {
    let statements = scene.statements();
    [Effect::Allow, Effect::Deny].map(|effect| {
        let of_effect = statements.iter().filter(|at| at.effect == effect);
        of_effect.fold([Truth::False; 3], |sum, at| {
            let one = applies(scene, *at, context);
            [sum[0].or(one[0]), sum[1].or(one[1]), sum[2].or(one[2])]
        })
    })
}

fn applies(scene: &Scene<'_>, at: StatementAt, context: &RequestContext) -> [Truth; 3] {
    let policy = scene.policy(at);
    let Some(statement) = policy.and_then(|policy| policy.statements.get(at.statement)) else {
        return [Truth::False; 3];
    };
    let grants = ask_alone(statement, at.gate, scene.policies(), context, &mut Silent);
    [grants.direct, grants.entity, grants.delegated]
}
