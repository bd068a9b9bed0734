//! Characters that a format cannot hold, spelled out.

use crate::text::printable;

/// The text on one line, with every character spelled out that a terminal would act on or show as
/// nothing, and those that are none in XML and YAML.
pub(super) fn visible(text: &str) -> String {
    let printable = printable(text);
    if !printable.contains(is_noncharacter) {
        return printable;
    }
    let mut visible = String::with_capacity(printable.len());
    for char in printable.chars() {
        if is_noncharacter(char) {
            visible.extend(char.escape_default());
        } else {
            visible.push(char);
        }
    }
    visible
}

/// The same for a text of several lines, which stay lines.
pub(super) fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join("\n")
}

/// The same, and of a long text the beginning.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = visible(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

fn is_noncharacter(char: char) -> bool {
    matches!(char, '\u{fdd0}'..='\u{fdef}') || u32::from(char) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_format_holds_is_spelled_out() {
        assert_eq!(visible("a\0\u{202e}\u{fffe}\u{1ffff}é"), r"a\u{0}\u{202e}\u{fffe}\u{1ffff}é");
        assert_eq!(visible("a\r\nb"), r"a\r\nb");
        assert_eq!(visible_lines("a\nb\u{7}\n"), "a\nb\\u{7}");
    }
}
