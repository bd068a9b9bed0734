//! What is known of all requests of one caller.

use std::collections::HashMap;

use crate::aws::{GlobalKeyIndex, key};
use crate::compile::{ArnValue, CompiledCondition, Quantifier, ResourcePattern, Test, ValueSet};
use crate::evaluate::{Silent, Truth, holds};
use crate::policy::ConditionFamily;
use crate::request::{
    ContextKeys, KeyId, KeyState, Principal, PrincipalKind, Request, RequestContext,
};

/// The keys that requests of one caller may carry or not, with any value, although one request is
/// taken to have the usual ones.
const FREE: &[GlobalKeyIndex] = &[
    key::CALLED_VIA,
    key::CALLED_VIA_AWS_MCP,
    key::CALLED_VIA_FIRST,
    key::CALLED_VIA_LAST,
    key::REFERER,
    key::REQUESTED_REGION,
    key::REQUEST_TAG,
    key::RESOURCE_ACCOUNT,
    key::RESOURCE_ORG_ID,
    key::RESOURCE_ORG_PATHS,
    key::RESOURCE_TAG,
    key::SECURE_TRANSPORT,
    key::SOURCE_IP,
    // AWS: K-2
    key::SOURCE_OWNER,
    key::SOURCE_VPC,
    key::SOURCE_VPCE,
    key::SOURCE_VPC_ARN,
    key::TAG_KEYS,
    key::USER_AGENT,
    key::VIA_AWS_SERVICE,
    key::VPCE_ACCOUNT,
    key::VPCE_ORG_ID,
    key::VPCE_ORG_PATHS,
    key::VPC_SOURCE_IP,
];

/// The keys that say whose the resource is.
const OF_OWNER: &[GlobalKeyIndex] =
    &[key::RESOURCE_ACCOUNT, key::RESOURCE_ORG_ID, key::RESOURCE_ORG_PATHS];

/// Who asks, as far as it counts.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// A request of which only is known what all of its requests have in common.
    pub(super) known: RequestContext,
    /// What its keys can be, where that is less than anything.
    pub(super) limits: Limits,
}

/// What keys can be.
pub(super) type Limits = HashMap<KeyId, Limit>;

/// What one key can be.
#[derive(Clone, Debug)]
pub(super) enum Limit {
    /// One of these.
    States(Vec<KeyState>),
    /// Anything for which all of these hold.
    Conditions(Vec<CompiledCondition>),
}

/// That the key is absent, or all of its values are in the set, or none is.
pub(super) fn every(
    key: KeyId,
    keys: &ContextKeys,
    negated: bool,
    set: ValueSet,
) -> CompiledCondition {
    let single = CompiledCondition::has_one_value(key, keys);
    let family = match &set {
        ValueSet::Arn(_) => ConditionFamily::Arn,
        ValueSet::Address(_) => ConditionFamily::Address,
        _ => ConditionFamily::Text,
    };
    let is_multivalued = single.key_type.is_some_and(|of_key| of_key.multivalued);
    CompiledCondition {
        test: Test::Values(set),
        quantifier: if is_multivalued { Quantifier::All } else { Quantifier::One },
        negated,
        if_exists: true,
        family: Some(family),
        ..single
    }
}

/// The ARNs of these patterns.
pub(super) fn of_arns(patterns: &[String]) -> ValueSet {
    let arns = patterns.iter().filter_map(|text| match ResourcePattern::of_text(text) {
        ResourcePattern::Arn(pattern, _) => Some(ArnValue::of(pattern)),
        ResourcePattern::Everything | ResourcePattern::Nothing => None,
    });
    ValueSet::Arn(arns.collect())
}

impl Limit {
    /// Those of these states of a key that it can be in.
    pub(super) fn among(
        &self,
        mut states: Vec<KeyState>,
        key: KeyId,
        known: &RequestContext,
    ) -> Vec<KeyState> {
        let conditions = match self {
            Self::States(states) => return states.clone(),
            Self::Conditions(conditions) => conditions,
        };
        let mut known = known.clone();
        states.retain(|state| {
            known.set_state(key, state.clone());
            conditions.iter().all(|one| holds(one, &known, &mut Silent) == Truth::True)
        });
        states
    }
}

