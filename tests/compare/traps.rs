//! Pairs that are easily answered wrongly, each with its answer from the rules.

use iamsim::compare::Answer;
use serde_json::{Value, json};

use crate::check::{told, wrong};
use crate::support::Pair;

/// Lists of statements as policies.
fn policies(existing: &Value, new: &Value) -> [String; 2] {
    [existing, new]
        .map(|statements| json!({"Version": "2012-10-17", "Statement": statements}).to_string())
}

fn answer(existing: &Value, new: &Value) -> String {
    let [existing, new] = policies(existing, new);
    judged(&Pair::identity(&existing, &new))
}

fn judged(pair: &Pair) -> String {
    let answer = pair.no_new_access();
    assert_eq!(wrong(pair, &answer, [], false), None, "{answer:?}");
    match answer {
        Answer::Proven => "proven".to_owned(),
        Answer::Unknown(why) => format!("unknown: {why:?}"),
        Answer::Found { reasons, .. } => {
            let told = reasons.iter().map(|reason| {
                format!("{}: {}", reason.place.unwrap().statement, told(&reason.witness.request))
            });
            format!("found {}", told.collect::<Vec<_>>().join("; "))
        }
    }
}

pub(crate) fn adds_nothing(existing: &Value, new: &Value) {
    assert_eq!(answer(existing, new), "proven");
}

pub(crate) fn adds(existing: &Value, new: &Value) {
    let answer = answer(existing, new);
    assert!(answer.starts_with("found "), "{answer}");
}

pub(crate) fn may_add(existing: &Value, new: &Value) {
    assert_ne!(answer(existing, new), "proven");
}

pub(crate) fn allow(resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": "aa:*", "Resource": resource})
}

pub(crate) fn allow_if(condition: Value) -> Value {
    let mut statement = allow("*");
    statement["Condition"] = condition;
    statement
}

pub(crate) fn deny_if(condition: Value) -> Value {
    let mut statement = allow_if(condition);
    statement["Effect"] = json!("Deny");
    statement
}

#[test]
fn a_star_in_the_head_of_an_arn_does_not_cross_a_colon() {
    let (wide, narrow) = (allow("arn:aws:aa:*:1:a"), allow("arn:aws:aa:r:x:1:a"));
    adds(&json!([wide]), &json!([narrow]));
    adds_nothing(&json!([allow("arn:aws:aa:*:*:a")]), &json!([wide]));
}

#[test]
fn a_star_behind_the_head_crosses_colons() {
    adds_nothing(&json!([allow("arn:aws:aa:::a*")]), &json!([allow("arn:aws:aa:::a:b:c")]));
}

#[test]
fn the_resource_star_is_more_than_every_arn() {
    adds(&json!([allow("arn:*:*:*:*:*")]), &json!([allow("*")]));
    adds_nothing(&json!([allow("*")]), &json!([allow("arn:*:*:*:*:*")]));
}

#[test]
fn the_value_of_a_tag_may_be_empty() {
    let empty = allow_if(json!({"StringEquals": {"aws:RequestTag/t": ""}}));
    adds(
        &json!([deny_if(json!({"Null": {"aws:RequestTag/t": "true"}})), allow("arn:aws:bb:::a")]),
        &json!([empty]),
    );
    adds(&json!([allow_if(json!({"StringLike": {"aws:RequestTag/t": "?*"}}))]), &json!([empty]));
    adds_nothing(
        &json!([allow_if(json!({"StringLike": {"aws:RequestTag/t": "*"}}))]),
        &json!([empty]),
    );
}

#[test]
fn empty_text_is_no_value_for_null() {
    let absent = allow_if(json!({"Null": {"aws:RequestTag/t": "true"}}));
    adds(&json!([allow_if(json!({"StringNotLike": {"aws:RequestTag/t": "*"}}))]), &json!([absent]));
}

#[test]
fn two_empty_texts_are_no_value_and_more_than_one() {
    let absent = allow_if(json!({"Null": {"app:x": "true"}}));
    let known = json!([
        allow_if(json!({"StringEquals": {"app:x": ""}})),
        allow_if(json!({"StringNotEquals": {"app:x": ""}})),
    ]);
    adds(&known, &json!([absent]));
}

