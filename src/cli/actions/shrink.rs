//! `--shrink`: few patterns for many actions.

use std::process::ExitCode;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::{Format, search};
use crate::aws::ActionName;
use crate::catalog::{ActionSearch, Catalog};
use crate::cli::console::{complain, print, refuse};
use crate::load::stdin_bytes;
use crate::policy::ActionPattern;
use crate::text::quote;

/// What a list shrinks to.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct Shrunk<'c> {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// The day of the catalogue.
    date: &'c str,
    /// Patterns, and the actions that the catalogue does not know.
    patterns: Vec<String>,
    /// How many actions of the catalogue they match.
    matched: usize,
    /// What the catalogue does not know, kept as it was given.
    unknown: Vec<String>,
}

/// Prints few patterns that match the same. 2: no answer.
pub(super) fn run(given: &[String], format: Format, catalog: &Catalog) -> ExitCode {
    match words(given).and_then(|words| Shrunk::of(&words, catalog)) {
        Err(message) => refuse(&message),
        Ok(shrunk) => {
            for unknown in &shrunk.unknown {
                let date = shrunk.date;
                let name = quote(unknown);
                complain(&format!(
                    "warning: {name} is kept: the catalogue of {date} has no such action"
                ));
            }
            print(&shrunk.written(format), ExitCode::SUCCESS)
        }
    }
}

/// The arguments, and in place of `-` what the standard input holds: names apart by spaces, line
/// breaks, commas or quotes, so that a piece of a policy will do.
fn words(given: &[String]) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for one in given {
        if one == "-" {
            let text = std::str::from_utf8(stdin_bytes()?)
                .map_err(|why| format!("cannot read the standard input: {why}"))?;
            let is_between = |char: char| char.is_whitespace() || ",\"'[]".contains(char);
            words.extend(text.split(is_between).filter(|word| !word.is_empty()).map(str::to_owned));
        } else {
            words.push(one.clone());
        }
    }
    if words.is_empty() { Err("there are no actions to shrink".to_owned()) } else { Ok(words) }
}

impl<'c> Shrunk<'c> {
    fn of(words: &[String], catalog: &'c Catalog) -> Result<Self, String> {
        let (known, mut unknown): (Vec<String>, Vec<String>) =
            words.iter().cloned().partition(|word| is_known(word, catalog));
        if let Some(word) = unknown.iter().find(|word| !is_entry(word)) {
            return Err(format!("{} is no action and no pattern of actions", quote(word)));
        }
        let found = if known.is_empty() { Vec::new() } else { search(&known, catalog)?.actions };
        let mut patterns = catalog.shrink(&found);
        unknown.sort_unstable();
        unknown.dedup();
        patterns.extend(unknown.iter().cloned());
        let (v, date, matched) = (1, catalog.date(), found.len());
        Ok(Self { v, date, patterns, matched, unknown })
    }

    fn written(&self, format: Format) -> String {
        match format {
            Format::Text => self.patterns.iter().flat_map(|pattern| [&**pattern, "\n"]).collect(),
            // INVARIANT: no map has keys other than texts, and no serializer here fails.
            Format::Json => serde_json::to_string(self).unwrap_or_default() + "\n",
        }
    }
}

fn is_known(word: &str, catalog: &Catalog) -> bool {
    let search = ActionSearch::parse(word, catalog);
    search.is_some_and(|search| !catalog.search(&search).is_empty())
}

/// Whether a policy could hold this as an action.
fn is_entry(word: &str) -> bool {
    ActionPattern::parse(word).is_ok() || ActionName::parse(word).is_some()
}
