//! Rules on the names of actions and the resources that go with them.

use iamsim::aws::PolicyKind;

use crate::support::{allow, codes_in, lint_text, places};

fn found(action: &str, resource: &str, code: &str) -> Vec<String> {
    places(&allow(action, resource), PolicyKind::Identity, code)
}

#[test]
fn names_that_the_catalogue_does_not_know_are_told_with_their_place() {
    let table = [
        (r#""s33:GetObject""#, "invalid-service-in-action", "s33"),
        (r#""s3:GetObjectt""#, "invalid-action", "GetObjectt"),
        (r#"["s3:getobject", "S3:GetObjcet"]"#, "invalid-action", "GetObjcet"),
        (r#""s3:GetObjcet*""#, "action-wildcard-matches-nothing", "GetObjcet*"),
        (
            r#""trustedadvisor:GetEngagement""#,
            "retired-action",
            r#""trustedadvisor:GetEngagement""#,
        ),
    ];
    for (action, code, place) in table {
        assert_eq!(found(action, r#""*""#, code), [place], "{action}");
    }
}

#[test]
fn names_are_compared_without_letter_case_and_wildcards_match_what_is_there() {
    let codes = ["invalid-service-in-action", "invalid-action", "action-wildcard-matches-nothing"];
    for action in [r#""*""#, r#""S3:GETOBJECT""#, r#""s3:*object*""#, r#""iam:?etUser""#] {
        let found = codes_in(&lint_text(&allow(action, r#""*""#), PolicyKind::Identity));
        assert!(codes.iter().all(|code| !found.contains(code)), "{action}: {found:?}");
    }
}

#[test]
fn the_nearest_name_is_proposed() {
    let hint = |action: &str| {
        let found = lint_text(&allow(action, r#""*""#), PolicyKind::Identity);
        let mut hints = found.into_iter().filter_map(|finding| finding.diagnostic.hint);
        hints.next().unwrap_or_default()
    };
    assert_eq!(hint(r#""s3:GetObjectt""#), "did you mean `s3:GetObject`?");
    assert_eq!(hint(r#""efs:CreateFileSystem""#), "did you mean `elasticfilesystem`?");
    assert_eq!(hint(r#""s3:AssumeRole""#), "`sts:AssumeRole` has that name");
}

#[test]
fn an_action_that_no_resource_goes_with_is_told_once_for_the_statement() {
    let bucket = r#""arn:aws:s3:::reports""#;
    let queue = r#""arn:aws:sqs:eu-west-1:111122223333:jobs""#;
    let table = [
        (r#""s3:GetObject""#, bucket, vec![r#""s3:GetObject""#]),
        (r#"["s3:GetObject", "s3:PutObject"]"#, bucket, vec![r#""s3:GetObject""#]),
        (r#""s3:ListBucket""#, r#""arn:aws:s3:::reports/*""#, vec![r#""s3:ListBucket""#]),
        (r#""iam:ListUsers""#, r#""arn:aws:iam::111122223333:user/*""#, vec![r#""iam:ListUsers""#]),
        (r#""s3:GetObject*""#, queue, vec![r#""s3:GetObject*""#]),
        (r#""s3:ListAllMyBuckets""#, bucket, vec![r#""s3:ListAllMyBuckets""#]),
    ];
    for (action, resource, expected) in table {
        assert_eq!(found(action, resource, "resource-mismatch"), expected, "{action} {resource}");
    }
}

#[test]
fn actions_and_resources_that_may_go_together_are_left_alone() {
    let table = [
        (r#""s3:ListBucket""#, r#""arn:aws:s3:::reports*""#),
        (r#""s3:GetObject""#, r#""arn:aws:s3:::reports*""#),
        (r#""s3:*""#, r#""arn:aws:s3:::reports""#),
        (r#""s3:GetObject""#, r#""arn:aws:s3:eu-west-1:111122223333:accesspoint/a/object/k""#),
        (r#"["s3:GetObject", "s3:ListBucket"]"#, r#"["arn:aws:s3:::a", "arn:aws:s3:::a/*"]"#),
        (r#""s3:ListAllMyBuckets""#, r#""arn:aws:s3:::*""#),
        (r#""iam:ListUsers""#, r#"["arn:aws:iam::111122223333:user/*", "*"]"#),
        (r#""lambda:InvokeFunction""#, r#""arn:aws:lambda:*:111122223333:function:f:PROD""#),
        (r#""s3:GetObject""#, r#""arn:aws:s3:::${aws:PrincipalTag/bucket}""#),
        (r#""s3:GetObject""#, r#""arn:aws:s3:::reports/${aws:username}/*""#),
        (r#""iam:GetUser""#, r#""arn:aws:iam::111122223333:*""#),
        (r#""unknown:Action""#, r#""arn:aws:s3:::reports""#),
    ];
    for (action, resource) in table {
        let none: [&str; 0] = [];
        assert_eq!(found(action, resource, "resource-mismatch"), none, "{action} {resource}");
    }
}

#[test]
fn a_launch_needs_more_than_the_instance() {
    let image = r#"["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*::image/*"]"#;
    let policy = allow(r#""ec2:RunInstances""#, image);
    let findings = lint_text(&policy, PolicyKind::Identity);
    let told = findings.iter().find(|one| one.diagnostic.code == "missing-required-resource");
    let message = &told.expect("a finding").diagnostic.message;
    assert_eq!(
        message,
        "`ec2:RunInstances` also needs `network-interface`, `security-group`, `subnet`"
    );
    for resource in [r#""*""#, r#""arn:aws:ec2:*:*:*""#, r#""arn:aws:ec2:*:*:key-pair/*""#] {
        let none: [&str; 0] = [];
        let found = found(r#""ec2:RunInstances""#, resource, "missing-required-resource");
        assert_eq!(found, none, "{resource}");
    }
}

/// What is told to be missing is what the evaluator asks about in a call that names the instance.
#[test]
fn what_a_launch_needs_is_what_its_evaluation_asks() {
    use iamsim::aws::ActionName;
    use iamsim::catalog::Catalog;

    let name = ActionName::parse("ec2:RunInstances").unwrap();
    let launch = Catalog::embedded().action(&name).unwrap();
    let count = launch.action.resources.len();
    let instance = (0..count).find(|at| &*launch.resource_type(*at).name == "instance").unwrap();
    let asked = launch.required_besides(&[instance]).into_iter();
    let asked: Vec<String> =
        asked.map(|at| format!("`{}`", launch.resource_type(at).name)).collect();
    let policy = allow(r#""ec2:RunInstances""#, r#""arn:aws:ec2:*:*:instance/*""#);
    let findings = lint_text(&policy, PolicyKind::Identity);
    let told = findings.iter().find(|one| one.diagnostic.code == "missing-required-resource");
    let message = &told.unwrap().diagnostic.message;
    assert_eq!(*message, format!("`ec2:RunInstances` also needs {}", asked.join(", ")));
}
