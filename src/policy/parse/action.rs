//! `Action` and `NotAction`

use super::reader::{Elements, Reader, inside};
use crate::aws::PolicyKind;
use crate::policy::{ActionElement, ActionEntry, ActionMistake, ActionPattern, Version};
use crate::text::{Diagnostic, Span, quote};

impl Reader {
    pub(super) fn action(&mut self, elements: &Elements<'_>) -> Option<ActionElement> {
        if self.kind == PolicyKind::ResourceControl {
            self.forbidden(elements, "NotAction", "list the actions in `Action`");
        }
        let Some((member, negated)) = self.one_of(elements, "Action", "NotAction") else {
            if elements.lacks(&["Action", "NotAction"]) {
                let message = "the statement has no `Action` and no `NotAction`";
                self.error("missing-action", elements.start, message);
            }
            return None;
        };
        let texts = self.texts(member);
        if texts.is_empty() {
            let effect = if negated { "excludes nothing" } else { "matches no action" };
            self.empty(member, "empty-array-action", effect);
        }
        let entries = texts.into_iter().map(|(span, text)| self.action_entry(span, text)).collect();
        Some(ActionElement { span: member.value.span, negated, entries })
    }

    fn action_entry(&mut self, span: Span, text: &str) -> ActionEntry {
        let pattern = ActionPattern::parse(text).unwrap_or_else(|mistake| {
            self.action_mistake(span, text, mistake);
            ActionPattern::Nothing
        });
        ActionEntry { span, text: text.into(), pattern }
    }

    fn action_mistake(&mut self, span: Span, text: &str, mistake: ActionMistake) {
        let colon = text.find(':').unwrap_or(text.len());
        let (service, name) = (inside(span, text, 0..colon), span);
        let diagnostic = match mistake {
            ActionMistake::NoService => self.no_service(name, text),
            ActionMistake::BadService if colon == 0 => self.no_service(name, text),
            ActionMistake::BadService => {
                let message = format!("{} is no service prefix", quote(&text[..colon]));
                self.refusal("malformed-service-in-action", service, message)
            }
            ActionMistake::WildcardService => {
                let message = format!("a wildcard in the service prefix of {}", quote(text));
                self.refusal("wildcard-in-service-prefix", service, message)
                    .with_hint("name the service, or write `*` alone for every action")
            }
            ActionMistake::BadName => self.malformed_name(span, text),
        };
        self.report(diagnostic);
    }

    fn no_service(&self, span: Span, text: &str) -> Diagnostic {
        let message = format!("the action {} names no service", quote(text));
        let refusal = self.refusal("missing-service-in-action", span, message);
        refusal.with_hint("write `service:Name`, such as `s3:GetObject`, or `*`")
    }

    // AWS
    fn malformed_name(&self, span: Span, text: &str) -> Diagnostic {
        if self.version == Version::V2012 && text.contains("${") {
            let message =
                format!("variables are not expanded in actions: {} matches none", quote(text));
            return Diagnostic::warning("variable-unsupported-in-element", span, message);
        }
        let message = format!("AWS stores {}, but it matches no action", quote(text));
        let warning = Diagnostic::warning("malformed-action", span, message);
        if text.contains(',') {
            warning.with_hint("write a list with one action in each string")
        } else {
            warning
        }
    }
}
