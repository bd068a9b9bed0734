//! What only the text as a whole shows: its size and its characters.

use super::grammar;
use super::reader::{Reader, inside};
use crate::text::{Diagnostic, Node, Span, Value};

impl Reader {
    /// Walks over everything once, however deep it is.
    pub(super) fn survey(&mut self, node: &Node) {
        let mut size = 0;
        let mut ahead = vec![node];
        while let Some(node) = ahead.pop() {
            size += compact_size(node);
            match &node.value {
                Value::Text(text) => self.characters(node.span, text),
                Value::List(items) => ahead.extend(items),
                Value::Object(members) => {
                    for member in members {
                        self.characters(member.key.span, &member.key.text);
                        ahead.push(&member.value);
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        self.size(node.span, size);
    }

    // AWS: S-11
    fn characters(&mut self, span: Span, text: &str) {
        if text.is_ascii() && !text.bytes().any(|byte| byte < 0x20) {
            return;
        }
        let refused = |(_, character): &(usize, char)| {
            !matches!(*character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}')
        };
        let Some((at, character)) = text.char_indices().find(refused) else { return };
        if !grammar::is_of_iam(self.kind) {
            return;
        }
        let place = inside(span, text, at..at + character.len_utf8());
        let message = format!("IAM refuses the character {}", drawn(character));
        let hint = "IAM takes tabs, line breaks and the characters from U+0020 to U+00FF";
        let refusal = self.refusal("invalid-character", place, message).with_hint(hint);
        self.report(refusal);
    }

    // AWS: S-13, S-14
    fn size(&mut self, span: Span, compact: usize) {
        let quota = grammar::quota(self.kind);
        let written = span.end.saturating_sub(span.start) as usize;
        let size = if quota.counts_white_space { written.max(compact) } else { compact };
        if size <= quota.limit {
            return;
        }
        let start = Span { start: span.start, end: span.end.min(span.start + 1) };
        let (whose, limit) = (quota.whose, quota.limit);
        let counted = if quota.counts_white_space { "" } else { " without white space" };
        let message =
            format!("the policy has {size} characters{counted}, the limit of {whose} is {limit}");
        let warning = Diagnostic::warning(quota.code, start, message);
        self.report(if quota.counts_white_space && compact <= limit {
            warning.with_hint(format!("without white space it has {compact}"))
        } else {
            warning
        });
    }
}

/// What a node adds to the size of the document written without white space.
fn compact_size(node: &Node) -> usize {
    let separators = |count: usize| count.saturating_sub(1);
    match &node.value {
        Value::Null => 4,
        Value::Bool(value) => {
            if *value {
                4
            } else {
                5
            }
        }
        Value::Number(text) => text.len(),
        Value::Text(text) => text_size(text),
        Value::List(items) => 2 + separators(items.len()),
        Value::Object(members) => {
            let keys: usize = members.iter().map(|member| text_size(&member.key.text) + 1).sum();
            2 + separators(members.len()) + keys
        }
    }
}

fn text_size(text: &str) -> usize {
    let escapes = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\t' | b'\r'));
    let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
    2 + characters + escapes.count()
}

fn drawn(character: char) -> String {
    let code = u32::from(character);
    if character.is_control() {
        format!("U+{code:04X}")
    } else {
        format!("`{character}` (U+{code:04X})")
    }
}
