//! The answer as data.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::bundle::harmless;
use crate::query::hanging::if_any;
use crate::text::csv_line;

/// What a caller can do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhatCan"))]
pub(crate) struct WhatCanAnswer {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// The caller's ARN or name.
    pub(crate) principal: Box<str>,
    /// What the caller can do or may be able to, in the catalogue's order.
    pub(crate) cells: Vec<CellAnswer>,
    /// What is to be said besides.
    pub(crate) notes: Vec<String>,
}

/// An action on a resource.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "WhatCanCell"))]
pub(crate) struct CellAnswer {
    /// The action.
    pub(crate) action: Box<str>,
    /// AWS's class.
    #[cfg_attr(test, schemars(extend("enum" = ["List", "Read", "Tagging", "Write", "Permissions management"])))]
    pub(crate) access_level: &'static str,
    /// The resource; `*` stands for any.
    pub(crate) resource: Box<str>,
    /// What came out.
    #[cfg_attr(test, schemars(extend("enum" = ["allowed", "undecided"])))]
    pub(crate) decision: &'static str,
    /// Conditions that together make an undecided answer an allowed one; empty if none were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(crate) when: Vec<String>,
    /// All ways in which an undecided answer is an allowed one, if they were found: each suffices. At
    /// most four are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(crate) allowed_when: Vec<String>,
    /// What there is to say of ways that are not listed.
    #[serde(skip)]
    pub(crate) others: Option<String>,
    /// What an undecided answer hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub(crate) hangs_on: Vec<String>,
}

impl CellAnswer {
    /// `s3`
    pub(crate) fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }

    /// Whether it is surely allowed.
    pub(crate) fn is_sure(&self) -> bool {
        self.decision == "allowed"
    }

    /// `if ..`, or what it hangs on; empty if it is allowed.
    pub(crate) fn hangs(&self) -> String {
        let when = if_any(&self.when, &self.allowed_when, self.others.as_deref());
        match (self.is_sure(), when) {
            (true, _) => String::new(),
            (false, Some(when)) => when,
            (false, None) => format!("undecided: hangs on {}", self.hangs_on.join(", ")),
        }
    }
}

impl WhatCanAnswer {
    pub(crate) fn new(principal: Box<str>, cells: Vec<CellAnswer>, notes: Vec<String>) -> Self {
        Self { v: 1, principal, cells, notes }
    }

    /// A line of JSON.
    pub(crate) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default()) + "\n"
    }

    /// A line for each action on a resource.
    pub(crate) fn to_csv(&self) -> String {
        let head = ["action", "access level", "resource", "decision", "when", "hangs on"];
        let line = |cell: &CellAnswer| {
            csv_line([
                &*cell.action,
                cell.access_level,
                &*cell.resource,
                cell.decision,
                &cell.when.join(" and "),
                &cell.hangs_on.join(", "),
            ])
        };
        csv_line(head) + &self.cells.iter().map(line).collect::<String>()
    }
}
