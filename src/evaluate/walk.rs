//! The walk over the policies of a question, in the order in which the decision asks for them.

use super::answer::Decision;
use super::applies::{Asked, applies};
use super::decision::{Gate, Layers, Ruling, Situation, decide};
use super::grants::Grants;
use super::principal::{NotPrincipal, names};
use super::recorder::{Depth, Recorder, Silent, StatementAt};
use super::service::{ServiceRules, rules_of};
use super::situation::{caller_of, situation_of};
use super::truth::{ThreeValued, Truth};
use crate::compile::{
    AskAction, CompiledPolicy, CompiledStatement, Flow, Layer, PolicySet, ResourcePolicy,
};
use crate::policy::Effect;
use crate::request::{Endpoint, RequestContext};

/// Decides one question in three-valued logic.
pub(super) fn rule_on<R: Recorder>(
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> Ruling<Truth> {
    let rules = rules_of(policies, context, recorder);
    let situation = situation_of(policies, &context.request, &rules);
    if let Some(settled) = situation.settled {
        recorder.settled(settled);
    }
    let has_boundary = situation.caller.permissions_boundary;
    decide(&mut Walk { has_boundary, policies, context, rules, recorder }, &situation)
}

struct Walk<'a, R> {
    has_boundary: bool,
    policies: &'a PolicySet,
    context: &'a RequestContext,
    rules: ServiceRules,
    recorder: &'a mut R,
}

/// Every gate that a set of policies has, in the order of D-2.
pub(crate) fn gates(policies: &PolicySet) -> impl Iterator<Item = Gate> + use<> {
    let resource_control = (0..policies.resource_control.len()).map(Gate::ResourceControl);
    let service_control = (0..policies.service_control.len()).map(Gate::ServiceControl);
    resource_control.chain(service_control).chain([
        Gate::VpcEndpoint,
        Gate::Resource,
        Gate::Identity,
        Gate::PermissionsBoundary,
        Gate::Session,
    ])
}

/// The policies behind a gate.
pub(crate) fn layer_at(policies: &PolicySet, gate: Gate) -> Option<&Layer> {
    match gate {
        Gate::ResourceControl(level) => policies.resource_control.get(level),
        Gate::ServiceControl(level) => policies.service_control.get(level),
        Gate::VpcEndpoint => policies.vpc_endpoint.as_ref(),
        Gate::Resource => match &policies.resource {
            ResourcePolicy::Policy(layer) => Some(layer),
            ResourcePolicy::None | ResourcePolicy::NotSupplied => None,
        },
        Gate::Identity => Some(&policies.identity),
        Gate::PermissionsBoundary => policies.permissions_boundary.as_ref(),
        Gate::Session => policies.session.as_ref(),
    }
}

/// What the statements behind a gate are asked about.
fn asked_at(gate: Gate, context: &RequestContext, has_boundary: bool) -> Asked<'_> {
    let request = &context.request;
    Asked {
        context,
        accounts_are_root_users: gate == Gate::VpcEndpoint
            && request.endpoint == Some(Endpoint::Gateway),
        not_principal: if has_boundary {
            NotPrincipal::NeverSpares
        } else if request.lenient_not_principal {
            NotPrincipal::SparesWhenAnyListed
        } else {
            NotPrincipal::SparesWhenAllListed
        },
    }
}

