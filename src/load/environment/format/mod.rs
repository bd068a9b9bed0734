//! In: a file of our own environment format. Out: the environment that it describes, or every
//! mistake in it.

mod account;
mod organization;
mod policies;
mod resources;
mod values;

pub(super) use policies::is_attached;

use std::sync::Arc;

use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{Account, Environment, Fact, Origin, Resource};
use crate::load::{Files, Loaded};
use crate::text::{Key, Member, Source};

/// The fields of an environment.
pub(super) const ENVIRONMENT_FIELDS: &[&str] =
    &["accounts", "resources", "endpoints", "organization", "unknowns"];

/// Reads a file of our own format.
///
/// # Errors
/// Every mistake in it.
pub(super) fn read(text: &Text, files: &Files) -> Result<Loaded, Vec<Trouble>> {
    let mut reader = FormatReader { source: &text.source, files, troubles: Vec::new() };
    let environment = reader.environment(Placed { node: &text.node, source: &text.source });
    if reader.troubles.is_empty() {
        return Ok(Loaded { environment, remarks: Vec::new() });
    }
    Err(reader.troubles)
}

/// A user, group or role that has a file of its own.
#[derive(Clone, Copy)]
pub(super) struct Alone<'a> {
    /// `user`, `group` or `role`.
    pub(super) kind: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// Its account.
    pub(super) account: &'a str,
    /// The account's partition.
    pub(super) partition: &'a str,
}

/// Reads the file of one user, group or role, as the one in its account.
///
/// # Errors
/// Every mistake in it.
pub(super) fn read_alone(
    text: &Text,
    files: &Files,
    alone: Alone<'_>,
) -> Result<Account, Vec<Trouble>> {
    let mut reader = FormatReader { source: &text.source, files, troubles: Vec::new() };
    let account = reader.alone(Placed { node: &text.node, source: &text.source }, alone);
    if reader.troubles.is_empty() { Ok(account) } else { Err(reader.troubles) }
}

/// Reads the file of one resource, which says its ARN.
///
/// # Errors
/// Every mistake in it.
pub(super) fn read_resource(text: &Text, files: &Files) -> Result<Resource, Vec<Trouble>> {
    let mut reader = FormatReader { source: &text.source, files, troubles: Vec::new() };
    let value = Placed { node: &text.node, source: &text.source };
    let resource = reader.resource_alone(value);
    if reader.troubles.is_empty() { Ok(resource) } else { Err(reader.troubles) }
}

/// Reads what stands in one file, and gathers the mistakes.
struct FormatReader<'f> {
    source: &'f Arc<Source>,
    files: &'f Files,
    troubles: Vec<Trouble>,
}

impl FormatReader<'_> {
    fn environment(&mut self, value: Placed<'_>) -> Environment {
        let mut environment = Environment::default();
        for member in self.fields(value, ENVIRONMENT_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "accounts" => environment.accounts = self.accounts(field),
                "resources" => environment.resources = self.resources(field),
                "endpoints" => environment.endpoints = self.endpoints(field),
                "organization" if field.is_null() => environment.organization = Fact::None,
                "organization" => {
                    let organization = self.organization(field, &member.key);
                    environment.organization = Fact::Is(organization);
                }
                "unknowns" => environment.unknowns = self.unknowns(field),
                _ => {}
            }
        }
        environment
    }

    /// Where a thing stands: its name. What `$origin` says of it is kept.
    fn origin(&mut self, key: &Key, value: Placed<'_>) -> Origin {
        self.origin_of(Origin::new(self.source, key.span), value)
    }

    fn origin_of(&mut self, here: Origin, value: Placed<'_>) -> Origin {
        match value.node.get(ORIGIN).map(|field| value.at(field).text()) {
            Some(Ok(text)) => here.copied_from(text),
            Some(Err(trouble)) => {
                self.troubles.push(trouble);
                here
            }
            None => here,
        }
    }

    /// The members of an object whose fields are ours, but for `$schema` and `$origin`. Each that is
    /// not known is a mistake.
    fn fields<'n>(&mut self, value: Placed<'n>, known: &[&str]) -> Vec<&'n Member> {
        let mut found = Vec::new();
        for member in self.members(value) {
            match &*member.key.text {
                "$schema" | ORIGIN => {}
                name if known.contains(&name) => found.push(member),
                _ => self.troubles.push(values::unknown_field(value, &member.key, known)),
            }
        }
        found
    }
}

/// Where a thing was found before it was copied into this file.
pub(super) const ORIGIN: &str = "$origin";
