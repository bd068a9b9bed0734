//! The older version of the policy language.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "old-version",
    severity: Severity::Suggestion,
    what: "a policy in the version of 2008",
    why: "Policies with `2008-10-17` know no variables: whoever adds `${aws:username}` later gets a \
          text that matches nothing. Nothing else differs, so `2012-10-17` can take its place wherever \
          `${` does not occur in the policy. Where a variable stands in the policy already, \
          `variable-unsupported-in-version` is found instead.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
    fires: Example::identity(
        r#"{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Policy(find),
};

const NEW: &str = "2012-10-17";

// AWS: S-8
fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(version) = subject.node().get("Version") else { return };
    if version.as_text() != Some("2008-10-17") {
        return;
    }
    let node = subject.node().span.range();
    let text = subject.source().text().get(node).unwrap_or("");
    // INVARIANT: `$` and `{` can be written as escapes, too, so any escape of a code point counts.
    let may_hold_variables = text.contains("${") || text.contains('\\');
    let fix = || subject.replacement("write the newer version", version.span, NEW);
    findings
        .at(version.span, "the version of 2008 knows no policy variables")
        .hint(format!("write `{NEW}`"))
        .fix(if may_hold_variables { None } else { fix() });
}
