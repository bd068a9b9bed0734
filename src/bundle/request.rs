//! The request of a question: who asks for what, on what, in which circumstances.

use std::collections::BTreeMap;

use super::question::QuestionFields;
use super::{Placed, Trouble};
use crate::aws::{ActionName, Arn, KeyType, global_key};
use crate::policy::PrincipalValue;
use crate::request::{
    ActionFacts, Given, KmsGrant, Note, Organization, Principal, PrincipalKind, PublicAccessBlock,
    Request, ResourceTarget, Tags,
};
use crate::text::{Value, quote};
use crate::value_set::Instant;

/// Reads everything but the policies.
pub(super) fn read_request(fields: &QuestionFields<'_>) -> Result<Request, Trouble> {
    let whole = fields.whole;
    let needed = |field: Option<_>, name: &str| {
        let message = format!("the request has no `{name}`");
        field.ok_or_else(|| whole.trouble("invalid-request", message))
    };
    let mut notes = Vec::new();
    let (principal, principal_tags) =
        read_principal(needed(fields.principal, "principal")?, &mut notes)?;
    let action = read_action(needed(fields.action, "action")?)?;
    let resource = read_resource(needed(fields.resource, "resource")?, &action, fields)?;
    let facts = fields.action_facts.map_or_else(|| Ok(ActionFacts::default()), read_facts)?;
    let context = read_context(fields, &facts)?;
    let target = match (facts.wildcard_only, resource.target) {
        (Some(true), ResourceTarget::One { arn, .. } | ResourceTarget::Several { arn, .. })
            if action.lower() != "s3:listallmybuckets" =>
        {
            let message = format!("{action} takes no resource: asked about `*`, not {arn}");
            notes.push(Note::new("R-8", message));
            ResourceTarget::Wildcard
        }
        (_, target) => target,
    };
    let owner = Owner { fields, stated: resource.account, target: &target };
    let resource_account = owner.find(&principal, &context, &mut notes)?;
    Ok(Request {
        principal,
        action,
        resource: target,
        resource_account,
        principal_tags,
        resource_tags: resource.tags,
        context,
        now: fields.now.map(read_instant).transpose()?,
        organization: fields
            .organization
            .map_or_else(|| Ok(Organization::default()), read_organization)?,
        facts,
        endpoint: None,
        public_access_block: resource.public_access_block,
        grants: resource.grants,
        exact_context: fields.exact_context,
        lenient_not_principal: fields.lenient_not_principal,
        notes,
    })
}

fn read_action(value: Placed<'_>) -> Result<ActionName, Trouble> {
    let text = value.text()?;
    ActionName::parse(text).ok_or_else(|| {
        let message = format!("{} is not an action: expected `service:Name`", quote(text));
        value.trouble("invalid-request", message)
    })
}

