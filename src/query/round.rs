//! One question, asked of a crowd.

use super::asked::{Asked, Caller};
use super::cohort::{Cohort, Holding, Numbers};
use super::crowd::Crowd;
use super::dependence::{Dependence, Dependences, Listener};
use super::flags::Flags;
use crate::compile::{CompiledPolicy, Layer, PolicySet};
use crate::evaluate::{Answered, Decision, Frame, Gate, Remembered};
use crate::policy::Effect;
use crate::request::{KeyId, RequestContext};

/// A question and what the crowd's policies answered to it so far.
pub(super) struct Round<'a> {
    crowd: &'a Crowd,
    asked: &'a Asked,
    dependences: Dependences,
    own_keys: Vec<KeyId>,
    /// What each policy of the crowd answered to the first cohort.
    first: Option<Vec<Flags>>,
}

/// The question as one cohort asks it.
struct Side<'r> {
    round: &'r Round<'r>,
    cohort: &'r Cohort,
    policies: PolicySet,
    context: RequestContext,
    frame: Frame,
    flags: Vec<Flags>,
    shared: Shared,
    /// On whom the policies of the resource depend, whatever is asked.
    dependence: Dependence,
}

/// What the layers answered that are the same for a whole cohort.
#[derive(Clone, Debug)]
struct Shared {
    service_control: Vec<Answered>,
    resource_control: Vec<Answered>,
    vpc_endpoint: Answered,
    resource: Answered,
    depends_on_caller: bool,
}

/// What the layers of one caller answered.
#[derive(Clone, Copy, Debug)]
struct Own {
    identity: Flags,
    permissions_boundary: Flags,
    session: Flags,
}

impl Own {
    fn depends_on_caller(self) -> bool {
        self.identity.or(self.permissions_boundary).or(self.session).depends_on_caller()
    }
}

/// The decisions on what the layers of a caller without session policies may answer, as far as they
/// were asked for; what is open may come out differently for each holding.
struct Known([Answer; Flags::ANSWERS * Flags::ANSWERS]);

#[derive(Clone, Copy, Debug)]
enum Answer {
    NotAsked,
    Open,
    Decided(Decision),
}

impl<'a> Round<'a> {
    pub(super) fn new(crowd: &'a Crowd, asked: &'a Asked) -> Self {
        let dependences = crowd.dependences.within(&asked.request, &crowd.keys);
        let own_keys = dependences.own_keys(&crowd.keys);
        Self { crowd, asked, dependences, own_keys, first: None }
    }

    pub(super) fn decide(mut self) -> Vec<Decision> {
        let (crowd, asked) = (self.crowd, self.asked);
        let mut decisions = vec![Decision::ImplicitDeny; crowd.callers.len()];
        // INVARIANT: a grant may name any caller, and a frame holds for a whole cohort.
        if !asked.request.grants.is_empty() {
            for (caller, decision) in crowd.callers.iter().zip(&mut decisions) {
                *decision = crowd.decide_alone(caller, asked);
            }
            return decisions;
        }
        for cohort in &crowd.cohorts {
            let (context, policies) = self.as_asked_by(cohort);
            let flags = self.flags_for(&context, &policies);
            Side::new(&self, cohort, (context, policies), flags).decide(&mut decisions);
        }
        decisions
    }

    fn as_asked_by(&self, cohort: &Cohort) -> (RequestContext, PolicySet) {
        let authorization = self.asked.by(&self.crowd.callers[cohort.somebody()]);
        let context = RequestContext::new(authorization.request, &self.crowd.keys);
        (context, authorization.policies)
    }

    /// What each policy of the crowd answers to a cohort; after the first only those are asked whose
    /// answers may differ.
    fn flags_for(&mut self, context: &RequestContext, policies: &PolicySet) -> Vec<Flags> {
        let crowd = self.crowd;
        if let Some(first) = &self.first {
            let mut flags = first.clone();
            for (flag, policy) in flags.iter_mut().zip(crowd.policies.iter()) {
                if flag.depends() {
                    *flag = self.ask(policy, context, policies);
                }
            }
            return flags;
        }
        let mut flags = vec![Flags::default(); crowd.policies.len()];
        for effect in [Effect::Allow, Effect::Deny] {
            for (number, policy) in crowd.policies.about(&context.request.action, effect) {
                if !flags[number].was_asked() {
                    flags[number] = self.ask(policy, context, policies);
                }
            }
        }
        self.first = Some(flags.clone());
        flags
    }

