//! Gathers the edits of a case.

use std::collections::BTreeMap;

use super::NOT_IN_PLACE;
use super::raw::Raw;
use super::spelling::respell;
use super::syntax;
use crate::bundle::{Placed, Trouble};
use crate::scenario::expectation::Wanted;
use crate::text::{Amendment, Node, Span, Syntax, TextEdit, Value, json_text};

/// The edits of one case, of which those to one list or object are made together.
pub(super) struct Editor<'u> {
    pub(super) raw: &'u Raw<'u>,
    syntax: Syntax,
    edits: Vec<TextEdit>,
    amendments: BTreeMap<Span, Amendment<'u>>,
}

/// The word for what is wanted, in the style of another.
pub(super) fn word_of(old: &str, wanted: &Wanted) -> String {
    match wanted {
        Wanted::Decision(decision) => respell(old, *decision),
        Wanted::Denied | Wanted::Error(_) => wanted.to_string(),
    }
}

impl<'u> Editor<'u> {
    pub(super) fn of(raw: &'u Raw<'u>) -> Self {
        let syntax = syntax(raw.source);
        Self { raw, syntax, edits: Vec::new(), amendments: BTreeMap::new() }
    }

    /// Everything, in any order.
    pub(super) fn edits(self, case: Placed<'_>) -> Result<Vec<TextEdit>, Trouble> {
        let mut edits = self.edits;
        for amendment in self.amendments.values() {
            let made = amendment.edits().ok_or_else(|| {
                let message = "an alias in this case keeps it from being changed in place";
                case.trouble(NOT_IN_PLACE, message)
            })?;
            edits.extend(made);
        }
        Ok(edits)
    }

    /// Writes what is wanted where something else was.
    pub(super) fn reword(&mut self, place: Placed<'_>, wanted: &Wanted) -> Result<(), Trouble> {
        let written = self.raw.constant(place)?;
        match (wanted, written.get("error")) {
            (Wanted::Error(code), Some(error)) => {
                self.put_text(error, code);
            }
            (Wanted::Error(code), None) => {
                let error = Node::of_members([("error", Node::of_text(code.clone()))]);
                self.put(written.span, self.line(&error));
            }
            (_, Some(_)) => {
                let word = word_of("", wanted);
                self.put(written.span, self.line(&Node::of_text(word)));
            }
            (_, None) => {
                let word = word_of(written.as_text().unwrap_or_default(), wanted);
                self.put_text(written, &word);
            }
        }
        Ok(())
    }

    /// Puts another value in place of one.
    pub(super) fn replace(&mut self, place: Placed<'_>, value: &Node) -> Result<(), Trouble> {
        let written = self.raw.constant(place)?;
        let position = self.raw.source.position(written.span.start);
        let starts_with = self.raw.source.slice(written.span).as_bytes().first();
        let is_block = self.syntax == Syntax::Yaml
            && matches!(written.value, Value::Object(_))
            && starts_with != Some(&b'{');
        let text = match value.value {
            Value::Object(_) if is_block => self.broken(&value.to_yaml_block(position.column - 1)),
            _ => self.line(value),
        };
        self.put(written.span, text);
        Ok(())
    }

    pub(super) fn remove_member(&mut self, object: Placed<'_>, key: &str) -> Result<(), Trouble> {
        self.amendment(object)?.remove_member(key);
        Ok(())
    }

    /// Adds a member, in place of one that is `null`.
    pub(super) fn add_member(
        &mut self,
        object: Placed<'_>,
        key: &str,
        value: Node,
    ) -> Result<(), Trouble> {
        let amendment = self.amendment(object)?;
        amendment.remove_member(key);
        amendment.add_member(key, value);
        Ok(())
    }

    pub(super) fn add_items(
        &mut self,
        list: Placed<'_>,
        items: impl IntoIterator<Item = Node>,
    ) -> Result<(), Trouble> {
        let amendment = self.amendment(list)?;
        items.into_iter().for_each(|item| amendment.add(item));
        Ok(())
    }

    pub(super) fn remove_item(&mut self, list: Placed<'_>, index: usize) -> Result<(), Trouble> {
        self.amendment(list)?.remove(index);
        Ok(())
    }

    fn amendment(&mut self, place: Placed<'_>) -> Result<&mut Amendment<'u>, Trouble> {
        let node = self.raw.get(place)?;
        let (source, syntax) = (self.raw.source, self.syntax);
        let entry = self.amendments.entry(node.span);
        Ok(entry.or_insert_with(|| Amendment::of(source, node, syntax)))
    }

    fn put(&mut self, span: Span, replacement: String) {
        self.edits.push(TextEdit { span, replacement });
    }

    /// Puts a word in place of a text, in the same kind of quotes.
    fn put_text(&mut self, written: &Node, word: &str) {
        let is_yaml = self.syntax == Syntax::Yaml;
        let replacement = match self.raw.source.slice(written.span).as_bytes().first() {
            Some(b'\'') if is_yaml => format!("'{word}'"),
            Some(b'"') => json_text(word),
            _ => self.line(&Node::of_text(word)),
        };
        self.put(written.span, replacement);
    }

    fn line(&self, value: &Node) -> String {
        match self.syntax {
            Syntax::Yaml => value.to_yaml_line(),
            Syntax::Json | Syntax::JsonWithComments => value.to_json_line(),
        }
    }

    fn broken(&self, text: &str) -> String {
        let has_returns = self.raw.source.text().contains("\r\n");
        text.replace('\n', if has_returns { "\r\n" } else { "\n" })
    }
}
