//! The policies at hand, and who and what their requests are about.

use std::collections::HashSet;
use std::sync::Arc;

use super::ask::Subject;
use super::draft::{Caller, Draft};
use super::rest::settled;
use crate::aws::{ActionName, Arn, PolicyKind, is_account_id};
use crate::catalog::Catalog;
use crate::compile::{
    CompiledPolicy, CompiledStatement, PolicySet, ResourcePattern, ResourcePolicy, Test,
};
use crate::evaluate::{Gate, StatementAt, layer_at};
use crate::policy::{ActionPattern, PrincipalValue, Statement};
use crate::request::{
    ContextKeys, Endpoint, KeyId, Principal, Request, RequestContext, ResourceTarget,
};
use crate::text::Arrange;

/// Who and what requests are about where no policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// The account that callers and resources belong to.
    pub account: Box<str>,
    /// Who asks.
    pub caller: Caller,
    /// The resource that a resource-based policy belongs to, if it is known.
    pub resource: Option<Box<str>>,
}

impl Cast {
    /// The account of AWS's examples.
    pub const EXAMPLE_ACCOUNT: &str = "111122223333";

    /// A user of an account.
    pub fn of_account(account: &str) -> Self {
        let caller = Caller::named(format!("arn:aws:iam::{account}:user/alice"));
        Self { account: account.into(), caller, resource: None }
    }

    /// A user of the account that these policies are most likely about: that of the resources and
    /// identity providers that they name, else that of the principals, who may be of another account
    /// only where a role trusts them.
    pub fn of<'p>(policies: impl IntoIterator<Item = &'p CompiledPolicy>) -> Self {
        let (mut owners, mut named) = (Vec::new(), Vec::new());
        for policy in policies {
            let statements = &policy.document.statements;
            owners.extend(statements.iter().flat_map(owning_accounts));
            if policy.kind != PolicyKind::Trust {
                named.extend(statements.iter().flat_map(principal_accounts));
            }
        }
        let account = most_frequent(&owners).or_else(|| most_frequent(&named));
        Self::of_account(account.as_deref().unwrap_or(Self::EXAMPLE_ACCOUNT))
    }
}

/// The first of those that are there most often.
fn most_frequent(accounts: &[Box<str>]) -> Option<Box<str>> {
    let count = |account: &str| accounts.iter().filter(|other| ***other == *account).count();
    let most = accounts.iter().map(|account| count(account)).max()?;
    accounts.iter().find(|account| count(account) == most).cloned()
}

/// The accounts of the resources and identity providers that a statement names.
fn owning_accounts(statement: &Statement) -> Vec<Box<str>> {
    let resources = statement.resource.iter().flat_map(|element| &element.entries);
    let principals = statement.principal.iter().flat_map(|element| &element.entries);
    let providers = principals.filter_map(|entry| match &entry.value {
        PrincipalValue::Federated(text) => account_of(text),
        _ => None,
    });
    resources.filter_map(|entry| account_of(&entry.text)).chain(providers).collect()
}

/// The accounts of the principals that a statement names.
fn principal_accounts(statement: &Statement) -> Vec<Box<str>> {
    let entries = statement.principal.iter().flat_map(|element| &element.entries);
    let account = |value: &PrincipalValue| match value {
        PrincipalValue::Account { account, .. } => Some(account.clone()),
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => account_of(arn.as_str()),
        _ => None,
    };
    entries.filter_map(|entry| account(&entry.value)).collect()
}

fn account_of(text: &str) -> Option<Box<str>> {
    let arn = Arn::parse(text).filter(|arn| is_account_id(arn.account()))?;
    Some(arn.account().into())
}

/// Policies, and who and what requests to them are about.
#[derive(Clone, Debug)]
pub struct Scene<'c> {
    pub(super) policies: PolicySet,
    pub(super) keys: ContextKeys,
    pub(super) cast: Cast,
    /// The keys that the policies test or fill in.
    pub(super) tested: Vec<KeyId>,
    /// The actions that the policies name in full, as written: those of Allow statements first.
    pub(super) actions: Vec<Box<str>>,
    /// What is known of AWS's actions.
    pub(super) catalog: Option<&'c Catalog>,
}

