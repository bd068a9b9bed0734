//! Tags that stand for the functions of a template.

use saphyr_parser::Tag;

use super::yaml_place::Places;
use super::{Node, Span, Value};

/// A tag that stands for an object with one member.
pub(super) struct ShortForm {
    name: Box<str>,
}

impl ShortForm {
    /// Tags such as `!Sub`. What other tools add, such as `!Rain::Embed`, keeps its mark.
    // AWS: a tag is the function's name without `Fn::`
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        let written = format!("{}{}", tag.handle, tag.suffix);
        let name = written.strip_prefix('!').filter(|name| !name.is_empty())?;
        let name = match name {
            "Ref" | "Condition" => name.to_owned(),
            _ if name.contains(|char: char| !char.is_ascii_alphanumeric()) => written,
            _ => format!("Fn::{name}"),
        };
        Some(Self { name: name.into() })
    }

    /// The name of the one member: `Fn::Sub`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What the member holds: `!GetAtt a.b` names a thing and its attribute.
    pub(super) fn argument(&self, node: Node, places: &Places<'_>) -> Node {
        let Value::Text(text) = &node.value else { return node };
        match text.split_once('.') {
            Some((thing, attribute)) if &*self.name == "Fn::GetAtt" => {
                let spans = parts(node.span, thing.len(), places.slice(node.span) == &**text);
                let part = |text: &str, span| Node { span, value: Value::Text(text.into()) };
                let items = vec![part(thing, spans[0]), part(attribute, spans[1])];
                Node { span: node.span, value: Value::List(items) }
            }
            _ => node,
        }
    }
}

/// Where the two sides of a dot stand; both at the whole if the text is not written as it is.
fn parts(whole: Span, dot: usize, as_written: bool) -> [Span; 2] {
    if !as_written {
        return [whole; 2];
    }
    let dot = whole.start as usize + dot;
    [Span::of(whole.start as usize..dot), Span::of(dot + 1..whole.end as usize)]
}
