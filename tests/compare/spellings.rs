//! One value written in several ways, and values that look like others.

use serde_json::{Value, json};

use crate::traps::{adds, adds_nothing, allow_if, may_add};

fn when(condition: Value) -> Value {
    json!([allow_if(condition)])
}

fn nothing() -> Value {
    json!([{"Effect": "Allow", "Action": "other:none", "Resource": "*"}])
}

fn can_be(condition: Value) {
    adds(&nothing(), &when(condition));
}

#[test]
fn a_variable_with_a_colon_is_no_part_of_an_arn() {
    can_be(json!({
        "StringEquals": {
            "aws:PrincipalTag/t": "a:b",
            "aws:userid": "a-${aws:PrincipalTag/t}",
        },
        "ArnLike": {"aws:SourceArn": ["arn:${aws:PrincipalTag/t}:s3:::a", "arn:aws:s3:*::a"]},
    }));
    let tagged = when(json!({"ArnLike": {
        "aws:SourceArn": ["arn:${aws:PrincipalTag/t}:s3:::x", "arn:aws:sns:*:*:*"],
    }}));
    let narrow = when(json!({
        "StringEquals": {
            "aws:username": "s3",
            "aws:PrincipalTag/t": "aws:${aws:username}",
        },
        "ArnLike": {"aws:SourceArn": ["arn:aws:s3:s3::x", "arn:aws:sns:*:*:*"]},
    }));
    may_add(&tagged, &narrow);
}

#[test]
fn an_address_is_written_in_many_ways() {
    for key in ["aws:SourceIp", "app:x"] {
        can_be(json!({
            "StringNotEquals": {key: "2001:db8::1"},
            "IpAddress": {key: "2001:db8::1/128"},
        }));
        can_be(json!({
            "StringNotEquals": {key: "1111:2222:3333:4444:5555:6666:7777:8888"},
            "IpAddress": {key: "1111:2222:3333:4444:5555:6666:7777:8888"},
        }));
    }
    let address = |resource: &str| {
        let mut statement = allow_if(json!({"IpAddress": {"aws:SourceIp": "2001:db8::1/128"}}));
        statement["Resource"] = json!(resource);
        json!([statement])
    };
    may_add(&address("arn:aws:aa:::b/2001:db8::1"), &address("arn:aws:aa:::b/${aws:SourceIp}"));
}

#[test]
fn a_range_can_be_the_value_of_a_key_without_a_type() {
    let halves = |key: &str| when(json!({"IpAddress": {key: ["10.0.0.0/9", "10.128.0.0/9"]}}));
    let whole = |key: &str| when(json!({"IpAddress": {key: "10.0.0.0/8"}}));
    adds(&halves("app:x"), &whole("app:x"));
    adds_nothing(&halves("aws:SourceIp"), &whole("aws:SourceIp"));
}

#[test]
fn a_number_is_written_as_the_policy_has_it() {
    can_be(json!({"StringEquals": {"aws:MultiFactorAuthAge": "0.5e1"}}));
    can_be(json!({
        "StringEquals": {"app:x": ["0.5e1", "7"]},
        "NumericEquals": {"app:x": "5"},
    }));
}

#[test]
fn there_are_numbers_between_any_two() {
    let key = "aws:MultiFactorAuthAge";
    can_be(json!({"NumericEquals": {key: ["5", "5.000000000000000001"]}}));
    can_be(json!({
        "NumericGreaterThan": {key: "1000000000000000000"},
        "NumericLessThan": {key: "1000000000000000000.01"},
    }));
    can_be(json!({
        "NumericGreaterThan": {key: "-5.000000000000000001"},
        "NumericLessThan": {key: "-5"},
    }));
}

#[test]
fn a_date_is_no_number() {
    let no_number = when(json!({"NumericNotEquals": {"aws:EpochTime": "abc"}}));
    adds(&no_number, &when(json!({})));
}

#[test]
fn an_action_that_begins_as_another_is_its_own() {
    let listing = |resource: &str| json!([{"Effect": "Allow", "Action": "s3:ListAllMyBuckets*", "Resource": resource}]);
    adds(&listing("arn:*:*:*:*:*"), &listing("*"));
}
