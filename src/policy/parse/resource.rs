//! `Resource` and `NotResource`

use super::grammar;
use super::reader::{Elements, Reader, inside};
use crate::aws::PolicyKind;
use crate::policy::{ResourceElement, ResourceEntry, Template, Version};
use crate::text::{Diagnostic, Member, Span, Value, quote};

impl Reader {
    pub(super) fn resource(&mut self, elements: &Elements<'_>) -> Option<ResourceElement> {
        if self.kind == PolicyKind::Trust {
            for name in ["Resource", "NotResource"] {
                self.forbidden(elements, name, "the resource is the role itself: leave it out");
            }
        }
        let Some((member, negated)) = self.one_of(elements, "Resource", "NotResource") else {
            self.missing_resource(elements);
            return None;
        };
        let texts = self.texts(member);
        if texts.is_empty() {
            let effect = if negated { "excludes nothing" } else { "matches no resource" };
            self.empty(member, "empty-array-resource", effect);
        }
        let entries = texts.into_iter().map(|(span, text)| self.resource_entry(span, text));
        Some(ResourceElement { span: member.value.span, negated, entries: entries.collect() })
    }

    // AWS: S-13
    fn missing_resource(&mut self, elements: &Elements<'_>) {
        if self.kind == PolicyKind::Trust || !elements.lacks(&["Resource", "NotResource"]) {
            return;
        }
        let message = "the statement has no `Resource` and no `NotResource`";
        self.report(if self.kind == PolicyKind::Resource {
            let message = format!("{message}: it is about the resource that has the policy");
            Diagnostic::warning("missing-resource", elements.start, message)
                .with_hint("services that fix the resource, such as ECR, store this; others refuse")
        } else {
            Diagnostic::error("missing-resource", elements.start, message)
        });
    }

    /// Says that a list is empty, unless its value was refused altogether.
    // AWS: S-12
    pub(super) fn empty(&mut self, member: &Member, code: &'static str, effect: &str) {
        if matches!(&member.value.value, Value::List(items) if items.is_empty()) {
            let message = format!("`{}` is empty: it {effect}", member.key.text);
            self.suggest(code, member.value.span, message);
        }
    }

    fn resource_entry(&mut self, span: Span, text: &str) -> ResourceEntry {
        if text != "*" {
            self.resource_text(span, text);
        }
        ResourceEntry { span, text: text.into() }
    }

    fn resource_text(&mut self, span: Span, text: &str) {
        if !text.starts_with("arn:") {
            return self.no_arn(span, text);
        }
        self.variable_of_2012(span, text);
        if self.variable_mistake(span, text) {
            return;
        }
        if let Some(range) = self.early_variable(text) {
            let message = "a variable before the fifth colon is not expanded: no resource matches";
            self.warn("variable-unsupported-in-element", inside(span, text, range), message);
        } else if text.split(':').count() < 6 {
            self.short_arn(span, text);
        }
    }

    fn no_arn(&mut self, span: Span, text: &str) {
        let message = format!("the resource {} is neither an ARN nor `*`", quote(text));
        if text.starts_with("execute-api:/") {
            let hint = "AWS stores it with the ARN of the API that has the policy: write \
                        `arn:aws:execute-api:region:account:api-id/stage/method/path`";
            let refusal = Diagnostic::error("invalid-arn-prefix", span, message);
            return self.report(refusal.with_hint(hint));
        }
        let hint = if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:")) {
            "ARNs begin with a lower-case `arn:`"
        } else {
            "write `arn:partition:service:region:account:resource`"
        };
        let refusal = self.refusal("invalid-arn-prefix", span, message).with_hint(hint);
        self.report(refusal);
    }

    /// Reports a variable that cannot be read.
    // AWS: V-9
    pub(super) fn variable_mistake(&mut self, span: Span, text: &str) -> bool {
        if !text.contains("${") {
            return false;
        }
        let Err(error) = Template::parse(text, self.version, true) else { return false };
        self.refuse(error.code, inside(span, text, error.range), error.message);
        true
    }

    /// Says that what looks like a variable is plain text in the older language.
    // AWS: S-7, S-8
    pub(super) fn variable_of_2012(&mut self, span: Span, text: &str) {
        let Some(start) = text.find("${").filter(|_| self.version == Version::V2008) else {
            return;
        };
        let Some(length) = text[start..].find('}') else { return };
        let variable = &text[start..=start + length];
        let message = format!("{} is plain text in this version of the language", quote(variable));
        let place = inside(span, text, start..start + variable.len());
        let warning = Diagnostic::warning("variable-unsupported-in-version", place, message);
        self.report(warning.with_hint("variables need `\"Version\": \"2012-10-17\"`"));
    }

    // AWS: V-1a
    fn early_variable(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let start = text.find("${").filter(|_| self.version == Version::V2012)?;
        let colons = text[..start].bytes().filter(|byte| *byte == b':').count();
        let end = text[start..].find('}').map_or(text.len(), |length| start + length + 1);
        (colons < 5).then_some(start..end)
    }

    // AWS: R-7
    fn short_arn(&mut self, span: Span, text: &str) {
        let message = format!("the ARN {} has fewer than six parts", quote(text));
        let hint = "write `arn:partition:service:region:account:resource`";
        let diagnostic = match self.kind {
            PolicyKind::ServiceControl if text.ends_with('*') => return,
            PolicyKind::ServiceControl | PolicyKind::ResourceControl => {
                self.refusal("missing-arn-field", span, message)
            }
            kind if grammar::is_of_principals(kind) || text.contains(['*', '?']) => return,
            _ => Diagnostic::warning(
                "missing-arn-field",
                span,
                format!("{message}: it matches nothing"),
            ),
        };
        self.report(diagnostic.with_hint(hint));
    }
}
