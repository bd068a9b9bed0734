//! Where bundles come from.

use std::path::Path;

use super::folder::folder;
use super::{BUNDLE, answers, one_answer, with_id};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}}"#;
const YAML: &str = "# A question\nid: 1\npolicies:\n  identity:\n  - Version: 2012-10-17\n    \
    Statement: {Effect: Allow, Action: '*', Resource: '*'}\nrequest:\n  \
    principal: arn:aws:iam::111122223333:user/ann\n  action: s3:ListAllMyBuckets\n  resource: '*'\n";

fn told(folder: &Path, answer: &serde_json::Value) -> String {
    answer.to_string().replace(folder.to_str().unwrap(), "..")
}

fn answer_in(files: &[(&str, &str)], name: &str) -> String {
    let folder = folder(files);
    let path = folder.path().join(name);
    let answer = one_answer(&[path.to_str().unwrap()], "");
    told(folder.path(), &answer)
}

fn naming(policy: &str) -> String {
    format!(
        r#"{{"policies":{{"identity":["{policy}"]}},"request":{{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:ListAllMyBuckets","resource":"*"}}}}"#
    )
}

#[test]
fn a_document_may_have_several_lines_and_comments() {
    let bundle = BUNDLE.replace(",\"request\"", ",\n// who asks\n\"request\"");
    for input in [bundle.clone(), format!("\n\n// first\n{bundle}\n"), format!("\u{feff}{bundle}")]
    {
        assert_eq!(one_answer(&[], input)["decision"], "allowed");
    }
    let answer = one_answer(&["-"], format!("\n\n{bundle}{bundle}"));
    assert_eq!(answer["error"]["line"], 5);
}

#[test]
fn yaml_is_read_too() {
    assert_eq!(one_answer(&[], YAML)["decision"], "allowed");
    assert_eq!(one_answer(&[], &YAML[13..])["decision"], "allowed");
    assert!(answer_in(&[("q.yaml", YAML)], "q.yaml").contains(r#""decision":"allowed""#));
    let bundle = with_id("7");
    assert!(answer_in(&[("q.yml", bundle.as_str())], "q.yml").contains(r#""id":7"#));
}

#[test]
fn policies_are_found_beside_the_file() {
    let bundle = naming("policies/all.json");
    let files = [("sub/q.json", bundle.as_str()), ("sub/policies/all.json", POLICY)];
    insta::assert_snapshot!(answer_in(&files, "sub/q.json"), @r#"{"decidedBy":{"policyType":"identity"},"decision":"allowed","matchedStatements":[{"effect":"Allow","end":{"column":95,"line":1},"index":0,"policy":"../sub/policies/all.json","policyType":"identity","sid":"All","start":{"column":37,"line":1}}],"missingContext":[],"missingPolicies":[],"notes":[{"message":"the resource is taken to belong to the caller's account 111122223333","rule":"D-15"}],"v":1}"#);
}

#[test]
fn a_file_of_lines_is_known_by_its_ending() {
    let lines = format!("{{\n{}\n", naming("p.json"));
    let folder = folder(&[("q.jsonl", lines.as_str()), ("p.json", POLICY)]);
    let path = folder.path().join("q.jsonl");
    let (answers, _) = answers(&[path.to_str().unwrap()], "");
    assert_eq!(answers[0]["error"]["code"], "json-syntax-error");
    assert_eq!(answers[1]["decision"], "allowed");
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let bundle = naming("p.json");
    let broken = POLICY.replace("\"Allow\"", "\n\"allow\"");
    let files = [("q.json", bundle.as_str()), ("p.json", broken.as_str())];
    insta::assert_snapshot!(answer_in(&files, "q.json"), @r#"{"error":{"code":"invalid-effect","column":1,"line":2,"message":"`Effect` is `Allow` or `Deny`, not `allow`; did you mean `Allow`?","path":"../p.json"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("q.json", bundle.as_str())], "q.json"), @r#"{"error":{"code":"unreadable-file","column":26,"line":1,"message":"cannot read ../p.json: there is no such file","path":"/policies/identity/0"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("q.json", "{\n \"request\": tru }")], "q.json"), @r#"{"error":{"code":"json-syntax-error","column":13,"line":2,"message":"expected a value, found `tru`; text is written in double quotes","path":"../q.json"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("q.json", bundle.as_str()), ("p.json/x", "")], "q.json"), @r#"{"error":{"code":"unreadable-file","column":26,"line":1,"message":"cannot read ../p.json: it is a directory","path":"/policies/identity/0"},"v":1}"#);
}

#[test]
fn what_cannot_be_read_is_said() {
    insta::assert_snapshot!(answer_in(&[], "missing.json"), @r#"{"error":{"code":"unreadable-file","message":"cannot read ../missing.json: there is no such file","path":"../missing.json"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("sub/x", "")], "sub"), @r#"{"error":{"code":"unreadable-file","message":"cannot read ../sub: it is a directory","path":"../sub"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("sub.yaml/x", "")], "sub.yaml"), @r#"{"error":{"code":"unreadable-file","message":"cannot read ../sub.yaml: it is a directory","path":"../sub.yaml"},"v":1}"#);
    insta::assert_snapshot!(answer_in(&[("q.json", "")], "q.json"), @r#"{"error":{"code":"json-syntax-error","message":"the file is empty; a JSON value was expected","path":"../q.json"},"v":1}"#);
    insta::assert_snapshot!(one_answer(&[], " \n\n ").to_string(), @r#"{"error":{"code":"json-syntax-error","column":1,"line":3,"message":"the file is empty; a JSON value was expected"},"v":1}"#);
}

#[test]
fn stored_policies_are_evaluated_on_demand() {
    let bundle = BUNDLE.replace(r#""Sid":"Keep""#, r#""Sid":"Read""#);
    assert_eq!(one_answer(&[], bundle.clone())["error"]["code"], "unique-sids-required");
    let answer = one_answer(&["--as-stored"], bundle);
    assert_eq!(answer["decision"], "allowed");
    assert_eq!(answer["notes"][0]["rule"], "unique-sids-required");
}

#[test]
fn an_exact_context_has_no_unknown_keys() {
    let condition =
        r#""Resource":"*","Condition":{"StringEquals":{"s3:authType":"a"}}},{"Sid":"Keep""#;
    let bundle = BUNDLE.replacen(r#""Resource":"*"},{"Sid":"Keep""#, condition, 1);
    assert_eq!(one_answer(&[], bundle.clone())["decision"], "undecided");
    assert_eq!(one_answer(&["--exact-context"], bundle)["decision"], "implicitDeny");
}
