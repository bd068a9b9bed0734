//! Requests near a request, to see what else a change turns.

use std::collections::BTreeSet;

use crate::aws::{ActionName, Arn, UNKNOWN_PREFIX, ValueType, key};
use crate::catalog::{ActionOfService, Catalog, Touched};
use crate::policy::ActionPattern;
use crate::request::{
    ContextKeys, Given, KeyId, KeyState, Principal, Request, RequestContext, ResourceTarget,
};

/// A request near by, and in what it differs.
pub(super) struct Probe {
    pub(super) authorization: usize,
    pub(super) about: About,
    pub(super) context: RequestContext,
}

/// In what a request differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Another action, on the same resource or, for those that take only `*`, on none.
    Action,
    /// Another resource, by this action or another.
    Resource,
    /// An action of another service.
    Service,
    /// Another caller.
    Caller,
    /// Another value of this key.
    Circumstance(String),
}

/// How many actions of the service are asked about.
const MOST_ACTIONS: usize = 400;

/// How many actions of other services.
const MOST_OF_OTHERS: usize = 40;

/// How many condition keys are varied.
const MOST_KEYS: usize = 16;

/// A name that nothing near by has.
const OTHER: &str = "another-one";

/// What stands for the actions of all other services.
const WELL_KNOWN: &[&str] = &[
    "iam:createuser",
    "s3:getobject",
    "ec2:terminateinstances",
    "kms:decrypt",
    "sts:assumerole",
    "lambda:invokefunction",
    "dynamodb:getitem",
    "sqs:sendmessage",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
];

/// Around one authorization.
pub(super) struct Around<'a> {
    request: Request,
    authorization: usize,
    keys: &'a ContextKeys,
    catalog: Option<&'a Catalog>,
    found: Vec<Probe>,
}

impl<'a> Around<'a> {
    pub(super) fn new(
        request: &Request,
        authorization: usize,
        keys: &'a ContextKeys,
        catalog: Option<&'a Catalog>,
    ) -> Self {
        Self {
            request: with_few_accounts(request),
            authorization,
            keys,
            catalog,
            found: Vec::new(),
        }
    }

    /// All requests near by. `about` are the actions of the statements that change.
    pub(super) fn probes(mut self, about: &[ActionPattern]) -> Vec<Probe> {
        self.actions();
        self.other_services(about);
        self.callers();
        self.circumstances();
        self.found
    }

    fn push(&mut self, about: About, request: Option<Request>) {
        let context = request.map(|request| RequestContext::new(request, self.keys));
        let authorization = self.authorization;
        self.found.extend(context.map(|context| Probe { authorization, about, context }));
    }

    /// The request for another action and resource.
    fn asking(&self, action: &str, resource: ResourceTarget) -> Option<Request> {
        let mut request = self.request.clone();
        request.action = ActionName::parse(action)?;
        if let Some(catalog) = self.catalog {
            request.facts = catalog.facts(&request.action, &resource);
        }
        request.resource = resource;
        Some(request)
    }

    /// Every action of the service that takes this kind of resource, on it and on one beside it; and
    /// those that take none.
    fn actions(&mut self) {
        let own = self.request.action.clone();
        let beside = beside(&self.request.resource);
        for other in beside {
            let asked = self.asking(own.as_str(), other);
            self.push(About::Resource, asked);
        }
        let next = next_to(&self.request.resource);
        let Some(catalog) = self.catalog else { return };
        let Some(service) = catalog.service(own.service()) else { return };
        let others = service.actions.iter().filter(|one| *one.lower_name != *own.name());
        let others = others.filter(|one| !one.is_legacy).take(MOST_ACTIONS);
        for action in others {
            let found = ActionOfService { service, action };
            let name = found.full_name();
            let takes_it = !found.types_of(&self.request.resource).is_empty();
            let target = if takes_it {
                self.request.resource.clone()
            } else if action.is_wildcard_only() {
                ResourceTarget::Wildcard
            } else {
                continue;
            };
            let here = self.asking(&name, target);
            let there = next.clone().filter(|_| takes_it);
            let there = there.and_then(|there| self.asking(&name, there));
            self.push(About::Action, here);
            self.push(About::Resource, there);
        }
    }

    fn other_services(&mut self, about: &[ActionPattern]) {
        let Some(catalog) = self.catalog else { return };
        let own = self.request.action.service().to_owned();
        let mut names = BTreeSet::new();
        for pattern in about {
            match pattern {
                ActionPattern::Nothing => {}
                ActionPattern::Every => {
                    names.extend(WELL_KNOWN.iter().map(|name| (*name).to_owned()));
                }
                ActionPattern::Of { service, .. } if **service == own => {}
                ActionPattern::Of { .. } => {
                    let some = catalog.matching(pattern).into_iter().take(MOST_OF_OTHERS / 4);
                    names.extend(some.map(|found| found.full_name()));
                }
            }
        }
        let is_other = |name: &&String| !name.starts_with(&format!("{own}:"));
        for name in names.iter().filter(is_other).take(MOST_OF_OTHERS) {
            let asked = self.of_other_service(catalog, name);
            self.push(About::Service, asked);
        }
    }

    fn of_other_service(&self, catalog: &Catalog, name: &str) -> Option<Request> {
        let found = catalog.action(&ActionName::parse(name)?)?;
        let account = self.request.principal.account.as_deref().unwrap_or("123456789012");
        let call = Touched { partition: "aws", region: "us-east-1", account, named: None };
        let target = if found.action.is_wildcard_only() {
            ResourceTarget::Wildcard
        } else {
            let arn = found.resource_type(0).wildcard_arn(call)?;
            ResourceTarget::one(Arn::parse(&arn.as_str().replace('*', OTHER))?)
        };
        let mut asked = self.asking(&found.full_name(), target)?;
        asked.resource_account = asked.resource.arn().map(|_| account.into());
        Some(asked)
    }

