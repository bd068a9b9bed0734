//! Gotchas about conditions and context keys.

use serde_json::{Value, json};

use crate::hand_made::*;

const ALLOWED: &str = "allowed";
const EXPLICIT: &str = "explicitDeny";
const IMPLICIT: &str = "implicitDeny";

fn all_but(condition: Value) -> Value {
    identity(&[allow("*", "*"), when(deny("*", "*"), condition)])
}

fn only_if(condition: Value) -> Value {
    identity(&[when(allow("*", "*"), condition)])
}

fn get(context: Value) -> Value {
    ask_with(ANN, "s3:GetObject", OBJECT, context)
}

#[test]
fn g3_through_an_endpoint_there_is_no_public_address() {
    let office = json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    let bucket = for_principal(when(deny("s3:*", "arn:aws:s3:::b/*"), office), json!("*"));
    let policies = json!({"identity": [doc(&[allow("s3:GetObject", "*")])], "resource": bucket});
    expect(EXPLICIT, &policies, &get(json!({"aws:SourceVpce": "vpce-1"})));
    expect(ALLOWED, &policies, &get(json!({"aws:SourceIp": "203.0.113.9"})));
    expect("undecided", &policies, &get(json!({})));
}

#[test]
fn g4_global_services_are_in_us_east_1() {
    let region = json!({"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}});
    let levels = json!([["FullAWSAccess", doc(&[when(deny("*", "*"), region)])]]);
    let policies = json!({"identity": [doc(&[allow("*", "*")])], "serviceControl": levels});
    expect(EXPLICIT, &policies, &ask(ANN, "iam:CreateUser", "arn:aws:iam::111111111111:user/new"));
}

#[test]
fn g5_bool_false_misses_access_keys() {
    let absent = json!({"aws:MultiFactorAuthPresent": null});
    expect(
        ALLOWED,
        &all_but(json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}})),
        &get(absent),
    );
}

#[test]
fn g6_bool_if_exists_catches_federated_sessions() {
    let provider = "arn:aws:iam::111111111111:saml-provider/idp";
    let policies = all_but(json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}));
    let session = json!({"arn": SESSION, "role": ROLE, "federatedBy": provider});
    expect(EXPLICIT, &policies, &with(ask(SESSION, "s3:GetObject", OBJECT), "principal", session));
}

#[test]
fn g7_for_all_values_holds_without_the_key() {
    let policies = only_if(json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}));
    let instance = "arn:aws:ec2:eu-west-1:111111111111:instance/i-1";
    expect(
        ALLOWED,
        &policies,
        &ask_with(ANN, "ec2:CreateTags", instance, json!({"aws:TagKeys": null})),
    );
    expect(
        IMPLICIT,
        &policies,
        &ask_with(ANN, "ec2:CreateTags", instance, json!({"aws:TagKeys": ["team", "x"]})),
    );
}

#[test]
fn g8_not_equals_holds_without_the_tag() {
    let policies = all_but(json!({"StringNotEquals": {"aws:ResourceTag/env": "dev"}}));
    let instance = json!({"arn": "arn:aws:ec2:eu-west-1:111111111111:instance/i-1", "tags": {}});
    let stop = with(ask(ANN, "ec2:StopInstances", "*"), "resource", instance);
    expect(EXPLICIT, &policies, &stop);
    let none = json!({"aws:ResourceTag/env": null});
    expect(EXPLICIT, &policies, &ask_with(ANN, "ec2:DescribeInstances", "*", none));
}

