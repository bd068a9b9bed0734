//! One statement.

use super::grammar;
use super::reader::{Elements, Reader};
use super::sid::Sids;
use crate::policy::{Effect, PrincipalElement, Statement};
use crate::text::{Diagnostic, Node, Severity, nearest, quote};

const STATEMENT: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl Reader {
    pub(super) fn statement<'n>(
        &mut self,
        node: &'n Node,
        sids: &mut Sids<'n>,
    ) -> Option<Statement> {
        let elements = self.elements(node, "a statement", STATEMENT)?;
        let sid = self.sid(&elements, sids);
        let effect = self.effect(&elements);
        let principal = self.principal(&elements);
        let action = self.action(&elements);
        let resource = self.resource(&elements);
        let conditions = self.conditions(&elements);
        let (effect, action) = (effect?, action?);
        let statement =
            Statement { span: node.span, sid, effect, principal, action, resource, conditions };
        self.statement_as_a_whole(&elements, &statement);
        Some(statement)
    }

    // AWS: S-3
    fn effect(&mut self, elements: &Elements<'_>) -> Option<Effect> {
        let Some(member) = elements.get("Effect") else {
            if elements.lacks(&["Effect"]) {
                self.error("missing-effect", elements.start, "the statement has no `Effect`");
            }
            return None;
        };
        match self.text(&member.value, "Effect")? {
            "Allow" => Some(Effect::Allow),
            "Deny" => Some(Effect::Deny),
            other => {
                self.unknown_effect(&member.value, other);
                None
            }
        }
    }

    fn unknown_effect(&mut self, node: &Node, text: &str) {
        let message = format!("`Effect` is `Allow` or `Deny`, not {}", quote(text));
        let mut error = Diagnostic::error("invalid-effect", node.span, message);
        error.hint = nearest(text, ["Allow", "Deny"]).map(|name| format!("did you mean `{name}`?"));
        self.report(error);
    }

    /// What only several elements together show.
    fn statement_as_a_whole(&mut self, elements: &Elements<'_>, statement: &Statement) {
        self.allow_not_principal(elements, statement);
        self.resource_control(elements, statement);
        self.trust(statement);
    }

    // AWS: P-14
    fn allow_not_principal(&mut self, elements: &Elements<'_>, statement: &Statement) {
        let negated = |principal: &PrincipalElement| principal.negated;
        let grants_the_others =
            statement.effect == Effect::Allow && statement.principal.as_ref().is_some_and(negated);
        if let Some(member) = elements.get("NotPrincipal").filter(|_| grants_the_others) {
            let message = "`Allow` with `NotPrincipal` grants to everyone else, strangers included";
            let hint = "name those who may in `Principal`";
            let (severity, span) = (Severity::SecurityWarning, member.key.span);
            let found = Diagnostic::new(severity, "allow-with-not-principal", span, message);
            self.report(found.with_hint(hint));
        }
    }

    /// Says that an element has no place in this kind of policy; it counts all the same as written.
    // AWS: S-13
    pub(super) fn forbidden(&mut self, elements: &Elements<'_>, name: &str, hint: &str) {
        if let Some(member) = elements.get(name) {
            let message = format!("{} takes no `{name}`", grammar::name(self.kind));
            let code = grammar::code_of_forbidden(self.kind, name);
            let refusal = self.refusal(code, member.key.span, message);
            self.report(refusal.with_hint(hint));
        }
    }
}
