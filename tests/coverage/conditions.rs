//! Values of conditions.

use std::slice::from_ref;

use serde_json::{Value, json};

use crate::harness::missing_of;

/// What is missing of each value of one condition after cases with these values of its key.
fn of(operator: &str, key: &str, values: &Value, seen: &[Value]) -> Vec<&'static str> {
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { operator: { key: values } },
    });
    let with = |value: &Value| json!({ "context": { key: value } });
    let members: Vec<Value> = seen.iter().map(with).collect();
    missing_of(&statement, operator, &members)
}

fn tag(operator: &str, values: &Value, seen: &[Value]) -> Vec<&'static str> {
    of(operator, "aws:PrincipalTag/t", values, seen)
}

fn tags(operator: &str, values: &Value, seen: &[Value]) -> Vec<&'static str> {
    of(operator, "aws:TagKeys", values, seen)
}

#[test]
fn a_value_counts_once_it_alone_made_the_condition_hold_and_another_did_not() {
    let values = json!(["a", "b"]);
    let of = |seen: &[Value]| tag("StringEquals", &values, seen);
    assert_eq!(of(&[json!("a")]), ["otherwise", "both"]);
    assert_eq!(of(&[json!("a"), json!("c")]), ["nothing", "alone"]);
    assert_eq!(of(&[json!("a"), json!("b"), json!("c")]), ["nothing", "nothing"]);
    assert_eq!(of(&[json!("a"), json!(null)]), ["nothing", "alone"]);
}

#[test]
fn patterns_that_overlap_hide_each_other() {
    let values = json!(["a*", "*z", "q"]);
    let of = |seen: &[Value]| tag("StringLike", &values, seen);
    assert_eq!(of(&[json!("az"), json!("c")]), ["alone", "alone", "alone"]);
    assert_eq!(of(&[json!("ab"), json!("c")]), ["nothing", "alone", "alone"]);
}

#[test]
fn a_negated_value_counts_once_it_alone_kept_out() {
    let values = json!(["a", "b"]);
    let of = |seen: &[Value]| tag("StringNotEquals", &values, seen);
    assert_eq!(of(&[json!("c")]), ["alone", "alone"]);
    assert_eq!(of(&[json!("a")]), ["otherwise", "both"]);
    assert_eq!(of(&[json!("a"), json!("c")]), ["nothing", "alone"]);
    assert_eq!(of(&[json!("a"), json!(null)]), ["nothing", "alone"]);
}

#[test]
fn a_missing_key_shows_no_value_but_may_be_the_other_answer() {
    let of = |operator: &str, seen: &[Value]| tag(operator, &json!("a"), seen);
    assert_eq!(of("StringEqualsIfExists", &[json!(null)]), ["both"]);
    assert_eq!(of("StringEqualsIfExists", &[json!("a"), json!(null)]), ["otherwise"]);
    assert_eq!(of("StringEqualsIfExists", &[json!("a"), json!("b")]), ["nothing"]);
    assert_eq!(of("StringNotEqualsIfExists", &[json!("a"), json!(null)]), ["nothing"]);
}

#[test]
fn of_all_values_one_that_only_fits_this_value_decides() {
    let values = json!(["a", "b"]);
    let of = |seen: &[Value]| tags("ForAllValues:StringEquals", &values, seen);
    let (both, out) = (json!(["a", "b"]), json!(["a", "c"]));
    assert_eq!(of(from_ref(&both)), ["otherwise", "otherwise"]);
    assert_eq!(of(&[both, out.clone()]), ["nothing", "nothing"]);
    assert_eq!(of(&[json!(["a"]), out.clone()]), ["nothing", "alone"]);
    assert_eq!(of(&[json!([]), out]), ["alone", "alone"]);
}

#[test]
fn of_any_value_one_is_enough_so_two_hide_each_other() {
    let values = json!(["a", "b"]);
    let of = |seen: &[Value]| tags("ForAnyValue:StringEquals", &values, seen);
    assert_eq!(of(&[json!(["a", "b"]), json!(["c"])]), ["alone", "alone"]);
    assert_eq!(of(&[json!(["a", "c"]), json!(["c"])]), ["nothing", "alone"]);
    assert_eq!(of(&[json!(["a", "a"]), json!([])]), ["nothing", "alone"]);
}

#[test]
fn negated_set_operators_turn_that_round() {
    let values = json!(["a", "b"]);
    let all = |seen: &[Value]| tags("ForAllValues:StringNotEquals", &values, seen);
    assert_eq!(all(&[json!(["a", "b"]), json!(["c"])]), ["alone", "alone"]);
    assert_eq!(all(&[json!(["a", "c"]), json!(["c"])]), ["nothing", "alone"]);
    let any = |seen: &[Value]| tags("ForAnyValue:StringNotEquals", &values, seen);
    assert_eq!(any(&[json!(["a", "b"]), json!(["c"])]), ["nothing", "nothing"]);
    assert_eq!(any(&[json!(["a", "c"]), json!(["c"])]), ["alone", "alone"]);
}