#[test]
fn a_plain_operator_never_fits_a_key_that_may_have_several_values() {
    adds_nothing(
        &json!([allow("arn:aws:bb:::a")]),
        &json!([allow_if(json!({"StringEquals": {"aws:TagKeys": "a"}}))]),
    );
    let not = allow_if(json!({"StringNotEquals": {"aws:TagKeys": "a"}}));
    let absent = allow_if(json!({"Null": {"aws:TagKeys": "true"}}));
    adds_nothing(&json!([absent]), &json!([not]));
}

#[test]
fn a_key_that_nobody_knows_may_have_several_values() {
    let any = allow_if(json!({"ForAnyValue:StringEquals": {"app:x": "a"}}));
    adds(&json!([allow_if(json!({"StringEquals": {"app:x": "a"}}))]), &json!([any]));
    adds_nothing(&json!([any]), &json!([allow_if(json!({"StringEquals": {"app:x": "a"}}))]));
}

#[test]
fn two_values_can_do_what_no_single_one_can() {
    let both = json!({
        "ForAnyValue:StringEquals": {"aws:TagKeys": "a"},
        "ForAnyValue:StringLike": {"aws:TagKeys": "b*"},
    });
    adds(&json!([allow("arn:aws:bb:::a")]), &json!([allow_if(both)]));
}

#[test]
fn for_all_values_holds_where_there_is_none() {
    let all = allow_if(json!({"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}));
    let any = allow_if(json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}));
    adds(&json!([any]), &json!([all]));
    adds(&json!([all]), &json!([any]));
    let absent = allow_if(json!({"Null": {"aws:TagKeys": "true"}}));
    adds_nothing(&json!([any, absent]), &json!([all]));
}

#[test]
fn a_key_with_several_values_stands_for_no_variable() {
    let home = allow("arn:aws:aa:::${aws:TagKeys}");
    adds_nothing(&json!([allow("arn:aws:bb:::a")]), &json!([home]));
}

#[test]
fn a_number_can_stand_for_a_variable() {
    let five = json!({
        "StringEquals": {"aws:RequestTag/t": "${aws:MultiFactorAuthAge}"},
    });
    adds(&json!([allow("arn:aws:bb:::a")]), &json!([allow_if(five)]));
}

#[test]
fn a_deny_that_matters_only_beside_others_is_no_access() {
    let denied = json!([allow("*"), deny_if(json!({"Bool": {"aws:SecureTransport": "false"}}))]);
    let redundant = json!([allow("*"), deny_if(json!({"Bool": {"aws:SecureTransport": "false"}})), {"Effect": "Deny", "Action": "aa:Get", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]);
    adds_nothing(&denied, &redundant);
    adds_nothing(&redundant, &denied);
    let alone = json!([{"Effect": "Deny", "Action": "bb:*", "Resource": "*"}, allow("*")]);
    adds_nothing(&json!([allow("*")]), &alone);
    adds_nothing(&alone, &json!([allow("*")]));
}

#[test]
fn twenty_infix_patterns_are_quick() {
    let names: Vec<String> = (10..30).map(|number| format!("*n{number}*")).collect();
    let each = |name: &String| {
        let about = json!({"Effect": "Allow", "Action": "aa:*", "Resource": format!("arn:aws:aa:::{name}")});
        about
    };
    let apart: Vec<Value> = names.iter().map(each).collect();
    let resources: Vec<String> = names.iter().map(|name| format!("arn:aws:aa:::{name}")).collect();
    let together = json!([{"Effect": "Allow", "Action": "aa:*", "Resource": resources}]);
    adds_nothing(&json!(apart), &together);
    adds_nothing(&together, &json!(apart));
    let denied: Vec<Value> = names
        .iter()
        .map(|name| json!({"Effect": "Deny", "Action": "aa:*", "Resource": format!("arn:aws:aa:::{name}")}))
        .chain([allow("*")])
        .collect();
    adds(&json!(denied), &json!([allow("*")]));
    adds_nothing(&json!([allow("*")]), &json!(denied));
}

#[test]
fn a_number_is_the_same_in_every_way_to_write_it() {
    let one = |text: &str| allow_if(json!({"NumericEquals": {"aws:MultiFactorAuthAge": text}}));
    adds_nothing(&json!([one("1.0")]), &json!([one("1e0")]));
    let text = deny_if(json!({"StringEquals": {"aws:MultiFactorAuthAge": "1"}}));
    adds(&json!([one("1"), text]), &json!([one("1")]));
}

#[test]
fn a_date_and_a_number_can_ask_the_same_key() {
    let both = json!({
        "DateGreaterThanEquals": {"aws:EpochTime": "2020-01-01T00:00:00Z"},
        "NumericLessThan": {"aws:EpochTime": "1577836802"},
    });
    adds(&json!([allow("arn:aws:bb:::a")]), &json!([allow_if(both)]));
    let neither = json!({
        "DateGreaterThanEquals": {"aws:EpochTime": "2020-01-01T00:00:00Z"},
        "NumericLessThan": {"aws:EpochTime": "1577836800"},
    });
    adds_nothing(&json!([allow("arn:aws:bb:::a")]), &json!([allow_if(neither)]));
}

#[test]
fn addresses_together_can_be_a_range() {
    let range = |text: &[&str]| allow_if(json!({"IpAddress": {"aws:SourceIp": text}}));
    adds_nothing(
        &json!([range(&["10.0.0.0/9", "10.128.0.0/9"])]),
        &json!([range(&["10.0.0.0/8"])]),
    );
    adds(&json!([range(&["0.0.0.0/0"])]), &json!([range(&["0.0.0.0/0", "::/0"])]));
    adds(&json!([range(&["0.0.0.0/0", "::/0"])]), &json!([allow("*")]));
}

#[test]
fn the_letter_case_of_arn_is_free_where_a_condition_reads_one() {
    let not = allow_if(json!({
        "StringNotLike": {"app:arn": "arn:*"},
        "ArnNotLike": {"app:arn": "arn:aws:iam::1:user/a"},
        "Null": {"app:arn": "false"},
    }));
    adds(&json!([allow("arn:aws:bb:::a")]), &json!([not]));
}

#[test]
fn an_action_need_not_exist_yet() {
    let statement =
        |actions: Value| json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]);
    adds(&statement(json!(["aa:Get", "aa:Put"])), &statement(json!("aa:*")));
    adds_nothing(&statement(json!(["aa:G*", "aa:?", "*"])), &statement(json!("aa:*")));
    let without = json!([{"Effect": "Allow", "NotAction": "aa:Get", "Resource": "*"}]);
    adds(&without, &statement(json!("*")));
    let rest = json!([{"Effect": "Allow", "NotAction": "aa:Get", "Resource": "*"}, {"Effect": "Allow", "Action": "AA:GET", "Resource": "*"}]);
    adds_nothing(&rest, &statement(json!("*")));
}

