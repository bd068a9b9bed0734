//! The parts of a message: who, what, on what, and the id of the request.

use super::super::flat::Flat;
use super::placed;
use crate::aws::{ActionName, Arn};
use crate::policy::Spanned;
use crate::request::Principal;

type Found = Spanned<Box<str>>;

/// What stands around a name and is none of it.
const AROUND: &[char] =
    &['"', '\'', '`', ',', ';', '.', '(', ')', '[', ']', '{', '}', '<', '>', ':'];

/// The action behind the main words.
pub(super) fn action_at(flat: &Flat, at: usize) -> Option<(Found, usize)> {
    let start = at
        + flat.text[at..].find(|char: char| !char.is_whitespace() && !":[\"'`".contains(char))?;
    let rest = &flat.text[start..];
    let length = rest.find(|char: char| char.is_whitespace() || ",;\"'`<>()[]{}".contains(char));
    let word = rest[..length.unwrap_or(rest.len())].trim_end_matches(AROUND);
    ActionName::parse(word)?;
    let end = start + word.len();
    Some((placed(flat, word, (start, end)), end))
}

/// The caller before the main words, and where the message starts.
pub(super) fn caller_before(flat: &Flat, from: usize, end: usize) -> (Option<Found>, usize) {
    let from = (from..=end).find(|at| flat.text.is_char_boundary(*at)).unwrap_or(end);
    let is = flat.text[from..end].trim_end();
    let end = from + is.strip_suffix("is").unwrap_or(is).trim_end().len();
    if let Some((start, behind)) = flat.find_back("User: ", from, end) {
        let name: String = flat.text[behind..end].split_whitespace().collect();
        let name = name.trim_matches(AROUND);
        if Principal::parse(name).is_ok() {
            return (Some(placed(flat, name, (behind, end))), start);
        }
    }
    let before = flat.text[from..end].trim_end();
    let start = before.rfind(char::is_whitespace).map_or(from, |at| from + at + 1);
    let name = flat.text[start..end].trim_matches(AROUND);
    match Principal::parse(name) {
        Ok(_) => (Some(placed(flat, name, (start, end))), start),
        Err(_) => (None, end),
    }
}

/// The resource behind the action, `Err` with the reason where the message says that it tells none;
/// and where it ends.
pub(super) fn resource_at(
    flat: &Flat,
    at: usize,
    most: usize,
) -> (Result<Option<Found>, &'static str>, usize) {
    const CIPHERTEXT: &str = "on the resource associated with this ciphertext";
    let at = skip(flat, at, "\"'`,;.)]");
    if let Some(end) = flat.follows(CIPHERTEXT, at) {
        let why =
            "the message tells of a ciphertext only: the key is that with which it was encrypted";
        return (Err(why), end);
    }
    let starts = ["on resource: ", "on resource ", "on the resource: ", "on resource:"];
    let Some(start) = starts.iter().find_map(|start| flat.follows(start, at)) else {
        return (Ok(None), at);
    };
    let start = skip(flat, start, "");
    let quoted = flat.text[start..].chars().next().filter(|char| "\"'`".contains(*char));
    let (range, end) = if let Some(quote) = quoted {
        let rest = &flat.text[start + 1..];
        let length = rest.find(quote).unwrap_or(rest.len());
        ((start + 1, start + 1 + length), (start + 2 + length).min(flat.text.len()))
    } else {
        let end = unquoted(flat, start, most);
        ((start, end), end)
    };
    let text = joined(&flat.text[range.0..range.1]);
    let is_resource = text == "*" || Arn::parse(&text).is_some();
    if is_resource {
        return (Ok(Some(placed(flat, &text, range))), end);
    }
    (Err("what the message names as the resource is no ARN"), end)
}

/// Where a resource without quotes ends: before the words that follow, else with its first word.
fn unquoted(flat: &Flat, start: usize, most: usize) -> usize {
    let ends = [" because no ", " with an explicit deny"];
    let words = ends.iter().filter_map(|words| flat.find_within(words, start, most));
    if let Some(end) = words.min() {
        let between = &flat.text[start..end];
        let is_one = between.matches("arn:").count() <= 1 && !between.contains(['"', '<', '>']);
        let continues = between.split('\n').skip(1).all(|line| !line.contains(' '));
        if is_one && continues {
            return end;
        }
    }
    let rest = &flat.text[start..];
    let length = rest.find(|char: char| char.is_whitespace() || "\"'`<>".contains(char));
    let word = &rest[..length.unwrap_or(rest.len())];
    start + word.trim_end_matches(['.', ',', ';', ')', ']', '}', '\\']).len()
}

/// What was broken into lines within a name is one name.
fn joined(text: &str) -> String {
    text.split('\n').collect()
}

/// The first place at or behind this one where none of these characters and no blank stands.
pub(super) fn skip(flat: &Flat, at: usize, over: &str) -> usize {
    let rest = &flat.text[at..];
    let skipped = rest.find(|char: char| !char.is_whitespace() && !over.contains(char));
    at + skipped.unwrap_or(rest.len())
}

/// Where the line ends; XML goes on with the next.
fn line_end(flat: &Flat, at: usize) -> usize {
    let mut breaks = flat.text[at..].match_indices('\n').map(|(found, _)| at + found);
    let ends = breaks.find(|found| !flat.text[found + 1..].starts_with('<'));
    ends.unwrap_or(flat.text.len())
}

/// The id of the request: that behind the message, else the last before it.
pub(super) fn request_id(
    flat: &Flat,
    from: usize,
    message: (usize, usize),
    next: usize,
) -> Option<Box<str>> {
    const NAMES: [&str; 5] = ["RequestId", "Request ID", "request id", "RequestID", "requestID"];
    let from = (from..=message.0).find(|at| flat.text.is_char_boundary(*at))?;
    let most = next.min(message.1 + super::REACH).min(line_end(flat, message.1));
    let behind = NAMES.iter().filter_map(|name| flat.find_within(name, message.1, most)).min();
    let before = || NAMES.iter().filter_map(|name| flat.find_back(name, from, message.0)).max();
    let at = behind.or_else(|| before().map(|(at, _)| at))?;
    let rest =
        flat.text[at..].trim_start_matches(|char: char| char.is_ascii_alphabetic() || char == ' ');
    let rest = rest.trim_start_matches([':', '=', '>', '"', '\'', ' ', '\n']);
    let id: String =
        rest.chars().take_while(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
    (8..=64).contains(&id.len()).then(|| id.into())
}
