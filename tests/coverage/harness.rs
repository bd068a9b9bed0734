//! Policies and scenarios in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamsim::bundle::{Documents, Text, Trouble};
use iamsim::scenario::coverage::{Coverage, Half, Measured, StatementCoverage, StatementState};
use iamsim::scenario::{FileReport, ScenarioFile, run_file};
use iamsim::text::{Comments, Source, Syntax, read, read_json};
use serde_json::{Value, json};

/// Policies by path.
#[derive(Default)]
pub(crate) struct Folder(BTreeMap<String, Text>);

impl Folder {
    pub(crate) fn with(mut self, path: &str, policy: &str) -> Self {
        self.0.insert(path.to_owned(), text(path, policy));
        self
    }

    pub(crate) fn text(&self, path: &str) -> &Text {
        &self.0[path]
    }
}

impl Documents for Folder {
    fn open(&self, _from: &Source, path: &str) -> Result<Text, Result<Trouble, String>> {
        self.0.get(path).cloned().ok_or_else(|| Err("there is no such file".to_owned()))
    }
}

/// A text of the syntax that its name says.
pub(crate) fn text(name: &str, text: &str) -> Text {
    let source = Arc::new(Source::new(name, text));
    let is_yaml = name.contains(".yaml");
    let node =
        if is_yaml { read(&source, Syntax::Yaml) } else { read_json(&source, Comments::Allowed) };
    Text { node: Arc::new(node.unwrap()), source }
}

pub(crate) fn run(folder: &Folder, name: &str, scenario: &Value) -> (Coverage, FileReport) {
    let file = ScenarioFile::of(text(name, &scenario.to_string())).unwrap();
    let mut coverage = Coverage::new();
    let report = run_file(&file, folder, &|_| true, &mut coverage);
    (coverage, report)
}

/// What the cases of one scenario file show of the policies in a folder. Every case must have an
/// answer.
pub(crate) fn measure(folder: &Folder, scenario: &Value) -> Measured {
    let (coverage, report) = run(folder, "a.json", scenario);
    for case in report.cases.unwrap() {
        assert!(case.decision.is_some(), "{:?}", case.outcome);
    }
    coverage.measured()
}

pub(crate) const ANN: &str = "arn:aws:iam::111122223333:user/ann";

/// A case that ann reads an object, but for what `members` say.
pub(crate) fn case(name: &str, members: &Value) -> Value {
    let mut case = json!({
        "name": name,
        "principal": ANN,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/x",
        "resourceAccount": "111122223333",
        "expect": "allowed",
    });
    for (key, value) in members.as_object().unwrap() {
        case[key] = value.clone();
    }
    case
}

/// A file of cases, of which each differs from [`case`] by one entry of `members`.
pub(crate) fn cases(layer: &Value, members: &[Value]) -> Value {
    let numbered = members.iter().enumerate();
    let cases: Vec<Value> =
        numbered.map(|(at, members)| case(&format!("case {at}"), members)).collect();
    json!({ "title": "a test", "policies": layer, "cases": cases })
}

/// The state of each statement of the only policy.
pub(crate) fn states(measured: &Measured) -> Vec<StatementState> {
    measured.policies[0].statements.iter().map(StatementCoverage::state).collect()
}

/// For each value of one element of the first statement: its text, and what is still missing.
pub(crate) fn missing(measured: &Measured, element: &str) -> Vec<(String, &'static str)> {
    let statement = &measured.policies[0].statements[0];
    let element = statement.elements.iter().find(|one| &*one.name == element).unwrap();
    let values = element.values.iter();
    values
        .map(|value| {
            let missing = match element.missing(value)[..] {
                [] => "nothing",
                [Half::Alone] => "alone",
                [Half::Otherwise] => "otherwise",
                _ => "both",
            };
            (value.text.to_string(), missing)
        })
        .collect()
}

pub(crate) fn identity(statement: &Value) -> Folder {
    let policy = json!({ "Version": "2012-10-17", "Statement": statement });
    Folder::default().with("p.json", &policy.to_string())
}

/// What is missing of one element when an identity-based policy of one statement is asked.
pub(crate) fn missing_of(statement: &Value, element: &str, members: &[Value]) -> Vec<&'static str> {
    let measured =
        measure(&identity(statement), &cases(&json!({ "identity": ["p.json"] }), members));
    missing(&measured, element).into_iter().map(|(_, missing)| missing).collect()
}
