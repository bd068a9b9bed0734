//! The tree of an organization, as data and drawn.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{Member, PolicyEntry, Unit};

/// The root, a unit or an account of the tree.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct UnitOverview {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The service control policies attached here; absent if no source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_control: Option<Vec<String>>,
    /// The resource control policies attached here.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_control: Option<Vec<String>>,
    /// What is right below: accounts, then units.
    below: Vec<UnitOverview>,
}

/// A unit and what is below it.
pub(super) fn unit(unit: &Unit) -> UnitOverview {
    let members = unit.accounts.iter().map(member);
    UnitOverview {
        id: unit.id.as_deref().map(str::to_owned),
        name: unit.name.as_deref().map(str::to_owned),
        service_control: unit.service_control.as_deref().map(names),
        resource_control: unit.resource_control.as_deref().map(names),
        below: members.chain(unit.units.iter().map(self::unit)).collect(),
    }
}

fn member(member: &Member) -> UnitOverview {
    UnitOverview {
        id: Some(member.id.to_string()),
        name: member.name.as_deref().map(str::to_owned),
        service_control: member.service_control.as_deref().map(names),
        resource_control: member.resource_control.as_deref().map(names),
        below: Vec::new(),
    }
}

/// The names of policies: the last part of an ARN says enough.
fn names(policies: &[PolicyEntry]) -> Vec<String> {
    let short = |entry: &PolicyEntry| {
        let name = entry.name();
        let is_arn = matches!(entry, PolicyEntry::Attached { .. });
        let last = name.rsplit('/').next().filter(|_| is_arn).unwrap_or(name);
        last.strip_prefix("p-").unwrap_or(last).to_owned()
    };
    policies.iter().map(short).collect()
}

impl UnitOverview {
    /// The tree, one line for each, below what it hangs on.
    pub(super) fn lines(&self, lines: &mut Vec<String>) {
        lines.push(self.line());
        self.lines_below("", lines);
    }

    fn lines_below(&self, before: &str, lines: &mut Vec<String>) {
        for (index, one) in self.below.iter().enumerate() {
            let is_last = index + 1 == self.below.len();
            let (branch, trunk) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            lines.push(format!("{before}{branch}{}", one.line()));
            one.lines_below(&format!("{before}{trunk}"), lines);
        }
    }

    fn line(&self) -> String {
        let name = match (&self.name, &self.id) {
            (Some(name), Some(id)) => format!("{name} ({id})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => "a unit without name or id".to_owned(),
        };
        let attached = [("SCP", &self.service_control), ("RCP", &self.resource_control)];
        let attached = attached.into_iter().filter_map(|(kind, names)| {
            let names = names.as_ref()?;
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            Some(format!("  {kind}: {names}"))
        });
        format!("{name}{}", attached.collect::<String>())
    }
}
