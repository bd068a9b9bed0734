//! Folders of policies and scenarios, and mutants judged in them.

use std::path::{Path, PathBuf};

use iamsim::load::{Files, find};
use iamsim::scenario::ScenarioFile;
use iamsim::scenario::mutants::{Baseline, Judged, MutantFilter, MutantRun, Outcome, judge};
use iamsim::text::apply_edits;

use super::program::folder;

pub(crate) fn scenario_files(folder: &Path) -> Vec<ScenarioFile> {
    let found = find(folder.to_str().unwrap()).unwrap();
    let read = |path: PathBuf| ScenarioFile::read_if_scenario(&path).unwrap();
    found.into_iter().filter_map(|found| read(found.path)).collect()
}

/// All mutants of the policies that the cases below a folder ask.
pub(crate) fn judged_in(folder: &Path) -> MutantRun {
    let files = scenario_files(folder);
    let documents = Files::new();
    let filter = MutantFilter { case: &|_| true, policy: &|_| true };
    let baseline = Baseline::of(&files, &documents, filter);
    assert!(baseline.troubled.is_empty(), "{:?}", baseline.troubled);
    judge(&baseline)
}

/// The policy's text with the mutant's change.
pub(crate) fn mutated_text(one: &Judged) -> Option<String> {
    one.edits.as_ref().map(|edits| apply_edits(&one.place.source, edits))
}

/// Judges the policy `p.json`, or `p.yaml`, as identity-based policy of a user.
pub(crate) fn judged(policy: &str, cases: &str) -> MutantRun {
    judged_as(r#""identity""#, policy, cases)
}

/// Judges a policy in a layer.
pub(crate) fn judged_as(layer: &str, policy: &str, cases: &str) -> MutantRun {
    let is_json = policy.trim_start().starts_with('{');
    let name = if is_json { "policies/p.json" } else { "policies/p.yaml" };
    let scenario = scenario(layer, name, cases);
    let folder = folder(&[(name, policy), ("a.json", &scenario)]);
    judged_in(folder.path())
}

fn scenario(layer: &str, policy: &str, cases: &str) -> String {
    format!(
        r#"{{
          "principals": {{
            "ann": {{ "arn": "arn:aws:iam::111122223333:user/ann", "tags": {{}} }},
            "bob": {{ "arn": "arn:aws:iam::444455556666:user/bob", "tags": {{}} }}
          }},
          "policies": {{ {layer}: "{policy}" }},
          "cases": [{cases}]
        }}"#
    )
}

/// The mutant of that name: `widen-action:1:20`; the only one of a step; or that with a description
/// which begins so: ``drop-value `a` ``.
pub(crate) fn mutant<'r>(run: &'r MutantRun, name: &str) -> &'r Judged {
    let described =
        |one: &Judged| format!("{} {}", one.mutant.operator.name(), one.mutant.description);
    let is_called = |one: &Judged| one.name() == name || one.mutant.operator.name() == name;
    let fits = |one: &&Judged| {
        if name.contains(' ') { described(one).starts_with(name) } else { is_called(one) }
    };
    let mut found = run.judged.iter().filter(fits);
    let names: Vec<_> = run.judged.iter().map(Judged::name).collect();
    let one = found.next().unwrap_or_else(|| panic!("no {name} among {names:?}"));
    assert!(found.next().is_none(), "several {name} among {names:?}");
    one
}

pub(crate) fn case(name: &str, rest: &str) -> String {
    format!(
        r#"{{ "name": "{name}", "principal": "ann", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::b/x", {rest} }}"#
    )
}

pub(crate) fn outcome<'r>(run: &'r MutantRun, name: &str) -> &'r Outcome {
    &mutant(run, name).outcome
}

pub(crate) fn is_caught(run: &MutantRun, name: &str) -> bool {
    matches!(outcome(run, name), Outcome::Caught { .. })
}

/// Judges by the first of these that passes.
pub(crate) fn judged_first(policy: &str, cases: &[String]) -> MutantRun {
    let judged = cases.iter().find_map(|case| {
        let policy = policy.to_owned();
        let case = case.clone();
        std::panic::catch_unwind(move || judged(&policy, &case)).ok()
    });
    judged.unwrap()
}