    /// What a policy on the caller's side answers.
    fn ask(
        &self,
        policy: &CompiledPolicy,
        context: &RequestContext,
        policies: &PolicySet,
    ) -> Flags {
        let mut listener = self.listener(policy);
        let answered = Answered::by(policy, Gate::Identity, policies, context, &mut listener);
        Flags::new(answered, listener.most)
    }

    fn listener<'p>(&'p self, policy: &'p CompiledPolicy) -> Listener<'p> {
        Listener { dependences: &self.dependences, policy, most: Dependence::Nobody }
    }
}

impl<'r> Side<'r> {
    fn new(
        round: &'r Round<'r>,
        cohort: &'r Cohort,
        (context, policies): (RequestContext, PolicySet),
        flags: Vec<Flags>,
    ) -> Self {
        let frame = Frame::of(&policies, &context);
        let layers = policies.resource_control.iter().chain(&policies.vpc_endpoint);
        let of_resource = layers.flat_map(|layer| layer.iter()).chain(policies.resource.policy());
        let dependences = &round.crowd.dependences;
        let dependence = of_resource.map(|policy| dependences.of_policy(policy)).max();
        let dependence = dependence.unwrap_or(Dependence::Nobody);
        let shared = Shared {
            service_control: Vec::new(),
            resource_control: Vec::new(),
            vpc_endpoint: Answered::NOTHING,
            resource: Answered::NOTHING,
            depends_on_caller: false,
        };
        let mut side = Self { round, cohort, policies, context, frame, flags, shared, dependence };
        side.shared = side.shared_with(&side.context);
        side
    }

    /// What the layers answer that do not belong to a single caller.
    fn shared_with(&self, context: &RequestContext) -> Shared {
        let mut most = Dependence::Nobody;
        let mut layer = |layer: &Layer, gate| self.layer(layer, gate, context, &mut most);
        let resource_control = self.policies.resource_control.iter().enumerate();
        let resource_control =
            resource_control.map(|(level, one)| layer(one, Gate::ResourceControl(level)));
        let resource_control = resource_control.collect();
        let endpoint = self.policies.vpc_endpoint.as_ref();
        let vpc_endpoint = endpoint.map(|one| layer(one, Gate::VpcEndpoint));
        let resource = self.resource(context, &mut most);
        let levels = self.cohort.service_control.iter();
        let flags: Vec<Flags> = levels.map(|level| self.own_flags_of(level, context)).collect();
        let depends_on_caller =
            most == Dependence::Caller || flags.iter().any(|one| one.depends_on_caller());
        Shared {
            service_control: flags.iter().map(|one| one.answered()).collect(),
            resource_control,
            vpc_endpoint: vpc_endpoint.unwrap_or(Answered::NOTHING),
            resource,
            depends_on_caller,
        }
    }

    fn layer(
        &self,
        layer: &Layer,
        gate: Gate,
        context: &RequestContext,
        most: &mut Dependence,
    ) -> Answered {
        let mut all = Answered::NOTHING;
        for policy in layer.iter() {
            let mut listener = self.round.listener(policy);
            all = all.or(Answered::by(policy, gate, &self.policies, context, &mut listener));
            *most = (*most).max(listener.most);
        }
        all
    }

    fn resource(&self, context: &RequestContext, most: &mut Dependence) -> Answered {
        let Some(policy) = self.policies.resource.policy() else {
            return Answered::without_policy(&self.policies.resource);
        };
        let mut listener = self.round.listener(policy);
        let answered = Answered::by(policy, Gate::Resource, &self.policies, context, &mut listener);
        *most = (*most).max(listener.most);
        answered
    }

    /// What these policies answer to the whole cohort.
    fn flags_of(&self, numbers: &Numbers) -> Flags {
        let of_one = |number: &u32| self.flags.get(*number as usize).copied().unwrap_or_default();
        numbers.iter().map(of_one).fold(Flags::default(), Flags::or)
    }

