//! An action on a resource of an environment, as a question to everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::asked::{Asked, Owner};
use super::who::tags_of;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::{
    Authorization, Placed, PolicyReader, Question, QuestionFields, Text, Trouble, policy_not_said,
};
use crate::compile::{Layer, ResourcePolicy};
use crate::environment::{EndpointKind, Environment, Fact, Held, Organization as Known, Target};
use crate::request::{Endpoint, Given, Organization, Request};
use crate::text::{Source, Syntax};

/// An action on a resource.
#[derive(Clone, Debug)]
pub struct Pair {
    /// As given.
    pub action: Box<str>,
    /// The resource that is asked about: an alias is its key.
    pub resource: Box<str>,
    /// The authorizations that such a call needs, its own first.
    // AWS: R-10
    pub authorizations: Vec<Asked>,
    /// The resources of which the environment does not say whether they have a policy.
    pub not_said: Vec<Box<str>>,
}

/// Makes questions of actions and resources.
pub struct Pairs<'a, 'd> {
    environment: &'a Environment,
    reader: &'a mut PolicyReader<'d>,
    context: Map<String, Value>,
    organization: Organization,
    controls: Arc<BTreeMap<Box<str>, Vec<Layer>>>,
}

impl<'a, 'd> Pairs<'a, 'd> {
    /// Questions under these condition keys: text, a list of texts, or `null` for a key that requests
    /// do not carry.
    ///
    /// # Errors
    /// Every mistake that leaves a resource control policy without a meaning.
    pub fn new(
        environment: &'a Environment,
        reader: &'a mut PolicyReader<'d>,
        context: Map<String, Value>,
    ) -> Result<Self, Vec<Trouble>> {
        let organization = environment.organization.known().map(Known::facts).unwrap_or_default();
        let mut controls = BTreeMap::new();
        for (id, _) in environment.accounts.iter() {
            controls.insert(id.into(), levels(&environment.resource_control(id), reader)?);
        }
        Ok(Self { environment, reader, context, organization, controls: Arc::new(controls) })
    }

    /// The question of an action on a resource, an ARN or `*`.
    ///
    /// # Errors
    /// What is wrong with the action, the resource, the keys or a policy of the resource.
    pub fn pair(&mut self, action: &str, resource: &str) -> Result<Pair, Vec<Trouble>> {
        let resource = self.environment.known_arn(resource);
        let question = self.question(action, resource)?;
        let mut authorizations = Vec::with_capacity(question.authorizations.len());
        let mut not_said = Vec::new();
        for one in question.authorizations {
            not_said.extend(policy_not_said(self.environment, &one.request).map(Box::from));
            authorizations.push(self.asked(one)?);
        }
        let (action, resource) = (action.into(), resource.into());
        Ok(Pair { action, resource, authorizations, not_said })
    }

    fn question(&mut self, action: &str, resource: &str) -> Result<Question, Vec<Trouble>> {
        let request = json!({
            "principal": "anonymous", "action": action, "resource": resource, "context": self.context,
        });
        let one = |trouble: Trouble| vec![trouble];
        let source = Source::new("", request.to_string());
        let text = Text::read(source, Syntax::Json).map_err(one)?;
        let whole = Placed { node: &text.node, source: &text.source };
        let fields = QuestionFields::of_bundle(None, whole).map_err(one)?;
        Question::read(&fields, self.reader)
    }

    fn asked(&mut self, authorization: Authorization) -> Result<Asked, Vec<Trouble>> {
        let Authorization { mut request, mut policies } = authorization;
        request.organization = self.organization.clone();
        self.add_endpoint(&mut request, &mut policies.vpc_endpoint)?;
        let Some(arn) = request.resource_arn().cloned() else {
            return Ok(Asked { request, policies, owner: Owner::OfCaller(Arc::default()) });
        };
        let target = self.environment.target(&arn);
        policies.resource = self.resource_policy(&target, &request, policies.resource)?;
        request.resource_tags = tags_of(&match target.tags {
            Fact::Is(tags) => Fact::Is(tags.to_vec()),
            Fact::None => Fact::None,
            Fact::Unsaid => Fact::Unsaid,
        });
        let block = target.public_access_block.unwrap_or_default();
        request.public_access_block.restrict_public_buckets = block.restrict_public_buckets;
        let all = self.environment.accounts.iter();
        let only = all.map(|(id, _)| id).next().filter(|_| self.environment.accounts.len() == 1);
        let owner =
            request.resource_account.take().or_else(|| target.account.or(only).map(Box::from));
        Ok(match owner {
            None => Asked { request, policies, owner: Owner::OfCaller(self.controls.clone()) },
            Some(owner) => {
                policies.resource_control = match self.controls.get(&owner) {
                    Some(known) => known.clone(),
                    None => levels(&target.resource_control, self.reader)?,
                };
                request.resource_account = Some(owner);
                Asked { request, policies, owner: Owner::Known }
            }
        })
    }

    /// The resource's policy; where the environment says nothing, what is known without it.
    fn resource_policy(
        &mut self,
        target: &Target<'_>,
        request: &Request,
        unsaid: ResourcePolicy,
    ) -> Result<ResourcePolicy, Vec<Trouble>> {
        let arn = request.resource_arn();
        let is_role =
            arn.is_some_and(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"));
        let kind = match (is_role, request.is_about_trust()) {
            (true, true) => PolicyKind::Trust,
            // AWS: T-1
            (true, false) => return Ok(ResourcePolicy::None),
            (false, _) => PolicyKind::Resource,
        };
        Ok(match target.policy {
            Fact::Is(policy) => {
                let policy = self.reader.held(Held::Stored(policy), kind)?;
                ResourcePolicy::Policy([policy].into_iter().collect())
            }
            Fact::None => ResourcePolicy::None,
            Fact::Unsaid => unsaid,
        })
    }

    /// The policy of the endpoint that the keys name.
    // AWS: S-19
    fn add_endpoint(
        &mut self,
        request: &mut Request,
        layer: &mut Option<Layer>,
    ) -> Result<(), Vec<Trouble>> {
        let Some(Given::Values(ids)) = request.given("aws:sourcevpce") else { return Ok(()) };
        let endpoint = ids.first().and_then(|id| self.environment.endpoints.get(id));
        let Some(endpoint) = endpoint else { return Ok(()) };
        if let Fact::Is(policy) = &endpoint.policy {
            let policy = self.reader.held(Held::Stored(policy), PolicyKind::VpcEndpoint)?;
            *layer = Some([policy].into_iter().collect());
            request.endpoint = Some(match endpoint.kind {
                EndpointKind::Gateway => Endpoint::Gateway,
                EndpointKind::Interface => Endpoint::Interface,
            });
        }
        Ok(())
    }
}

fn levels(
    all: &[Vec<Held<'_>>],
    reader: &mut PolicyReader<'_>,
) -> Result<Vec<Layer>, Vec<Trouble>> {
    let level =
        |level: &Vec<Held<'_>>| reader.all_held(level.iter().copied(), PolicyKind::ResourceControl);
    all.iter().map(level).collect()
}

impl Environment {
    /// The ARN under which the environment has a resource: that of the key for an alias.
    pub(super) fn known_arn<'t>(&'t self, text: &'t str) -> &'t str {
        if Arn::parse(text).is_none() || self.resources.get(text).is_some() {
            return text;
        }
        let has_alias = |(_, resource): &(&str, &crate::environment::Resource)| {
            resource.aliases.iter().any(|alias| **alias == *text)
        };
        self.resources.iter().find(has_alias).map_or(text, |(arn, _)| arn)
    }
}
