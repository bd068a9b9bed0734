//! OIDC providers: whose tokens they sign, and which claims tell whose a token is.

use crate::lint::caller::{Caller, filled};
use crate::lint::statement::StatementView;
use crate::policy::{Condition, PrincipalEntry, PrincipalValue};
use crate::request::Given;

pub(super) const GITHUB: &str = "token.actions.githubusercontent.com";

pub(super) const PAGE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html";

/// A provider that signs tokens for everybody who has an account there.
pub(super) struct Issuer {
    /// Its host and path, as in the provider's ARN.
    pub(super) host: &'static str,
    /// As people call it.
    pub(super) name: &'static str,
    /// The claims that tell whose a token is; one of them has to be tested.
    pub(super) telling: &'static [&'static str],
}

/// By host.
///
/// Source: the providers' own pages on AWS and the user guide's page on OIDC condition keys.
const SHARED: [Issuer; 10] = [
    Issuer { host: "accounts.google.com", name: "Google", telling: &["aud", "oaud", "sub"] },
    Issuer { host: "agent.buildkite.com", name: "Buildkite", telling: &["sub"] },
    Issuer { host: "api.gitpod.io/idp", name: "Gitpod", telling: &["sub"] },
    Issuer { host: "api.pulumi.com/oidc", name: "Pulumi", telling: &["aud", "sub"] },
    Issuer { host: "app.terraform.io", name: "HCP Terraform", telling: &["sub"] },
    Issuer {
        host: "cognito-identity.amazonaws.com",
        name: "Amazon Cognito",
        telling: &["aud", "sub"],
    },
    Issuer { host: "gitlab.com", name: "GitLab", telling: &["sub"] },
    Issuer { host: "graph.facebook.com", name: "Facebook", telling: &["app_id", "id"] },
    Issuer {
        host: GITHUB,
        name: "GitHub Actions",
        telling: &[
            "actor",
            "actor_id",
            "enterprise",
            "enterprise_id",
            "job_workflow_ref",
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "sub",
            "workflow_ref",
        ],
    },
    Issuer { host: "www.amazon.com", name: "Login with Amazon", telling: &["app_id", "user_id"] },
];

/// Claims of a subject that everybody can set in a repository of their own.
///
/// Source: GitHub's page on customising the subject claim.
const CHOSEN_BY_ANYBODY: [&str; 6] =
    ["base_ref", "context", "environment", "head_ref", "ref", "workflow"];

/// An OIDC provider that a statement trusts.
#[derive(Clone, Copy)]
pub(super) struct Provider<'s> {
    pub(super) statement: StatementView<'s>,
    pub(super) entry: &'s PrincipalEntry,
    pub(super) host: &'s str,
}

/// The OIDC providers that an Allow lets call `sts:AssumeRoleWithWebIdentity`.
pub(super) fn providers<'s>(
    statement: &StatementView<'s>,
) -> impl Iterator<Item = Provider<'s>> + use<'s> {
    let statement = *statement;
    let can_be_used =
        statement.is_allow() && statement.covers_action("sts:AssumeRoleWithWebIdentity");
    let entries = statement.principals().iter().filter(move |_| can_be_used);
    entries.filter_map(move |entry| {
        let PrincipalValue::Federated(text) = &entry.value else { return None };
        let host = match text.split_once(":oidc-provider/") {
            Some((_, host)) => host,
            None if !text.contains(':') => &**text,
            None => return None,
        };
        Some(Provider { statement, entry, host })
    })
}

impl<'s> Provider<'s> {
    /// Its line in the table of those that everybody can use.
    pub(super) fn issuer(&self) -> Option<&'static Issuer> {
        SHARED.iter().find(|issuer| issuer.host.eq_ignore_ascii_case(self.host))
    }

    pub(super) fn is_github(&self) -> bool {
        self.host.eq_ignore_ascii_case(GITHUB)
    }

    /// The claims that the statement tests, in lower case, each with its condition.
    pub(super) fn claims(&self) -> impl Iterator<Item = (String, &'s Condition)> + use<'s> {
        let prefix = format!("{}:", self.host.to_ascii_lowercase());
        self.statement.written.conditions.iter().filter_map(move |condition| {
            let lower = condition.key.to_ascii_lowercase();
            Some((lower.strip_prefix(&prefix)?.to_owned(), condition))
        })
    }

    pub(super) fn tests_any_claim(&self) -> bool {
        self.claims().next().is_some()
    }

    /// Whether a claim is tested that tells whose a token is.
    pub(super) fn tests_telling_claim(&self, issuer: &Issuer) -> bool {
        self.claims().any(|(claim, _)| issuer.telling.contains(&claim.as_str()))
    }

    /// The values of the subject that the statement lets in, each with its condition.
    pub(super) fn subjects(
        &self,
    ) -> impl Iterator<Item = (&'s crate::policy::ConditionValue, &'s Condition)> + use<'s> {
        let subjects = self.claims().filter(|(claim, condition)| {
            claim == "sub" && condition.operator.is_some_and(|one| !one.test.is_negated())
        });
        subjects.flat_map(|(_, condition)| condition.values.iter().map(move |one| (one, condition)))
    }

    /// Somebody who comes with a token that the provider gave to a stranger.
    pub(super) fn stranger(&self, issuer: &Issuer, subject: &str) -> Caller {
        let key = |claim: &str| format!("{}:{claim}", self.host.to_ascii_lowercase());
        let with = |caller: Caller, (claim, _): (String, &Condition)| match claim.as_str() {
            "sub" => caller,
            told if issuer.telling.contains(&told) => caller.with(key(told), "iamsim-stranger"),
            other => caller.with_state(key(other), Given::PresentUnknown),
        };
        let caller = Caller::of(&*self.entry.text).with(key("sub"), subject);
        self.claims().fold(caller, with)
    }
}

/// Subjects of strangers that may fit a pattern: those whose owner, the part behind the first colon,
/// a wildcard takes in, and those that start with a claim that everybody can choose.
pub(super) fn foreign_subjects(pattern: &str) -> Vec<String> {
    let Some((claim, rest)) = pattern.split_once(':').filter(|(claim, _)| !has_wildcard(claim))
    else {
        return if has_wildcard(pattern) { beginning_with_star(pattern) } else { Vec::new() };
    };
    if CHOSEN_BY_ANYBODY.contains(&claim) {
        return vec![filled(pattern)];
    }
    let end = rest.find(['/', ':']).unwrap_or(rest.len());
    if !has_wildcard(&rest[..end]) {
        return Vec::new();
    }
    let with_repository = if end == rest.len() { "/iamsim:ref:refs/heads/main" } else { "" };
    [filled(pattern), filled(pattern) + with_repository].into()
}

fn beginning_with_star(pattern: &str) -> Vec<String> {
    let starts = ["repo:iamsim", "repo:iamsim-stranger/iamsim"];
    let rest = pattern.trim_start_matches('*');
    let ends = ["", "/iamsim:ref:refs/heads/main", ":ref:refs/heads/main"];
    let of = |start: &str| ends.map(|end| format!("{start}{}{end}", filled(rest)));
    starts.iter().flat_map(|start| of(start)).filter(|one| is_foreign(one)).collect()
}

fn is_foreign(subject: &str) -> bool {
    let owner = subject.strip_prefix("repo:").and_then(|rest| rest.split_once('/'));
    owner.is_some_and(|(owner, _)| owner.contains("iamsim") && !owner.contains(':'))
}

pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}
