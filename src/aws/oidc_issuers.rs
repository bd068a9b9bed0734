//! OIDC providers that sign tokens for everybody, and which claims tell whose a token is.

const GITHUB: &str = "token.actions.githubusercontent.com";

/// A provider that signs tokens for everybody who has an account there.
pub struct Issuer {
    /// Its host and path, as in the provider's ARN.
    pub host: &'static str,
    /// As people call it.
    pub name: &'static str,
    /// The claims that tell whose a token is; one of them has to be tested.
    pub telling: &'static [&'static str],
}

/// One that is told by the subject alone.
const fn by_subject(host: &'static str, name: &'static str) -> Issuer {
    Issuer { host, name, telling: &["sub"] }
}

/// By host.
///
/// Source: the providers' own pages on AWS, and the user guide's pages on OIDC condition keys and on
/// shared OIDC providers.
const SHARED: [Issuer; 19] = [
    Issuer {
        host: "accounts.google.com",
        name: "Google",
        telling: &["aud", "google/organization_number", "oaud", "sub"],
    },
    by_subject("agent.buildkite.com", "Buildkite"),
    by_subject("api.gitpod.io/idp", "Gitpod"),
    Issuer { host: "api.pulumi.com/oidc", name: "Pulumi", telling: &["aud", "sub"] },
    by_subject("app.terraform.io", "HCP Terraform"),
    Issuer {
        host: "cognito-identity.amazonaws.com",
        name: "Amazon Cognito",
        telling: &["aud", "sub"],
    },
    by_subject("gitlab.com", "GitLab"),
    Issuer { host: "graph.facebook.com", name: "Facebook", telling: &["app_id", "id"] },
    by_subject("oidc.codefresh.io", "Codefresh"),
    by_subject("oidc-configuration.audit-log.githubusercontent.com", "GitHub audit log streaming"),
    Issuer { host: "oidc.vercel.com", name: "Vercel", telling: &["aud", "sub"] },
    by_subject("proidc.upbound.io", "Upbound"),
    Issuer { host: "sandboxes.cloud", name: "sandboxes.cloud", telling: &["aud", "sub"] },
    by_subject("scalr.io", "Scalr"),
    by_subject("studio.datachain.ai/api", "DVC Studio"),
    by_subject("tokens.cloud.shisho.dev", "Shisho Cloud"),
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
    by_subject("vstoken.actions.githubusercontent.com", "GitHub Actions"),
    Issuer { host: "www.amazon.com", name: "Login with Amazon", telling: &["app_id", "user_id"] },
];

/// Claims that only some tokens have.
const SOMETIMES: [&str; 4] = ["enterprise", "enterprise_id", "google/organization_number", "oaud"];

/// Claims of a subject that everybody can set in a repository of their own.
///
/// Source: GitHub's page on customising the subject claim.
const CHOSEN_BY_ANYBODY: [&str; 6] =
    ["base_ref", "context", "environment", "head_ref", "ref", "workflow"];

/// The host and path of an OIDC provider, as a policy names it: by its ARN or its domain.
pub fn host_of(provider: &str) -> Option<&str> {
    match provider.split_once(":oidc-provider/") {
        Some((_, host)) => Some(host),
        None => (!provider.contains(':')).then_some(provider),
    }
}

/// The provider of this host, if everybody can have its tokens.
pub fn issuer_of(host: &str) -> Option<&'static Issuer> {
    SHARED.iter().find(|issuer| issuer.host.eq_ignore_ascii_case(host))
}

impl Issuer {
    /// Whether it is that of GitHub's workflows.
    pub fn is_github(&self) -> bool {
        self.host == GITHUB
    }

    /// Whether tokens need not have the claim.
    pub fn may_leave_out(claim: &str) -> bool {
        SOMETIMES.contains(&claim)
    }
}

/// Subjects of strangers that may fit a pattern: those whose owner, the part behind the first colon,
/// a wildcard takes in, and those that start with a claim that everybody can choose.
pub fn foreign_subjects(pattern: &str) -> Vec<String> {
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

/// Whether a pattern has one.
pub fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// A value of another claim of a stranger's token that fits a pattern, if a wildcard stands in the
/// owner's place.
pub fn foreign_value(pattern: &str) -> Option<String> {
    let owner = pattern.split('/').next().unwrap_or_default();
    has_wildcard(owner).then(|| filled(pattern))
}

/// The text with something for each wildcard.
pub(crate) fn filled(pattern: &str) -> String {
    pattern.replace('*', "iamsim").replace('?', "0")
}
