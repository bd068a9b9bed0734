//! The lines of a statement.

use super::explanation::StatementPlace;
use crate::text::printable;

const MOST_LINES: usize = 12;
const LONGEST_LINE: usize = 160;

/// Numbered lines of a statement, harmless to a terminal; of long ones the beginning.
pub(super) fn excerpt(place: &StatementPlace) -> Vec<(String, String)> {
    let start = place.source.position(place.span.start);
    let text = place.source.slice(place.span);
    let margin = " ".repeat(start.column.saturating_sub(1).min(LONGEST_LINE / 2));
    let whole = format!("{margin}{text}");
    let lines: Vec<&str> = whole.lines().collect();
    let indent = lines.iter().map(|line| indent_of(line)).min().unwrap_or_default();
    let shown = |(number, line): (usize, &&str)| {
        let line = line.get(indent.min(indent_of(line))..).unwrap_or(line);
        ((start.line + number).to_string(), cut(line))
    };
    let mut excerpt: Vec<_> = lines.iter().take(MOST_LINES).enumerate().map(shown).collect();
    if lines.len() > MOST_LINES {
        let more = format!("({} more lines)", lines.len() - MOST_LINES);
        excerpt.push(("..".to_owned(), more));
    }
    excerpt
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn cut(line: &str) -> String {
    let line = line.replace('\t', "  ");
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{} ..", printable(&line[..end])),
        None => printable(&line),
    }
}
