//! Lists and objects of YAML that are lines of their own.

use super::TextEdit;
use super::amend::{Site, cut, insert};

/// Takes out the lines of all parts that are not kept, and adds lines behind the last that is.
pub(super) fn block_edits(
    site: &Site<'_>,
    kept: &[usize],
    added: &[String],
    column: usize,
) -> Vec<TextEdit> {
    let is_removed = |index: &usize| kept.binary_search(index).is_err();
    let removed = (0..site.parts.len()).filter(is_removed);
    let mut edits: Vec<TextEdit> = removed.filter_map(|index| removal(site, kept, index)).collect();
    if let Some(last) = kept.last() {
        let indent = " ".repeat(column);
        let lines: Vec<String> = added.iter().map(|text| format!("\n{indent}{text}")).collect();
        if !lines.is_empty() {
            edits.push(insert(site.line_end(site.parts[*last].end), lines.concat()));
        }
    }
    edits
}

fn removal(site: &Site<'_>, kept: &[usize], index: usize) -> Option<TextEdit> {
    let start = part_start(site, index);
    if site.starts_line(start) {
        return Some(site.cut_lines(start, site.parts[index].end));
    }
    // INVARIANT: only the first part shares its line with what is before it.
    let next = kept.iter().find(|kept| **kept > index)?;
    Some(cut(start..part_start(site, *next)))
}

/// Where a part begins: its key, or the dash of an item.
fn part_start(site: &Site<'_>, index: usize) -> usize {
    let start = site.parts[index].start;
    if !site.text[site.whole.start..].starts_with('-') {
        return start;
    }
    let Some(previous) = index.checked_sub(1) else { return site.whole.start };
    let mut line = site.next_line(site.parts[previous].end);
    while line < start {
        let dash = line + site.text[line..].find(|char| char != ' ').unwrap_or(0);
        if site.text[dash..].starts_with('-') {
            return dash;
        }
        line = site.next_line(line);
    }
    start
}
