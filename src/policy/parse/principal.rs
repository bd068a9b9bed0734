//! `Principal` and `NotPrincipal`

use super::grammar;
use super::reader::{Elements, Reader, inside, listed};
use crate::aws::PolicyKind;
use crate::policy::{PrincipalElement, PrincipalEntry, PrincipalValue, Version};
use crate::text::{Key, Member, Span, Value, nearest, quote};

const TYPES: [&str; 4] = ["AWS", "Federated", "Service", "CanonicalUser"];

impl Reader {
    pub(super) fn principal(&mut self, elements: &Elements<'_>) -> Option<PrincipalElement> {
        self.forbidden_principals(elements);
        let Some((member, negated)) = self.one_of(elements, "Principal", "NotPrincipal") else {
            self.missing_principal(elements);
            return None;
        };
        let entries = self.principal_entries(member);
        Some(PrincipalElement { span: member.value.span, negated, entries })
    }

    // AWS: S-13
    fn forbidden_principals(&mut self, elements: &Elements<'_>) {
        if !self.kind.takes_principal() {
            let hint = "it applies to whom it is attached to; remove the element";
            self.forbidden(elements, "Principal", hint);
            self.forbidden(elements, "NotPrincipal", hint);
        } else if !grammar::takes_not_principal(self.kind) {
            let hint = "use `Principal` with a condition on `aws:PrincipalArn`";
            self.forbidden(elements, "NotPrincipal", hint);
        }
    }

    // AWS: S-13, S-18
    fn missing_principal(&mut self, elements: &Elements<'_>) {
        let needed = self.kind.takes_principal();
        if needed && elements.lacks(&["Principal", "NotPrincipal"]) {
            let message = "the statement has no `Principal`: it applies to nobody";
            let hint = "in this kind of policy every statement says for whom it is";
            let refusal = self.refusal("missing-principal", elements.start, message);
            self.report(refusal.with_hint(hint));
        }
    }

    fn principal_entries(&mut self, member: &Member) -> Vec<PrincipalEntry> {
        let node = &member.value;
        match &node.value {
            Value::Text(text) => vec![self.bare_principal(node.span, text)],
            Value::Object(_) => self.principals_by_type(member),
            _ => {
                self.wrong_type(node, &member.key.text, "`\"*\"` or an object");
                Vec::new()
            }
        }
    }

    // AWS: P-3
    fn bare_principal(&mut self, span: Span, text: &str) -> PrincipalEntry {
        if text == "*" {
            return PrincipalEntry { span, text: text.into(), value: PrincipalValue::Everyone };
        }
        let message = format!("a bare principal is `*` only, not {}", quote(text));
        let of_type = if text.ends_with(".amazonaws.com") { "Service" } else { "AWS" };
        let hint = format!("write `{{\"{of_type}\": \"{text}\"}}`");
        let refusal = self.refusal("invalid-principal-format", span, message).with_hint(hint);
        self.report(refusal);
        nobody(span, text)
    }

    fn principals_by_type(&mut self, element: &Member) -> Vec<PrincipalEntry> {
        let members = self.members(element, "an object");
        if members.is_empty() {
            let message = format!("`{}` is empty: it names nobody", element.key.text);
            self.suggest("empty-object-principal", element.value.span, message);
        }
        let mut entries = Vec::new();
        for member in members {
            let texts = self.texts(member);
            self.empty(member, "empty-array-principal", "names nobody");
            let of_type = self.principal_type(&member.key);
            entries.extend(texts.into_iter().map(|(span, text)| match of_type {
                Some(of_type) => self.principal_entry(of_type, span, text),
                None => nobody(span, text),
            }));
        }
        entries
    }

    // AWS: P-1
    fn principal_type(&mut self, key: &Key) -> Option<&'static str> {
        let of_type = TYPES.into_iter().find(|name| *name == &*key.text);
        if of_type.is_none() {
            let message = format!("there is no principal type {}", quote(&key.text));
            let hint = nearest(&key.text, TYPES).map_or_else(
                || format!("the types are {}", listed(&TYPES)),
                |name| format!("did you mean `{name}`?"),
            );
            let refusal = self.refusal("invalid-principal-key", key.span, message);
            self.report(refusal.with_hint(hint));
        } else if of_type == Some("Federated") && self.kind != PolicyKind::Trust {
            let message = "`Federated` names nobody outside a role's trust policy";
            self.warn("federated-principal-not-supported", key.span, message);
        }
        of_type
    }

    fn principal_entry(&mut self, of_type: &str, span: Span, text: &str) -> PrincipalEntry {
        let value = match of_type {
            "AWS" => PrincipalValue::of_aws(text),
            "Federated" => PrincipalValue::of_federated(text),
            "Service" => PrincipalValue::of_service(text),
            _ => PrincipalValue::of_canonical_user(text),
        };
        let value = value.unwrap_or_else(|mistake| {
            let refusal = self.refusal(mistake.code, span, mistake.message);
            self.report(refusal.with_hint(mistake.hint));
            PrincipalValue::Nobody
        });
        if value != PrincipalValue::Nobody {
            self.variable_in_principal(span, text);
        }
        PrincipalEntry { span, text: text.into(), value }
    }

    // AWS: P-4, V-1
    fn variable_in_principal(&mut self, span: Span, text: &str) {
        let Some(at) = text.find("${").filter(|_| self.version == Version::V2012) else { return };
        let message = "variables are not expanded in principals: this names nobody";
        let place = inside(span, text, at..text.len());
        self.warn("variable-unsupported-in-element", place, message);
    }
}

fn nobody(span: Span, text: &str) -> PrincipalEntry {
    PrincipalEntry { span, text: text.into(), value: PrincipalValue::Nobody }
}
