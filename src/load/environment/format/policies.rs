//! Policies: documents, files, managed ones by ARN or name, and those that nobody knows yet.

use super::FormatReader;
use super::account::Around;
use super::values::holds_unknown;
use crate::aws::PolicyKind;
use crate::bundle::{Documents as _, FULL_ACCESS, Placed, RCP_FULL_ACCESS, Trouble};
use crate::environment::{Fact, ManagedPolicy, Origin, PolicyEntry, StoredPolicy};
use crate::text::{Key, Node, Value, quote};

const ENTRY_FIELDS: &[&str] = &["name", "document", "arn", "unknown"];
const MANAGED_FIELDS: &[&str] = &["document", "default", "versions"];

/// Who holds policies.
pub(super) struct Holder<'n> {
    /// `role/app`
    pub(super) name: String,
    /// The account, if it is of one.
    pub(super) around: Option<Around<'n>>,
}

impl Holder<'_> {
    /// How answers call a policy of the holder's own.
    pub(super) fn policy_name(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }
}

/// Whether a text names a policy that stands elsewhere than in a file.
pub(in crate::load::environment) fn is_attached(text: &str) -> bool {
    text.starts_with("arn:") || matches!(text, FULL_ACCESS | RCP_FULL_ACCESS) || holds_unknown(text)
}

/// Whether an object is no document, but something that holds or names one.
fn is_entry(value: Placed<'_>) -> bool {
    ENTRY_FIELDS.iter().any(|field| value.node.get(field).is_some())
}

