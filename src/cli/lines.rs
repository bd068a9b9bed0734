//! Lines that fit a terminal.

/// How many characters stand on a line.
pub(super) const WIDTH: usize = 100;

/// The text in lines of at most so many characters, those after the first indented; a word that is
/// longer has a line of its own. Each line ends.
pub(super) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let is_start = line.trim().is_empty();
        if !is_start && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
            line.push_str(word);
            continue;
        }
        if !line.is_empty() && (!is_start || lines.is_empty()) {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line.trim_end().to_owned());
    lines.into_iter().map(|line| line + "\n").collect()
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
            ("one two", 0, "one\n  two\n"),
        ] {
            assert_eq!(wrapped(text, 2, width), expected, "{text}");
        }
    }
}
