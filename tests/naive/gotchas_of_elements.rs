//! Gotchas about actions, resources and variables.

use serde_json::json;

use crate::hand_made::*;

const ALLOWED: &str = "allowed";
const EXPLICIT: &str = "explicitDeny";
const IMPLICIT: &str = "implicitDeny";
const BUCKET: &str = "arn:aws:s3:::b";
const OBJECTS: &str = "arn:aws:s3:::b/*";

#[test]
fn g1_a_bucket_is_not_its_objects() {
    expect(IMPLICIT, &identity(&[allow("s3:*", OBJECTS)]), &ask(ANN, "s3:ListBucket", BUCKET));
    expect(ALLOWED, &identity(&[allow("s3:*", OBJECTS)]), &ask(ANN, "s3:GetObject", OBJECT));
}

#[test]
fn g2_list_all_my_buckets_needs_a_star() {
    let request = ask(ANN, "s3:ListAllMyBuckets", "*");
    expect(IMPLICIT, &identity(&[allow("s3:ListAllMyBuckets", BUCKET)]), &request);
    expect(ALLOWED, &identity(&[allow("s3:ListAllMyBuckets", "*")]), &request);
    expect(ALLOWED, &identity(&[allow("s3:ListAllMyBuckets", "arn:aws:s3:::*")]), &request);
}

#[test]
fn g14_launching_an_instance_touches_more_than_the_instance() {
    let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/*";
    let image = json!({"resource": "arn:aws:ec2:eu-west-1::image/ami-1"});
    let launch = ask(ANN, "ec2:RunInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-1");
    let launch = with(
        launch,
        "alsoRequires",
        json!([with(image, "resourceAccount", json!("111111111111"))]),
    );
    expect(IMPLICIT, &identity(&[allow("ec2:RunInstances", instance)]), &launch);
    expect(ALLOWED, &identity(&[allow("ec2:RunInstances", "*")]), &launch);
}

#[test]
fn g15_the_image_has_no_instance_type() {
    let image = json!({"resource": "arn:aws:ec2:eu-west-1::image/ami-1", "resourceAccount": "111111111111",
        "context": {"ec2:InstanceType": null}});
    let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/i-1";
    let launch =
        ask_with(ANN, "ec2:RunInstances", instance, json!({"ec2:InstanceType": "t3.micro"}));
    let launch = with(launch, "alsoRequires", json!([image]));
    let micro = |operator: &str| {
        identity(&[when(
            allow("ec2:RunInstances", "*"),
            json!({operator: {"ec2:InstanceType": "t3.micro"}}),
        )])
    };
    expect(IMPLICIT, &micro("StringEquals"), &launch);
    expect(ALLOWED, &micro("StringEqualsIfExists"), &launch);
}

#[test]
fn g16_creating_a_function_also_passes_its_role() {
    let create =
        ask(ANN, "lambda:CreateFunction", "arn:aws:lambda:eu-west-1:111111111111:function:f");
    let create =
        with(create, "alsoRequires", json!([{"action": "iam:PassRole", "resource": ROLE}]));
    expect(IMPLICIT, &identity(&[allow("lambda:CreateFunction", "*")]), &create);
    expect(
        ALLOWED,
        &identity(&[allow("lambda:CreateFunction", "*"), allow("iam:PassRole", ROLE)]),
        &create,
    );
}

#[test]
fn g34_a_variable_without_value_matches_nothing() {
    let home = allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*");
    let file = "arn:aws:s3:::b/ann/x";
    expect(IMPLICIT, &identity(std::slice::from_ref(&home)), &ask(SESSION, "s3:GetObject", file));
    expect(ALLOWED, &identity(std::slice::from_ref(&home)), &ask(ANN, "s3:GetObject", file));
    expect(IMPLICIT, &json!({"identity": [{"Statement": home}]}), &ask(ANN, "s3:GetObject", file));
}

#[test]
fn g35_a_not_resource_without_value_excludes_nothing() {
    let own = json!({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"});
    let policies = identity(&[allow("*", "*"), own]);
    let request = ask(ANN, "s3:GetObject", "arn:aws:s3:::b/a/x");
    let tagged = |tags| with(request.clone(), "principal", json!({"arn": ANN, "tags": tags}));
    expect(EXPLICIT, &policies, &tagged(json!({})));
    expect(ALLOWED, &policies, &tagged(json!({"team": "a"})));
    expect("undecided", &policies, &request);
}

#[test]
fn g38_not_action_grants_all_other_services() {
    let rest = identity(&[json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})]);
    expect(ALLOWED, &rest, &ask(ANN, "organizations:LeaveOrganization", "*"));
    let trusted = with(rest.clone(), "resource", trust(&json!({"AWS": "111111111111"})));
    expect(ALLOWED, &trusted, &ask(ANN, "sts:AssumeRole", ROLE));
    expect(IMPLICIT, &rest, &ask(ANN, "iam:GetRole", ROLE));
}

#[test]
fn g39_not_resource_covers_other_services() {
    let rest = identity(&[json!({"Effect": "Allow", "Action": "*", "NotResource": OBJECTS})]);
    let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/i-1";
    expect(ALLOWED, &rest, &ask(ANN, "ec2:TerminateInstances", instance));
    expect(ALLOWED, &rest, &ask(ANN, "s3:ListAllMyBuckets", "*"));
}

#[test]
fn g40_a_star_after_the_bucket_covers_other_buckets() {
    let policies = identity(&[allow("s3:GetObject", "arn:aws:s3:::b*")]);
    expect(ALLOWED, &policies, &ask(ANN, "s3:GetObject", "arn:aws:s3:::b-private/x"));
}

#[test]
fn g41_slashes_and_colons_are_ordinary() {
    let policies = identity(&[
        allow("s3:GetObject", "arn:aws:s3:::b/public/*/x"),
        allow("s3:GetObject", "arn:aws:s3:::b/data*"),
    ]);
    expect(ALLOWED, &policies, &ask(ANN, "s3:GetObject", "arn:aws:s3:::b/public/1/2/x"));
    expect(ALLOWED, &policies, &ask(ANN, "s3:GetObject", "arn:aws:s3:::b/data:1/x"));
}

