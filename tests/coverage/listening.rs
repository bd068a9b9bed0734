//! Listening to walks changes nothing but what is heard.

use iamsim::evaluate::Silent;
use iamsim::load::{Files, find};
use iamsim::scenario::coverage::Coverage;
use iamsim::scenario::{FileReport, Outcome, ScenarioFile, run_file};

#[test]
fn no_scenario_of_our_own_comes_out_otherwise() {
    let files = Files::new();
    let mut all = Coverage::new();
    let mut cases = 0;
    for found in find("scenarios").unwrap() {
        let Some(file) = ScenarioFile::read_if_scenario(&found.path).unwrap() else { continue };
        let silent = run_file(&file, &files, &|_| true, &mut Silent);
        let mut coverage = Coverage::new();
        let heard = run_file(&file, &files, &|_| true, &mut coverage);
        let (silent, heard) = (outcomes(&silent), outcomes(&heard));
        cases += silent.len();
        assert_eq!(silent, heard);
        all.merge(coverage);
    }
    assert!(cases > 2000, "only {cases} cases");
    let measured = all.measured();
    let (statements, values) = (measured.statements(), measured.values());
    assert!(statements.covered <= statements.total && values.covered <= values.total);
}

fn outcomes(report: &FileReport) -> Vec<String> {
    let of = |outcome: &Outcome| match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "failed",
        Outcome::Errored(_) => "errored",
        Outcome::Waived(..) => "waived",
    };
    let cases = report.cases.as_ref().unwrap().iter();
    cases.map(|case| format!("{} {:?} {}", case.id, case.decision, of(&case.outcome))).collect()
}
