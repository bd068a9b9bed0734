//! What a request is about, and whose it is.

use super::question::QuestionFields;
use super::request::{read_account, read_tags};
use super::{Placed, Trouble};
use crate::aws::{ActionName, Arn, is_account_id};
use crate::policy::PrincipalValue;
use crate::request::{Given, KmsGrant, Note, Principal, PublicAccessBlock, ResourceTarget, Tags};
use crate::text::{Member, quote};

pub(super) struct Resource {
    pub(super) target: ResourceTarget,
    pub(super) account: Option<Box<str>>,
    pub(super) tags: Tags,
    pub(super) public_access_block: Option<PublicAccessBlock>,
    pub(super) grants: Vec<KmsGrant>,
}

pub(super) const RESOURCE_FIELDS: &[&str] =
    &["arn", "account", "tags", "policy", "publicAccessBlock", "grants"];

pub(super) fn read_resource(
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
            public_access_block: None,
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
        public_access_block: block.map(read_block).transpose()?,
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
        let mut trouble = value.trouble("invalid-request", message);
        let hint = "write `arn:partition:service:region:account:resource`, with all five colons";
        trouble = trouble.with_hint(hint);
        trouble
    })
}

pub(super) const BLOCK_FIELDS: &[&str] =
    &["RestrictPublicBuckets", "BlockPublicPolicy", "BlockPublicAcls", "IgnorePublicAcls"];

// AWS: X-4
fn read_block(value: Placed<'_>) -> Result<PublicAccessBlock, Trouble> {
    let fields = value.fields(BLOCK_FIELDS)?;
    Ok(PublicAccessBlock { restrict_public_buckets: fields.flag("RestrictPublicBuckets")? })
}

pub(super) const GRANT_FIELDS: &[&str] = &[
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

pub(super) const CONSTRAINT_FIELDS: &[&str] =
    &["EncryptionContextEquals", "EncryptionContextSubset"];

// AWS: X-2
fn read_grant(value: Placed<'_>) -> Result<KmsGrant, Trouble> {
    let fields = value.fields(GRANT_FIELDS)?;
    let grantee = match fields.text("GranteePrincipal")? {
        Some(grantee) => Some(grantee),
        None => fields.text("GranteeServicePrincipal")?,
    };
    let retiring = match fields.text("RetiringPrincipal")? {
        Some(retiring) => Some(retiring),
        None => fields.text("RetiringServicePrincipal")?,
    };
    let operations = match fields.some("Operations") {
        Some(list) => list.list()?.map(read_operation).collect(),
        None => Ok(Vec::new()),
    };
    let constraints = fields.some("Constraints");
    let pairs = |name: &str| -> Result<Option<Pairs>, Trouble> {
        let Some(constraints) = constraints else { return Ok(None) };
        let fields = constraints.fields(CONSTRAINT_FIELDS)?;
        fields.some(name).map(read_pairs).transpose()
    };
    Ok(KmsGrant {
        grantee: grantee.map(PrincipalValue::of_grantee).ok_or_else(|| {
            value.trouble("invalid-request", "the grant has no `GranteePrincipal`")
        })?,
        retiring: retiring.map(PrincipalValue::of_grantee),
        operations: operations?,
        context_equals: pairs("EncryptionContextEquals")?,
        context_subset: pairs("EncryptionContextSubset")?,
    })
}

fn read_operation(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    let text = value.text()?;
    let is_name = !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric());
    is_name.then(|| text.into()).ok_or_else(|| {
        let message = format!("a grant has no operation {}", quote(text));
        let hint = "write the operation's name alone, as in `Decrypt`";
        value.trouble("invalid-request", message).with_hint(hint)
    })
}

/// Names and values of an encryption context.
type Pairs = Vec<(Box<str>, Box<str>)>;

fn read_pairs(value: Placed<'_>) -> Result<Pairs, Trouble> {
    let pair = |member: &Member| {
        let text = value.at(&member.value).text()?;
        Ok((member.key.text.clone(), Box::from(text)))
    };
    value.members()?.iter().map(pair).collect()
}

pub(super) struct Owner<'q, 'n> {
    pub(super) fields: &'q QuestionFields<'n>,
    pub(super) stated: Option<Box<str>>,
    pub(super) target: &'q ResourceTarget,
    /// The account that the environment says.
    pub(super) known: Option<&'q str>,
}

impl Owner<'_, '_> {
    /// The account that owns the resource: stated, in the ARN, in the context, or else as the
    /// environment says, or the caller's.
    // AWS: D-15
    pub(super) fn find(
        &self,
        principal: &Principal,
        context: &[(Box<str>, Given)],
        notes: &mut Vec<Note>,
    ) -> Result<Option<Box<str>>, Trouble> {
        let field = self.fields.resource_account.map(read_account).transpose()?;
        let in_arn = self.target.arn().map(Arn::account).filter(|text| is_account_id(text));
        let key = context.iter().find(|(name, _)| &**name == "aws:resourceaccount");
        let in_context = key.and_then(|(_, given)| match given {
            Given::Values(values) => values.first().cloned(),
            Given::Absent | Given::Unknown | Given::PresentUnknown => None,
        });
        let said = [self.stated.clone(), field, in_arn.map(Box::from), in_context];
        let mut said = said.into_iter().flatten();
        let Some(owner) = said.next() else {
            let known = self.known.map(Box::from);
            return Ok(known.or_else(|| self.assume(principal, notes)));
        };
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
