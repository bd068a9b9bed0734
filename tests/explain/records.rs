//! Records of CloudTrail, wherever they come from.

use serde_json::{Value, json};

use super::{all_told, findings, keys, refused, told};

fn session() -> Value {
    json!({
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLE:i-0abc",
        "arn": "arn:aws:sts::111122223333:assumed-role/app/i-0abc",
        "accountId": "111122223333",
        "sessionContext": {
            "sessionIssuer": { "type": "Role", "arn": "arn:aws:iam::111122223333:role/team/app" },
            "attributes": { "mfaAuthenticated": "false", "creationDate": "2026-03-01T08:00:00Z" }
        }
    })
}

fn record(source: &str, event: &str, parameters: &Value) -> Value {
    json!({
        "eventVersion": "1.08",
        "userIdentity": session(),
        "eventTime": "2026-03-01T09:00:00Z",
        "eventSource": source,
        "eventName": event,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "aws-cli/2.0",
        "errorCode": "AccessDenied",
        "requestParameters": parameters,
        "recipientAccountId": "111122223333",
        "requestID": "R1"
    })
}

/// Action and resource of a refused call.
fn asked(source: &str, event: &str, parameters: &Value) -> String {
    let all = all_told(&record(source, event, parameters).to_string());
    assert_eq!(all.len(), 1, "{event}");
    let parts: Vec<&str> = all[0].split(" | ").collect();
    format!("{} {}", parts[1], parts[2])
}

