//! Layers, statements and places as answers write them.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::explain::{DecidedBy, StatementPlace};
use crate::text::Position;

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
/// The layer that decided.
#[cfg_attr(test, schemars(rename = "Layer"))]
pub(crate) struct DecidedByAnswer {
    /// The layer, as `policies` names it.
    policy_type: &'static str,
    /// The level of an organization layer, root 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "usize"))]
    level: Option<usize>,
}

impl From<DecidedBy> for DecidedByAnswer {
    fn from(layer: DecidedBy) -> Self {
        Self { policy_type: layer.policy_type.field(), level: layer.level }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
/// A place in a file, counted from 1.
#[cfg_attr(test, schemars(rename = "Position"))]
pub(crate) struct PositionAnswer {
    /// Line, from 1.
    line: usize,
    /// Column, from 1, in characters.
    column: usize,
}

impl From<Position> for PositionAnswer {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
/// A statement of a policy.
#[cfg_attr(test, schemars(rename = "Statement"))]
pub(crate) struct StatementAnswer {
    /// The layer, as `policies` names it.
    policy_type: &'static str,
    /// The policy's path, its name, or a JSON pointer to where it stands inline.
    policy: Box<str>,
    /// The file that holds it, where that is not the question's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    pub(super) path: Option<Box<str>>,
    /// Its `Sid`.
    sid: Option<Box<str>>,
    /// Its number within the policy, from 0.
    index: usize,
    /// `Allow` or `Deny`.
    #[cfg_attr(test, schemars(extend("enum" = ["Allow", "Deny"])))]
    effect: &'static str,
    /// Where it begins.
    start: PositionAnswer,
    /// Where it ends, exclusive.
    end: PositionAnswer,
}

impl StatementAnswer {
    /// The statement, and the file that holds it.
    pub(crate) fn in_file(place: &StatementPlace, path: Option<&str>) -> Self {
        let statement = Self::from(place);
        Self { path: path.map(Box::from).or(statement.path), ..statement }
    }
}

impl From<&StatementPlace> for StatementAnswer {
    fn from(place: &StatementPlace) -> Self {
        Self {
            policy_type: place.layer.policy_type.field(),
            policy: (&*place.policy).into(),
            path: place.policy_name().map(|_| place.source.name().into()),
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
