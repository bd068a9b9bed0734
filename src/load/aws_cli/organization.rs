//! The organization, from the outputs of several commands.

use std::collections::BTreeSet;

use super::organization_files::{AttachedPolicy, Listed, OrganizationFiles};
use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{Environment, Fact, Member, Organization, Origin, PolicyEntry, Unit};
use crate::load::authorization_details::Findings;
use crate::load::{Loaded, Stated};
use crate::text::{MAX_DEPTH, quote};

/// How many ids of things that are missing are told.
const TOLD: usize = 3;

/// Reads what the commands print that describe an organization. Paths are relative to its folder,
/// with `/` between their parts; a file that is missing was not exported, and what it would say is
/// unsaid.
///
/// # Errors
/// Every mistake in one of them.
pub fn read_organization(
    files: &[(String, Text)],
    _stated: &Stated,
) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let mut environment = Environment::default();
    let all = OrganizationFiles::read(files, &mut findings);
    let mut tree = Tree { files: &all, seen: BTreeSet::new(), missing: Missing::default() };
    let root = all.roots.first().map(|root| tree.unit(*root, 0, &mut findings));
    if root.is_some() {
        tree.tell_orphans(&mut findings);
    }
    let missing = tree.missing;
    if let Some((_, first)) = files.first() {
        let whole = Placed { node: &first.node, source: &first.source };
        missing.tell(whole, &mut findings);
        let (id, management_account, at) = all.organization.unwrap_or((None, None, whole));
        if all.organization.is_none() {
            unsaid(at, "the id and the management account of the organization", &mut findings);
        }
        if root.is_none() {
            unsaid(at, "the root of the organization", &mut findings);
        }
        environment.organization = Fact::Is(Organization {
            id: id.map(Box::from),
            management_account: management_account.map(Box::from),
            root,
            origin: Origin::new(at.source, at.node.span),
        });
    }
    findings.finish(environment)
}

fn unsaid(at: Placed<'_>, what: &str, findings: &mut Findings) {
    let message = format!("the export does not have {what}");
    findings.remark((at.source, at.node.span), "not-exported", message);
}

/// The tree while it is made.
struct Tree<'f, 'n> {
    files: &'f OrganizationFiles<'n>,
    seen: BTreeSet<&'n str>,
    missing: Missing<'n>,
}

/// Roots, units and accounts by what the export does not have of them.
#[derive(Default)]
struct Missing<'n> {
    units: Vec<&'n str>,
    accounts: Vec<&'n str>,
    service_control: Vec<&'n str>,
    resource_control: Vec<&'n str>,
}

impl<'n> Tree<'_, 'n> {
    // INVARIANT: each id is entered once, so the walk ends.
    fn unit(&mut self, listed: Listed<'n>, depth: usize, findings: &mut Findings) -> Unit {
        let id = listed.id;
        self.seen.insert(id);
        let (service_control, resource_control) = self.attached(id);
        let files = self.files;
        let mut unit = Unit {
            id: Some(id.into()),
            name: listed.name.map(Box::from),
            service_control,
            resource_control,
            ..Unit::default()
        };
        match files.accounts.get(id) {
            Some(accounts) => {
                for account in accounts {
                    if self.is_first(account, depth, findings) {
                        unit.accounts.push(self.member(*account));
                    }
                }
            }
            None => self.missing.accounts.push(id),
        }
        match files.units.get(id) {
            Some(units) => {
                for below in units {
                    if self.is_first(below, depth, findings) {
                        unit.units.push(self.unit(*below, depth + 1, findings));
                    }
                }
            }
            None => self.missing.units.push(id),
        }
        unit
    }

    fn member(&mut self, listed: Listed<'n>) -> Member {
        let (service_control, resource_control) = self.attached(listed.id);
        let name = listed.name.map(Box::from);
        Member { id: listed.id.into(), name, service_control, resource_control }
    }

    /// Whether a thing is not in the tree yet, and not too deep in it.
    fn is_first(&mut self, listed: &Listed<'n>, depth: usize, findings: &mut Findings) -> bool {
        let place = (listed.at.source, listed.at.node.span);
        if depth == MAX_DEPTH {
            let message = format!("{} stands too deep in the organization", quote(listed.id));
            findings.remark(place, "nesting-too-deep", message);
            return false;
        }
        let is_first = self.seen.insert(listed.id);
        if !is_first {
            let message = format!("{} stands in the organization twice", quote(listed.id));
            findings.remark(place, "given-twice", message);
            findings.hint("the first place counts");
        }
        is_first
    }

    /// What stands below something that the tree does not have.
    fn tell_orphans(&self, findings: &mut Findings) {
        let below = self.files.units.iter().chain(&self.files.accounts);
        let orphans = below.filter(|(parent, _)| !self.seen.contains(**parent));
        for (parent, listed) in orphans {
            let Some(first) = listed.first() else { continue };
            let parent = quote(parent);
            let message =
                format!("this stands below {parent}, which the organization does not have");
            findings.remark((first.at.source, first.at.node.span), "not-understood", message);
        }
    }

    /// Service and resource control policies of a target.
    fn attached(&mut self, id: &'n str) -> (Option<Vec<PolicyEntry>>, Option<Vec<PolicyEntry>>) {
        let files = self.files;
        let entries = |policies: &Vec<AttachedPolicy<'n>>| {
            policies.iter().map(|policy| files.entry(*policy)).collect::<Vec<_>>()
        };
        let service_control = files.service_control.get(id);
        let resource_control = files.resource_control.get(id);
        if service_control.is_none() {
            self.missing.service_control.push(id);
        }
        if resource_control.is_none() {
            self.missing.resource_control.push(id);
        }
        let said = |policies: Option<&Option<Vec<AttachedPolicy<'n>>>>| {
            policies.and_then(Option::as_ref).map(entries)
        };
        (said(service_control), said(resource_control))
    }
}

impl Missing<'_> {
    fn tell(&self, at: Placed<'_>, findings: &mut Findings) {
        for (what, ids) in [
            ("the units below", &self.units),
            ("the accounts below", &self.accounts),
            ("the service control policies of", &self.service_control),
            ("the resource control policies of", &self.resource_control),
        ] {
            if ids.is_empty() {
                continue;
            }
            let mut names: Vec<String> = ids.iter().take(TOLD).map(|id| quote(id)).collect();
            if ids.len() > TOLD {
                names.push(format!("{} more", ids.len() - TOLD));
            }
            unsaid(at, &format!("{what} {}", names.join(", ")), findings);
            findings.hint("answers count none there");
        }
    }
}
