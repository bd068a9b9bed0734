//! Lists and objects in brackets: JSON, and YAML's flow style.

use super::TextEdit;
use super::amend::{Site, cut, insert};

/// Takes out all parts that are not kept, with their commas, and adds texts behind the last that is.
pub(super) fn flow_edits(
    site: &Site<'_>,
    kept: &[usize],
    added: &[String],
    indent: &str,
) -> Vec<TextEdit> {
    let is_removed = |index: &usize| kept.binary_search(index).is_err();
    let removed = (0..site.parts.len()).filter(is_removed);
    let Some(last) = kept.last().copied() else { return Vec::new() };
    let is_shortened = added.is_empty();
    let cut_out = |index| removal(site, index, (index > last, is_shortened));
    let mut edits: Vec<TextEdit> = removed.map(cut_out).collect();
    let comma = comma_after(site, last);
    if is_shortened {
        let is_too_many = last + 1 < site.parts.len();
        edits.extend(comma.filter(|_| is_too_many).map(|comma| cut(comma..comma + 1)));
        return edits;
    }
    let end = site.parts[last].end;
    if comma.is_none() {
        edits.push(insert(end, ",".to_owned()));
    }
    let after = comma.map_or(end, |comma| comma + 1);
    edits.push(if is_on_lines(site) {
        let separator = format!(",\n{indent}");
        insert(past_comment(site, after), format!("\n{indent}{}", added.join(&separator)))
    } else {
        insert(after, format!(" {}", added.join(", ")))
    });
    edits
}

/// Whether the parts begin lines.
fn is_on_lines(site: &Site<'_>) -> bool {
    let first = site.parts.first().map_or(site.whole.end, |part| part.start);
    let between = site.parts.windows(2).map(|pair| &site.text[pair[0].end..pair[1].start]);
    site.text[site.whole.start..first].contains('\n')
        || between.into_iter().any(|gap| gap.contains('\n'))
}

fn removal(site: &Site<'_>, index: usize, (is_at_end, is_shortened): (bool, bool)) -> TextEdit {
    let part = &site.parts[index];
    let end = comma_after(site, index).map_or(part.end, |comma| comma + 1);
    let rest = past_comment(site, end);
    let has_line_of_its_own = site.starts_line(part.start) && rest == site.line_end(end);
    if has_line_of_its_own {
        return site.cut_lines(part.start, end);
    }
    let blank = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    if !is_at_end {
        return cut(part.start..end + blank(&site.text[end..]));
    }
    if is_shortened && site.starts_line(part.start) {
        return cut(end_of_rest(site, index)..end);
    }
    let before = site.text[..part.start].trim_end_matches([' ', '\t']).len();
    cut(before..end)
}

/// Where the closing bracket goes that stands behind a part at the start of a line: behind what comes
/// before the part, unless that is a comment.
fn end_of_rest(site: &Site<'_>, index: usize) -> usize {
    let start = site.parts[index].start;
    let Some(before) = index.checked_sub(1) else { return start };
    let end = comma_after(site, before).map_or(site.parts[before].end, |comma| comma + 1);
    let has_comment = !site.text[end..start].trim().is_empty();
    if has_comment { start } else { end }
}

/// The end of the line if nothing but a comment comes before it, else the same place.
fn past_comment(site: &Site<'_>, at: usize) -> usize {
    let end = site.line_end(at);
    let rest = site.text[at..end].trim();
    let is_closed = rest.starts_with("/*") && rest.find("*/") == Some(rest.len().saturating_sub(2));
    let is_comment = rest.starts_with("//") || rest.starts_with('#') || is_closed;
    if rest.is_empty() || is_comment { end } else { at }
}

fn comma_after(site: &Site<'_>, index: usize) -> Option<usize> {
    let mut at = site.parts[index].end;
    loop {
        let rest = &site.text[at..site.whole.end];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        at += match trimmed.as_bytes() {
            [b',', ..] => return Some(at),
            [b'#', ..] | [b'/', b'/', ..] => trimmed.find('\n')?,
            [b'/', b'*', ..] => trimmed.find("*/")? + 2,
            _ => return None,
        };
    }
}
