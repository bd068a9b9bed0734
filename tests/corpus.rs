//! The conformance corpus: every case comes out as it should, and every rule has one.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod citations;

use iamsim::evaluate::Silent;
use iamsim::load::{Files, find};
use iamsim::scenario::report::{Ending, Subject, Summary, case_text, closing_text, file_text};
use iamsim::scenario::{ScenarioFile, run_file};
use iamsim::text::RenderStyle;

/// How many situations there are that surprise people.
const GOTCHAS: usize = 56;

#[test]
fn every_case_comes_out_as_expected() {
    let (files, mut summary, mut wrong) = (Files::new(), Summary::default(), String::new());
    for found in find("scenarios").unwrap() {
        let Some(file) = ScenarioFile::read_if_scenario(&found.path).unwrap() else { continue };
        let report = run_file(&file, &files, &|_| true, &mut Silent);
        summary.add(&report);
        wrong += &file_text(&report, RenderStyle::Plain);
        let cases = report.cases.unwrap_or_default();
        let failed = cases.iter().map(|case| case_text(case, RenderStyle::Plain));
        failed.filter(|text| !text.starts_with("passed")).for_each(|text| wrong += &text);
    }
    let closing = closing_text(&Ending { summary, ..Ending::default() }, Subject::Cases);
    assert!(wrong.is_empty(), "{wrong}\n{closing}");
    assert!(summary.cases() > 2_500, "the corpus shrank: {closing}");
}

#[test]
fn every_rule_is_cited() {
    let cited = citations::citations();
    let rules = citations::rules();
    let needed = rules.iter().filter(|rule| citations::why_unproved(&rule.id).is_none());
    for rule in needed {
        let (id, title, page) = (&rule.id, &rule.title, &rule.page);
        assert!(cited.contains_key(id), "no case cites {id}: {title} ({page})");
    }
}

#[test]
fn every_surprise_has_a_case() {
    let cited = citations::citations();
    let surprises = (1..=GOTCHAS).map(|number| format!("G-{number}"));
    let missing: Vec<String> = surprises.filter(|id| !cited.contains_key(id)).collect();
    assert!(missing.is_empty(), "no case cites {}", missing.join(", "));
}

#[test]
fn no_case_cites_a_rule_that_is_not_there() {
    let rules = citations::rules();
    let is_known = |id: &str| id.starts_with("G-") || rules.iter().any(|rule| rule.id == id);
    for (id, files) in citations::citations() {
        assert!(is_known(&id), "{files:?} cite {id}");
    }
}
