//! Texts, lists, tags and names.

use super::FormatReader;
use crate::aws::is_account_id;
use crate::bundle::{Placed, Trouble};
use crate::environment::{Entities, Fact, Origin, UNKNOWN_PREFIX, Unknown, Unknowns, unknown_in};
use crate::text::{Key, Member, Value, nearest, quote};

/// Tags with the letter case in which they were given.
type Tags = Vec<(Box<str>, Box<str>)>;

impl FormatReader<'_> {
    /// What a step gives, if it made no mistake.
    pub(super) fn keep<T>(&mut self, read: Result<T, Trouble>) -> Option<T> {
        read.map_err(|trouble| self.troubles.push(trouble)).ok()
    }

    /// The members of an object; a name that is there twice is a mistake.
    pub(super) fn members<'n>(&mut self, value: Placed<'n>) -> &'n [Member] {
        self.keep(value.members()).unwrap_or_default()
    }

    /// A text.
    pub(super) fn text(&mut self, value: Placed<'_>) -> Option<Box<str>> {
        self.keep(value.text()).map(Box::from)
    }

    /// The items of a list.
    pub(super) fn list<'n>(&mut self, value: Placed<'n>) -> Vec<Placed<'n>> {
        self.keep(value.list()).map(Iterator::collect).unwrap_or_default()
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, value: Placed<'_>) -> Vec<Box<str>> {
        self.list(value).into_iter().filter_map(|item| self.text(item)).collect()
    }

    /// An account's twelve digits.
    pub(super) fn account_id(&mut self, value: Placed<'_>) -> Option<Box<str>> {
        let text = self.keep(value.text())?;
        let is_known = is_account_id(text) || holds_unknown(text);
        let refused = || value.trouble("invalid-account", not_an_account(text));
        self.keep(is_known.then(|| text.into()).ok_or_else(refused))
    }

    /// A path of a user, group or role.
    pub(super) fn path(&mut self, value: Placed<'_>) -> Fact<Box<str>> {
        if value.is_null() {
            return Fact::None;
        }
        let Some(text) = self.text(value) else { return Fact::Unsaid };
        let is_path = text.starts_with('/') && text.ends_with('/');
        if !is_path && !holds_unknown(&text) {
            let message = format!("the path {} has no slash at both ends", quote(&text));
            let hint = "a path is `/` or like `/team/app/`";
            self.troubles.push(value.trouble("invalid-path", message).with_hint(hint));
        }
        Fact::Is(text)
    }

    /// Tags by name; `null` says that there are none.
    pub(super) fn tags(&mut self, value: Placed<'_>) -> Fact<Tags> {
        if value.is_null() {
            return Fact::None;
        }
        let mut tags = Tags::new();
        for member in self.members(value) {
            if let Some(text) = self.text(value.at(&member.value)) {
                tags.push((member.key.text.clone(), text));
            }
        }
        Fact::Is(tags)
    }

    /// Things by name; `null` says that there is none of that name any more.
    pub(super) fn entities<T>(
        &mut self,
        value: Placed<'_>,
        mut read: impl FnMut(&mut Self, &Key, Placed<'_>) -> Option<(Box<str>, T)>,
        name_of: impl Fn(&str) -> Box<str>,
    ) -> Entities<T> {
        let mut entities = Entities::default();
        for member in self.members(value) {
            let field = value.at(&member.value);
            if field.is_null() {
                let origin = Origin::new(self.source, member.key.span);
                entities.remove(name_of(&member.key.text), origin);
            } else if let Some((name, thing)) = read(self, &member.key, field) {
                entities.insert(name, thing);
            }
        }
        entities
    }

    /// A name of a user, group or role, which is no ARN.
    pub(super) fn expect_name(&mut self, value: Placed<'_>, key: &Key) {
        if key.text.is_empty() {
            let message = "a name is empty";
            self.troubles.push(value.trouble_at(key.span, "invalid-name", message));
        }
        if starts_as_arn(&key.text) {
            let message = format!("expected a name, found the ARN {}", quote(&key.text));
            let trouble = value.trouble_at(key.span, "invalid-name", message);
            let hint = "the name stands behind the last slash; its path goes into `path`";
            self.troubles.push(trouble.with_hint(hint));
        }
    }

    /// Why values are not known, by name.
    pub(super) fn unknowns(&mut self, value: Placed<'_>) -> Unknowns {
        let mut unknowns = Unknowns::new();
        for member in self.members(value) {
            let field = value.at(&member.value);
            let origin = self.origin(&member.key, field);
            let why = match &field.node.value {
                Value::Object(_) => {
                    let fields = self.fields(field, &["why"]);
                    fields.first().and_then(|why| self.text(field.at(&why.value)))
                }
                _ => self.text(field),
            };
            let name = member.key.text.strip_prefix(UNKNOWN_PREFIX).unwrap_or(&member.key.text);
            unknowns.insert(name.into(), Unknown { why: why.unwrap_or_default(), origin });
        }
        unknowns
    }
}

/// Whether a text holds a value that nobody knows yet.
pub(super) fn holds_unknown(text: &str) -> bool {
    unknown_in(text).next().is_some()
}

pub(super) fn not_an_account(text: &str) -> String {
    format!("{} is not an account: expected twelve digits", quote(text))
}

pub(super) fn unknown_field(value: Placed<'_>, key: &Key, known: &[&str]) -> Trouble {
    let message = format!("unknown field {}", quote(&key.text));
    let trouble = value.trouble_at(key.span, "unknown-field", message);
    match nearest(&key.text, known.iter().copied()) {
        Some(near) => trouble.with_hint(format!("did you mean `{near}`?")),
        None => trouble.with_hint(format!("there are {}", known.join(", "))),
    }
}

/// Whether a text is meant as an ARN, in whatever letter case.
fn starts_as_arn(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"))
}
