//! What may come next, for the line editor's menu.

use std::ops::Range;

use reedline::{Completer, Span, Suggestion};

use super::lines::parts;
use super::paths::paths;
use super::shared::Shared;
use crate::text::printable;
use crate::whatif::{COMMANDS, Completion, as_word};

/// The name of the menu.
pub(super) const MENU: &str = "completions";

/// Offers what the session knows, and files.
pub(super) struct Complete(pub(super) Shared);

impl Completer for Complete {
    fn complete(&mut self, text: &str, position: usize) -> Vec<Suggestion> {
        let Some(part) = parts(text).into_iter().find(|part| position <= part.end) else {
            return Vec::new();
        };
        let Some(line) = text.get(part.clone()) else { return Vec::new() };
        let at = position.saturating_sub(part.start).min(line.len());
        let mut found = self.0.look(|session| session.complete(line, at));
        found.extend(files(line, at));
        found.into_iter().map(|one| suggestion(one, part.start)).collect()
    }
}

fn suggestion(completion: Completion, start: usize) -> Suggestion {
    let Completion { range, text, description } = completion;
    Suggestion {
        span: Span::new(start + range.start, start + range.end),
        append_whitespace: !text.ends_with([':', '/', '=']),
        display_override: Some(printable(&text)),
        description: Some(description).filter(|description| !description.is_empty()),
        value: text,
        ..Suggestion::default()
    }
}

/// The files that may stand at this place.
fn files(line: &str, at: usize) -> Vec<Completion> {
    let Some(before) = line.get(..at) else { return Vec::new() };
    let Some(range) = file_word(before) else { return Vec::new() };
    let typed = before[range.clone()].trim_start_matches(['"', '\'']);
    let completion = |path: String| Completion {
        range: range.clone(),
        description: if path.ends_with('/') { "folder" } else { "file" }.to_owned(),
        text: as_word(&path),
    };
    paths(typed).into_iter().map(completion).collect()
}

/// Commands whose policies the session has already.
const OF_SESSION: &[&str] = &["edit", "detach", "show"];

/// The last word of the text if a file may stand there.
fn file_word(before: &str) -> Option<Range<usize>> {
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let words: Vec<&str> = before[..start].split_whitespace().collect();
    let called = words.join(" ").to_lowercase();
    let is_of = |name: &str| called == name || called.starts_with(&format!("{name} "));
    let command = COMMANDS.iter().filter(|one| is_of(one.name)).max_by_key(|one| one.name.len())?;
    let given = words.len() - command.name.split(' ').count();
    let first = command.usage.split(' ').next().unwrap_or_default();
    let takes = |wanted: &str| first.split('|').any(|one| one == wanted);
    let fits = match given {
        _ if first == "FILE.." => !words.contains(&"as"),
        0 => takes("FILE") || (takes("POLICY") && !OF_SESSION.contains(&command.name)),
        _ => false,
    };
    fits.then_some(start..before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_where_a_command_takes_them() {
        for (before, word) in [("load a", Some("a")), ("LOAD a.json pol/", Some("pol/"))] {
            assert_eq!(file_word(before).map(|range| &before[range]), word);
        }
        assert_eq!(file_word("attach "), Some(7..7));
        assert_eq!(file_word("set boundary "), Some(13..13));
        assert_eq!(file_word("set trust t"), Some(10..11));
        for before in
            ["edit ", "show ", "load a.json as ", "attach a.json ", "can ", "", "lo", "nonsense "]
        {
            assert_eq!(file_word(before), None, "{before}");
        }
    }
}
