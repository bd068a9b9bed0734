//! OIDC providers that are trusted whatever the token says.

use super::provider::{PAGE, Provider, providers};
use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static ANY: Rule = Rule {
    code: "missing-condition-key-for-oidc-principal",
    severity: Severity::SecurityWarning,
    what: "an OIDC provider that is trusted without a look at the token",
    why: "Everybody to whom the provider gives a token can assume this role, for whichever \
          application the token was made. Test the claims of the token under the provider's own \
          keys: the audience (`:aud`) and the subject (`:sub`).",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"login.example.com:aud": "reports", "login.example.com:sub": "service:nightly"}}}]}"#,
    ),
    logic: Logic::Statement(find_any),
};

pub(super) static GITHUB: Rule = Rule {
    code: "missing-github-repo-condition-key",
    severity: Severity::SecurityWarning,
    what: "GitHub Actions trusted without a condition on the repository",
    why: "GitHub signs tokens for every repository in the world with the same key, and the audience \
          is what the workflow asks for. Without a condition on \
          token.actions.githubusercontent.com:sub (or another claim that names the repository or \
          its owner) any GitHub user can write a workflow that assumes this role. Test `:sub` for \
          `repo:organization/repository:ref:refs/heads/branch`.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:example-org/reports:ref:refs/heads/main"}}}]}"#,
    ),
    logic: Logic::Statement(find_github),
};

pub(super) static TENANT: Rule = Rule {
    code: "missing-tenant-condition-for-oidc-principal",
    severity: Severity::SecurityWarning,
    what: "an OIDC provider that serves everybody, trusted without a condition on whose token it is",
    why: "Providers such as GitLab, HCP Terraform or Google sign the tokens of all their customers \
          with the same key. What this statement tests can be true for a token of any of them, so a \
          stranger's pipeline can assume this role. Test the claim that names your group, \
          organization or application.",
    kinds: &[PolicyKind::Trust],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"gitlab.com:aud": "https://gitlab.com"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": "project_path:example/reports:ref_type:branch:ref:main"}}}]}"#,
    ),
    logic: Logic::Statement(find_tenant),
};

pub(super) static SUBJECT: Rule = Rule {
    code: "missing-subject-condition-for-oidc-principal",
    severity: Severity::Warning,
    what: "an OIDC provider of one's own, trusted for all its users",
    why: "The audience says for which application a token is, not whose it is: every user, pod or \
          job to which this provider gives a token can assume the role. In an EKS cluster that is \
          every pod that can choose its service account. Test the provider's `:sub` key as well.",
    kinds: &[PolicyKind::Trust],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com", "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub": "system:serviceaccount:reports:nightly"}}}]}"#,
    ),
    logic: Logic::Statement(find_subject),
};

fn find_any(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(|one| !one.tests_any_claim()) {
        let caller = crate::lint::caller::Caller::of(&*provider.entry.text);
        if statement.lets_in(&caller) != Truth::False {
            let host = quote(provider.host);
            findings
                .at(provider.entry.span, format!("every token of {host} can assume this role"))
                .hint(format!("test {}", quote(&format!("{}:sub", provider.host))));
        }
    }
}

fn find_github(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(|one| one.is_github() && is_open(one)) {
        findings
            .at(provider.entry.span, "workflows of every GitHub repository can assume this role")
            .hint("test `token.actions.githubusercontent.com:sub` for your repository");
    }
}

fn find_tenant(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(|one| !one.is_github() && is_open(one)) {
        let Some(issuer) = provider.issuer() else { continue };
        let keys: Vec<_> =
            issuer.telling.iter().map(|claim| format!("`{}:{claim}`", issuer.host)).collect();
        findings
            .at(
                provider.entry.span,
                format!("everybody who has an account of {} can assume this role", issuer.name),
            )
            .hint(format!("test {}", keys.join(" or ")));
    }
}

fn find_subject(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(|one| one.issuer().is_none()) {
        let tests_audience_alone = provider.tests_any_claim()
            && provider.claims().all(|(claim, _)| matches!(claim.as_str(), "aud" | "azp"));
        if tests_audience_alone {
            let key = quote(&format!("{}:sub", provider.host));
            let host = quote(provider.host);
            findings
                .at(provider.entry.span, format!("every user of {host} can assume this role"))
                .hint(format!("test {key}"));
        }
    }
}

/// Whether a provider for everybody is asked for none of the claims that tell whose a token is, and
/// a stranger's token comes in.
fn is_open(provider: &Provider<'_>) -> bool {
    let Some(issuer) = provider.issuer() else { return false };
    provider.tests_any_claim()
        && !provider.tests_telling_claim(issuer)
        && provider.statement.lets_in(&provider.stranger(issuer, "iamsim:stranger")) != Truth::False
}
