//! One of two things that are compared: policies by layer, and what decides beside them.

use super::atoms::Unseen;
use super::caller::Asking;
use super::cells::{cells, with_unseen_policy};
use super::encode::Encoder;
use super::formula::{Formula, Formulas};
use crate::compile::{CompiledStatement, Layer, PolicySet, ResourcePolicy};
use crate::evaluate::{
    Access, Algebra, Caller, Decision, Frame, Gate, Grants, Layers, Limit, Recorder,
    Side as CallerSide, Situation, Truth, decide, decide_in, evaluate, layer_at, named_at,
    takers_of_resource_control, takes_resource_control,
};
use crate::policy::Effect;
use crate::request::RequestContext;
use crate::value_set::Language;

/// Policies by layer, and how they decide.
#[derive(Clone, Debug)]
pub struct Side {
    /// The policies.
    pub policies: PolicySet,
    rules: Rules,
    /// Who asks on this side, where the caller is not the same on both.
    pub(super) asking: Option<Box<Asking>>,
}

/// How policies decide.
#[derive(Clone, Copy, Debug)]
enum Rules {
    /// In this situation, whatever is asked: a document by itself.
    Alone(Situation),
    /// As AWS decides each request, with all layers and the rules of its service.
    OfRequest,
}

/// Where a statement stands among the policies of a side; numbers begin at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its layer.
    pub gate: Gate,
    /// The number of the policy in the layer.
    pub policy: usize,
    /// The number of the statement in the policy.
    pub statement: usize,
}

impl Side {
    /// Identity-based policies alone: what they allow and nothing forbids.
    pub fn identity(identity: Layer) -> Self {
        let policies = PolicySet { identity, ..PolicySet::default() };
        let situation = Self::alone(CallerSide::Policies, Access::SameAccount);
        Self { policies, rules: Rules::Alone(situation), asking: None }
    }

    /// A resource-based policy alone: what it grants to whom.
    pub fn resource(policy: Layer) -> Self {
        Self::resource_within(policy, Vec::new())
    }

    /// The same within resource control policies, by level.
    pub fn resource_within(policy: Layer, resource_control: Vec<Layer>) -> Self {
        let resource = ResourcePolicy::Policy(policy);
        let policies = PolicySet { resource, resource_control, ..PolicySet::default() };
        let mut situation = Self::alone(CallerSide::Nothing, Access::ResourceOnly);
        situation.resource_control_levels = policies.resource_control.len();
        situation.resource_denies = true;
        situation.resource_allows = true;
        Self { policies, rules: Rules::Alone(situation), asking: None }
    }

    /// The same for callers of the resource's account, whose own policies allow everything or nothing.
    // AWS: D-8
    #[must_use]
    pub fn in_one_account(mut self, may_everything: bool) -> Self {
        if let Rules::Alone(situation) = &mut self.rules {
            situation.access = Access::SameAccount;
            let identity =
                if may_everything { CallerSide::Everything } else { CallerSide::Nothing };
            situation.caller.identity = identity;
        }
        self
    }

    /// All layers that decide the requests of one caller.
    pub fn layers(policies: PolicySet) -> Self {
        Self { policies, rules: Rules::OfRequest, asking: None }
    }

    /// The same where requests go through a VPC endpoint; one without a policy lets everything through.
    #[must_use]
    pub fn through_endpoint(mut self, policy: Option<Layer>) -> Self {
        if let Rules::Alone(situation) = &mut self.rules {
            situation.vpc_endpoint = policy.is_some();
        }
        self.policies.vpc_endpoint = policy;
        self
    }

    fn alone(identity: CallerSide, access: Access) -> Situation {
        Situation {
            settled: None,
            resource_control_levels: 0,
            service_control_levels: 0,
            vpc_endpoint: false,
            resource_denies: false,
            resource_allows: false,
            caller: Caller { identity, permissions_boundary: false, session: Limit::None },
            access,
        }
    }

