//! Access for everyone in the world.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::finding::Findings;
use crate::lint::named::keys_in_words;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::keys::untrustworthy::FORGEABLE;
use crate::lint::statement::StatementView;
use crate::policy::Condition;
use crate::text::{Severity, Span};

const PAGE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous";

pub(super) static PUBLIC: Rule = Rule {
    code: "public-access",
    severity: Severity::SecurityWarning,
    what: "a resource-based policy that lets everyone in",
    why: "`\"Principal\": \"*\"` stands for every caller in the world: all AWS accounts, AWS services \
          and people without any credentials. The statement's conditions and the policy's Denies \
          were asked: somebody of an unrelated account who comes from the internet or through an \
          endpoint of their own is let in all the same. Conditions on aws:SecureTransport, \
          aws:RequestedRegion, the time or the resource's tags say how or to what, not who. Name \
          the accounts, or test aws:PrincipalOrgID, aws:SourceArn, aws:SourceVpce or the like; if \
          the resource is meant to be public, allow this finding with that reason.",
    kinds: &[PolicyKind::Resource],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    logic: Logic::Statement(find_public),
};

pub(super) static CONDITIONAL: Rule = Rule {
    code: "public-access-with-conditions",
    severity: Severity::Warning,
    what: "a resource-based policy that lets in everyone who meets conditions that strangers can meet",
    why: "`\"Principal\": \"*\"` stands for every caller in the world, and what the statement tests \
          does not tie the caller to an account, an organization or a network of yours: tags and \
          names of a principal are chosen by its own account. Headers are chosen by whoever sends the \
          request: a test of nothing else is found as `untrustworthy-condition-key`. \
          Add a condition on aws:PrincipalOrgID, aws:PrincipalAccount, aws:SourceArn or \
          aws:SourceVpce, or name the accounts.",
    kinds: &[PolicyKind::Resource],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance", "aws:PrincipalAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Statement(find_conditional),
};

/// Keys that say how, when or on what, but not who. A `/` or `-` at the end stands for all that
/// begin so.
const ABOUT_SOMETHING_ELSE: [&str; 14] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:tagkeys",
    "aws:viaawsservice",
    "s3:delimiter",
    "s3:existingobjecttag/",
    "s3:max-keys",
    "s3:prefix",
    "s3:tlsversion",
    "s3:x-amz-",
];

fn find_public(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(opening) = opening(statement) else { return };
    if opening.truth == Truth::True || opening.narrowing.is_empty() {
        let message = if opening.caller.principal == "anonymous" {
            "this lets everyone in, also people without an AWS account"
        } else {
            "this lets in principals of every AWS account"
        };
        findings
            .at(opening.everyone, message)
            .hint("name accounts, or test `aws:PrincipalOrgID`, `aws:SourceArn` or the like");
    }
}

fn find_conditional(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(opening) = opening(statement) else { return };
    // INVARIANT: a header that anybody can send has a finding of its own, which is graver.
    let is_header = |one: &&Condition| FORGEABLE.contains(&&*one.key.to_ascii_lowercase());
    if opening.narrowing.iter().all(is_header) {
        return;
    }
    let first = opening.narrowing.first().filter(|_| opening.truth == Truth::Unknown);
    let Some(first) = first else { return };
    let keys = keys_in_words(&opening.narrowing);
    findings
        .at(opening.everyone, format!("this lets everyone in who meets the condition on {keys}"))
        .label(first.span, "a stranger may meet this")
        .hint("tie the caller to an account, an organization or a network of yours, too");
}

/// How everyone comes in.
struct Opening<'s> {
    /// Where everyone is named.
    everyone: Span,
    /// Who comes in.
    caller: Caller,
    /// Whether that is sure.
    truth: Truth,
    /// The conditions, one for each key, on which it hangs and that say who.
    narrowing: Vec<&'s Condition>,
}

fn opening<'s>(statement: &StatementView<'s>) -> Option<Opening<'s>> {
    let everyone = statement.everyone().filter(|_| statement.is_allow())?;
    let subject = statement.subject;
    let (mut truth, mut caller) = (Truth::False, None);
    for outsider in subject.parties().outsiders(subject) {
        let answer = statement.lets_in(&outsider);
        if answer > truth {
            (truth, caller) = (answer, Some(outsider));
        }
    }
    let caller = caller?;
    let open = |one: &StatementView<'_>| one.is_deny() && one.hits(&caller) == Truth::Unknown;
    let denies = subject.statements().filter(open);
    let narrowing = std::iter::once(*statement).chain(denies);
    let narrowing = narrowing.flat_map(|one| one.keys_that(says_who)).collect();
    Some(Opening { everyone, caller, truth, narrowing })
}

fn says_who(lower_key: &str) -> bool {
    !ABOUT_SOMETHING_ELSE.iter().any(|other| {
        let is_family = other.ends_with(['/', '-']) && lower_key.starts_with(other);
        is_family || lower_key == *other
    })
}
