//! Suites that are not about cases: one of each status.

use std::sync::Arc;

use iamsim::scenario::Place;
use iamsim::scenario::report::{
    Annotation, Ending, Entry, Failure, Github, Junit, Markdown, Status, Subject, Suite,
    SuiteReport, Summary, Tap,
};
use iamsim::text::{Source, Span};

const HARM: &str = "same # as \\ before\n]]>";

fn suite() -> Suite {
    let source = Arc::new(Source::new("policies/team.json", "{\n  \"Statement\": []\n}\n"));
    let place = Place { source, span: Span { start: 4, end: 15 } };
    let failure = |kind| Failure {
        kind,
        message: "nothing notices it".to_owned(),
        details: String::new(),
        annotations: vec![Annotation { place: place.clone(), message: "it is gone".to_owned() }],
    };
    let statuses = [
        Status::Passed,
        Status::Skipped { reason: HARM.to_owned() },
        Status::Failed(failure("survived")),
        Status::Errored(failure("unjudged")),
    ];
    let entry = |(number, status): (usize, Status)| Entry {
        id: format!("policies/team.json#{number}"),
        name: format!("change {number}"),
        place: place.clone(),
        status,
    };
    let entries = statuses.into_iter().enumerate().map(entry).collect();
    Suite { name: "policies/team.json".to_owned(), entries, unreadable: None }
}

fn report(mut report: impl SuiteReport) -> String {
    let mut ending = Ending { seconds: 0.25, files_left_out: 1, ..Ending::default() };
    ending.summary.add_suite(&suite());
    report.suite(&suite()) + &report.end(&ending)
}

#[test]
fn every_status_is_counted() {
    let mut summary = Summary::default();
    summary.add_suite(&suite());
    let once = Summary {
        files: 1,
        passed: 1,
        skipped: 1,
        failed: 1,
        errored: 1,
        unreadable: 0,
        claims: 0,
    };
    assert_eq!(summary, once);
}

#[test]
fn tap_skips_what_was_not_asked() {
    insta::assert_snapshot!(report(Tap::default()));
}

#[test]
fn junit_skips_what_was_not_asked() {
    let text = report(Junit::new(Subject::Mutants));
    assert_eq!(crate::junit::mistakes(&uppsala::parse(&text).unwrap()), Vec::<String>::new());
    insta::assert_snapshot!(text);
}

#[test]
fn a_page_tells_what_survived() {
    insta::assert_snapshot!(report(Markdown::new(Subject::Mutants)));
}

#[test]
fn github_marks_what_survived() {
    insta::assert_snapshot!(report(Github::default()));
}
