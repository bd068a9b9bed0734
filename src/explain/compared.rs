//! Values inside our sentences.

use super::explanation::StatementPlace;
use crate::text::{printable, quote};

/// Longer texts are cut: an ARN is at most this long, a policy in a value may be longer.
const LONGEST: usize = 200;

/// How many values of a list are shown.
const MOST_VALUES: usize = 4;

/// A text in backticks, whole if it is not overlong.
pub(super) fn ticked(text: &str) -> String {
    format!("`{}`", cut(text))
}

/// A value: bare if nobody could misread it, else in backticks.
pub(super) fn value(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.:/@+=".contains(char);
    if !text.is_empty() && text.chars().all(is_plain) { cut(text) } else { ticked(text) }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", printable(&text[..end])),
        None => printable(text),
    }
}

/// The first few of a list, and how many there are besides.
pub(super) fn some_of(shown: impl ExactSizeIterator<Item = String>) -> String {
    let left_out = shown.len().saturating_sub(MOST_VALUES);
    let first: Vec<String> = shown.take(MOST_VALUES).collect();
    match left_out {
        0 => first.join(", "),
        count => format!("{} and {count} more", first.join(", ")),
    }
}

/// A statement by its `Sid`, if it has one, its policy's name, if it has one, and its place.
pub(super) fn statement_name(place: &StatementPlace) -> String {
    let at = place_name(place);
    let of =
        place.policy_name().map_or_else(String::new, |name| format!(" of {}", printable(name)));
    match &place.sid {
        Some(sid) => format!("{}{of} at {at}", quote(sid)),
        None => format!("the statement{of} at {at}"),
    }
}

/// `path:line:column`
pub(super) fn place_name(place: &StatementPlace) -> String {
    let position = place.source.position(place.span.start);
    format!("{}:{}:{}", printable(place.source.name()), position.line, position.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bare_where_nobody_can_misread_them() {
        assert_eq!(value("203.0.113.0/24"), "203.0.113.0/24");
        assert_eq!(value("a b"), "`a b`");
        assert_eq!(value(""), "``");
        assert_eq!(value("\u{1b}[1m"), r"`\u{1b}[1m`");
        assert_eq!(value(&"x".repeat(300)).len(), LONGEST + 2);
    }

    #[test]
    fn long_lists_are_counted() {
        let texts = |count: usize| (0..count).map(|number| number.to_string());
        assert_eq!(some_of(texts(4)), "0, 1, 2, 3");
        assert_eq!(some_of(texts(6)), "0, 1, 2, 3 and 2 more");
    }
}
