//! Everything on everything.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "full-access",
    severity: Severity::SecurityWarning,
    what: "an Allow of every action on every resource",
    why: "Whoever has this policy can do everything in the account, now and with every service that \
          AWS will add. That may be one statement, or one with `NotAction` and others that give back \
          what it leaves out. Name the services and actions that are needed. Other findings on what \
          the policy grants are left out beside this one.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/role": "breakglass"}}}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let together = subject.full_access();
    let Some((first, rest)) = together.split_first() else { return };
    let finding = match rest {
        [] => findings.at(first.key_span("Action"), "this allows every action on every resource"),
        _ => findings.at(
            first.key_span("NotAction"),
            "together with other statements this allows every action on every resource",
        ),
    };
    for statement in rest {
        finding.label(statement.key_span("Action"), "gives back what is left out there");
    }
    finding.hint("name the services and actions that are needed");
}