#[test]
fn an_operator_that_is_not_understood_is_never_skipped() {
    let odd = |text: &str| allow_if(json!({"StringResembles": {"app:x": text}}));
    adds_nothing(&json!([odd("a")]), &json!([odd("a")]));
    assert_eq!(answer(&json!([odd("a")]), &json!([odd("b")])), "unknown: Operator");
    assert_eq!(answer(&json!([odd("a")]), &json!([allow("*")])), "unknown: Operator");
    adds_nothing(&json!([allow("*")]), &json!([odd("a")]));
}

mod variables {
    use super::*;

    const HOME: &str = "arn:aws:aa:::home/${aws:username}";

    #[test]
    fn the_same_variable_is_the_same_text() {
        adds_nothing(&json!([allow(HOME)]), &json!([allow(HOME)]));
    }

    #[test]
    fn a_wildcard_holds_what_a_variable_stands_for() {
        adds_nothing(&json!([allow("arn:aws:aa:::home/*")]), &json!([allow(HOME)]));
        adds(&json!([allow(HOME)]), &json!([allow("arn:aws:aa:::home/*")]));
    }

    #[test]
    fn a_variable_stands_for_slashes_too() {
        adds(&json!([allow("arn:aws:aa:::home/?")]), &json!([allow(HOME)]));
    }

    #[test]
    fn two_variables_are_two_texts() {
        let other = allow("arn:aws:aa:::home/${aws:userid}");
        adds(&json!([allow(HOME)]), &json!([other]));
    }

