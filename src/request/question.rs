//! The question as somebody asks it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Principal;
use super::key_reference::KeyReference;
use super::resource::ResourceTarget;
use crate::aws::{ActionName, Arn, KeyType, Rule};
use crate::policy::PrincipalValue;
use crate::value_set::read_bool;

/// One authorization to decide. A call that needs several is several of these.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What for.
    pub action: ActionName,
    /// On what.
    pub resource: ResourceTarget,
    /// The account that owns the resource; `None` where nobody owns it, as for `*`.
    pub resource_account: Option<Box<str>>,
    /// What the caller was tagged with, session tags included.
    pub principal_tags: Tags,
    /// What the resource is tagged with.
    pub resource_tags: Tags,
    /// Keys that were given, under their names in lower case.
    pub context: Vec<(Box<str>, Given)>,
    /// Seconds since 1970, if the request has a time.
    pub now: Option<i64>,
    /// The organization.
    pub organization: Organization,
    /// What is known of the action.
    pub facts: ActionFacts,
    /// The VPC endpoint that the request goes through, if its policy was given.
    pub endpoint: Option<Endpoint>,
    /// Settings of the bucket.
    pub public_access_block: PublicAccessBlock,
    /// Grants on the KMS key.
    pub grants: Vec<KmsGrant>,
    /// Whether keys that are not given are absent, not filled in.
    pub exact_context: bool,
    /// Whether a Deny with `NotPrincipal` spares the caller as soon as anything that stands for it
    /// is listed.
    // AWS: P-15
    pub lenient_not_principal: bool,
    /// Why values are not known, by the condition keys that stand for them.
    pub unknowns: Arc<UnknownKeys>,
    /// What was assumed on the way here.
    pub notes: Vec<Note>,
}

/// Condition keys that stand for values that nobody knows yet, and why in plain words.
pub type UnknownKeys = BTreeMap<Box<str>, Box<str>>;

impl Request {
    /// A question of which nothing else is known. The resource belongs to the account in its ARN,
    /// else to the caller's.
    pub fn new(principal: Principal, action: ActionName, resource: ResourceTarget) -> Self {
        let in_arn = resource.arn().map(Arn::account).filter(|account| !account.is_empty());
        let owner = in_arn.map(Box::from).or_else(|| principal.account.clone());
        Self {
            resource_account: resource.arn().and(owner),
            principal,
            action,
            resource,
            principal_tags: None,
            resource_tags: None,
            context: Vec::new(),
            now: None,
            organization: Organization::default(),
            facts: ActionFacts::default(),
            endpoint: None,
            public_access_block: PublicAccessBlock::default(),
            grants: Vec::new(),
            exact_context: false,
            lenient_not_principal: false,
            unknowns: Arc::default(),
            notes: Vec::new(),
        }
    }
}

/// What somebody said about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The request does not carry it.
    Absent,
    /// Whether it does is not known.
    Unknown,
    /// It does; the value is not known.
    PresentUnknown,
    /// Its values.
    Values(Vec<Box<str>>),
}

impl Given {
    /// Whether one of its values is `true`.
    // AWS: C-17
    pub(crate) fn says_true(&self) -> bool {
        match self {
            Self::Values(values) => values.iter().any(|value| read_bool(value) == Some(true)),
            Self::Absent | Self::Unknown | Self::PresentUnknown => false,
        }
    }
}

/// Tags with their names in lower case; `None` if nobody said which there are.
// AWS: C-2
pub type Tags = Option<Vec<(Box<str>, Box<str>)>>;

/// What is known of the organization.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// `o-..`
    pub id: Option<Box<str>>,
    /// The management account.
    pub management_account: Option<Box<str>>,
    /// Member accounts and their paths; `None` if membership is not known.
    pub accounts: Option<Vec<(Box<str>, Box<str>)>>,
}

