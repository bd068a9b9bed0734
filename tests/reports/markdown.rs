//! The summary in Markdown.

use iamsim::scenario::report::{AsSuites, Markdown, Subject};

use crate::hostile::hostile;
use crate::readable;

fn markdown(run: &crate::Run) -> String {
    run.report(AsSuites(Markdown::new(Subject::Cases)))
}

#[test]
fn a_readable_run() {
    insta::assert_snapshot!(markdown(&readable()));
}

/// The text outside of blocks of code, and how many blocks there are.
fn outside_of_blocks(text: &str) -> (Vec<&str>, usize) {
    let (mut outside, mut blocks, mut fence) = (Vec::new(), 0, None);
    for line in text.lines() {
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => {
                blocks += 1;
                fence = line.strip_suffix("text");
                assert!(fence.is_some(), "{line}");
            }
            None => outside.push(line),
        }
    }
    assert_eq!(fence, None);
    (outside, blocks)
}

/// A line without its spans of code, whatever number of backticks they have.
fn without_spans(line: &str) -> String {
    let mut rest = line;
    let mut left = String::new();
    while let Some(start) = rest.find('`') {
        let width = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let fence = "`".repeat(width);
        left.push_str(&rest[..start]);
        rest = &rest[start + width..];
        let runs = rest.match_indices(&fence);
        let is_alone =
            |at: usize| !rest[..at].ends_with('`') && !rest[at + width..].starts_with('`');
        let end = runs.map(|(at, _)| at).find(|at| is_alone(*at)).unwrap();
        rest = &rest[end + width..];
    }
    left + rest
}

/// The cells of a row, parted at pipes that no backslash keeps.
fn cells(row: &str) -> usize {
    let (mut pipes, mut is_escaped) = (0, false);
    for char in row.chars() {
        pipes += usize::from(char == '|' && !is_escaped);
        is_escaped = char == '\\' && !is_escaped;
    }
    pipes - 1
}

#[test]
fn nothing_breaks_out() {
    let run = hostile();
    let text = markdown(&run);
    let (outside, blocks) = outside_of_blocks(&text);
    let summary = &run.ending.summary;
    let told = summary.failed + summary.errored + summary.unreadable;
    let rows: Vec<&&str> = outside.iter().filter(|line| line.starts_with('|')).collect();
    assert_eq!((rows.len(), blocks), (told + 2, told));
    assert!(rows.iter().all(|row| cells(row) == 3), "{rows:#?}");
    let own = ["<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>"];
    let bare = |line: &str| own.iter().fold(line.to_owned(), |bare, tag| bare.replace(tag, ""));
    for line in &outside {
        let is_html = line.starts_with("<summary>");
        let bare = if is_html { bare(line) } else { bare(&without_spans(line)) };
        assert!(!bare.contains(['<', '>']), "{bare}");
        assert!(is_html || !bare.contains(['`', '[', '@']), "{bare}");
    }
    let folded = outside.windows(2).filter(|two| two[0] == "<details>");
    assert!(folded.clone().all(|two| two[1].starts_with("<summary>")));
    assert_eq!(folded.count(), told);
    assert_eq!(outside.iter().filter(|line| **line == "</details>").count(), told);
    assert!(text.chars().all(|char| char == '\n' || !char.is_control()));
}

#[test]
fn a_summary_stays_within_what_is_shown() {
    let one = hostile().files.swap_remove(0);
    let run = crate::Run::new(vec![one; 1000]);
    let text = markdown(&run);
    assert!(text.len() < 1 << 20);
    let last = text.lines().last().unwrap();
    let told = text.matches("<details>").count();
    let failed = run.ending.summary.failed + run.ending.summary.errored;
    let untold: usize = last.split_once(' ').unwrap().0.replace(',', "").parse().unwrap();
    assert_eq!(told + untold, failed, "{last}");
}
