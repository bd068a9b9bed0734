//! What only a proof about all requests shows to be needless: where it is told, what shadows it, and
//! what is left after the fix.

use iamsim::aws::PolicyKind;
use iamsim::lint::Finding;
use iamsim::text::{Source, apply_edits};

use crate::support::lint_text;

fn policy(statements: &str) -> String {
    format!("{{\n\"Version\": \"2012-10-17\",\n\"Statement\": [\n{statements}\n]}}")
}

/// The findings of a code, as the text under the caret and the message.
fn told(code: &str, kind: PolicyKind, statements: &str) -> Vec<(String, String)> {
    let text = policy(statements);
    let found = lint_text(&text, kind);
    let of_code = found.iter().filter(|one| one.diagnostic.code == code);
    of_code
        .map(|one| {
            let place = text[one.diagnostic.span.range()].to_owned();
            (place, one.diagnostic.message.clone())
        })
        .collect()
}

fn assert_told(code: &str, statements: &str, expected: &[(&str, &str)]) {
    let found = told(code, PolicyKind::Identity, statements);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(place, message)| (&**place, &**message)).collect();
    assert_eq!(found, expected, "{statements}");
}

/// The statements after all fixes of a code.
fn fixed(code: &str, statements: &str) -> String {
    let text = policy(statements);
    let of_code = |one: &Finding| one.diagnostic.code == code;
    let found = lint_text(&text, PolicyKind::Identity);
    let fixes = found.iter().filter(|one| of_code(one)).filter_map(|one| one.fix.clone());
    let edits: Vec<_> = fixes.flat_map(|fix| fix.edits).collect();
    assert!(!edits.is_empty(), "{statements}");
    let after = apply_edits(&Source::new("policy.json", text.as_str()), &edits);
    assert!(!lint_text(&after, PolicyKind::Identity).iter().any(of_code), "{after}");
    let rest = after.strip_prefix("{\n\"Version\": \"2012-10-17\",\n\"Statement\": [\n").unwrap();
    rest.strip_suffix("\n]}").unwrap().to_owned()
}

const BOTH: &str = r#"{"Sid": "Both", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::a/*"}"#;
const READ: &str =
    r#"{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/*"}"#;
const WRITE: &str = r#"{"Sid": "Write", "Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}"#;

#[test]
fn a_statement_that_others_cover_together() {
    let all = format!("{BOTH},\n{READ},\n{WRITE}");
    let message = "statements 2 and 3 allow all that this statement allows";
    assert_told("redundant-statement", &all, &[("\"Both\"", message)]);
    assert_eq!(fixed("redundant-statement", &all), format!("{READ},\n{WRITE}"));
}

#[test]
fn an_action_that_another_statement_covers() {
    let two = format!("{BOTH},\n{READ}");
    let message = "statement 2 allows all that `s3:GetObject` adds";
    assert_told("redundant-action", &two, &[("\"s3:GetObject\"", message)]);
    let left = BOTH.replace("\"s3:GetObject\", ", "");
    assert_eq!(fixed("redundant-action", &two), format!("{left},\n{READ}"));
}

#[test]
fn a_resource_that_another_statement_covers() {
    let two = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}, {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b*"}"#;
    let message = "statement 2 allows all that `arn:aws:s3:::b/*` adds";
    assert_told("redundant-resource", two, &[("\"arn:aws:s3:::b/*\"", message)]);
}

#[test]
fn an_allow_that_denies_refuse_together() {
    let deny = |null: &str| {
        format!(
            r#"{{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {{"Null": {{"aws:PrincipalTag/team": "{null}"}}}}}}"#
        )
    };
    let all = format!("{READ},\n{WRITE},\n{},\n{}", deny("true"), deny("false"));
    let message = "this Allow never grants anything: statements 3 and 4 deny all of it";
    assert_told("allow-always-denied", &all, &[("\"Read\"", message), ("\"Write\"", message)]);
    let some = format!("{BOTH},\n{}", deny("true"));
    assert_told("allow-always-denied", &some, &[]);
}

#[test]
fn what_a_deny_refuses_is_taken_out() {
    let deny = r#"{"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}"#;
    let left = BOTH.replace(", \"s3:PutObject\"", "");
    let after = fixed("allow-always-denied", &format!("{BOTH},\n{deny}"));
    assert_eq!(after, format!("{left},\n{deny}"));
    let after = fixed("allow-always-denied", &format!("{READ},\n{WRITE},\n{deny}"));
    assert_eq!(after, format!("{READ},\n{deny}"));
}

#[test]
fn three_conditions_that_contradict_each_other() {
    let deny = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/a": ["x*", "y*"]}, "StringNotLike": {"aws:PrincipalTag/a": "x*"}, "StringNotEqualsIfExists": {"aws:PrincipalTag/a": "z"}, "ForAnyValue:StringLike": {"aws:PrincipalTag/a": "x*"}}}"#;
    let found = told("contradicting-conditions", PolicyKind::Identity, deny);
    assert_eq!(found.len(), 1, "{found:?}");
}

/// That only one of several bounds counts does not make the condition needless.
#[test]
fn a_condition_with_several_bounds_is_still_asked() {
    let read = r#"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}"#;
    let some = |bounds: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:List*", "Resource": "arn:aws:s3:::a*", "Condition": {{"NumericLessThan": {{"s3:max-keys": {bounds}}}}}}}"#
        )
    };
    let both = format!("{read},\n{}", some(r#"["5", "10"]"#));
    assert_told("redundant-resource", &both, &[]);
    let message = "of these values only `10` counts";
    assert_told("redundant-condition-value-num", &both, &[("\"s3:max-keys\"", message)]);
    assert_told("redundant-condition-value", &both, &[]);
    let wide = some(r#"["5", "10"]"#);
    let narrow = some(r#"["7", "8"]"#).replace("List*", "ListBucket");
    let found = told("redundant-statement", PolicyKind::Identity, &format!("{wide},\n{narrow}"));
    assert!(found.iter().any(|(_, message)| message.contains("statement 1")), "{found:?}");
}

#[test]
fn nothing_is_told_twice() {
    let same = format!("{READ},\n{}", READ.replace("Read", "Again"));
    let found = told("redundant-statement", PolicyKind::Identity, &same);
    assert_eq!(found.len(), 1, "{found:?}");
    let list = BOTH.replace("s3:PutObject", "s3:Get*");
    assert_eq!(told("redundant-action", PolicyKind::Identity, &list).len(), 1);
}
