//! Roles for everyone in the world.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "public-role-trust",
    severity: Severity::SecurityWarning,
    what: "a role that principals of every AWS account can assume",
    why: "`\"Principal\": \"*\"` in a trust policy stands for every principal of every AWS account. \
          Somebody of an unrelated account was tried against the conditions and the Denies, and may \
          assume this role and do whatever it may. Name the accounts or roles, or test \
          aws:PrincipalOrgID or aws:PrincipalArn.",
    kinds: &[PolicyKind::Trust],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(span) = statement.everyone().filter(|_| statement.is_allow()) else { return };
    if statement.tests("sts:externalid") || !statement.covers_action("sts:AssumeRole") {
        return;
    }
    let subject = statement.subject;
    let outsiders = subject.parties().outsiders(subject);
    let mut signed = outsiders.iter().filter(|one| one.principal != "anonymous");
    if signed.any(|one| statement.lets_in(one) != Truth::False) {
        findings
            .at(span, "principals of every AWS account can assume this role")
            .hint("name the accounts, or test `aws:PrincipalOrgID`");
    }
}
