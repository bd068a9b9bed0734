//! A run in which every text that a user gives tries to do harm.

use std::sync::Arc;

use iamsim::bundle::{InlineOnly, Text};
use iamsim::evaluate::Silent;
use iamsim::scenario::{FileReport, ScenarioFile, run_file};
use iamsim::text::{Source, Syntax, read};
use serde_json::{Value, json};

use crate::{Run, run};

/// What is known to break out of one format or another.
pub(crate) const HARM: &str = "a\nb\r\n::error file=x,line=1::y ]]> <![CDATA[ </failure> <script>alert(1)</script> \
    &amp; &#10; \0\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{9b} \u{202e}\u{2066}\u{200f}\u{2028}\u{feff} \
    |x| `y` ```\n~~~\n # SKIP \\ \\| \\# %0A%25 ##[add-mask]z 😀\u{e0041} \u{fffe}\u{ffff}\u{1fffe} \
    \t --- ... 'q' \"q\" ok 1 - [a](javascript:b) ![i](http://h) *b* _c_ @d";

fn file(name: &str, cases: &Value) -> FileReport {
    let statement = |effect: &str, resource: &str| {
        json!({
            "Sid": HARM, "Effect": effect, "Action": "s3:GetObject", "Resource": resource,
            "Condition": { "StringEqualsIfExists": { "aws:PrincipalTag/x": HARM } },
        })
    };
    let resource = |kind: &str| format!("arn:aws:s3:::{kind}/{HARM}/*");
    let whole = json!({
        "title": HARM,
        "policies": { "identity": [{
            "Version": "2012-10-17",
            "Statement": [
                statement("Allow", &resource("open")),
                statement("Deny", &resource("shut")),
                {
                    "Effect": "Allow", "Action": "s3:GetObject", "Resource": resource("asks"),
                    "Condition": { "StringEquals": { "aws:PrincipalTag/x": HARM } },
                },
            ],
        }] },
        "principals": { "ann": {
            "arn": format!("arn:aws:iam::111122223333:user/ann"), "tags": { "x": HARM } } },
        "cases": cases,
    });
    let source = Arc::new(Source::new(name, serde_json::to_string_pretty(&whole).unwrap()));
    let node = Arc::new(read(&source, Syntax::Json).unwrap());
    let file = ScenarioFile::of(Text { source, node }).unwrap();
    run_file(&file, &InlineOnly, &|_| true, &mut Silent)
}

fn case(name: &str, kind: &str, more: &Value) -> Value {
    let mut case = json!({
        "name": name, "principal": "ann", "action": ["s3:GetObject"], "asStored": true,
        "resource": [format!("arn:aws:s3:::{kind}/{HARM}/x")],
    });
    let members = case.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    case
}

/// Failures of every kind, cases without an answer and unreadable files, by names that do harm.
pub(crate) fn hostile() -> Run {
    let named = |number: usize| format!("{number} {HARM}");
    let expect = |wanted: &str| json!({ "expect": wanted });
    let stranger = "arn:aws:iam::111122223333:user/bob";
    let cases = [
        ("open", expect("allowed")),
        ("open", expect("denied")),
        ("shut", expect("allowed")),
        ("none", expect("allowed")),
        ("asks", json!({ "expect": "allowed", "principal": stranger })),
        ("shut", json!({ "expect": "denied", "because": { "sid": HARM } })),
        ("shut", json!({ "expect": "denied", "because": { "policy": HARM } })),
        ("asks", json!({ "expect": "undecided", "principal": stranger, "missing": HARM })),
        ("open", json!({ "expect": { "error": HARM } })),
        ("open", json!({ "expect": { "error": HARM }, "asStored": false })),
        ("open", json!({ "expect": "allowed", "principal": HARM })),
        ("open", json!({ "expect": HARM })),
    ];
    let all = cases.iter().zip(1..).map(|((kind, more), number)| case(&named(number), kind, more));
    let mut all: Vec<Value> = all.collect();
    all.push(case(&"long ".repeat(2000), "none", &expect("allowed")));
    Run::new(vec![
        file(HARM, &all.into()),
        file("plain.json", &json!([case("plain", "open", &expect("allowed"))])),
        run(&format!("missing {HARM}")),
    ])
}

/// Every outcome is there, else the tests of reports test nothing.
#[test]
fn the_hostile_run_has_everything() {
    let run = hostile();
    let summary = &run.ending.summary;
    let found = [summary.passed, summary.failed, summary.errored, summary.unreadable];
    assert_eq!(found, [3, 9, 2, 1]);
}
