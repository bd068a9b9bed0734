//! Keys that tell accounts, organizations and networks apart, compared with less than a whole value.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::{ConditionTest, Template, TemplatePart};
use crate::text::{Severity, quote};

pub(super) static WILDCARD: Rule = Rule {
    code: "wildcard-usage-too-permissive",
    severity: Severity::SecurityWarning,
    what: "a wildcard in a value that names an account, an organization or a network",
    why: "Such keys say whose request it is or where it comes from, and their values are handed out by \
          AWS without any order: a wildcard lets in accounts, organizations or networks of strangers \
          whose id happens to fit. In `aws:userid` only the part behind the colon is chosen by people. \
          Write the ids in full. AWS calls this an error, but stores such policies.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringLike": {"aws:SourceVpce": "vpce-0a1b*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}}]}"#,
    ),
    logic: Logic::Condition(find_wildcards),
};

pub(super) static VARIABLE: Rule = Rule {
    code: "variable-usage-too-permissive",
    severity: Severity::SecurityWarning,
    what: "a variable in a value that names an account, an organization or a network",
    why: "Such keys say whose request it is or where it comes from. A variable hands the choice of the \
          value to whoever sets the variable's key: a tag of the principal or of the session, a name, a \
          source identity. Write the ids in full, or compare with a key that AWS itself fills in, such \
          as `${aws:PrincipalAccount}`. AWS calls this an error, but stores such policies.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpc": "${aws:PrincipalTag/vpc}"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}}]}"#,
    ),
    logic: Logic::Condition(find_variables),
};

/// Keys whose values are ids that AWS hands out, from the user guide's page on global condition keys.
// AWS: C-39
const SENSITIVE: &[&str] = &[
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
];

/// Whether a key, in lower case, is one of those that take no wildcards.
pub(in crate::lint) fn is_sensitive(lower_key: &str) -> bool {
    SENSITIVE.contains(&lower_key)
}

/// Whether more values than meant make the statement grant more, or refuse less.
fn widens(condition: &ConditionView<'_>) -> bool {
    let statement = condition.statement;
    if condition.is_negated() { statement.is_deny() } else { statement.is_allow() }
}

fn find_wildcards(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    use ConditionTest::{StringLike, StringNotLike};
    let is_wild = matches!(condition.operator.test, StringLike | StringNotLike);
    if !is_wild || !widens(condition) {
        return;
    }
    for value in &condition.written.values {
        let text = &*value.text;
        let is_open = match &*condition.lower_key {
            "aws:userid" => is_open_user_id(text),
            key => is_sensitive(key) && has_wildcard(condition, text),
        };
        if is_open {
            let key = quote(&condition.written.key);
            let message = format!("{} lets in more values of {key} than are yours", quote(text));
            findings.at(value.span, message).hint("write each id in full");
        }
    }
}

/// Whether a wildcard stands left of the colon beside something else, or there is no colon.
fn is_open_user_id(text: &str) -> bool {
    let Some((id, _)) = text.split_once(':') else {
        return text.contains(['*', '?']) && text != "*";
    };
    id != "*" && id.contains(['*', '?'])
}

fn has_wildcard(condition: &ConditionView<'_>, text: &str) -> bool {
    let is_wild =
        |part: &TemplatePart| matches!(part, TemplatePart::AnyRun | TemplatePart::AnyCharacter);
    parts(condition, text).iter().any(is_wild)
}

fn find_variables(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let is_asked = is_sensitive(&condition.lower_key) && condition.operator.test.takes_variables();
    if !is_asked || !widens(condition) {
        return;
    }
    for value in &condition.written.values {
        for part in parts(condition, &value.text) {
            let TemplatePart::Variable { key: variable, .. } = part else { continue };
            if is_filled_in_by_aws(&variable.to_ascii_lowercase()) {
                continue;
            }
            let key = quote(&condition.written.key);
            let message = format!("{key} is whatever {} says", quote(&variable));
            findings.at(value.span, message).hint("write each id in full");
        }
    }
}

/// Whether nobody but AWS decides what the key's value is: the sensitive keys themselves.
fn is_filled_in_by_aws(lower_key: &str) -> bool {
    is_sensitive(lower_key) || lower_key == "aws:ec2instancesourcevpc"
}

fn parts(condition: &ConditionView<'_>, text: &str) -> Vec<TemplatePart> {
    let version = condition.statement.subject.document().version;
    let wildcards = condition.operator.test.takes_wildcards();
    Template::parse(text, version, wildcards).map_or(Vec::new(), |template| template.parts)
}
