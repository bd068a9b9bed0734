//! Which keys a request carries when it does not say: from the caller, the resource, and what else
//! was given.

use super::context_keys::{ContextKeys, KeyId};
use super::key_reference::is_tag_of_call;
use super::key_state::{ContextValue, Families, KeyState};
use super::principal::PrincipalKind;
use super::question::{Given, Note, OrganizationMembership, Request, Tags};
use crate::aws::{Arn, GlobalKeyIndex, UNKNOWN_PREFIX, holds_unknown, key};

/// The state of one key.
pub(super) fn state_of(id: KeyId, keys: &ContextKeys, request: &Request) -> KeyState {
    let name = keys.lower_name(id);
    let derived = match (request.given(name), keys.global(id)) {
        (Some(given), _) => given.clone(),
        (None, _) if name.starts_with(UNKNOWN_PREFIX) => Given::PresentUnknown,
        (None, _) if request.exact_context => Given::Absent,
        (None, Some(global)) if is_tag_of_call(global) && request.leaves_out(name) => Given::Absent,
        (None, Some(global)) => fill_in(global, name, request),
        (None, None) if request.leaves_out(name) => Given::Absent,
        (None, None) => Given::Unknown,
    };
    to_state(derived, keys.families(id))
}

/// Keys that were given otherwise than the principal has them. What was given counts.
// AWS: K-1
pub(crate) fn contradictions(request: &Request) -> Vec<Note> {
    const ABOUT_PRINCIPAL: [GlobalKeyIndex; 5] = [
        key::PRINCIPAL_ARN,
        key::PRINCIPAL_ACCOUNT,
        key::PRINCIPAL_TYPE,
        key::USERNAME,
        key::PRINCIPAL_IS_AWS_SERVICE,
    ];
    let contradiction = |global: GlobalKeyIndex| {
        let name = global.entry().name;
        let Given::Values(given) = request.given(&name.to_ascii_lowercase())? else { return None };
        let agrees = match principal_key(global, request) {
            Given::Values(_) if global == key::PRINCIPAL_ARN && has_assumed_path(request) => true,
            Given::Values(own) => given.iter().eq(&own),
            Given::Absent => false,
            Given::Unknown | Given::PresentUnknown => true,
        };
        let message = format!("`{name}` counts as it was given; the principal says otherwise");
        (!agrees).then(|| Note::new("K-1", message))
    };
    ABOUT_PRINCIPAL.into_iter().filter_map(contradiction).collect()
}

fn has_assumed_path(request: &Request) -> bool {
    matches!(request.principal.kind, PrincipalKind::RoleSession { path_known: false, .. })
}

fn to_state(given: Given, families: Families) -> KeyState {
    match given {
        Given::Absent => KeyState::Absent,
        Given::Unknown => KeyState::Unknown,
        Given::PresentUnknown => KeyState::PresentUnknown,
        Given::Values(values) => KeyState::Present(
            values.iter().map(|value| ContextValue::read(value, families)).collect(),
        ),
    }
}

fn one(value: impl Into<Box<str>>) -> Given {
    let value = value.into();
    if holds_unknown(&value) { Given::PresentUnknown } else { Given::Values(vec![value]) }
}

fn yes_or_no(answer: bool) -> Given {
    one(if answer { "true" } else { "false" })
}

fn present(value: Option<&str>) -> Given {
    value.map_or(Given::PresentUnknown, one)
}

