//! The policies that an environment has for a question, layer by layer.

use std::sync::Arc;

use super::endpoint::endpoint_of;
use super::target::found;
use crate::aws::{Arn, PolicyKind, holds_unknown, map_unknown};
use crate::bundle::Trouble;
use crate::bundle::policies::{Layers, PolicyReader};
use crate::bundle::question::{AboutResource, Authorization, without_policy};
use crate::compile::{CompiledPolicy, Layer, PolicySet, ResourcePolicy};
use crate::environment::{Environment, Fact, Held, Resource, has_path, whose_policy};
use crate::request::{Note, PrincipalKind, Request, ResourceTarget};
use crate::text::{nearest, quote};
use crate::value_set::Pattern;

/// A question that has an environment around it.
struct Filling<'f, 'd> {
    environment: &'f Environment,
    /// What the question names itself.
    named: &'f Layers<'f>,
    reader: &'f mut PolicyReader<'d>,
}

/// Adds the environment's policies in each layer that the question does not name.
///
/// # Errors
/// Every mistake that leaves one of them without a clear meaning.
pub(in crate::bundle) fn fill(
    environment: &Environment,
    named: &Layers<'_>,
    request: &mut Request,
    policies: &mut PolicySet,
    reader: &mut PolicyReader<'_>,
) -> Result<(), Vec<Trouble>> {
    let mut filling = Filling { environment, named, reader };
    filling.caller(request, policies)?;
    filling.endpoint(request, policies)?;
    if named.resource.is_none() {
        policies.resource = filling.resource(request)?;
    }
    filling.resource_control(request, policies)?;
    request.unknowns = reader.unknowns(environment);
    Ok(())
}

/// Adds what the environment says of a resource that a call touches and its question does not name.
///
/// # Errors
/// As [`fill`].
// AWS: R-10
pub(in crate::bundle) fn fill_added(
    environment: &Environment,
    named: &Layers<'_>,
    added: &mut Authorization,
    reader: &mut PolicyReader<'_>,
) -> Result<(), Vec<Trouble>> {
    let Authorization { request, policies } = added;
    let known = found(environment, &request.resource);
    if let Some(owner) = known.account {
        request.resource_account = Some(owner);
    }
    request.resource_tags = known.tags;
    request.public_access_block = known.public_access_block.unwrap_or_default();
    let mut filling = Filling { environment, named, reader };
    policies.resource = filling.resource(request)?;
    filling.resource_control(request, policies)?;
    request.unknowns = reader.unknowns(environment);
    Ok(())
}

fn alone(policy: Arc<CompiledPolicy>) -> Layer {
    std::iter::once(policy).collect()
}

impl Filling<'_, '_> {
    fn levels(
        &mut self,
        levels: Vec<Vec<Held<'_>>>,
        kind: PolicyKind,
    ) -> Result<Vec<Layer>, Vec<Trouble>> {
        levels.into_iter().map(|level| self.reader.all_held(level, kind)).collect()
    }

    fn caller(&mut self, request: &Request, policies: &mut PolicySet) -> Result<(), Vec<Trouble>> {
        let caller = self.environment.caller(&request.principal);
        if self.named.identity.is_none() {
            policies.identity = if caller.has_unknown_policies {
                self.policies_of_stranger(request).map(alone)?
            } else {
                self.reader.all_held(caller.identity, PolicyKind::Identity)?
            };
        }
        if let (None, Fact::Is(boundary)) =
            (self.named.permissions_boundary, caller.permissions_boundary)
        {
            let boundary = self.reader.held(boundary, PolicyKind::PermissionsBoundary)?;
            policies.permissions_boundary = Some(alone(boundary));
        }
        if self.named.service_control.is_none() {
            let levels = caller.service_control;
            policies.service_control = self.levels(levels, PolicyKind::ServiceControl)?;
        }
        Ok(())
    }

    fn policies_of_stranger(
        &mut self,
        request: &Request,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let principal = &request.principal;
        let name = match &principal.kind {
            PrincipalKind::RoleSession { role: Some(role), .. } => role.as_str(),
            PrincipalKind::FederatedUser { federated_by: Some(by), .. } => by.as_str(),
            _ => &principal.text,
        };
        let account = principal.account.as_deref().unwrap_or_default();
        let why = || match &principal.kind {
            PrincipalKind::FederatedUser { federated_by: None, .. } => {
                format!(
                    "whose policies {} has: who called GetFederationToken is not said",
                    quote(name)
                )
            }
            _ => format!(
                "which policies {} has: an export of account {account} would tell",
                quote(name)
            ),
        };
        self.reader.unknown(name, why, PolicyKind::Identity)
    }

