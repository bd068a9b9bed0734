//! Users and roles that are gone.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::PrincipalValue;
use crate::text::{Severity, quote};

pub(super) static ROLE: Rule = Rule {
    code: "invalid-role-reference",
    severity: Severity::Warning,
    what: "a principal that is the unique id of a role",
    why: "When a policy is saved, AWS replaces the ARN of a role by the role's unique id, and shows \
          the id once the role is deleted. A new role of the same name has another id and is not let \
          in. Write the ARN of the role that is meant now, or remove the entry.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLE1EXAMPLE1X"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find_roles),
};

pub(super) static USER: Rule = Rule {
    code: "invalid-user-reference",
    severity: Severity::Warning,
    what: "a principal that is the unique id of a user",
    why: "When a policy is saved, AWS replaces the ARN of a user by the user's unique id, and shows \
          the id once the user is deleted. A new user of the same name has another id and is not let \
          in. Write the ARN of the user that is meant now, or remove the entry.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "AIDAEXAMPLE1EXAMPLE1X"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find_users),
};

fn find_roles(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    find(statement, "AROA", "a role", findings);
}

fn find_users(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    find(statement, "AIDA", "a user", findings);
}

fn find(statement: &StatementView<'_>, prefix: &str, what: &str, findings: &mut Findings<'_>) {
    for entry in statement.principals().iter().chain(statement.spared_principals()) {
        if matches!(&entry.value, PrincipalValue::UniqueId(id) if id.starts_with(prefix)) {
            let id = quote(&entry.text);
            findings
                .at(entry.span, format!("{id} is the unique id of {what}, probably a deleted one"))
                .hint("write the ARN of whom is meant, or remove the entry");
        }
    }
}
