//! Asks what to write.

use std::io::{ErrorKind, IsTerminal};

use dialoguer::console::Term;
use dialoguer::{Error, MultiSelect, Select};

use super::proposal::Proposals;
use super::table::line;

/// What to write.
pub(super) enum Choice {
    All,
    Some(Vec<usize>),
    Nothing,
    /// The question was broken off.
    Interrupted,
}

/// How wide the table is where nobody knows how wide the terminal is, and at most.
const USUAL_WIDTH: usize = 100;

/// What the marks before a choice take.
const MARKS: usize = 8;

/// Whether there is somebody to ask.
pub(super) fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// How wide lines may be.
pub(super) fn width() -> usize {
    let size = Term::stdout().size_checked();
    size.map_or(USUAL_WIDTH, |(_, columns)| usize::from(columns).clamp(40, USUAL_WIDTH))
}

/// Asks on the terminal; who goes away wants nothing.
pub(super) fn choose(proposals: &Proposals) -> Choice {
    // INVARIANT: an interrupt ends the question with an error, and the cursor is shown again.
    let _ = ctrlc::set_handler(|| {});
    let asked = Select::new()
        .with_prompt("What do you want to write?")
        .items(["all of it", "some of it: let me choose", "nothing"])
        .default(0)
        .interact_opt();
    match asked {
        Ok(Some(0)) => Choice::All,
        Ok(Some(1)) => choose_some(proposals),
        Ok(_) => Choice::Nothing,
        Err(why) => gone(&why),
    }
}

fn choose_some(proposals: &Proposals) -> Choice {
    let (_, columns) = Term::stderr().size();
    let width = usize::from(columns).saturating_sub(MARKS);
    let lines: Vec<String> = proposals.cases.iter().map(|case| line(case, width)).collect();
    let all = vec![true; lines.len()];
    let asked = MultiSelect::new()
        .with_prompt("Space takes or leaves a case, a takes all or none, Enter writes, Esc leaves")
        .items(&lines)
        .defaults(&all)
        .report(false)
        .interact_opt();
    match asked {
        Ok(Some(numbers)) if !numbers.is_empty() => Choice::Some(numbers),
        Ok(_) => Choice::Nothing,
        Err(why) => gone(&why),
    }
}

fn gone(Error::IO(why): &Error) -> Choice {
    let _ = Term::stderr().show_cursor();
    if why.kind() == ErrorKind::Interrupted { Choice::Interrupted } else { Choice::Nothing }
}
