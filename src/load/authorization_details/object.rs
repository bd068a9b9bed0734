//! Objects of AWS's formats: fields that AWS may add are told, not refused.

use super::Findings;
use crate::bundle::{Placed, Trouble};
use crate::text::{Member, Value};

/// What AWS writes about a kind of thing.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Shape {
    /// With its article: `a role`.
    pub(in crate::load) what: &'static str,
    /// The fields that are read.
    pub(in crate::load) read: &'static [&'static str],
    /// The fields on which no decision depends.
    pub(in crate::load) passed_over: &'static [&'static str],
}

/// An object of an export.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Object<'n> {
    /// Where it stands.
    pub(in crate::load) placed: Placed<'n>,
    what: &'static str,
    members: &'n [Member],
}

impl Shape {
    /// The object at a place; `None`, with a mistake, if it is none or has a field twice.
    pub(in crate::load) fn open<'n>(
        &self,
        placed: Placed<'n>,
        findings: &mut Findings,
    ) -> Option<Object<'n>> {
        let members = findings.keep(placed.members())?;
        let is_known = |name: &str| self.read.contains(&name) || self.passed_over.contains(&name);
        for member in members.iter().filter(|member| !is_known(&member.key.text)) {
            findings.unknown_field(self.what, &member.key, placed.source);
        }
        Some(Object { placed, what: self.what, members })
    }
}

impl<'n> Object<'n> {
    /// A field that is there and not `null`.
    pub(in crate::load) fn get(&self, name: &str) -> Option<Placed<'n>> {
        let found = self.members.iter().find(|member| &*member.key.text == name)?;
        (found.value.value != Value::Null).then(|| self.placed.at(&found.value))
    }

    /// A string, if the field is there.
    pub(in crate::load) fn text(&self, name: &str, findings: &mut Findings) -> Option<&'n str> {
        self.get(name).and_then(|field| findings.keep(field.text()))
    }

    /// A string that must be there.
    pub(in crate::load) fn needed(&self, name: &str, findings: &mut Findings) -> Option<&'n str> {
        if self.get(name).is_none() {
            findings.errors.push(self.lacks(name));
        }
        self.text(name, findings)
    }

    /// `true` or `false`, if the field is there.
    pub(in crate::load) fn flag(&self, name: &str, findings: &mut Findings) -> Option<bool> {
        self.get(name).and_then(|field| findings.keep(field.boolean()))
    }

    /// The items of a list; none if the field is not there.
    pub(in crate::load) fn items(&self, name: &str, findings: &mut Findings) -> Vec<Placed<'n>> {
        let list = self.get(name).and_then(|field| findings.keep(field.list()));
        list.into_iter().flatten().collect()
    }

    /// A mistake: a field is not there that must be.
    pub(in crate::load) fn lacks(&self, name: &str) -> Trouble {
        let start = self.placed.node.span.start;
        let brace = crate::text::Span { start, end: start.saturating_add(1) };
        let message = format!("{} without `{name}`", self.what);
        self.placed.trouble_at(brace, "missing-field", message)
    }
}
