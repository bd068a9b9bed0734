//! What answers say where the catalogue knows more than the question.

use iamsim::bundle::answer_text;
use serde_json::{Value, json};

/// A statement about everything, with a condition.
fn if_equal(key: &str) -> Value {
    json!({ "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { "StringEquals": { key: "x" } } })
}

fn asked(action: &str, resource: &str, statement: &Value) -> Value {
    let all = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [all, statement] });
    json!({ "policies": { "identity": [policy] }, "request": {
        "principal": "arn:aws:iam::111122223333:user/ann", "action": action,
        "resource": resource, "resourceAccount": "111122223333" } })
}

fn denied_if_equal(action: &str, resource: &str, key: &str) -> Value {
    let mut statement = if_equal(key);
    statement["Effect"] = json!("Deny");
    asked(action, resource, &statement)
}

fn about(action: &str, resource: &str) -> Value {
    asked(action, resource, &json!({ "Effect": "Allow", "Action": "sns:*", "Resource": "*" }))
}

/// The notes of an answer, a line each.
fn notes(bundle: &Value) -> String {
    let answer: Value = serde_json::from_str(&answer_text(&bundle.to_string())).unwrap();
    let note = |note: &Value| {
        format!("{}: {}", note["rule"].as_str().unwrap(), note["message"].as_str().unwrap())
    };
    let notes = answer["notes"].as_array().unwrap();
    notes.iter().map(note).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_resource_of_another_form_is_told() {
    insta::assert_snapshot!(notes(&about("s3:GetObject", "arn:aws:s3:::reports")));
    insta::assert_snapshot!(notes(&about("s3:ListBucket", "arn:aws:s3:::reports/q1.csv")));
    insta::assert_snapshot!(notes(&about("ec2:StopInstances", "*")));
    insta::assert_snapshot!(notes(&about(
        "sqs:SendMessage",
        "arn:aws:sns:eu-west-1:111122223333:jobs"
    )));
    insta::assert_snapshot!(notes(&about(
        "ec2:CreateTags",
        "arn:aws:ec2:eu-west-1:111122223333:nothing/x"
    )));
    insta::assert_snapshot!(notes(&about("s3:GetObject", "arn:aws:sqs:*:*:reports")));
}

#[test]
fn a_resource_of_a_form_that_fits_is_not() {
    for (action, resource) in [
        ("s3:GetObject", "arn:aws:s3:::reports/q1.csv"),
        ("s3:GetObject", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::rep*"),
        ("s3:ListBucket", "arn:aws:s3:::reports"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs"),
        ("sqs:SendMessage", "arn:aws-cn:sqs:cn-north-1:111122223333:jobs"),
        ("sqs:ListQueues", "*"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
    ] {
        let notes = notes(&about(action, resource));
        assert!(!notes.contains("R-11") && !notes.contains("A-7"), "{action} {resource} {notes}");
    }
}

#[test]
fn an_unknown_action_is_told_with_the_nearest() {
    insta::assert_snapshot!(notes(&about("s3:getObjct", "arn:aws:s3:::reports/q1.csv")));
    insta::assert_snapshot!(notes(&about("lamda:InvokeFunction", "*")));
    insta::assert_snapshot!(notes(&about("zzzzzz:Do", "*")));
}

#[test]
fn a_key_that_never_comes_is_told_where_the_answer_rests_on_it() {
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
    let mut bundle = denied_if_equal("dynamodb:DeleteTable", table, "dynamodb:Select");
    insta::assert_snapshot!(notes(&bundle), @"C-36: `dynamodb:Select` does not come with dynamodb:DeleteTable on `arn:aws:dynamodb:eu-west-1:111122223333:table/orders`, by the catalogue of 2026-09-26: it counts as absent");
    bundle["request"]["context"] = json!({ "dynamodb:Select": "x" });
    insta::assert_snapshot!(notes(&bundle), @"C-36: `dynamodb:Select` does not come with dynamodb:DeleteTable on `arn:aws:dynamodb:eu-west-1:111122223333:table/orders`, by the catalogue of 2026-09-26: what the request gives for it counts all the same");
    bundle["request"]["context"] = json!({ "dynamodb:Select": null });
    insta::assert_snapshot!(notes(&bundle), @"");
    bundle["request"]["context"] = json!({});
    bundle["request"]["actionFacts"] = json!({ "contextKeys": [] });
    insta::assert_snapshot!(notes(&bundle), @"C-36: the service never sends `dynamodb:Select`: it counts as absent");
    bundle["request"]["exactContext"] = json!(true);
    insta::assert_snapshot!(notes(&bundle), @"");
}

#[test]
fn a_tag_that_never_comes_is_told_too() {
    let bundle = denied_if_equal(
        "iam:CreateGroup",
        "arn:aws:iam::111122223333:group/g",
        "aws:ResourceTag/a",
    );
    assert!(notes(&bundle).contains("C-36: `aws:ResourceTag/a` does not come with"));
}

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    let of = |key: &str| notes(&denied_if_equal("s3:ListBucket", "arn:aws:s3:::reports", key));
    insta::assert_snapshot!(of("s3:prefx"), @"K-7: `s3:prefx` is no key in the catalogue of 2026-09-26; did you mean `s3:prefix`?");
    insta::assert_snapshot!(of("s33:prefix"), @"K-7: `s33:prefix` is no key in the catalogue of 2026-09-26; did you mean `s3:prefix`?");
    insta::assert_snapshot!(of("acme:colour"), @"K-7: `acme:colour` is no key in the catalogue of 2026-09-26");
    insta::assert_snapshot!(of("auth.acme.com:team"), @"");
    insta::assert_snapshot!(of("s3:authType"), @"");
}

#[test]
fn a_key_whose_type_was_told_is_not_unknown() {
    let mut bundle = denied_if_equal("s3:ListBucket", "arn:aws:s3:::reports", "acme:colour");
    bundle["request"]["actionFacts"] = json!({ "keyTypes": { "acme:colour": "String" } });
    assert_eq!(notes(&bundle), "");
}

#[test]
fn a_bare_operator_is_told_with_the_source_of_the_type() {
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
    let mut bundle = denied_if_equal("dynamodb:GetItem", table, "dynamodb:LeadingKeys");
    bundle["request"]["context"] = json!({ "dynamodb:LeadingKeys": "x" });
    assert!(notes(&bundle).contains("by the catalogue (`keyTypes` in `actionFacts` overrides it)"));
    bundle["request"]["actionFacts"] =
        json!({ "keyTypes": { "dynamodb:LeadingKeys": "ArrayOfString" } });
    let told = notes(&bundle);
    assert!(told.contains("C-31") && !told.contains("catalogue"), "{told}");
}

#[test]
fn further_actions_are_told_where_the_call_is_allowed() {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let mut bundle = about("lambda:CreateFunction", function);
    insta::assert_snapshot!(notes(&bundle), @"T-7: a call of lambda:CreateFunction may also need `iam:PassRole`, `lambda:PassCapacityProvider`, which is not asked here; name it in `alsoRequires` or with `--also`");
    bundle["request"]["alsoRequires"] = json!([
        { "action": "iam:passrole", "resource": "arn:aws:iam::111122223333:role/app" },
        { "action": "lambda:PassCapacityProvider",
          "resource": "arn:aws:lambda:eu-west-1:111122223333:capacity-provider:c" }]);
    assert!(!notes(&bundle).contains("T-7"));
    bundle["request"]["alsoRequires"] = json!([]);
    bundle["policies"]["permissionsBoundary"] = json!({ "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "sns:*", "Resource": "*" }] });
    assert!(!notes(&bundle).contains("T-7"));
}

#[test]
fn what_the_catalogue_adds_is_an_authorization_like_others() {
    let bundle = about("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1");
    let answer: Value = serde_json::from_str(&answer_text(&bundle.to_string())).unwrap();
    let resources: Vec<&str> = answer["authorizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["resource"].as_str().unwrap())
        .collect();
    assert_eq!(
        resources,
        [
            "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
            "arn:aws:ec2:eu-west-1::image/*",
            "arn:aws:ec2:eu-west-1:111122223333:network-interface/*",
            "arn:aws:ec2:eu-west-1:111122223333:security-group/*",
            "arn:aws:ec2:eu-west-1:111122223333:subnet/*",
        ]
    );
    insta::assert_snapshot!(notes(&bundle));
}

#[test]
fn wrong_names_of_types_are_mistakes() {
    let message = |types: Value, action: &str, exact: bool| {
        let mut bundle = about(action, "arn:aws:ec2:eu-west-1:111122223333:instance/i-1");
        bundle["request"]["actionFacts"] = json!({ "requiredTypes": types });
        bundle["request"]["exactContext"] = json!(exact);
        let answer: Value = serde_json::from_str(&answer_text(&bundle.to_string())).unwrap();
        let text = answer["error"]["message"].as_str().unwrap().to_owned();
        format!("{text} at {}", answer["error"]["path"].as_str().unwrap())
    };
    insta::assert_snapshot!(message(json!(["subnett"]), "ec2:RunInstances", false), @"ec2:RunInstances has no resource type `subnett`; did you mean `subnet`? at /request/actionFacts/requiredTypes/0");
    insta::assert_snapshot!(message(json!(["x\n"]), "ec2:Nothing", false), @r"ec2:Nothing has no resource type `x\n` at /request/actionFacts/requiredTypes/0");
    insta::assert_snapshot!(message(json!([]), "ec2:RunInstances", true), @"`requiredTypes` are names of the catalogue, which is not asked here at /request/actionFacts/requiredTypes");
    insta::assert_snapshot!(message(json!("subnet"), "ec2:RunInstances", false), @"expected a list, found a string at /request/actionFacts/requiredTypes");
}
