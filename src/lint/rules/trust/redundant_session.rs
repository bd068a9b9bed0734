//! A session beside its role.

use crate::aws::{Arn, PolicyKind};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::{PrincipalEntry, PrincipalValue};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "redundant-principal-in-role-trust-policy",
    severity: Severity::Suggestion,
    what: "a session of a role beside the role itself",
    why: "A role as principal stands for all its sessions, so one that is named beside it adds \
          nothing to who may assume this role. Remove the session, or the role if only that session \
          was meant. It is not removed for you, since whom a policy names directly counts for more \
          where the caller has a permissions boundary.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/deployer", "arn:aws:sts::111122223333:assumed-role/deployer/nightly"]}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:role/builder", "arn:aws:sts::111122223333:assumed-role/deployer/nightly"]}, "Action": "sts:AssumeRole"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for entry in statement.principals() {
        let PrincipalValue::AssumedRole(session) = &entry.value else { continue };
        let role = statement.principals().iter().find(|one| is_role_of(one, session));
        if let Some(role) = role {
            findings
                .at(entry.span, format!("{} is a session of a role named here", quote(&entry.text)))
                .label(role.span, "this is for all its sessions")
                .hint("remove the session");
        }
    }
}

// AWS: P-5
fn is_role_of(entry: &PrincipalEntry, session: &Arn) -> bool {
    let PrincipalValue::Role(role) = &entry.value else { return false };
    let name = |resource: &str, at: usize| resource.split('/').nth(at).map(str::to_ascii_lowercase);
    let role_name = role.resource().rsplit('/').next().map(str::to_ascii_lowercase);
    role.account() == session.account()
        && role.partition() == session.partition()
        && name(session.resource(), 1) == role_name
}
