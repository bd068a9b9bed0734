//! YAML into the same tree as JSON: what JSON cannot say is refused, at its place.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use super::yaml_mistake as mistake;
use super::yaml_place::Places;
use super::yaml_scalar::{self as scalar, CoreTag};
use super::yaml_short_form::ShortForm;
use super::{Diagnostic, Key, MAX_DEPTH, Member, Node, Source, Span, Value, too_deep};

/// Reads one YAML document.
///
/// Plain scalars are numbers only where JSON would have a number, so `0x1F`, `.5` and account
/// numbers with a leading zero are text. So are numbers of twelve digits, and the value of a key
/// `Version`. Equal keys are all kept.
pub fn read_yaml(source: &Source) -> Result<Node, Diagnostic> {
    read_with(source, Tags::Refused)
}

/// Reads a template: the same, but tags stand for CloudFormation's functions. `!Sub x` is
/// `{"Fn::Sub": "x"}`.
pub fn read_yaml_template(source: &Source) -> Result<Node, Diagnostic> {
    read_with(source, Tags::ShortForms)
}

fn read_with(source: &Source, tags: Tags) -> Result<Node, Diagnostic> {
    let mut builder = Builder::new(source, tags);
    for event in Parser::new_from_str(source.text()) {
        let (event, marks) = event.map_err(|error| builder.refused_by_parser(&error))?;
        builder.take(event, marks)?;
    }
    builder.root.ok_or_else(|| {
        mistake::invalid(Span::default(), "the file is empty")
            .with_hint("a YAML value was expected")
    })
}

/// What becomes of tags that YAML itself does not define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tags {
    Refused,
    ShortForms,
}

/// What all copies that aliases make may weigh together, in bytes of text and nodes.
const COPIES: usize = 64 << 20;
const NODE_WEIGHT: usize = 64;

struct Properties<'a> {
    anchor: usize,
    tag: Option<CoreTag>,
    short_form: Option<ShortForm>,
    marks: &'a Marks,
    any: bool,
}

enum Items {
    List(Vec<Node>),
    Object(Vec<Member>, Option<Key>),
}

struct Frame {
    start: u32,
    end_of_last: u32,
    anchor: usize,
    items: Items,
    /// This is the long form of a tag: it ends with the value that the tag stands at.
    short_form: Option<ShortForm>,
}

struct Anchored {
    node: Node,
    weight: usize,
    height: usize,
}

