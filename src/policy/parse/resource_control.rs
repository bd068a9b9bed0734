//! What resource control policies take less than others.

use super::reader::{Elements, Reader, items};
use crate::aws::PolicyKind;
use crate::policy::{ActionPattern, Effect, Statement};
use crate::text::{Diagnostic, Node, Value};

/// Whether this is the policy that AWS attaches everywhere, the only one that allows.
// AWS: S-15
pub(super) fn is_full_access(node: &Node) -> bool {
    let Some([statement]) = node.get("Statement").map(items) else { return false };
    let members = |node: &Node| match &node.value {
        Value::Object(members) => members.len(),
        _ => 0,
    };
    let says = |node: &Node, name: &str, expected: &str| match node.get(name).map(items) {
        Some([value]) => value.as_text() == Some(expected),
        _ => false,
    };
    members(node) == 2
        && says(node, "Version", "2012-10-17")
        && members(statement) == 4
        && says(statement, "Effect", "Allow")
        && ["Principal", "Action", "Resource"].iter().all(|name| says(statement, name, "*"))
}

impl Reader {
    // AWS: S-15
    pub(super) fn resource_control(&mut self, elements: &Elements<'_>, statement: &Statement) {
        if self.kind != PolicyKind::ResourceControl || self.full_access {
            return;
        }
        self.only_deny(elements, statement);
        self.only_everyone(elements);
        for entry in &statement.action.entries {
            if entry.pattern == ActionPattern::Every {
                let message = "`*` alone is no action of a resource control policy";
                let hint = "name the services: `s3:*`";
                let refusal = self.refusal("rcp-syntax-error-action", entry.span, message);
                self.report(refusal.with_hint(hint));
            }
        }
    }

    fn only_deny(&mut self, elements: &Elements<'_>, statement: &Statement) {
        if let Some(member) = elements.get("Effect").filter(|_| statement.effect == Effect::Allow) {
            let message = "a resource control policy only denies";
            let hint = "`RCPFullAWSAccess`, always attached, already allows everything";
            let refusal = self.refusal("rcp-syntax-error-allow", member.value.span, message);
            self.report(refusal.with_hint(hint));
        }
    }

    fn only_everyone(&mut self, elements: &Elements<'_>) {
        let Some(member) = elements.get("Principal") else { return };
        if member.value.as_text() != Some("*") {
            let message = "the `Principal` of a resource control policy is exactly `\"*\"`";
            let hint = "pick out principals by a condition on `aws:PrincipalArn`";
            let span = member.value.span;
            let refusal: Diagnostic = self.refusal("rcp-syntax-error-principal", span, message);
            self.report(refusal.with_hint(hint));
        }
    }
}
