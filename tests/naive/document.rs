//! Policies by layer, as plain values, and whether one of their statements fits.

use serde_json::{Value, json};

use super::condition;
use super::keys::Keys;
use super::principal::{self, Named};
use super::request::Authorization;
use super::text::{self, Part, glob, plain_glob};

/// The kind of policy; what a short ARN means depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Layer {
    Identity,
    Resource,
    Boundary,
    Session,
    ServiceControl,
    ResourceControl,
    Endpoint { gateway: bool },
}

/// One document of one layer.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) layer: Layer,
    pub(crate) expands: bool,
    pub(crate) statements: Vec<Value>,
}

/// A list, or the one thing that stands for it.
pub(crate) fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.clone(),
        // AWS: S-2
        one => vec![one.clone()],
    }
}

/// Reads a document, or one of the two policies that have a name.
pub(crate) fn document(value: &Value, layer: Layer) -> Result<Document, String> {
    let named = match value.as_str() {
        Some("FullAWSAccess") => {
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
        }
        Some("RCPFullAWSAccess") => {
            json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})
        }
        Some(other) => return Err(format!("unsupported: policy by name {other}")),
        None => value.clone(),
    };
    Ok(Document {
        layer,
        // AWS: S-7
        expands: named["Version"] == "2012-10-17",
        statements: list(&named["Statement"]),
    })
}

impl Document {
    /// How each statement of this effect that fits names the caller.
    pub(crate) fn matched(
        &self,
        effect: &str,
        ask: &Authorization,
        keys: &Keys,
    ) -> Vec<Vec<Named>> {
        let of_effect = self.statements.iter().filter(|statement| statement["Effect"] == effect);
        of_effect.filter_map(|statement| self.fits(statement, ask, keys)).collect()
    }

    /// D-1's "matched": every element fits the request.
    fn fits(&self, statement: &Value, ask: &Authorization, keys: &Keys) -> Option<Vec<Named>> {
        let named = self.names(statement, ask, keys)?;
        let fits = action_fits(statement, &ask.action)
            && self.resource_fits(statement, ask, keys)
            && condition::holds(&statement["Condition"], keys, self.expands);
        fits.then_some(named)
    }

    fn names(&self, statement: &Value, ask: &Authorization, keys: &Keys) -> Option<Vec<Named>> {
        match self.layer {
            Layer::Identity | Layer::Boundary | Layer::Session | Layer::ServiceControl => {
                Some(Vec::new())
            }
            _ => principal::named(statement, ask, keys, self.layer),
        }
    }

    fn resource_fits(&self, statement: &Value, ask: &Authorization, keys: &Keys) -> bool {
        let entry_fits =
            |entry: &Value| self.resource_entry(entry.as_str().unwrap_or_default(), ask, keys);
        if !statement["NotResource"].is_null() {
            // AWS: R-12
            return !list(&statement["NotResource"]).iter().any(entry_fits);
        }
        // AWS: S-13
        let is_role =
            statement["Resource"].is_null() && self.layer == Layer::Resource && ask.is_trust();
        is_role || list(&statement["Resource"]).iter().any(entry_fits)
    }

    fn resource_entry(&self, entry: &str, ask: &Authorization, keys: &Keys) -> bool {
        // AWS
        if ask.resource == "*" || entry == "*" {
            return entry == "*";
        }
        let Some(segments) =
            text::parts(entry, self.expands).ok().and_then(|parts| self.padded(&parts))
        else {
            return false;
        };
        let asked: Vec<&str> = ask.resource.splitn(6, ':').collect();
        segments.iter().zip(asked).enumerate().all(|(index, (segment, part))| {
            if index < 5 { head_fits(segment, part) } else { tail_fits(segment, part, keys) }
        })
    }

    /// what an ARN with fewer than six segments means.
    fn padded(&self, parts: &[Part]) -> Option<Vec<Vec<Part>>> {
        let mut segments = text::six(parts);
        let has_wildcard = parts.iter().any(|part| matches!(part, Part::Text('*' | '?')));
        let pads = match self.layer {
            Layer::Resource | Layer::Endpoint { .. } => has_wildcard,
            _ => true,
        };
        if segments.len() < 6 && !pads {
            return None;
        }
        segments.resize(6, vec![Part::Text('*')]);
        Some(segments)
    }
}

/// Segments 1 to 5: any case, no variables.
fn head_fits(segment: &[Part], part: &str) -> bool {
    let written: Option<String> = segment
        .iter()
        .map(|part| match part {
            Part::Text(c) => Some(*c),
            // AWS: V-1a
            _ => None,
        })
        .collect();
    // AWS: R-5
    written.is_some_and(|text| plain_glob(&text.to_ascii_lowercase(), &part.to_ascii_lowercase()))
}

/// The sixth segment: one text, its case counts.
fn tail_fits(segment: &[Part], part: &str, keys: &Keys) -> bool {
    // AWS: V-6
    text::expand(segment, keys, true).is_some_and(|pieces| glob(&pieces, &text::chars(part)))
}

/// Whether the Action or `NotAction` element covers the action.
pub(crate) fn action_fits(statement: &Value, action: &str) -> bool {
    let entry_fits = |entry: &Value| action_entry(entry.as_str().unwrap_or_default(), action);
    if statement["NotAction"].is_null() {
        return list(&statement["Action"]).iter().any(entry_fits);
    }
    // AWS: A-5
    !list(&statement["NotAction"]).iter().any(entry_fits)
}

fn action_entry(entry: &str, action: &str) -> bool {
    // AWS: A-2
    if entry == "*" {
        return true;
    }
    // AWS: A-1
    let (entry, action) = (entry.to_ascii_lowercase(), action.to_ascii_lowercase());
    let (Some((prefix, name)), Some((service, asked))) =
        (entry.split_once(':'), action.split_once(':'))
    else {
        return false;
    };
    // AWS: A-4
    let malformed = name.is_empty() || name.contains(|c: char| c == ',' || c.is_whitespace());
    // AWS: A-3
    !malformed && prefix == service && plain_glob(name, asked)
}
