//! In: a question. Out: what its service does differently: which documents fall out, what else is
//! asked, or what the decision is.

mod iam;
mod keys;
mod kms;
mod s3;
mod sts;

pub use keys::add_asked_keys;
pub(crate) use keys::{AskedKey, Asks, asked_of_keys};
pub(crate) use s3::is_public_policy;

use super::decision::Access;
use super::grants::Grants;
use super::recorder::{Recorder, Unknown};
use super::truth::Truth;
use crate::aws::{ActionName, Rule, resource_control_services, supports_resource_control};
use crate::compile::{ActionTest, PolicySet};
use crate::request::RequestContext;

/// A decision that no policy changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settled {
    /// Whether it is allowed; else it is an implicit deny.
    pub allowed: bool,
    /// The rule that says so.
    pub rule: Rule,
}

/// What a service does differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ServiceRules {
    pub(super) settled: Option<Settled>,
    /// How the two sides combine within one account.
    pub(super) same_account: Access,
    /// Whether Denies of the resource-based policy count.
    pub(super) resource_denies: bool,
    /// Whether Allows of the resource-based policy count.
    pub(super) resource_allows: bool,
    /// Whether resource control policies count.
    pub(super) resource_control: bool,
    /// What the service grants without a policy.
    pub(super) grants: Grants<Truth>,
    /// Whether the kind of credentials will do.
    pub(super) credentials: Truth,
}

impl ServiceRules {
    pub(super) const NONE: Self = Self {
        settled: None,
        same_account: Access::SameAccount,
        resource_denies: true,
        resource_allows: true,
        resource_control: true,
        grants: Grants::NONE,
        credentials: Truth::True,
    };

    fn settled(allowed: bool, rule: &'static str) -> Self {
        Self { settled: Some(Settled { allowed, rule: Rule(rule) }), ..Self::NONE }
    }
}

/// The actions that the rules of services tell apart, as policies write them.
// INVARIANT: calls of one caller that are in the same of these sets, and whose resources are in the
// same of [`TOLD_APART_RESOURCES`], are under the same rules.
pub(crate) const TOLD_APART_ACTIONS: &[&[&str]] = &[
    &["iam:*"],
    &["iam:Get*", "iam:List*", "iam:Generate*", "iam:Simulate*"],
    &["iam:PassRole"],
    &["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole"],
    &["kms:*"],
    &["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
    &[SPARED],
    &["s3:*"],
    &["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
    &["sts:*"],
    &["sts:GetCallerIdentity", "sts:GetSessionToken"],
    &["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
];

/// The resources that the rules of services tell apart.
pub(crate) const TOLD_APART_RESOURCES: &[&str] = &[
    "arn:*:iam:*:*:role/aws-reserved/*",
    "arn:*:iam:*:*:role/aws-service-role/*",
    "arn:*:iam:*:aws:*",
    "arn:*:iam:*:*:role/*",
    "arn:*:kms:*:*:key/*",
    "arn:*:kms:*:*:alias/aws/*",
];

/// The one action of a bound service that no resource control policy binds.
// AWS: D-7
const SPARED: &str = "kms:RetireGrant";

/// Whether resource control policies can bind an action, whatever its resource is.
// AWS: D-6, D-7
pub(crate) fn takes_resource_control(action: &ActionName) -> bool {
    supports_resource_control(action.service()) && !is_spared(action)
}

fn is_spared(action: &ActionName) -> bool {
    action.as_str().eq_ignore_ascii_case(SPARED)
}

/// The actions of the services that resource control policies bind, and those among them that they
/// do not.
// AWS: D-6, D-7
pub(crate) fn takers_of_resource_control() -> [ActionTest; 2] {
    let services = resource_control_services().iter().map(|service| format!("{service}:*"));
    let services: Vec<String> = services.collect();
    [ActionTest::of(services.iter().map(String::as_str)), ActionTest::of([SPARED])]
}

/// The rules of the service that the action belongs to.
pub(super) fn rules_of<R: Recorder>(
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> ServiceRules {
    let rules = match context.request.action.service() {
        "iam" => iam::rules(&context.request),
        "kms" => kms::rules(context, recorder),
        "s3" => s3::rules(policies, &context.request),
        "sts" => sts::rules(&context.request),
        _ => return ServiceRules::NONE,
    };
    if rules.credentials == Truth::Unknown {
        recorder.unknown(Unknown::ServiceKey("aws:MultiFactorAuthPresent"));
    }
    rules
}
