//! Whatever text, as Markdown that shows it and does nothing else.

use std::fmt::Write;

use crate::scenario::report::visible::{shortened, visible_lines};

/// Names are longer than this only to do harm.
const LONGEST: usize = 300;

/// A text as code in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    let text = shortened(text, LONGEST);
    // INVARIANT: a backslash before a pipe would take away the one that keeps the pipe in its cell.
    if text.contains(r"\|") {
        return entities(&text, |char| char.is_ascii_punctuation());
    }
    span(&text)
}

/// A text as code between tags, where no Markdown is read.
pub(super) fn html(text: &str) -> String {
    entities(&shortened(text, LONGEST), |char| matches!(char, '&' | '<' | '>' | '"' | '\''))
}

fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let is_eaten = |char: char| char == '`' || char == ' ';
    let pad = if text.starts_with(is_eaten) || text.ends_with(is_eaten) { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', r"\|"))
}

fn entities(text: &str, is_meant: impl Fn(char) -> bool) -> String {
    let mut code = String::from("<code>");
    for char in text.chars() {
        if is_meant(char) {
            let _ = write!(code, "&#{};", u32::from(char));
        } else {
            code.push(char);
        }
    }
    code + "</code>"
}

/// Lines as a block of code.
pub(super) fn block(text: &str) -> String {
    let text = visible_lines(text.trim_end());
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_cell() {
        assert_eq!(cell("a b"), "`a b`");
        assert_eq!(cell("a|b"), r"`a\|b`");
        assert_eq!(cell("`a`` b"), "``` `a`` b ```");
        assert_eq!(cell(" a"), "`  a `");
        assert_eq!(cell(r"a\|b"), "<code>a&#92;&#124;b</code>");
        assert_eq!(cell("a\\"), r"`a\`");
        assert_eq!(cell("a\nb"), r"`a\nb`");
        assert_eq!(cell(""), "");
        assert_eq!(cell(&"x".repeat(10_000)).len(), LONGEST + 4);
    }

    #[test]
    fn nothing_leaves_its_tags_or_block() {
        assert_eq!(html("<b>&`*_"), "<code>&#60;b&#62;&#38;`*_</code>");
        assert_eq!(block("a\n````\n"), "`````text\na\n````\n`````\n");
        assert_eq!(block("</details>"), "```text\n</details>\n```\n");
    }
}