    /// The same request by somebody else.
    fn callers(&mut self) {
        let account = self.request.principal.account.clone();
        let owner = self.request.resource_account.clone();
        let of = |account: &str| {
            ["user", "role"].map(|kind| format!("arn:aws:iam::{account}:{kind}/{OTHER}"))
        };
        let mut texts: Vec<String> = account.iter().flat_map(|account| of(account)).collect();
        texts.extend(
            owner
                .iter()
                .filter(|owner| account != Some((*owner).clone()))
                .flat_map(|owner| of(owner)),
        );
        texts.extend(of("999999999999"));
        texts.push("anonymous".to_owned());
        for principal in texts.iter().filter_map(|text| Principal::parse(text).ok()) {
            let mut request = self.request.clone();
            request.principal = principal;
            request.principal_tags = Some(Vec::new());
            self.push(About::Caller, Some(request));
        }
    }

    /// The same request without each key, and with another value of it.
    fn circumstances(&mut self) {
        let keys = self.keys;
        let now = RequestContext::new(self.request.clone(), keys);
        let varied = keys.ids().filter(|key| may_vary(*key, keys)).take(MOST_KEYS);
        for key in varied {
            let (name, state) = (keys.lower_name(key), now.state(key));
            if keys.global(key).is_none() && matches!(state, KeyState::Absent) {
                continue;
            }
            let others = match keys.key_type(key).map(|found| found.value) {
                Some(ValueType::Bool) => vec!["true", "false"],
                Some(ValueType::IpAddress) => vec!["192.0.2.77"],
                Some(ValueType::Date | ValueType::EpochTime) => {
                    vec!["2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]
                }
                Some(ValueType::Numeric) => vec!["0", "999999999"],
                _ => vec![OTHER],
            };
            let others = others.into_iter().map(|value| Given::Values(vec![value.into()]));
            for given in others.chain([Given::Absent]).filter(|given| !is_so(state, given)) {
                let request = with_given(&self.request, name, given);
                self.push(About::Circumstance(keys.name(key).to_owned()), Some(request));
            }
        }
    }
}

/// Whether a key is known to be so.
fn is_so(state: &KeyState, given: &Given) -> bool {
    match (state, given) {
        (KeyState::Absent, Given::Absent) => true,
        (KeyState::Present(values), Given::Values(given)) => {
            values.iter().map(|value| &*value.text).eq(given.iter().map(|value| &**value))
        }
        _ => false,
    }
}

/// The request with something said about a key, in place of what was said.
pub(super) fn with_given(request: &Request, lower_name: &str, given: Given) -> Request {
    let mut request = request.clone();
    request.context.retain(|(name, _)| **name != *lower_name);
    request.context.push((lower_name.into(), given));
    request
}

/// Whether a key is about how somebody asks, and not about who asks for what.
pub(super) fn may_vary(key: KeyId, keys: &ContextKeys) -> bool {
    let is_made_up = keys.lower_name(key).starts_with(UNKNOWN_PREFIX);
    !is_made_up && !is_fact(key, keys)
}

/// Whether AWS derives the key from who asks for what.
// AWS: K-1
pub(super) fn is_fact(key: KeyId, keys: &ContextKeys) -> bool {
    matches!(
        keys.global(key),
        Some(
            key::PRINCIPAL_ARN
                | key::PRINCIPAL_ACCOUNT
                | key::PRINCIPAL_TYPE
                | key::PRINCIPAL_ORG_ID
                | key::PRINCIPAL_ORG_PATHS
                | key::PRINCIPAL_TAG
                | key::PRINCIPAL_IS_AWS_SERVICE
                | key::PRINCIPAL_SERVICE_NAME
                | key::PRINCIPAL_SERVICE_NAMES_LIST
                | key::USERID
                | key::USERNAME
                | key::FEDERATED_PROVIDER
                | key::RESOURCE_ACCOUNT
                | key::RESOURCE_ORG_ID
                | key::RESOURCE_ORG_PATHS
                | key::RESOURCE_TAG
        )
    )
}

/// The organization as far as it is about these accounts, so that copies are small.
fn with_few_accounts(request: &Request) -> Request {
    let mut request = request.clone();
    let (caller, owner) = (request.principal.account.clone(), request.resource_account.clone());
    let is_asked =
        |account: &str| caller.as_deref() == Some(account) || owner.as_deref() == Some(account);
    if let Some(accounts) = &mut request.organization.accounts {
        accounts.retain(|(account, _)| is_asked(account));
    }
    request
}

/// Resources like this one: beside it, and far from it.
fn beside(target: &ResourceTarget) -> Vec<ResourceTarget> {
    let Some(arn) = target.arn() else { return Vec::new() };
    let next = next_to(target);
    let (head, resource) = (arn.head(), arn.resource());
    let far = match resource.split_once('/') {
        Some((_, rest)) if arn.service() == "s3" => format!("{head}{OTHER}/{rest}"),
        Some((kind, rest)) => format!("{head}{kind}/{OTHER}-{}", rest.len()),
        None => return next.into_iter().collect(),
    };
    let far = Arn::parse(&far).map(ResourceTarget::one);
    next.into_iter().chain(far).collect()
}

/// The resource of another name in the same place.
fn next_to(target: &ResourceTarget) -> Option<ResourceTarget> {
    let arn = target.arn()?;
    let text = arn.as_str();
    let start = text.len() - arn.resource().len();
    let name = text[start..].rfind(['/', ':']).map_or(start, |at| start + at + 1);
    Arn::parse(&format!("{}{OTHER}", &text[..name])).map(ResourceTarget::one)
}