    /// Decides one request.
    pub(super) fn decide<R: Recorder>(
        &self,
        context: &RequestContext,
        recorder: &mut R,
    ) -> Decision {
        let own = self.asking.as_ref().map(|asking| asking.asks_for(context));
        let context = own.as_ref().unwrap_or(context);
        match &self.rules {
            Rules::Alone(situation) => {
                let is_bound = takes_resource_control(&context.request.action);
                let situation = if is_bound { *situation } else { unbound(situation) };
                decide_in(&situation, &self.policies, context, recorder)
            }
            Rules::OfRequest => match with_unseen_policy(&self.policies, context) {
                Some(policies) => evaluate(&policies, context, recorder),
                None => evaluate(&self.policies, context, recorder),
            },
        }
    }

    /// The formula of what is allowed; `None` if there are too many kinds of requests.
    pub(super) fn access(&self, encoder: &mut Encoder<'_>, universe: &Language) -> Option<Formula> {
        let Some(asking) = &self.asking else { return self.access_of_known(encoder, universe) };
        let own = asking.known_beside(&encoder.known);
        let shared = std::mem::replace(&mut encoder.known, own);
        let access = self.access_of_known(encoder, universe);
        encoder.known = shared;
        access
    }

    fn access_of_known(&self, encoder: &mut Encoder<'_>, universe: &Language) -> Option<Formula> {
        match &self.rules {
            Rules::Alone(situation) => Some(self.access_alone(situation, encoder)),
            Rules::OfRequest => {
                let mut any = Vec::new();
                for cell in cells(&self.policies, encoder, universe)? {
                    let frame = Some(&cell.frame);
                    let access = self.access_in(cell.frame.situation(), frame, encoder);
                    any.push(encoder.formulas.all([cell.within, access]));
                }
                Some(encoder.formulas.any(any))
            }
        }
    }

    // AWS: D-6, D-7
    fn access_alone(&self, situation: &Situation, encoder: &mut Encoder<'_>) -> Formula {
        let access = self.access_in(situation, None, encoder);
        if situation.resource_control_levels == 0 {
            return access;
        }
        let without = self.access_in(&unbound(situation), None, encoder);
        let [of_services, spared] =
            takers_of_resource_control().map(|actions| encoder.action(&actions));
        let formulas = &mut encoder.formulas;
        let not_spared = formulas.negation(spared);
        let is_bound = formulas.all([of_services, not_spared]);
        let is_free = formulas.negation(is_bound);
        let [bound, free] = [[is_bound, access], [is_free, without]].map(|both| formulas.all(both));
        formulas.any([bound, free])
    }

    /// The formula of what is allowed in one situation.
    pub(super) fn access_in(
        &self,
        situation: &Situation,
        frame: Option<&Frame>,
        encoder: &mut Encoder<'_>,
    ) -> Formula {
        let ruling = decide(&mut SymbolicLayers { side: self, frame, encoder }, situation);
        let not_denied = encoder.formulas.negation(ruling.denied);
        encoder.formulas.all([ruling.allowed, not_denied])
    }

    /// Whether something may be allowed that no statement grants: to a root user, or by a service.
    pub(super) fn grants_without_policies(&self) -> bool {
        match &self.rules {
            Rules::Alone(situation) => situation.caller.identity == CallerSide::Everything,
            Rules::OfRequest => true,
        }
    }

    /// The Allow statements that may grant, and what each asks.
    pub(super) fn grants(&self, encoder: &mut Encoder<'_>) -> Vec<(Place, Formula)> {
        let mut found = Vec::new();
        for gate in [Gate::Identity, Gate::Resource] {
            for (place, statement) in statements(&self.policies, gate, Effect::Allow) {
                let grants = self.granted_by(statement, gate, encoder);
                let asked = [grants.direct, grants.entity, grants.delegated];
                found.push((place, encoder.formulas.any(asked)));
            }
        }
        found
    }

    /// Whether the resource-based policy is known, even if it holds nothing.
    fn has_seen_policy(&self) -> bool {
        matches!(self.policies.resource, ResourcePolicy::Policy(_))
    }

    fn granted_by(
        &self,
        statement: &CompiledStatement,
        gate: Gate,
        encoder: &mut Encoder<'_>,
    ) -> Grants<Formula> {
        let named = named_at(statement, gate, &self.policies, &encoder.known);
        encoder.statement(statement, named)
    }
}

