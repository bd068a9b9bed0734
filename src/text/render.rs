//! Diagnostics as people read them: message, place, the line with the caret, labels, hint.

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};
use anstyle::Style;

use super::excerpt::{Excerpt, Place, excerpts};
use super::quote::printable;
use super::{Diagnostic, Severity, Source};

/// With or without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderStyle {
    /// Plain text.
    Plain,
    /// With the escape sequences of a terminal.
    Coloured,
}

impl RenderStyle {
    /// The text in a colour, or plain.
    pub fn painted(self, text: &str, paint: Style) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("{paint}{text}{paint:#}"),
        }
    }
}

/// Stands for the place in a header until all is drawn: an excerpt of a long line does not know
/// its true column. User text never holds it, because it counts as unprintable.
const HEADER: char = '\u{e000}';

/// Draws a diagnostic about this source, in the manner of rustc. Whatever the source holds, the
/// result is harmless to a terminal; of very long lines it holds what surrounds the place.
pub fn render(diagnostic: &Diagnostic, source: &Source, style: RenderStyle) -> String {
    let excerpts = excerpts(diagnostic, source);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::SecurityWarning => Level::WARNING.with_name(diagnostic.severity.name()),
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::NOTE.with_name(diagnostic.severity.name()),
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code);
    let hint = diagnostic.hint.iter().map(|hint| Level::HELP.message(printable(hint)));
    let group = title.elements(excerpts.iter().map(snippet)).elements(hint);
    let renderer = match style {
        RenderStyle::Plain => Renderer::plain(),
        RenderStyle::Coloured => Renderer::styled(),
    };
    with_headers(&renderer.render(&[group]), &excerpts, source)
}

fn snippet<'a>(excerpt: &Excerpt<'a>) -> Snippet<'a, Annotation<'a>> {
    Snippet::source(excerpt.text())
        .path(HEADER.to_string())
        .line_start(excerpt.first_line)
        .annotations(excerpt.places.iter().map(|place| annotation(excerpt, place)))
}

fn annotation<'a>(excerpt: &Excerpt<'a>, place: &Place<'a>) -> Annotation<'a> {
    let range = excerpt.range_of(place);
    match place.label {
        None => AnnotationKind::Primary.span(range),
        Some(label) => AnnotationKind::Context.span(range).label(printable(label)),
    }
}

fn with_headers(drawn: &str, excerpts: &[Excerpt<'_>], source: &Source) -> String {
    let mut parts = drawn.split(HEADER);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for (part, excerpt) in parts.zip(excerpts) {
        let at = excerpt.position;
        let header = format!("{}:{}:{}", printable(source.name()), at.line, at.column);
        whole += &header;
        whole += part.trim_start_matches(|char: char| char == ':' || char.is_ascii_digit());
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Comments, Span, duplicate_keys, read_json};

    fn error(span: Span) -> Diagnostic {
        Diagnostic::error("some-code", span, "it is wrong")
    }

    fn plain(diagnostic: &Diagnostic, source: &Source) -> String {
        render(diagnostic, source, RenderStyle::Plain)
    }

    #[test]
    fn a_duplicate_key_shows_both_places_and_the_hint() {
        let source = Source::new("a.json", "{\r\n  \"é\": 1,\r\n\t\"x\": 2, \"é\": 3\r\n}");
        let node = read_json(&source, Comments::Refused).unwrap();
        insta::assert_snapshot!(plain(&duplicate_keys(&node)[0], &source));
    }

    #[test]
    fn a_place_far_away_gets_an_excerpt_of_its_own() {
        let source = Source::new("a.json", format!("{{\n{}}}", "  \"x\": 1,\n".repeat(1000)));
        let diagnostic = error(Span { start: 9000, end: 9003 })
            .with_label(Span { start: 4, end: 7 }, "first given here");
        insta::assert_snapshot!(plain(&diagnostic, &source));
    }

    #[test]
    fn of_a_long_line_the_surroundings_are_shown() {
        let source = Source::new("a.json", format!("[{}1x]", "\"é\", ".repeat(2_000_000)));
        let diagnostic = read_json(&source, Comments::Refused).unwrap_err();
        let diagnostic = diagnostic.with_label(Span { start: 0, end: 1 }, "in this list");
        insta::assert_snapshot!(plain(&diagnostic, &source));
    }

    #[test]
    fn a_span_of_many_lines_shows_its_first() {
        let source = Source::new("a.json", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n");
        insta::assert_snapshot!(plain(&error(Span { start: 9, end: 25 }), &source));
    }

    #[test]
    fn nothing_of_the_user_reaches_the_terminal_raw() {
        let hostile = "\u{1b}[31m\u{202e}\u{9b}\u{7}\u{200b}\u{e000}:9";
        let source = Source::new(hostile, format!("{hostile}\u{0}\nx"));
        let diagnostic = Diagnostic::warning("code", Span { start: 1, end: 2 }, hostile)
            .with_label(Span { start: 0, end: 9 }, hostile)
            .with_hint(hostile);
        insta::assert_snapshot!(plain(&diagnostic, &source));
    }

    #[test]
    fn the_end_of_an_empty_file_can_be_shown() {
        insta::assert_snapshot!(plain(&error(Span::default()), &Source::new("a.json", "")));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let source = Source::new("a.json", "{\"a\": x}");
        let diagnostic = read_json(&source, Comments::Refused).unwrap_err();
        let coloured = render(&diagnostic, &source, RenderStyle::Coloured);
        assert!(coloured.contains("\u{1b}["));
        let stripped = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(stripped, plain(&diagnostic, &source));
    }
}
