//! A policy that does not say in which version of the language it is written.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::subject::Subject;
use crate::text::{Node, Severity, Span, Value};

pub(super) static RULE: Rule = Rule {
    code: "missing-version",
    severity: Severity::Warning,
    what: "a policy without `Version`",
    why: "A policy without `Version` is read in the language of 2008, in which policy \
          variables such as `${aws:username}` are plain text. Today nothing may depend on \
          that; the day somebody adds a variable, it does not work and nobody is told. Add \
          `\"Version\": \"2012-10-17\"`. Where no text of the policy holds `${`, that changes \
          no decision, and `--fix` does it. Where a variable stands in the policy already, \
          `variable-unsupported-in-version` is found instead.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let (node, whole) = (subject.node(), subject.node().span);
    if node.get("Version").is_some() {
        return;
    }
    let brace = Span { start: whole.start, end: whole.end.min(whole.start + 1) };
    let finding = findings.at(brace, "the policy has no `Version`, so it is read as `2008-10-17`");
    finding.hint("add `\"Version\": \"2012-10-17\"`");
    if !mentions_variables(node) {
        let version = Node::of_text("2012-10-17");
        finding.fix(subject.addition("add `Version`", whole, "Version", version));
    }
}

/// Whether the newer language might read any text otherwise.
// AWS: S-8
fn mentions_variables(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.contains("${"),
        Value::List(items) => items.iter().any(mentions_variables),
        Value::Object(members) => members
            .iter()
            .any(|member| member.key.text.contains("${") || mentions_variables(&member.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
