//! User text inside our sentences.

const LONGEST: usize = 60;

/// The text in backticks, on one line, printable, and cut where it is long.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    let mut chars = text.chars();
    chars.by_ref().take(LONGEST).for_each(|char| push_printable(&mut quoted, char));
    if chars.next().is_some() {
        quoted.push_str("..");
    }
    quoted.push('`');
    quoted
}

/// The text with every character that could steer a terminal or hide something spelled out.
pub(crate) fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    text.chars().for_each(|char| push_printable(&mut clean, char));
    clean
}

fn push_printable(text: &mut String, char: char) {
    if is_unprintable(char) { text.extend(char.escape_default()) } else { text.push(char) }
}

/// Whether a terminal would act on this character, or show nothing or something else for it:
/// control characters, marks of direction, separators of lines, characters without width.
pub(crate) fn is_unprintable(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_text_is_shown_whole_on_one_line_and_harmless() {
        assert_eq!(quote("s3:Get*"), "`s3:Get*`");
        assert_eq!(quote("a\nb\u{1b}[31m\u{202e}"), r"`a\nb\u{1b}[31m\u{202e}`");
        assert_eq!(quote(&"x".repeat(1 << 20)).len(), LONGEST + 4);
    }
}
