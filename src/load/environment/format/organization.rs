//! The tree of an organization.

use std::collections::HashMap;

use super::FormatReader;
use super::policies::Holder;
use crate::bundle::Placed;
use crate::environment::{Member, Organization, PolicyEntry, Unit};
use crate::text::{Key, Node, Span, Value, quote};

const ORGANIZATION_FIELDS: &[&str] = &["id", "managementAccount", "root"];
const UNIT_FIELDS: &[&str] =
    &["id", "name", "serviceControl", "resourceControl", "accounts", "units"];
const MEMBER_FIELDS: &[&str] = &["id", "name", "serviceControl", "resourceControl"];

/// The accounts of the tree, and where each stands first.
type Placements = HashMap<Box<str>, Span>;

impl FormatReader<'_> {
    pub(super) fn organization(&mut self, value: Placed<'_>, key: &Key) -> Organization {
        let origin = self.origin(key, value);
        let mut organization =
            Organization { id: None, management_account: None, root: None, origin };
        for member in self.fields(value, ORGANIZATION_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                _ if field.is_null() => {}
                "id" => organization.id = self.text(field),
                "managementAccount" => organization.management_account = self.account_id(field),
                _ => organization.root = Some(self.unit(field, "root", &mut Placements::new())),
            }
        }
        organization
    }

    fn unit(&mut self, value: Placed<'_>, name: &str, placements: &mut Placements) -> Unit {
        let mut unit = Unit::default();
        let holder = Holder { name: name_of(value, name), around: None };
        for member in self.fields(value, UNIT_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                _ if field.is_null() => {}
                "id" => unit.id = self.text(field),
                "name" => unit.name = self.text(field),
                "serviceControl" => unit.service_control = Some(self.level(&holder, field)),
                "resourceControl" => unit.resource_control = Some(self.level(&holder, field)),
                "accounts" => {
                    let items = self.list(field).into_iter();
                    let members = items.filter_map(|item| self.member(item, placements));
                    unit.accounts = members.collect();
                }
                _ => {
                    let items = self.list(field).into_iter();
                    unit.units = items.map(|item| self.unit(item, "unit", placements)).collect();
                }
            }
        }
        unit
    }

    fn level(&mut self, holder: &Holder<'_>, value: Placed<'_>) -> Vec<PolicyEntry> {
        self.policies(holder, value)
    }

    /// An account by its id alone, or with what is attached to it.
    fn member(&mut self, value: Placed<'_>, placements: &mut Placements) -> Option<Member> {
        let Value::Object(_) = value.node.value else {
            let id = self.account_id(value)?;
            self.expect_once(&id, value, placements);
            return Some(Member { id, ..Member::default() });
        };
        let mut found = Member::default();
        let holder = Holder { name: name_of(value, "account"), around: None };
        for member in self.fields(value, MEMBER_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                _ if field.is_null() => {}
                "id" => found.id = self.account_id(field)?,
                "name" => found.name = self.text(field),
                "serviceControl" => found.service_control = Some(self.level(&holder, field)),
                _ => found.resource_control = Some(self.level(&holder, field)),
            }
        }
        if found.id.is_empty() {
            self.troubles.push(value.trouble("missing-field", "the account has no `id`"));
            return None;
        }
        self.expect_once(&found.id, value, placements);
        Some(found)
    }

    /// An account stands below one root or unit.
    fn expect_once(&mut self, id: &str, value: Placed<'_>, placements: &mut Placements) {
        if let Some(first) = placements.insert(id.into(), value.node.span) {
            let message = format!("the account {} stands in the tree twice", quote(id));
            let trouble = value.trouble("duplicate-account", message);
            self.troubles.push(trouble.with_label(first, "first given here"));
        }
    }
}

/// How answers call a unit or an account of the tree: its id, else its name.
fn name_of(value: Placed<'_>, fallback: &str) -> String {
    let text = |field: &str| value.node.get(field).and_then(Node::as_text);
    text("id").or_else(|| text("name")).unwrap_or(fallback).to_owned()
}
