//! What stands in one text and not in another, line by line.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{RenderStyle, printable};

/// A change to a text: the sections in which the texts differ, with some lines around.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// In the order of the text.
    pub hunks: Vec<Hunk>,
}

/// A section in which two texts differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The number of its first line in the old text, and how many lines of that it has.
    pub old: (usize, usize),
    /// The same in the new text.
    pub new: (usize, usize),
    /// The lines.
    pub lines: Vec<DiffLine>,
}

/// One line of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// `-`, `+` or a space.
    pub sign: char,
    /// The line without its break.
    pub text: String,
    /// Whether a break ends it; only the last line of a text may be without.
    pub is_ended: bool,
}

impl Diff {
    /// How an old text becomes a new one, with so many unchanged lines around each change.
    pub fn between(old: &str, new: &str, context: usize) -> Self {
        let mut options = diffy::DiffOptions::new();
        options.set_context_len(context);
        let patch = options.create_patch(old, new);
        let hunks = patch.hunks().iter().map(|hunk| Hunk {
            old: (hunk.old_range().start(), hunk.old_range().len()),
            new: (hunk.new_range().start(), hunk.new_range().len()),
            lines: hunk.lines().iter().map(DiffLine::of).collect(),
        });
        Self { hunks: hunks.collect() }
    }

    /// The unified form, which `git apply` takes, with the names of both texts. Nothing in it acts on
    /// a terminal.
    pub fn unified(&self, old_name: &str, new_name: &str, style: RenderStyle) -> String {
        let mut text = format!("--- {}\n+++ {}\n", printable(old_name), printable(new_name));
        for hunk in &self.hunks {
            let (old, new) = (range(hunk.old), range(hunk.new));
            let _ = writeln!(text, "@@ -{old} +{new} @@");
            for line in &hunk.lines {
                let colour = line.colour(style);
                let (sign, said) = (line.sign, harmless(&line.text));
                let _ = writeln!(text, "{colour}{sign}{said}{colour:#}");
                if !line.is_ended {
                    text.push_str("\\ No newline at end of file\n");
                }
            }
        }
        text
    }
}

impl DiffLine {
    fn of(line: &diffy::Line<'_, str>) -> Self {
        let (sign, text) = match line {
            diffy::Line::Context(text) => (' ', *text),
            diffy::Line::Delete(text) => ('-', *text),
            diffy::Line::Insert(text) => ('+', *text),
        };
        let ended = text.strip_suffix('\n');
        Self { sign, text: ended.unwrap_or(text).to_owned(), is_ended: ended.is_some() }
    }

    fn colour(&self, style: RenderStyle) -> Style {
        match (style, self.sign) {
            (RenderStyle::Coloured, '-') => AnsiColor::Red.on_default(),
            (RenderStyle::Coloured, '+') => AnsiColor::Green.on_default(),
            _ => Style::new(),
        }
    }
}

/// `3,7`; `3` for a single line.
fn range((start, lines): (usize, usize)) -> String {
    if lines == 1 { start.to_string() } else { format!("{start},{lines}") }
}

/// Tabs stay, and so do a carriage return at the end and a byte order mark; nothing else acts on a
/// terminal.
fn harmless(line: &str) -> String {
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let mark = if line.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let line = &line[mark.len()..];
    let parts: Vec<String> = line.split('\t').map(printable).collect();
    format!("{mark}{}{end}", parts.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_stands_between_its_neighbours() {
        let diff = Diff::between("a\nb\nc\nd\n", "a\nb\nx\nd\n", 1);
        let unified = diff.unified("a/old", "b/new", RenderStyle::Plain);
        assert_eq!(unified, "--- a/old\n+++ b/new\n@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n");
    }

    #[test]
    fn a_missing_last_break_is_said() {
        let unified = Diff::between("a\n", "a", 3).unified("f", "f", RenderStyle::Plain);
        let said = "--- f\n+++ f\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n";
        assert_eq!(unified, said);
    }

    #[test]
    fn nothing_in_a_line_acts_on_a_terminal() {
        let unified =
            Diff::between("\ta\u{1b}[2J\r\n", "\tb\r\n", 3).unified("f", "f", RenderStyle::Plain);
        assert!(unified.contains("-\ta\\u{1b}[2J\r\n+\tb\r\n"), "{unified}");
    }
}