/// What a global key is where nobody said: one arm per group of keys that share a reason.
// AWS: K-1
fn fill_in(global: GlobalKeyIndex, name: &str, request: &Request) -> Given {
    match global {
        key::PRINCIPAL_ARN
        | key::PRINCIPAL_ACCOUNT
        | key::PRINCIPAL_TYPE
        | key::USERID
        | key::USERNAME
        | key::PRINCIPAL_IS_AWS_SERVICE
        | key::PRINCIPAL_SERVICE_NAME
        | key::PRINCIPAL_SERVICE_NAMES_LIST => principal_key(global, request),
        key::PRINCIPAL_ORG_ID | key::PRINCIPAL_ORG_PATHS => {
            organization_key(global, signing_account(request), request)
        }
        key::RESOURCE_ORG_ID | key::RESOURCE_ORG_PATHS => {
            organization_key(global, request.resource_account.as_deref(), request)
        }
        key::RESOURCE_ACCOUNT => request.resource_account.as_deref().map_or(Given::Unknown, one),
        key::PRINCIPAL_TAG => principal_tag(name, request),
        key::RESOURCE_TAG => tag(&request.resource_tags, name),
        key::REQUEST_TAG => request_tag(name, request),
        key::CALLED_VIA | key::CALLED_VIA_AWS_MCP => Given::Absent,
        key::CALLED_VIA_FIRST => called_via(request, <[_]>::first),
        key::CALLED_VIA_LAST => called_via(request, <[_]>::last),
        key::VIA_AWS_SERVICE => yes_or_no(is_forwarded(request)),
        key::SECURE_TRANSPORT => yes_or_no(true),
        key::CURRENT_TIME | key::EPOCH_TIME => {
            request.now.map_or(Given::PresentUnknown, |now| one(now.to_string()))
        }
        key::REQUESTED_REGION => requested_region(request),
        key::SOURCE_IP
        | key::SOURCE_VPC
        | key::SOURCE_VPCE
        | key::VPC_SOURCE_IP
        | key::SOURCE_VPC_ARN
        | key::VPCE_ACCOUNT
        | key::VPCE_ORG_ID
        | key::VPCE_ORG_PATHS => network_key(global, request),
        key::SOURCE_ARN
        | key::SOURCE_ACCOUNT
        | key::SOURCE_ORG_ID
        | key::SOURCE_ORG_PATHS
        | key::SOURCE_OWNER => source_key(global, request),
        key::TAG_KEYS
        | key::USER_AGENT
        | key::REFERER
        | key::VIA_AWS_MCP_SERVICE
        | key::IS_MCP_SERVICE_ACTION => Given::Unknown,
        _ => session_key(global, request),
    }
}

/// The account whose credentials sign the request.
fn signing_account(request: &Request) -> Option<&str> {
    request.principal.account.as_deref().filter(|_| request.principal.has_credentials())
}

// AWS: K-1, P-13
fn principal_key(global: GlobalKeyIndex, request: &Request) -> Given {
    let principal = &request.principal;
    let account = principal.account.as_deref();
    let asks_for = |key| global == key;
    match &principal.kind {
        PrincipalKind::Service { name } => match global {
            key::PRINCIPAL_IS_AWS_SERVICE => yes_or_no(true),
            key::PRINCIPAL_SERVICE_NAME => one(name.clone()),
            key::PRINCIPAL_SERVICE_NAMES_LIST => Given::PresentUnknown,
            key::PRINCIPAL_ACCOUNT => Given::Unknown,
            _ => Given::Absent,
        },
        _ if asks_for(key::PRINCIPAL_SERVICE_NAME)
            || asks_for(key::PRINCIPAL_SERVICE_NAMES_LIST) =>
        {
            Given::Absent
        }
        PrincipalKind::Anonymous => match global {
            key::PRINCIPAL_ACCOUNT | key::USERID => one("anonymous"),
            key::PRINCIPAL_TYPE => one("Anonymous"),
            _ => Given::Absent,
        },
        PrincipalKind::Federated { .. } => match global {
            key::PRINCIPAL_ARN | key::USERNAME | key::PRINCIPAL_IS_AWS_SERVICE => Given::Absent,
            _ => Given::Unknown,
        },
        PrincipalKind::CanonicalUser { .. } => Given::Unknown,
        _ if asks_for(key::PRINCIPAL_IS_AWS_SERVICE) => yes_or_no(false),
        _ if asks_for(key::PRINCIPAL_ACCOUNT) => present(account),
        kind => signed_principal_key(global, kind, request),
    }
}

