//! Lines that fit a terminal.

/// How many characters stand on a line.
pub(crate) const WIDTH: usize = 100;

/// The text in lines of at most so many characters, those after the first indented; spaces before the
/// text stay, and a word that is longer has a line of its own. Each line ends.
pub(crate) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let words = text.trim_start_matches(' ');
    let mut line = " ".repeat(text.len() - words.len());
    let mut all = String::new();
    let mut is_start = true;
    for word in words.split(' ') {
        if !is_start && line.chars().count() + 1 + word.chars().count() > width {
            all.push_str(line.trim_end());
            all.push('\n');
            line = " ".repeat(indent);
            is_start = true;
        }
        if is_start && word.is_empty() {
            continue;
        }
        if !is_start {
            line.push(' ');
        }
        line.push_str(word);
        is_start = false;
    }
    all + line.trim_end() + "\n"
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_between_words() {
        for (text, width, expected) in [
            ("one two three", 20, "one two three\n"),
            ("one two three", 7, "one two\n  three\n"),
            ("one twoandthree four", 6, "one\n  twoandthree\n  four\n"),
            ("one  two", 20, "one  two\n"),
            ("", 5, "\n"),
            ("  one two", 7, "  one\n  two\n"),
            ("one two", 0, "one\n  two\n"),
        ] {
            assert_eq!(wrapped(text, 2, width), expected, "{text}");
        }
    }
}
