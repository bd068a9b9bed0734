//! The words that random bundles are made of.

use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Value, json};

/// What is asked: an action and the resource that it fits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
}

pub(crate) const PROVIDER: &str = "arn:aws:iam::111111111111:oidc-provider/token.example.com";

pub(crate) fn targets() -> Vec<Target> {
    [
        ("s3:GetObject", "arn:aws:s3:::b/home/ann/x"),
        ("s3:GetObject", "arn:aws:s3:::b/home/ann/x"),
        ("s3:ListBucket", "arn:aws:s3:::b"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::b"),
        ("s3:ListAllMyBuckets", "*"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/k1"),
        ("kms:ListKeys", "*"),
        ("sts:AssumeRole", "arn:aws:iam::111111111111:role/T"),
        ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::111111111111:role/T"),
        ("sts:GetCallerIdentity", "*"),
        ("iam:GetRole", "arn:aws:iam::111111111111:role/T"),
        ("iam:DeleteRole", "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/S"),
        ("ec2:CreateTags", "arn:aws:ec2:eu-west-1:111111111111:instance/i-1"),
        ("ec2:DescribeInstances", "*"),
    ]
    .into_iter()
    .map(|(action, resource)| Target { action, resource })
    .collect()
}

pub(crate) const ACTIONS: &[(u32, &str)] = &[
    (4, "*"),
    (4, "@a"),
    (4, "@s:*"),
    (1, "@s:?e*"),
    (1, "@s:*s*"),
    (1, "S3:getobject"),
    (1, "kms:*"),
    (1, "@a,@a"),
    (1, "sts:AssumeRole"),
];

pub(crate) const RESOURCES: &[(u32, &str)] = &[
    (8, "*"),
    (6, "@r"),
    (3, "@f"),
    (1, "arn:aws:*:*:*:*"),
    (1, "arn:*:s3:::b*"),
    (1, "arn:aws:@s*"),
    (1, "arn:aws:s3:::b/home/${aws:username}/*"),
    (1, "arn:aws:s3:::b/home/${aws:PrincipalTag/team, 'ann'}/*"),
    (1, "arn:aws:s3:::b/*/${aws:PrincipalTag/team}/?"),
    (1, "arn:aws:s3:::b/home/ann/${*}"),
    (1, "arn:aws:sqs:*:${aws:PrincipalAccount}:q"),
    (1, "arn:AWS:iam::111111111111:role/*"),
    (1, "arn:aws:kms:eu-west-?:*:key/K1"),
];

/// Principals of resource policies, in all their forms.
pub(crate) fn principals() -> Vec<Value> {
    let aws = [
        "*",
        "#me",
        "#me",
        "#role",
        "#role",
        "#user",
        "#id",
        "#account",
        "#account",
        "arn:aws:iam::111111111111:root",
        "222222222222",
        "arn:aws:iam::111111111111:user/ann",
        "arn:aws:iam::111111111111:role/team/r",
        "arn:aws:sts::111111111111:assumed-role/r/s1",
        "arn:aws:sts::111111111111:assumed-role/R/s2",
    ];
    let several = [json!(["#me", "#account"]), json!(["#me", "#role", "#account", "#user"])];
    let own = [
        json!("*"),
        json!({"Service": "cloudtrail.amazonaws.com"}),
        json!({"Federated": PROVIDER}),
    ];
    let single = aws.into_iter().map(|text| json!({ "AWS": text }));
    let lists = several.into_iter().map(|list| json!({ "AWS": list }));
    own.into_iter().chain(single).chain(lists).collect()
}

/// What the marks for the caller stand for; the user ann where the caller has no such name.
pub(crate) fn caller_marks(principal: &Value) -> Vec<(&'static str, String)> {
    let ann = "arn:aws:iam::111111111111:user/ann";
    let arn = principal.as_str().or_else(|| principal["arn"].as_str()).unwrap_or_default();
    let account = arn.split(':').nth(4).unwrap_or("111111111111");
    let role = if arn.contains(":role/") { Some(arn) } else { principal["role"].as_str() };
    let id = principal["id"].as_str().and_then(|id| id.split(':').next());
    let named = [":user/", ":role/", ":assumed-role/", ":federated-user/"]
        .iter()
        .any(|part| arn.contains(part));
    vec![
        ("#me", if named { arn } else { ann }.to_owned()),
        ("#role", role.unwrap_or("arn:aws:iam::111111111111:role/R").to_owned()),
        ("#user", principal["federatedBy"].as_str().unwrap_or(ann).to_owned()),
        ("#id", id.unwrap_or("AIDAANNEXAMPLEID0001").to_owned()),
        ("#account", account.to_owned()),
    ]
}

pub(crate) fn callers() -> Vec<Value> {
    let role = "arn:aws:iam::111111111111:role/R";
    let session = "arn:aws:sts::111111111111:assumed-role/R/s1";
    let bob = "arn:aws:sts::111111111111:federated-user/bob";
    let linked =
        "arn:aws:iam::111111111111:role/aws-service-role/a.amazonaws.com/AWSServiceRoleForA";
    vec![
        json!({"arn": "arn:aws:iam::111111111111:user/ann", "id": "AIDAANNEXAMPLEID0001", "tags": {"team": "ann"}}),
        json!({"arn": "arn:aws:iam::111111111111:user/ann", "id": "AIDAANNEXAMPLEID0001", "tags": {}}),
        json!("arn:aws:iam::111111111111:user/ann"),
        json!({"arn": "arn:aws:iam::111111111111:user/dev/eve", "id": "AIDAEVEEXAMPLEID0001", "tags": {"Team": "*"}}),
        json!({"arn": session, "role": role, "id": "AROAREXAMPLEID0001", "tags": {"team": "home"}}),
        json!({"arn": session, "role": "arn:aws:iam::111111111111:role/team/R", "id": "AROAREXAMPLEID0001:s1", "tags": {}}),
        json!({"arn": session, "id": "AROANEWEXAMPLEID0001"}),
        json!({"arn": role, "id": "AROAREXAMPLEID0001", "tags": {}}),
        json!({"arn": bob, "federatedBy": "arn:aws:iam::111111111111:user/ann", "tags": {}}),
        json!("arn:aws:iam::111111111111:root"),
        json!("arn:aws:iam::111111111111:root"),
        json!({"arn": "arn:aws:iam::222222222222:user/ann", "id": "AIDAANN2EXAMPLEID0001", "tags": {}}),
        json!({"arn": "arn:aws:iam::222222222222:role/R", "id": "AROAR2EXAMPLEID0001", "tags": {"team": "ann"}}),
        json!({"arn": linked, "id": "AROALINKEDEXAMPLEID0001", "tags": {}}),
        json!("cloudtrail.amazonaws.com"),
        json!("anonymous"),
    ]
}

type Family = (Vec<&'static str>, Vec<&'static str>, Vec<&'static str>);

/// Operators, the keys that they fit, and values.
pub(crate) fn families() -> Vec<Family> {
    let string = vec![
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    let numeric = vec![
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ];
    let date = vec![
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ];
    let arn = vec!["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"];
    let texts = vec![
        "ann",
        "ANN",
        "home/*",
        "home/${aws:username}/*",
        "${aws:PrincipalTag/team}",
        "h?me/*",
        "*",
    ];
    let about = vec![
        "111111111111",
        "User",
        "AssumedRole",
        "AIDAANNEXAMPLEID0001",
        "AROAREXAMPLEID0001:*",
        "o-x",
        "ann",
        "vpce-1",
    ];
    let arns = vec![
        "arn:aws:iam::111111111111:role/R",
        "arn:aws:iam::*:user/*",
        "arn:*:iam::111111111111:role*",
        "arn:aws:s3:::b",
        "arn:aws:iam::111111111111:user/${aws:username}",
        "arn:aws:s3*",
    ];
    vec![
        (
            string.clone(),
            vec!["s3:prefix", "aws:PrincipalTag/team", "aws:username", "aws:RequestTag/TEAM"],
            texts,
        ),
        (
            string.clone(),
            vec![
                "aws:PrincipalAccount",
                "aws:userid",
                "aws:PrincipalType",
                "aws:PrincipalOrgID",
                "aws:SourceVpce",
            ],
            about,
        ),
        (
            string,
            vec!["aws:TagKeys", "aws:CalledVia"],
            vec!["team", "x", "t*", "${aws:username}", "a.amazonaws.com"],
        ),
        (
            numeric,
            vec!["s3:max-keys", "aws:MultiFactorAuthAge"],
            vec!["10", "10.0", "9", "-1", "100.50", "many"],
        ),
        (
            date,
            vec!["aws:CurrentTime", "aws:EpochTime"],
            vec!["2026-03-01", "2026-03-01T09:00:00Z", "1772323200"],
        ),
        (
            vec!["Bool"],
            vec![
                "aws:SecureTransport",
                "aws:MultiFactorAuthPresent",
                "aws:PrincipalIsAWSService",
                "aws:ViaAWSService",
            ],
            vec!["true", "false", "TRUE", "yes"],
        ),
        (vec!["BinaryEquals"], vec!["test:blob"], vec!["YQ==", "YWI="]),
        (
            vec!["IpAddress", "NotIpAddress"],
            vec!["aws:SourceIp"],
            vec!["203.0.113.0/24", "203.0.113.9", "2001:db8::/32", "0.0.0.0/0"],
        ),
        (arn, vec!["aws:PrincipalArn", "aws:SourceArn"], arns),
        (
            vec!["Null"],
            vec![
                "s3:prefix",
                "aws:TokenIssueTime",
                "aws:TagKeys",
                "aws:PrincipalTag/team",
                "aws:SourceIp",
            ],
            vec!["true", "false"],
        ),
    ]
}

/// Context keys with values that a request may give them; what is left out is unknown.
pub(crate) fn context() -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("aws:SourceIp", vec![json!("203.0.113.9"), json!("198.51.100.7"), json!("2001:DB8::1")]),
        ("aws:MultiFactorAuthPresent", vec![json!(true), json!("false"), Value::Null]),
        ("aws:MultiFactorAuthAge", vec![json!(9), Value::Null]),
        (
            "aws:TagKeys",
            vec![
                json!(["team"]),
                json!("x"),
                json!(["team", "x"]),
                Value::Null,
                json!([]),
                json!([""]),
            ],
        ),
        (
            "aws:CalledVia",
            vec![Value::Null, Value::Null, json!(["a.amazonaws.com", "b.amazonaws.com"])],
        ),
        ("AWS:requesttag/team", vec![json!("ann"), json!("*"), Value::Null]),
        (
            "s3:prefix",
            vec![
                json!("home/ann/"),
                json!("ANN"),
                json!(""),
                Value::Null,
                json!({"present": true}),
            ],
        ),
        (
            "s3:max-keys",
            vec![json!(10), json!("9.99"), json!("many"), Value::Null, json!({"unknown": true})],
        ),
        ("test:blob", vec![json!("YQ=="), Value::Null]),
    ]
}

/// Further fields of a request, and how often they are given.
pub(crate) fn fields() -> Vec<(&'static str, f64, Vec<Value>)> {
    let manager = |account: &str| json!({"id": "o-x", "managementAccount": account});
    let member = json!({"id": "o-x", "managementAccount": "333333333333", "accounts": {"111111111111": "o-x/r-a/"}});
    let types = json!({"keyTypes": {"s3:prefix": "String", "s3:max-keys": "Numeric"}});
    let keys = json!({"contextKeys": ["s3:prefix", "test:blob"]});
    let grant = |to: &str| json!([{"GranteePrincipal": to, "Operations": ["Decrypt"]}]);
    vec![
        ("organization", 0.4, vec![manager("333333333333"), manager("111111111111"), member]),
        ("now", 0.7, vec![json!("2026-03-01T09:00:00Z")]),
        ("exactContext", 0.05, vec![json!(true)]),
        ("actionFacts", 0.3, vec![types, keys]),
        ("tags", 0.5, vec![json!({}), json!({"team": "ann"})]),
        (
            "grants",
            0.3,
            vec![
                grant("arn:aws:iam::111111111111:user/ann"),
                grant("arn:aws:iam::111111111111:role/R"),
            ],
        ),
        ("publicAccessBlock", 0.2, vec![json!({"RestrictPublicBuckets": true})]),
        (
            "alsoRequires",
            0.1,
            vec![
                json!([{"action": "iam:PassRole", "resource": "arn:aws:iam::111111111111:role/T"}]),
            ],
        ),
    ]
}

/// One of the words, in proportion to its weight.
pub(crate) fn weighted(words: &[(u32, &'static str)]) -> BoxedStrategy<Value> {
    let options = words.iter().map(|(weight, word)| (*weight, Just(Value::from(*word)).boxed()));
    Union::new_weighted(options.collect()).boxed()
}
