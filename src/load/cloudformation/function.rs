//! The functions that put texts and lists together.

use base64::Engine as _;

use super::scope::{Scope, text_node, text_of};
use crate::aws::holds_unknown;
use crate::text::{Node, Span, Value};

impl Scope<'_> {
    /// What a function other than `Ref` and `Fn::If` gives; nothing if it is not used as CloudFormation
    /// says.
    pub(super) fn call(&mut self, name: &str, argument: &Node, span: Span) -> Option<Node> {
        match name {
            "Fn::GetAtt" => self.get_attribute(argument, span),
            "Fn::Sub" => self.substitute(argument, span),
            "Fn::Join" => self.join(argument, span),
            "Fn::Select" => self.select(argument, span),
            "Fn::Split" => self.split(argument, span),
            "Fn::FindInMap" => self.find_in_map(argument, span),
            "Fn::Base64" => self.base64(argument, span),
            "Fn::Length" => self.length(argument, span),
            "Fn::ToJsonString" => {
                let value = self.value(argument)?;
                Some(text_node(value.to_json_line(), span))
            }
            "Fn::ImportValue" => {
                let export = self.text(argument)?;
                let why = "what another stack exports";
                Some(self.hole_node(&format!("Fn::ImportValue({export})"), why, span))
            }
            "Fn::GetAZs" | "Fn::Cidr" => {
                let argument = self.value(argument)?;
                Some(self.hole_of(name, &argument, "what AWS gives when the stack is made", span))
            }
            _ => None,
        }
    }

    // AWS: `Fn::GetAtt` takes a list, or in YAML a text with a dot
    fn get_attribute(&mut self, argument: &Node, span: Span) -> Option<Node> {
        if let Some(text) = argument.as_text() {
            let (id, attribute) = text.split_once('.')?;
            return Some(self.attribute(id, attribute, span));
        }
        let Value::List(parts) = &argument.value else { return None };
        let (id, rest) = parts.split_first()?;
        let attributes: Option<Vec<Box<str>>> = rest.iter().map(|part| self.text(part)).collect();
        let attribute = attributes.filter(|parts| !parts.is_empty())?.join(".");
        Some(self.attribute(id.as_text()?, &attribute, span))
    }

    fn join(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let Value::List(parts) = &argument.value else { return None };
        let [delimiter, list] = parts.as_slice() else { return None };
        let delimiter = delimiter.as_text()?;
        let list = self.value(list)?;
        match &list.value {
            Value::List(items) => {
                let texts: Option<Vec<Box<str>>> = items.iter().map(text_of).collect();
                Some(self.finished(&texts?.join(delimiter), span))
            }
            _ if is_unknown(&list) => {
                let name = format!("Fn::Join({delimiter:?} {})", text_of(&list)?);
                Some(self.hole_node(&name, "the items of a list that is not known", span))
            }
            _ => None,
        }
    }

    fn select(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let Value::List(parts) = &argument.value else { return None };
        let [index, list] = parts.as_slice() else { return None };
        let (index, list) = (self.text(index)?, self.value(list)?);
        let items = match &list.value {
            Value::List(items) if !holds_unknown(&index) => items,
            Value::List(_) => return Some(self.selected(&index, &list.to_json_line(), span)),
            _ if is_unknown(&list) => return Some(self.selected(&index, &text_of(&list)?, span)),
            _ => return None,
        };
        let item = items.get(index.parse::<usize>().ok()?)?;
        Some(Node { span, value: item.value.clone() })
    }

    fn selected(&mut self, index: &str, list: &str, span: Span) -> Node {
        let name = format!("Fn::Select({index} {list})");
        self.hole_node(&name, "an item of a list that is not known", span)
    }

    /// A text with unknown values in it cannot be split: what they hold may be split too.
    fn split(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let Value::List(parts) = &argument.value else { return None };
        let [delimiter, text] = parts.as_slice() else { return None };
        let (delimiter, text) = (delimiter.as_text()?, self.text(text)?);
        if delimiter.is_empty() {
            return None;
        }
        if holds_unknown(&text) {
            let name = format!("Fn::Split({delimiter:?} {text})");
            return Some(self.hole_node(&name, "the parts of a text that is not known", span));
        }
        let items = text.split(delimiter).map(|part| text_node(part, span)).collect();
        Some(Node { span, value: Value::List(items) })
    }

    fn find_in_map(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let Value::List(parts) = &argument.value else { return None };
        let (keys, fallback) = match parts.as_slice() {
            [map, top, second] => ([map, top, second], None),
            [map, top, second, extra] => ([map, top, second], extra.get("DefaultValue")),
            _ => return None,
        };
        let [map, top, second] = keys;
        let (map, top, second) = (self.text(map)?, self.text(top)?, self.text(second)?);
        if holds_unknown(&map) || holds_unknown(&top) || holds_unknown(&second) {
            let name = format!("Mappings.{map}.{top}.{second}");
            return Some(self.hole_node(&name, "what a map has for a key that is not known", span));
        }
        let found = self.template.mappings.get(&*map).copied();
        let value = found.and_then(|map| map.get(&top)?.get(&second)).or(fallback)?;
        let value = self.value(value)?.value;
        Some(Node { span, value })
    }

    fn base64(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let text = self.text(argument)?;
        if holds_unknown(&text) {
            let name = format!("Fn::Base64({text})");
            return Some(self.hole_node(&name, "the encoding of an unknown text", span));
        }
        let encoded = base64::engine::general_purpose::STANDARD.encode(text.as_bytes());
        Some(text_node(encoded, span))
    }

    fn length(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let list = self.value(argument)?;
        match &list.value {
            Value::List(items) => {
                Some(Node { span, value: Value::Number(items.len().to_string().into()) })
            }
            _ if is_unknown(&list) => {
                Some(self.hole_of("Fn::Length", &list, "how long an unknown list is", span))
            }
            _ => None,
        }
    }
}

fn is_unknown(node: &Node) -> bool {
    node.as_text().is_some_and(holds_unknown)
}
