//! The document itself.

use super::grammar;
use super::reader::{Elements, Reader, items};
use super::sid::Sids;
use crate::policy::{PolicyDocument, Spanned, Statement, Version};
use crate::text::{Diagnostic, Node, Value, nearest, quote};

const DOCUMENT: &[&str] = &["Version", "Id", "Statement"];
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

impl Reader {
    // AWS: S-1
    pub(super) fn document(&mut self, node: &Node) -> Option<PolicyDocument> {
        let elements = self.elements(node, "a policy", DOCUMENT)?;
        self.version = self.read_version(&elements);
        let id = self.id(&elements);
        let statements = self.statements(&elements);
        Some(PolicyDocument { span: node.span, version: self.version, id, statements })
    }

    // AWS: S-7
    fn read_version(&mut self, elements: &Elements<'_>) -> Version {
        let Some(member) = elements.get("Version") else { return Version::V2008 };
        match self.text(&member.value, "Version") {
            Some("2012-10-17") => Version::V2012,
            Some("2008-10-17") | None => Version::V2008,
            Some(other) => {
                self.unknown_version(&member.value, other);
                Version::V2008
            }
        }
    }

    fn unknown_version(&mut self, node: &Node, text: &str) {
        let message = format!("the policy language has no version {}", quote(text));
        let meant = nearest(text, VERSIONS).unwrap_or(VERSIONS[0]);
        let refusal = self.refusal("invalid-version", node.span, message);
        self.report(refusal.with_hint(format!("did you mean `{meant}`?")));
    }

    // AWS: S-9
    fn id(&mut self, elements: &Elements<'_>) -> Option<Spanned<Box<str>>> {
        let member = elements.get("Id")?;
        if !self.kind.takes_principal() {
            let message = format!("`Id` has no place in {}", grammar::name(self.kind));
            self.warn("unsupported-id", member.key.span, message);
        }
        let text = self.text(&member.value, "Id")?;
        Some(Spanned { value: text.into(), span: member.value.span })
    }

    fn statements(&mut self, elements: &Elements<'_>) -> Vec<Statement> {
        let Some(member) = elements.get("Statement") else {
            if elements.lacks(&["Statement"]) {
                self.error("missing-statement", elements.start, "the policy has no `Statement`");
            }
            return Vec::new();
        };
        let node = &member.value;
        if !matches!(node.value, Value::List(_) | Value::Object(_)) {
            self.wrong_type(node, "Statement", "an object or a list of objects");
            return Vec::new();
        }
        if items(node).is_empty() {
            let message = "`Statement` is empty";
            let hint = "AWS refuses a policy without a statement";
            let error = Diagnostic::error("missing-statement", node.span, message);
            self.report(error.with_hint(hint));
        }
        let mut sids = Sids::default();
        items(node).iter().filter_map(|item| self.statement(item, &mut sids)).collect()
    }
}
