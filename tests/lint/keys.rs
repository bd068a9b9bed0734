//! Rules on condition keys.

use iamsim::aws::PolicyKind;

use crate::support::{codes_in, lint_text, places, statement};

/// The texts under the carets of a code in a statement with a condition.
fn found(effect: &str, action: &str, condition: &str, code: &str) -> Vec<String> {
    places(&statement(effect, action, r#""*""#, condition), PolicyKind::Identity, code)
}

fn tells(effect: &str, action: &str, condition: &str, code: &str) -> bool {
    !found(effect, action, condition, code).is_empty()
}

const GET: &str = r#""s3:GetObject""#;
const LIST: &str = r#""s3:ListBucket""#;

#[test]
fn keys_that_do_not_exist_are_told() {
    let table = [
        ("aws:SourceIpp", "invalid-global-condition-key"),
        ("aws:PrincipalTag", "invalid-global-condition-key"),
        ("s3:prefx", "invalid-service-condition-key"),
        ("s33:prefix", "invalid-service"),
    ];
    for (key, code) in table {
        let condition = format!(r#"{{"StringEquals": {{"{key}": "x"}}}}"#);
        assert!(tells("Allow", GET, &condition, code), "{key}");
    }
    for key in [
        "AWS:sourceip",
        "aws:PrincipalTag/team",
        "s3:ExistingObjectTag/team",
        "token.actions.githubusercontent.com:sub",
        "oidc.eks.eu-west-1.amazonaws.com/id/0123:aud",
        "saml:aud",
        "codebuild:BuildArn",
        "<provider>:aud",
    ] {
        let condition = format!(r#"{{"StringEquals": {{"{key}": "x"}}}}"#);
        let codes = codes_in(&lint_text(
            &statement("Allow", GET, r#""*""#, &condition),
            PolicyKind::Identity,
        ));
        assert!(table.iter().all(|(_, code)| !codes.contains(code)), "{key}: {codes:?}");
    }
}

#[test]
fn a_key_that_no_action_sends_is_told_and_what_it_comes_to() {
    let never = "condition-key-never-sent";
    let prefix = r#"{"StringLike": {"s3:prefix": "a/*"}}"#;
    assert_eq!(found("Allow", GET, prefix, never), [r#""s3:prefix""#]);
    assert!(!tells("Allow", LIST, prefix, never));
    assert!(!tells("Allow", r#""s3:*""#, prefix, never));
    assert!(!tells("Allow", r#""*""#, prefix, never));
    assert!(!tells("Allow", r#"["s3:GetObject", "new:Action"]"#, prefix, never));
    assert!(!tells("Allow", GET, r#"{"Bool": {"aws:SecureTransport": "true"}}"#, never));
    let product = r#"{"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": "prod-1"}}"#;
    assert!(!tells("Allow", r#""aws-marketplace:Subscribe""#, product, never));
    assert!(tells("Allow", r#""aws-marketplace:ViewSubscriptions""#, product, never));
    let type_of_instance = r#"{"StringEquals": {"ec2:InstanceType": "t3.micro"}}"#;
    let on = |resource: &str| {
        let text = statement("Allow", r#""ec2:RunInstances""#, resource, type_of_instance);
        !places(&text, PolicyKind::Identity, never).is_empty()
    };
    assert!(on(r#""arn:aws:ec2:*::image/*""#));
    assert!(!on(r#""arn:aws:ec2:*:*:instance/*""#));
    assert!(!on(r#""*""#));
}

#[test]
fn an_action_that_lacks_the_key_beside_others_is_told() {
    let code = "unsupported-action-for-condition-key";
    let both = r#"["s3:ListBucket", "s3:GetObject"]"#;
    assert!(tells("Allow", both, r#"{"StringLike": {"s3:prefix": "a/*"}}"#, code));
    assert!(!tells("Allow", both, r#"{"StringLikeIfExists": {"s3:prefix": "a/*"}}"#, code));
    assert!(!tells(
        "Allow",
        r#"["s3:ListBucket", "s3:Get*"]"#,
        r#"{"StringLike": {"s3:prefix": "a/*"}}"#,
        code
    ));
}

#[test]
fn tags_of_resources_that_are_not_sent_are_told_by_effect() {
    let positive = r#"{"StringEquals": {"aws:ResourceTag/a": "b"}}"#;
    let negated = r#"{"StringNotEquals": {"aws:ResourceTag/a": "b"}}"#;
    let deny = "deny-with-unsupported-tag-condition-key-for-service";
    let lists = r#"["ec2:TerminateInstances", "ec2:DescribeInstances"]"#;
    assert!(tells("Deny", lists, positive, deny));
    assert!(!tells("Deny", lists, negated, deny));
    assert!(!tells("Deny", r#""ec2:*""#, positive, deny));
    assert!(!tells("Deny", r#""*""#, positive, deny));
    assert!(tells(
        "Allow",
        lists,
        positive,
        "allow-with-unsupported-tag-condition-key-for-service"
    ));
    assert!(tells("Deny", r#""ec2:DescribeInstances""#, negated, "condition-key-never-sent"));
}

#[test]
fn set_operators_are_held_against_the_key() {
    let single = "forallvalues-with-single-valued-key";
    let set = "set-operator-on-single-valued-key";
    let all = |key: &str| format!(r#"{{"ForAllValues:StringEquals": {{"{key}": "x"}}}}"#);
    assert!(tells("Allow", GET, &all("aws:SourceVpc"), single));
    assert!(!tells("Deny", GET, &all("aws:SourceVpc"), single));
    assert!(tells("Deny", GET, &all("aws:SourceVpc"), set));
    assert!(!tells("Allow", GET, &all("aws:PrincipalAccount"), single));
    assert!(!tells("Allow", GET, &all("aws:TagKeys"), single));
    assert!(!tells("Allow", GET, &all("accounts.google.com:aud"), single));
    let guarded = r#"{"ForAllValues:StringEquals": {"aws:SourceVpc": "x"}, "Null": {"aws:SourceVpc": "false"}}"#;
    assert!(!tells("Allow", GET, guarded, single));
    let bare = r#"{"StringEquals": {"dynamodb:Attributes": "x"}}"#;
    assert!(tells("Allow", r#""dynamodb:GetItem""#, bare, "missing-qualifier"));
}

#[test]
fn operators_are_held_against_the_type() {
    let test = |operator: &str, key: &str, value: &str| {
        let condition = format!(r#"{{"{operator}": {{"{key}": "{value}"}}}}"#);
        let text = statement("Allow", GET, r#""*""#, &condition);
        let codes = codes_in(&lint_text(&text, PolicyKind::Identity));
        let known = [
            "mismatched-type-but-usable",
            "string-like-operator-with-arn-condition-keys",
            "type-mismatch",
        ];
        known.into_iter().filter(|code| codes.contains(code)).collect::<Vec<_>>()
    };
    let usable = vec!["mismatched-type-but-usable"];
    let past = vec!["string-like-operator-with-arn-condition-keys"];
    let wrong = vec!["type-mismatch"];
    let arn = "aws:SourceArn";
    assert_eq!(test("StringLike", arn, "arn:aws:s3:*:111122223333:x"), past);
    assert_eq!(test("StringLike", arn, "arn:aws:s3:::reports*"), usable);
    assert_eq!(test("StringEquals", arn, "arn:aws:s3:::reports"), usable);
    assert_eq!(test("StringLike", arn, "*"), [""; 0]);
    assert_eq!(test("StringLike", arn, "arn:aws:s3:*"), usable);
    assert_eq!(test("ArnLike", arn, "arn:aws:s3:*:111122223333:x"), [""; 0]);
    assert_eq!(test("StringNotLike", arn, "arn:aws:s3:*:111122223333:x"), [""; 0]);
    assert_eq!(test("StringEquals", "aws:SourceIp", "203.0.113.0/24"), wrong);
    assert_eq!(test("StringEquals", "aws:SourceIp", "203.0.113.7"), usable);
    assert_eq!(test("StringEquals", "aws:SecureTransport", "true"), usable);
    assert_eq!(test("StringEquals", "aws:SecureTransport", "yes"), [""; 0]);
    assert_eq!(test("StringEqualsIgnoreCase", "aws:SecureTransport", "yes"), wrong);
    assert_eq!(test("Bool", "s3:prefix", "true"), wrong);
    assert_eq!(test("NumericLessThan", "s3:max-keys", "10"), [""; 0]);
    assert_eq!(test("StringEquals", "aws:PrincipalTag/a", "b"), [""; 0]);
}

#[test]
fn values_that_protect_nothing_are_told() {
    let prefix = "s3-prefix-in-negative-context";
    let named = |operator: &str| format!(r#"{{"{operator}": {{"s3:prefix": "secret/*"}}}}"#);
    assert!(tells("Deny", LIST, &named("StringLike"), prefix));
    assert!(tells("Allow", LIST, &named("StringNotLike"), prefix));
    assert!(!tells("Deny", LIST, &named("StringNotLike"), prefix));
    assert!(!tells("Allow", LIST, &named("StringLike"), prefix));
    let address = r#"{"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}"#;
    assert!(tells("Allow", GET, address, "missing-paired-condition-keys"));
    assert!(!tells("Deny", GET, address, "missing-paired-condition-keys"));
    let referer = r#"{"StringLike": {"AWS:Referer": "https://example.com/*"}}"#;
    assert!(tells("Allow", GET, referer, "untrustworthy-condition-key"));
    let endpoint = "use-condition-key-only-with-supported-services";
    let owner = r#"{"StringNotEquals": {"aws:VpceAccount": "111122223333"}}"#;
    assert!(tells("Deny", r#""*""#, owner, endpoint));
    assert!(!tells("Deny", r#""kms:*""#, owner, endpoint));
    let spared = r#"{"StringNotEqualsIfExists": {"aws:VpceAccount": "111122223333"}}"#;
    assert!(!tells("Deny", r#""*""#, spared, endpoint));
}

#[test]
fn a_wildcard_runs_past_the_parts_of_an_arn_only_where_colons_can_follow() {
    let code = "string-like-operator-with-arn-condition-keys";
    let told = |arn: &str| {
        let condition = format!(r#"{{"StringLike": {{"aws:SourceArn": "{arn}"}}}}"#);
        tells("Allow", GET, &condition, code)
    };
    assert!(told("arn:aws:sns:*:111122223333:reports"));
    assert!(told("arn:*:iam::111122223333:role/reports"));
    assert!(!told("arn:aws:iam::*:role/reports"));
    assert!(!told("arn:aws:sts::*:assumed-role/reports/*"));
}