#[test]
fn g53_actions_in_any_case_but_keys_exact() {
    let policies = identity(&[allow("S3:getobject", OBJECT)]);
    expect(IMPLICIT, &policies, &ask(ANN, "s3:GetObject", "arn:aws:s3:::b/K"));
    expect(ALLOWED, &policies, &ask(ANN, "s3:GetObject", OBJECT));
}

#[test]
fn g55_two_actions_in_one_text_match_nothing() {
    let policies = identity(&[allow("s3:GetObject,s3:PutObject", "*")]);
    expect(IMPLICIT, &policies, &ask(ANN, "s3:GetObject", OBJECT));
}

#[test]
fn a_star_stays_within_its_segment() {
    let topic = "arn:aws:sns:us-east-1:111111111111:topic1";
    expect(
        IMPLICIT,
        &identity(&[allow("sns:Publish", "arn:aws:sns:*:topic1")]),
        &ask(ANN, "sns:Publish", topic),
    );
    expect(
        ALLOWED,
        &identity(&[allow("sns:Publish", "arn:aws:sns:*:*:topic1")]),
        &ask(ANN, "sns:Publish", topic),
    );
    expect(
        ALLOWED,
        &identity(&[allow("sns:Publish", "arn:aws:sns*")]),
        &ask(ANN, "sns:Publish", topic),
    );
}

#[test]
fn a_default_stands_in_for_a_missing_key() {
    let policies = identity(&[allow("s3:GetObject", "arn:aws:s3:::b/${aws:username, 'all'}/${*}")]);
    expect(
        ALLOWED,
        &policies,
        &with(ask(SESSION, "s3:GetObject", "arn:aws:s3:::b/all/*"), "exactContext", json!(true)),
    );
    expect(IMPLICIT, &policies, &ask(SESSION, "s3:GetObject", "arn:aws:s3:::b/all/x"));
}

#[test]
fn a_region_may_not_be_a_variable() {
    let policies = identity(&[allow("sqs:*", "arn:aws:sqs:*:${aws:PrincipalAccount}:q")]);
    expect(
        IMPLICIT,
        &policies,
        &ask(ANN, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q"),
    );
}

#[test]
fn what_has_no_one_meaning_is_refused() {
    let refused = |code: &str, statement: serde_json::Value| {
        let bundle = json!({"policies": identity(&[statement]), "request": ask(ANN, "s3:GetObject", OBJECT)});
        let error = crate::naive::decide(&bundle).unwrap_err();
        assert!(error.starts_with(code), "{error}");
    };
    refused("invalid-policy-element", with(allow("*", "*"), "Conditions", json!({})));
    refused("unsupported-element-combination", with(allow("*", "*"), "NotAction", json!("s3:*")));
    refused("invalid-effect", with(allow("*", "*"), "Effect", json!("allow")));
    refused("wildcard-in-service-prefix", allow("s*:Get*", "*"));
    refused("missing-brace-in-variable", allow("*", "arn:aws:s3:::b/${aws:username"));
    refused("unsupported-principal", with(allow("*", "*"), "Principal", json!("*")));
    refused("invalid-condition-operator", when(allow("*", "*"), json!({"StringEqual": {}})));
    refused("invalid-condition-operator", when(allow("*", "*"), json!({"NullIfExists": {}})));
    refused(
        "duplicate-keys-with-different-case",
        when(allow("*", "*"), json!({"Bool": {"a:b": "true", "A:b": "true"}})),
    );
    refused("data-type-mismatch", when(allow("*", "*"), json!({"Bool": {"a:b": null}})));
}