struct Builder<'a> {
    places: Places<'a>,
    open: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    copies_left: usize,
    documents: usize,
    root: Option<Node>,
    tags: Tags,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source, tags: Tags) -> Self {
        Self {
            places: Places::new(source),
            open: Vec::new(),
            anchors: HashMap::new(),
            copies_left: COPIES,
            documents: 0,
            root: None,
            tags,
        }
    }

    fn take(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Diagnostic> {
        match event {
            Event::DocumentStart(_) => self.start_document(&marks),
            Event::Scalar(text, style, anchor, tag) => {
                let properties = self.opened(anchor, tag.as_deref(), &marks)?;
                self.scalar(&text, style, &properties)
            }
            Event::SequenceStart(anchor, tag) => {
                let properties = self.opened(anchor, tag.as_deref(), &marks)?;
                self.start(Items::List(Vec::new()), &properties)
            }
            Event::MappingStart(anchor, tag) => {
                let properties = self.opened(anchor, tag.as_deref(), &marks)?;
                self.start(Items::Object(Vec::new(), None), &properties)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&marks),
            Event::Alias(anchor) => self.alias(anchor, &marks),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn start_document(&mut self, marks: &Marks) -> Result<(), Diagnostic> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        Err(mistake::invalid(self.places.span(marks), "a second document in one file")
            .with_hint("write one document to a file"))
    }

    fn properties<'m>(
        &self,
        anchor: usize,
        tag: Option<&Tag>,
        marks: &'m Marks,
    ) -> Result<Properties<'m>, Diagnostic> {
        let any = anchor > 0 || tag.is_some();
        let core = tag.and_then(CoreTag::of);
        let foreign = tag.filter(|_| core.is_none());
        let short_form = match foreign.map(|tag| self.short_form(tag)) {
            Some(None) => return Err(self.foreign_tag(marks)),
            form => form.flatten(),
        };
        Ok(Properties { anchor, tag: core, short_form, marks, any })
    }

    /// What stands before a value; the long form of a tag is opened and takes the anchor.
    fn opened<'m>(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        marks: &'m Marks,
    ) -> Result<Properties<'m>, Diagnostic> {
        let mut properties = self.properties(anchor, tag, marks)?;
        if let Some(form) = properties.short_form.take() {
            let span = self.places.tag(marks);
            if self.open.len() == MAX_DEPTH {
                return Err(too_deep(span));
            }
            let key = Key { text: form.name().into(), span };
            let items = Items::Object(Vec::new(), Some(key));
            let (start, end_of_last) = (span.start, span.end);
            let short_form = Some(form);
            self.open.push(Frame { start, end_of_last, anchor, items, short_form });
            properties.anchor = 0;
        }
        Ok(properties)
    }

    fn short_form(&self, tag: &Tag) -> Option<ShortForm> {
        let is_key = self.wants_key();
        (self.tags == Tags::ShortForms && !is_key).then(|| ShortForm::of(tag)).flatten()
    }

    fn foreign_tag(&self, marks: &Marks) -> Diagnostic {
        let span = self.places.tag(marks);
        mistake::foreign_tag(span, self.places.slice(span))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        properties: &Properties<'_>,
    ) -> Result<(), Diagnostic> {
        let plain = style == ScalarStyle::Plain;
        let empty = plain && text.is_empty();
        let span = self.places.scalar(properties.marks, style, properties.any, empty);
        if self.wants_key() {
            return self.scalar_key(text, plain, properties.anchor, span);
        }
        let value = match properties.tag {
            Some(tag) => {
                scalar::tagged(tag, text).ok_or_else(|| mistake::misfit(tag, text, span))?
            }
            None if plain && self.is_version() => scalar::plain_version(text),
            None if plain => scalar::plain(text),
            None => Value::Text(text.into()),
        };
        self.finish(Node { span, value }, properties.anchor, span.end)
    }

    fn scalar_key(
        &mut self,
        text: &str,
        plain: bool,
        anchor: usize,
        span: Span,
    ) -> Result<(), Diagnostic> {
        if plain && text == "<<" {
            return Err(mistake::invalid(span, "merge keys are not supported")
                .with_hint("write the members out"));
        }
        if plain && text.is_empty() {
            return Err(mistake::invalid(span, "a key is missing here"));
        }
        if anchor > 0 {
            self.remember(anchor, &Node { span, value: Value::Text(text.into()) })?;
        }
        self.set_key(Key { text: text.into(), span }, span.end);
        Ok(())
    }

    fn start(&mut self, items: Items, properties: &Properties<'_>) -> Result<(), Diagnostic> {
        let start = self.places.start(properties.marks, properties.any);
        let place = Span { start, end: start + u32::from(self.places.has_bracket_at(start)) };
        if self.wants_key() {
            return Err(mistake::complex_key(place));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(place));
        }
        let fits = match items {
            Items::List(_) => CoreTag::Seq,
            Items::Object(..) => CoreTag::Map,
        };
        if let Some(tag) = properties.tag.filter(|tag| *tag != fits) {
            let span = self.places.tag(properties.marks);
            return Err(mistake::invalid(span, format!("this is no `!!{}`", tag.name())));
        }
        let (anchor, short_form) = (properties.anchor, None);
        self.open.push(Frame { start, end_of_last: start, anchor, items, short_form });
        Ok(())
    }

    fn end(&mut self, marks: &Marks) -> Result<(), Diagnostic> {
        let Some(frame) = self.open.pop() else { return Ok(()) };
        // INVARIANT: a closing bracket has a width; a block ends in an empty place further down.
        let end = if marks.is_empty() { frame.end_of_last } else { self.places.closing(marks) };
        let value = match frame.items {
            Items::List(mut items) => {
                items.shrink_to_fit();
                Value::List(items)
            }
            Items::Object(mut members, _) => {
                members.shrink_to_fit();
                Value::Object(members)
            }
        };
        let span = Span { start: frame.start, end };
        self.finish(Node { span, value }, frame.anchor, end)
    }

    fn alias(&mut self, anchor: usize, marks: &Marks) -> Result<(), Diagnostic> {
        let span = self.places.span(marks);
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(mistake::invalid(span, "this alias stands inside what it refers to"));
        };
        if self.open.len() + anchored.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        let Some(left) = self.copies_left.checked_sub(anchored.weight) else {
            return Err(mistake::alias_bomb(span));
        };
        self.copies_left = left;
        let node = anchored.node.clone();
        if !self.wants_key() {
            self.add(node, span.end);
            return Ok(());
        }
        let text = scalar::key_text(node.value).ok_or_else(|| mistake::complex_key(span))?;
        self.set_key(Key { text, span }, span.end);
        Ok(())
    }

    fn finish(&mut self, node: Node, anchor: usize, end: u32) -> Result<(), Diagnostic> {
        if anchor > 0 {
            self.remember(anchor, &node)?;
        }
        let node = match self.open.last().and_then(|frame| frame.short_form.as_ref()) {
            Some(form) => form.argument(node, &self.places),
            None => node,
        };
        self.add(node, end);
        self.end_short_form(end)
    }

    fn end_short_form(&mut self, end: u32) -> Result<(), Diagnostic> {
        match self.open.pop_if(|frame| frame.short_form.is_some()) {
            Some(Frame { items: Items::Object(members, _), start, anchor, .. }) => {
                let span = Span { start, end };
                self.finish(Node { span, value: Value::Object(members) }, anchor, end)
            }
            _ => Ok(()),
        }
    }

    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), Diagnostic> {
        let (weight, height) = measure(node);
        let left = self.copies_left.checked_sub(weight);
        self.copies_left = left.ok_or_else(|| mistake::alias_bomb(node.span))?;
        self.anchors.insert(anchor, Anchored { node: node.clone(), weight, height });
        Ok(())
    }

    fn add(&mut self, node: Node, end: u32) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(frame) => {
                frame.end_of_last = end;
                match &mut frame.items {
                    Items::List(items) => items.push(node),
                    Items::Object(members, key) => {
                        members.extend(key.take().map(|key| Member { key, value: node }));
                    }
                }
            }
        }
    }

    fn set_key(&mut self, new: Key, end: u32) {
        if let Some(Frame { items: Items::Object(_, key), end_of_last, .. }) = self.open.last_mut()
        {
            *end_of_last = end;
            *key = Some(new);
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Frame { items: Items::Object(_, None), .. }))
    }

    fn is_version(&self) -> bool {
        match self.open.last() {
            Some(Frame { items: Items::Object(_, Some(key)), .. }) => &*key.text == "Version",
            _ => false,
        }
    }

    fn refused_by_parser(&self, error: &ScanError) -> Diagnostic {
        let span = self.places.char_at(error.marker().index());
        let refusal = mistake::from_parser(error.info(), span, self.places.slice(span));
        match self.open.iter().rev().find(|frame| self.places.has_bracket_at(frame.start)) {
            Some(frame) => refusal.with_label(
                Span { start: frame.start, end: frame.start + 1 },
                "inside what opens here",
            ),
            None => refusal,
        }
    }
}

// INVARIANT: nodes nest at most `MAX_DEPTH` deep, so this may recurse.
fn measure(node: &Node) -> (usize, usize) {
    let (own, children): (usize, Vec<(usize, usize)>) = match &node.value {
        Value::Null | Value::Bool(_) => return (NODE_WEIGHT, 0),
        Value::Number(text) | Value::Text(text) => return (NODE_WEIGHT + text.len(), 0),
        Value::List(items) => (0, items.iter().map(measure).collect()),
        Value::Object(members) => (
            members.iter().map(|member| NODE_WEIGHT + member.key.text.len()).sum(),
            members.iter().map(|member| measure(&member.value)).collect(),
        ),
    };
    let weight = children.iter().map(|(weight, _)| weight).sum::<usize>();
    let height = children.iter().map(|(_, height)| *height).max().unwrap_or(0);
    (NODE_WEIGHT + own + weight, height + 1)
}

#[cfg(test)]
#[path = "yaml_tests.rs"]
mod tests;
