//! Requests to the policy simulator.

use super::{folder, iamsim, read, refused};

const REQUEST: &str = r#"{
  "PolicyInputList": [
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Read\",\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}}]}"
  ],
  "PermissionsBoundaryPolicyInputList": ["{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}"],
  "OrderedOrganizationPolicyInputList": [["{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"]],
  "ResourcePolicy": "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/secret/*\"}}",
  "ResourceOwner": "arn:aws:iam::111122223333:root",
  "CallerArn": "arn:aws:iam::111122223333:user/ann",
  "ActionNames": ["s3:GetObject", "s3:PutObject"],
  "ResourceArns": ["arn:aws:s3:::b/x", "arn:aws:s3:::b/secret/x"],
  "ResourceHandlingOption": "EC2-VPC-EBS",
  "ContextEntries": [
    { "ContextKeyName": "aws:SourceIp", "ContextKeyValues": ["203.0.113.9"], "ContextKeyType": "ip" },
    { "ContextKeyName": "aws:TagKeys", "ContextKeyValues": ["a"], "ContextKeyType": "stringList" }
  ]
}"#;

fn results(put: &str) -> String {
    format!(
        r#"{{ "EvaluationResults": [
  {{ "EvalActionName": "s3:GetObject", "EvalResourceName": "*", "EvalDecision": "explicitDeny",
     "MatchedStatements": [{{ "SourcePolicyId": "PolicyInputList.1" }}], "MissingContextValues": ["aws:userid"],
     "ResourceSpecificResults": [
       {{ "EvalResourceName": "arn:aws:s3:::b/x", "EvalResourceDecision": "allowed" }},
       {{ "EvalResourceName": "arn:aws:s3:::b/secret/x", "EvalResourceDecision": "explicitDeny" }} ] }},
  {{ "EvalActionName": "s3:PutObject", "EvalResourceName": "arn:aws:s3:::b/x", "EvalDecision": "{put}" }}
], "IsTruncated": false }}"#
    )
}

#[test]
fn a_request_and_its_results_become_cases() {
    let results = results("implicitDeny");
    let folder = folder(&[("request.json", REQUEST), ("results.json", &results)]);
    let output =
        iamsim(folder.path(), &["import", "results.json", "request.json", "--out", "s/sim.json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    insta::assert_snapshot!("request_and_results", read(&folder, "s/sim.json"));
    insta::assert_snapshot!("request_and_results_said", output.err);
    let policy = read(&folder, "s/policies/sim-identity.json");
    assert!(policy.contains("\"Sid\": \"Read\""), "{policy}");
    assert_eq!(iamsim(folder.path(), &["test", "s"]).code, 0);
    let again = iamsim(folder.path(), &["import", "request.json", "--out", "s/sim.json"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is there already"), "{}", again.err);
}

#[test]
fn a_result_that_differs_is_shown_and_kept() {
    let results = results("allowed");
    let folder = folder(&[("request.json", REQUEST), ("results.json", &results)]);
    let output =
        iamsim(folder.path(), &["import", "request.json", "results.json", "--out", "sim.json"]);
    assert_eq!(output.code, 1, "{}", output.err);
    assert!(output.err.contains("2 of 3 cases come out as they were saved"), "{}", output.err);
    assert!(output.err.contains("expected allowed, came out implicitDeny"), "{}", output.err);
    assert!(read(&folder, "sim.json").contains("\"expect\": \"allowed\""));
}

#[test]
fn without_results_the_cases_expect_what_comes_out() {
    let folder = folder(&[("request.json", REQUEST)]);
    let output = iamsim(folder.path(), &["import", "request.json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(!output.err.contains("as they were saved"), "{}", output.err);
    assert!(!output.out.contains("undecided"), "{}", output.out);
    std::fs::write(folder.path().join("sim.json"), &output.out).unwrap();
    assert_eq!(iamsim(folder.path(), &["test", "sim.json"]).code, 0);
}

#[test]
fn mistakes_are_told_at_their_place() {
    let one = |from: &str, to: &str| refused(&[("a.json", &REQUEST.replace(from, to))]);
    assert!(one("\"ActionNames\"", "\"ActionName\"").contains("did you mean `ActionNames`?"));
    assert!(one("arn:aws:iam::111122223333:root", "nobody").contains("is neither an account"));
    assert!(one(r#"{\"Version\""#, r#"{\"Version"#).contains("a.json (identity):1"));
    let bad = results("maybe");
    let told = refused(&[("a.json", REQUEST), ("b.json", &bad)]);
    assert!(told.contains("`maybe` is no decision of the simulator"), "{told}");
    let bare = r#"{ "PolicyInputList": [], "ActionNames": ["s3:GetObject"] }"#;
    let folder = folder(&[("a.json", bare)]);
    let output = iamsim(folder.path(), &["import", "a.json"]);
    assert!(output.err.contains("the request names no caller"), "{}", output.err);
}
