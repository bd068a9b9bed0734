//! The slow way: each mutant is written to its file and all cases are run.

use std::fs;
use std::path::Path;

use iamsim::evaluate::Silent;
use iamsim::load::Files;
use iamsim::scenario::mutants::{Judged, Operator, Outcome};
use iamsim::scenario::{Outcome as CaseOutcome, run_file};

use super::support::{judged_in, mutated_text, scenario_files};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { _ = fs::copy(&path, target).unwrap() }
    }
}

fn all_pass(folder: &Path) -> bool {
    let documents = Files::new();
    scenario_files(folder).iter().all(|file| {
        let report = run_file(file, &documents, &|_| true, &mut Silent);
        report.cases.unwrap().iter().all(|case| matches!(case.outcome, CaseOutcome::Passed))
    })
}

/// Whether the text is a policy with the same meaning as the mutant: without its only statement it
/// is none, and for `index` it matters whether a dropped statement leaves its number.
fn is_comparable(one: &Judged, text: &str, indices: bool) -> bool {
    let is_drop = one.mutant.operator == Operator::DropStatement;
    !is_drop || (!indices && !text.contains("[]"))
}

fn hold_against_files(example: &str, folder: &Path) -> usize {
    let mentions_index = |path: &Path| fs::read_to_string(path).unwrap().contains("\"index\"");
    let indices = fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        path.is_file() && mentions_index(&path)
    });
    let mut compared = 0;
    for one in judged_in(folder).judged {
        let Some(text) = mutated_text(&one) else {
            assert_eq!(one.mutant.operator, Operator::DropLayer, "{}", one.id);
            continue;
        };
        if !is_comparable(&one, &text, indices) {
            continue;
        }
        let original = one.place.source.text();
        fs::write(&*one.policy, &text).unwrap();
        let noticed = !all_pass(folder);
        fs::write(&*one.policy, original).unwrap();
        let caught = matches!(one.outcome, Outcome::Caught { .. });
        assert_eq!(noticed, caught, "{example}: {} {text}", one.id);
        compared += 1;
    }
    compared
}

#[test]
fn files_with_the_mutants_come_out_as_the_mutants() {
    let temporary = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for entry in fs::read_dir("scenarios/examples").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            let folder = temporary.path().join(name);
            copy(&path, &folder);
            compared += hold_against_files(name, &folder);
        }
    }
    assert!(compared > 900, "only {compared}");
}