/// What a catalogue would know of the action; what is `None` or empty is not known and changes no
/// decision.
#[derive(Clone, Debug, Default)]
pub struct ActionFacts {
    /// Whether the action has no resource types.
    // AWS: R-8
    pub wildcard_only: Option<bool>,
    /// The keys that the service sends with the action, in lower case; `aws:requesttag/` and the
    /// like stand for all tags.
    // AWS: C-36
    pub context_keys: Option<Vec<Box<str>>>,
    /// Types of keys, in lower case.
    // AWS: K-7
    pub key_types: Vec<(Box<str>, KeyType)>,
    /// Whether resource control policies apply to the service.
    // AWS: D-6
    pub resource_control: Option<bool>,
    /// The resource types that a call touches besides those that it names, in place of those that the
    /// catalogue marks as required.
    // AWS: R-10
    pub required_types: Option<Vec<Box<str>>>,
    /// What the catalogue says of keys, where `context_keys` and `key_types` are silent.
    pub reference: KeyReference,
}

impl ActionFacts {
    /// These facts, and where they are silent those of `known`.
    #[must_use]
    pub fn or(mut self, known: Self) -> Self {
        self.key_types.extend(known.key_types);
        Self {
            wildcard_only: self.wildcard_only.or(known.wildcard_only),
            context_keys: self.context_keys.or(known.context_keys),
            resource_control: self.resource_control.or(known.resource_control),
            required_types: self.required_types.or(known.required_types),
            reference: known.reference,
            ..self
        }
    }
}

/// The kinds of VPC endpoint.
// AWS: S-19
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// For S3 and `DynamoDB`; its principals name root users.
    Gateway,
    /// For everything else.
    Interface,
}

/// S3 Block Public Access, as far as it decides requests.
// AWS: X-4
#[derive(Clone, Copy, Debug, Default)]
pub struct PublicAccessBlock {
    /// `RestrictPublicBuckets`
    pub restrict_public_buckets: bool,
}

/// A grant on a KMS key.
// AWS: X-2
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KmsGrant {
    /// `GranteePrincipal`, or `GranteeServicePrincipal`.
    pub grantee: PrincipalValue,
    /// `RetiringPrincipal`, or `RetiringServicePrincipal`.
    pub retiring: Option<PrincipalValue>,
    /// `Operations`: names without a service.
    pub operations: Vec<Box<str>>,
    /// `EncryptionContextEquals`: the request must carry just these pairs.
    pub context_equals: Option<Vec<(Box<str>, Box<str>)>>,
    /// `EncryptionContextSubset`: the request must carry these pairs.
    pub context_subset: Option<Vec<(Box<str>, Box<str>)>>,
}

/// Something that the answer rests on, with the rule behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The rule.
    pub rule: Rule,
    /// A sentence without a full stop.
    pub message: String,
}

impl Note {
    /// A note on a rule.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: Rule(rule), message: message.into() }
    }
}

/// Whether an account belongs to the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrganizationMembership<'a> {
    /// Yes, at this path.
    Member(&'a str),
    /// No.
    Outside,
    /// Nobody said.
    NotKnown,
}

impl Organization {
    pub(crate) fn membership(&self, account: &str) -> OrganizationMembership<'_> {
        let Some(accounts) = &self.accounts else { return OrganizationMembership::NotKnown };
        match accounts.iter().find(|(member, _)| &**member == account) {
            Some((_, path)) => OrganizationMembership::Member(path),
            None if self.is_management(account) => OrganizationMembership::NotKnown,
            None => OrganizationMembership::Outside,
        }
    }

    /// Whether the account is the management account.
    pub fn is_management(&self, account: &str) -> bool {
        self.management_account.as_deref() == Some(account)
    }
}

impl Request {
    /// What was said about a key, given its name in lower case.
    pub fn given(&self, lower_name: &str) -> Option<&Given> {
        self.context.iter().find(|(name, _)| &**name == lower_name).map(|(_, given)| given)
    }

    /// Whether caller and resource have different owners.
    // AWS: D-14
    pub fn crosses_accounts(&self) -> bool {
        match (&self.principal.account, &self.resource_account) {
            (Some(caller), Some(owner)) => caller != owner,
            _ => false,
        }
    }

    /// Whether the resource-based policy is a role's trust policy.
    pub fn is_about_trust(&self) -> bool {
        let is_role = |arn: &Arn| {
            arn.service().eq_ignore_ascii_case("iam") && arn.resource().starts_with("role/")
        };
        self.action.service() == "sts" && self.resource_arn().is_some_and(is_role)
    }

    /// The ARN of the resource, if it is one.
    pub fn resource_arn(&self) -> Option<&Arn> {
        self.resource.arn()
    }
}