impl<'c> Scene<'c> {
    /// A scene; `keys` are those with which the policies were compiled.
    pub fn new(policies: PolicySet, keys: ContextKeys, cast: Cast) -> Self {
        let mut tested: Vec<KeyId> = policies.all().flat_map(|policy| keys_of(policy)).collect();
        tested.sort_unstable();
        tested.dedup();
        let actions = named_actions(&policies);
        Self { policies, keys, cast, tested, actions, catalog: None }
    }

    /// The same with what is known of AWS's actions, so that requests are ones that AWS sees.
    #[must_use]
    pub fn with_catalog(self, catalog: Option<&'c Catalog>) -> Self {
        Self { catalog, ..self }
    }

    /// The same about somebody and something else.
    #[must_use]
    pub fn with_cast(self, cast: Cast) -> Self {
        Self { cast, ..self }
    }

    /// One policy alone, read with keys of its own.
    pub fn of_policy(policy: &CompiledPolicy) -> Self {
        let mut keys = ContextKeys::new();
        let (name, source) = (policy.name.clone(), policy.source.clone());
        let own =
            CompiledPolicy::compile(name, source, policy.document.clone(), policy.kind, &mut keys);
        Self::of_policy_with(Arc::new(own), keys)
    }

    /// One policy alone; `keys` are those with which it was compiled, and maybe others.
    pub fn of_policy_with(policy: Arc<CompiledPolicy>, keys: ContextKeys) -> Self {
        let cast = Cast::of([&*policy]);
        Self::new(in_its_layer(policy), keys, cast)
    }

    /// The policies.
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The statements of all layers in order.
    pub fn statements(&self) -> Vec<StatementAt> {
        let mut all = Vec::new();
        for gate in self.gates() {
            let policies =
                layer_at(&self.policies, gate).into_iter().flat_map(|layer| layer.iter());
            for (number, policy) in policies.enumerate() {
                let at = |(statement, one): (usize, &CompiledStatement)| StatementAt {
                    gate,
                    policy: number,
                    statement,
                    effect: one.effect,
                };
                all.extend(policy.statements.iter().enumerate().map(at));
            }
        }
        all
    }

    /// The policy that a statement stands in.
    pub fn policy(&self, at: StatementAt) -> Option<&Arc<CompiledPolicy>> {
        layer_at(&self.policies, at.gate)?.get(at.policy)
    }

    /// The account that callers and resources belong to.
    pub fn account(&self) -> &str {
        &self.cast.account
    }

    /// The names of the keys that a statement hangs on, in lower case.
    pub fn keys_of(&self, at: StatementAt) -> Vec<&str> {
        let statement = self.policy(at).and_then(|policy| policy.statements.get(at.statement));
        let keys = statement.map_or_else(Vec::new, keys_of_statement);
        keys.into_iter().map(|key| self.keys.lower_name(key)).collect()
    }

    /// Whether a statement surely applies to a draft.
    pub fn applies(&self, at: StatementAt, draft: &Draft) -> bool {
        let answers = self.subject(at).and_then(|subject| subject.answers(draft));
        answers.is_some_and(|answers| answers.all_fit())
    }

    fn gates(&self) -> Vec<Gate> {
        let service = (0..self.policies.service_control.len()).map(Gate::ServiceControl);
        let resource = (0..self.policies.resource_control.len()).map(Gate::ResourceControl);
        [Gate::Identity, Gate::Resource, Gate::PermissionsBoundary, Gate::Session]
            .into_iter()
            .chain([Gate::VpcEndpoint])
            .chain(service)
            .chain(resource)
            .collect()
    }

