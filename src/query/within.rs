//! Where a question about many resources is allowed for some of them.

use crate::bundle::Authorization;
use crate::compile::ResourcePattern;
use crate::evaluate::{Decision, Silent, StatementAt, evaluate, layer_at};
use crate::policy::Effect;
use crate::request::{ContextKeys, KeyState, RequestContext, ResourceTarget};
use crate::value_set::ArnPattern;

/// How many patterns are told.
const MOST: usize = 4;

/// The patterns of open Allow statements within the resources asked about on which it is surely
/// allowed.
pub(super) fn allowed_within(
    authorization: &Authorization,
    context: &RequestContext,
    open: &[StatementAt],
    keys: &ContextKeys,
) -> Vec<String> {
    let ResourceTarget::Several { pattern: asked, .. } = &authorization.request.resource else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    for at in open.iter().filter(|at| at.effect == Effect::Allow) {
        for text in patterns_at(*at, authorization, context, keys) {
            let is_new = found.len() < MOST && !found.contains(&text);
            if is_new && is_allowed_on(&text, asked, authorization, keys) {
                found.push(text);
            }
        }
    }
    found
}

/// The resources of a statement with their variables filled in.
fn patterns_at(
    at: StatementAt,
    authorization: &Authorization,
    context: &RequestContext,
    keys: &ContextKeys,
) -> Vec<String> {
    let layer = layer_at(&authorization.policies, at.gate);
    let Some(policy) = layer.and_then(|layer| layer.get(at.policy)) else { return Vec::new() };
    let compiled = policy.statements.get(at.statement).and_then(|one| one.resource.as_ref());
    let written = policy.document.statements.get(at.statement);
    let written = written.and_then(|one| one.resource.as_ref());
    let (Some(compiled), Some(written)) = (compiled, written) else { return Vec::new() };
    if compiled.negated {
        return Vec::new();
    }
    let entries = compiled.entries.iter().zip(&written.entries);
    entries
        .filter_map(|(entry, written)| match entry {
            ResourcePattern::Arn(_, variables) if variables.is_empty() => {
                Some(written.text.to_string())
            }
            ResourcePattern::Arn(..) => filled_in(&written.text, context, keys),
            ResourcePattern::Everything | ResourcePattern::Nothing => None,
        })
        .collect()
}

/// A text with its variables replaced; `None` if one has no single known value, or one in which
/// wildcards would come to life.
fn filled_in(text: &str, context: &RequestContext, keys: &ContextKeys) -> Option<String> {
    let mut pieces = text.split("${");
    let mut filled = pieces.next()?.to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}')?;
        let lower = name.to_lowercase();
        let key = keys.ids().find(|key| keys.lower_name(*key) == lower)?;
        let KeyState::Present(values) = context.state(key) else { return None };
        let [value] = &**values else { return None };
        if value.text.contains(['*', '?']) {
            return None;
        }
        filled.push_str(&value.text);
        filled.push_str(rest);
    }
    Some(filled)
}

fn is_allowed_on(
    text: &str,
    asked: &ArnPattern,
    authorization: &Authorization,
    keys: &ContextKeys,
) -> bool {
    let mut request = authorization.request.clone();
    let Some(target) = ResourceTarget::parse(text, &request.action, true) else { return false };
    let is_within = match &target {
        ResourceTarget::Several { pattern, .. } => asked.covers(pattern),
        ResourceTarget::One { .. } => target.view().is_some_and(|arn| asked.matches(arn, |_| "")),
        ResourceTarget::Wildcard => false,
    };
    request.resource = target;
    let context = RequestContext::new(request, keys);
    is_within && evaluate(&authorization.policies, &context, &mut Silent) == Decision::Allowed
}
