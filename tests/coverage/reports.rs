//! How coverage is told.

use std::collections::BTreeMap;

use iamsim::scenario::coverage::{
    Measured, Thresholds, closing_line, cobertura, json, lcov, markdown, marked_text, table_text,
};
use iamsim::scenario::report::report_schema;
use iamsim::text::RenderStyle;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value, json};

use crate::harness::{Folder, cases, measure};

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "*"
    },
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": { "Bool": { "aws:SecureTransport": "false" } }
    },
    { "Effect": "Allow", "Action": "ec2:*", "Resource": "*" }
  ]
}
"#;

fn example() -> Measured {
    let folder = Folder::default().with("policies/read.json", POLICY);
    let layers = json!({ "identity": ["policies/read.json"] });
    let members = [
        json!({}),
        json!({ "action": "s3:DeleteObject", "expect": "denied" }),
        json!({ "context": { "aws:SecureTransport": false }, "expect": "explicitDeny" }),
    ];
    measure(&folder, &cases(&layers, &members))
}

#[test]
fn for_people() {
    let measured = example();
    let marked = marked_text(&measured, RenderStyle::Plain);
    let (table, closing) = (table_text(&measured), closing_line(&measured));
    insta::assert_snapshot!(format!("{marked}\n{table}{closing}\n"));
}

#[test]
fn as_markdown() {
    assert_eq!(
        markdown(&example()),
        "### Coverage of policies\n\n\
         | policy | statements | values |\n\
         | --- | ---: | ---: |\n\
         | `policies/read.json` | 2 of 3 (66.6 %) | 4 of 8 (50.0 %) |\n\
         | **all** | 2 of 3 (66.6 %) | 4 of 8 (50.0 %) |\n\n"
    );
    assert!(markdown(&Measured::default()).ends_with("so none is measured.\n"));
    let folder = Folder::default().with(
        "p.json",
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    );
    let whole = measure(&folder, &cases(&json!({ "identity": ["p.json"] }), &[json!({})]));
    assert!(markdown(&whole).ends_with("\n\n1 policy is covered wholly.\n"));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let measured = example();
    let coloured = marked_text(&measured, RenderStyle::Coloured);
    assert!(coloured.contains("\u{1b}["));
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(stripped, marked_text(&measured, RenderStyle::Plain));
}

#[test]
fn nothing_measured_is_said() {
    let nothing = Measured::default();
    assert_eq!(
        closing_line(&nothing),
        "no policy stands in a file of its own, so none is measured"
    );
    assert_eq!(marked_text(&nothing, RenderStyle::Plain), "");
    assert_eq!(lcov(&nothing), "");
    assert_eq!(elements(&cobertura(&nothing, 0)).len(), 4);
    assert!(nothing.misses(&"statements=100,values=100".parse().unwrap()).is_empty());
}

#[test]
fn thresholds_tell_what_is_missed() {
    let misses = |thresholds: &str| -> Vec<String> {
        let thresholds: Thresholds = thresholds.parse().unwrap();
        example().misses(&thresholds).iter().map(ToString::to_string).collect()
    };
    assert_eq!(misses("statements=66.666666,values=50,conditions=100"), Vec::<String>::new());
    assert_eq!(
        misses("statements=66.7,values=100,conditions=100"),
        [
            "statements: 66.6 % are covered (2 of 3), 66.7 % are wanted",
            "values: 50.0 % are covered (4 of 8), 100 % are wanted",
        ]
    );
}

#[test]
fn json_fits_its_schema() {
    let schema: Value = serde_json::from_str(&report_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for measured in [example(), hostile(), Measured::default()] {
        let report: Value = serde_json::from_str(&json(&measured)).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&report).map(|mistake| mistake.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:?}");
        assert!(!validator.is_valid(&json!({ "v": 1, "kind": "coverage" })));
    }
}

#[test]
fn json_tells_every_count() {
    let report: Value = serde_json::from_str(&json(&example())).unwrap();
    assert_eq!((&report["v"], &report["kind"]), (&json!(1), &json!("coverage")));
    let policy = &report["policies"][0];
    assert_eq!(policy["path"], "policies/read.json");
    assert_eq!(policy["summary"]["statements"], json!({ "covered": 2, "total": 3 }));
    let deny = &policy["statements"][1];
    assert_eq!((&deny["state"], &deny["reasons"]), (&json!("reason"), &json!(1)));
    let condition = &deny["elements"][2];
    assert_eq!(
        (&condition["element"], &condition["key"], &condition["fitted"], &condition["failed"]),
        (&json!("Bool"), &json!("aws:SecureTransport"), &json!(1), &json!(2))
    );
    assert_eq!(condition["values"][0]["missing"], json!([]));
    let put = &policy["statements"][0]["elements"][0]["values"][1];
    assert_eq!(
        put,
        &json!({
            "value": "s3:PutObject", "hits": 0, "missing": ["alone"],
            "start": { "line": 7, "column": 34 }, "end": { "line": 7, "column": 48 },
        })
    );
    assert_eq!(policy["gaps"][0]["request"]["action"], "s3:PutObject");
}

