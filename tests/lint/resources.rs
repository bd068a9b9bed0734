//! Rules on ARNs.

use iamsim::aws::PolicyKind;
use iamsim::text::{Source, apply_edits};

use crate::support::{allow, codes_in, lint_text, places};

const ARN_CODES: &[&str] = &[
    "arn-account-not-allowed",
    "arn-letter-case",
    "arn-region-not-allowed",
    "invalid-arn-account",
    "invalid-arn-region",
    "invalid-arn-resource",
    "invalid-arn-service-case",
    "invalid-partition",
    "invalid-service",
    "missing-arn-account",
    "missing-arn-region",
    "wildcard-in-resource-type",
    "wildcard-in-service-name",
];

fn codes(arn: &str) -> Vec<&'static str> {
    let text = allow(r#""*""#, &format!("\"{arn}\""));
    let found = lint_text(&text, PolicyKind::Identity);
    let codes = found.iter().map(|finding| finding.diagnostic.code);
    codes.filter(|code| ARN_CODES.contains(code)).collect()
}

#[test]
fn each_part_has_its_finding() {
    let table: [(&str, &[&str]); 20] = [
        ("arn:awz:s3:::reports", &["invalid-partition"]),
        ("arn:aws-*:s3:::reports", &[]),
        ("arn:aws:S3:::reports", &["invalid-arn-service-case"]),
        ("arn:AWS:s3:::reports", &["arn-letter-case"]),
        ("arn:aws:s3s:::reports", &["invalid-service"]),
        ("arn:aws:sqs:us-east-9:111122223333:q", &["invalid-arn-region"]),
        ("arn:aws:sqs:us_*:111122223333:q", &["invalid-arn-region"]),
        ("arn:aws:sqs:cn-north-1:111122223333:q", &["invalid-arn-region"]),
        ("arn:aws:sqs::111122223333:q", &["missing-arn-region"]),
        ("arn:aws:iam:us-east-1:111122223333:role/r", &["arn-region-not-allowed"]),
        ("arn:aws:iam:::role/r", &["missing-arn-account"]),
        ("arn:aws:s3::111122223333:reports", &["arn-account-not-allowed"]),
        ("arn:aws:sqs:eu-west-1:11122223333:q", &["invalid-arn-account"]),
        ("arn:aws:sqs:eu-west-1:1111-2222-3333:q", &["invalid-arn-account"]),
        ("arn:aws:sqs:eu-west-1:ACCOUNT:q", &["invalid-arn-account"]),
        ("arn:aws:iam::111122223333:rol/r", &["invalid-arn-resource"]),
        ("arn:aws:iam::111122223333:rol*", &["wildcard-in-resource-type"]),
        ("arn:aws:*dynamodb*:*:*:table/t", &["wildcard-in-service-name"]),
        ("arn:aws:sqs:\u{202e}:111122223333:q", &["invalid-arn-region"]),
        (r"arn:aws:sqs:eu-west-1:1\n2:q", &["invalid-arn-account"]),
    ];
    for (arn, expected) in table {
        assert_eq!(codes(arn), expected, "{arn:?}");
    }
}

#[test]
fn what_is_right_is_left_alone() {
    for arn in [
        "*",
        "arn:*:*:*:*:*",
        "arn:aws:*:*:*:*",
        "arn:aws:s3:::reports/${aws:username}/*",
        "arn:aws:s3:*:*:reports/*",
        "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q",
        "arn:*:sqs:cn-north-1:111122223333:q",
        "arn:aws:sqs:*:1111????3333:q",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::111122223333:*",
        "arn:aws:ssm:*::document/AWS-RunShellScript",
        "arn:aws:ec2:*::image/*",
        "arn:aws:logs:*:*:log-group:/aws/lambda/*:*",
        "arn:aws:execute-api:*:*:api/prod/GET/x",
        "arn:aws:lambda:*:*:function:f*",
        "arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31",
    ] {
        assert_eq!(codes(arn), [""; 0], "{arn}");
    }
}

#[test]
fn the_caret_stands_under_the_part() {
    let place =
        |arn: &str, code| places(&allow(r#""*""#, &format!("{arn:?}")), PolicyKind::Identity, code);
    assert_eq!(place("arn:awz:s3:::reports", "invalid-partition"), ["awz"]);
    assert_eq!(place("arn:aws:iam:::role/r", "missing-arn-account"), ["::"]);
    assert_eq!(place("arn:aws:iam::1234:role/r", "invalid-arn-account"), ["1234"]);
    assert_eq!(place("arn:aws:iam::111122223333:rol/r", "invalid-arn-resource"), ["rol/r"]);
}

#[test]
fn letter_case_is_fixed_in_place() {
    let text = allow(r#""s3:GetObject""#, r#"["arn:aws:S3:::Reports/*"]"#);
    let found = lint_text(&text, PolicyKind::Identity);
    let finding = found.iter().find(|one| one.diagnostic.code == "invalid-arn-service-case");
    let fix = finding.and_then(|one| one.fix.as_ref()).expect("a fix");
    let fixed = apply_edits(&Source::new("policy.json", text.as_str()), &fix.edits);
    assert_eq!(fixed, text.replace(":S3:", ":s3:"));
}

#[test]
fn an_arn_of_everything_is_told_where_nothing_narrows_it() {
    let told = |action: &str, resource: &str| {
        !places(&allow(action, resource), PolicyKind::Identity, "resource-effectively-star")
            .is_empty()
    };
    let bare = |action: &str, resource: &str| {
        let policy = allow(action, resource).replace(r#", "Condition": {}"#, "");
        !places(&policy, PolicyKind::Identity, "resource-effectively-star").is_empty()
    };
    assert!(bare(r#""s3:GetObject""#, r#""arn:aws:s3:::*/*""#));
    assert!(told(r#""sqs:GetQueueAttributes""#, r#""arn:aws:sqs:*:*:*""#));
    assert!(!told(r#""sqs:GetQueueAttributes""#, r#""arn:aws:sqs:*:111122223333:*""#));
    assert!(!told(r#""sqs:GetQueueAttributes""#, r#""arn:aws:sqs:eu-west-1:*:*""#));
    assert!(!told(r#""s3:*""#, r#""arn:aws:s3:::*/*""#));
    assert!(!told(r#""s3:GetObject""#, r#""arn:aws:s3:::reports/*""#));
}

#[test]
fn recovery_points_belong_to_the_service_that_was_saved() {
    let codes = |action: &str, resource: &str| {
        codes_in(&lint_text(&allow(action, resource), PolicyKind::Identity))
    };
    let start = r#""backup:StartRestoreJob""#;
    for resource in [
        r#""arn:aws:backup:*:*:recovery-point:*""#,
        r#""arn:aws:ec2:*::snapshot/*""#,
        r#""arn:aws:rds:*:*:snapshot:awsbackup:*""#,
    ] {
        let found = codes(start, resource);
        for code in ["invalid-arn-resource", "resource-mismatch"] {
            assert!(!found.contains(code), "{resource}: {found:?}");
        }
    }
    assert!(codes(start, r#""arn:aws:backup:*:*:recovery""#).contains("invalid-arn-resource"));
}
