//! The request of a question: who asks for what, on what, in which circumstances.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::read_context;
use super::known_action::{check_required_types, note_on, with_known_facts};
use super::principal::read_principal;
use super::question::QuestionFields;
use super::resource::{Owner, read_resource};
use super::surroundings::{add_keys, found, key_of_alias};
use super::{Placed, Trouble};
use crate::aws::{ActionName, KeyType, is_account_id};
use crate::catalog::Catalog;
use crate::environment::Fact;
use crate::request::{
    ActionFacts, KeyReference, Note, Organization, Request, ResourceTarget, Tags, contradictions,
};
use crate::text::quote;
use crate::value_set::Instant;

/// Reads everything but the policies.
pub(super) fn read_request(
    fields: &QuestionFields<'_>,
    catalog: Option<&Catalog>,
) -> Result<Request, Trouble> {
    let whole = fields.whole;
    let needed = |field: Option<_>, name: &str| {
        let message = format!("the request has no `{name}`");
        field.ok_or_else(|| whole.trouble("invalid-request", message))
    };
    let mut notes = Vec::new();
    let (principal, principal_tags) =
        read_principal(needed(fields.principal, "principal")?, fields, &mut notes)?;
    let action = read_action(needed(fields.action, "action")?)?;
    let mut resource = read_resource(needed(fields.resource, "resource")?, &action, fields)?;
    let surroundings = fields.environment.filter(|_| !fields.exact_context);
    let alias = surroundings.and_then(|known| key_of_alias(known, &action, &resource.target));
    if let Some(alias) = &alias {
        notes.push(alias.note());
        resource.target = ResourceTarget::one(alias.key.clone());
    }
    let given = fields.action_facts.map_or_else(|| Ok(ActionFacts::default()), read_facts)?;
    let known = catalog.filter(|_| !fields.exact_context);
    notes.extend(known.and_then(|catalog| note_on(catalog, &action, &resource.target)));
    let facts = with_known_facts(given, known, &action, &resource.target);
    if let Some(told) = fields.action_facts {
        check_required_types(told, known, &action)?;
    }
    let mut context = read_context(fields, &facts)?;
    if let Some(surroundings) = surroundings {
        add_keys(&mut context, alias.as_ref(), surroundings);
    }
    let target = asked_about(&action, &facts, resource.target, &mut notes);
    let found = fields.environment.map(|known| found(known, &target)).unwrap_or_default();
    let known = found.account.as_deref();
    let owner = Owner { fields, stated: resource.account, target: &target, known };
    let resource_account = owner.find(&principal, &context, &mut notes)?;
    let mut request = Request {
        principal,
        action,
        resource: target,
        resource_account,
        principal_tags,
        resource_tags: resource.tags.or(found.tags),
        context,
        now: fields.now.map(read_instant).transpose()?,
        organization: organization(fields)?,
        facts,
        endpoint: None,
        public_access_block: resource
            .public_access_block
            .or(found.public_access_block)
            .unwrap_or_default(),
        grants: resource.grants,
        exact_context: fields.exact_context,
        lenient_not_principal: fields.lenient_not_principal,
        unknowns: Arc::default(),
        notes,
    };
    let contradictions = contradictions(&request);
    request.notes.extend(contradictions);
    Ok(request)
}

/// The resource that AWS asks about: none where the action takes none.
// AWS: R-8
fn asked_about(
    action: &ActionName,
    facts: &ActionFacts,
    target: ResourceTarget,
    notes: &mut Vec<Note>,
) -> ResourceTarget {
    match (facts.wildcard_only, target) {
        (Some(true), ResourceTarget::One { arn, .. } | ResourceTarget::Several { arn, .. })
            if action.lower() != "s3:listallmybuckets" =>
        {
            let message = format!("{action} takes no resource: asked about `*`, not {arn}");
            notes.push(Note::new("R-8", message));
            ResourceTarget::Wildcard
        }
        (_, target) => target,
    }
}

/// What the question says of the organization, else what the environment does.
fn organization(fields: &QuestionFields<'_>) -> Result<Organization, Trouble> {
    match (fields.organization, fields.environment.map(|known| &known.organization)) {
        (Some(given), _) => read_organization(given),
        (None, Some(Fact::Is(known))) => Ok(known.facts()),
        (None, Some(Fact::None)) => {
            Ok(Organization { accounts: Some(Vec::new()), ..Organization::default() })
        }
        (None, Some(Fact::Unsaid) | None) => Ok(Organization::default()),
    }
}