/// The records of a tracefile, each a list of lines.
fn records(lcov: &str) -> Vec<Vec<(&str, &str)>> {
    let mut records = vec![Vec::new()];
    for line in lcov.lines() {
        if line == "end_of_record" {
            records.push(Vec::new());
        } else {
            records.last_mut().unwrap().push(line.split_once(':').unwrap());
        }
    }
    assert!(records.pop().unwrap().is_empty(), "the last record does not end");
    records
}

fn all<'r>(record: &[(&'r str, &'r str)], name: &str) -> Vec<&'r str> {
    record.iter().filter(|(own, _)| *own == name).map(|(_, rest)| *rest).collect()
}

#[test]
fn lcov_has_lines_statements_and_branches() {
    let text = lcov(&example());
    let records = records(&text);
    let [record] = &records[..] else { panic!("{records:?}") };
    assert_eq!(all(record, "SF"), ["policies/read.json"]);
    assert_eq!(all(record, "FN"), ["4,statement 1 (`Read`)", "10,statement 2", "16,statement 3"]);
    assert_eq!(all(record, "FNDA"), ["1,statement 1 (`Read`)", "1,statement 2", "0,statement 3"]);
    assert_eq!((all(record, "FNF"), all(record, "FNH")), (vec!["3"], vec!["2"]));
    assert_eq!(
        all(record, "DA"),
        ["4,1", "7,2", "8,2", "10,1", "12,1", "13,1", "14,1", "16,0"],
        "{text}"
    );
    assert_eq!((all(record, "LF"), all(record, "LH")), (vec!["8"], vec!["7"]));
    let branches = all(record, "BRDA");
    assert_eq!(branches[..4], ["7,0,0,2", "7,0,1,1", "7,1,0,0", "7,1,1,1"]);
    assert!(branches.contains(&"16,7,0,-"), "{text}");
    assert_eq!(all(record, "BRF"), [branches.len().to_string()]);
}

/// Where each element of an XML document stands, and its attributes; the document is well-formed.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut path) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(name(&start));
                found.push((path.join("/"), attributes(&start)));
            }
            Event::Empty(start) => {
                found.push((format!("{}/{}", path.join("/"), name(&start)), attributes(&start)));
            }
            Event::End(_) => drop(path.pop().unwrap()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

fn name(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    let read = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let key = attribute.key.as_ref().to_owned();
        (key, attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned())
    };
    start.attributes().map(|attribute| read(attribute.unwrap())).collect()
}

/// What coverage-04.dtd says: the children of an element in their order, and its attributes; those
/// in brackets may be left out.
const DTD: &[(&str, &[&str], &str)] = &[
    (
        "coverage",
        &["sources", "packages"],
        "line-rate branch-rate lines-covered lines-valid branches-covered branches-valid complexity \
         version timestamp",
    ),
    ("sources", &["source"], ""),
    ("source", &[], ""),
    ("packages", &["package"], ""),
    ("package", &["classes"], "name line-rate branch-rate complexity"),
    ("classes", &["class"], ""),
    ("class", &["methods", "lines"], "name filename line-rate branch-rate complexity"),
    ("methods", &["method"], ""),
    ("method", &["lines"], "name signature line-rate branch-rate complexity"),
    ("lines", &["line"], ""),
    ("line", &["conditions"], "number hits [branch] [condition-coverage]"),
    ("conditions", &["condition"], ""),
    ("condition", &[], "number type coverage"),
];

fn is_valid(xml: &str) {
    let all = elements(xml);
    for (index, (path, attributes)) in all.iter().enumerate() {
        let name = path.rsplit('/').next().unwrap();
        let (_, children, declared) = DTD.iter().find(|(own, ..)| *own == name).unwrap();
        for given in attributes.keys() {
            let plain = declared.replace(['[', ']'], "");
            assert!(plain.split_whitespace().any(|one| one == given), "{path}: {given}");
        }
        for required in declared.split_whitespace().filter(|one| !one.starts_with('[')) {
            assert!(attributes.contains_key(required), "{path}: {required}");
        }
        let below =
            all[index + 1..].iter().take_while(|(other, _)| other.starts_with(&format!("{path}/")));
        let own =
            below.map(|(other, _)| &other[path.len() + 1..]).filter(|rest| !rest.contains('/'));
        let places: Vec<usize> =
            own.map(|child| children.iter().position(|one| *one == child).unwrap()).collect();
        assert!(places.is_sorted(), "{path}");
    }
}

#[test]
fn cobertura_fits_its_dtd() {
    for measured in [example(), hostile(), Measured::default()] {
        is_valid(&cobertura(&measured, 1_767_225_600_000));
    }
    let xml = cobertura(&example(), 1_767_225_600_000);
    let head: Vec<&str> = xml.lines().take(2).collect();
    assert_eq!(
        head,
        [
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">"#,
        ]
    );
}

