//! Whether a statement applies to a request that a rule makes up.

use super::caller::{Caller, Parties, filled};
use super::statement::StatementView;
use super::subject::Subject;
use crate::aws::{ActionName, PolicyKind};
use crate::catalog::ActionOfService;
use crate::compile::PolicySet;
use crate::evaluate::{Gate, Silent, Truth, ask_alone};
use crate::policy::{ActionEntry, ActionPattern, Effect, ResourceElement};
use crate::request::{Principal, Request, RequestContext, ResourceTarget};

/// How many actions of a statement are tried.
const ACTIONS: usize = 24;

impl StatementView<'_> {
    /// Whether it applies to a request.
    pub(crate) fn applies_to(&self, caller: &Caller, action: &str, resource: &str) -> Truth {
        let asked = self.subject.context_of(caller, action, resource);
        asked.map_or(Truth::False, |context| self.subject.applies(self.number, &context))
    }

    /// Whether some action of it is granted to a caller and no Deny of the policy forbids it: the
    /// most of what it says for its actions and resources.
    pub(crate) fn lets_in(&self, caller: &Caller) -> Truth {
        self.most(|action, resource| self.subject.granted(self.number, caller, action, resource))
    }

    /// Whether it applies to a caller for some action of it.
    pub(crate) fn hits(&self, caller: &Caller) -> Truth {
        self.most(|action, resource| self.applies_to(caller, action, resource))
    }

    fn most(&self, ask: impl Fn(&str, &str) -> Truth) -> Truth {
        let resources = self.sample_resources();
        let mut found = Truth::False;
        for action in self.sample_actions() {
            for resource in &resources {
                found = found.or(ask(&action, resource));
                if found == Truth::True {
                    return found;
                }
            }
        }
        found
    }

    /// Some of its actions, at least one for each entry.
    pub(crate) fn sample_actions(&self) -> Vec<String> {
        let element = &self.written.action;
        if element.negated {
            return self.actions().iter().take(ACTIONS).map(ActionOfService::full_name).collect();
        }
        let mut found: Vec<_> = element.entries.iter().flat_map(|one| self.samples(one)).collect();
        found.dedup();
        found.truncate(ACTIONS);
        found
    }

    fn samples(&self, entry: &ActionEntry) -> Vec<String> {
        match &entry.pattern {
            ActionPattern::Nothing => Vec::new(),
            ActionPattern::Every => EVERYWHERE.map(str::to_owned).to_vec(),
            pattern @ ActionPattern::Of { service, name } => {
                let known = self.subject.catalog().matching(pattern);
                let picks = [0, known.len() / 2, known.len().saturating_sub(1)];
                let mut names: Vec<_> = picks
                    .iter()
                    .filter_map(|at| known.get(*at))
                    .map(ActionOfService::full_name)
                    .collect();
                names.dedup();
                if names.is_empty() {
                    names.push(format!("{service}:{}", filled(name)));
                }
                names
            }
        }
    }

    /// A resource for each entry of `Resource`; the role of a trust policy.
    pub(crate) fn sample_resources(&self) -> Vec<String> {
        let parties = self.subject.parties();
        match &self.written.resource {
            _ if self.subject.kind() == PolicyKind::Trust => vec![parties.role()],
            Some(ResourceElement { negated: false, entries, .. }) => {
                entries.iter().map(|entry| parties.sample_resource(&entry.text)).collect()
            }
            Some(_) => vec![parties.anything()],
            None => vec!["*".to_owned()],
        }
    }
}

/// Actions to try where all are meant.
const EVERYWHERE: [&str; 4] = ["s3:GetObject", "sqs:SendMessage", "kms:Decrypt", "sns:Publish"];

impl Parties {
    /// A role of the owner's.
    pub(crate) fn role(&self) -> String {
        format!("arn:{}:iam::{}:role/iamsim-role", self.partition, self.owner)
    }

    fn anything(&self) -> String {
        format!("arn:{}:s3:::iamsim-bucket/iamsim-object", self.partition)
    }

    /// Something that a resource entry covers: all from the first variable on.
    fn sample_resource(&self, entry: &str) -> String {
        if let Some((start, _)) = entry.split_once("${") {
            return format!("{start}*");
        }
        if entry == "*" {
            return entry.to_owned();
        }
        let parts: Vec<_> = entry.splitn(6, ':').collect();
        let [prefix, partition, service, region, account, resource] = parts[..] else {
            return filled(entry);
        };
        let or = |part: &str, instead: &str| match part {
            "*" => instead.to_owned(),
            part => filled(part),
        };
        [
            prefix.to_owned(),
            or(partition, &self.partition),
            filled(service),
            or(region, "us-east-1"),
            or(account, &self.owner),
            filled(resource),
        ]
        .join(":")
    }
}

impl Subject<'_> {
    fn context_of(&self, caller: &Caller, action: &str, resource: &str) -> Option<RequestContext> {
        let principal = Principal::parse(&caller.principal).ok()?;
        let action = ActionName::parse(action)?;
        let resource = ResourceTarget::parse(resource, &action, true)?;
        let facts = self.facts(&action, &resource);
        let request = Request {
            resource_account: Some(self.parties().owner.clone()),
            context: caller.keys.clone(),
            facts,
            ..Request::new(principal, action, resource)
        };
        Some(RequestContext::new(request, &self.compiled().1))
    }

    fn applies(&self, number: usize, context: &RequestContext) -> Truth {
        let Some(statement) = self.compiled().0.statements.get(number) else { return Truth::False };
        let policies = PolicySet::default();
        ask_alone(statement, Gate::Resource, &policies, context, &mut Silent).most()
    }

    /// Whether an Allow applies and no Deny of the policy does.
    pub(crate) fn granted(
        &self,
        number: usize,
        caller: &Caller,
        action: &str,
        resource: &str,
    ) -> Truth {
        let Some(context) = self.context_of(caller, action, resource) else { return Truth::False };
        let allowed = self.applies(number, &context);
        if allowed == Truth::False {
            return allowed;
        }
        allowed.and(!self.denied(&context))
    }

    fn denied(&self, context: &RequestContext) -> Truth {
        let statements = self.compiled().0.statements.iter().enumerate();
        let denies = statements.filter(|(_, one)| one.effect == Effect::Deny);
        denies.fold(Truth::False, |found, (number, _)| found.or(self.applies(number, context)))
    }

    /// Whether some Allow applies and no Deny does.
    pub(crate) fn lets_caller(&self, caller: &Caller, action: &str, resource: &str) -> Truth {
        let allows = self.statements().filter(StatementView::is_allow);
        allows.fold(Truth::False, |found, one| {
            found.or(self.granted(one.number, caller, action, resource))
        })
    }
}
