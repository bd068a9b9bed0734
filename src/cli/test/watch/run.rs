//! Runs files while taking down what they were made from.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::needs::{Noting, PoliciesOfCases, places};
use super::state::{RanFile, Rerun};
use crate::bundle::Placed;
use crate::cli::test::runner::{Runner, failed, unreadable};
use crate::load::{Files, Found, path_beside, syntax_of};
use crate::scenario::{FileReport, ScenarioFile, run_file};

/// Runs of a file what must run.
pub(super) fn run_watched(runner: &Runner, files: &Files, found: &Found, rerun: &Rerun) -> RanFile {
    match runner.read(found) {
        Ok(Some(file)) => run_scenario(runner, files, &file, rerun),
        Ok(None) => RanFile { report: None, ..RanFile::of(&found.path) },
        Err(troubles) => {
            let mut own = extended_by(&found.path);
            own.extend(troubles.iter().flat_map(|one| places(Path::new(one.source.name()))));
            RanFile { report: Some(unreadable(found, troubles)), own, ..RanFile::of(&found.path) }
        }
    }
}

impl RanFile {
    fn of(path: &Path) -> Self {
        let own = places(path).into_iter().collect();
        Self { report: None, own, opened: BTreeSet::new(), policies: Vec::new() }
    }

    /// The program itself broke down.
    pub(super) fn broken(found: &Found) -> Self {
        Self { report: Some(failed(found)), ..Self::of(&found.path) }
    }
}

fn run_scenario(runner: &Runner, files: &Files, file: &ScenarioFile, rerun: &Rerun) -> RanFile {
    let chosen = runner.selection().of_file(Path::new(file.source().name()));
    let noting = Noting::new(files);
    let mut listener = PoliciesOfCases::default();
    let selects = |id: &str| rerun.includes(id) && chosen.would_select(id);
    let report = run_file(file, &noting, &selects, &mut listener);
    let policies = policies_of_cases(&report, &mut listener);
    let [opened, beside] = noting.into_needs();
    RanFile {
        report: Some(report),
        own: file.paths().chain(beside.iter().map(PathBuf::as_path)).flat_map(places).collect(),
        opened: opened.iter().flat_map(|path| places(path)).collect(),
        policies,
    }
}

fn policies_of_cases(
    report: &FileReport,
    listener: &mut PoliciesOfCases,
) -> Vec<Option<BTreeSet<PathBuf>>> {
    let mut known: HashMap<String, Vec<PathBuf>> = HashMap::new();
    let mut of_case = |id: &str| {
        let names = listener.of(id)?;
        let mut all = BTreeSet::new();
        for name in names {
            let places = known.entry(name).or_insert_with_key(|name| places(Path::new(name)));
            all.extend(places.iter().cloned());
        }
        Some(all)
    };
    report.cases.iter().flatten().map(|case| of_case(&case.id)).collect()
}

/// The files that a scenario file means to extend, whether or not they can be read.
fn extended_by(path: &Path) -> BTreeSet<PathBuf> {
    let Ok(text) = Files::read(path, syntax_of(path).with_comments()) else {
        return BTreeSet::new();
    };
    let root = Placed { node: &text.node, source: &text.source };
    let named = text.node.get("extends").map(|extends| root.at(extends).one_or_more());
    let paths = named.into_iter().flatten().filter_map(|name| name.text().ok());
    paths.flat_map(|name| places(&path_beside(&text.source, name))).collect()
}
