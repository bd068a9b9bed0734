//! What a page shows of the program: commands and what they print.

use std::path::Path;
use std::{env, fs};

use crate::program::{Output, iamsim};

/// How a block of commands begins.
const BLOCK: &str = "```console\n";
/// How every block ends.
pub(crate) const END: &str = "```\n";
const PROMPT: &str = "$ iamsim ";

/// The page with what its commands print in `folder`, one after the other.
pub(crate) fn with_answers(page: &str, folder: &Path) -> String {
    let mut blocks = page.split(BLOCK);
    let mut right = blocks.next().unwrap().to_owned();
    for block in blocks {
        let (shown, rest) = block.split_once(END).unwrap();
        right += BLOCK;
        for shown in shown.split(PROMPT).filter(|shown| !shown.is_empty()) {
            let command = command(shown);
            right += &[PROMPT, command, &printed(folder, command)].concat();
        }
        right += &[END, rest].concat();
    }
    right
}

/// How many commands a page shows.
pub(crate) fn count(page: &str) -> usize {
    page.lines().filter(|line| line.starts_with(PROMPT)).count()
}

/// That the page is right; with `UPDATE_DOCS` it becomes right.
pub(crate) fn must_be(path: &str, shown: &str, right: &str) {
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, right).unwrap();
    } else {
        assert!(right == shown, "{path} shows other output; UPDATE_DOCS=1 rewrites it");
    }
}

/// What the program prints, the answer before the rest; on a page, `\` goes on with the next line,
/// and a word in single quotes is that word.
fn printed(folder: &Path, command: &str) -> String {
    let command = command.replace("\\\n", " ");
    let words = command.split_whitespace().map(|word| word.trim_matches('\''));
    let Output { out, err, .. } = Output::of(iamsim(folder).args(words));
    (out + &err).replace("(.. s", "(0.01 s")
}

/// A command without what it printed.
fn command(shown: &str) -> &str {
    let mut ends = shown.match_indices('\n').map(|(at, _)| at);
    let end = ends.find(|at| !shown[..*at].ends_with('\\')).unwrap();
    &shown[..=end]
}
