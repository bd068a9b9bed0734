//! Statements that hang on what nobody knows.

use super::nodes::{member, object, text};
use crate::text::{Member, Node, Span, Value};

/// A statement as it grows: its members, and what is asked besides.
#[derive(Clone)]
pub(super) struct Draft {
    members: Vec<Member>,
    extra: Vec<Extra>,
    span: Span,
}

/// A condition that the statement gets besides its own.
#[derive(Clone)]
struct Extra {
    operator: &'static str,
    key: String,
    value: Box<str>,
}

impl Draft {
    pub(super) fn new(span: Span) -> Self {
        Self { members: Vec::new(), extra: Vec::new(), span }
    }

    pub(super) fn with(mut self, member: Member) -> Self {
        self.members.push(member);
        self
    }

    pub(super) fn asking(
        mut self,
        operator: &'static str,
        key: impl Into<String>,
        value: &str,
    ) -> Self {
        self.extra.push(Extra { operator, key: key.into(), value: value.into() });
        self
    }

    /// The draft where it hangs on an entry of which nobody knows whether it applies.
    pub(super) fn if_applies(self, key: String) -> Self {
        self.asking("StringEquals", key, "applies")
    }

    pub(super) fn unless_applies(self, key: String) -> Self {
        self.asking("StringNotEquals", key, "applies")
    }

    pub(super) fn finish(mut self) -> Node {
        let span = self.span;
        let place = self.members.iter().position(|member| &*member.key.text == "Condition");
        let mut operators = match place.map(|at| self.members.remove(at).value.value) {
            Some(Value::Object(operators)) => operators,
            _ => Vec::new(),
        };
        for extra in self.extra {
            let pair = member(&extra.key, text(&extra.value, span));
            let same = operators.iter_mut().find(|written| &*written.key.text == extra.operator);
            match same.map(|written| &mut written.value.value) {
                Some(Value::Object(keys)) if !has_key(keys, &pair) => keys.push(pair),
                Some(_) => {}
                None => operators.push(member(extra.operator, object(vec![pair], span))),
            }
        }
        if !operators.is_empty() {
            self.members.push(member("Condition", object(operators, span)));
        }
        object(self.members, span)
    }
}

fn has_key(keys: &[Member], pair: &Member) -> bool {
    keys.iter().any(|key| key.key.text.eq_ignore_ascii_case(&pair.key.text))
}
