//! Policy variables: the keys that a text needs to be complete.

use super::bounds::Shapes;
use crate::aws::UNKNOWN_PREFIX;
use crate::policy::TemplatePart;
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};
use crate::value_set::{Part, Pattern};

/// The variables of one text, in the order of their numbers in its [`Pattern`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variables(Box<[Variable]>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Variable {
    key: KeyId,
    default: Option<Box<str>>,
    multivalued: bool,
    /// What stands for it in requests about a resource of the same unknown value.
    by_name: Option<Box<str>>,
}

/// What a variable stands for in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved<'a> {
    /// This text, literally.
    // AWS: V-8
    Text(&'a str),
    /// Nothing: the text that holds the variable matches nothing.
    // AWS: V-6, V-7
    Unresolved,
    /// Something that nobody told us.
    Unknown,
}

impl Variables {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys that they need.
    pub fn keys(&self) -> impl Iterator<Item = KeyId> {
        self.0.iter().map(|variable| variable.key)
    }

    /// The keys without which there is no text, since no default stands for them.
    pub(crate) fn needed(&self) -> impl Iterator<Item = KeyId> {
        self.0.iter().filter(|variable| variable.default.is_none()).map(|variable| variable.key)
    }

    /// A variable as a policy writes it: `${aws:username}`.
    pub(crate) fn written(&self, number: u32, keys: &ContextKeys) -> String {
        let Some(variable) = self.0.get(number as usize) else { return String::new() };
        let name = keys.name(variable.key);
        match &variable.default {
            Some(default) => format!("${{{name}, '{default}'}}"),
            None => format!("${{{name}}}"),
        }
    }

    /// One variable for a key, without a default.
    pub(super) fn of_key(key: KeyId, keys: &ContextKeys) -> Self {
        let multivalued = keys.key_type(key).is_some_and(|found| found.multivalued);
        Self(Box::new([Variable { key, default: None, multivalued, by_name: None }]))
    }

    /// The key of the only one, if it has no default.
    pub(crate) fn only_needed(&self) -> Option<KeyId> {
        match &*self.0 {
            [one] if one.default.is_none() => Some(one.key),
            _ => None,
        }
    }

    /// A pattern with what is known of each variable, if only `*`.
    pub(super) fn open(&self, pattern: &Pattern, shapes: &Shapes) -> Pattern {
        let parts = pattern.parts().iter().flat_map(|part| match part {
            Part::Variable(number) => {
                let needed = self.0.get(*number as usize).filter(|one| one.default.is_none());
                let shape = needed.and_then(|one| shapes.get(&one.key));
                shape.map_or_else(|| vec![Part::AnyRun], |shape| shape.parts().to_vec())
            }
            other => vec![other.clone()],
        });
        Pattern::from_parts(parts)
    }

    /// What they stand for together: text if all do, else what keeps them from it.
    pub fn resolve(&self, context: &RequestContext) -> Resolved<'static> {
        let mut all = Resolved::Text("");
        for variable in &self.0 {
            match variable.resolve(context) {
                Resolved::Text(_) => {}
                Resolved::Unresolved => return Resolved::Unresolved,
                Resolved::Unknown => all = Resolved::Unknown,
            }
        }
        all
    }

    /// The text of one variable; empty unless [`Self::resolve`] said that there is one.
    pub fn text<'a>(&'a self, number: u32, context: &'a RequestContext) -> &'a str {
        match self.0.get(number as usize).map(|variable| variable.resolve(context)) {
            Some(Resolved::Text(text)) => text,
            _ => "",
        }
    }

    /// The key of one variable, and its default.
    pub(crate) fn get(&self, number: u32) -> Option<(KeyId, Option<Box<str>>)> {
        let variable = self.0.get(number as usize)?;
        Some((variable.key, variable.default.clone()))
    }

    /// A pattern with each variable replaced by its text.
    pub(super) fn fill(&self, pattern: &Pattern, context: &RequestContext) -> Pattern {
        let fill = |part: &Part| match part {
            Part::Variable(number) => Part::Literal(self.text(*number, context).into()),
            other => other.clone(),
        };
        Pattern::from_parts(pattern.parts().iter().map(fill))
    }
}

impl Variables {
    /// A pattern with each variable replaced by its text, or by its name where the text is not
    /// known; `None` where nothing stands for it.
    pub(super) fn fill_by_name(
        &self,
        pattern: &Pattern,
        context: &RequestContext,
    ) -> Option<Pattern> {
        let fill = |part: &Part| match part {
            Part::Variable(number) => {
                let variable = self.0.get(*number as usize)?;
                match (variable.resolve(context), &variable.by_name) {
                    (Resolved::Text(text), _) => Some(Part::Literal(text.into())),
                    (Resolved::Unknown, Some(name)) => Some(Part::Literal(name.clone())),
                    (Resolved::Unknown | Resolved::Unresolved, _) => None,
                }
            }
            other => Some(other.clone()),
        };
        pattern.parts().iter().map(fill).collect::<Option<Vec<_>>>().map(Pattern::from_parts)
    }
}

impl Variable {
    fn resolve<'a>(&'a self, context: &'a RequestContext) -> Resolved<'a> {
        let declared = context.declared_type(self.key);
        let multivalued = self.multivalued || declared.is_some_and(|key| key.multivalued);
        match context.state(self.key) {
            KeyState::Unknown => Resolved::Unknown,
            // AWS: V-3
            KeyState::PresentUnknown if multivalued => Resolved::Unresolved,
            KeyState::PresentUnknown => Resolved::Unknown,
            KeyState::Absent => self.default(),
            KeyState::Present(values) => match &**values {
                [] => self.default(),
                [_, ..] if multivalued => Resolved::Unresolved,
                // AWS: V-4
                [one] if one.text.is_empty() && self.default.is_some() => self.default(),
                [one] => Resolved::Text(&one.text),
                _ => Resolved::Unresolved,
            },
        }
    }

    fn default(&self) -> Resolved<'_> {
        self.default.as_deref().map_or(Resolved::Unresolved, Resolved::Text)
    }
}

/// A pattern and its variables from the parts of a text.
pub(super) fn pattern_of(parts: &[TemplatePart], keys: &mut ContextKeys) -> (Pattern, Variables) {
    let mut variables = Vec::new();
    let mut pattern = Vec::with_capacity(parts.len());
    for part in parts {
        pattern.push(match part {
            TemplatePart::Literal(text) => Part::Literal(text.clone()),
            TemplatePart::AnyRun => Part::AnyRun,
            TemplatePart::AnyCharacter => Part::AnyCharacter,
            TemplatePart::Variable { key, default } => {
                let id = keys.intern(key);
                let multivalued = keys.key_type(id).is_some_and(|key| key.multivalued);
                let by_name = key
                    .starts_with(UNKNOWN_PREFIX)
                    .then(|| format!("${{{}}}", key.to_ascii_lowercase()).into());
                variables.push(Variable {
                    key: id,
                    default: default.clone(),
                    multivalued,
                    by_name,
                });
                Part::Variable(u32::try_from(variables.len() - 1).unwrap_or(u32::MAX))
            }
        });
    }
    (Pattern::from_parts(pattern), Variables(variables.into()))
}
