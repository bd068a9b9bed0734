//! What the words of a line are, while somebody types them.

use std::ops::Range;

use super::commands::find;
use super::session::Session;
use super::words::{Unfinished, Word, split};
use crate::aws::{ActionName, Arn};
use crate::request::Principal;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The name of a command.
    Command,
    /// A first word that is no command.
    UnknownCommand,
    /// An action of the catalogue.
    Action,
    /// What looks like an action and is none of the catalogue.
    UnknownAction,
    /// Somebody who can ask.
    Principal,
    /// What stands where somebody is meant, and nobody is called so.
    UnknownPrincipal,
    /// An ARN.
    Resource,
    /// A condition key.
    Key,
    /// A document or a text in quotes.
    Text,
    /// A comment.
    Comment,
    /// A word between others.
    Plain,
}

/// Commands whose first word is a caller.
const ABOUT_CALLERS: &[&str] = &["as", "can", "watch", "what can"];
/// Commands whose words are condition keys.
const ABOUT_KEYS: &[&str] = &["with", "without", "unknown", "forget"];

impl Session<'_> {
    /// What the words of a line are, each with its place in bytes.
    pub fn highlight(&self, line: &str) -> Vec<(Range<usize>, Class)> {
        let (words, rest) = match split(line) {
            Ok(words) => (words, None),
            Err(Unfinished::Object(at) | Unfinished::Quote(at) | Unfinished::Escape(at)) => {
                (split(&line[..at]).unwrap_or_default(), Some((at..line.len(), Class::Text)))
            }
        };
        let end = words.last().map_or(0, |word| word.range.end);
        let comment = line[end..].find('#').filter(|_| rest.is_none());
        let comment = comment.map(|at| (end + at..line.len(), Class::Comment));
        let mut all = self.classes(&words);
        all.extend(rest.into_iter().chain(comment));
        all
    }

    fn classes(&self, words: &[Word]) -> Vec<(Range<usize>, Class)> {
        let Some(first) = words.first() else { return Vec::new() };
        let Ok((command, used)) = find(words) else {
            let is_half = ["who", "what", "set"].contains(&first.text.to_lowercase().as_str());
            let class = if is_half { Class::Command } else { Class::UnknownCommand };
            let others = words[1..].iter().map(|word| (word.range.clone(), Class::Plain));
            return std::iter::once((first.range.clone(), class)).chain(others).collect();
        };
        let (named, rest) = words.split_at(used);
        let mut all: Vec<_> =
            named.iter().map(|word| (word.range.clone(), Class::Command)).collect();
        for (number, word) in rest.iter().enumerate() {
            all.extend(self.parts(command.name, number, word));
        }
        all
    }

    /// What a word is; of a condition key and its value each by itself.
    fn parts(&self, command: &str, number: usize, word: &Word) -> Vec<(Range<usize>, Class)> {
        if ABOUT_KEYS.contains(&command) {
            let equals = word.text.find('=').filter(|_| !word.is_quoted);
            let middle = equals.map_or(word.range.end, |at| word.range.start + at);
            let key = (word.range.start..middle, Class::Key);
            let value = (middle..word.range.end, Class::Plain);
            return [key, value].into_iter().filter(|(range, _)| !range.is_empty()).collect();
        }
        vec![(word.range.clone(), self.class(command, number, word))]
    }

    fn class(&self, command: &str, number: usize, word: &Word) -> Class {
        let text = &word.text;
        if word.is_quoted {
            return Class::Text;
        }
        if Self::looks_like_action(text) {
            let name = ActionName::parse(text);
            let found = name.as_ref().and_then(|name| self.catalog().action(name));
            return if found.is_some() { Class::Action } else { Class::UnknownAction };
        }
        if number == 0 && ABOUT_CALLERS.contains(&command) {
            let known = self.state.environment.as_deref();
            let is_known = Principal::parse(text).is_ok()
                || known.is_some_and(|known| {
                    known.principals().any(|one| one.name.eq_ignore_ascii_case(text))
                        || known.principal_arn(text).is_ok()
                });
            return if is_known { Class::Principal } else { Class::UnknownPrincipal };
        }
        if Arn::parse(text).is_some() { Class::Resource } else { Class::Plain }
    }

    /// What may stand behind a command that was typed with nothing behind it.
    pub fn hint(&self, line: &str) -> Option<&'static str> {
        let words = split(line).ok()?;
        let (command, used) = find(&words).ok()?;
        let is_whole = used == words.len() && line.ends_with(' ');
        Some(command.usage).filter(|usage| is_whole && !usage.is_empty())
    }
}
