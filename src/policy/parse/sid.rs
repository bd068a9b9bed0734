//! `Sid`

use std::collections::BTreeMap;

use super::grammar;
use super::reader::{Elements, Reader};
use crate::aws::PolicyKind;
use crate::policy::Spanned;
use crate::text::{Diagnostic, Span, quote};

/// The statement names so far.
#[derive(Default)]
pub(super) struct Sids<'n>(BTreeMap<&'n str, Span>);

impl Reader {
    // AWS: S-9
    pub(super) fn sid<'n>(
        &mut self,
        elements: &Elements<'n>,
        sids: &mut Sids<'n>,
    ) -> Option<Spanned<Box<str>>> {
        let node = &elements.get("Sid")?.value;
        let text = self.text(node, "Sid")?;
        self.sid_characters(node.span, text);
        let first = *sids.0.entry(text).or_insert(node.span);
        if first != node.span && !text.is_empty() {
            self.duplicate_sid(node.span, text, first);
        }
        Some(Spanned { value: text.into(), span: node.span })
    }

    fn sid_characters(&mut self, span: Span, text: &str) {
        if grammar::is_of_iam(self.kind) && !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = format!("the `Sid` {} is not made of letters and digits", quote(text));
            let hint = "IAM takes `A` to `Z`, `a` to `z` and `0` to `9` here";
            let refusal = self.refusal("unsupported-sid", span, message).with_hint(hint);
            self.report(refusal);
        }
    }

    fn duplicate_sid(&mut self, span: Span, text: &str, first: Span) {
        let message = format!("two statements have the `Sid` {}", quote(text));
        let diagnostic = if must_be_unique(self.kind) {
            self.refusal("unique-sids-required", span, message)
        } else {
            Diagnostic::warning("unique-sids-recommended", span, message)
        };
        self.report(diagnostic.with_label(first, "first given here"));
    }
}

fn must_be_unique(kind: PolicyKind) -> bool {
    grammar::is_of_iam(kind)
}