#[test]
fn cobertura_has_lines_and_conditions() {
    let found = elements(&cobertura(&example(), 7));
    let at = |path: &str| -> Vec<&BTreeMap<String, String>> {
        found.iter().filter(|(own, _)| own == path).map(|(_, attributes)| attributes).collect()
    };
    let whole = at("coverage")[0];
    assert_eq!(
        (&*whole["timestamp"], &*whole["lines-valid"], &*whole["lines-covered"]),
        ("7", "8", "7")
    );
    let package = at("coverage/packages/package")[0];
    assert_eq!(package["name"], "policies");
    let class = at("coverage/packages/package/classes/class")[0];
    assert_eq!((&*class["filename"], &*class["name"]), ("policies/read.json", "read.json"));
    let methods = at("coverage/packages/package/classes/class/methods/method");
    assert_eq!(methods.len(), 3);
    assert_eq!((&*methods[0]["name"], &*methods[1]["signature"]), ("statement 1 (`Read`)", "Deny"));
    let lines = at("coverage/packages/package/classes/class/lines/line");
    let line = lines.iter().find(|line| line["number"] == "7").unwrap();
    assert_eq!((&*line["hits"], &*line["condition-coverage"]), ("2", "75% (3/4)"));
    assert_eq!(lines[0].get("branch"), None);
}

/// Names that try to break out of every format.
fn hostile() -> Measured {
    let name = "p\n\"<]]>&'\u{1b}[31m\u{202e}end_of_record\nSF:x\u{0}\u{fffe}/::é.json";
    let sid = "a\nDA:1,9\nend_of_record,]]><x y='\u{0}\u{7}\u{ffff}";
    let statement = json!({
        "Sid": sid, "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Condition": { "StringLike": { "aws:PrincipalTag/\n]]>": ["<\u{202e}\n&\u{1b}"] } },
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let folder = Folder::default().with(name, &policy.to_string());
    let layers = json!({ "identity": [name] });
    let members = json!({ "asStored": true, "expect": "denied" });
    measure(&folder, &cases(&layers, &[members]))
}

#[test]
fn hostile_names_break_no_format() {
    let measured = hostile();
    assert_eq!(measured.policies.len(), 1);
    let records = lcov(&measured);
    assert_eq!(self::records(&records).len(), 1);
    assert_eq!(all(&self::records(&records)[0], "DA").len(), 1);
    for text in [
        records,
        cobertura(&measured, 0),
        json(&measured),
        markdown(&measured),
        marked_text(&measured, RenderStyle::Plain),
        table_text(&measured),
    ] {
        let is_harmful =
            |char: char| (char.is_control() && char != '\n') || matches!(char, '\u{202e}');
        assert!(!text.contains(is_harmful), "{text:?}");
    }
    assert!(!cobertura(&measured, 0).contains(['\u{fffe}', '\u{ffff}']));
}

/// Of this many actions of one policy one is asked for.
fn many_actions(count: usize) -> Measured {
    let statement = |number: usize| json!({ "Effect": "Allow", "Action": [format!("s3:Get{number}")], "Resource": "*" });
    let statements: Vec<Value> = (0..count).map(statement).collect();
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    let folder = Folder::default().with("p.json", &policy.to_string());
    let members = json!({ "action": "s3:Get0" });
    measure(&folder, &cases(&json!({ "identity": ["p.json"] }), &[members]))
}

#[test]
fn requests_are_looked_for_as_long_as_that_is_quick() {
    let measured = many_actions(205);
    assert_eq!(measured.gaps().count(), 205);
    let marked = marked_text(&measured, RenderStyle::Plain);
    assert_eq!(marked.matches("    such as ").count(), 200);
    assert!(marked.ends_with("\nno requests were looked for 5 more gaps\n"));
    assert_eq!(json(&measured).matches("\"request\":").count(), 200);
}

#[test]
fn long_statements_get_fewer_requests() {
    let actions: Vec<String> = (0..300).map(|number| format!("s3:Get{number}")).collect();
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement });
    let folder = Folder::default().with("p.json", &policy.to_string());
    let members = json!({ "action": "s3:Get0" });
    let measured = measure(&folder, &cases(&json!({ "identity": ["p.json"] }), &[members]));
    assert_eq!(measured.gaps().count(), 300);
    let marked = marked_text(&measured, RenderStyle::Plain);
    assert_eq!(marked.matches("    such as ").count(), 4);
    assert!(marked.ends_with("\nno requests were looked for 296 more gaps\n"));
}

#[test]
fn a_policy_on_one_line_is_told_whole() {
    let policy: Value = serde_json::from_str(POLICY).unwrap();
    let folder = Folder::default().with("p.json", &policy.to_string());
    let layers = json!({ "identity": ["p.json"] });
    let measured = measure(&folder, &cases(&layers, &[json!({})]));
    let text = lcov(&measured);
    assert!(text.contains("\nDA:1,0\nLF:1\nLH:0\n"), "{text}");
    let marked = marked_text(&measured, RenderStyle::Plain);
    let line = marked.lines().find(|line| line.starts_with("1 ")).unwrap();
    assert!(line.starts_with("1 ~ {") && line.ends_with("..") && line.len() < 200, "{line}");
}
