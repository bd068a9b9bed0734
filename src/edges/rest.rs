//! What the keys are that a draft leaves open: absent, or a usual value where AWS always sends one.

use super::draft::Draft;
use super::scene::Scene;
use crate::aws::{KeyType, ValueType, key};
use crate::request::{Given, KeyId, KeyState, PrincipalKind, Request, RequestContext};

/// Keys hang on each other, so they are settled in a few rounds.
const ROUNDS: usize = 3;

/// The draft with every tested key known, and its request; `None` if it is no request.
pub(super) fn settled(scene: &Scene<'_>, draft: &Draft) -> Option<(Draft, RequestContext)> {
    let mut draft = draft.clone();
    for _ in 0..ROUNDS {
        let request = scene.request(&draft)?;
        let context = RequestContext::new(request, &scene.keys);
        let open = open_keys(scene, &context);
        if open.is_empty() {
            return Some((draft, context));
        }
        draft.context.extend(open);
    }
    let context = RequestContext::new(scene.request(&draft)?, &scene.keys);
    Some((draft, context))
}

fn open_keys(scene: &Scene<'_>, context: &RequestContext) -> Vec<(Box<str>, Given)> {
    let at_rest = |key: &KeyId| match context.state(*key) {
        KeyState::Absent | KeyState::Present(_) => None,
        KeyState::Unknown if tags_are_asked_for(scene, *key, context) => {
            Some((Box::from(scene.keys.name(*key)), requested_tags(context)))
        }
        KeyState::Unknown => Some((Box::from(scene.keys.name(*key)), Given::Absent)),
        KeyState::PresentUnknown => {
            let usual = usual(scene, *key, &context.request);
            Some((scene.keys.name(*key).into(), Given::Values(vec![usual])))
        }
    };
    scene.tested.iter().filter_map(at_rest).collect()
}

fn tags_are_asked_for(scene: &Scene<'_>, tag_keys: KeyId, context: &RequestContext) -> bool {
    scene.keys.global(tag_keys) == Some(key::TAG_KEYS)
        && requested_tags(context) != Given::Values(Vec::new())
}

/// The names of the tags that the request carries.
fn requested_tags(context: &RequestContext) -> Given {
    let given = context.request.context.iter();
    let tags = given.filter(|(_, given)| matches!(given, Given::Values(_)));
    let names = tags.filter_map(|(name, _)| name.strip_prefix("aws:requesttag/").map(Box::from));
    Given::Values(names.collect())
}

/// A value that the key may well have.
pub(super) fn usual(scene: &Scene<'_>, key: KeyId, request: &Request) -> Box<str> {
    let text = match scene.keys.global(key) {
        Some(key::CURRENT_TIME) => "2026-01-15T12:00:00Z",
        Some(key::EPOCH_TIME) => "1768478400",
        Some(key::TOKEN_ISSUE_TIME) => "2026-01-15T11:00:00Z",
        Some(key::REQUESTED_REGION) => "us-east-1",
        Some(key::MULTI_FACTOR_AUTH_AGE) => "300",
        Some(key::SOURCE_IP) => "198.51.100.7",
        Some(key::VPC_SOURCE_IP) => "10.0.0.7",
        Some(key::SOURCE_VPC) => "vpc-111bbb22",
        Some(key::SOURCE_VPCE) => "vpce-1a2b3c4d",
        Some(key::PRINCIPAL_ORG_ID | key::RESOURCE_ORG_ID | key::SOURCE_ORG_ID) => "o-exampleorgid",
        Some(key::SOURCE_ACCOUNT | key::RESOURCE_ACCOUNT | key::VPCE_ACCOUNT) => {
            return scene.cast.account.clone();
        }
        Some(key::USERID) => return user_id(request),
        Some(key::PRINCIPAL_SERVICE_NAMES_LIST) => return request.principal.text.clone(),
        _ => by_type(scene.keys.key_type(key)),
    };
    text.into()
}

fn user_id(request: &Request) -> Box<str> {
    let id = |start: &str| {
        let given = request.principal.id.as_deref();
        given.map_or_else(|| format!("{start}CKCEVSQ6C2EXAMPLE"), str::to_owned)
    };
    match &request.principal.kind {
        PrincipalKind::RoleSession { session, .. } => {
            format!("{}:{}", id("AROA"), session.as_deref().unwrap_or("session")).into()
        }
        _ => id("AIDA").into(),
    }
}

fn by_type(key_type: Option<KeyType>) -> &'static str {
    match key_type.map(|key_type| key_type.value) {
        Some(ValueType::Bool) => "true",
        Some(ValueType::Numeric) => "1",
        Some(ValueType::Date) => "2026-01-15T12:00:00Z",
        Some(ValueType::EpochTime) => "1768478400",
        Some(ValueType::IpAddress) => "198.51.100.7",
        Some(ValueType::Binary) => "AAAA",
        Some(ValueType::Arn) => "arn:aws:s3:::example-bucket",
        Some(ValueType::String) | None => "example",
    }
}
