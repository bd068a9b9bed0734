//! Managed policies as lines and as JSON.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::bundle::harmless;
use crate::catalog::ManagedPolicy;
use crate::text::columns;

/// Managed policies.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Policies"))]
pub(in crate::cli) struct PoliciesAnswer {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// By name.
    policies: Vec<PolicyAnswer>,
}

/// One managed policy.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Policy"))]
struct PolicyAnswer {
    name: String,
    /// In partition `aws`.
    arn: String,
    /// The default version: `v3`.
    version: String,
    /// The day of the last change.
    updated: String,
    /// The policy itself, where it is the only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    document: Option<Box<RawValue>>,
}

impl PoliciesAnswer {
    /// These policies, with their documents if wanted.
    pub(super) fn new(policies: &[&ManagedPolicy], with_document: bool) -> Self {
        let document = |policy: &ManagedPolicy| {
            let text = with_document.then(|| policy.document().into_owned());
            text.and_then(|text| RawValue::from_string(text).ok())
        };
        let policy = |policy: &&ManagedPolicy| PolicyAnswer {
            name: policy.name.to_string(),
            arn: policy.arn("aws"),
            version: policy.version.to_string(),
            updated: policy.updated.to_string(),
            document: document(policy),
        };
        Self { v: 1, policies: policies.iter().map(policy).collect() }
    }

    /// A line of JSON.
    pub(super) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default()) + "\n"
    }
}

/// A line for each policy, in aligned columns.
pub(super) fn lines(policies: &[&ManagedPolicy]) -> String {
    let row = |policy: &&ManagedPolicy| {
        let (name, version) = (policy.name.to_string(), policy.version.to_string());
        vec![name, version, policy.updated.to_string(), policy.arn("aws")]
    };
    columns(&policies.iter().map(row).collect::<Vec<_>>())
}