    pub(super) fn subject(&self, at: StatementAt) -> Option<Subject<'_>> {
        let policy = self.policy(at)?;
        let compiled = policy.statements.get(at.statement)?;
        let written = policy.document.statements.get(at.statement)?;
        Some(Subject { scene: self, at, policy, compiled, written })
    }

    /// The number of a key by its name in any letter case.
    pub(super) fn key(&self, name: &str) -> Option<KeyId> {
        let lower = name.to_lowercase();
        self.keys.ids().find(|key| self.keys.lower_name(*key) == lower)
    }

    /// The request that a draft stands for, its other keys at rest.
    pub fn context(&self, draft: &Draft) -> Option<RequestContext> {
        settled(self, draft).map(|(_, context)| context)
    }

    /// The draft with all keys said that the policies test and that nothing fills in.
    pub fn settle(&self, draft: &Draft) -> Option<Draft> {
        settled(self, draft).map(|(draft, _)| draft)
    }

    /// What a draft asks, with nothing added.
    pub(super) fn request(&self, draft: &Draft) -> Option<Request> {
        let mut principal = Principal::parse(&draft.caller.text).ok()?;
        principal.id =
            draft.caller.id.as_deref().map(|id| id.split(':').next().unwrap_or(id).into());
        let action = ActionName::parse(&draft.action)?;
        let target = ResourceTarget::parse(&draft.resource, &action, true)?;
        let mut request = Request::new(principal, action, target);
        let in_arn = request.resource_arn().map(|arn| arn.account().to_owned());
        if in_arn.is_none_or(|account| !is_account_id(&account)) {
            let home = || owner(draft);
            request.resource_account = draft.resource_account.clone().or_else(home);
        }
        let keys = draft.context.iter();
        request.context =
            keys.map(|(key, given)| (key.to_lowercase().into(), given.clone())).collect();
        if let Some(catalog) = self.catalog {
            request.facts = catalog.facts(&request.action, &request.resource);
            let takes_none = request.facts.wildcard_only == Some(true);
            if takes_none && request.action.lower() != "s3:listallmybuckets" {
                // AWS: R-8
                request.resource = ResourceTarget::Wildcard;
            }
        }
        request.endpoint = self.policies.vpc_endpoint.as_ref().map(|_| Endpoint::Interface);
        Some(request)
    }
}

/// Who owns a resource of which nobody says so: the caller's account.
fn owner(draft: &Draft) -> Option<Box<str>> {
    Principal::parse(&draft.caller.text).ok()?.account
}

fn in_its_layer(policy: Arc<CompiledPolicy>) -> PolicySet {
    let mut set = PolicySet::default();
    let kind = policy.kind;
    let layer = std::iter::once(policy).collect();
    match kind {
        PolicyKind::Identity => set.identity = layer,
        PolicyKind::PermissionsBoundary => set.permissions_boundary = Some(layer),
        PolicyKind::Session => set.session = Some(layer),
        PolicyKind::Resource | PolicyKind::Trust => set.resource = ResourcePolicy::Policy(layer),
        PolicyKind::ServiceControl => set.service_control = vec![layer],
        PolicyKind::ResourceControl => set.resource_control = vec![layer],
        PolicyKind::VpcEndpoint => set.vpc_endpoint = Some(layer),
    }
    set
}

fn keys_of(policy: &CompiledPolicy) -> Vec<KeyId> {
    policy.statements.iter().flat_map(keys_of_statement).collect()
}

fn keys_of_statement(statement: &CompiledStatement) -> Vec<KeyId> {
    let mut keys = Vec::new();
    for condition in &statement.conditions {
        keys.push(condition.key);
        if let Test::Values(set) = &condition.test {
            keys.extend(set.variable_keys());
        }
    }
    for entry in statement.resource.iter().flat_map(|resource| &resource.entries) {
        if let ResourcePattern::Arn(_, variables) = entry {
            keys.extend(variables.keys());
        }
    }
    keys
}

fn named_actions(policies: &PolicySet) -> Vec<Box<str>> {
    let written = policies.all().flat_map(|policy| &policy.document.statements);
    let mut statements: Vec<_> = written.collect();
    statements.arrange_by_key(|statement| (statement.effect, statement.action.negated));
    let (mut named, mut known): (Vec<Box<str>>, HashSet<String>) = Default::default();
    for entry in statements.into_iter().flat_map(|statement| &statement.action.entries) {
        let is_whole = matches!(&entry.pattern, ActionPattern::Of { name, .. }
            if !name.contains(['*', '?']));
        if is_whole
            && ActionName::parse(&entry.text).is_some()
            && known.insert(entry.text.to_ascii_lowercase())
        {
            named.push(entry.text.clone());
        }
    }
    named
}
