//! Messages of every generation, as tools wrap them.

use super::{all_told, findings, refused, told};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const APP: &str = "arn:aws:sts::111122223333:assumed-role/app/i-0abc";

#[track_caller]
fn is(text: &str, expected: &[&str]) {
    assert_eq!(all_told(text), expected, "{text}");
}

/// The words of AWS with the layer and how it is said.
const REASONS: [(&str, &str); 22] = [
    (
        "because no identity-based policy allows the s3:GetObject action",
        "no identity-based policy allows it",
    ),
    (
        "because no resource-based policy allows the s3:GetObject action",
        "no resource-based policy allows it",
    ),
    (
        "because no permissions boundary allows the s3:GetObject action",
        "no permissions boundary allows it",
    ),
    ("because no session policy allows the s3:GetObject action", "no session policy allows it"),
    (
        "because no service control policy allows the s3:GetObject action",
        "no service control policy allows it",
    ),
    (
        "because no resource control policy allows the s3:GetObject action",
        "no resource control policy allows it",
    ),
    (
        "because no VPC endpoint policy allows the s3:GetObject action",
        "no VPC endpoint policy allows it",
    ),
    (
        "because no role trust policy allows the s3:GetObject action",
        "no role trust policy allows it",
    ),
    (
        "because no identity-based policies allow the s3:GetObject action",
        "no identity-based policy allows it",
    ),
    (
        "with an explicit deny in an identity-based policy",
        "an explicit deny in an identity-based policy",
    ),
    (
        "with an explicit deny in a resource-based policy",
        "an explicit deny in a resource-based policy",
    ),
    (
        "with an explicit deny in a permissions boundary",
        "an explicit deny in a permissions boundary",
    ),
    ("with an explicit deny in a session policy", "an explicit deny in a session policy"),
    (
        "with an explicit deny in a service control policy",
        "an explicit deny in a service control policy",
    ),
    (
        "with an explicit deny in a resource control policy",
        "an explicit deny in a resource control policy",
    ),
    ("with an explicit deny in a VPC endpoint policy", "an explicit deny in a VPC endpoint policy"),
    ("with an explicit deny in the role trust policy", "an explicit deny in a role trust policy"),
    ("with an explicit deny", "an explicit deny"),
    ("", "access denied, without a reason"),
    (
        "with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/x",
        "an explicit deny in an identity-based policy (arn:aws:iam::111122223333:policy/x)",
    ),
    (
        "with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-a/service_control_policy/p-b.",
        "an explicit deny in a service control policy (arn:aws:organizations::999988887777:policy/o-a/service_control_policy/p-b)",
    ),
    ("with an explicit deny in a wholly new policy", "an explicit deny in a wholly new policy"),
];

#[test]
fn every_reason_in_aws_words() {
    let start = format!("User: {ALICE} is not authorized to perform: s3:GetObject on resource:");
    for (reason, said) in REASONS {
        let resource = "arn:aws:s3:::team/notes.txt";
        let expected = format!("{ALICE} | s3:GetObject | {resource} | {said}");
        is(&format!("{start} {resource} {reason}"), &[&expected]);
        is(&format!("{start} \"{resource}\" {reason}."), &[&expected]);
        is(&format!("x\n{start} {resource}\n  {reason}\ny"), &[&expected]);
    }
}

#[test]
fn tools_wrap_messages() {
    let core = format!(
        "User: {APP} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1 because no identity-based policy allows the kms:Decrypt action"
    );
    let expected = format!(
        "{APP} | kms:Decrypt | arn:aws:kms:eu-west-1:111122223333:key/1 | no identity-based policy allows it"
    );
    let broken = core
        .replace(" is not", "\n\u{2502} is not")
        .replace("key/1 because", "key/1\n\u{2502} because");
    let wraps = [
        format!(
            "An error occurred (AccessDeniedException) when calling the Decrypt operation: {core}"
        ),
        format!(
            "\nAn error occurred (AccessDeniedException) when calling the Decrypt operation (reached max retries: 4): {core}\n"
        ),
        format!(
            "com.amazonaws.AmazonServiceException: {core} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 0a1b2c3d-0000)"
        ),
        format!(
            "operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: 0a1b2c3d-0000, api error AccessDeniedException: {core}"
        ),
        format!("\u{2577}\n\u{2502} Error: {broken}\n\u{2502}\n\u{2575}"),
        format!("\u{1b}[31m\u{2502}\u{1b}[0m \u{1b}[0m{broken}"),
        format!("{{\"level\":\"error\",\"err\":\"{core}\"}}"),
        format!("2026-11-02 ERROR [main] x=\"{}\"", core.replace('"', "\\\"")),
        format!(
            "<Error><Code>AccessDenied</Code><Message>{core}</Message>\n<RequestId>0A1B2C3D0000</RequestId></Error>"
        ),
        format!("[{{\"message\": \"{core}\"}}]"),
        core.to_uppercase().replace(&core.to_uppercase(), &core),
    ];
    for text in wraps {
        is(&text, &[&expected]);
    }
}

