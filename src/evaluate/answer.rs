//! From a ruling to a decision.

use std::fmt;

use super::decision::Ruling;
use super::recorder::Recorder;
use super::split::split;
use super::truth::Truth;
use super::walk::rule_on;
use crate::compile::PolicySet;
use crate::request::RequestContext;

/// AWS's three decisions, and ours for what nobody can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// Allowed.
    Allowed,
    /// Whether it is allowed hangs on something that nobody told us.
    Undecided,
    /// Nothing allows it.
    ImplicitDeny,
    /// A Deny forbids it.
    ExplicitDeny,
}

impl Decision {
    /// AWS's spelling: `implicitDeny`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Undecided => "undecided",
            Self::ImplicitDeny => "implicitDeny",
            Self::ExplicitDeny => "explicitDeny",
        }
    }

    /// Whether it is surely not allowed.
    pub fn is_denied(self) -> bool {
        matches!(self, Self::ImplicitDeny | Self::ExplicitDeny)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Ruling<Truth>> for Decision {
    // AWS: D-1
    fn from(ruling: Ruling<Truth>) -> Self {
        match (ruling.denied, ruling.allowed.and(!ruling.denied)) {
            (Truth::True, _) => Self::ExplicitDeny,
            (_, Truth::True) => Self::Allowed,
            (_, Truth::Unknown) => Self::Undecided,
            (_, Truth::False) => Self::ImplicitDeny,
        }
    }
}

impl Ruling<Truth> {
    /// Whether more is found out case by case.
    pub(super) fn is_open(self) -> bool {
        let decision = Decision::from(self);
        decision == Decision::Undecided
            || (decision == Decision::ImplicitDeny && self.denied == Truth::Unknown)
    }
}

/// Decides one question. `context` must have been made with the keys of `policies`.
pub fn evaluate<R: Recorder>(
    policies: &PolicySet,
    context: &RequestContext,
    recorder: &mut R,
) -> Decision {
    let ruling = rule_on(policies, context, recorder);
    let decision = Decision::from(ruling);
    if !ruling.is_open() {
        return decision;
    }
    match split(policies, context) {
        Some(decided) => {
            recorder.decided_by_cases();
            decided
        }
        None => decision,
    }
}
