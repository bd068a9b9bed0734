//! The overview for people.

use std::fmt::Write as _;

use super::Overview;
use super::admitted::Admitted;
use super::overview::{AccountOverview, ResourceOverview};
use crate::text::printable;

/// How many lines of a part are shown, if not all are wanted.
const SHOWN: usize = 20;

impl Overview {
    /// The overview, parts with a title each.
    pub(super) fn text(&self, all: bool) -> String {
        let parts = [
            ("Open to the world", self.public()),
            ("Open to other accounts", self.cross_account()),
            ("Accounts", self.accounts.iter().map(account).collect()),
            ("Roles", self.role_lines()),
            ("Resources", self.resources.iter().map(resource).collect()),
            ("VPC endpoints", self.endpoint_lines()),
            ("Organization", self.organization_lines()),
            ("Not known yet", self.unknown_lines()),
            ("Not understood", self.remark_lines()),
            ("Said differently by two sources", self.difference_lines()),
        ];
        let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
        let parts: Vec<String> = parts.map(|(title, lines)| part(title, &lines, all)).collect();
        if parts.is_empty() {
            return "The environment is empty.\n".to_owned();
        }
        parts.join("\n")
    }

    fn public(&self) -> Vec<String> {
        let roles = self.roles.iter().flat_map(|role| {
            let messages = role.trusts.iter().flat_map(|trusts| &trusts.public);
            messages.map(move |message| {
                format!("role {} of {}: {message} ({})", role.name, role.account, role.origin)
            })
        });
        let resources = self.resources.iter().flat_map(|resource| {
            let messages = resource.admits.iter().flat_map(|admits| &admits.public);
            let block = "; RestrictPublicBuckets holds it back to its account and services";
            let block = if resource.restricts_public { block } else { "" };
            messages.map(move |message| {
                format!("{}: {message}{block} ({})", resource.arn, resource.origin)
            })
        });
        roles.chain(resources).collect()
    }

    fn cross_account(&self) -> Vec<String> {
        let accounts = |admitted: &Option<Admitted>| {
            let accounts = admitted.as_ref().map(|one| one.other_accounts.join(", "));
            accounts.filter(|accounts| !accounts.is_empty())
        };
        let roles = self.roles.iter().filter_map(|role| {
            let accounts = accounts(&role.trusts)?;
            Some(format!("role {} of {}: {accounts}", role.name, role.account))
        });
        let resources = self.resources.iter().filter_map(|resource| {
            let accounts = accounts(&resource.admits)?;
            Some(format!("{}: {accounts}", resource.arn))
        });
        roles.chain(resources).collect()
    }

    fn role_lines(&self) -> Vec<String> {
        let width = self.roles.iter().map(|role| role.name.chars().count()).max();
        let width = width.unwrap_or_default().min(40);
        let several = self.accounts.len() > 1;
        let line = |role: &super::overview::RoleOverview| {
            let trust = match &role.trusts {
                Some(trusts) if trusts.names.is_empty() => "trusts nobody".to_owned(),
                Some(trusts) => format!("trusts {}", trusts.names.join("; ")),
                None => "trust policy not known".to_owned(),
            };
            let account = if several { format!("{}  ", role.account) } else { String::new() };
            format!("{account}{:width$}  {trust}", role.name)
        };
        self.roles.iter().map(line).collect()
    }

    fn endpoint_lines(&self) -> Vec<String> {
        let line = |endpoint: &super::overview::EndpointOverview| {
            let service = endpoint.service.as_deref().unwrap_or("service not known");
            let policy = if endpoint.has_policy { "own policy" } else { "no policy of its own" };
            format!("{}  {}  {service}  {policy}", endpoint.id, endpoint.kind)
        };
        self.endpoints.iter().map(line).collect()
    }

    fn organization_lines(&self) -> Vec<String> {
        let Some(organization) = &self.organization else { return Vec::new() };
        let id = organization.id.as_deref().unwrap_or("id not known");
        let management = organization.management_account.as_deref();
        let management = management.map_or_else(
            || "management account not known".to_owned(),
            |account| format!("management account {account}"),
        );
        let mut lines = vec![format!("{id}, {management}")];
        if let Some(root) = &organization.root {
            root.lines(&mut lines);
        }
        lines
    }

    fn unknown_lines(&self) -> Vec<String> {
        self.unknowns.iter().map(|unknown| format!("{}: {}", unknown.name, unknown.why)).collect()
    }

    fn remark_lines(&self) -> Vec<String> {
        let remarks = self.remarks.iter();
        remarks.map(|one| format!("{}: {} [{}]", one.place, one.message, one.code)).collect()
    }

    fn difference_lines(&self) -> Vec<String> {
        let line = |one: &super::overview::DifferenceOverview| {
            let facts = one.facts.join(", ");
            format!("{}: {facts}; {} counts, not {}", one.subject, one.later, one.earlier)
        };
        self.differences.iter().map(line).collect()
    }
}

/// A title and the lines below it.
fn part(title: &str, lines: &[String], all: bool) -> String {
    let shown = if all || lines.len() <= SHOWN + 1 { lines.len() } else { SHOWN };
    let mut text = format!("{title}\n");
    for line in &lines[..shown] {
        let _ = writeln!(text, "  {}", printable(line));
    }
    if shown < lines.len() {
        let _ = writeln!(text, "  .. {} more; --all shows them", lines.len() - shown);
    }
    text
}

fn account(account: &AccountOverview) -> String {
    let name = account.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    let counts = [
        counted(account.users, "user", "users"),
        counted(account.groups, "group", "groups"),
        counted(account.roles, "role", "roles"),
        counted(account.policies, "managed policy", "managed policies"),
    ];
    format!("{}{name}  {}", account.id, counts.join(", "))
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn resource(resource: &ResourceOverview) -> String {
    let policy = match (&resource.admits, resource.has_policy) {
        (Some(admits), _) if admits.names.is_empty() => "lets nobody in".to_owned(),
        (Some(admits), _) => format!("lets in {}", admits.names.join("; ")),
        (None, Some(true)) => "policy cannot be read".to_owned(),
        (None, Some(false)) => "no policy".to_owned(),
        (None, None) => "policy not known".to_owned(),
    };
    format!("{}  {policy}", resource.arn)
}