#[test]
fn names_that_were_broken_into_lines_are_one_name() {
    let text = "User: arn:aws:iam::11112222\n3333:user/alice is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::te\nam/a because no identity-based policy allows the s3:PutObject action";
    is(
        text,
        &[&format!(
            "{ALICE} | s3:PutObject | arn:aws:s3:::team/a | no identity-based policy allows it"
        )],
    );
}

#[test]
fn resources_of_every_kind() {
    let told_of = |resource: &str| {
        let text = format!("User: {ALICE} is not authorized to perform: s3:GetObject{resource}");
        let all = all_told(&text);
        assert_eq!(all.len(), 1, "{text}");
        all[0].split(" | ").nth(2).unwrap().to_owned()
    };
    assert_eq!(told_of(""), "-");
    assert_eq!(told_of(" on resource: *"), "*");
    assert_eq!(
        told_of(" on resource: arn:aws:s3:::b/my notes.txt with an explicit deny"),
        "arn:aws:s3:::b/my notes.txt"
    );
    assert_eq!(told_of(" on resource: arn:aws:s3:::b/k, and so on"), "arn:aws:s3:::b/k");
    assert_eq!(told_of(" on resource: &quot;arn:aws:s3:::b/a&amp;b&quot;"), "arn:aws:s3:::b/a&b");
    assert_eq!(told_of(" on resource: something else"), "-");
    assert_eq!(
        told_of(
            " on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action"
        ),
        "-"
    );
    assert_eq!(
        told_of(" on resource: \"arn:aws:s3:::b/never closed"),
        "arn:aws:s3:::b/never closed"
    );
}

#[test]
fn api_gateway_hides_the_account_of_its_resource() {
    let text = format!(
        "{{\"Message\":\"User: {ALICE} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********3333:abc/prod/GET/x\"}}"
    );
    let found = findings(&text);
    assert!(told(&found.incidents[0]).contains("eu-west-1:111122223333:abc/prod/GET/x"));
    assert_eq!(found.incidents[0].remarks.len(), 1);
    let other = text.replace("3333:abc", "4444:abc");
    assert!(told(&findings(&other).incidents[0]).contains("| - |"));
}

#[test]
fn callers_of_every_kind() {
    let said = "is not authorized to perform: es:ESHttpGet on resource: arn:aws:es:eu-west-1:111122223333:domain/d";
    let callers = [
        ("User: anonymous", "anonymous"),
        ("User: arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root"),
        (
            "User: arn:aws:sts::111122223333:federated-user/bob",
            "arn:aws:sts::111122223333:federated-user/bob",
        ),
        ("User: lambda.amazonaws.com", "lambda.amazonaws.com"),
        ("Role arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:role/r"),
        ("arn:aws-cn:iam::111122223333:user/alice", "arn:aws-cn:iam::111122223333:user/alice"),
        ("User: x y z", "-"),
        ("", "-"),
    ];
    for (caller, expected) in callers {
        let text = format!("{caller} {said}");
        assert!(all_told(&text)[0].starts_with(&format!("{expected} | es:ESHttpGet")), "{text}");
    }
}

#[test]
fn trust_policies() {
    let text = format!(
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/deploy"
    );
    is(
        &text,
        &[&format!(
            "{ALICE} | sts:AssumeRole | arn:aws:iam::444455556666:role/deploy | access denied, without a reason"
        )],
    );
    let text = "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity";
    is(text, &["- | sts:AssumeRoleWithWebIdentity | - | access denied, without a reason"]);
}

