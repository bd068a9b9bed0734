//! What an answer says.

use iamsim::bundle::answer_text;
use serde_json::Value;

use super::{BUNDLE, with_id};

fn answer(text: &str) -> Value {
    let line = answer_text(text);
    assert!(!line.contains('\n'));
    serde_json::from_str(&line).unwrap()
}

#[test]
fn an_allow_names_its_statement() {
    insta::assert_snapshot!(answer_text(BUNDLE), @r#"{"v":1,"decision":"allowed","decidedBy":{"policyType":"identity"},"matchedStatements":[{"policyType":"identity","policy":"/policies/identity/0","sid":"Read","index":0,"effect":"Allow","start":{"line":1,"column":63},"end":{"line":1,"column":125}}],"missingContext":[],"missingPolicies":[],"notes":[]}"#);
}

#[test]
fn an_explicit_deny_names_denies_alone() {
    let bundle = BUNDLE.replace("s3:GetObject", "s3:DeleteObject");
    insta::assert_snapshot!(answer_text(&bundle), @r#"{"v":1,"decision":"explicitDeny","decidedBy":{"policyType":"identity"},"matchedStatements":[{"policyType":"identity","policy":"/policies/identity/0","sid":"Keep","index":1,"effect":"Deny","start":{"line":1,"column":126},"end":{"line":1,"column":193}}],"missingContext":[],"missingPolicies":[],"notes":[]}"#);
}

#[test]
fn places_count_lines_and_characters() {
    let bundle = "{\"policies\":{\"identity\":[{\n  \"Version\":\"2012-10-17\",\"Statement\":\n [\
        {\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[\"*\",\"arn:aws:s3:::é\"]}]}]},\n\
        \"request\":{\"principal\":\"arn:aws:iam::111122223333:user/ann\",\
        \"action\":\"s3:ListAllMyBuckets\",\"resource\":\"*\"}}";
    let answer = answer(bundle);
    assert_eq!(answer["matchedStatements"][0]["start"].to_string(), r#"{"column":3,"line":3}"#);
    assert_eq!(answer["matchedStatements"][0]["end"].to_string(), r#"{"column":68,"line":3}"#);
}

#[test]
fn further_authorizations_are_answered_each() {
    let also =
        r#""alsoRequires":[{"action":"s3:DeleteObject","resource":"arn:aws:s3:::notes/b"}],"#;
    let bundle = BUNDLE.replace(r#""action":"#, &format!(r#"{also}"action":"#));
    insta::assert_snapshot!(answer_text(&bundle), @r#"{"v":1,"decision":"explicitDeny","decidedBy":{"policyType":"identity"},"matchedStatements":[{"policyType":"identity","policy":"/policies/identity/0","sid":"Keep","index":1,"effect":"Deny","start":{"line":1,"column":126},"end":{"line":1,"column":193}}],"missingContext":[],"missingPolicies":[],"authorizations":[{"action":"s3:GetObject","resource":"arn:aws:s3:::notes/a","decision":"allowed","decidedBy":{"policyType":"identity"},"matchedStatements":[{"policyType":"identity","policy":"/policies/identity/0","sid":"Read","index":0,"effect":"Allow","start":{"line":1,"column":63},"end":{"line":1,"column":125}}],"missingContext":[],"missingPolicies":[],"notes":[]},{"action":"s3:DeleteObject","resource":"arn:aws:s3:::notes/b","decision":"explicitDeny","decidedBy":{"policyType":"identity"},"matchedStatements":[{"policyType":"identity","policy":"/policies/identity/0","sid":"Keep","index":1,"effect":"Deny","start":{"line":1,"column":126},"end":{"line":1,"column":193}}],"missingContext":[],"missingPolicies":[],"notes":[]}],"notes":[]}"#);
}

#[test]
fn the_id_comes_back_as_it_was() {
    let digits = "7".repeat(1000);
    for id in [r#""q \"1\" é""#, "17", "1.50", digits.as_str()] {
        let line = answer_text(&with_id(id));
        assert!(line.starts_with(&format!("{{\"v\":1,\"id\":{id},\"decision\":")), "{line}");
    }
    assert!(answer(&with_id("null")).get("id").is_none());
    insta::assert_snapshot!(answer_text(&with_id("[1]")), @r#"{"v":1,"error":{"code":"wrong-type","message":"expected a string or a number, found a list","path":"/id","line":1,"column":7}}"#);
}

#[test]
fn the_id_comes_back_with_an_error_too() {
    insta::assert_snapshot!(answer_text(r#"{"id":"q-1","request":{"principle":"x"}}"#), @r#"{"v":1,"id":"q-1","error":{"code":"unknown-field","message":"unknown field `principle`; did you mean `principal`?","path":"/request/principle","line":1,"column":24}}"#);
}

#[test]
fn an_error_tells_where_in_the_bundle_it_is() {
    let bundle = BUNDLE.replace(r#""Effect":"Deny""#, r#""Effect":"deny""#);
    insta::assert_snapshot!(answer_text(&bundle), @r#"{"v":1,"error":{"code":"invalid-effect","message":"`Effect` is `Allow` or `Deny`, not `deny`; did you mean `Deny`?","path":"/policies/identity/0/Statement/1/Effect","line":1,"column":149}}"#);
    let bundle = BUNDLE.replace("Statement", "Statment");
    insta::assert_snapshot!(answer_text(&bundle), @r#"{"v":1,"error":{"code":"invalid-policy-element","message":"a policy has no element `Statment`; did you mean `Statement`?","path":"/policies/identity/0/Statment","line":1,"column":50}}"#);
}

#[test]
fn a_file_cannot_be_named_where_none_is_read() {
    let bundle = r#"{"policies":{"identity":["/etc/passwd"]},"request":{"principal":"anonymous","action":"a:b","resource":"*"}}"#;
    insta::assert_snapshot!(answer_text(bundle), @r#"{"v":1,"error":{"code":"unreadable-file","message":"no files can be read here; give the policy inline","path":"/policies/identity/0","line":1,"column":26}}"#);
}

#[test]
fn warnings_of_policies_are_notes() {
    let bundle = BUNDLE.replace(r#""s3:*""#, r#"["s3:*","s3:Get Object"]"#);
    let answer = answer(&bundle);
    assert_eq!(answer["decision"], "allowed");
    assert_eq!(answer["notes"][0]["rule"], "malformed-action", "{answer}");
}

#[test]
fn without_a_request_there_is_no_answer() {
    for bundle in ["{}", "[]", "7", r#"{"request":null}"#, r#"{"request":[]}"#] {
        let answer = answer(bundle);
        assert!(answer["error"]["message"].is_string(), "{answer}");
        assert!(answer.get("decision").is_none());
    }
}

#[test]
fn without_policies_nothing_is_allowed() {
    let bundle = r#"{"request":{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:ListAllMyBuckets","resource":"*"}}"#;
    assert_eq!(answer(bundle)["decision"], "implicitDeny");
}

#[test]
fn a_given_key_that_contradicts_the_principal_counts_with_a_note() {
    let ask = |principal: &str, key: &str, value: &str| {
        let bundle = format!(
            r#"{{"policies":{{"identity":["FullAWSAccess"]}},"request":{{"principal":"{principal}","action":"s3:GetObject","resource":"*","context":{{"{key}":"{value}"}}}}}}"#
        );
        let notes = answer(&bundle)["notes"].as_array().unwrap().clone();
        notes.iter().any(|note| note["rule"] == "K-1")
    };
    let (ann, session) =
        ("arn:aws:iam::111122223333:user/ann", "arn:aws:sts::111122223333:assumed-role/App/s1");
    assert!(ask(ann, "aws:username", "bob"));
    assert!(!ask(ann, "AWS:UserName", "ann"));
    assert!(ask(session, "aws:username", "App"));
    assert!(ask(session, "aws:PrincipalAccount", "444455556666"));
    assert!(!ask(session, "aws:PrincipalArn", "arn:aws:iam::111122223333:role/team/App"));
}