    #[test]
    fn a_guard_says_what_the_variable_stands_for() {
        let mut guarded = allow(HOME);
        guarded["Condition"] = json!({"StringEquals": {"aws:username": "ann"}});
        let literal = allow("arn:aws:aa:::home/ann");
        adds_nothing(&json!([literal]), &json!([guarded]));
        let mut of_ann = literal.clone();
        of_ann["Condition"] = guarded["Condition"].clone();
        adds_nothing(&json!([guarded]), &json!([of_ann]));
        adds(&json!([guarded]), &json!([literal]));
    }

    #[test]
    fn a_pattern_guards_a_variable() {
        let mut guarded = allow(HOME);
        guarded["Condition"] = json!({"StringLike": {"aws:username": "ann-*"}});
        adds_nothing(&json!([allow("arn:aws:aa:::home/ann-*")]), &json!([guarded]));
        adds(&json!([allow("arn:aws:aa:::home/ann-?")]), &json!([guarded]));
    }

    #[test]
    fn all_but_the_own_folder() {
        let others = json!({"Effect": "Deny", "Action": "aa:*", "NotResource": HOME});
        adds_nothing(&json!([allow(HOME)]), &json!([allow("*"), others]));
        adds(&json!([allow("*"), others]), &json!([allow("*")]));
        adds_nothing(&json!([allow("*"), others]), &json!([allow(HOME)]));
    }

    #[test]
    fn an_equal_pair_is_equal_either_way_round() {
        let one = allow_if(json!({"StringEquals": {"aws:PrincipalTag/a": "${aws:RequestTag/b}"}}));
        let other =
            allow_if(json!({"StringEquals": {"aws:RequestTag/b": "${aws:PrincipalTag/a}"}}));
        adds_nothing(&json!([one]), &json!([other]));
        adds_nothing(&json!([other]), &json!([one]));
    }

    #[test]
    fn equal_keys_are_in_the_same_sets() {
        let joined = allow_if(json!({"StringEquals": {
            "aws:PrincipalTag/a": "${aws:RequestTag/b}",
            "aws:RequestTag/b": "x",
        }}));
        let fixed = allow_if(json!({"StringEquals": {"aws:PrincipalTag/a": "x"}}));
        adds_nothing(&json!([fixed]), &json!([joined]));
        adds(&json!([joined]), &json!([fixed]));
    }

    #[test]
    fn without_its_key_a_variable_stands_for_nothing() {
        let mut absent = allow(HOME);
        absent["Condition"] = json!({"Null": {"aws:username": "true"}});
        let empty = json!([allow("arn:aws:aa:::home/")]);
        adds_nothing(&empty, &json!([absent]));
    }

    #[test]
    fn a_variable_stands_for_empty_text_where_null_sees_no_value() {
        let null = allow_if(json!({"Null": {"aws:username": "true"}}));
        let mut unequal = null.clone();
        unequal["Condition"]["StringNotEquals"] = json!({"aws:RequestTag/b": "${aws:username}"});
        let [null, unequal] = [[null], [unequal]].map(Value::from);
        adds_nothing(&null, &unequal);
        adds(&unequal, &null);
    }

    #[test]
    fn a_default_stands_for_an_absent_key() {
        let with_default = allow("arn:aws:aa:::home/${aws:username, 'nobody'}");
        let mut absent = with_default.clone();
        absent["Condition"] = json!({"Null": {"aws:username": "true"}});
        adds_nothing(&json!([with_default]), &json!([absent]));
        adds_nothing(&json!([allow("arn:aws:aa:::home/nobody")]), &json!([absent]));
        adds(&json!([allow(HOME)]), &json!([with_default]));
    }

    #[test]
    fn a_default_stands_for_an_empty_value() {
        let with_default = allow("arn:aws:aa:::home/${aws:username, 'nobody'}");
        let mut empty = allow(HOME);
        empty["Condition"] = json!({"StringEquals": {"aws:username": ""}});
        adds(&json!([with_default]), &json!([empty]));
        let mut ann = allow(HOME);
        ann["Condition"] = json!({"StringEquals": {"aws:username": "ann"}});
        adds_nothing(&json!([with_default]), &json!([ann]));
    }

