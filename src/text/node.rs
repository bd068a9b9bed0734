//! The tree that every reader produces: values with their places, nothing lost and nothing merged.

use super::Span;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value's own characters: quotes and brackets included.
    pub span: Span,
    /// What stands there.
    pub value: Value,
}

/// What a [`Node`] holds. Numbers stay text: `1.10` and `1.1` differ until somebody compares numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// The number as written.
    Number(Box<str>),
    /// A text with its escapes resolved.
    Text(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// An object with all its members in the order written, equal keys included.
    Object(Vec<Member>),
}

/// One `key: value` of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A member's name and its place (quotes included).
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key with its escapes resolved.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// The first member of that name, if this is an object that has one.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => {
                members.iter().find(|member| &*member.key.text == key).map(|member| &member.value)
            }
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list, or the value itself.
    pub fn one_or_more(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// What kind of value this is, as a person would say it: `a list`, `null`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

impl Node {
    /// Whether both say the same, wherever they stand and in whatever order their members are.
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::List(one), Value::List(two)) => {
                one.len() == two.len()
                    && one.iter().zip(two).all(|(one, two)| one.says_the_same(two))
            }
            (Value::Object(one), Value::Object(two)) => {
                let in_two = |member: &Member| {
                    two.iter().any(|other| {
                        other.key.text == member.key.text
                            && other.value.says_the_same(&member.value)
                    })
                };
                one.len() == two.len() && one.iter().all(in_two)
            }
            (one, two) => one == two,
        }
    }
}
