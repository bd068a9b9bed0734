//! Layers, statements and places as answers write them.

use serde::Serialize;

use crate::explain::{DecidedBy, StatementPlace};
use crate::text::Position;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DecidedByAnswer {
    policy_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<usize>,
}

impl From<DecidedBy> for DecidedByAnswer {
    fn from(layer: DecidedBy) -> Self {
        Self { policy_type: layer.policy_type.field(), level: layer.level }
    }
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct PositionAnswer {
    line: usize,
    column: usize,
}

impl From<Position> for PositionAnswer {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatementAnswer {
    policy_type: &'static str,
    policy: Box<str>,
    sid: Option<Box<str>>,
    index: usize,
    effect: &'static str,
    start: PositionAnswer,
    end: PositionAnswer,
}

impl From<&StatementPlace> for StatementAnswer {
    fn from(place: &StatementPlace) -> Self {
        Self {
            policy_type: place.layer.policy_type.field(),
            policy: (&*place.policy).into(),
            sid: place.sid.clone(),
            index: place.index,
            effect: place.effect.name(),
            start: place.source.position(place.span.start).into(),
            end: place.source.position(place.span.end).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::PolicyType;

    #[test]
    fn only_layers_with_levels_tell_one() {
        let json = |policy_type, level| {
            let layer = DecidedBy { policy_type, level };
            serde_json::to_string(&DecidedByAnswer::from(layer)).unwrap()
        };
        assert_eq!(
            json(PolicyType::ServiceControl, Some(1)),
            r#"{"policyType":"serviceControl","level":1}"#
        );
        assert_eq!(json(PolicyType::Identity, None), r#"{"policyType":"identity"}"#);
    }
}