/// Asks one statement as if it stood behind a gate of these policies.
pub(crate) fn ask_alone<R: Recorder>(
    statement: &CompiledStatement,
    gate: Gate,
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> Grants<Truth> {
    let has_boundary = caller_of(policies, &context.request).permissions_boundary;
    let asked = asked_at(gate, context, has_boundary);
    applies(statement, asked, AskAction::Yes, recorder)
}

/// How directly a statement behind a gate of these policies names the caller.
pub(crate) fn named_at(
    statement: &CompiledStatement,
    gate: Gate,
    policies: &PolicySet,
    context: &RequestContext,
) -> Grants<Truth> {
    let has_boundary = caller_of(policies, &context.request).permissions_boundary;
    let asked = asked_at(gate, context, has_boundary);
    names(&statement.principal, statement.effect, asked, &mut Silent)
}

/// Decides one question in a situation that is given: no service has rules of its own.
pub(crate) fn decide_in<R: Recorder>(
    situation: &Situation,
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> Decision {
    let has_boundary = situation.caller.permissions_boundary;
    let rules = ServiceRules::NONE;
    decide(&mut Walk { has_boundary, policies, context, rules, recorder }, situation).into()
}

/// Asks one policy as if it stood behind a gate of these policies: what its Denies and its Allows
/// come to.
pub(super) fn ask_policy<R: Recorder>(
    policy: &CompiledPolicy,
    gate: Gate,
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> [Grants<Truth>; 2] {
    let has_boundary = caller_of(policies, &context.request).permissions_boundary;
    let asked = asked_at(gate, context, has_boundary);
    [Effect::Deny, Effect::Allow]
        .map(|effect| OnePolicy { gate, number: 0, policy, effect, asked }.ask(recorder))
}

impl<R: Recorder> Walk<'_, R> {
    /// What the statements of one effect in one layer come to.
    fn ask(&mut self, gate: Gate, effect: Effect) -> Grants<Truth> {
        let mut found = Grants::NONE;
        let Some(layer) = layer_at(self.policies, gate) else { return found };
        let asked = asked_at(gate, self.context, self.has_boundary);
        let ask = |(number, policy)| OnePolicy { gate, number, policy, effect, asked };
        if R::DEPTH == Depth::Everything {
            for (number, policy) in layer.iter().enumerate() {
                found = found.or(ask((number, policy)).ask(self.recorder));
            }
            return found;
        }
        for one in layer.about(&self.context.request.action, effect).map(ask) {
            found = found.or(one.ask(self.recorder));
            if R::DEPTH == Depth::Answer && is_settled(effect, found) {
                break;
            }
        }
        found
    }
}

fn is_settled(effect: Effect, found: Grants<Truth>) -> bool {
    match effect {
        Effect::Deny => found.most() == Truth::True,
        Effect::Allow => found.direct == Truth::True,
    }
}

struct OnePolicy<'a> {
    gate: Gate,
    number: usize,
    policy: &'a CompiledPolicy,
    effect: Effect,
    asked: Asked<'a>,
}

impl OnePolicy<'_> {
    fn ask<R: Recorder>(&self, recorder: &mut R) -> Grants<Truth> {
        let index = self.policy.by_action(self.effect);
        let mut found = Grants::NONE;
        match R::DEPTH {
            Depth::Answer => index.visit(self.asked.context, |statement, ask_action| {
                found = found.or(self.applies(statement as usize, ask_action, recorder));
                if is_settled(self.effect, found) { Flow::Stop } else { Flow::Continue }
            }),
            Depth::Matches => {
                let mut numbers = Vec::new();
                index.visit(self.asked.context, |statement, ask_action| {
                    numbers.push((statement as usize, ask_action));
                    Flow::Continue
                });
                numbers.sort_unstable_by_key(|(statement, _)| *statement);
                numbers.dedup_by_key(|(statement, _)| *statement);
                for (statement, ask_action) in numbers {
                    found = found.or(self.applies(statement, ask_action, recorder));
                }
            }
            Depth::Everything => {
                for (number, statement) in self.policy.statements.iter().enumerate() {
                    if statement.effect == self.effect {
                        found = found.or(self.applies(number, AskAction::Yes, recorder));
                    }
                }
            }
        }
        found
    }

    fn applies<R: Recorder>(
        &self,
        number: usize,
        ask_action: AskAction,
        recorder: &mut R,
    ) -> Grants<Truth> {
        let Some(statement) = self.policy.statements.get(number) else { return Grants::NONE };
        recorder.enter(StatementAt {
            gate: self.gate,
            policy: self.number,
            statement: number,
            effect: self.effect,
        });
        let grants = applies(statement, self.asked, ask_action, recorder);
        recorder.leave(grants.most(), grants);
        grants
    }
}

impl<R: Recorder> ThreeValued for Walk<'_, R> {}

impl<R: Recorder> Layers for Walk<'_, R> {
    fn stops_early(&self) -> bool {
        R::DEPTH == Depth::Answer
    }

    fn asks_past_deny(&self) -> bool {
        R::VALUES
    }

    fn denied(&mut self, gate: Gate) -> Truth {
        if gate == Gate::Resource && matches!(self.policies.resource, ResourcePolicy::NotSupplied) {
            self.recorder.resource_policy_missing();
            return Truth::Unknown;
        }
        self.ask(gate, Effect::Deny).most()
    }

    fn allowed(&mut self, gate: Gate) -> Truth {
        self.ask(gate, Effect::Allow).most()
    }

    fn granted(&mut self) -> Grants<Truth> {
        match self.policies.resource {
            ResourcePolicy::None => Grants::NONE,
            ResourcePolicy::NotSupplied => {
                Grants { direct: Truth::Unknown, entity: Truth::Unknown, delegated: Truth::Unknown }
            }
            ResourcePolicy::Policy(_) => self.ask(Gate::Resource, Effect::Allow),
        }
    }

    fn granted_by_service(&mut self) -> Grants<Truth> {
        self.rules.grants
    }

    fn credentials_suffice(&mut self) -> Truth {
        self.rules.credentials
    }

    fn asked(&mut self, gate: Gate, truth: &Truth) {
        if *truth != Truth::True {
            self.recorder.closed(gate, *truth);
        }
    }
}
