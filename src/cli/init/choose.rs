//! Asks what to write.

use std::io::IsTerminal;

use dialoguer::{MultiSelect, Select};

use super::proposal::Proposals;
use super::table::line;

/// What to write.
pub(super) enum Choice {
    All,
    Some(Vec<usize>),
    Nothing,
}

/// Whether there is somebody to ask.
pub(super) fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks on the terminal; who goes away wants nothing.
pub(super) fn choose(proposals: &Proposals) -> Choice {
    let asked = Select::new()
        .with_prompt("is this what you meant?")
        .items(["yes, write all", "some of it, let me choose", "no, write nothing"])
        .default(0)
        .interact_opt();
    match asked {
        Ok(Some(0)) => Choice::All,
        Ok(Some(1)) => choose_some(proposals),
        Ok(_) | Err(_) => Choice::Nothing,
    }
}

fn choose_some(proposals: &Proposals) -> Choice {
    let lines: Vec<String> = proposals.cases.iter().map(line).collect();
    let all = vec![true; lines.len()];
    let asked = MultiSelect::new()
        .with_prompt("space takes or leaves a case, enter writes the taken ones")
        .items(&lines)
        .defaults(&all)
        .interact_opt();
    match asked {
        Ok(Some(numbers)) if !numbers.is_empty() => Choice::Some(numbers),
        Ok(_) | Err(_) => Choice::Nothing,
    }
}
