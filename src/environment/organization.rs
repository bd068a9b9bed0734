//! The tree of an organization.

use super::{Origin, PolicyEntry};
use crate::request::Organization as Facts;

/// An organization.
#[derive(Clone, Debug)]
pub struct Organization {
    /// `o-..`
    pub id: Option<Box<str>>,
    /// The account that service control policies do not limit.
    pub management_account: Option<Box<str>>,
    /// The root of the tree, where the source has it.
    pub root: Option<Unit>,
    /// Where the source has it.
    pub origin: Origin,
}

/// The root or an organizational unit.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// `r-ab12` or `ou-ab12-11111111`.
    pub id: Option<Box<str>>,
    /// Its name, for people.
    pub name: Option<Box<str>>,
    /// Service control policies attached here; `None` if nothing is said of them.
    pub service_control: Option<Vec<PolicyEntry>>,
    /// Resource control policies attached here.
    pub resource_control: Option<Vec<PolicyEntry>>,
    /// The accounts right below.
    pub accounts: Vec<Member>,
    /// The units right below.
    pub units: Vec<Unit>,
}

/// An account in the tree.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Twelve digits.
    pub id: Box<str>,
    /// Its name, for people.
    pub name: Option<Box<str>>,
    /// Service control policies attached to the account itself.
    pub service_control: Option<Vec<PolicyEntry>>,
    /// Resource control policies attached to the account itself.
    pub resource_control: Option<Vec<PolicyEntry>>,
}

/// Policies attached at the levels above an account, the root's first.
pub(super) type Levels<'e> = Vec<Option<&'e [PolicyEntry]>>;

/// Where an account stands in the tree.
#[derive(Clone, Debug)]
pub(super) struct Standing<'e> {
    /// Root, units, and the account.
    units: Vec<&'e Unit>,
    member: &'e Member,
}

impl Organization {
    /// Where an account stands; `None` if the tree does not have it.
    pub(super) fn find(&self, account: &str) -> Option<Standing<'_>> {
        let mut units = Vec::new();
        let member = find_below(self.root.as_ref()?, account, &mut units)?;
        Some(Standing { units, member })
    }

    /// What requests need to know of it.
    pub fn facts(&self) -> Facts {
        Facts {
            id: self.id.clone(),
            management_account: self.management_account.clone(),
            accounts: self.paths(),
        }
    }

    /// The accounts of the tree.
    pub fn members(&self) -> Vec<&str> {
        let (mut members, mut units): (Vec<&str>, Vec<&Unit>) =
            (Vec::new(), self.root.iter().collect());
        while let Some(unit) = units.pop() {
            members.extend(unit.accounts.iter().map(|member| &*member.id));
            units.extend(&unit.units);
        }
        members
    }

    /// The accounts of the tree and their paths, `o-x/r-y/ou-z/`.
    // AWS: K-1
    fn paths(&self) -> Option<Vec<(Box<str>, Box<str>)>> {
        let mut paths = Vec::new();
        let start = format!("{}/", self.id.as_deref()?);
        paths_below(self.root.as_ref()?, &start, &mut paths);
        Some(paths)
    }
}

fn find_below<'e>(unit: &'e Unit, account: &str, above: &mut Vec<&'e Unit>) -> Option<&'e Member> {
    above.push(unit);
    if let Some(member) = unit.accounts.iter().find(|member| &*member.id == account) {
        return Some(member);
    }
    if let Some(member) = unit.units.iter().find_map(|unit| find_below(unit, account, above)) {
        return Some(member);
    }
    above.pop();
    None
}

fn paths_below(unit: &Unit, above: &str, paths: &mut Vec<(Box<str>, Box<str>)>) {
    let path = format!("{above}{}/", unit.id.as_deref().unwrap_or_default());
    let members = unit.accounts.iter();
    paths.extend(members.map(|member| (member.id.clone(), path.as_str().into())));
    for unit in &unit.units {
        paths_below(unit, &path, paths);
    }
}

impl<'e> Standing<'e> {
    /// Service control policies by level, root first, the account's last; `None` where nothing is
    /// said of a level.
    // AWS: D-4
    pub(super) fn service_control(&self) -> Levels<'e> {
        let units = self.units.iter().map(|unit| &unit.service_control);
        units.chain([&self.member.service_control]).map(Option::as_deref).collect()
    }

    /// The same of resource control policies.
    // AWS: D-6
    pub(super) fn resource_control(&self) -> Levels<'e> {
        let units = self.units.iter().map(|unit| &unit.resource_control);
        units.chain([&self.member.resource_control]).map(Option::as_deref).collect()
    }
}
