//! Subjects of tokens that fit more than they seem to, or nothing.

use super::provider::{Provider, providers};
use crate::aws::{PolicyKind, foreign_subjects, has_wildcard};
use crate::evaluate::Truth;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::{Condition, ConditionValue};
use crate::text::{Severity, quote};

const GITHUB_PAGE: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims";

pub(super) static OTHERS: Rule = Rule {
    code: "oidc-subject-matches-others",
    severity: Severity::SecurityWarning,
    what: "a subject pattern that tokens of strangers match",
    why: "A `*` in the owner's place also stands for owners that begin, or end, in the same way: \
          `repo:example*` is met by a repository of the organization `example-evil`, which anybody \
          can create. A subject that begins with a claim such as `environment:` names no owner at \
          all. A token of a stranger was tried, and this policy lets it in. Write the owner in full, \
          with the `/` or `:` that ends it.",
    kinds: &[PolicyKind::Trust],
    page: GITHUB_PAGE,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example-org*"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example-org/reports:*"}}}]}"#,
    ),
    logic: Logic::Statement(find_others),
};

pub(super) static SPECIFIC: Rule = Rule {
    code: "specific-github-repo-and-branch-recommended",
    severity: Severity::Warning,
    what: "a GitHub subject with a wildcard for the repository or the branch",
    why: "With a wildcard for the repository every repository of the organization can assume this \
          role, and with one for the branch every branch and pull request: whoever may push a branch \
          has what the role has. Name the repository and the branch or environment. Where the \
          branch is tested by token.actions.githubusercontent.com:ref nothing is found.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:example-org/*"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:example-org/reports:ref:refs/heads/release/*"}}}]}"#,
    ),
    logic: Logic::Statement(find_unspecific),
};

pub(super) static INVALID: Rule = Rule {
    code: "invalid-github-subject",
    severity: Severity::Warning,
    what: "a GitHub subject that no token has",
    why: "GitHub writes the subject as claims with colons between them, by default \
          `repo:organization/repository:ref:refs/heads/branch`. A value without `repo:`, without the \
          repository or without anything behind it equals no subject, so the role cannot be assumed \
          through it.",
    kinds: &[PolicyKind::Trust],
    page: GITHUB_PAGE,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "example-org/reports:ref:refs/heads/main"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example-org/reports:ref:refs/heads/main"}}}]}"#,
    ),
    logic: Logic::Statement(find_invalid),
};

fn find_others(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement) {
        for (value, _) in provider.subjects() {
            let Some(subject) = stranger_in(&provider, value) else { continue };
            findings
                .at(value.span, format!("tokens of strangers match {}", quote(&value.text)))
                .hint(format!("one with the subject {} comes in", quote(&subject)));
        }
    }
}

fn find_unspecific(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(Provider::is_github) {
        let tests_ref = provider.claims().any(|(claim, _)| claim == "ref");
        for (value, condition) in provider.subjects().filter(|(one, _)| is_pattern(one)) {
            let is_told = stranger_in(&provider, value).is_some() || !takes_wildcards(condition);
            if is_told || is_specific(&value.text, tests_ref) {
                continue;
            }
            let text = quote(&value.text);
            findings
                .at(value.span, format!("{text} leaves the repository or the branch open"))
                .hint("write `repo:organization/repository:ref:refs/heads/branch`");
        }
    }
}

fn find_invalid(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for provider in providers(statement).filter(Provider::is_github) {
        for (value, _) in provider.subjects() {
            if let Some(why) = mistake_of(&value.text) {
                findings
                    .at(
                        value.span,
                        format!("no token has the subject {}: {why}", quote(&value.text)),
                    )
                    .hint("write `repo:organization/repository:ref:refs/heads/branch`");
            }
        }
    }
}

/// The subject of a stranger's token that fits the value and comes in.
fn stranger_in(provider: &Provider<'_>, value: &ConditionValue) -> Option<String> {
    let issuer = provider.issuer()?;
    let comes_in = |subject: &String| {
        provider.statement.lets_in(&provider.stranger(issuer, subject)) != Truth::False
    };
    foreign_subjects(&value.text).into_iter().find(comes_in)
}

fn takes_wildcards(condition: &Condition) -> bool {
    condition.operator.is_some_and(|operator| operator.test.takes_wildcards())
}

fn is_pattern(value: &ConditionValue) -> bool {
    has_wildcard(&value.text)
}

/// Whether repository and branch, tag or environment are named, the latter at least in its beginning.
fn is_specific(subject: &str, tests_ref: bool) -> bool {
    let Some((repository, rest)) = subject.strip_prefix("repo:").and_then(|it| it.split_once(':'))
    else {
        return false;
    };
    let open_end =
        |start: &str| rest.strip_prefix(start).is_some_and(|name| !name.starts_with(['*', '?']));
    let names_ref = ["ref:refs/heads/", "ref:refs/tags/", "environment:"].into_iter().any(open_end);
    !has_wildcard(repository) && (tests_ref || names_ref)
}

fn mistake_of(subject: &str) -> Option<&'static str> {
    let (claim, rest) = match subject.split_once(':') {
        Some(parts) => parts,
        None if has_wildcard(subject) => return None,
        None => return Some("it has no colon"),
    };
    if has_wildcard(claim) {
        return None;
    }
    if claim.contains('/') {
        return Some("`repo:` is missing in front");
    }
    let (repository, behind) = match rest.split_once(':') {
        Some((repository, behind)) => (repository, Some(behind)),
        None => (rest, None),
    };
    if claim != "repo" || has_wildcard(repository) {
        None
    } else if !repository.contains('/') {
        Some("the repository is written `organization/repository`")
    } else if behind.is_none_or(str::is_empty) {
        Some("the branch, tag or environment is missing")
    } else {
        None
    }
}
