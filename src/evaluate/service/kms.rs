//! AWS KMS: the key policy rules, and grants add to it.

use super::super::decision::Access;
use super::super::grants::Grants;
use super::super::principal::names_caller;
use super::super::recorder::{Recorder, Silent, Unknown};
use super::super::truth::Truth;
use super::keys::{AskedKey, Asks};
use super::{ServiceRules, is_spared};
use crate::aws::Arn;
use crate::request::{ContextKeys, Given, KmsGrant, Request, RequestContext};

pub(super) fn rules<R: Recorder>(context: &RequestContext, recorder: &mut R) -> ServiceRules {
    let request = &context.request;
    let action = request.action.name();
    let of_kms = |arn: &&Arn| arn.service().eq_ignore_ascii_case("kms");
    let resource = request.resource_arn().filter(of_kms).map_or("", Arn::resource);
    let is_aws_alias = resource.starts_with("alias/aws/");
    // AWS: X-3
    if is_aws_alias && matches!(action, "createalias" | "updatealias" | "deletealias") {
        return ServiceRules::settled(false, "X-3");
    }
    // AWS: D-7
    let resource_control = !is_spared(&request.action) && !is_aws_alias;
    if !resource.starts_with("key/") {
        return ServiceRules { resource_control, ..ServiceRules::NONE };
    }
    let grants = granted(context, recorder);
    ServiceRules {
        same_account: Access::ResourceRules,
        resource_control,
        grants,
        ..ServiceRules::NONE
    }
}

// AWS: X-2
fn granted<R: Recorder>(context: &RequestContext, recorder: &mut R) -> Grants<Truth> {
    let mut all = Grants::NONE;
    for grant in &context.request.grants {
        let named = named_by(grant, &context.request, recorder);
        if named.most() == Truth::False {
            continue;
        }
        let is_constrained = is_constrained(context.request.action.name());
        let fits = if is_constrained { context_fits(grant, context) } else { (Truth::True, "") };
        if let (Truth::Unknown, key) = fits {
            recorder.unknown(Unknown::ServiceKey(key));
        }
        all = all.or(named.within(fits.0));
    }
    all
}

fn named_by<R: Recorder>(grant: &KmsGrant, request: &Request, recorder: &mut R) -> Grants<Truth> {
    let action = request.action.name();
    let has_operation =
        grant.operations.iter().any(|operation| operation.eq_ignore_ascii_case(action));
    let mut named = Grants::NONE;
    if has_operation {
        named = named.or(names_caller(&grant.grantee, request, recorder));
    }
    if action == "retiregrant"
        && let Some(retiring) = &grant.retiring
    {
        named = named.or(names_caller(retiring, request, recorder));
    }
    named
}

/// Whether constraints of grants count for an operation, of this name in lower case: those without
/// an encryption context have none.
// AWS: the developer guide of KMS, grant constraints
fn is_constrained(action: &str) -> bool {
    ["encrypt", "decrypt", "generatedatakey", "reencrypt", "creategrant"]
        .iter()
        .any(|start| action.starts_with(start))
}

const CONTEXT: &str = "kms:encryptioncontext:";

/// Whether the request's encryption context meets the grant's constraints, and which key that
/// hangs on. The names of pairs are compared without letter case, as those of keys are; the values
/// with it.
fn context_fits(grant: &KmsGrant, context: &RequestContext) -> (Truth, &'static str) {
    let wanted = grant.context_equals.iter().chain(&grant.context_subset).flatten();
    let mut all = Truth::True;
    for (name, value) in wanted {
        let key = format!("{CONTEXT}{}", name.to_lowercase());
        all = all.and(match context.request.given(&key) {
            Some(Given::Values(values)) => values.iter().any(|given| given == value).into(),
            Some(Given::Absent) => Truth::False,
            None if context.request.exact_context => Truth::False,
            None | Some(Given::Unknown | Given::PresentUnknown) => Truth::Unknown,
        });
    }
    if let Some(pairs) = &grant.context_equals {
        let is_other = |name: &str| {
            name.strip_prefix(CONTEXT)
                .is_some_and(|rest| !pairs.iter().any(|(name, _)| name.to_lowercase() == rest))
        };
        for (_, given) in context.request.context.iter().filter(|(name, _)| is_other(name)) {
            all = all.and(match given {
                Given::Absent => Truth::True,
                Given::Unknown => Truth::Unknown,
                Given::PresentUnknown | Given::Values(_) => Truth::False,
            });
        }
    }
    (all, "kms:EncryptionContext")
}

/// What the constraints of the grants that let this caller make this call ask of keys.
// AWS: X-2
pub(super) fn asked_of_context(request: &Request, keys: &ContextKeys) -> Vec<AskedKey> {
    let lets = |grant: &&KmsGrant| {
        is_constrained(request.action.name())
            && named_by(grant, request, &mut Silent).most() != Truth::False
    };
    asked_by(request.grants.iter().filter(lets), request, keys)
}

/// What the constraints of all grants ask of keys, and of a pair that none of them names where one
/// asks for no others.
// AWS: X-2
pub(super) fn asked_of_any_context(request: &Request, keys: &ContextKeys) -> Vec<AskedKey> {
    let mut asked = asked_by(request.grants.iter(), request, keys);
    if request.grants.iter().any(|grant| grant.context_equals.is_some()) {
        let is_named = |name: &str| asked.iter().any(|one| one.name.eq_ignore_ascii_case(name));
        let names = (0..=asked.len()).map(|number| format!("kms:EncryptionContext:other{number}"));
        let other = names.into_iter().find(|name| !is_named(name));
        asked.extend(other.map(|name| AskedKey { name: name.into(), asks: Asks::Presence }));
    }
    asked
}

/// What the constraints of grants ask of keys. That a request carries nothing else is asked of the
/// keys that are known.
fn asked_by<'g>(
    grants: impl Iterator<Item = &'g KmsGrant>,
    request: &Request,
    keys: &ContextKeys,
) -> Vec<AskedKey> {
    let (mut asked, mut is_exact) = (Vec::new(), false);
    for grant in grants {
        for (name, value) in grant.context_equals.iter().chain(&grant.context_subset).flatten() {
            let name = format!("kms:EncryptionContext:{name}");
            asked.push(AskedKey { name: name.into(), asks: Asks::Value(value.clone()) });
        }
        is_exact |= grant.context_equals.is_some();
    }
    if is_exact {
        let tested = keys.ids().map(|key| keys.lower_name(key));
        let given = request.context.iter().map(|(name, _)| &**name);
        let pairs = tested.chain(given).filter(|name| name.starts_with(CONTEXT));
        asked.extend(pairs.map(|name| AskedKey { name: name.into(), asks: Asks::Presence }));
    }
    asked
}