fn read_instant(value: Placed<'_>) -> Result<i64, Trouble> {
    let text = value.text()?;
    Instant::parse(text).map(Instant::epoch_seconds).ok_or_else(|| {
        let message = format!("{} is not a time: expected `2026-03-01T09:00:00Z`", quote(text));
        value.trouble("invalid-request", message)
    })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_account(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    let text = value.text()?;
    if !is_account(text) {
        let message = format!("{} is not an account: expected twelve digits", quote(text));
        return Err(value.trouble("invalid-request", message));
    }
    Ok(text.into())
}

fn read_tags(value: Option<Placed<'_>>) -> Result<Tags, Trouble> {
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

fn read_principal(value: Placed<'_>, notes: &mut Vec<Note>) -> Result<(Principal, Tags), Trouble> {
    if value.node.as_text().is_some() {
        return Ok((parse_principal(value, notes)?, None));
    }
    let fields = value.fields(&["arn", "id", "role", "federatedBy", "tags", "policies"])?;
    let arn = fields
        .some("arn")
        .ok_or_else(|| value.trouble("invalid-request", "the principal has no `arn`"))?;
    let mut unassumed = Vec::new();
    let mut principal = parse_principal(arn, &mut unassumed)?;
    if let Some(id) = fields.text("id")? {
        principal.id = Some(id.split(':').next().unwrap_or(id).into());
    }
    match fields.some("role") {
        Some(role) => set_role(&mut principal, role)?,
        None => notes.append(&mut unassumed),
    }
    if let Some(by) = fields.some("federatedBy") {
        set_federated_by(&mut principal, by)?;
    }
    Ok((principal, read_tags(fields.some("tags"))?))
}

fn parse_principal(value: Placed<'_>, notes: &mut Vec<Note>) -> Result<Principal, Trouble> {
    let principal = Principal::parse(value.text()?)
        .map_err(|why| value.trouble("invalid-request", why.to_string()))?;
    if let PrincipalKind::RoleSession { name, role, path_known: false, .. } = &principal.kind {
        notes.push(Note::new(
            "P-5",
            match role {
                Some(role) => format!("the role of the session is taken to be {role}"),
                None => format!("the path of the service-linked role {name} is not known"),
            },
        ));
    }
    Ok(principal)
}

fn set_role(principal: &mut Principal, value: Placed<'_>) -> Result<(), Trouble> {
    let text = value.text()?;
    let given = Arn::parse(text);
    let account = principal.account.clone();
    if let PrincipalKind::RoleSession { name, role, path_known, .. } = &mut principal.kind
        && let Some(arn) = given
        && arn.resource().starts_with("role/")
        && arn.resource().rsplit('/').next() == Some(&**name)
        && Some(arn.account()) == account.as_deref()
    {
        *role = Some(arn);
        *path_known = true;
        return Ok(());
    }
    let message = format!("{} is not the role of {}", quote(text), quote(&principal.text));
    Err(value.trouble("invalid-request", message))
}

fn set_federated_by(principal: &mut Principal, value: Placed<'_>) -> Result<(), Trouble> {
    let text = value.text()?;
    match &mut principal.kind {
        PrincipalKind::RoleSession { provider, .. } => *provider = Some(text.into()),
        PrincipalKind::FederatedUser { federated_by, .. } if Arn::parse(text).is_some() => {
            *federated_by = Arn::parse(text);
        }
        _ => {
            let message =
                format!("{} was not federated by {}", quote(&principal.text), quote(text));
            return Err(value.trouble("invalid-request", message));
        }
    }
    Ok(())
}

struct Resource {
    target: ResourceTarget,
    account: Option<Box<str>>,
    tags: Tags,
    public_access_block: PublicAccessBlock,
    grants: Vec<KmsGrant>,
}

const RESOURCE_FIELDS: &[&str] =
    &["arn", "account", "tags", "policy", "publicAccessBlock", "grants"];

fn read_resource(
    value: Placed<'_>,
    action: &ActionName,
    fields: &QuestionFields<'_>,
) -> Result<Resource, Trouble> {
    let exact = fields.exact_context;
    if value.node.as_text().is_some() {
        return Ok(Resource {
            target: read_target(value, action, exact)?,
            account: None,
            tags: None,
            public_access_block: PublicAccessBlock::default(),
            grants: Vec::new(),
        });
    }
    let fields = value.fields(RESOURCE_FIELDS)?;
    let arn = fields
        .some("arn")
        .ok_or_else(|| value.trouble("invalid-request", "the resource has no `arn`"))?;
    let block = fields.some("publicAccessBlock");
    let grants = fields.some("grants");
    Ok(Resource {
        target: read_target(arn, action, exact)?,
        account: fields.some("account").map(read_account).transpose()?,
        tags: read_tags(fields.some("tags"))?,
        public_access_block: block.map_or_else(|| Ok(PublicAccessBlock::default()), read_block)?,
        grants: match grants {
            Some(grants) => grants.list()?.map(read_grant).collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
    })
}

fn read_target(
    value: Placed<'_>,
    action: &ActionName,
    exact: bool,
) -> Result<ResourceTarget, Trouble> {
    let text = value.text()?;
    ResourceTarget::parse(text, action, !exact).ok_or_else(|| {
        let message = format!("{} is neither an ARN nor `*`", quote(text));
        value.trouble("invalid-request", message)
    })
}

// AWS: X-4
fn read_block(value: Placed<'_>) -> Result<PublicAccessBlock, Trouble> {
    let fields = value.fields(&[
        "RestrictPublicBuckets",
        "BlockPublicPolicy",
        "BlockPublicAcls",
        "IgnorePublicAcls",
    ])?;
    Ok(PublicAccessBlock { restrict_public_buckets: fields.flag("RestrictPublicBuckets")? })
}

const GRANT_FIELDS: &[&str] = &[
    "GranteePrincipal",
    "GranteeServicePrincipal",
    "RetiringPrincipal",
    "RetiringServicePrincipal",
    "Operations",
    "Constraints",
    "GrantId",
    "KeyId",
    "Name",
    "IssuingAccount",
    "CreationDate",
];

// AWS: X-2
fn read_grant(value: Placed<'_>) -> Result<KmsGrant, Trouble> {
    let fields = value.fields(GRANT_FIELDS)?;
    let grantee = match fields.text("GranteePrincipal")? {
        Some(grantee) => Some(grantee),
        None => fields.text("GranteeServicePrincipal")?,
    };
    let operations = match fields.some("Operations") {
        Some(list) => list.list()?.map(|item| item.text().map(Box::from)).collect(),
        None => Ok(Vec::new()),
    };
    let constraints = fields.some("Constraints");
    let pairs = |name: &str| -> Result<Option<Vec<(Box<str>, Box<str>)>>, Trouble> {
        let Some(constraints) = constraints else { return Ok(None) };
        let fields = constraints.fields(&["EncryptionContextEquals", "EncryptionContextSubset"])?;
        fields.some(name).map(read_pairs).transpose()
    };
    Ok(KmsGrant {
        grantee: grantee.map(PrincipalValue::of_grantee).ok_or_else(|| {
            value.trouble("invalid-request", "the grant has no `GranteePrincipal`")
        })?,
        retiring: fields.text("RetiringPrincipal")?.map(PrincipalValue::of_grantee),
        operations: operations?,
        context_equals: pairs("EncryptionContextEquals")?,
        context_subset: pairs("EncryptionContextSubset")?,
    })
}

fn read_pairs(value: Placed<'_>) -> Result<Vec<(Box<str>, Box<str>)>, Trouble> {
    let pair = |member: &crate::text::Member| {
        let text = value.at(&member.value).text()?;
        Ok((member.key.text.clone(), Box::from(text)))
    };
    value.members()?.iter().map(pair).collect()
}

fn read_organization(value: Placed<'_>) -> Result<Organization, Trouble> {
    let fields = value.fields(&["id", "managementAccount", "accounts"])?;
    let accounts = match fields.some("accounts") {
        None => None,
        Some(accounts) => {
            let mut members = Vec::new();
            for member in accounts.members()? {
                if !is_account(&member.key.text) {
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

fn read_facts(value: Placed<'_>) -> Result<ActionFacts, Trouble> {
    let fields = value.fields(&["wildcardOnly", "contextKeys", "keyTypes", "resourceControl"])?;
    let lower = |text: &str| text.to_lowercase().into_boxed_str();
    let context_keys = match fields.some("contextKeys") {
        None => None,
        Some(keys) => {
            Some(keys.list()?.map(|key| key.text().map(lower)).collect::<Result<_, _>>()?)
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
    })
}

fn read_context(
    fields: &QuestionFields<'_>,
    facts: &ActionFacts,
) -> Result<Vec<(Box<str>, Given)>, Trouble> {
    let mut context: BTreeMap<Box<str>, (usize, Given)> = BTreeMap::new();
    for (number, object) in fields.contexts.iter().enumerate() {
        for member in object.members()? {
            let given = read_given(object.at(&member.value))?;
            check_arity(*object, member, &given, facts)?;
            let name = member.key.text.to_lowercase().into_boxed_str();
            let earlier = context.insert(name, (number, given));
            if earlier.is_some_and(|(earlier, _)| earlier == number) {
                let message = format!("the key {} is given twice", quote(&member.key.text));
                return Err(object.trouble_at(member.key.span, "duplicate-context-key", message));
            }
        }
    }
    Ok(context.into_iter().map(|(name, (_, given))| (name, given)).collect())
}

// AWS: C-31
fn check_arity(
    object: Placed<'_>,
    member: &crate::text::Member,
    given: &Given,
    facts: &ActionFacts,
) -> Result<(), Trouble> {
    let name = member.key.text.to_lowercase();
    let declared = facts.key_types.iter().find(|(key, _)| **key == *name).map(|(_, found)| *found);
    let key_type = global_key(&name).map(|key| key.entry().key_type).or(declared);
    let is_single = key_type.is_some_and(|key_type| !key_type.multivalued);
    match given {
        Given::Values(values) if values.len() > 1 && is_single => {
            let message = format!("the key {} has one value, not several", quote(&member.key.text));
            Err(object.trouble_at(member.value.span, "single-valued-key", message))
        }
        _ => Ok(()),
    }
}

fn read_given(value: Placed<'_>) -> Result<Given, Trouble> {
    match &value.node.value {
        Value::Null => Ok(Given::Absent),
        Value::List(items) => items
            .iter()
            .map(|item| read_scalar(value.at(item)))
            .collect::<Result<_, _>>()
            .map(Given::Values),
        Value::Object(_) => {
            let fields = value.fields(&["unknown", "present"])?;
            match (fields.flag("unknown")?, fields.flag("present")?) {
                (true, false) => Ok(Given::Unknown),
                (false, true) => Ok(Given::PresentUnknown),
                _ => {
                    let message = "expected `{\"unknown\": true}` or `{\"present\": true}`";
                    Err(value.trouble("invalid-request", message))
                }
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            Ok(Given::Values(vec![read_scalar(value)?]))
        }
    }
}

fn read_scalar(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    match &value.node.value {
        Value::Text(text) | Value::Number(text) => Ok(text.clone()),
        Value::Bool(true) => Ok("true".into()),
        Value::Bool(false) => Ok("false".into()),
        Value::Null | Value::List(_) | Value::Object(_) => Err(value.trouble(
            "invalid-request",
            format!("expected the value of a context key, found {}", value.node.kind()),
        )),
    }
}

struct Owner<'q, 'n> {
    fields: &'q QuestionFields<'n>,
    stated: Option<Box<str>>,
    target: &'q ResourceTarget,
}

impl Owner<'_, '_> {
    /// The account that owns the resource: stated, in the ARN, in the context, or else the caller's.
    // AWS: D-15
    fn find(
        &self,
        principal: &Principal,
        context: &[(Box<str>, Given)],
        notes: &mut Vec<Note>,
    ) -> Result<Option<Box<str>>, Trouble> {
        let field = self.fields.resource_account.map(read_account).transpose()?;
        let in_arn = self.target.arn().map(Arn::account).filter(|text| is_account(text));
        let key = context.iter().find(|(name, _)| &**name == "aws:resourceaccount");
        let in_context = key.and_then(|(_, given)| match given {
            Given::Values(values) => values.first().cloned(),
            Given::Absent | Given::Unknown | Given::PresentUnknown => None,
        });
        let said = [self.stated.clone(), field, in_arn.map(Box::from), in_context];
        let mut said = said.into_iter().flatten();
        let Some(owner) = said.next() else { return Ok(self.assume(principal, notes)) };
        if let Some(other) = said.find(|other| *other != owner) {
            let message = format!("the resource cannot belong to both {owner} and {other}");
            let at = self.fields.resource.unwrap_or(self.fields.whole);
            return Err(at.trouble("conflicting-account", message));
        }
        Ok(Some(owner))
    }

    fn assume(&self, principal: &Principal, notes: &mut Vec<Note>) -> Option<Box<str>> {
        let account = principal.account.clone()?;
        let is_shared_by_aws = self.target.arn().is_some_and(|arn| arn.account() == "aws");
        if self.target.arn().is_some() && !is_shared_by_aws && !self.fields.exact_context {
            let message =
                format!("the resource is taken to belong to the caller's account {account}");
            notes.push(Note::new("D-15", message));
        }
        Some(account)
    }
}
