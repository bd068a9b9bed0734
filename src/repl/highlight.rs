//! Colours of a line while it is typed.

use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

use super::lines::parts;
use super::shared::Shared;
use crate::text::is_unprintable;
use crate::whatif::Class;

/// Colours words by what the session takes them for.
pub(super) struct Highlight {
    pub(super) shared: Shared,
    pub(super) is_coloured: bool,
}

impl Highlighter for Highlight {
    fn highlight(&self, text: &str, _: usize) -> StyledText {
        let mut styled = StyledText::new();
        styled.push((Style::new(), harmless(text)));
        if !self.is_coloured {
            return styled;
        }
        for part in parts(text) {
            let classes = self.shared.look(|session| session.highlight(&text[part.clone()]));
            for (range, class) in classes {
                styled.style_range(part.start + range.start, part.start + range.end, style(class));
            }
        }
        styled
    }
}

fn style(class: Class) -> Style {
    match class {
        Class::Command => Style::new().bold(),
        Class::UnknownCommand | Class::UnknownAction | Class::UnknownPrincipal => {
            Style::new().fg(Color::Red).underline()
        }
        Class::Action => Color::Cyan.normal(),
        Class::Principal => Color::Green.normal(),
        Class::Resource => Color::Blue.normal(),
        Class::Key => Color::Magenta.normal(),
        Class::Text => Color::Yellow.normal(),
        Class::Comment => Style::new().dimmed(),
        Class::Plain => Style::new(),
    }
}

/// The text as a terminal may have it: of the same length in bytes, so that places stay.
fn harmless(text: &str) -> String {
    let stand_in = |char: char| match char.len_utf8() {
        _ if char == '\n' || !is_unprintable(char) => char,
        1 => '?',
        2 => '¿',
        3 => '\u{fffd}',
        _ => '🬀',
    };
    text.chars().map(stand_in).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_moves_another() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}b\u{e0001}\n\"é\"";
        assert_eq!(harmless(text), "a?[2J¿\u{fffd}b🬀\n\"é\"");
        assert_eq!(harmless(text).len(), text.len());
    }
}