    fn endpoint(
        &mut self,
        request: &mut Request,
        policies: &mut PolicySet,
    ) -> Result<(), Vec<Trouble>> {
        if self.named.vpc_endpoint.is_some() {
            return Ok(());
        }
        let Request { context, notes, .. } = request;
        let Some((kind, endpoint)) = endpoint_of(context, self.environment, notes) else {
            return Ok(());
        };
        request.endpoint = Some(kind);
        if let Fact::Is(policy) = &endpoint.policy {
            let policy = self.reader.held(Held::Stored(policy), PolicyKind::VpcEndpoint)?;
            policies.vpc_endpoint = Some(alone(policy));
        }
        Ok(())
    }

    /// Those of the account that owns the resource.
    fn resource_control(
        &mut self,
        request: &Request,
        policies: &mut PolicySet,
    ) -> Result<(), Vec<Trouble>> {
        if self.named.resource_control.is_none() {
            let owner = request.resource_account.as_deref().unwrap_or_default();
            let levels = self.environment.resource_control(owner);
            policies.resource_control = self.levels(levels, PolicyKind::ResourceControl)?;
        }
        Ok(())
    }

    /// The policy of the resource, or of what holds it.
    fn resource(&mut self, request: &mut Request) -> Result<ResourcePolicy, Vec<Trouble>> {
        let about = AboutResource::of(&request.resource, &request.action);
        let Some(arn) = request.resource.arn().filter(|arn| has_policy_asked(arn, about)) else {
            return Ok(without_policy(&request.resource, &request.action));
        };
        match self.environment.target(arn).policy {
            Fact::Is(policy) => {
                let policy = self.reader.held(Held::Stored(policy), about.policy_kind())?;
                Ok(ResourcePolicy::Policy(alone(policy)))
            }
            Fact::None => {
                let of_role = matches!(about, AboutResource::Trust).then_some(arn);
                let no_role = of_role.and_then(|arn| no_such_role(self.environment, arn));
                request.notes.extend(no_role.map(|said| Note::new("T-1", said)));
                Ok(ResourcePolicy::None)
            }
            Fact::Unsaid => {
                if let Some(doubt) = self.in_doubt(&request.resource)? {
                    return Ok(ResourcePolicy::Policy(alone(doubt)));
                }
                let note = on_unsaid(self.environment, request, about);
                request.notes.extend(note);
                Ok(if request.exact_context {
                    ResourcePolicy::None
                } else {
                    without_policy(&request.resource, &request.action)
                })
            }
        }
    }

    /// A policy of which nobody knows whether it counts: where the request covers several resources
    /// and some have policies, or where it may be about a resource whose ARN is not known yet.
    // AWS: R-15
    fn in_doubt(
        &mut self,
        target: &ResourceTarget,
    ) -> Result<Option<Arc<CompiledPolicy>>, Vec<Trouble>> {
        let Some(arn) = target.arn() else { return Ok(None) };
        let asked = [arn.as_str().to_owned(), whose_policy(arn)];
        let covers_several = matches!(target, ResourceTarget::Several { .. });
        let globs = asked.each_ref().map(|text| Pattern::glob(text));
        let is_meant = |found: &str| {
            let open = holds_unknown(found).then(|| open_pattern(found));
            covers_several && globs.iter().any(|asked| asked.matches(found))
                || open.is_some_and(|open| asked.iter().any(|asked| open.matches(asked)))
        };
        let mut resources = self.environment.resources.iter();
        let has_policy = |(found, resource): &(&str, &Resource)| {
            resource.policy.known().is_some() && is_meant(found)
        };
        let Some((example, _)) = resources.find(has_policy) else { return Ok(None) };
        let why = || {
            let (all, example) = (quote(arn.as_str()), quote(example));
            if covers_several {
                format!(
                    "which of the resources that {all} covers: {example} has a policy of its own"
                )
            } else {
                format!("whether {all} is {example}, which has a policy of its own")
            }
        };
        self.reader.unknown(arn.as_str(), why, PolicyKind::Resource).map(Some)
    }
}

