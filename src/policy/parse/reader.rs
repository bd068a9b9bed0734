//! What every part of the reading shares: the mistakes so far, and ways into objects and lists.

use super::Reading;
use crate::aws::PolicyKind;
use crate::policy::Version;
use crate::text::{
    Diagnostic, Key, Member, Node, Severity, Span, Value, duplicate_keys, nearest, quote,
};

const DATA_TYPE_MISMATCH: &str = "data-type-mismatch";

pub(super) struct Reader {
    pub(super) kind: PolicyKind,
    pub(super) version: Version,
    /// Whether this is a resource control policy that AWS itself attaches everywhere.
    pub(super) full_access: bool,
    reading: Reading,
    diagnostics: Vec<Diagnostic>,
}

/// The members of a policy object that AWS knows.
pub(super) struct Elements<'n> {
    given: Vec<&'n Member>,
    /// Elements that are there in a form already reported: misspelt or `null`.
    spoilt: Vec<&'static str>,
    /// Where to say that something is missing.
    pub(super) start: Span,
}

impl<'n> Elements<'n> {
    pub(super) fn get(&self, name: &str) -> Option<&'n Member> {
        self.given.iter().find(|member| &*member.key.text == name).copied()
    }

    /// Whether none of these is there, not even in a form already reported.
    pub(super) fn lacks(&self, names: &[&str]) -> bool {
        !names.iter().any(|name| self.get(name).is_some() || self.spoilt.contains(name))
    }
}

impl Reader {
    pub(super) fn new(kind: PolicyKind, reading: Reading, full_access: bool) -> Self {
        let diagnostics = Vec::new();
        Self { kind, version: Version::V2008, full_access, reading, diagnostics }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    // AWS: S-5
    pub(super) fn duplicate_keys(&mut self, node: &Node) {
        self.diagnostics.extend(duplicate_keys(node));
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    pub(super) fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::warning(code, span, message));
    }

    pub(super) fn suggest(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(Severity::Suggestion, code, span, message));
    }

    /// What AWS refuses although its meaning is clear: an error, but in stored documents a warning.
    pub(super) fn refusal(
        &self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        match self.reading {
            Reading::Strict => Diagnostic::error(code, span, message),
            Reading::AsStored => Diagnostic::warning(code, span, message),
        }
    }

    pub(super) fn refuse(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let diagnostic = self.refusal(code, span, message);
        self.report(diagnostic);
    }

    /// Says that what stands under `name` has a shape that it cannot have.
    pub(super) fn wrong_type(&mut self, node: &Node, name: &str, expected: &str) {
        let found = node.kind();
        let message = format!("expected {expected} in {}, not {found}", quote(name));
        self.error(DATA_TYPE_MISMATCH, node.span, message);
    }

    /// The text of a value that must be one.
    pub(super) fn text<'n>(&mut self, node: &'n Node, name: &str) -> Option<&'n str> {
        let text = node.as_text();
        if text.is_none() {
            self.wrong_type(node, name, "a string");
        }
        text
    }

    /// The texts of a value that is one text or a list of them.
    // AWS: S-2
    pub(super) fn texts<'n>(&mut self, member: &'n Member) -> Vec<(Span, &'n str)> {
        let (node, name) = (&member.value, &member.key.text);
        if !matches!(node.value, Value::List(_) | Value::Text(_)) {
            self.wrong_type(node, name, "a string or a list of strings");
            return Vec::new();
        }
        items(node)
            .iter()
            .filter_map(|item| self.text(item, name).map(|text| (item.span, text)))
            .collect()
    }

    /// The members of a value that must be an object.
    pub(super) fn members<'n>(&mut self, member: &'n Member, expected: &str) -> &'n [Member] {
        let Value::Object(members) = &member.value.value else {
            self.wrong_type(&member.value, &member.key.text, expected);
            return &[];
        };
        members
    }

    /// The members of an object that may hold these elements only.
    // AWS: S-4
    pub(super) fn elements<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        names: &'static [&'static str],
    ) -> Option<Elements<'n>> {
        let Value::Object(members) = &node.value else {
            let message = format!("{what} is an object, not {}", node.kind());
            self.error(DATA_TYPE_MISMATCH, node.span, message);
            return None;
        };
        let start = Span { start: node.span.start, end: node.span.end.min(node.span.start + 1) };
        let mut elements = Elements { given: Vec::new(), spoilt: Vec::new(), start };
        for member in members {
            match names.iter().find(|name| **name == &*member.key.text) {
                None => elements.spoilt.extend(self.unknown_element(&member.key, what, names)),
                Some(name) if member.value.value == Value::Null => {
                    let message = format!("`{name}` is `null`");
                    self.error(DATA_TYPE_MISMATCH, member.value.span, message);
                    elements.spoilt.push(name);
                }
                Some(_) => elements.given.push(member),
            }
        }
        Some(elements)
    }

    /// Gives the element that was probably meant.
    fn unknown_element(
        &mut self,
        key: &Key,
        what: &str,
        names: &'static [&'static str],
    ) -> Option<&'static str> {
        let meant = nearest(&key.text, names.iter().copied());
        let message = format!("{what} has no element {}", quote(&key.text));
        let hint = meant.map_or_else(
            || format!("{what} may hold {}", listed(names)),
            |name| format!("did you mean `{name}`?"),
        );
        self.report(Diagnostic::error("invalid-policy-element", key.span, message).with_hint(hint));
        meant
    }

    /// The one member given of a pair such as `Action` and `NotAction`, and whether it is the second.
    // AWS: S-1
    pub(super) fn one_of<'n>(
        &mut self,
        elements: &Elements<'n>,
        plain: &str,
        negated: &str,
    ) -> Option<(&'n Member, bool)> {
        let pair = (elements.get(plain), elements.get(negated));
        if let (Some(plain), Some(negated)) = pair {
            self.both_elements(plain, negated);
        }
        pair.0.map(|member| (member, false)).or(pair.1.map(|member| (member, true)))
    }

    fn both_elements(&mut self, plain: &Member, negated: &Member) {
        let keys = (&plain.key, &negated.key);
        let (first, second) = if keys.0.span <= keys.1.span { keys } else { (keys.1, keys.0) };
        let message = format!("a statement has `{}` or `{}`, not both", keys.0.text, keys.1.text);
        self.report(
            Diagnostic::error("unsupported-element-combination", second.span, message)
                .with_label(first.span, format!("`{}` is given here", first.text)),
        );
    }
}

/// The members of a list, or the value itself.
// AWS: S-2
pub(super) fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// `a`, `b` and `c` in backticks.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// The place of some characters of a text; the whole text where escapes make that uncertain.
pub(super) fn inside(whole: Span, text: &str, range: std::ops::Range<usize>) -> Span {
    let written = whole.end.saturating_sub(whole.start) as usize;
    let quote = match written.checked_sub(text.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return whole,
    };
    let at = |offset: usize| u32::try_from(offset + quote).map_or(whole.end, |to| whole.start + to);
    Span { start: at(range.start), end: at(range.end) }
}
