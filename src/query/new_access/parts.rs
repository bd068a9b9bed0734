//! What was found for one asker, as parts of the outcome.

use super::cells::Cell;
use super::outcome::{Addition, Granting, Told, Why};
use crate::aws::UNKNOWN_PREFIX;
use crate::compare::{Explained, Reason, Side, Undecided};
use crate::evaluate::{Decision, layer_at};

/// What was found for one asker.
pub(super) enum Part<'c> {
    Added(Box<Addition>),
    /// The same without the words, about these resources.
    Plain(Box<Addition>, &'c Cell),
    Open(Why),
}

impl From<Undecided> for Part<'_> {
    fn from(undecided: Undecided) -> Self {
        Self::Open(Why::Undecided(undecided.why))
    }
}

impl Part<'_> {
    /// Whether it is about a resource that the environment has.
    pub(super) fn is_of_one_resource(&self) -> bool {
        match self {
            Self::Added(addition) | Self::Plain(addition, _) => addition.within.is_some(),
            Self::Open(_) => false,
        }
    }

    /// A reason as part of the outcome, or why it shows nothing.
    pub(super) fn of(
        (caller, cell): (&str, &Cell),
        (before, after): (Told, Told),
        new: &Side,
        reason: Reason,
    ) -> Self {
        let Reason { place, witness, region } = reason;
        let hangs_on =
            witness.request.context.iter().find(|(key, _)| key.starts_with(UNKNOWN_PREFIX));
        if let Some((key, _)) = hangs_on {
            let unknowns = &witness.request.unknowns;
            let known = unknowns.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            let name = known.map_or(key, |(name, _)| name);
            let name = name.strip_prefix(UNKNOWN_PREFIX).unwrap_or(name);
            let name = name.split('#').next().unwrap_or(name).into();
            let why = known.map(|(_, why)| why.clone());
            return Self::Open(Why::UnknownValue { name, why });
        }
        let granting = place.and_then(|place| {
            let policy = layer_at(&new.policies, place.gate)?.get(place.policy)?;
            let (gate, number) = (place.gate, place.statement);
            Some(Granting { gate, policy: policy.clone(), number })
        });
        let callers = vec![caller.into()];
        Self::Added(Box::new(Addition {
            granting,
            callers,
            witness,
            region,
            within: cell.is_of_environment.then(|| cell.name.clone()),
            before,
            after,
        }))
    }
}

impl Told {
    pub(super) fn not_there(reason: String) -> Self {
        Self { decision: Decision::ImplicitDeny, reason, matched: Vec::new() }
    }
}

impl From<Explained> for Told {
    fn from(explained: Explained) -> Self {
        let Explained { decision, reason, matched } = explained;
        Self { decision, reason, matched }
    }
}
