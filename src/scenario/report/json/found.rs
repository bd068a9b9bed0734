//! What refutes a claim, as the JSON report writes it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::failure::path_of;
use crate::bundle::StatementAnswer;
use crate::scenario::Counterexample;

/// A request that a claim says there is not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Found"))]
pub(super) struct FoundAnswer {
    /// Who asks; left out where it is whoever has the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Box<str>"))]
    principal: Option<Box<str>>,
    /// The action.
    action: Box<str>,
    /// The resource.
    resource: Box<str>,
    /// The statement that decides it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "StatementAnswer"))]
    statement: Option<StatementAnswer>,
    /// What else is found so, in words.
    region: Box<str>,
    /// A case that holds once the claim does, if there is one that asks for this very request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, serde_json::Value>"))]
    case: Option<Box<RawValue>>,
}

impl FoundAnswer {
    pub(super) fn new(found: &Counterexample) -> Self {
        let json = |node: &crate::text::Node| RawValue::from_string(node.to_json_line()).ok();
        let statement = found.statement.as_ref();
        Self {
            principal: found.caller.as_deref().map(Box::from),
            action: found.request.action.as_str().into(),
            resource: found.request.resource.text().into(),
            statement: statement.map(|one| StatementAnswer::in_file(one, path_of(one))),
            region: found.region.as_str().into(),
            case: found.case.as_ref().and_then(json),
        }
    }
}
