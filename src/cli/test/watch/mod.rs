//! In: `iamsim test --watch`. Out: a run, and after each change what turned by it.

mod changes;
mod needs;
mod run;
mod state;
mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use changes::{Changes, Changing};
use needs::places;
use run::run_watched;
use state::{RanFile, Rerun, State};
use text::{Turned, changed_text};

use super::last_run::LastRun;
use super::plan::Plan;
use super::{Test, telling};
use crate::cli::console::{after_writing, complain, complain_of, refuse, report};
use crate::cli::ordered::ordered;
use crate::cli::reports::{Manner, ReportKind};
use crate::cli::settings::NAME;
use crate::load::{Found, Search};
use crate::scenario::FileReport;
use crate::scenario::report::{Ending, Subject, closing_text};
use crate::text::RenderStyle;

/// A run that goes on.
struct Watch<'t> {
    test: &'t Test,
    plan: Plan,
    state: State,
    changing: Changing,
}

/// Runs everything once, and after each change what it touches, until nobody reads on.
pub(super) fn watch(test: &Test, plan: Plan, search: &Search) -> ExitCode {
    let changing = match Changing::new() {
        Ok(changing) => changing,
        Err(why) => return refuse(&format!("cannot watch files: {why}")),
    };
    let mut watch = Watch { test, plan, state: State::default(), changing };
    let ended = watch.run(search);
    after_writing(&ended, ExitCode::SUCCESS)
}

/// When people are told of cases that ran again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Always,
    IfTurned,
}

/// A file, and what of it must run.
type Task = (Found, Rerun);

impl Watch<'_> {
    fn run(&mut self, search: &Search) -> io::Result<()> {
        // INVARIANT: what changes from here on is heard.
        self.changing.listen(self.folders(search));
        self.first_run(search)?;
        let new_folders = self.changing.listen(self.folders(search));
        self.catch_up(new_folders)?;
        complain("watching for changes; Ctrl-C ends it");
        while let Some(changes) = self.changing.next() {
            let new_folders = self.round(&changes, Told::Always)?;
            self.catch_up(new_folders)?;
        }
        Ok(())
    }

    /// Runs what may have changed in folders before we listened to them.
    fn catch_up(&mut self, mut new_folders: BTreeSet<PathBuf>) -> io::Result<()> {
        while !new_folders.is_empty() {
            let unheard = Changes { paths: new_folders, anything: false };
            new_folders = self.round(&unheard, Told::IfTurned)?;
        }
        Ok(())
    }

    /// The folders in which changes matter.
    fn folders(&self, search: &Search) -> Vec<PathBuf> {
        let searched = search.folders.iter().chain([&self.plan.project]);
        let mut folders: Vec<PathBuf> = searched.flat_map(|folder| places(folder)).collect();
        folders.extend(self.state.files.values().flat_map(state::WatchedFile::folders));
        folders
    }

    fn first_run(&mut self, search: &Search) -> io::Result<()> {
        let started = Instant::now();
        let manner = Manner { style: RenderStyle::Coloured, in_workflow_log: false };
        let mut people = telling::report(ReportKind::Human, manner, self.plan.told);
        let mut last = LastRun::of(&self.plan.project);
        let tasks = search.found.iter().map(|found| (found.clone(), Rerun::Whole)).collect();
        let mut out = anstream::stdout();
        for ((found, rerun), ran) in self.ran(tasks) {
            if let Some(report) = &ran.report {
                self.remember(&mut last, &rerun, report);
                out.write_all(people.file(report).as_bytes())?;
            }
            self.state.take(&found.path, ran, true);
        }
        last.keep();
        let text = people.end(&self.ending(started));
        out.write_all(text.as_bytes())?;
        for error in &search.errors {
            complain_of(error);
        }
        out.flush()
    }

    fn ending(&self, started: Instant) -> Ending {
        let seconds = started.elapsed().as_secs_f64();
        Ending { summary: self.state.summary(), seconds, files_left_out: 0 }
    }

    /// Runs what changes touch and says what turned. Folders that came in with it.
    fn round(&mut self, changes: &Changes, told: Told) -> io::Result<BTreeSet<PathBuf>> {
        let started = Instant::now();
        let anew = self.reload(changes);
        let search = self.plan.search();
        let gone = self.state.drop_missing(&search.found);
        let tasks = self.tasks(&search.found, changes, anew);
        if !tasks.is_empty() || !gone.is_empty() {
            let mut last = LastRun::of(&self.plan.project);
            let turned = self.rerun(tasks, gone, &mut last);
            last.keep();
            if told == Told::Always || turned.has_turned() {
                let closing = closing_text(&self.ending(started), Subject::Cases);
                let mut out = anstream::stdout();
                writeln!(out, "{}{}{closing}", changed_text(changes), turned.text())?;
                out.flush()?;
            }
        }
        Ok(self.changing.listen(self.folders(&search)))
    }

    fn rerun(&mut self, tasks: Vec<Task>, gone: Vec<String>, last: &mut LastRun) -> Turned {
        let mut turned = Turned::of_gone(gone);
        for ((found, rerun), ran) in self.ran(tasks) {
            let report = ran.report.clone();
            let news = self.state.take(&found.path, ran, rerun == Rerun::Whole);
            if let Some(report) = report {
                self.remember(last, &rerun, &report);
                turned.add(&report, news, self.plan.told.detail);
            } else {
                turned.add_gone(news.gone);
            }
        }
        turned
    }

    fn remember(&self, last: &mut LastRun, rerun: &Rerun, report: &FileReport) {
        let chosen = self.plan.runner.selection().of_file(Path::new(&report.name));
        last.note(report, &|id| rerun.includes(id) && chosen.would_select(id));
    }

    /// Reads `iamsim.toml` anew if it changed. Whether everything must run again.
    fn reload(&mut self, changes: &Changes) -> bool {
        let settings = places(&self.plan.project.join(NAME));
        if !settings.iter().any(|path| changes.touch(path)) {
            return changes.anything;
        }
        match Plan::new(self.test) {
            Ok(plan) => {
                self.plan = plan;
                true
            }
            Err(troubles) => {
                report(&troubles);
                false
            }
        }
    }

    fn tasks(&self, found: &[Found], changes: &Changes, anew: bool) -> Vec<Task> {
        let rerun = |found: &Found| match self.state.files.get(&found.path) {
            Some(file) if !anew => file.touched_by(changes),
            Some(_) | None => Rerun::Whole,
        };
        let tasks = found.iter().map(|found| (found.clone(), rerun(found)));
        tasks.filter(|(_, rerun)| *rerun != Rerun::Nothing).collect()
    }

    fn ran(&self, tasks: Vec<Task>) -> impl Iterator<Item = (Task, RanFile)> + use<> {
        let runner = self.plan.runner.clone();
        let files = runner.files().anew();
        runner.defaults().forget_environments();
        let worker = move |(found, rerun): Task| run_watched(&runner, &files, &found, &rerun);
        let ran = ordered(self.plan.jobs, tasks.clone().into_iter(), worker);
        tasks.into_iter().zip(ran).map(|((found, rerun), ran)| {
            let ran = ran.unwrap_or_else(|| RanFile::broken(&found));
            ((found, rerun), ran)
        })
    }
}
