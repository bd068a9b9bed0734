//! `{{name}}` in the texts of a scenario file.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bundle::{Placed, Trouble};
use crate::text::{Member, Node, Source, Span, Value, nearest, quote};

/// How much text variables may add to a file, in bytes.
const MOST_ADDED: usize = 16 << 20;

/// Replaces every `{{name}}` below the root by what `vars` says, but in `vars` itself.
///
/// # Errors
/// If `vars` is malformed, a name is not in it, or it adds more text than anybody needs.
pub(super) fn substitute(root: &mut Node, source: &Arc<Source>) -> Result<(), Vec<Trouble>> {
    let vars = read_vars(Placed { node: root, source }).map_err(|trouble| vec![trouble])?;
    let mut work = Substitution { vars, source, troubles: Vec::new(), added: 0 };
    if let Value::Object(members) = &mut root.value {
        let below = members.iter_mut().filter(|member| &*member.key.text != "vars");
        below.for_each(|member| work.member(member));
    }
    if work.troubles.is_empty() { Ok(()) } else { Err(work.troubles) }
}

fn read_vars(root: Placed<'_>) -> Result<HashMap<Box<str>, Arc<str>>, Trouble> {
    let Some(vars) = root.node.get("vars") else { return Ok(HashMap::new()) };
    let vars = root.at(vars);
    let read = |member: &Member| match &member.value.value {
        Value::Text(text) | Value::Number(text) => {
            Ok((member.key.text.clone(), Arc::from(&**text)))
        }
        _ => {
            let message = format!("expected a string, found {}", member.value.kind());
            Err(vars.trouble_at(member.value.span, "wrong-type", message))
        }
    };
    vars.members()?.iter().map(read).collect()
}

struct Substitution<'s> {
    vars: HashMap<Box<str>, Arc<str>>,
    source: &'s Arc<Source>,
    troubles: Vec<Trouble>,
    added: usize,
}

impl Substitution<'_> {
    // INVARIANT: the readers nest at most `MAX_DEPTH` deep.
    fn node(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Text(text) => self.text(text, node.span),
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item)),
            Value::Object(members) => members.iter_mut().for_each(|member| self.member(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn member(&mut self, member: &mut Member) {
        self.text(&mut member.key.text, member.key.span);
        self.node(&mut member.value);
    }

    fn text(&mut self, text: &mut Box<str>, span: Span) {
        if !text.contains("{{") {
            return;
        }
        let mut replaced = String::with_capacity(text.len());
        let mut rest: &str = text;
        while let Some(start) = rest.find(['$', '{']) {
            replaced.push_str(&rest[..start]);
            rest = self.reference(&rest[start..], span, &mut replaced);
        }
        replaced.push_str(rest);
        *text = replaced.into();
    }

    /// Takes what begins with `$` or `{`; hands back what follows.
    fn reference<'t>(&mut self, text: &'t str, span: Span, replaced: &mut String) -> &'t str {
        let closed = |open: &str, close: &str| {
            let inner = text.strip_prefix(open)?;
            inner.find(close).map(|end| (&inner[..end], open.len() + end + close.len()))
        };
        if let Some((_, length)) = closed("${", "}") {
            replaced.push_str(&text[..length]);
            return &text[length..];
        }
        if let Some((name, length)) = closed("{{", "}}") {
            match self.vars.get(name.trim()).cloned() {
                Some(value) if self.has_room(value.len(), span) => replaced.push_str(&value),
                Some(_) => {}
                None => self.unknown(name, span),
            }
            return &text[length..];
        }
        replaced.push_str(&text[..1]);
        &text[1..]
    }

    fn has_room(&mut self, length: usize, span: Span) -> bool {
        let was_full = self.added > MOST_ADDED;
        self.added = self.added.saturating_add(length);
        let is_full = self.added > MOST_ADDED;
        if is_full && !was_full {
            let node = Node { span, value: Value::Null };
            let message =
                format!("`vars` make this file more than {} MiB longer", MOST_ADDED >> 20);
            let place = Placed { node: &node, source: self.source };
            self.troubles.push(place.trouble("too-long", message));
        }
        !is_full
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let written = format!("{{{{{name}}}}}");
        let within = self.source.slice(span).find(&written).map(|at| {
            let start = span.range().start + at;
            Span::of(start..start + written.len())
        });
        let node = Node { span: within.unwrap_or(span), value: Value::Null };
        let place = Placed { node: &node, source: self.source };
        let message = format!("`vars` has no {}", quote(name.trim()));
        let mut trouble = place.trouble("unknown-variable", message);
        if let Some(near) = nearest(name.trim(), self.vars.keys().map(|known| &**known)) {
            trouble = trouble.with_hint(format!("did you mean `{near}`?"));
        }
        self.troubles.push(trouble);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, read_json};

    fn substituted(text: &str) -> Result<Node, Vec<Trouble>> {
        let source = Arc::new(Source::new("a.json", text));
        let mut node = read_json(&source, Comments::Allowed).unwrap();
        substitute(&mut node, &source).map(|()| node)
    }

    #[test]
    fn names_are_replaced_in_values_and_keys_and_iam_keeps_its_own() {
        let node = substituted(
            r#"{"vars": {"a": "1", "b": 22}, "x": "{{a}}-{{ b }}{{a}} ${aws:username} ${{{a}}} {a} $",
                "{{b}}": ["{{a}}"]}"#,
        )
        .unwrap();
        let text = node.get("x").unwrap().as_text().unwrap();
        assert_eq!(text, "1-221 ${aws:username} ${{{a}}} {a} $");
        assert!(node.get("22").is_some());
    }

    #[test]
    fn variables_do_not_fill_the_memory() {
        let long = "x".repeat(1 << 20);
        let text = format!(r#"{{"vars": {{"a": "{long}"}}, "x": "{}"}}"#, "{{a}}".repeat(100_000));
        let troubles = substituted(&text).unwrap_err();
        assert_eq!(troubles.len(), 1);
        assert_eq!(troubles[0].diagnostic.code, "too-long");
    }

    #[test]
    fn an_unknown_name_is_shown_at_its_place() {
        let troubles =
            substituted(r#"{"vars": {"account": "1"}, "x": "é{{acount}}"}"#).unwrap_err();
        let trouble = &troubles[0];
        assert_eq!(trouble.source.slice(trouble.diagnostic.span), "{{acount}}");
        assert_eq!(trouble.diagnostic.hint.as_deref(), Some("did you mean `account`?"));
    }
}
