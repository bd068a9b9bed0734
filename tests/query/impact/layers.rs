//! Each layer of policies and each fact of an environment, changed.

use iamsim::query::impact::{Impact, Turn};
use serde_json::{Value, json};

use super::{
    TEAM, account, alice, allow, assert_only, assert_tells, compared, policy, statement, told,
    trusting,
};

/// An organization with alice's account in it, and what else is said of it.
fn organization(members: &Value, of_account: &Value) -> Value {
    let mut all = json!({
        "accounts": {"111122223333": {
            "users": {"alice": {"policies": [of_account]}, "bob": {}}}},
        "resources": {"arn:aws:s3:::team": {"account": "111122223333", "policy": null}},
        "organization": {"id": "o-example1234", "managementAccount": "444455556666",
            "root": {"id": "r-ab12", "accounts": [{"id": "111122223333"}]}}});
    for (key, value) in members.as_object().unwrap() {
        all["organization"][key] = value.clone();
    }
    all
}

#[test]
fn a_resource_control_policy_limits_what_is_done_to_the_resources() {
    let with = |control: &Value| {
        let root = json!({"id": "r-ab12", "accounts": [
            {"id": "111122223333", "resourceControl": control}]});
        organization(&json!({"root": root}), &allow("s3:*", TEAM))
    };
    let deny = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::team/secret/*"}]});
    let (free, limited) =
        (with(&json!(["RCPFullAWSAccess"])), with(&json!(["RCPFullAWSAccess", deny])));
    let found = compared(&free, &limited);
    assert_only(&found, Turn::Lost);
    assert_tells(&found, "lost alice s3:GetObject arn:aws:s3:::team/secret/");
    assert!(found.changes.iter().any(|one| one.facts == ["resource control policies"]));
    let back = compared(&limited, &free);
    assert_only(&back, Turn::Gained);
    assert_tells(&back, "gained alice s3:GetObject arn:aws:s3:::team/secret/");
}

#[test]
fn another_organization_is_another_answer_to_what_asks_for_it() {
    let grant = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": TEAM,
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example1234"}}});
    let of = |id: &str| organization(&json!({"id": id}), &policy(std::slice::from_ref(&grant)));
    let found = compared(&of("o-elsewhere12"), &of("o-example1234"));
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice s3:GetObject arn:aws:s3:::team/");
    assert!(found.changes.iter().any(|one| one.facts == ["ids"]));
    assert_only(&compared(&of("o-example1234"), &of("o-elsewhere12")), Turn::Lost);
}

fn endpoint(policy: &Value) -> Value {
    let mut all = account(&json!({"users": {"alice": {"policies": [allow("s3:*", TEAM)]}}}));
    all["endpoints"] = json!({"vpce-1": {"type": "gateway", "vpc": "vpc-1", "policy": policy}});
    all
}

#[test]
fn an_endpoint_takes_from_those_who_come_through_it() {
    let everything = json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"});
    let secret = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::team/secret/*"});
    let found = compared(
        &endpoint(&policy(std::slice::from_ref(&everything))),
        &endpoint(&policy(&[everything, secret])),
    );
    assert_only(&found, Turn::Lost);
    assert_tells(&found, "lost alice s3:GetObject arn:aws:s3:::team/secret/");
    for finding in &found.findings {
        let keys: Vec<&str> = finding.draft.context.keys().map(|key| &**key).collect();
        assert_eq!(keys, ["aws:SourceVpce"], "{}", finding.draft);
    }
}

fn limited(boundary: &Value) -> Impact {
    let bound = |boundary: &Value| {
        let mut all = account(&json!({
            "users": {
                "alice": {"policies": [allow("s3:*", TEAM)], "permissionsBoundary": boundary},
                "bob": {"policies": [allow("s3:*", TEAM)]}},
            "policies": {"limit": policy(&[
                statement("Allow", "s3:GetObject", "*"), statement("Allow", "s3:DeleteObject", "*")])}}));
        all["resources"] =
            json!({"arn:aws:s3:::team": {"account": "111122223333", "policy": null}});
        all
    };
    compared(&bound(boundary), &bound(&json!("limit")))
}

#[test]
fn a_boundary_limits_its_holder_alone() {
    let found = limited(&Value::Null);
    assert_only(&found, Turn::Lost);
    assert_tells(&found, "lost alice s3:PutObject arn:aws:s3:::team/");
    assert!(!told(&found).iter().any(|line| line.contains(" bob ")), "{:#?}", told(&found));
    assert!(!told(&found).iter().any(|line| line.contains("s3:GetObject ")), "{:#?}", told(&found));
}

#[test]
fn a_boundary_that_is_wider_is_a_gain() {
    let found = limited(&allow("s3:GetObject", "*"));
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice s3:DeleteObject arn:aws:s3:::team/");
}

#[test]
fn who_leaves_a_group_loses_what_it_may_and_is_free_of_what_it_must_not() {
    let member = |groups: &[&str]| {
        let dev = policy(&[
            statement("Allow", "sqs:SendMessage", "*"),
            statement("Deny", "s3:GetObject", "arn:aws:s3:::team/secret/*"),
        ]);
        account(&json!({
            "users": {"alice": {"groups": groups, "policies": [allow("s3:GetObject", TEAM)]}},
            "groups": {"dev": {"policies": [dev]}}}))
    };
    let found = compared(&member(&["dev"]), &member(&[]));
    assert_tells(&found, "lost alice sqs:SendMessage");
    assert_tells(&found, "gained alice s3:GetObject arn:aws:s3:::team/secret/");
}

#[test]
fn a_trust_policy_that_is_widened_lets_in_who_may_assume() {
    let trust = |principal: &str| {
        let mut all = trusting(&json!({"AWS": principal}));
        let users = &mut all["accounts"]["111122223333"]["users"];
        users["bob"] = json!({"policies": [allow("sts:AssumeRole", "*")]});
        users["carol"] = json!({"policies": []});
        all
    };
    let found = compared(&trust("arn:aws:iam::111122223333:user/alice"), &trust("111122223333"));
    assert_tells(&found, "gained bob sts:AssumeRole arn:aws:iam::111122223333:role/app");
    for name in [" alice ", " carol "] {
        assert!(!told(&found).iter().any(|line| line.contains(name)), "{:#?}", told(&found));
    }
}

#[test]
fn a_trust_policy_without_its_condition_is_open_to_more() {
    let trust = |condition: Option<Value>| {
        let mut all = trusting(&json!({"AWS": "444455556666"}));
        let written = &mut all["accounts"]["111122223333"]["roles"]["app"]["trust"];
        if let Some(condition) = condition {
            written["Statement"][0]["Condition"] = condition;
        }
        all
    };
    let external = json!({"StringEquals": {"sts:ExternalId": "only-we-know"}});
    let found = compared(&trust(Some(external)), &trust(None));
    assert!(found.has_gains(), "{:#?}", told(&found));
    assert_eq!(found.count(Turn::Lost) + found.count(Turn::MayBeLost), 0, "{:#?}", told(&found));
}

#[test]
fn what_is_open_on_both_sides_is_told_apart_by_what_it_hangs_on() {
    let office = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*",
        "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}});
    let grant = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": TEAM,
        "Condition": {"StringLike": {"aws:UserAgent": "tool/*"}}});
    let with = |condition: Option<Value>| {
        let mut other = statement("Allow", "s3:GetObject", TEAM);
        other["Condition"] = condition.unwrap_or_else(|| json!({}));
        alice(&[policy(&[office.clone(), grant.clone()]), policy(&[other])])
    };
    let tagged = json!({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}});
    let found = compared(&with(Some(tagged)), &with(None));
    let gained = found.findings.iter().filter(|one| one.turn == Turn::Gained);
    let keys: Vec<Vec<&str>> =
        gained.map(|one| one.draft.context.keys().map(|key| &**key).collect()).collect();
    let is_wanted = |keys: &&Vec<&str>| keys.contains(&"aws:SourceIp");
    assert!(keys.iter().any(|keys| is_wanted(&keys)), "{keys:?} {:#?}", told(&found));
}

#[test]
fn an_alias_that_means_another_key_is_another_key() {
    let key = |name: &str| format!("arn:aws:kms:eu-west-1:111122223333:key/{name}");
    let alias = "arn:aws:kms:eu-west-1:111122223333:alias/app";
    let of = |first: &[&str], second: &[&str]| {
        let grant = json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
            "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/app"}}});
        let mut all = alice(&[policy(&[grant])]);
        let root = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}]});
        all["resources"] = json!({
            key("one"): {"policy": root, "aliases": first},
            key("two"): {"policy": root, "aliases": second}});
        all
    };
    let found = compared(&of(&[alias], &[]), &of(&[], &[alias]));
    let changed: Vec<_> = found.changes.iter().map(|one| one.facts.clone()).collect();
    assert_eq!(changed, [["aliases"], ["aliases"]]);
    assert!(found.asked > 0, "{:?}", found.unasked);
}
