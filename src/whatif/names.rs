//! Callers, actions and resources as people call them.

use super::refusal::Refusal;
use super::session::Session;
use super::words::Word;
use crate::aws::{ActionName, Arn};
use crate::catalog::Catalog;
use crate::environment::NameError;
use crate::query::{acted_on_by, resources_called};
use crate::request::Principal;
use crate::text::{nearest, printable, quote};

/// What a word stands for, and what is to be said of it.
pub(super) struct Meant {
    pub(super) text: String,
    pub(super) note: Option<String>,
}

impl Meant {
    fn just(text: impl Into<String>) -> Self {
        Self { text: text.into(), note: None }
    }
}

impl Session<'_> {
    pub(super) fn catalog(&self) -> &'static Catalog {
        self.files.known_catalog()
    }

    /// The caller that a word names.
    pub(super) fn principal_meant(&self, text: &str) -> Result<String, Refusal> {
        let why = match Principal::parse(text) {
            Ok(principal) => return Ok(principal.text.to_string()),
            Err(why) => why.to_string(),
        };
        let Some(environment) = &self.state.environment else {
            let hint = "; by their names callers are known where an environment is loaded";
            return Err(format!("{why}{hint}").into());
        };
        match environment.principal_arn(text) {
            Ok(arn) => Ok(arn),
            Err(NameError::Nobody { near: Some(near), .. }) if near.eq_ignore_ascii_case(text) => {
                environment.principal_arn(&near).map_err(|why| why.to_string().into())
            }
            Err(why @ (NameError::Nobody { near: None, .. } | NameError::Ambiguous { .. })) => {
                Err(why.to_string().into())
            }
            Err(NameError::Nobody { name, near: Some(near) }) => {
                let (name, near) = (quote(&name), quote(&near));
                let message =
                    format!("the environment has no user or role {name}; did you mean {near}?");
                Err(message.into())
            }
        }
    }

    /// Whether a word looks like an action: `service:Name`.
    pub(super) fn looks_like_action(text: &str) -> bool {
        !text.starts_with("arn:") && ActionName::parse(text).is_some()
    }

    /// The action that a word names, as the catalogue writes it. One that the catalogue does not have
    /// is asked about where it is in quotes, or like no other.
    pub(super) fn action_meant(&self, word: &Word) -> Result<Meant, Refusal> {
        let (text, catalog) = (&word.text, self.catalog());
        let Some(name) = ActionName::parse(text) else {
            return Err(no_action(text, catalog));
        };
        if let Some(found) = catalog.action(&name) {
            return Ok(Meant::just(found.full_name()));
        }
        let near = catalog.nearest_actions(text);
        if near.is_empty() || word.is_quoted {
            let note = format!("the catalogue does not know the action {}", quote(text));
            return Ok(Meant { text: text.clone(), note: Some(note) });
        }
        let near: Vec<String> = near.iter().map(|one| quote(one)).collect();
        let message = format!(
            "the catalogue has no action {}; did you mean {}? In quotes it is asked about all the same",
            quote(text),
            near.join(" or ")
        );
        Err(message.into())
    }

    /// The resource that a word names: an ARN, `*`, or the name of one in the environment.
    pub(super) fn resource_meant(
        &self,
        text: &str,
        action: Option<&str>,
    ) -> Result<Meant, Refusal> {
        if text == "*" || Arn::parse(text).is_some() {
            return Ok(Meant::just(text));
        }
        let Some(environment) = &self.state.environment else {
            let message = format!("{} is no resource: expected an ARN or `*`", quote(text));
            return Err(message.into());
        };
        let found = resources_called(text, environment)?;
        let [one] = found.as_slice() else {
            let some: Vec<String> = found.iter().take(5).map(|one| printable(one)).collect();
            let more = found.len().saturating_sub(some.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("{} may be {}{more}", quote(text), some.join(" or "));
            return Err(message.into());
        };
        let on = action.map_or_else(|| one.clone(), |name| acted_on_by(name, one, self.catalog()));
        let note = (on != *one).then(|| format!("asked about {}", quote(&on)));
        Ok(Meant { text: on, note })
    }
}

fn no_action(text: &str, catalog: &Catalog) -> Refusal {
    let near = if text.len() < 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        catalog.nearest_actions(text)
    } else {
        Vec::new()
    };
    let near: Vec<String> = near.iter().map(|one| quote(one)).collect();
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    };
    format!("{} is not an action: expected `service:Name`{hint}", quote(text)).into()
}

/// The one of some names that a word is, or is nearly.
pub(super) fn did_you_mean<'n>(text: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(text, names).map_or_else(String::new, |near| format!("; did you mean {}?", quote(near)))
}
