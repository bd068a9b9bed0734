//! `Fn::Sub`.

use super::scope::{NOT_UNDERSTOOD, Scope, text_of};
use super::template::members;
use crate::text::{Node, Span, Value, quote};

impl Scope<'_> {
    /// A text with the names in it replaced. `${!aws:username}` is IAM's own variable.
    pub(super) fn substitute(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let (text, names) = match &argument.value {
            Value::Text(text) => (text, None),
            Value::List(parts) => match parts.as_slice() {
                [text, names] => match &text.value {
                    Value::Text(text) => (text, Some(names)),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        let mut replaced = String::with_capacity(text.len());
        let mut rest = &**text;
        while let Some((before, name, after)) = next_name(rest) {
            replaced.push_str(before);
            match name.strip_prefix('!') {
                Some(literal) => replaced.extend(["${", literal, "}"]),
                None => replaced.push_str(&self.named(name.trim(), names, span)?),
            }
            rest = after;
            if replaced.len() > TOO_LONG {
                break;
            }
        }
        replaced.push_str(rest);
        Some(self.finished(&replaced, span))
    }

    fn named(&mut self, name: &str, names: Option<&Node>, span: Span) -> Option<Box<str>> {
        if let Some(own) = members(names).find(|member| &*member.key.text == name) {
            return self.text(&own.value);
        }
        if name.contains(':') && !name.starts_with("AWS::") {
            let message = format!("the template has nothing of the name {}", quote(name));
            self.remark(NOT_UNDERSTOOD, span, message);
            self.hint(&format!(
                "a variable of IAM is written `${{!{}}}`",
                quote(name).trim_matches('`')
            ));
            return Some(self.hole(name, "a name that the template does not have", span));
        }
        match name.split_once('.') {
            Some((id, attribute)) => text_of(&self.attribute(id, attribute, span)),
            None => text_of(&self.reference(name, span)?),
        }
    }
}

/// Where putting together ends: what is longer is refused as a whole.
const TOO_LONG: usize = 1 << 20;

/// The next `${name}` of a text, with what stands before and after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
