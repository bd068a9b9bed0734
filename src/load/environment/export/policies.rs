//! Policies, so that people can read them.

use std::sync::Arc;

use super::{Exporter, Fields, Origins};
use crate::environment::{ManagedPolicy, Origin, PolicyEntry, StoredPolicy};
use crate::load::environment::format::is_attached;
use crate::text::Node;

/// Whether a part of a thing was found in another text than the thing, or has an address of its own.
fn is_elsewhere(part: &Origin, whole: &Origin) -> bool {
    let is_same_text =
        Arc::ptr_eq(&part.source, &whole.source) || part.source.name() == whole.source.name();
    !is_same_text || part.address.is_some() && part.address != whole.address
}

impl Exporter {
    /// Whether a policy of a thing comes from elsewhere than the thing, and that is to be said.
    fn says(self, origin: &Origin, holder: Option<&Origin>) -> bool {
        let is_elsewhere = holder.is_none_or(|holder| is_elsewhere(origin, holder));
        self.origins == Origins::Written && is_elsewhere
    }

    /// A document; with its place if that is elsewhere than its holder's.
    pub(super) fn document(self, policy: &StoredPolicy, holder: Option<&Origin>) -> Node {
        let is_ambiguous = policy.node.get("document").is_some();
        if !self.says(&policy.origin, holder) && !is_ambiguous {
            return (*policy.node).clone();
        }
        let mut fields = Fields::default();
        if self.says(&policy.origin, holder) {
            self.origin(&mut fields, &policy.origin);
        }
        fields.push("document", (*policy.node).clone());
        fields.node()
    }

    pub(super) fn policies(self, entries: &[PolicyEntry], holder: &Origin) -> Node {
        Node::of_items(entries.iter().map(|entry| self.entry(entry, holder)))
    }

    pub(super) fn entry(self, entry: &PolicyEntry, holder: &Origin) -> Node {
        let says = self.says(entry.origin(), Some(holder));
        let mut fields = Fields::default();
        if says {
            self.origin(&mut fields, entry.origin());
        }
        match entry {
            PolicyEntry::Attached { arn, .. } if !says && is_attached(arn) => {
                return Node::of_text(&**arn);
            }
            PolicyEntry::Attached { arn, .. } => fields.text("arn", Some(arn)),
            PolicyEntry::Unknown { unknown, .. } => fields.text("unknown", Some(unknown)),
            PolicyEntry::Inline { name, policy } => {
                fields.text("name", Some(name));
                fields.push("document", (*policy.node).clone());
            }
        }
        fields.node()
    }

    pub(super) fn managed(self, policy: &ManagedPolicy) -> Node {
        let is_alone = policy.default_version.is_none() && policy.versions.is_empty();
        if is_alone && self.origins == Origins::LeftOut {
            return self.document(&policy.document, Some(&policy.origin));
        }
        let mut fields = Fields::default();
        self.origin(&mut fields, &policy.origin);
        let version = |document: &StoredPolicy| self.document(document, Some(&document.origin));
        let others = policy.versions.iter().map(|(name, policy)| (&**name, version(policy)));
        match &policy.default_version {
            None => {
                fields.push("document", (*policy.document.node).clone());
                fields.filled("versions", Node::of_members(others));
            }
            Some(name) => {
                fields.text("default", Some(name));
                let all = std::iter::once((&**name, version(&policy.document))).chain(others);
                fields.push("versions", Node::of_members(all));
            }
        }
        fields.node()
    }
}
