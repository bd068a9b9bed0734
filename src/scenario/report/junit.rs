//! The XML of `JUnit`.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::visible::{visible, visible_lines};
use super::{Ending, Entry, Failure, Status, Subject, Suite, SuiteReport};

/// A file as a `testsuite`, a case as a `testcase`; written as a whole at the end.
#[derive(Clone, Debug)]
pub struct Junit {
    report: quick_junit::Report,
}

impl Junit {
    /// A report on this.
    pub fn new(subject: Subject) -> Self {
        Self { report: quick_junit::Report::new(subject.title()) }
    }
}

impl SuiteReport for Junit {
    fn suite(&mut self, suite: &Suite) -> String {
        self.report.add_test_suite(test_suite(suite));
        String::new()
    }

    fn end(&mut self, ending: &Ending) -> String {
        self.report.set_time(Duration::try_from_secs_f64(ending.seconds).unwrap_or_default());
        // INVARIANT: writing to memory does not fail.
        self.report.to_string().unwrap_or_default()
    }
}

fn test_suite(suite: &Suite) -> TestSuite {
    let mut made = TestSuite::new(visible(&suite.name));
    made.add_property(Property::new("generator", concat!("iamsim ", env!("CARGO_PKG_VERSION"))));
    made.extra.insert("file".into(), visible(&suite.name).into());
    if let Some(failure) = &suite.unreadable {
        let status = non_success(NonSuccessKind::Error, failure);
        made.add_test_case(test_case(suite, "the file can be read", 1, status));
    }
    made.add_test_cases(suite.entries.iter().map(|entry| {
        let line = entry.place.position().line;
        test_case(suite, &entry.name, line, status(entry))
    }));
    made
}

fn test_case(suite: &Suite, name: &str, line: usize, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(visible(name), status);
    case.set_classname(class_name(&suite.name));
    case.extra.insert("file".into(), visible(&suite.name).into());
    case.extra.insert("line".into(), line.to_string().into());
    case
}

/// The path without its ending, with dots: readers group by what stands before the last one.
fn class_name(path: &str) -> String {
    let without_ending = match path.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.contains('/') => stem,
        _ => path,
    };
    let parts = without_ending.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    visible(&parts.collect::<Vec<_>>().join("."))
}

fn status(entry: &Entry) -> TestCaseStatus {
    match &entry.status {
        Status::Passed => TestCaseStatus::success(),
        Status::Skipped { reason } => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(visible(reason));
            status
        }
        Status::Failed(failure) => non_success(NonSuccessKind::Failure, failure),
        Status::Errored(failure) => non_success(NonSuccessKind::Error, failure),
    }
}

fn non_success(kind: NonSuccessKind, failure: &Failure) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(visible(&failure.message));
    status.set_type(failure.kind);
    status.set_description(visible_lines(&failure.details));
    status
}
