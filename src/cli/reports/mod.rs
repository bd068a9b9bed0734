//! In: `--report KIND[=FILE]`, as often as given. Out: sinks that take what reports say, in files,
//! on the standard output, and on the page of a job at GitHub.

mod format;
mod kind;
mod outlet;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::process::ExitCode;

pub(in crate::cli) use format::{FormatTo, Formats, write_whole};
pub(in crate::cli) use kind::{ReportKind, ReportTo, kind_and_file};
pub(in crate::cli) use outlet::Outlet;
pub(in crate::cli) use plan::Surroundings;
use plan::plan;
pub(in crate::cli) use plan::{Target, folder_in_repository};

use super::console::{COULD_NOT_ANSWER, complain_of};
use crate::text::{RenderStyle, quote};

/// How a report is written in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Coloured or plain.
    pub(super) style: RenderStyle,
    /// Whether the commands of a workflow stand in the same output, so that nothing else may look
    /// like one.
    pub(super) in_workflow_log: bool,
}

/// The reports that are asked for.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ReportOptions {
    /// Write a report; may be given several times
    ///
    /// KIND is one of human, json, junit, tap, github, markdown. Without a FILE the report goes to
    /// the standard output, where the report for people stands unless json, junit, tap or markdown
    /// takes its place. The github report is chosen by itself where `GITHUB_ACTIONS` is `true`, and
    /// adds a page to `GITHUB_STEP_SUMMARY`.
    #[arg(long = "report", value_name = "KIND[=FILE]")]
    pub(super) reports: Vec<ReportTo>,
}

/// Reports under way, each with the place it goes to.
pub(super) struct Sinks<R: ?Sized> {
    sinks: Vec<(Box<R>, Outlet)>,
    others: Vec<Outlet>,
}

impl<R: ?Sized> Sinks<R> {
    /// Opens the place of each report that is asked for, and of those that the surroundings call
    /// for. `make` makes a report of a kind, in the manner that its place calls for.
    ///
    /// # Errors
    /// If two reports want the same place, or a file cannot be written.
    pub(super) fn open(
        reports: &[ReportTo],
        make: &dyn Fn(ReportKind, Manner) -> Box<R>,
    ) -> Result<Self, String> {
        let surroundings = Surroundings::of_process();
        let planned = plan(reports, &surroundings)?;
        let is_command =
            |(kind, target): &(_, _)| *kind == ReportKind::Github && *target == Target::Stdout;
        let has_commands = surroundings.on_github || planned.iter().any(is_command);
        let sinks = planned.into_iter().map(|(kind, target)| {
            let in_workflow_log = has_commands && target == Target::Stdout;
            let manner = Manner { style: target.style(kind), in_workflow_log };
            Ok((make(kind, manner), Outlet::open(target, kind)?))
        });
        let opened = Self { sinks: sinks.collect::<Result<_, String>>()?, others: Vec::new() };
        opened.refuse_shared_places([])?;
        Ok(opened)
    }

    /// Makes sure that no two reports, these others among them, are written over each other.
    ///
    /// # Errors
    /// The file that two of them go to.
    pub(super) fn refuse_shared_places<'o>(
        &'o self,
        others: impl IntoIterator<Item = &'o Outlet>,
    ) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        let all = self.sinks.iter().map(|(_, outlet)| outlet).chain(others);
        match all.filter_map(Outlet::place).find(|place| !seen.insert(*place)) {
            Some(place) => {
                Err(format!("two reports go to {}", quote(&place.display().to_string())))
            }
            None => Ok(()),
        }
    }

    /// Where people are told what no report says: on the standard output if their report has it.
    pub(super) fn place_for_people(&self) -> Target {
        let is_people = |outlet: &Outlet| outlet.is_stdout_for_people();
        let has_people = self.sinks.iter().any(|(_, outlet)| is_people(outlet));
        if has_people { Target::Stdout } else { Target::Stderr }
    }

    /// Takes in a place under way that has had all that it will have.
    pub(super) fn also_close(&mut self, outlet: Outlet) {
        self.others.push(outlet);
    }

    /// Lets every report say something, and writes that.
    pub(super) fn write(&mut self, say: &mut dyn FnMut(&mut R) -> String) {
        for (report, outlet) in &mut self.sinks {
            outlet.write(&say(report));
        }
    }

    /// Finishes all files. The code is that of the outcome, or says that a report could not be
    /// written; a reader that went away is no mistake.
    pub(super) fn close(self, outcome: ExitCode) -> ExitCode {
        let outlets = self.sinks.into_iter().map(|(_, outlet)| outlet).chain(self.others);
        let failures: Vec<_> = outlets.filter_map(Outlet::close).collect();
        for failure in &failures {
            complain_of(failure);
        }
        if failures.is_empty() { outcome } else { ExitCode::from(COULD_NOT_ANSWER) }
    }
}