#[test]
fn g28_negated_values_are_none_of() {
    let regions = json!({"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}});
    expect(ALLOWED, &all_but(regions), &get(json!({"aws:RequestedRegion": "us-east-1"})));
}

#[test]
fn g29_all_lines_must_hold() {
    let policies =
        all_but(json!({"StringNotEquals": {"aws:PrincipalTag/a": "x", "aws:PrincipalTag/b": "y"}}));
    let caller = json!({"arn": ANN, "tags": {"a": "x", "b": "z"}});
    expect(ALLOWED, &policies, &with(get(json!({})), "principal", caller));
}

#[test]
fn g30_and_g31_the_principal_arn_is_the_role() {
    let star = only_if(
        json!({"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/dev-*"}}),
    );
    expect(IMPLICIT, &star, &ask("arn:aws:iam::111111111111:role/dev-1", "s3:GetObject", OBJECT));
    let session =
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:sts::111111111111:assumed-role/R/*"}});
    expect(IMPLICIT, &only_if(session), &ask(SESSION, "s3:GetObject", OBJECT));
    expect(
        ALLOWED,
        &only_if(json!({"ArnLike": {"aws:PrincipalArn": ROLE}})),
        &ask(SESSION, "s3:GetObject", OBJECT),
    );
}

#[test]
fn g36_two_missing_sides_are_not_equal() {
    let policies = all_but(
        json!({"StringNotEquals": {"s3:ExistingObjectTag/team": "${aws:PrincipalTag/team}"}}),
    );
    let caller = json!({"arn": ANN, "tags": {}});
    expect(
        EXPLICIT,
        &policies,
        &with(get(json!({"s3:ExistingObjectTag/team": null})), "principal", caller.clone()),
    );
    expect(EXPLICIT, &policies, &with(get(json!({})), "principal", caller));
    expect("undecided", &policies, &get(json!({})));
}

#[test]
fn g37_tag_keys_in_any_case_but_values_exact() {
    let tagged = |key: &str, value: &str| only_if(json!({"StringEquals": {key: value}}));
    let resource = json!({"arn": OBJECT, "tags": {"env": "prod"}});
    let request = with(get(json!({})), "resource", resource);
    expect(IMPLICIT, &tagged("aws:ResourceTag/env", "Prod"), &request);
    expect(ALLOWED, &tagged("aws:ResourceTag/ENV", "prod"), &request);
}

#[test]
fn g42_and_g43_called_via_needs_a_set_operator() {
    let via =
        |operator: &str, service: &str| only_if(json!({operator: {"aws:CalledVia": service}}));
    let athena = "athena.amazonaws.com";
    expect(ALLOWED, &via("ForAnyValue:StringEqualsIfExists", athena), &get(json!({})));
    expect(IMPLICIT, &via("ForAnyValue:StringEquals", athena), &get(json!({})));
    let formation = "cloudformation.amazonaws.com";
    let forwarded = get(json!({"aws:CalledVia": [formation]}));
    expect(IMPLICIT, &via("StringEquals", formation), &forwarded);
    expect(ALLOWED, &via("ForAnyValue:StringEquals", formation), &forwarded);
}

#[test]
fn g44_only_these_tag_keys() {
    let policies = all_but(json!({"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["team"]}}));
    expect(EXPLICIT, &policies, &get(json!({"aws:TagKeys": ["team", "x"]})));
    expect(ALLOWED, &policies, &get(json!({"aws:TagKeys": null})));
}

#[test]
fn g45_a_role_session_has_a_token() {
    let policies = only_if(json!({"Null": {"aws:TokenIssueTime": "true"}}));
    expect(ALLOWED, &policies, &get(json!({"aws:TokenIssueTime": null})));
    expect(IMPLICIT, &policies, &ask(SESSION, "s3:GetObject", OBJECT));
}

#[test]
fn g46_private_ranges_do_not_meet_the_public_address() {
    let policies = only_if(json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}));
    expect(IMPLICIT, &policies, &get(json!({"aws:SourceIp": "203.0.113.9"})));
}

#[test]
fn g47_addresses_of_the_other_family_and_other_spelling() {
    let office = json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    expect(EXPLICIT, &all_but(office), &get(json!({"aws:SourceIp": "2001:db8::1"})));
    let one = only_if(json!({"IpAddress": {"aws:SourceIp": "2001:DB8::1/128"}}));
    expect(ALLOWED, &one, &get(json!({"aws:SourceIp": "2001:db8:0:0::1"})));
}

#[test]
fn g48_numbers_and_dates_are_no_texts() {
    let few = only_if(json!({"NumericLessThan": {"s3:max-keys": "10"}}));
    expect(ALLOWED, &few, &get(json!({"s3:max-keys": 9})));
    let early = only_if(json!({"DateLessThan": {"aws:CurrentTime": "20300101"}}));
    expect(IMPLICIT, &early, &with(get(json!({})), "now", json!("2026-03-01T09:00:00Z")));
}

#[test]
fn an_unknown_key_that_cannot_matter_leaves_the_decision() {
    let either = identity(&[
        when(allow("*", "*"), json!({"StringEquals": {"s3:prefix": "a"}})),
        when(allow("*", "*"), json!({"StringNotEquals": {"s3:prefix": "a"}})),
    ]);
    expect(ALLOWED, &either, &get(json!({})));
    expect("undecided", &only_if(json!({"StringEquals": {"s3:prefix": "a"}})), &get(json!({})));
}

#[test]
fn an_empty_list_matches_no_value() {
    expect(
        IMPLICIT,
        &only_if(json!({"StringEquals": {"s3:prefix": []}})),
        &get(json!({"s3:prefix": "a"})),
    );
    expect(
        ALLOWED,
        &only_if(json!({"StringNotEquals": {"s3:prefix": []}})),
        &get(json!({"s3:prefix": "a"})),
    );
}

#[test]
fn texts_that_cannot_be_read_satisfy_nothing() {
    let not_ten = only_if(json!({"NumericNotEquals": {"s3:max-keys": "10"}}));
    expect(IMPLICIT, &not_ten, &get(json!({"s3:max-keys": "many"})));
    expect(ALLOWED, &not_ten, &get(json!({"s3:max-keys": "10.5"})));
    expect(IMPLICIT, &not_ten, &get(json!({"s3:max-keys": "10.0"})));
}

#[test]
fn dates_in_all_their_forms() {
    for same in
        ["2026-03-01", "2026-03", "2026-03-01T00:00Z", "2026-03-01T01:00:00.5+01:00", "1772323200"]
    {
        let policies = only_if(json!({"DateEquals": {"aws:CurrentTime": same}}));
        expect(ALLOWED, &policies, &with(get(json!({})), "now", json!("2026-03-01T00:00:00Z")));
    }
}
