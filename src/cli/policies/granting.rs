//! Which managed policies allow an action.

use crate::aws::{ActionName, PolicyKind};
use crate::catalog::ManagedPolicy;
use crate::policy::{ActionElement, ActionPattern, Effect, Reading, Statement, parse};
use crate::text::{Comments, Source, read_json};
use crate::value_set::Pattern;

/// Whether the policy allows each of the actions on some resource.
pub(super) fn grants(policy: &ManagedPolicy, actions: &[ActionName]) -> bool {
    if actions.is_empty() {
        return true;
    }
    let source = Source::new(policy.name.as_ref(), policy.document());
    let tree = read_json(&source, Comments::Refused).ok();
    let parsed =
        tree.and_then(|tree| parse(&tree, PolicyKind::Identity, Reading::AsStored).document);
    let statements = parsed.map(|document| document.statements).unwrap_or_default();
    actions.iter().all(|action| allows(&statements, action))
}

/// Whether a statement allows the action, and none denies it always.
fn allows(statements: &[Statement], action: &ActionName) -> bool {
    let mut about = statements.iter().filter(|statement| covers(&statement.action, action));
    let is_denied = about.clone().any(denies_always);
    !is_denied && about.any(|statement| statement.effect == Effect::Allow)
}

fn denies_always(statement: &Statement) -> bool {
    let resource = statement.resource.as_ref();
    let is_everything = resource.is_some_and(|resource| {
        !resource.negated && resource.entries.iter().any(|entry| &*entry.text == "*")
    });
    statement.effect == Effect::Deny && statement.conditions.is_empty() && is_everything
}

fn covers(element: &ActionElement, action: &ActionName) -> bool {
    let is_named = element.entries.iter().any(|entry| match &entry.pattern {
        ActionPattern::Every => true,
        ActionPattern::Nothing => false,
        ActionPattern::Of { service, name } => {
            **service == *action.service() && Pattern::glob(name).matches(action.name())
        }
    });
    is_named != element.negated
}