fn signed_principal_key(global: GlobalKeyIndex, kind: &PrincipalKind, request: &Request) -> Given {
    let principal = &request.principal;
    let account = principal.account.as_deref().unwrap_or_default();
    let last = |arn: &Arn| arn.resource().rsplit('/').next().unwrap_or_default().to_owned();
    match (global, kind) {
        (key::PRINCIPAL_ARN, PrincipalKind::RoleSession { role, .. }) => {
            present(role.as_ref().map(Arn::as_str))
        }
        (
            key::PRINCIPAL_ARN,
            PrincipalKind::User { arn } | PrincipalKind::FederatedUser { arn, .. },
        ) => one(arn.as_str()),
        (key::PRINCIPAL_ARN, _) => one(&*principal.text),
        (key::PRINCIPAL_TYPE, PrincipalKind::Root) => one("Account"),
        (key::PRINCIPAL_TYPE, PrincipalKind::User { .. }) => one("User"),
        (key::PRINCIPAL_TYPE, PrincipalKind::FederatedUser { .. }) => one("FederatedUser"),
        (key::PRINCIPAL_TYPE, _) => one("AssumedRole"),
        (key::USERNAME, PrincipalKind::User { arn }) => one(last(arn)),
        (key::USERID, PrincipalKind::Root) => one(account),
        (key::USERID, PrincipalKind::User { .. }) => present(principal.id.as_deref()),
        (key::USERID, PrincipalKind::FederatedUser { arn, .. }) => {
            one(format!("{account}:{}", last(arn)))
        }
        (key::USERID, PrincipalKind::RoleSession { session, .. }) => {
            match (&principal.id, session) {
                (Some(id), Some(session)) => one(format!("{id}:{session}")),
                _ => Given::PresentUnknown,
            }
        }
        _ => Given::Absent,
    }
}

fn organization_key(global: GlobalKeyIndex, account: Option<&str>, request: &Request) -> Given {
    let wants_id = matches!(global, key::PRINCIPAL_ORG_ID | key::RESOURCE_ORG_ID);
    let about_caller = matches!(global, key::PRINCIPAL_ORG_ID | key::PRINCIPAL_ORG_PATHS);
    let organization = &request.organization;
    let Some(account) = account else {
        let known_caller = !matches!(request.principal.kind, PrincipalKind::CanonicalUser { .. });
        return if about_caller && known_caller { Given::Absent } else { Given::Unknown };
    };
    match organization.membership(account) {
        OrganizationMembership::Outside => Given::Absent,
        OrganizationMembership::Member(path) if !wants_id => one(path),
        OrganizationMembership::NotKnown if !organization.is_management(account) => Given::Unknown,
        OrganizationMembership::Member(_) | OrganizationMembership::NotKnown if wants_id => {
            present(organization.id.as_deref())
        }
        OrganizationMembership::Member(_) | OrganizationMembership::NotKnown => {
            Given::PresentUnknown
        }
    }
}

// AWS: C-34
fn principal_tag(name: &str, request: &Request) -> Given {
    if request.principal.has_credentials() {
        tag(&request.principal_tags, name)
    } else {
        Given::Absent
    }
}

fn tag(tags: &Tags, key_name: &str) -> Given {
    let Some(tags) = tags else { return Given::Unknown };
    let wanted = key_name.split_once('/').map_or("", |(_, tag)| tag);
    let found = tags.iter().find(|(name, _)| &**name == wanted);
    found.map_or(Given::Absent, |(_, value)| one(value.clone()))
}

fn request_tag(name: &str, request: &Request) -> Given {
    let wanted = name.split_once('/').map_or("", |(_, tag)| tag);
    match request.given("aws:tagkeys") {
        Some(Given::Absent) => Given::Absent,
        Some(Given::Values(keys)) if keys.iter().any(|key| key.to_lowercase() == wanted) => {
            Given::PresentUnknown
        }
        Some(Given::Values(_)) => Given::Absent,
        _ => Given::Unknown,
    }
}

fn called_via(request: &Request, end: impl Fn(&[Box<str>]) -> Option<&Box<str>>) -> Given {
    match request.given("aws:calledvia") {
        Some(Given::Values(services)) => {
            end(services).map_or(Given::Absent, |service| one(service.clone()))
        }
        None | Some(Given::Absent) => Given::Absent,
        Some(other) => other.clone(),
    }
}

/// Whether a service makes this call with the caller's credentials.
// AWS: K-3
fn is_forwarded(request: &Request) -> bool {
    let via = match request.given("aws:viaawsservice") {
        Some(given @ Given::Values(_)) => return given.says_true(),
        _ => request.given("aws:calledvia"),
    };
    matches!(via, Some(Given::Values(services)) if !services.is_empty())
}

