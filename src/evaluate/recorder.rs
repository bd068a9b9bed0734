//! Who listens to a walk, and what it tells them.

use super::decision::Gate;
use super::grants::Grants;
use super::service::Settled;
use super::truth::Truth;
use crate::aws::Rule;
use crate::policy::Effect;
use crate::request::KeyId;

/// How much of the policies a walk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Only as much as the answer takes.
    Answer,
    /// Every statement that is about the action and may be about the resource, in every layer that
    /// is asked.
    Matches,
    /// Every statement.
    Everything,
}

impl Depth {
    /// The one that looks at more.
    #[must_use]
    pub const fn deeper(self, other: Self) -> Self {
        if self as u8 >= other as u8 { self } else { other }
    }
}

/// A statement in a set of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementAt {
    /// The layer, and its level.
    pub gate: Gate,
    /// The policy's number within the layer or level.
    pub policy: usize,
    /// The statement's number within the policy.
    pub statement: usize,
    /// Whether it allows or denies.
    pub effect: Effect,
}

/// The elements of a statement that must fit a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// `Principal` or `NotPrincipal`
    Principal,
    /// `Action` or `NotAction`
    Action,
    /// `Resource` or `NotResource`
    Resource,
    /// The condition of that number.
    Condition(usize),
}

/// Something that an element hangs on and that nobody told us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// A condition key.
    Key(KeyId),
    /// A condition key that a service looks at, whether or not a policy does.
    ServiceKey(&'static str),
    /// Which of the resources that the request's pattern covers.
    WhichResource,
    /// The name of the role session.
    SessionName,
    /// The path of the user or role.
    Path,
    /// The unique id of the user or role.
    PrincipalId,
    /// Who called `GetFederationToken`.
    FederatedBy,
    /// To which account a canonical id belongs.
    CanonicalUser,
    /// The meaning of an operator that AWS does not have.
    Operator,
}

/// A rule that an element's answer rests on and that people may not expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Remark {
    /// The rule.
    pub rule: Rule,
    /// The key that it is about.
    pub key: Option<KeyId>,
}

/// Listens to a walk. A recorder that does nothing costs nothing.
pub trait Recorder {
    /// How far the walk must go for this listener.
    const DEPTH: Depth;

    /// Whether the listener asks which values alone decide an element's answer. Then the Allows
    /// are asked also where a Deny applies.
    const VALUES: bool = false;

    /// A statement is being asked.
    fn enter(&mut self, _at: StatementAt) {}

    /// One of its elements answered.
    fn element(&mut self, _element: Element, _truth: Truth) {}

    /// An element hangs on this.
    fn unknown(&mut self, _unknown: Unknown) {}

    /// An element's answer rests on a rule.
    fn remark(&mut self, _rule: &'static str, _key: Option<KeyId>) {}

    /// Without the value of that number the element would answer otherwise, and all other elements
    /// of the statement fit. Told after all elements answered.
    fn decisive(&mut self, _element: Element, _value: usize) {}

    /// The statement answered.
    fn leave(&mut self, _truth: Truth, _grants: Grants<Truth>) {}

    /// A layer whose Allow is needed does not surely give it.
    fn closed(&mut self, _gate: Gate, _truth: Truth) {}

    /// A service rule settled the decision.
    fn settled(&mut self, _settled: Settled) {}

    /// The answer hung on unknown keys, and is the same for all that they can be.
    fn decided_by_cases(&mut self) {}

    /// The resource-based policy counts but was not supplied.
    fn resource_policy_missing(&mut self) {}
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Recorder for Silent {
    const DEPTH: Depth = Depth::Answer;
}

/// Both listen to one walk, which goes as far as the more curious of them needs.
impl<A: Recorder, B: Recorder> Recorder for (&mut A, &mut B) {
    const DEPTH: Depth = A::DEPTH.deeper(B::DEPTH);
    const VALUES: bool = A::VALUES || B::VALUES;

    fn enter(&mut self, at: StatementAt) {
        self.0.enter(at);
        self.1.enter(at);
    }

    fn element(&mut self, element: Element, truth: Truth) {
        self.0.element(element, truth);
        self.1.element(element, truth);
    }

    fn unknown(&mut self, unknown: Unknown) {
        self.0.unknown(unknown);
        self.1.unknown(unknown);
    }

    fn remark(&mut self, rule: &'static str, key: Option<KeyId>) {
        self.0.remark(rule, key);
        self.1.remark(rule, key);
    }

    fn decisive(&mut self, element: Element, value: usize) {
        self.0.decisive(element, value);
        self.1.decisive(element, value);
    }

    fn leave(&mut self, truth: Truth, grants: Grants<Truth>) {
        self.0.leave(truth, grants);
        self.1.leave(truth, grants);
    }

    fn closed(&mut self, gate: Gate, truth: Truth) {
        self.0.closed(gate, truth);
        self.1.closed(gate, truth);
    }

    fn settled(&mut self, settled: Settled) {
        self.0.settled(settled);
        self.1.settled(settled);
    }

    fn decided_by_cases(&mut self) {
        self.0.decided_by_cases();
        self.1.decided_by_cases();
    }

    fn resource_policy_missing(&mut self) {
        self.0.resource_policy_missing();
        self.1.resource_policy_missing();
    }
}