    /// What these policies answer to the caller of the context: as the cohort was answered, but where
    /// that depends on the caller.
    fn own_flags_of(&self, numbers: &Numbers, context: &RequestContext) -> Flags {
        let of_one = |number: &u32| {
            let flags = self.flags.get(*number as usize).copied().unwrap_or_default();
            match self.round.crowd.policies.get(*number as usize) {
                Some(policy) if flags.depends_on_caller() => {
                    self.round.ask(policy, context, &self.policies)
                }
                _ => flags,
            }
        };
        numbers.iter().map(of_one).fold(Flags::default(), Flags::or)
    }

    fn own(holding: &Holding, flags_of: impl Fn(&Numbers) -> Flags) -> Own {
        Own {
            identity: flags_of(&holding.held.identity),
            permissions_boundary: flags_of(&holding.held.permissions_boundary),
            session: flags_of(&holding.held.session),
        }
    }

    fn decide(&self, decisions: &mut [Decision]) {
        let mut known = Known([Answer::NotAsked; Flags::ANSWERS * Flags::ANSWERS]);
        let mut context = None;
        for holding in &self.cohort.holdings {
            let own = Self::own(holding, |numbers| self.flags_of(numbers));
            if own.depends_on_caller() || self.shared.depends_on_caller {
                let context = context.get_or_insert_with(|| self.context.clone());
                for &caller in &holding.callers {
                    decisions[caller] = self.decide_own(holding, caller, context);
                }
            } else {
                let decided = known.decide(own, &self.shared, &self.frame);
                self.decide_together(holding, decided, decisions);
            }
        }
    }

    fn decide_own(
        &self,
        holding: &Holding,
        number: usize,
        context: &mut RequestContext,
    ) -> Decision {
        let Round { crowd, own_keys, asked, .. } = self.round;
        let caller = &crowd.callers[number];
        context.ask_for(&caller.principal, &caller.tags, own_keys, &crowd.keys);
        let own = Self::own(holding, |numbers| self.own_flags_of(numbers, context));
        let decided = if self.shared.depends_on_caller {
            self.frame.decide(&remembered(own, &self.shared_with(context)))
        } else {
            self.frame.decide(&remembered(own, &self.shared))
        };
        decided.unwrap_or_else(|| crowd.decide_alone(caller, asked))
    }

    /// Decides for callers who have the same policies, none of which told them apart.
    fn decide_together(
        &self,
        holding: &Holding,
        decided: Option<Decision>,
        decisions: &mut [Decision],
    ) {
        let Round { crowd, asked, .. } = self.round;
        let alone = |number: usize| {
            let caller: &Caller = &crowd.callers[number];
            crowd.decide_alone(caller, asked)
        };
        let is_alike = holding.dependence.max(self.dependence) < Dependence::Caller;
        let mut all = decided;
        for &caller in &holding.callers {
            decisions[caller] = match all {
                Some(decision) => decision,
                None => alone(caller),
            };
            if is_alike {
                all = Some(decisions[caller]);
            }
        }
    }
}

impl Known {
    fn decide(&mut self, own: Own, shared: &Shared, frame: &Frame) -> Option<Decision> {
        let place = own.identity.answer() * Flags::ANSWERS + own.permissions_boundary.answer();
        let decide = || frame.decide(&remembered(own, shared));
        if own.session.was_asked() {
            return decide();
        }
        match self.0[place] {
            Answer::Decided(decision) => Some(decision),
            Answer::Open => None,
            Answer::NotAsked => {
                let decided = decide();
                self.0[place] = decided.map_or(Answer::Open, Answer::Decided);
                decided
            }
        }
    }
}

fn remembered(own: Own, shared: &Shared) -> Remembered<'_> {
    Remembered {
        identity: own.identity.answered(),
        permissions_boundary: own.permissions_boundary.answered(),
        session: own.session.answered(),
        resource: shared.resource,
        vpc_endpoint: shared.vpc_endpoint,
        service_control: &shared.service_control,
        resource_control: &shared.resource_control,
    }
}