    #[test]
    fn escapes_are_no_variables() {
        adds_nothing(&json!([allow("arn:aws:aa:::a*")]), &json!([allow("arn:aws:aa:::a${*}")]));
        adds(&json!([allow("arn:aws:aa:::a${*}")]), &json!([allow("arn:aws:aa:::a*")]));
    }

    #[test]
    fn the_old_version_has_no_variables() {
        let old = json!({"Version": "2008-10-17", "Statement": [allow(HOME)]}).to_string();
        let new = json!({"Version": "2012-10-17", "Statement": [allow(HOME)]}).to_string();
        let answer = judged(&Pair::identity(&old, &new));
        assert!(answer.starts_with("found "), "{answer}");
    }

    #[test]
    fn keys_of_a_type_are_tied_to_texts() {
        let typed = [
            "aws:SourceArn",
            "aws:MultiFactorAuthAge",
            "aws:CurrentTime",
            "aws:EpochTime",
            "aws:SourceIp",
            "aws:ViaAWSService",
            "ec2:SourceInstanceARN",
        ];
        for typed in typed {
            let variable = format!("${{{typed}}}");
            let mut tied = allow("arn:aws:aa:::a");
            tied["Condition"] = json!({"StringLike": {"aws:RequestTag/b": variable}});
            let mut wider = tied.clone();
            wider["Resource"] = json!("*");
            adds_nothing(&json!([wider]), &json!([tied]));
            adds(&json!([tied]), &json!([wider]));
            let first = allow_if(json!({"StringEquals": {"aws:PrincipalTag/c": variable}}));
            adds(&json!([first, tied]), &json!([first, wider]));
        }
    }

    #[test]
    fn a_variable_may_be_a_whole_arn() {
        let source = |operator: &str, value: &str| {
            json!([allow_if(json!({operator: {"aws:SourceArn": value}}))])
        };
        let tied = source("ArnEquals", "${aws:PrincipalTag/topic}");
        adds_nothing(&source("ArnLike", "arn:*:*:*:*:*"), &tied);
        adds(&source("ArnLike", "arn:*:sns:*:*:*"), &tied);
        adds_nothing(&tied, &tied);
        adds(&tied, &source("ArnLike", "arn:*:*:*:*:*"));
        adds(&source("ArnNotEquals", "${aws:PrincipalTag/topic}"), &tied);
    }

    /// The stars of a known form of a variable stand for colons too.
    #[test]
    fn a_variable_brings_the_colons_of_an_arn() {
        let parts = json!([allow_if(json!({"ArnLike": {"aws:SourceArn": "arn:aws:*:c:d:*"}}))]);
        let chained = allow_if(json!({
            "ArnLike": {"aws:SourceArn": "${aws:PrincipalTag/t}:c:d:e"},
            "StringLike": {"aws:PrincipalTag/t": "arn:aws:*"},
            "StringEquals": {
                "aws:PrincipalTag/t": "${aws:PrincipalTag/u}",
                "aws:PrincipalTag/u": "arn:${aws:PrincipalTag/v}",
                "aws:PrincipalTag/v": "aws:${aws:PrincipalTag/w}:y",
            },
        }));
        adds(&parts, &json!([chained]));
    }

    /// What asks for the same in another order, for one value less, and for one value more.
    fn in_any_order(operator: &str, values: [&str; 2]) {
        let [one, other] = values;
        let of = |values: &[&str]| json!([allow_if(json!({operator: {"s3:prefix": values}}))]);
        let (both, turned, less) = (of(&[one, other]), of(&[other, one]), of(&[one]));
        adds_nothing(&both, &turned);
        if operator.contains("Not") {
            adds_nothing(&less, &both);
            adds(&both, &less);
        } else {
            adds_nothing(&both, &less);
            adds(&less, &both);
        }
    }

