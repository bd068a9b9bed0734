//! `--list`: the ids of the cases, without running them.

use std::io::{self, Write};
use std::process::ExitCode;

use super::runner::Runner;
use super::selection::{Empty, FileSelection};
use crate::bundle::Trouble;
use crate::cli::console::{COULD_NOT_ANSWER, after_writing, complain, complain_of, report};
use crate::load::Search;
use crate::scenario::ScenarioFile;
use crate::text::printable;

/// Prints the id of every case that would run.
pub(super) fn list(runner: &Runner, search: &Search, paths: &[String]) -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout());
    let (mut listed, mut unread) = (0, search.errors.len());
    let mut written = Ok(());
    for found in &search.found {
        let chosen = runner.selection().of_file(&found.path);
        match runner.read(found).and_then(|file| ids(file.as_ref(), &chosen)) {
            Ok(ids) => {
                listed += ids.len();
                let mut line = |id: &String| writeln!(out, "{}", printable(id));
                written = written.and_then(|()| ids.iter().try_for_each(&mut line));
            }
            Err(troubles) => {
                unread += 1;
                report(&troubles);
            }
        }
    }
    written = written.and_then(|()| out.flush());
    let is_well = unread == 0 && (listed > 0 || is_rightly_empty(runner, paths));
    after_writing(&written, ExitCode::from(if is_well { 0 } else { COULD_NOT_ANSWER }))
}

fn is_rightly_empty(runner: &Runner, paths: &[String]) -> bool {
    match runner.selection().why_empty(paths) {
        Empty::Rightly(message) => {
            complain(&message);
            true
        }
        Empty::Mistaken(message) => {
            complain_of(&message);
            false
        }
    }
}

fn ids(
    file: Option<&ScenarioFile>,
    chosen: &FileSelection<'_>,
) -> Result<Vec<String>, Vec<Trouble>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let document = file.document()?;
    let ids = |case| document.cells_by_id(case).map(|(id, _)| id);
    let of_claims = document.claims.iter().flat_map(|claim| document.claim_ids(claim));
    let all = document.cases.iter().flat_map(ids).chain(of_claims);
    Ok(all.filter(|id| chosen.selects(id)).collect())
}
