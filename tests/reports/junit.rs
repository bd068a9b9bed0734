//! The XML of `JUnit`, held against a schema of what is read of it.

use iamsim::scenario::report::{AsSuites, Junit, Subject};
use uppsala::{Document, XsdValidator, parse};

use crate::hostile::hostile;
use crate::{Run, readable};

fn junit(run: &Run) -> String {
    run.report(AsSuites(Junit::new(Subject::Cases)))
}

pub(crate) fn mistakes(document: &Document<'_>) -> Vec<String> {
    let schema = parse(include_str!("junit.xsd")).unwrap();
    let validator = XsdValidator::from_schema(&schema).unwrap();
    validator.validate(document).iter().map(ToString::to_string).collect()
}

#[test]
fn a_readable_run() {
    let text = junit(&readable());
    assert_eq!(mistakes(&parse(&text).unwrap()), Vec::<String>::new());
    insta::assert_snapshot!(text);
}

#[test]
fn a_run_without_files() {
    let text = junit(&Run::new(Vec::new()));
    assert_eq!(mistakes(&parse(&text).unwrap()), Vec::<String>::new());
}

/// The named attribute of every element of that name, in order.
fn attributes(document: &Document<'_>, element: &str, attribute: &str) -> Vec<String> {
    let found = document.get_elements_by_tag_name(element).into_iter();
    let value = |id| document.element(id).and_then(|one| one.get_attribute(attribute));
    found.map(|id| value(id).unwrap().to_owned()).collect()
}

#[test]
fn names_that_do_harm_are_told_and_counted() {
    let run = hostile();
    let text = junit(&run);
    let document = parse(&text).unwrap();
    assert_eq!(mistakes(&document), Vec::<String>::new());
    let summary = &run.ending.summary;
    let count = |name: &str| document.get_elements_by_tag_name(name).len();
    assert_eq!(count("failure"), summary.failed);
    assert_eq!(count("error"), summary.errored + summary.unreadable);
    assert_eq!(count("testcase"), summary.cases() + summary.unreadable);
    let names = attributes(&document, "testcase", "name");
    assert!(names[0].starts_with(r"1 a\nb\r\n::error file=x,line=1::y ]]> <![CDATA[ </failure>"));
    assert!(names[0].contains(r"\u{0}\u{1}"), "{}", names[0]);
    assert!(names[0].contains(r"\u{fffe}"), "{}", names[0]);
    let files = attributes(&document, "testcase", "file");
    assert!(files[0].starts_with(r"a\nb\r\n::error"), "{}", files[0]);
    assert!(!text.contains("]]>"));
}

#[test]
fn the_schema_refuses_what_no_report_says() {
    let valid = junit(&readable());
    for (from, to) in [
        (" line=\"9\"", ""),
        (" line=\"9\"", " line=\"0\""),
        ("<testcase ", "<test "),
        ("tests=\"11\"", "tests=\"ten\""),
        ("type=\"wrong-decision\"", "type=\"wrong decision\""),
        ("</failure>", "</failure><error message=\"x\" type=\"y\"/>"),
    ] {
        let spoilt = valid.replacen(from, to, 1);
        assert_ne!(spoilt, valid, "{from}");
        let is_refused = parse(&spoilt).map_or(true, |document| !mistakes(&document).is_empty());
        assert!(is_refused, "{from} as {to}");
    }
}
