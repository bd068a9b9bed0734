//! Actions as lines and as JSON.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{ActionOfService, Catalog};
use crate::text::columns;

/// The actions found, and the day of the catalogue.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Actions"))]
pub(in crate::cli) struct Listing<'c> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// The day of the catalogue.
    date: &'c str,
    /// In order.
    actions: Vec<ActionAnswer<'c>>,
}

/// One action.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Action"))]
pub(in crate::cli) struct ActionAnswer<'c> {
    /// `s3:GetObject`
    pub(in crate::cli) name: String,
    /// AWS's class.
    #[cfg_attr(test, schemars(extend("enum" = ["List", "Read", "Tagging", "Write", "Permissions management"])))]
    pub(in crate::cli) access_level: &'static str,
    /// What it touches; nothing if it takes only `*`.
    resource_types: Vec<UseAnswer<'c>>,
    /// Whether AWS's reference no longer lists it.
    pub(in crate::cli) is_legacy: bool,
}

/// The use of a resource type.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "ResourceUse"))]
pub(in crate::cli) struct UseAnswer<'c> {
    /// `bucket`
    name: &'c str,
    /// Whether every call touches one.
    required: bool,
}

impl<'c> ActionAnswer<'c> {
    /// What a line tells of an action.
    pub(in crate::cli) fn of(one: ActionOfService<'c>) -> Self {
        let uses = one.service.resource_types_of(one.action);
        Self {
            name: one.full_name(),
            access_level: one.action.access_level.name(),
            resource_types: uses
                .map(|(used, kind)| UseAnswer { name: &kind.name, required: used.required })
                .collect(),
            is_legacy: one.action.is_legacy,
        }
    }
}

impl<'c> Listing<'c> {
    /// These actions of the catalogue.
    pub(in crate::cli) fn new(actions: &[ActionOfService<'c>], catalog: &'c Catalog) -> Self {
        let actions = actions.iter().map(|one| ActionAnswer::of(*one)).collect();
        Self { v: 1, date: catalog.date(), actions }
    }

    /// A line of JSON.
    pub(in crate::cli) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// A line for each name.
    pub(in crate::cli) fn names(&self) -> String {
        self.actions.iter().flat_map(|one| [&*one.name, "\n"]).collect()
    }

    /// Aligned columns.
    pub(in crate::cli) fn text(&self) -> String {
        let row = |one: &ActionAnswer<'_>| {
            let uses = one.resource_types.iter().map(|used| (used.name, used.required));
            let mut uses = uses_text(uses);
            if one.is_legacy {
                uses += "  (no longer in AWS's reference)";
            }
            vec![one.name.clone(), one.access_level.to_owned(), uses]
        };
        columns(&self.actions.iter().map(row).collect::<Vec<_>>())
    }
}

/// `object*, accesspointobject*`, or `*` for none.
fn uses_text<'n>(uses: impl Iterator<Item = (&'n str, bool)>) -> String {
    let names: Vec<String> =
        uses.map(|(name, required)| format!("{name}{}", if required { "*" } else { "" })).collect();
    if names.is_empty() { "*".to_owned() } else { names.join(", ") }
}