fn read_action(value: Placed<'_>) -> Result<ActionName, Trouble> {
    let text = value.text()?;
    ActionName::parse(text).ok_or_else(|| {
        let message = format!("{} is not an action: expected `service:Name`", quote(text));
        let mut trouble = value.trouble("invalid-request", message);
        if text.contains(['*', '?']) {
            let hint = "a request is one action: wildcards are for policies";
            trouble = trouble.with_hint(hint);
        }
        trouble
    })
}

fn read_instant(value: Placed<'_>) -> Result<i64, Trouble> {
    let text = value.text()?;
    Instant::parse(text).map(Instant::epoch_seconds).ok_or_else(|| {
        let message = format!("{} is not a time: expected `2026-03-01T09:00:00Z`", quote(text));
        value.trouble("invalid-request", message)
    })
}

pub(super) fn read_account(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    let text = value.text()?;
    if !is_account_id(text) {
        let message = format!("{} is not an account: expected twelve digits", quote(text));
        return Err(value.trouble("invalid-request", message));
    }
    Ok(text.into())
}

pub(super) fn read_tags(value: Option<Placed<'_>>) -> Result<Tags, Trouble> {
    let Some(value) = value else { return Ok(None) };
    let mut tags: BTreeMap<Box<str>, Box<str>> = BTreeMap::new();
    for member in value.members()? {
        let name = member.key.text.to_lowercase().into_boxed_str();
        // AWS: C-2
        if tags.insert(name, value.at(&member.value).text()?.into()).is_some() {
            let name = quote(&member.key.text);
            let message = format!("two tags are named {name}, but for letter case");
            return Err(value.trouble_at(member.key.span, "invalid-request", message));
        }
    }
    Ok(Some(tags.into_iter().collect()))
}

pub(super) const ORGANIZATION_FIELDS: &[&str] = &["id", "managementAccount", "accounts"];

fn read_organization(value: Placed<'_>) -> Result<Organization, Trouble> {
    let fields = value.fields(ORGANIZATION_FIELDS)?;
    let accounts = match fields.some("accounts") {
        None => None,
        Some(accounts) => {
            let mut members = Vec::new();
            for member in accounts.members()? {
                if !is_account_id(&member.key.text) {
                    let message = format!("{} is not an account", quote(&member.key.text));
                    return Err(accounts.trouble_at(member.key.span, "invalid-request", message));
                }
                let path = accounts.at(&member.value).text()?;
                members.push((member.key.text.clone(), Box::from(path)));
            }
            Some(members)
        }
    };
    Ok(Organization {
        id: fields.text("id")?.map(Box::from),
        management_account: fields.some("managementAccount").map(read_account).transpose()?,
        accounts,
    })
}

pub(super) const FACT_FIELDS: &[&str] =
    &["wildcardOnly", "contextKeys", "keyTypes", "resourceControl", "requiredTypes"];

fn read_facts(value: Placed<'_>) -> Result<ActionFacts, Trouble> {
    let fields = value.fields(FACT_FIELDS)?;
    let lower = |text: &str| text.to_lowercase().into_boxed_str();
    let context_keys = match fields.some("contextKeys") {
        None => None,
        Some(keys) => {
            Some(keys.list()?.map(|key| key.text().map(lower)).collect::<Result<_, _>>()?)
        }
    };
    let required_types = match fields.some("requiredTypes") {
        None => None,
        Some(types) => {
            Some(types.list()?.map(|name| name.text().map(Box::from)).collect::<Result<_, _>>()?)
        }
    };
    let mut key_types = Vec::new();
    if let Some(types) = fields.some("keyTypes") {
        for member in types.members()? {
            let value = types.at(&member.value);
            let key_type = KeyType::parse(value.text()?).ok_or_else(|| {
                let message = "expected a type such as `String` or `ArrayOfString`";
                value.trouble("invalid-request", message)
            })?;
            key_types.push((lower(&member.key.text), key_type));
        }
    }
    Ok(ActionFacts {
        wildcard_only: fields.some("wildcardOnly").map(Placed::boolean).transpose()?,
        context_keys,
        key_types,
        resource_control: fields.some("resourceControl").map(Placed::boolean).transpose()?,
        required_types,
        reference: KeyReference::default(),
    })
}
