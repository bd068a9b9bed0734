//! What can be read and had better be written otherwise: look-alikes, variants, places and fixes.

use iamsim::aws::PolicyKind::{self, Identity, ResourceControl};
use iamsim::lint::Finding;
use iamsim::text::{Source, apply_edits};

use super::support::{codes_in, lint_text};

const CODES: [&str; 9] = [
    "deprecated-global-condition-key",
    "empty-sid-value",
    "invalid-condition-data-type",
    "invalid-condition-key-format",
    "invalid-condition-multiple-boolean",
    "invalid-date-value",
    "missing-version",
    "null-with-qualifier",
    "rcp-unsupported-service",
];

fn with_condition(condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {condition}}}]}}"#
    )
}

/// `code @ underlined` of this group's findings.
fn found(text: &str, kind: PolicyKind) -> Vec<String> {
    let own = |finding: &Finding| CODES.contains(&finding.diagnostic.code);
    let drawn = |finding: Finding| {
        let diagnostic = finding.diagnostic;
        format!("{} @ {}", diagnostic.code, &text[diagnostic.span.range()])
    };
    lint_text(text, kind).into_iter().filter(own).map(drawn).collect()
}

#[test]
fn conditions() {
    let table: &[(&str, &[&str])] = &[
        (
            r#"{"ArnLike": {"AWS:arn": "arn:aws:iam::111122223333:user/*"}}"#,
            &[r#"deprecated-global-condition-key @ "AWS:arn""#],
        ),
        (r#"{"ArnLike": {"x:ARN": "arn:aws:iam::111122223333:user/*"}}"#, &[]),
        (r#"{"StringLike": {"prefix": "a"}}"#, &[r#"invalid-condition-key-format @ "prefix""#]),
        (r#"{"StringLike": {"s3:": "a"}}"#, &[r#"invalid-condition-key-format @ "s3:""#]),
        (r#"{"StringLike": {":prefix": "a"}}"#, &[r#"invalid-condition-key-format @ ":prefix""#]),
        (r#"{"StringLike": {"oidc.example.com/id/7:sub": "a"}}"#, &[]),
        (
            r#"{"StringEquals": {"s3:prefix": ["a", 1, true]}}"#,
            &["invalid-condition-data-type @ 1"],
        ),
        (
            r#"{"StringEquals": {"s3:prefix": [true, "a"]}}"#,
            &[r#"invalid-condition-data-type @ "a""#],
        ),
        (r#"{"NumericEquals": {"s3:max-keys": [1, 2, 3.5]}}"#, &[]),
        (r#"{"NumericEquals": {"s3:max-keys": 1}}"#, &[]),
        (
            r#"{"Bool": {"aws:SecureTransport": ["true", "TRUE"]}}"#,
            &[r#"invalid-condition-multiple-boolean @ "TRUE""#],
        ),
        (
            r#"{"Null": {"aws:TokenIssueTime": [true, false]}}"#,
            &["invalid-condition-multiple-boolean @ false"],
        ),
        (r#"{"Bool": {"aws:SecureTransport": ["true"]}}"#, &[]),
        (r#"{"StringEquals": {"aws:SecureTransport": ["true", "false"]}}"#, &[]),
        (
            r#"{"DateLessThan": {"aws:CurrentTime": 1798675200}}"#,
            &["invalid-date-value @ 1798675200"],
        ),
        (r#"{"DateLessThan": {"aws:EpochTime": "1798675200"}}"#, &[]),
        (r#"{"NumericLessThan": {"aws:EpochTime": "1798675200"}}"#, &[]),
        (r#"{"DateLessThan": {"aws:CurrentTime": "2027"}}"#, &[]),
        (r#"{"DateLessThan": {"aws:CurrentTime": "20270101"}}"#, &[]),
        (r#"{"DateLessThan": {"aws:CurrentTime": "99999999999999999999"}}"#, &[]),
        (
            r#"{"ForAnyValue:Null": {"aws:TagKeys": "true"}}"#,
            &[r#"null-with-qualifier @ "ForAnyValue:Null""#],
        ),
        (r#"{"Null": {"aws:TagKeys": "true"}}"#, &[]),
    ];
    for (condition, expected) in table {
        assert_eq!(found(&with_condition(condition), Identity), *expected, "{condition}");
    }
}

#[test]
fn the_key_that_was_meant_is_named() {
    let hint = |key: &str| {
        let text = with_condition(&format!(r#"{{"StringLike": {{"{key}": "a"}}}}"#));
        let found = lint_text(&text, Identity);
        found.into_iter().find(|one| one.diagnostic.code == CODES[3]).unwrap().diagnostic.hint
    };
    assert_eq!(hint("sourceip").as_deref(), Some("did you mean `aws:SourceIp`?"));
    assert!(hint("prefix").unwrap().starts_with("write `service:name`"));
}

#[test]
fn services_without_resource_control_policies() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["S3:*", "EC2:Run*"], "Resource": "*"}]}"#;
    assert_eq!(found(text, ResourceControl), [r#"rcp-unsupported-service @ "EC2:Run*""#]);
    let full = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;
    assert_eq!(found(full, ResourceControl), [""; 0]);
}

fn fixed(text: &str, code: &str) -> Option<String> {
    let found = lint_text(text, Identity);
    let finding = found.iter().find(|one| one.diagnostic.code == code)?;
    let fix = finding.fix.as_ref()?;
    let fixed = apply_edits(&Source::new("policy.json", text), &fix.edits);
    assert!(!codes_in(&lint_text(&fixed, Identity)).contains(code), "{fixed}");
    Some(fixed)
}

#[test]
fn fixes() {
    let statement = r#"{"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}"#;
    let text = format!(r#"{{"Statement": [{statement}]}}"#);
    let named = text.replace(r#""Sid": "", "#, "");
    assert_eq!(fixed(&text, "empty-sid-value"), Some(named));
    let with_version = fixed(&text, "missing-version").unwrap();
    assert!(with_version.contains(r#""Version": "2012-10-17""#), "{with_version}");
    for variable in ["${aws:username}", r"\u0024{aws:username}", "${*}"] {
        let text = text.replace("reports/*", &format!("reports/{variable}"));
        assert_eq!(fixed(&text, "missing-version"), None, "{text}");
    }
    let date = with_condition(r#"{"DateLessThan": {"aws:CurrentTime": 1798675200}}"#);
    let written = date.replace("1798675200", r#""2026-12-31T00:00:00Z""#);
    assert_eq!(fixed(&date, "invalid-date-value"), Some(written));
}
