//! How what a policy wants and what a token says differ, in words.

use crate::policy::{Condition, ConditionFamily};
use crate::text::quote;
use crate::value_set::Pattern;

/// What is wanted, and what there is.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) wanted: &'a [Box<str>],
    pub(super) found: &'a [Box<str>],
}

/// How the nearest of the texts differ; nothing where they should differ and do not.
pub(super) fn difference(condition: &Condition, texts: Texts<'_>) -> Option<String> {
    let operator = condition.operator?;
    if operator.test.is_negated() {
        return Some("this is what the condition excludes".to_owned());
    }
    if operator.test.family() != ConditionFamily::Text {
        return None;
    }
    if texts.found.len() > 1 && operator.set.is_none() {
        return Some(
            "the claim has several values: that takes `ForAnyValue:` before the operator"
                .to_owned(),
        );
    }
    let takes_wildcards = operator.test.takes_wildcards();
    let pairs =
        texts.wanted.iter().flat_map(|wanted| texts.found.iter().map(move |found| (wanted, found)));
    let reasons = pairs.map(|(wanted, found)| between(wanted, found, takes_wildcards));
    reasons.min_by_key(|(rank, _)| *rank).map(|(_, why)| why)
}

/// How two texts differ, and how far they are apart.
fn between(wanted: &str, found: &str, takes_wildcards: bool) -> (usize, String) {
    let like = |wanted: &str, found: &str| {
        if takes_wildcards { Pattern::glob(wanted).matches(found) } else { wanted == found }
    };
    let plain = |text: &str| text.trim().trim_end_matches('/').to_lowercase();
    let name = quote(wanted);
    let has_wildcards = !takes_wildcards && wanted.contains(['*', '?']);
    if has_wildcards && Pattern::glob(wanted).matches(found) {
        return (
            0,
            format!("{name} would fit under `StringLike`: here `*` and `?` are plain characters"),
        );
    }
    if like(&wanted.to_lowercase(), &found.to_lowercase()) {
        return (1, format!("the letter case differs from {name}"));
    }
    if like(wanted.trim_end_matches('/'), found.trim_end_matches('/')) {
        return (2, format!("a slash at the end is all that differs from {name}"));
    }
    if like(wanted.trim(), found.trim()) {
        return (3, format!("blanks around it are all that differs from {name}"));
    }
    let bare = |text: &str| plain(text.trim_start_matches("https://"));
    if bare(wanted) == bare(found) {
        return (4, format!("`https://` or a slash differs from {name}"));
    }
    if let Some(why) = subject_difference(wanted, found) {
        return (5, why);
    }
    if has_wildcards && Pattern::glob(&wanted.to_lowercase()).matches(&found.to_lowercase()) {
        return (6, format!("the letter case differs from {name}, and `*` needs `StringLike`"));
    }
    let same = wanted.chars().zip(found.chars()).take_while(|(one, two)| one == two).count();
    (usize::MAX - same, format!("it differs from {name} from the character {} on", same + 1))
}

/// How a GitHub subject was meant: `repo:owner/name:ref:refs/heads/main`.
fn subject_difference(wanted: &str, found: &str) -> Option<String> {
    let (wanted_repository, wanted_rest) = subject(wanted)?;
    let (repository, rest) = subject(found)?;
    if !Pattern::glob(wanted_repository).matches(repository) {
        return None;
    }
    let branch = rest.strip_prefix("ref:refs/heads/").or(rest.strip_prefix("ref:refs/tags/"));
    let forms = branch.map(|branch| {
        [
            branch.to_owned(),
            format!("ref:{branch}"),
            format!("refs/heads/{branch}"),
            format!("ref:refs/{branch}"),
            format!("ref:heads/{branch}"),
            format!("branch:{branch}"),
        ]
    });
    if forms.is_some_and(|forms| forms.iter().any(|form| form == wanted_rest)) {
        return Some(format!("a branch or tag is spelt {} in a subject", quote(rest)));
    }
    let kind = |rest: &str| rest.split(':').next().unwrap_or_default().to_owned();
    let (is, wants) = (kind(rest), kind(wanted_rest));
    match &*is {
        _ if is == wants => None,
        "environment" => Some(format!(
            "the job runs in an environment: the subject says {} and names no branch",
            quote(rest)
        )),
        "pull_request" => {
            Some("the job runs for a pull request: the subject names no branch".to_owned())
        }
        "ref" if wants == "environment" => {
            Some("the job runs in no environment: the subject names the branch or tag".to_owned())
        }
        _ => None,
    }
}

