//! Values of a template with their functions resolved.

use super::condition::Truth;
use super::scope::{NOT_UNDERSTOOD, Scope, text_node, text_of};
use crate::text::{Key, Member, Node, Span, Value, quote};

/// How deep functions, names and conditions may refer to each other.
const DEEPEST: usize = 150;

/// How many names and conditions may hang on each other.
const FARTHEST: usize = 32;

/// How long a text may become that functions put together.
const LONGEST: usize = 1 << 16;

/// How much text functions may make altogether.
const MOST: usize = 1 << 26;

/// The function that an object stands for, and its argument.
pub(super) fn function_of(node: &Node) -> Option<(&str, &Node)> {
    match &node.value {
        Value::Object(members) => match members.as_slice() {
            [Member { key, value }] if is_function(&key.text) => Some((&key.text, value)),
            _ => None,
        },
        _ => None,
    }
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name == "Condition" || name.starts_with("Fn::") || name.starts_with('!')
}

impl Scope<'_> {
    /// What stands here, functions resolved; nothing for `AWS::NoValue`. The places are the
    /// template's.
    pub(super) fn value(&mut self, node: &Node) -> Option<Node> {
        if self.is_deep() {
            self.remark(NOT_UNDERSTOOD, node.span, "functions refer to each other too deeply");
            return Some(self.hole_node("deep", "a value that refers too far", node.span));
        }
        self.depth += 1;
        let value = self.value_here(node);
        self.depth -= 1;
        value
    }

    pub(super) fn is_deep(&self) -> bool {
        self.depth >= DEEPEST || self.pending.len() >= FARTHEST
    }

    fn value_here(&mut self, node: &Node) -> Option<Node> {
        let span = node.span;
        match &node.value {
            Value::Text(text) => Some(text_node(self.without_lookups(text, span), span)),
            Value::Null | Value::Bool(_) | Value::Number(_) => Some(node.clone()),
            Value::List(items) => {
                let items = items.iter().filter_map(|item| self.value(item)).collect();
                Some(Node { span, value: Value::List(items) })
            }
            Value::Object(members) => match function_of(node) {
                Some((name, argument)) if name != "Condition" => {
                    self.function(name, argument, span)
                }
                _ => Some(self.object(members, span)),
            },
        }
    }

    fn object(&mut self, members: &[Member], span: Span) -> Node {
        if let Some(made) = members.iter().find(|member| &*member.key.text == "Fn::Transform") {
            return self
                .function("Fn::Transform", &made.value, made.key.span)
                .unwrap_or(Node { span, value: Value::Null });
        }
        let member = |member: &Member| {
            let key = Key { text: member.key.text.clone(), span: member.key.span };
            Some(Member { key, value: self.value(&member.value)? })
        };
        Node { span, value: Value::Object(members.iter().filter_map(member).collect()) }
    }

    fn function(&mut self, name: &str, argument: &Node, span: Span) -> Option<Node> {
        match name {
            "Ref" => match argument.as_text() {
                Some(named) => self.reference(named, span),
                None => Some(self.not_understood(name, argument, span)),
            },
            "Fn::If" => self.either(argument, span),
            "Fn::Transform" => {
                self.remark(NOT_UNDERSTOOD, span, "what a macro makes here is not seen");
                Some(self.hole_of(name, argument, "what a macro makes", span))
            }
            _ => {
                let known = self.call(name, argument, span);
                Some(known.unwrap_or_else(|| self.not_understood(name, argument, span)))
            }
        }
    }

    fn either(&mut self, argument: &Node, span: Span) -> Option<Node> {
        let Some((condition, then, otherwise)) = branches(argument) else {
            return Some(self.not_understood("Fn::If", argument, span));
        };
        match self.condition(condition, span) {
            Truth::Known(true) => self.value(then),
            Truth::Known(false) => self.value(otherwise),
            Truth::Unknown(leaf) if self.may_fork(&leaf) => self.value(then),
            Truth::Unknown(_) => {
                let (then, otherwise) = (self.value(then), self.value(otherwise));
                match (then, otherwise) {
                    (None, None) => None,
                    (Some(then), Some(otherwise)) if then.says_the_same(&otherwise) => Some(then),
                    _ => {
                        let why = "a value that a condition chooses";
                        Some(self.hole_of("Fn::If", argument, why, span))
                    }
                }
            }
        }
    }

    /// A function that is not there, or not so.
    fn not_understood(&mut self, name: &str, argument: &Node, span: Span) -> Node {
        let message = format!("this use of {} is not understood", quote(name));
        self.remark(NOT_UNDERSTOOD, span, message);
        self.hole_of(name, argument, "what a function gives that is not understood", span)
    }

    /// The unknown value of a function: the same function of the same is the same value.
    pub(super) fn hole_of(&mut self, name: &str, argument: &Node, why: &str, span: Span) -> Node {
        let argument = match argument.as_text() {
            Some(text) => text.to_owned(),
            None => argument.to_json_line(),
        };
        self.hole_node(&format!("{name}({argument})"), why, span)
    }

    /// A text that functions put together.
    pub(super) fn finished(&mut self, text: &str, span: Span) -> Node {
        self.made += text.len();
        if text.len() > LONGEST || self.made > MOST {
            self.remark(NOT_UNDERSTOOD, span, "the text that functions make here is too long");
            return self.hole_node("long", "a text that is too long", span);
        }
        text_node(self.without_lookups(text, span), span)
    }

    /// What AWS looks up when the stack is made is unknown.
    fn without_lookups(&mut self, text: &str, span: Span) -> Box<str> {
        const START: &str = "{{resolve:";
        let mut rest = text;
        let mut finished = String::with_capacity(text.len());
        while let Some(start) = rest.find(START) {
            let Some(length) = rest[start..].find("}}") else { break };
            let looked_up = &rest[start + 2..start + length];
            finished.push_str(&rest[..start]);
            let why = "what AWS looks up when the stack is made";
            finished.push_str(&self.hole(looked_up, why, span));
            rest = &rest[start + length + 2..];
        }
        finished.push_str(rest);
        finished.into()
    }

    /// The text of a value; nothing if it is absent. What is no text is said, and is not known.
    pub(super) fn text(&mut self, node: &Node) -> Option<Box<str>> {
        let value = self.value(node)?;
        text_of(&value).or_else(|| {
            let message = format!("expected a text, found {}", value.kind());
            self.remark(NOT_UNDERSTOOD, node.span, message);
            text_of(&self.hole_of("value", &value, "what should be a text", node.span))
        })
    }
}

/// The condition and the two values of `Fn::If`.
pub(super) fn branches(argument: &Node) -> Option<(&str, &Node, &Node)> {
    match &argument.value {
        Value::List(parts) => match parts.as_slice() {
            [condition, then, otherwise] => {
                let condition = match function_of(condition) {
                    Some(("Condition", name)) => name,
                    _ => condition,
                };
                Some((condition.as_text()?, then, otherwise))
            }
            _ => None,
        },
        _ => None,
    }
}