/// Services whose calls go to one region, wherever the caller is.
const GLOBAL_SERVICES: &[&str] = &[
    "account",
    "aws-portal",
    "billing",
    "budgets",
    "ce",
    "cloudfront",
    "health",
    "iam",
    "organizations",
    "route53",
    "route53domains",
    "shield",
    "support",
    "waf",
];

fn requested_region(request: &Request) -> Given {
    if GLOBAL_SERVICES.contains(&request.action.service()) {
        return one("us-east-1");
    }
    match request.resource_arn().map(Arn::region) {
        Some(region) if !region.is_empty() && !region.contains(['*', '?']) => one(region),
        _ => Given::PresentUnknown,
    }
}

/// The address and the VPC keys exclude each other.
fn network_key(global: GlobalKeyIndex, request: &Request) -> Given {
    let carries =
        |name| matches!(request.given(name), Some(Given::Values(_) | Given::PresentUnknown));
    let through_endpoint = request.endpoint.is_some()
        || ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"].into_iter().any(carries);
    let always_through_endpoint =
        matches!(global, key::SOURCE_VPC | key::SOURCE_VPCE | key::VPC_SOURCE_IP);
    match global {
        key::SOURCE_IP if through_endpoint => Given::Absent,
        key::SOURCE_IP => Given::Unknown,
        // AWS: K-4
        _ if is_forwarded(request) || carries("aws:sourceip") => Given::Absent,
        _ if through_endpoint && always_through_endpoint => Given::PresentUnknown,
        _ => Given::Unknown,
    }
}

fn source_key(global: GlobalKeyIndex, request: &Request) -> Given {
    let is_service = matches!(request.principal.kind, PrincipalKind::Service { .. });
    // AWS: K-2
    let is_sns_owner = global == key::SOURCE_OWNER && request.action.service() == "sns";
    if is_service || is_sns_owner { Given::Unknown } else { Given::Absent }
}

fn session_key(global: GlobalKeyIndex, request: &Request) -> Given {
    match &request.principal.kind {
        PrincipalKind::RoleSession { provider, .. } => {
            role_session_key(global, provider.as_deref(), request)
        }
        PrincipalKind::FederatedUser { .. } => match global {
            key::TOKEN_ISSUE_TIME => Given::PresentUnknown,
            _ => Given::Absent,
        },
        PrincipalKind::User { .. } | PrincipalKind::Root => user_key(global, request),
        PrincipalKind::CanonicalUser { .. } => Given::Unknown,
        PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::Anonymous => Given::Absent,
    }
}

fn role_session_key(global: GlobalKeyIndex, provider: Option<&str>, request: &Request) -> Given {
    match global {
        key::TOKEN_ISSUE_TIME => Given::PresentUnknown,
        key::FEDERATED_PROVIDER => provider.map_or(Given::Unknown, one),
        key::ASSUMED_ROOT => Given::Absent,
        key::MULTI_FACTOR_AUTH_PRESENT | key::MULTI_FACTOR_AUTH_AGE if provider.is_some() => {
            Given::Absent
        }
        key::MULTI_FACTOR_AUTH_AGE => age_of_mfa(request),
        _ => Given::Unknown,
    }
}

// AWS: C-40
fn user_key(global: GlobalKeyIndex, request: &Request) -> Given {
    let is_root = request.principal.kind == PrincipalKind::Root;
    let has_long_term_key = request.given("aws:tokenissuetime") == Some(&Given::Absent);
    match global {
        key::TOKEN_ISSUE_TIME | key::SIGN_IN_SESSION_ARN => Given::Unknown,
        key::ASSUMED_ROOT if is_root => Given::Unknown,
        key::MULTI_FACTOR_AUTH_PRESENT | key::MULTI_FACTOR_AUTH_AGE if has_long_term_key => {
            Given::Absent
        }
        key::MULTI_FACTOR_AUTH_PRESENT => Given::Unknown,
        key::MULTI_FACTOR_AUTH_AGE => age_of_mfa(request),
        _ => Given::Absent,
    }
}

fn age_of_mfa(request: &Request) -> Given {
    match request.given("aws:multifactorauthpresent") {
        Some(given) if given.says_true() => Given::PresentUnknown,
        Some(Given::Values(_) | Given::Absent) => Given::Absent,
        _ => Given::Unknown,
    }
}
