//! Objects of our own formats: known fields, each once, each of its type.

use std::collections::HashMap;
use std::sync::Arc;

use super::Trouble;
use crate::text::{Diagnostic, Key, Member, Node, Source, Span, Value, nearest, quote};

/// A node and the text that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'n> {
    /// The node.
    pub node: &'n Node,
    /// Its text.
    pub source: &'n Arc<Source>,
}

impl<'n> Placed<'n> {
    /// Another node of the same text.
    #[must_use]
    pub fn at(self, node: &'n Node) -> Self {
        Self { node, source: self.source }
    }

    /// A mistake at this node.
    pub fn trouble(self, code: &'static str, message: impl Into<String>) -> Trouble {
        self.trouble_at(self.node.span, code, message)
    }

    /// A mistake at another place of the same text.
    pub fn trouble_at(self, span: Span, code: &'static str, message: impl Into<String>) -> Trouble {
        let diagnostic = Diagnostic::error(code, span, message);
        Trouble { diagnostic, source: self.source.clone() }
    }

    /// A mistake: the value is none of those wanted.
    pub fn wrong_type(self, wanted: &str) -> Trouble {
        self.trouble("wrong-type", format!("expected {wanted}, found {}", self.node.kind()))
    }

    /// A string.
    ///
    /// # Errors
    /// If it is none.
    pub fn text(self) -> Result<&'n str, Trouble> {
        self.node.as_text().ok_or_else(|| self.wrong_type("a string"))
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn boolean(self) -> Result<bool, Trouble> {
        match self.node.value {
            Value::Bool(value) => Ok(value),
            _ => Err(self.wrong_type("`true` or `false`")),
        }
    }

    /// A list.
    ///
    /// # Errors
    /// If it is none.
    pub fn list(self) -> Result<impl Iterator<Item = Placed<'n>>, Trouble> {
        match &self.node.value {
            Value::List(items) => Ok(items.iter().map(move |item| self.at(item))),
            _ => Err(self.wrong_type("a list")),
        }
    }

    /// The items of a list, or the value itself.
    pub fn one_or_more(self) -> Vec<Placed<'n>> {
        match &self.node.value {
            Value::List(items) => items.iter().map(|item| self.at(item)).collect(),
            _ => vec![self],
        }
    }

    /// Whether the value is a string or a number.
    pub fn is_text_or_number(self) -> bool {
        matches!(self.node.value, Value::Text(_) | Value::Number(_))
    }

    /// Whether the value is `null`.
    pub fn is_null(self) -> bool {
        self.node.value == Value::Null
    }

    /// The members of an object whose names are free; each name must be there once.
    ///
    /// # Errors
    /// If it is no object, or a name is there twice.
    pub fn members(self) -> Result<&'n [Member], Trouble> {
        let Value::Object(members) = &self.node.value else {
            return Err(self.wrong_type("an object"));
        };
        match first_duplicate(members) {
            None => Ok(members),
            Some((first, second)) => {
                let message = format!("{} is given twice", quote(&second.text));
                let mut trouble = self.trouble_at(second.span, "duplicate-key", message);
                trouble = trouble.with_label(first.span, "first given here");
                Err(trouble)
            }
        }
    }

    /// The members of an object whose names are ours.
    ///
    /// # Errors
    /// If it is no object, a name is there twice, or a name is not among `known`.
    pub fn fields(self, known: &[&str]) -> Result<Fields<'n>, Trouble> {
        let members = self.members()?;
        let is_known = |member: &&Member| known.contains(&&*member.key.text);
        if let Some(unknown) =
            members.iter().find(|member| !is_known(member) && &*member.key.text != "$schema")
        {
            let message = format!("unknown field {}", quote(&unknown.key.text));
            let mut trouble = self.trouble_at(unknown.key.span, "unknown-field", message);
            if let Some(near) = nearest(&unknown.key.text, known.iter().copied()) {
                trouble = trouble.with_hint(format!("did you mean `{near}`?"));
            }
            return Err(trouble);
        }
        Ok(Fields { object: self, members })
    }
}

/// The first key that an earlier one equals, behind that one.
fn first_duplicate(members: &[Member]) -> Option<(&Key, &Key)> {
    const FEW: usize = 8;
    if members.len() <= FEW {
        return members.iter().enumerate().find_map(|(index, member)| {
            let equals = |first: &&Member| first.key.text == member.key.text;
            members[..index].iter().find(equals).map(|first| (&first.key, &member.key))
        });
    }
    let mut seen = HashMap::with_capacity(members.len());
    let mut keys = members.iter().map(|member| &member.key);
    keys.find_map(|key| seen.insert(&*key.text, key).map(|first| (first, key)))
}

/// The fields of one object.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'n> {
    /// The object.
    pub object: Placed<'n>,
    members: &'n [Member],
}

impl<'n> Fields<'n> {
    /// A field, if it is there; it may be `null`.
    pub fn get(&self, name: &str) -> Option<Placed<'n>> {
        let found = self.members.iter().find(|member| &*member.key.text == name);
        found.map(|member| self.object.at(&member.value))
    }

    /// A field, if it is there and not `null`.
    pub fn some(&self, name: &str) -> Option<Placed<'n>> {
        self.get(name).filter(|field| !field.is_null())
    }

    /// A string, if the field is there.
    ///
    /// # Errors
    /// If it is no string.
    pub fn text(&self, name: &str) -> Result<Option<&'n str>, Trouble> {
        self.some(name).map(Placed::text).transpose()
    }

    /// `true` if the field is there and true.
    ///
    /// # Errors
    /// If it is neither `true` nor `false`.
    pub fn flag(&self, name: &str) -> Result<bool, Trouble> {
        self.some(name).map_or(Ok(false), Placed::boolean)
    }
}