/// The name of what is not known, if it stands in place of a document.
fn named_unknown(value: Placed<'_>) -> Option<Placed<'_>> {
    match &value.node.value {
        Value::Object(members) if members.len() == 1 => {
            value.node.get("unknown").map(|name| value.at(name))
        }
        _ => None,
    }
}

impl FormatReader<'_> {
    /// The policies of a holder.
    pub(super) fn policies(&mut self, holder: &Holder<'_>, value: Placed<'_>) -> Vec<PolicyEntry> {
        let mut entries: Vec<PolicyEntry> = Vec::new();
        for (index, item) in self.list(value).into_iter().enumerate() {
            let number = format!("inline-{}", index + 1);
            let Some(entry) = self.entry(holder, &number, item) else { continue };
            let same = entries.iter().find(|other| other.name() == entry.name());
            if let Some(first) = same {
                let message = format!("{} has two policies {}", holder.name, quote(entry.name()));
                let first = first.origin().span;
                let trouble = item.trouble("duplicate-policy", message);
                self.troubles.push(trouble.with_label(first, "first given here"));
            }
            entries.push(entry);
        }
        entries
    }

    /// One policy of a holder; `name` is its name if it has none of its own.
    pub(super) fn entry(
        &mut self,
        holder: &Holder<'_>,
        name: &str,
        value: Placed<'_>,
    ) -> Option<PolicyEntry> {
        match &value.node.value {
            Value::Text(text) => self.named(holder, text, value),
            Value::Object(_) if is_entry(value) => self.described(holder, name, value),
            _ => self.inline(holder, name, value),
        }
    }

    fn named(&mut self, holder: &Holder<'_>, text: &str, value: Placed<'_>) -> Option<PolicyEntry> {
        let origin = Origin::new(self.source, value.node.span);
        if is_attached(text) {
            return Some(PolicyEntry::Attached { arn: text.into(), origin });
        }
        match holder.around {
            Some(around) if around.has_policy(text) => {
                Some(PolicyEntry::Attached { arn: around.policy_arn(text), origin })
            }
            _ => self.inline(holder, text, value),
        }
    }

    fn inline(
        &mut self,
        holder: &Holder<'_>,
        name: &str,
        value: Placed<'_>,
    ) -> Option<PolicyEntry> {
        let policy = self.document(&holder.policy_name(name), value, PolicyKind::Identity)?;
        Some(PolicyEntry::Inline { name: name.into(), policy })
    }

    /// `{"name", "document"}`, `{"arn"}` or `{"unknown"}`.
    fn described(
        &mut self,
        holder: &Holder<'_>,
        name: &str,
        value: Placed<'_>,
    ) -> Option<PolicyEntry> {
        let origin = self.origin_of(Origin::new(self.source, value.node.span), value);
        self.fields(value, ENTRY_FIELDS);
        let field = |name: &str| value.node.get(name).map(|node| value.at(node));
        match (field("document"), field("arn"), field("unknown")) {
            (Some(document), None, None) => {
                let own_name = field("name").and_then(|name| self.text(name));
                let name = own_name.unwrap_or_else(|| name.into());
                if let Some(unknown) = named_unknown(document) {
                    return Some(PolicyEntry::Unknown { unknown: self.text(unknown)?, origin });
                }
                let called = holder.policy_name(&name);
                let mut policy = self.plain_document(&called, document, PolicyKind::Identity)?;
                policy.origin = self.origin_of(policy.origin, value);
                Some(PolicyEntry::Inline { name, policy })
            }
            (None, Some(arn), None) => Some(PolicyEntry::Attached { arn: self.text(arn)?, origin }),
            (None, None, Some(unknown)) => {
                Some(PolicyEntry::Unknown { unknown: self.text(unknown)?, origin })
            }
            _ => {
                let message = "expected one of `document`, `arn` and `unknown`";
                self.troubles.push(value.trouble("invalid-policy", message));
                None
            }
        }
    }

    /// A policy of which only the document matters; `null` says that there is none.
    pub(super) fn stored(
        &mut self,
        name: &str,
        value: Placed<'_>,
        kind: PolicyKind,
    ) -> Fact<StoredPolicy> {
        if value.is_null() {
            return Fact::None;
        }
        self.document(name, value, kind).map_or(Fact::Unsaid, Fact::Is)
    }

    /// A document, or the file that holds it. `{"document", "$origin"}` is a document that was
    /// copied.
    pub(super) fn document(
        &mut self,
        name: &str,
        value: Placed<'_>,
        kind: PolicyKind,
    ) -> Option<StoredPolicy> {
        let Some(document) = value.node.get("document") else {
            return self.plain_document(name, value, kind);
        };
        self.fields(value, &["document"]);
        let mut policy = self.plain_document(name, value.at(document), kind)?;
        policy.origin = self.origin_of(policy.origin, value);
        Some(policy)
    }

    /// A document, whatever its members, or the file that holds it, or `{"unknown"}`.
    fn plain_document(
        &mut self,
        name: &str,
        value: Placed<'_>,
        kind: PolicyKind,
    ) -> Option<StoredPolicy> {
        if let Some(unknown) = named_unknown(value) {
            let origin = Origin::new(self.source, value.node.span);
            return StoredPolicy::unknown(name, &self.text(unknown)?, kind, origin);
        }
        match &value.node.value {
            Value::Object(_) => Some(StoredPolicy::in_place(name, self.source, value.node.clone())),
            Value::Text(path) => self.file(path, value),
            _ => {
                self.troubles.push(value.wrong_type("a policy, or the path of one"));
                None
            }
        }
    }

    /// A document in a file of its own, called by the file's name.
    fn file(&mut self, path: &str, value: Placed<'_>) -> Option<StoredPolicy> {
        if is_attached(path) {
            let message = format!("expected a document or its path, found {}", quote(path));
            self.troubles.push(value.trouble("invalid-policy", message));
            return None;
        }
        let opened = self.files.open(self.source, path).map_err(|why| match why {
            Ok(trouble) => trouble,
            Err(message) => value.trouble(Trouble::UNREADABLE, message),
        });
        let text = self.keep(opened)?;
        if !matches!(text.node.value, Value::Object(_)) {
            let file = Placed { node: &text.node, source: &text.source };
            self.troubles.push(file.wrong_type("a policy"));
            return None;
        }
        let origin = Origin::new(&text.source, text.node.span);
        let name = text.source.name().to_owned();
        Some(StoredPolicy { name: name.into(), node: text.node, source: text.source, origin })
    }

    /// A managed policy: a document, or its versions.
    pub(super) fn managed(
        &mut self,
        arn: &str,
        key: &Key,
        value: Placed<'_>,
    ) -> Option<ManagedPolicy> {
        let origin = self.origin(key, value);
        let has = |name: &str| value.node.get(name).is_some();
        if !MANAGED_FIELDS.iter().any(|field| has(field)) {
            let document = self.document(arn, value, PolicyKind::Identity)?;
            return Some(ManagedPolicy {
                document,
                default_version: None,
                versions: Vec::new(),
                origin,
            });
        }
        self.fields(value, MANAGED_FIELDS);
        let mut versions = self.versions(arn, value);
        let default = value.node.get("default").map(|name| value.at(name));
        let default_version = default.and_then(|name| self.text(name));
        let document = match (value.node.get("document"), &default_version) {
            (Some(document), _) => {
                self.plain_document(arn, value.at(document), PolicyKind::Identity)?
            }
            (None, Some(name)) => {
                let found = versions.iter().position(|(version, _)| version == name);
                let Some(index) = found else {
                    let message = format!("there is no version {}", quote(name));
                    let at = default.unwrap_or(value);
                    self.troubles.push(at.trouble("unknown-version", message));
                    return None;
                };
                versions.remove(index).1
            }
            (None, None) => {
                let message = "expected a `document`, or `default` and `versions`";
                self.troubles.push(value.trouble("invalid-policy", message));
                return None;
            }
        };
        Some(ManagedPolicy { document, default_version, versions, origin })
    }

    fn versions(&mut self, arn: &str, value: Placed<'_>) -> Vec<(Box<str>, StoredPolicy)> {
        let Some(versions) = value.node.get("versions").map(|node: &Node| value.at(node)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for member in self.members(versions) {
            let name = format!("{arn} {}", member.key.text);
            let value = versions.at(&member.value);
            if let Some(policy) = self.document(&name, value, PolicyKind::Identity) {
                found.push((member.key.text.clone(), policy));
            }
        }
        found
    }
}