impl Caller {
    /// A caller whose keys can be anything.
    pub(super) fn unlimited(known: RequestContext) -> Self {
        Self { known, limits: Limits::new() }
    }

    /// The caller whose key is in this state.
    pub(super) fn with(&self, key: KeyId, state: KeyState) -> Self {
        let mut caller = self.clone();
        caller.known.set_state(key, state);
        caller
    }
}

/// A request of the caller of which only is known what all of its requests have in common: the keys
/// that were given, and those that the caller has.
pub(super) fn known_of(request: &Request, keys: &ContextKeys) -> RequestContext {
    let mut request = request.clone();
    request.resource_account = None;
    request.exact_context = false;
    let mut known = RequestContext::new(request, keys);
    let free: Vec<KeyId> = keys.ids().filter(|id| is_free(*id, keys, &known.request)).collect();
    for key in free {
        known.set_state(key, KeyState::Unknown);
    }
    // INVARIANT: whom policies name by what is not known of the caller is asked about apart.
    known.request.exact_context = true;
    known
}

/// What is known of all requests of one caller for resources of one account.
pub(super) fn known_with_owner(
    request: &Request,
    owner: Option<&str>,
    keys: &ContextKeys,
) -> RequestContext {
    let mut known = known_of(request, keys);
    let Some(owner) = owner else { return known };
    let request_there = Request {
        resource_account: Some(owner.into()),
        exact_context: false,
        ..known.request.clone()
    };
    let there = RequestContext::new(request_there, keys);
    for key in keys.ids() {
        let is_given = request.given(keys.lower_name(key)).is_some();
        if !is_given && keys.global(key).is_some_and(|global| OF_OWNER.contains(&global)) {
            known.set_state(key, there.state(key).clone());
        }
    }
    known.request.resource_account = Some(owner.into());
    known
}

/// The caller of one side, where the other side has another.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) known: RequestContext,
    /// The keys that are known of all of its requests.
    keys: Vec<KeyId>,
}

impl Asking {
    pub(super) fn new(known: RequestContext, keys: &ContextKeys) -> Self {
        let is_known = |key: &KeyId| !matches!(known.state(*key), KeyState::Unknown);
        Self { keys: keys.ids().filter(is_known).collect(), known }
    }

    /// What is known of the caller where that of the other side is as this request says.
    pub(super) fn known_beside(&self, other: &RequestContext) -> RequestContext {
        let mut known = self.known.clone();
        known.request.principal = likewise(&known.request.principal, &other.request.principal);
        known
    }

    /// The same request, asked by this caller.
    pub(super) fn asks_for(&self, context: &RequestContext) -> RequestContext {
        let mut own = context.clone();
        let Request { principal, principal_tags, organization, public_access_block, .. } =
            &self.known.request;
        own.request.principal = likewise(principal, &context.request.principal);
        own.request.principal_tags.clone_from(principal_tags);
        own.request.organization.clone_from(organization);
        own.request.public_access_block = *public_access_block;
        for key in &self.keys {
            own.set_state(*key, self.known.state(*key).clone());
        }
        own
    }
}

/// The caller in the session that the other is in, and called for by the same user, where that is not
/// said.
fn likewise(principal: &Principal, other: &Principal) -> Principal {
    let mut own = principal.clone();
    match (&mut own.kind, &other.kind) {
        (
            PrincipalKind::RoleSession { session: session @ None, .. },
            PrincipalKind::RoleSession { session: Some(named), .. },
        ) => *session = Some(named.clone()),
        (
            PrincipalKind::FederatedUser { federated_by: by @ None, .. },
            PrincipalKind::FederatedUser { federated_by: Some(user), .. },
        ) => *by = Some(user.clone()),
        _ => {}
    }
    own
}

fn is_free(id: KeyId, keys: &ContextKeys, request: &Request) -> bool {
    let is_given = request.given(keys.lower_name(id)).is_some();
    let may_vary = keys.global(id).is_none_or(|global| FREE.contains(&global));
    may_vary && !is_given
}