/// Service, event and parameters of a call, and what IAM was asked.
const CALLS: &[(&str, &str, &str, &str)] = &[
    (
        "s3",
        "GetObject",
        r#"{"bucketName": "b", "key": "a/b c.txt"}"#,
        "s3:GetObject arn:aws:s3:::b/a/b c.txt",
    ),
    ("s3", "ListObjects", r#"{"bucketName": "b", "prefix": "x/"}"#, "s3:ListBucket arn:aws:s3:::b"),
    ("s3", "HeadBucket", r#"{"bucketName": "b"}"#, "s3:ListBucket arn:aws:s3:::b"),
    ("s3", "ListBuckets", "{}", "s3:ListAllMyBuckets *"),
    (
        "lambda",
        "Invoke",
        r#"{"functionName": "f"}"#,
        "lambda:InvokeFunction arn:aws:lambda:eu-west-1:111122223333:function:f",
    ),
    (
        "lambda",
        "GetFunction20150331v2",
        r#"{"functionName": "arn:aws:lambda:eu-west-1:111122223333:function:f"}"#,
        "lambda:GetFunction arn:aws:lambda:eu-west-1:111122223333:function:f",
    ),
    (
        "dynamodb",
        "GetItem",
        r#"{"tableName": "t", "key": {"id": "1"}}"#,
        "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:111122223333:table/t",
    ),
    (
        "kms",
        "Decrypt",
        r#"{"keyId": "1234"}"#,
        "kms:Decrypt arn:aws:kms:eu-west-1:111122223333:key/1234",
    ),
    (
        "secretsmanager",
        "GetSecretValue",
        r#"{"secretId": "db"}"#,
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
    ),
    (
        "sqs",
        "SendMessage",
        r#"{"queueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/q"}"#,
        "sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:q",
    ),
    (
        "sns",
        "Publish",
        r#"{"topicArn": "arn:aws:sns:eu-west-1:111122223333:t"}"#,
        "sns:Publish arn:aws:sns:eu-west-1:111122223333:t",
    ),
    ("iam", "GetRole", r#"{"roleName": "r"}"#, "iam:GetRole arn:aws:iam::111122223333:role/r"),
    (
        "iam",
        "CreateUser",
        r#"{"userName": "u"}"#,
        "iam:CreateUser arn:aws:iam::111122223333:user/u",
    ),
    (
        "sts",
        "AssumeRole",
        r#"{"roleArn": "arn:aws:iam::444455556666:role/r", "roleSessionName": "s"}"#,
        "sts:AssumeRole arn:aws:iam::444455556666:role/r",
    ),
    (
        "ec2",
        "TerminateInstances",
        r#"{"instancesSet": {"items": [{"instanceId": "i-1"}]}}"#,
        "ec2:TerminateInstances arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
    ),
    ("ec2", "DescribeInstances", "{}", "ec2:DescribeInstances *"),
    (
        "logs",
        "PutLogEvents",
        r#"{"logGroupName": "g", "logStreamName": "s"}"#,
        "logs:PutLogEvents arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s",
    ),
    (
        "ssm",
        "GetParameter",
        r#"{"name": "/a/b"}"#,
        "ssm:GetParameter arn:aws:ssm:eu-west-1:111122223333:parameter/a/b",
    ),
    ("monitoring", "PutMetricData", "{}", "cloudwatch:PutMetricData *"),
    ("dynamodb", "GetItem", "null", "dynamodb:GetItem -"),
    ("s3", "NoSuchEvent", r#"{"bucketName": "b"}"#, "- -"),
];

#[test]
fn parameters_become_arns() {
    for (service, event, parameters, expected) in CALLS {
        let source = format!("{service}.amazonaws.com");
        let parameters: Value = serde_json::from_str(parameters).unwrap();
        assert_eq!(asked(&source, event, &parameters), *expected, "{event}");
    }
}

#[test]
fn the_resource_listed_that_fits_the_action_counts() {
    let mut one = record("s3.amazonaws.com", "GetObject", &json!({"bucketName": "b", "key": "k"}));
    one["resources"] = json!([
        { "type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k" },
        { "accountId": "444455556666", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b" }
    ]);
    let found = findings(&one.to_string());
    assert!(told(&found.incidents[0]).contains("| arn:aws:s3:::b/k |"));
    assert_eq!(found.incidents[0].resource_account.as_deref(), Some("444455556666"));
}

#[test]
fn callers_of_every_type() {
    let cases = [
        (
            json!({"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/x/alice", "principalId": "AIDA1"}),
            "arn:aws:iam::111122223333:user/x/alice",
        ),
        (
            json!({"type": "IAMUser", "accountId": "111122223333", "userName": "alice"}),
            "arn:aws:iam::111122223333:user/alice",
        ),
        (session(), "arn:aws:sts::111122223333:assumed-role/app/i-0abc"),
        (
            json!({"type": "Root", "arn": "arn:aws:iam::111122223333:root"}),
            "arn:aws:iam::111122223333:root",
        ),
        (json!({"type": "Root", "accountId": "111122223333"}), "arn:aws:iam::111122223333:root"),
        (
            json!({"type": "FederatedUser", "arn": "arn:aws:sts::111122223333:federated-user/bob"}),
            "arn:aws:sts::111122223333:federated-user/bob",
        ),
        (
            json!({"type": "AWSService", "invokedBy": "lambda.amazonaws.com"}),
            "lambda.amazonaws.com",
        ),
        (json!({"type": "AWSAccount", "accountId": "anonymous", "principalId": ""}), "anonymous"),
        (json!({"type": "AWSAccount", "accountId": "444455556666", "principalId": "AROA1:s"}), "-"),
        (
            json!({"type": "WebIdentityUser", "identityProvider": "accounts.google.com", "principalId": "accounts.google.com:app:me", "userName": "me"}),
            "accounts.google.com",
        ),
        (json!({"type": "SAMLUser", "principalId": "q:me"}), "-"),
        (json!({"type": "IdentityCenterUser", "onBehalfOf": {}}), "-"),
        (json!({"type": "Unknown"}), "-"),
        (json!({"type": "Directory", "userName": "x"}), "-"),
        (Value::Null, "-"),
    ];
    for (identity, expected) in cases {
        let mut one =
            record("s3.amazonaws.com", "GetObject", &json!({"bucketName": "b", "key": "k"}));
        one["userIdentity"] = identity.clone();
        let all = all_told(&one.to_string());
        assert!(all[0].starts_with(&format!("{expected} |")), "{identity}: {all:?}");
    }
}

#[test]
fn web_identity_and_saml_tell_claims() {
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let subject = "repo:acme/app:ref:refs/heads/main";
    let mut one = record(
        "sts.amazonaws.com",
        "AssumeRoleWithWebIdentity",
        &json!({"roleArn": "arn:aws:iam::111122223333:role/r"}),
    );
    one["userIdentity"] = json!({
        "type": "WebIdentityUser", "identityProvider": provider, "userName": subject,
        "principalId": format!("{provider}:sts.amazonaws.com:{subject}")
    });
    let found = findings(&one.to_string());
    assert!(told(&found.incidents[0]).starts_with(provider));
    let told = keys(&found.incidents[0]);
    assert!(
        told.contains(&"token.actions.githubusercontent.com:aud=sts.amazonaws.com".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&format!("token.actions.githubusercontent.com:sub={subject}")),
        "{told:?}"
    );
    let mut one = record(
        "sts.amazonaws.com",
        "AssumeRoleWithSAML",
        &json!({"roleArn": "arn:aws:iam::111122223333:role/r", "principalArn": "arn:aws:iam::111122223333:saml-provider/idp"}),
    );
    one["userIdentity"] = json!({"type": "SAMLUser", "principalId": "q:me"});
    let found = findings(&one.to_string());
    assert!(
        super::told(&found.incidents[0])
            .starts_with("arn:aws:iam::111122223333:saml-provider/idp |")
    );
    assert!(keys(&found.incidents[0]).contains(&"saml:sub=me".to_owned()));
}

#[test]
fn records_tell_condition_keys() {
    let mut one = record(
        "s3.amazonaws.com",
        "ListObjects",
        &json!({"bucketName": "b", "prefix": "x/", "x-amz-acl": "private"}),
    );
    one["tlsDetails"] = json!({"tlsVersion": "TLSv1.3"});
    one["additionalEventData"] =
        json!({"SignatureVersion": "SigV4", "AuthenticationMethod": "QueryString"});
    let found = findings(&one.to_string());
    let told = keys(&found.incidents[0]);
    for key in [
        "aws:SourceIp=203.0.113.9",
        "aws:UserAgent=aws-cli/2.0",
        "aws:RequestedRegion=eu-west-1",
        "aws:SecureTransport=true",
        "aws:MultiFactorAuthPresent=false",
        "aws:TokenIssueTime=2026-03-01T08:00:00Z",
        "s3:prefix=x/",
        "s3:delimiter absent",
        "s3:TlsVersion=1.3",
        "s3:signatureversion=AWS4-HMAC-SHA256",
        "s3:authType=REST-QUERY-STRING",
        "s3:x-amz-acl=private",
    ] {
        assert!(told.contains(&key.to_owned()), "{key} is not in {told:?}");
    }
    let incident = &found.incidents[0];
    assert_eq!(incident.time.as_deref(), Some("2026-03-01T09:00:00Z"));
    assert_eq!(incident.role.as_deref(), Some("arn:aws:iam::111122223333:role/team/app"));
    assert_eq!(incident.principal_id.as_deref(), Some("AROAEXAMPLE"));
    assert_eq!(incident.request_id.as_deref(), Some("R1"));
}

#[test]
fn ways_of_a_call() {
    let mut one = record(
        "kms.amazonaws.com",
        "Decrypt",
        &json!({"keyId": "1", "encryptionContext": {"a": "b"}}),
    );
    one["vpcEndpointId"] = json!("vpce-1");
    one["sourceIPAddress"] = json!("10.0.0.1");
    let told = keys(&findings(&one.to_string()).incidents[0]);
    assert!(told.contains(&"aws:SourceVpce=vpce-1".to_owned()));
    assert!(told.contains(&"aws:VpcSourceIp=10.0.0.1".to_owned()));
    assert!(told.contains(&"kms:EncryptionContext:a=b".to_owned()));
    let mut one = record("ec2.amazonaws.com", "DescribeVpcs", &json!({}));
    one["sourceIPAddress"] = json!("cloudformation.amazonaws.com");
    let told = keys(&findings(&one.to_string()).incidents[0]);
    assert!(told.contains(&"aws:ViaAWSService=true".to_owned()), "{told:?}");
    assert!(told.contains(&"aws:CalledVia=cloudformation.amazonaws.com".to_owned()));
    one["sourceIPAddress"] = json!("AWS Internal");
    let found = findings(&one.to_string());
    assert_eq!(found.incidents[0].remarks.len(), 1);
}

#[test]
fn the_message_of_a_record_counts_and_differences_are_said() {
    let mut one = record("s3.amazonaws.com", "GetObject", &json!({"bucketName": "b", "key": "k"}));
    let say = |action: &str| {
        format!(
            "User: arn:aws:sts::111122223333:assumed-role/app/i-0abc is not authorized to perform: {action} on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource control policy"
        )
    };
    one["errorMessage"] = json!(say("s3:GetObject"));
    let same = findings(&one.to_string());
    assert!(told(&same.incidents[0]).ends_with(
        "s3:GetObject | arn:aws:s3:::b/k | an explicit deny in a resource control policy"
    ));
    assert!(same.incidents[0].remarks.is_empty());
    one["errorMessage"] = json!(say("s3:GetObjectVersion"));
    let other = findings(&one.to_string());
    assert!(told(&other.incidents[0]).contains("| s3:GetObjectVersion |"));
    assert!(other.incidents[0].remarks[0].contains("which counts"));
    one["errorCode"] = json!("Client.UnauthorizedOperation");
    one["errorMessage"] = json!(
        "You are not authorized to perform this operation. Encoded authorization failure message: abc"
    );
    assert_eq!(findings(&one.to_string()).incidents.len(), 1);
}

#[test]
fn records_come_in_every_wrapping() {
    let one = record("s3.amazonaws.com", "GetObject", &json!({"bucketName": "b", "key": "k"}));
    let mut fine = one.clone();
    fine.as_object_mut().unwrap().remove("errorCode");
    let mut missing = one.clone();
    missing["errorCode"] = json!("NoSuchKey");
    let expected = all_told(&one.to_string());
    let text = one.to_string();
    let wraps = [
        json!([one]),
        json!({"Records": [one]}),
        json!({"Events": [{"EventId": "1", "CloudTrailEvent": text}]}),
        json!({"EventId": "1", "CloudTrailEvent": text}),
        json!({"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": one}),
        json!({"events": [{"timestamp": 1, "message": text}]}),
        json!(json!({"Records": [one]}).to_string()),
    ];
    for wrap in &wraps[..6] {
        assert_eq!(all_told(&wrap.to_string()), expected, "{wrap}");
    }
    let lines = format!("{one}\n{fine}\n{one}\n");
    let found = findings(&lines);
    assert_eq!((found.incidents.len(), found.incidents[0].count, found.skipped), (1, 2, 1));
    let found = findings(&json!({"Records": [fine, one, missing]}).to_string());
    assert_eq!((found.incidents.len(), found.skipped), (1, 2));
    assert_eq!(refused(&json!({"Records": [fine, missing]}).to_string()), "nothing-refused");
    assert_eq!(refused(&json!({"Records": []}).to_string()), "unknown-incident");
}
