//! Deciding by what policies answered before, so that a policy that many callers have is asked once.

use super::answer::Decision;
use super::decision::{Gate, Layers, Situation, decide};
use super::grants::Grants;
use super::recorder::{Recorder, Silent};
use super::service::{ServiceRules, rules_of};
use super::situation::situation_of;
use super::truth::{ThreeValued, Truth};
use super::walk::ask_policy;
use crate::compile::{CompiledPolicy, PolicySet, ResourcePolicy};
use crate::request::RequestContext;

/// What one policy, or all of a layer, answered to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Whether a Deny matches.
    pub denied: Truth,
    /// What the Allows grant.
    pub granted: Grants<Truth>,
}

/// What every layer answered.
#[derive(Clone, Copy, Debug)]
pub struct Remembered<'a> {
    /// Identity-based policies.
    pub identity: Answered,
    /// The permissions boundary.
    pub permissions_boundary: Answered,
    /// Session policies.
    pub session: Answered,
    /// The resource-based policy.
    pub resource: Answered,
    /// The policy of the VPC endpoint.
    pub vpc_endpoint: Answered,
    /// Service control policies by level.
    pub service_control: &'a [Answered],
    /// Resource control policies by level.
    pub resource_control: &'a [Answered],
}

/// What decides a question beside the answers of its policies. It is the same for all callers of one
/// kind and account that have the same layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    situation: Situation,
    rules: ServiceRules,
}

impl Answered {
    /// Nothing applies.
    pub const NOTHING: Self = Self { denied: Truth::False, granted: Grants::NONE };

    /// Nobody knows.
    pub const UNKNOWN: Self = Self {
        denied: Truth::Unknown,
        granted: Grants {
            direct: Truth::Unknown,
            entity: Truth::Unknown,
            delegated: Truth::Unknown,
        },
    };

    /// What a policy answers behind a gate of these policies.
    pub fn by<R: Recorder>(
        policy: &CompiledPolicy,
        gate: Gate,
        policies: &PolicySet,
        context: &RequestContext,
        recorder: &mut R,
    ) -> Self {
        let [denied, granted] = ask_policy(policy, gate, policies, context, recorder);
        Self { denied: denied.most(), granted }
    }

    /// What a resource-based policy answers that is not there: nobody knows what one says that was
    /// not supplied.
    pub fn without_policy(policy: &ResourcePolicy) -> Self {
        match policy {
            ResourcePolicy::None | ResourcePolicy::Policy(_) => Self::NOTHING,
            ResourcePolicy::NotSupplied => Self::UNKNOWN,
        }
    }

    /// What two policies of one layer come to.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { denied: self.denied.or(other.denied), granted: self.granted.or(other.granted) }
    }
}

impl Frame {
    /// The frame of a question.
    pub fn of(policies: &PolicySet, context: &RequestContext) -> Self {
        let rules = rules_of(policies, context, &mut Silent);
        Self { situation: situation_of(policies, &context.request, &rules), rules }
    }

    /// Which layers there are, and what each may do.
    pub fn situation(&self) -> &Situation {
        &self.situation
    }

    /// What the service grants without a policy.
    // AWS: X-2
    pub fn granted_by_service(&self) -> Grants<Truth> {
        self.rules.grants
    }

    /// Whether the kind of credentials will do.
    // AWS: T-6
    pub fn credentials(&self) -> Truth {
        self.rules.credentials
    }

    /// Whether it is known what the service does by itself.
    pub(crate) fn is_sure(&self) -> bool {
        self.rules.grants.is_known() && self.rules.credentials.known().is_some()
    }

    /// The decision; `None` if [`evaluate`](super::evaluate) may find out more case by case.
    pub fn decide(&self, answers: &Remembered<'_>) -> Option<Decision> {
        let ruling = decide(&mut Memory { rules: self.rules, answers }, &self.situation);
        (!ruling.is_open()).then(|| Decision::from(ruling))
    }
}

struct Memory<'a> {
    rules: ServiceRules,
    answers: &'a Remembered<'a>,
}

impl Memory<'_> {
    fn at(&self, gate: Gate) -> Answered {
        let level = |levels: &[Answered], level| levels.get(level).copied();
        match gate {
            Gate::ResourceControl(number) => level(self.answers.resource_control, number),
            Gate::ServiceControl(number) => level(self.answers.service_control, number),
            Gate::VpcEndpoint => Some(self.answers.vpc_endpoint),
            Gate::Resource => Some(self.answers.resource),
            Gate::Identity => Some(self.answers.identity),
            Gate::PermissionsBoundary => Some(self.answers.permissions_boundary),
            Gate::Session => Some(self.answers.session),
        }
        .unwrap_or(Answered::NOTHING)
    }
}

impl ThreeValued for Memory<'_> {}

impl Layers for Memory<'_> {
    fn stops_early(&self) -> bool {
        true
    }

    fn denied(&mut self, gate: Gate) -> Truth {
        self.at(gate).denied
    }

    fn allowed(&mut self, gate: Gate) -> Truth {
        self.at(gate).granted.most()
    }

    fn granted(&mut self) -> Grants<Truth> {
        self.answers.resource.granted
    }

    fn granted_by_service(&mut self) -> Grants<Truth> {
        self.rules.grants
    }

    fn credentials_suffice(&mut self) -> Truth {
        self.rules.credentials
    }

    fn asked(&mut self, _gate: Gate, _truth: &Truth) {}
}
