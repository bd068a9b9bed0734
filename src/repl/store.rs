//! A line of a history as one line of a file.

/// The line without ends of lines in it.
pub(super) fn written(line: &str) -> String {
    line.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// The line that was written.
pub(super) fn read(written: &str) -> String {
    let mut line = String::with_capacity(written.len());
    let mut chars = written.chars();
    while let Some(char) = chars.next() {
        match (char, char == '\\') {
            (_, true) => match chars.next() {
                Some('n') => line.push('\n'),
                Some('r') => line.push('\r'),
                Some(other) => line.push(other),
                None => line.push('\\'),
            },
            (char, false) => line.push(char),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(line in "(?s)[a\\\\nr\n\r\u{85}é]{0,9}") {
            prop_assert!(!written(&line).contains(['\n', '\r']));
            prop_assert_eq!(read(&written(&line)), line);
        }

        #[test]
        fn anything_is_a_line(text in any::<String>()) {
            read(&text);
        }
    }
}