/// The repository of a subject, and the rest.
fn subject(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("repo:")?.split_once(':')
}

/// Why none of the principals is the provider of the token's issuer.
pub(super) fn provider_difference(wanted: &[Box<str>], provider: &str, issuer: &str) -> String {
    let name =
        |arn: &str| arn.split_once(":oidc-provider/").map_or(arn, |(_, name)| name).to_owned();
    let own = name(provider);
    for one in wanted {
        let theirs = name(one);
        let reason = match () {
            () if theirs == own => "the account or partition of the provider differs",
            () if theirs.eq_ignore_ascii_case(&own) => "the letter case of the issuer differs",
            () if theirs.trim_end_matches('/') == own.trim_end_matches('/') => {
                "a slash at the end of the issuer is all that differs"
            }
            () if theirs.trim_start_matches("https://") == own => {
                "a provider's ARN names the issuer without `https://`"
            }
            () if own.starts_with(&format!("{theirs}/"))
                || theirs.starts_with(&format!("{own}/")) =>
            {
                "the path behind the issuer's host differs"
            }
            () => continue,
        };
        return format!("{reason}: the policy has {}", quote(one));
    }
    format!("the token's issuer is {}, which the policy does not trust", quote(issuer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(wanted: &str, found: &str) -> String {
        between(wanted, found, false).1
    }

    #[test]
    fn what_differs_is_said() {
        let github = "repo:acme/app:ref:refs/heads/main";
        assert!(why("repo:Acme/app:ref:refs/heads/main", github).starts_with("the letter case"));
        assert!(why("repo:acme/app:*", github).contains("`StringLike`"));
        assert!(why("https://sts.example/", "https://sts.example").starts_with("a slash"));
        assert!(why("sts.example", "https://sts.example").starts_with("`https://`"));
        assert!(why("repo:acme/app:main", github).starts_with("a branch or tag"));
        assert!(why("repo:acme/app:refs/heads/main", github).starts_with("a branch or tag"));
        assert!(why(github, "repo:acme/app:environment:prod").contains("an environment"));
        assert!(why(github, "repo:acme/app:pull_request").contains("a pull request"));
        assert!(why("repo:acme/app:environment:prod", github).contains("in no environment"));
        assert!(why(" a", "a").starts_with("blanks"));
        assert_eq!(why("abc", "abd"), "it differs from `abc` from the character 3 on");
    }

    #[test]
    fn what_a_provider_lacks_is_said() {
        let own = "arn:aws:iam::111122223333:oidc-provider/idp.example/a";
        let is = |wanted: &str| provider_difference(&[wanted.into()], own, "https://idp.example/a");
        assert!(
            is("arn:aws:iam::444455556666:oidc-provider/idp.example/a").starts_with("the account")
        );
        assert!(
            is("arn:aws:iam::111122223333:oidc-provider/idp.example/A").starts_with("the letter")
        );
        assert!(
            is("arn:aws:iam::111122223333:oidc-provider/idp.example/a/").starts_with("a slash")
        );
        assert!(is("arn:aws:iam::111122223333:oidc-provider/idp.example").starts_with("the path"));
        assert!(is("arn:aws:iam::111122223333:oidc-provider/other").contains("does not trust"));
    }
}