    #[test]
    fn values_are_in_any_order() {
        for operator in ["StringLike", "StringNotLike", "StringLikeIfExists"] {
            in_any_order(operator, ["a/${aws:username}/*", "b/*"]);
            in_any_order(operator, ["${aws:username}/*", "${aws:userid}/*"]);
            in_any_order(operator, ["${aws:username, 'x'}", "x"]);
        }
        in_any_order("StringEqualsIgnoreCase", ["${aws:username}", "${aws:userid}"]);
        in_any_order("StringEquals", ["${aws:username}", "${aws:userid}"]);
        let tags = |values: &[&str]| {
            json!([allow_if(json!({"ForAllValues:StringLike": {"aws:TagKeys": values}}))])
        };
        let turned = tags(&["b*", "${aws:username}*"]);
        adds_nothing(&tags(&["${aws:username}*", "b*"]), &turned);
    }

    #[test]
    fn a_text_with_a_variable_is_within_a_wider_one() {
        let of = |operator: &str, key: &str, value: &str| {
            json!([allow_if(json!({operator: {key: value}}))])
        };
        let prefix = |operator: &str, value: &str| of(operator, "s3:prefix", value);
        let source = |value: &str| of("ArnLike", "aws:SourceArn", value);
        let on = |resource: &str| json!([allow(resource)]);
        for [wide, narrow] in [
            [
                prefix("StringLike", "${aws:username}/*"),
                prefix("StringLike", "${aws:username}/d/*"),
            ],
            [prefix("StringLike", "${aws:username}*"), prefix("StringEquals", "${aws:username}")],
            [
                prefix("StringEqualsIgnoreCase", "a${aws:username}"),
                prefix("StringEquals", "a${aws:username}"),
            ],
            [on("arn:aws:aa:::h/${aws:username}/*"), on("arn:aws:aa:::h/${aws:username}/d/*")],
            [
                source("arn:aws:aa:*:${aws:PrincipalAccount}:*"),
                source("arn:aws:aa:r:${aws:PrincipalAccount}:b"),
            ],
        ] {
            adds_nothing(&wide, &narrow);
            adds(&narrow, &wide);
        }
        let short = prefix("StringLike", "?");
        may_add(&short, &prefix("StringEquals", "${aws:username}"));
    }

    #[test]
    fn keys_are_tied_one_to_the_next() {
        let chained = |first: &str| {
            json!([allow_if(json!({"StringEquals": {
                "aws:username": first,
                "aws:userid": "u-${aws:username}",
                "s3:prefix": "${aws:userid}",
            }}))])
        };
        let prefix = |text: &str| json!([allow_if(json!({"StringEquals": {"s3:prefix": text}}))]);
        adds(&prefix("u-alice"), &chained("bob"));
        adds_nothing(&prefix("u-bob"), &chained("bob"));
        adds_nothing(&chained("bob"), &chained("bob"));
    }

    #[test]
    fn negated_variables_hold_where_nothing_stands_for_them() {
        let not = allow_if(json!({"StringNotEquals": {"aws:RequestTag/b": "${app:x}"}}));
        let absent = json!({"aws:RequestTag/b": "*"});
        let absent = allow_if(json!({"StringNotLike": {"app:x": "*"}, "StringLike": absent}));
        adds_nothing(&json!([not]), &json!([absent]));
    }
}

#[test]
fn a_key_read_as_text_and_as_a_date() {
    let late = json!({"DateGreaterThan": {"aws:EpochTime": "5"}});
    let text = json!({"StringLike": {"aws:EpochTime": "4*"}});
    adds(&json!([deny_if(late), allow("*")]), &json!([allow_if(text)]));
}

#[test]
fn denies_of_many_infix_actions() {
    let names = [
        "obj", "buck", "acl", "get", "put", "list", "tag", "pol", "lock", "rep", "ver", "enc",
        "log", "cors", "web",
    ];
    let deny = |(number, name): (usize, &&str)| {
        json!({"Effect": "Deny", "Action": format!("s3:*{name}*"), "Resource": "*", "Condition": {
            "StringEquals": {format!("aws:PrincipalTag/t{number}"): "1"},
        }})
    };
    let policy = |denies: usize| -> Value {
        let all = names.iter().enumerate().take(denies).map(deny);
        let every = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        [every].into_iter().chain(all).collect()
    };
    adds_nothing(&policy(names.len()), &policy(names.len()));
    adds_nothing(&policy(names.len() - 1), &policy(names.len()));
    adds(&policy(names.len()), &policy(names.len() - 1));
}