#[test]
fn one_value_of_a_negated_set_operator_can_be_shown() {
    let of = |operator: &str| tags(operator, &json!("a"), &[json!(["a"]), json!(["b"])]);
    assert_eq!(of("ForAllValues:StringNotEquals"), ["nothing"]);
    assert_eq!(of("ForAnyValue:StringNotEquals"), ["nothing"]);
}

#[test]
fn null_is_about_the_key_alone() {
    let of = |value: Value, seen: &[Value]| tag("Null", &value, seen);
    assert_eq!(of(json!("true"), &[json!(null)]), ["otherwise"]);
    assert_eq!(of(json!("true"), &[json!(null), json!("x")]), ["nothing"]);
    assert_eq!(
        of(json!(["true", "false"]), &[json!(null), json!("x")]),
        ["otherwise", "otherwise"]
    );
}

#[test]
fn numbers_dates_addresses_booleans_and_arns_count_one_by_one() {
    let numbers = json!(["1", "2"]);
    let of_number = |seen: &[Value]| of("NumericEquals", "aws:MultiFactorAuthAge", &numbers, seen);
    assert_eq!(of_number(&[json!("1"), json!("3")]), ["nothing", "alone"]);
    let ranges = json!(["10.0.0.0/8", "10.1.0.0/16"]);
    let of_address = |seen: &[Value]| of("IpAddress", "aws:SourceIp", &ranges, seen);
    assert_eq!(of_address(&[json!("10.1.0.1"), json!("9.9.9.9")]), ["alone", "alone"]);
    assert_eq!(of_address(&[json!("10.2.0.1"), json!("9.9.9.9")]), ["nothing", "alone"]);
    let of_bool = |seen: &[Value]| of("Bool", "aws:SecureTransport", &json!("true"), seen);
    assert_eq!(of_bool(&[json!("true"), json!("false")]), ["nothing"]);
    let dates = json!("2026-01-01T00:00:00Z");
    let of_date = |seen: &[Value]| of("DateLessThan", "aws:CurrentTime", &dates, seen);
    assert_eq!(of_date(&[json!("2025-12-31T00:00:00Z")]), ["otherwise"]);
    assert_eq!(
        of_date(&[json!("2025-12-31T00:00:00Z"), json!("2026-02-01T00:00:00Z")]),
        ["nothing"]
    );
    let arns = json!(["arn:aws:s3:::a", "arn:aws:s3:::*"]);
    let of_arn = |seen: &[Value]| of("ArnLike", "aws:SourceArn", &arns, seen);
    assert_eq!(of_arn(&[json!("arn:aws:s3:::a"), json!("arn:aws:sns:::a")]), ["alone", "alone"]);
    assert_eq!(of_arn(&[json!("arn:aws:s3:::b"), json!("arn:aws:sns:::a")]), ["alone", "nothing"]);
}

#[test]
fn a_variable_that_nobody_told_shows_nothing() {
    let values = json!(["${aws:PrincipalTag/a}", "x"]);
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { "StringEquals": { "aws:RequestedRegion": values } },
    });
    let of = |a: Value, region: &str| {
        let known =
            json!({ "context": { "aws:PrincipalTag/a": a, "aws:RequestedRegion": region } });
        missing_of(&statement, "StringEquals", &[known])
    };
    assert_eq!(of(json!("y"), "y"), ["otherwise", "both"]);
    assert_eq!(of(json!("y"), "x"), ["both", "otherwise"]);
    assert_eq!(of(json!("x"), "x"), ["both", "both"]);
    assert_eq!(of(json!({ "unknown": true }), "x"), ["both", "both"]);
    assert_eq!(of(json!({ "unknown": true }), "y"), ["both", "both"]);
}

#[test]
fn two_conditions_hide_what_the_other_keeps_out() {
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {
            "StringEquals": { "aws:PrincipalTag/a": "1" },
            "StringLike": { "aws:PrincipalTag/b": "2" },
        },
    });
    let with = |a: &str, b: &str| json!({ "context": { "aws:PrincipalTag/a": a, "aws:PrincipalTag/b": b } });
    let of = |element: &str, seen: &[Value]| missing_of(&statement, element, seen);
    let neither = [with("1", "2"), with("0", "0")];
    assert_eq!(of("StringEquals", &neither), ["otherwise"]);
    let one = [with("1", "2"), with("0", "2")];
    assert_eq!(of("StringEquals", &one), ["nothing"]);
    assert_eq!(of("StringLike", &one), ["otherwise"]);
}