/// All that an ARN with unknown values may be.
fn open_pattern(arn: &str) -> Pattern {
    Pattern::glob(&map_unknown(arn, |_| "*".to_owned()))
}

/// Whether a resource-based policy takes part at all.
// AWS: T-1, X-3
fn has_policy_asked(arn: &Arn, about: AboutResource) -> bool {
    let is_alias = arn.service() == "kms" && arn.resource().starts_with("alias/");
    about != AboutResource::RoleItself && !is_alias
}

/// What the answer rests on where the environment does not say whether there is a policy.
// AWS: D-8, D-14
fn on_unsaid(environment: &Environment, request: &Request, about: AboutResource) -> Option<Note> {
    let arn = request.resource.arn().filter(|_| !request.exact_context)?;
    let rule = if request.crosses_accounts() { "D-14" } else { "D-8" };
    match about {
        AboutResource::Trust => no_such_role(environment, arn).map(|said| Note::new("T-1", said)),
        AboutResource::Other if may_have_policy(arn) => {
            let whose = quote(&whose_policy(arn));
            let message = format!(
                "the environment does not say whether {whose} has a policy; it is taken to have none"
            );
            Some(Note::new(rule, message))
        }
        AboutResource::Key | AboutResource::RoleItself | AboutResource::Other => None,
    }
}

/// The ARN of the resource whose policy AWS asks for a request, if an environment does not say
/// whether it has one.
// AWS: D-8, D-14
pub(crate) fn policy_not_said(environment: &Environment, request: &Request) -> Option<String> {
    let arn = request.resource.arn()?;
    let about = AboutResource::of(&request.resource, &request.action);
    let is_unsaid = matches!(environment.target(arn).policy, Fact::Unsaid);
    let is_open = is_unsaid && about == AboutResource::Other && may_have_policy(arn);
    is_open.then(|| whose_policy(arn))
}

/// Whether the resource of a request can have a policy that counts for it.
pub(crate) fn can_have_policy(request: &Request) -> bool {
    let Some(arn) = request.resource.arn() else { return false };
    match AboutResource::of(&request.resource, &request.action) {
        AboutResource::Trust | AboutResource::Key => true,
        AboutResource::RoleItself => false,
        AboutResource::Other => may_have_policy(arn),
    }
}

/// A role that its account does not have is most likely misspelt.
fn no_such_role(environment: &Environment, arn: &Arn) -> Option<String> {
    let account = environment.accounts.get(arn.account())?;
    let name = arn.resource().rsplit('/').next()?;
    if let Some(role) = account.roles.get(name) {
        let path = role.path.known().filter(|_| !has_path(arn, &role.path, name))?;
        let (name, path) = (quote(name), quote(path));
        return Some(format!("the role {name} has the path {path}, not that of this ARN"));
    }
    let hint = nearest(name, account.roles.iter().map(|(name, _)| name))
        .map_or_else(String::new, |near| format!("; did you mean {}?", quote(near)));
    let id = arn.account();
    Some(format!("the environment has no role {} in account {id}{hint}", quote(name)))
}

/// Services of which some resource can have a policy of its own.
const WITH_POLICIES: &[&str] = &[
    "acm-pca",
    "aoss",
    "backup",
    "bedrock",
    "cassandra",
    "cloudtrail",
    "codeartifact",
    "codebuild",
    "dynamodb",
    "ecr",
    "elasticfilesystem",
    "es",
    "events",
    "execute-api",
    "glacier",
    "glue",
    "kinesis",
    "lambda",
    "lex",
    "logs",
    "mediastore",
    "mobiletargeting",
    "ram",
    "redshift-serverless",
    "resource-groups",
    "route53resolver",
    "s3",
    "s3-object-lambda",
    "s3-outposts",
    "s3express",
    "s3tables",
    "sagemaker",
    "schemas",
    "secretsmanager",
    "serverlessrepo",
    "ses",
    "signer",
    "sns",
    "sqs",
    "ssm",
    "ssm-contacts",
    "ssm-incidents",
    "vpc-lattice",
    "xray",
];

fn may_have_policy(arn: &Arn) -> bool {
    WITH_POLICIES.contains(&arn.service())
}