#[test]
fn bare_messages_tell_the_operation() {
    let bare = |code: &str, operation: &str, words: &str| {
        format!("An error occurred ({code}) when calling the {operation} operation: {words}")
    };
    let denied = "access denied, without a reason";
    is(
        &bare("AccessDenied", "GetObject", "Access Denied"),
        &[&format!("- | s3:GetObject | - | {denied}")],
    );
    is(
        &bare("AccessDenied", "ListObjectsV2", "Access Denied"),
        &[&format!("- | s3:ListBucket | - | {denied}")],
    );
    is(&bare("403", "HeadObject", "Forbidden"), &[&format!("- | s3:GetObject | - | {denied}")]);
    is(
        "operation error S3: PutObject, https response error StatusCode: 403, RequestID: ABC, api error AccessDenied: Access Denied",
        &[&format!("- | s3:PutObject | - | {denied}")],
    );
    is(
        "operation error DynamoDB: GetItem, api error AccessDeniedException: x",
        &[&format!("- | dynamodb:GetItem | - | {denied}")],
    );
    is(
        &bare("AccessDeniedException", "RunInstances", "no"),
        &[&format!("- | ec2:RunInstances | - | {denied}")],
    );
    is("AccessDenied: Access Denied", &[&format!("- | - | - | {denied}")]);
    let several = findings(&bare("AccessDeniedException", "TagResource", "no"));
    assert!(several.incidents[0].action.is_none() && several.incidents[0].candidates.len() > 1);
    assert_eq!(several.incidents[0].missing(), ["principal", "action", "resource"]);
}

#[test]
fn encoded_messages_say_how_to_decode_them() {
    let text = "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: 4wk0abcDEF";
    let found = findings(text);
    assert_eq!(
        told(&found.incidents[0]),
        "- | ec2:RunInstances | - | access denied, without a reason"
    );
    assert!(found.incidents[0].remarks[0].contains("aws sts decode-authorization-message"));
    let newer = format!(
        "You are not authorized to perform this operation. User: {ALICE} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:111122223333:instance/* because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: 4wk0"
    );
    let found = findings(&newer);
    assert_eq!(found.incidents.len(), 1);
    assert!(told(&found.incidents[0]).ends_with("instance/* | no identity-based policy allows it"));
    assert_eq!(found.incidents[0].remarks.len(), 1);
}

#[test]
fn a_log_tells_each_request_once_and_how_often() {
    let one = format!(
        "User: {ALICE} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k\n"
    );
    let two = format!(
        "User: {APP} is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q with an explicit deny in a VPC endpoint policy\n"
    );
    let found = findings(&[&*one, "noise\n", &two, &one, &one].concat());
    assert_eq!(found.incidents.iter().map(|one| one.count).collect::<Vec<_>>(), [3, 1]);
}

#[test]
fn ids_of_requests_belong_to_their_message() {
    let message = |n: u8| {
        format!(
            "User: {ALICE} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/{n}"
        )
    };
    let ids = |text: &str| -> Vec<Option<String>> {
        findings(text)
            .incidents
            .iter()
            .map(|one| one.request_id.as_ref().map(ToString::to_string))
            .collect()
    };
    let id = |n: u8| Some(format!("aaaaaaaa-000{n}"));
    let behind = |n: u8| format!("{} (Request ID: aaaaaaaa-000{n}; Proxy: null)\n", message(n));
    let before = |n: u8| format!("RequestID: aaaaaaaa-000{n}, api error X: {}\n", message(n));
    assert_eq!(ids(&[behind(1), behind(2)].concat()), [id(1), id(2)]);
    assert_eq!(ids(&[before(1), before(2)].concat()), [id(1), id(2)]);
    assert_eq!(ids(&[message(1), "\n".to_owned(), before(2)].concat()), [None, id(2)]);
}

#[test]
fn places_are_those_of_the_text() {
    let text = format!(
        "noise\nnoise User: {ALICE} is not authorized\n to perform: s3:GetObject on resource: arn:aws:s3:::b/k\n"
    );
    let found = findings(&text);
    let incident = &found.incidents[0];
    assert!(text[incident.span.range()].starts_with("User: "));
    assert_eq!(&text[incident.action.as_ref().unwrap().span.range()], "s3:GetObject");
    assert_eq!(&text[incident.resource.as_ref().unwrap().span.range()], "arn:aws:s3:::b/k");
    assert!(text[incident.principal.as_ref().unwrap().span.range()].contains(ALICE));
}

#[test]
fn what_is_nothing_of_the_kind_is_refused() {
    assert_eq!(refused(""), "unknown-incident");
    assert_eq!(refused("hello"), "unknown-incident");
    assert_eq!(refused("{\"a\": 1}"), "unknown-incident");
    assert_eq!(refused("{\"a\": "), "json-syntax-error");
    is("not authorized to perform: nothing", &["- | - | - | access denied, without a reason"]);
}