/// The situation of an action that resource control policies do not bind.
fn unbound(situation: &Situation) -> Situation {
    Situation { resource_control_levels: 0, ..*situation }
}

/// The statements of one effect behind a gate.
pub(super) fn statements(
    policies: &PolicySet,
    gate: Gate,
    effect: Effect,
) -> impl Iterator<Item = (Place, &CompiledStatement)> {
    let layer = layer_at(policies, gate).map_or(&[][..], |layer| &**layer);
    layer.iter().enumerate().flat_map(move |(policy, compiled)| {
        let numbered = compiled.statements.iter().enumerate();
        let of_effect = numbered.filter(move |(_, statement)| statement.effect == effect);
        of_effect
            .map(move |(number, statement)| (Place { gate, policy, statement: number }, statement))
    })
}

/// The layers of a side as formulas.
struct SymbolicLayers<'s, 'e, 'a> {
    side: &'s Side,
    /// What the service does differently, where it counts.
    frame: Option<&'s Frame>,
    encoder: &'e mut Encoder<'a>,
}

impl SymbolicLayers<'_, '_, '_> {
    fn ask(&mut self, gate: Gate, effect: Effect) -> Grants<Formula> {
        let (mut direct, mut entity, mut delegated) = (Vec::new(), Vec::new(), Vec::new());
        for (_, statement) in statements(&self.side.policies, gate, effect) {
            let grants = self.side.granted_by(statement, gate, self.encoder);
            direct.push(grants.direct);
            entity.push(grants.entity);
            delegated.push(grants.delegated);
        }
        let formulas = &mut self.encoder.formulas;
        Grants {
            direct: formulas.any(direct),
            entity: formulas.any(entity),
            delegated: formulas.any(delegated),
        }
    }

    fn most(&mut self, grants: &Grants<Formula>) -> Formula {
        self.encoder.formulas.any([grants.direct, grants.entity, grants.delegated])
    }

    fn formula_of(truth: Truth) -> Formula {
        Formulas::constant_of(truth == Truth::True)
    }
}

impl Algebra for SymbolicLayers<'_, '_, '_> {
    type Truth = Formula;

    fn constant(&mut self, value: bool) -> Formula {
        self.encoder.formulas.constant(value)
    }

    fn and(&mut self, left: &Formula, right: &Formula) -> Formula {
        self.encoder.formulas.and(left, right)
    }

    fn or(&mut self, left: &Formula, right: &Formula) -> Formula {
        self.encoder.formulas.or(left, right)
    }

    fn not(&mut self, value: &Formula) -> Formula {
        self.encoder.formulas.not(value)
    }

    fn known(&self, value: &Formula) -> Option<bool> {
        self.encoder.formulas.known(value)
    }
}

impl Layers for SymbolicLayers<'_, '_, '_> {
    fn stops_early(&self) -> bool {
        false
    }

    fn denied(&mut self, gate: Gate) -> Formula {
        if gate == Gate::Resource && !self.side.has_seen_policy() {
            return self.encoder.unseen(Unseen::Denies);
        }
        let denies = self.ask(gate, Effect::Deny);
        self.most(&denies)
    }

    fn allowed(&mut self, gate: Gate) -> Formula {
        let allows = self.ask(gate, Effect::Allow);
        self.most(&allows)
    }

    fn granted(&mut self) -> Grants<Formula> {
        if self.side.has_seen_policy() {
            return self.ask(Gate::Resource, Effect::Allow);
        }
        Grants {
            direct: self.encoder.unseen(Unseen::Allows),
            entity: self.encoder.unseen(Unseen::AllowsRole),
            delegated: self.encoder.unseen(Unseen::Delegates),
        }
    }

    fn granted_by_service(&mut self) -> Grants<Formula> {
        let granted = self.frame.map_or(Grants::NONE, Frame::granted_by_service);
        Grants {
            direct: Self::formula_of(granted.direct),
            entity: Self::formula_of(granted.entity),
            delegated: Self::formula_of(granted.delegated),
        }
    }

    fn credentials_suffice(&mut self) -> Formula {
        Self::formula_of(self.frame.map_or(Truth::True, Frame::credentials))
    }

    fn asked(&mut self, _gate: Gate, _truth: &Formula) {}
}
