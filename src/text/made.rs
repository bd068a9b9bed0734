//! Trees that nobody wrote yet.

use super::{Key, Member, Node, Span, Value};

impl Node {
    /// A value without a place, to be written.
    pub fn made(value: Value) -> Self {
        Self { span: Span::default(), value }
    }

    /// A text.
    pub fn of_text(text: impl Into<Box<str>>) -> Self {
        Self::made(Value::Text(text.into()))
    }

    /// A whole number.
    pub fn of_count(count: usize) -> Self {
        Self::made(Value::Number(count.to_string().into()))
    }

    /// A list.
    pub fn of_items(items: impl IntoIterator<Item = Node>) -> Self {
        Self::made(Value::List(items.into_iter().collect()))
    }

    /// A list of texts, or the text itself if it is one alone.
    pub fn of_one_or_more<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut items: Vec<Self> = texts.into_iter().map(Self::of_text).collect();
        match items.len() {
            1 => items.remove(0),
            _ => Self::of_items(items),
        }
    }

    /// An object with its members in this order.
    pub fn of_members<K: Into<Box<str>>>(members: impl IntoIterator<Item = (K, Node)>) -> Self {
        let member = |(key, value): (K, Node)| Member {
            key: Key { text: key.into(), span: Span::default() },
            value,
        };
        Self::made(Value::Object(members.into_iter().map(member).collect()))
    }

    /// Whether this is a list or an object with nothing in it.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::List(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => false,
        }
    }
}
