//! Everything on everything.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::grant::Ask;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "full-access",
    severity: Severity::SecurityWarning,
    what: "an Allow of every action on every resource",
    why: "Whoever has this policy can do everything in the account, now and with every service that \
          AWS will add. Name the services and actions that are needed.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/role": "breakglass"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let is_full = statement.grants()
        && statement.is_about_every_action()
        && statement.is_about_every_resource();
    let user = Ask::user("iam:CreateUser", "arn:aws:iam::111122223333:user/iamsim-other");
    if is_full && statement.subject.surely_grants(user) {
        findings
            .at(statement.key_span("Action"), "this allows every action on every resource")
            .hint("name the services and actions that are needed");
    }
}
