//! Takes items out of a list or members out of an object, and adds some, where they stand in a text:
//! comments and layout of the others stay.

use std::ops::Range;

use super::amend_block::block_edits;
use super::amend_flow::flow_edits;
use super::{Node, Source, Span, Syntax, TextEdit, Value, json_text, yaml_text};

/// A list or an object in a text, and what is to change about it.
#[derive(Clone, Debug)]
pub struct Amendment<'a> {
    source: &'a Source,
    node: &'a Node,
    syntax: Syntax,
    removed: Vec<usize>,
    added: Vec<Added>,
}

/// A new item, or a new member with its key.
#[derive(Clone, Debug)]
struct Added {
    key: Option<Box<str>>,
    value: Node,
}

impl<'a> Amendment<'a> {
    /// Nothing changes yet.
    pub fn of(source: &'a Source, node: &'a Node, syntax: Syntax) -> Self {
        Self { source, node, syntax, removed: Vec::new(), added: Vec::new() }
    }

    /// Takes out the item or member of that number.
    pub fn remove(&mut self, index: usize) {
        self.removed.push(index);
    }

    /// Takes out the member of that name, if there is one.
    pub fn remove_member(&mut self, key: &str) {
        if let Value::Object(members) = &self.node.value {
            let found = members.iter().position(|member| &*member.key.text == key);
            self.removed.extend(found);
        }
    }

    /// Adds an item at the end.
    pub fn add(&mut self, value: Node) {
        self.added.push(Added { key: None, value });
    }

    /// Adds a member at the end.
    pub fn add_member(&mut self, key: &str, value: Node) {
        self.added.push(Added { key: Some(key.into()), value });
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// The changes to the text. `None` if parts of the value stand elsewhere in the text, as they do
    /// behind an alias.
    pub fn edits(&self) -> Option<Vec<TextEdit>> {
        if self.is_empty() {
            return Some(Vec::new());
        }
        let parts = self.parts()?;
        let site = Site { text: self.source.text(), whole: self.node.span.range(), parts };
        let site = &site;
        let is_kept = |index: &usize| !self.removed.contains(index);
        let kept: Vec<usize> = (0..site.parts.len()).filter(is_kept).collect();
        let edits = match kept.last() {
            None => vec![self.rewritten()],
            Some(_) if self.is_block() => {
                let column = self.source.position(self.node.span.start).column - 1;
                block_edits(site, &kept, &self.block_texts(column), column)
            }
            Some(last) => {
                let is_longer = !self.added.is_empty();
                let indent = if is_longer { site.indent(*last) } else { String::new() };
                let texts: Vec<String> =
                    self.added.iter().map(|added| self.flow_text(added, &indent)).collect();
                flow_edits(site, &kept, &texts, &indent)
            }
        };
        Some(edits.into_iter().map(|edit| self.with_line_ends(edit)).collect())
    }

    /// Where the items or members stand; they must stand in this value, one behind the other.
    fn parts(&self) -> Option<Vec<Range<usize>>> {
        let spans: Vec<Range<usize>> = match &self.node.value {
            Value::List(items) => items.iter().map(|item| item.span.range()).collect(),
            Value::Object(members) => members
                .iter()
                .map(|member| {
                    let (key, value) = (member.key.span.range(), member.value.span.range());
                    let is_behind = value.start >= key.end;
                    key.start..if is_behind { value.end } else { 0 }
                })
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => return None,
        };
        let whole = self.node.span.range();
        let mut end = whole.start;
        for span in &spans {
            if span.start < end || span.end < span.start || span.end > whole.end {
                return None;
            }
            end = span.end;
        }
        Some(spans)
    }

    fn is_block(&self) -> bool {
        let first = self.source.text().as_bytes().get(self.node.span.start as usize);
        self.syntax == Syntax::Yaml && !matches!(first, Some(b'[' | b'{'))
    }

    /// The whole value anew, where nothing of the old stays.
    fn rewritten(&self) -> TextEdit {
        let node = match &self.node.value {
            Value::List(_) => Node::of_items(self.added.iter().map(|added| added.value.clone())),
            _ => Node::of_members(
                self.added
                    .iter()
                    .map(|added| (added.key.clone().unwrap_or_default(), added.value.clone())),
            ),
        };
        let replacement = match self.syntax {
            Syntax::Yaml => node.to_yaml_line(),
            Syntax::Json | Syntax::JsonWithComments => node.to_json_line(),
        };
        TextEdit { span: self.node.span, replacement }
    }

    fn flow_text(&self, added: &Added, indent: &str) -> String {
        let (key, value) = match self.syntax {
            Syntax::Yaml => (added.key.as_deref().map(yaml_text), added.value.to_yaml_line()),
            Syntax::Json | Syntax::JsonWithComments => {
                (added.key.as_deref().map(json_text), added.value.to_pretty_json(0))
            }
        };
        let key = key.map(|key| key + ": ").unwrap_or_default();
        format!("{key}{value}").replace('\n', &format!("\n{indent}"))
    }

    fn block_texts(&self, column: usize) -> Vec<String> {
        let text = |added: &Added| match &added.key {
            Some(key) => {
                Node::of_members([(key.clone(), added.value.clone())]).to_yaml_block(column)
            }
            None => format!("- {}", added.value.to_yaml_block(column + 2)),
        };
        self.added.iter().map(text).collect()
    }

    fn with_line_ends(&self, edit: TextEdit) -> TextEdit {
        if edit.replacement.contains('\n') && self.source.text().contains("\r\n") {
            let replacement = edit.replacement.replace('\n', "\r\n");
            return TextEdit { replacement, ..edit };
        }
        edit
    }
}

/// A list or an object in its text, and where its parts stand.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    pub(super) whole: Range<usize>,
    pub(super) parts: Vec<Range<usize>>,
}

impl Site<'_> {
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The end of the line, before its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline);
        if self.text[..end].ends_with('\r') { end - 1 } else { end }
    }

    /// Past the line's break.
    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// Takes out whole lines, with the break in front of them: what is added behind the last of them
    /// is no part of what is taken out.
    pub(super) fn cut_lines(&self, first: usize, last: usize) -> TextEdit {
        match self.line_start(first).checked_sub(1) {
            Some(newline) => cut(self.line_end(newline)..self.line_end(last)),
            None => cut(0..self.next_line(last)),
        }
    }

    /// Whether only white space stands between the start of the line and this place.
    pub(super) fn starts_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// What a part that begins a line has in front of it: that of the last such part up to `last`.
    fn indent(&self, last: usize) -> String {
        let first_of_line = |part: &&Range<usize>| {
            let start = self.line_start(part.start).max(self.whole.start);
            let before = &self.text[start..part.start];
            before.trim_start_matches(['[', '{']).trim().is_empty()
        };
        let part = self.parts[..=last].iter().rev().find(first_of_line);
        let before = part.map_or("", |part| &self.text[self.line_start(part.start)..part.start]);
        before.chars().map(|char| if char.is_whitespace() { char } else { ' ' }).collect()
    }
}

pub(super) fn cut(range: Range<usize>) -> TextEdit {
    TextEdit { span: Span::of(range), replacement: String::new() }
}

pub(super) fn insert(at: usize, replacement: String) -> TextEdit {
    TextEdit { span: Span::of(at..at), replacement }
}

#[cfg(test)]
#[path = "amend_tests.rs"]
mod tests;
