//! XML that is well-formed whatever the names in it hold.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::text::printable;

/// A document in the making.
pub(super) struct Xml(Writer<Vec<u8>>);

type Attributes<'a> = &'a [(&'static str, String)];

impl Xml {
    pub(super) fn new(doctype: &str) -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        xml.push(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.push(Event::DocType(BytesText::from_escaped(doctype)));
        xml
    }

    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.push(Event::Start(element(name, attributes)));
    }

    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.push(Event::Empty(element(name, attributes)));
    }

    pub(super) fn close(&mut self, name: &'static str) {
        self.push(Event::End(BytesEnd::new(name)));
    }

    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.open(name, &[]);
        self.push(Event::Text(BytesText::new(&allowed(text))));
        self.close(name);
    }

    pub(super) fn finish(self) -> String {
        let mut text = String::from_utf8(self.0.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }

    fn push(&mut self, event: Event<'_>) {
        // INVARIANT: writing to memory does not fail.
        let _ = self.0.write_event(event);
    }
}

fn element<'a>(name: &'static str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, allowed(value).as_str()));
    }
    element
}

/// The text with the characters spelled out that XML cannot hold, or that would hide something.
fn allowed(text: &str) -> String {
    let mut allowed = String::with_capacity(text.len());
    for char in printable(text).chars() {
        match char {
            '\u{fffe}' | '\u{ffff}' => allowed.extend(char.escape_default()),
            char => allowed.push(char),
        }
    }
    allowed
}
