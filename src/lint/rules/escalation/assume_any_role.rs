//! Taking on any role that lets the caller in.

use super::way::{Way, find, others};
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "assume-any-role",
    severity: Severity::SecurityWarning,
    what: "`sts:AssumeRole` on every role",
    why: "Whoever has this can take on every role whose trust policy lets its account or itself in, also roles with more permissions and roles in other accounts. Many trust policies name a whole account and leave it to the policies there who may come: then this one says everybody. Name the roles that are meant in `Resource`.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::444455556666:role/report-reader"}]}"#,
    ),
    logic: Logic::Policy(look),
};

fn look(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    find(subject, findings, WAYS, "name the roles that are meant");
}

/// By pathfinding.cloud.
const WAYS: &[Way] = &[Way {
    id: "sts-001",
    needs: &[&[others("sts:AssumeRole")]],
    gives: "take on any role that trusts its account",
}];
