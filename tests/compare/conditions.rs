//! Under which conditions undecided requests are allowed: what is told is true of requests that are
//! decided one by one.

use iamsim::bundle::{InlineOnly, PolicyReader, Question, QuestionFields, Text};
use iamsim::compare::{Conditions, Hinge, Sought};
use iamsim::compile::PolicySet;
use iamsim::evaluate::{Decision, Silent, evaluate};
use iamsim::policy::Reading;
use iamsim::request::{ContextKeys, Given, KeyState, RequestContext, ResourceTarget};
use iamsim::text::{Source, Syntax};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

use super::generate::bundle;

const ANN: &str = "arn:aws:iam::111122223333:user/ann";

/// The question of a bundle, and its keys.
fn read(bundle: &Value) -> Option<(Question, ContextKeys)> {
    let source = Source::new("bundle.json", bundle.to_string());
    let text = Text::read(source, Syntax::Json).ok()?;
    let fields = QuestionFields::of_text(&text).ok()?;
    let mut reader = PolicyReader::new(&InlineOnly, Reading::AsStored);
    let question = Question::read(&fields, &mut reader).ok()?;
    Some((question, reader.keys().clone()))
}

/// What is told of a request for an object of the caller's account under these statements.
fn told(statements: &Value) -> Option<(Vec<String>, Option<String>)> {
    let bundle = json!({
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": statements}]},
        "request": {
            "principal": ANN, "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
            "resourceAccount": "111122223333",
        },
    });
    let (question, keys) = read(&bundle).unwrap();
    let (context, policies) = question.contexts(&keys).swap_remove(0);
    assert_eq!(evaluate(policies, &context, &mut Silent), Decision::Undecided, "{statements}");
    let found = found(policies, &context, &keys)?;
    Some((found.in_words(), found.others()))
}

fn found(policies: &PolicySet, context: &RequestContext, keys: &ContextKeys) -> Option<Conditions> {
    match Conditions::of(policies, context, keys, Conditions::STEPS) {
        Sought::Found(found) => Some(found),
        Sought::Nothing | Sought::GivenUp => None,
    }
}

fn statement(effect: &str, condition: &Value) -> Value {
    json!({"Effect": effect, "Action": "s3:*", "Resource": "*", "Condition": condition})
}

fn allow(condition: &Value) -> Value {
    statement("Allow", condition)
}

fn ways(ways: &[&str]) -> (Vec<String>, Option<String>) {
    (ways.iter().map(|way| (*way).to_owned()).collect(), None)
}

#[test]
fn what_is_denied_is_left_out() {
    let statements = json!([
        allow(&json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})),
        statement("Deny", &json!({"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}})),
    ]);
    let expected = ways(&["aws:SourceIp is in 10.0.0.0/8 and not in 10.1.0.0/16"]);
    assert_eq!(told(&statements), Some(expected));
}

#[test]
fn alternatives_are_told_each_by_itself() {
    let statements = json!([
        allow(&json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})),
        allow(&json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    ]);
    let (mut told, others) = told(&statements).unwrap();
    told.sort();
    assert_eq!(told, ["aws:MultiFactorAuthPresent is true", "aws:SourceIp is in 10.0.0.0/8"]);
    assert_eq!(others, None);
}

#[test]
fn statements_about_other_actions_and_resources_do_not_count() {
    let mut other_action = allow(&json!({"StringEquals": {"aws:UserAgent": "a"}}));
    other_action["Action"] = "ec2:*".into();
    let mut other_resource = allow(&json!({"StringEquals": {"aws:UserAgent": "b"}}));
    other_resource["Resource"] = "arn:aws:s3:::other/*".into();
    let mfa = allow(&json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}));
    let expected = ways(&["aws:MultiFactorAuthPresent is true"]);
    assert_eq!(told(&json!([other_action, other_resource, mfa])), Some(expected));
}

#[test]
fn keys_are_compared_with_each_other() {
    let same = json!({"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}});
    let (told, others) = told(&json!([allow(&same)])).unwrap();
    assert_eq!(told, ["aws:PrincipalTag/team is ${aws:ResourceTag/team}"]);
    assert_eq!(others, None);
}

#[test]
fn what_cannot_be_is_not_told() {
    let contradiction = json!({
        "StringEquals": {"aws:UserAgent": "a"}, "StringNotEquals": {"aws:UserAgent": "a"},
    });
    let other = json!({"StringEquals": {"aws:PrincipalTag/team": "red"}});
    let statements = json!([allow(&contradiction), allow(&other)]);
    assert_eq!(told(&statements), Some(ways(&["aws:PrincipalTag/team is red"])));
}

#[test]
fn operators_that_aws_does_not_have_are_not_told() {
    let unknown = allow(&json!({"StringIs": {"aws:UserAgent": "a"}}));
    assert_eq!(told(&json!([unknown])), None);
}

#[test]
fn of_many_ways_the_first_are_told_and_the_others_counted() {
    let one = |number: usize| {
        allow(&json!({"StringEquals": {format!("aws:PrincipalTag/k{number}"): "a"}}))
    };
    let statements: Vec<Value> = (0..6).map(one).collect();
    let (told, others) = told(&json!(statements)).unwrap();
    assert_eq!((told.len(), others.as_deref()), (4, Some("in 2 more ways")));
}

/// All texts of conditions in a bundle.
fn texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| self::texts(one, texts)),
        Value::Object(all) => all.values().for_each(|one| self::texts(one, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn conditions(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| conditions(one, found)),
        Value::Object(all) => {
            for (name, one) in all {
                if name == "Condition" { texts(one, found) } else { conditions(one, found) }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is wrong with what is told of a bundle's questions; else how many requests it was held against
/// that were in one of the ways.
fn mistake(bundle: &Value, dice: &mut impl FnMut(usize) -> usize) -> Result<usize, String> {
    let Some((question, keys)) = read(bundle) else { return Ok(0) };
    let mut values = vec!["other".to_owned(), String::new()];
    conditions(bundle, &mut values);
    let mut within = 0;
    for (context, policies) in question.contexts(&keys) {
        let is_one = !matches!(context.request.resource, ResourceTarget::Several { .. });
        if !is_one || evaluate(policies, &context, &mut Silent) != Decision::Undecided {
            continue;
        }
        let Some(found) = found(policies, &context, &keys) else { continue };
        for _ in 0..40 {
            let other = with_values(&context, &keys, &values, dice);
            within += usize::from(holds(&found, &other, policies)?);
        }
    }
    Ok(within)
}

/// Whether a request is in one of the ways.
fn holds(
    found: &Conditions,
    context: &RequestContext,
    policies: &PolicySet,
) -> Result<bool, String> {
    let is_within = found.ways.iter().any(|way| way.contains(context));
    let decision = evaluate(policies, context, &mut Silent);
    let request = &context.request.context;
    if is_within && decision != Decision::Allowed {
        return Err(format!("{:?}: {decision} with {request:?}", found.in_words()));
    }
    if !is_within && decision == Decision::Allowed && found.others().is_none() {
        return Err(format!("{:?}: allowed without with {request:?}", found.in_words()));
    }
    Ok(is_within)
}

/// The request with values for keys that it leaves open, or without them.
fn with_values(
    context: &RequestContext,
    keys: &ContextKeys,
    values: &[String],
    dice: &mut impl FnMut(usize) -> usize,
) -> RequestContext {
    let mut request = context.request.clone();
    for key in keys.ids() {
        if !matches!(context.state(key), KeyState::Unknown) {
            continue;
        }
        let kind = dice(8);
        let mut value = || values[dice(values.len())].as_str().into();
        let given = match kind {
            0 | 1 => Given::Absent,
            2 => Given::Values([value(), value()].into_iter().collect()),
            _ => Given::Values([value()].into_iter().collect()),
        };
        request.context.push((keys.lower_name(key).into(), given));
    }
    RequestContext::new(request, keys)
}

#[test]
fn what_is_told_of_random_questions_is_true() {
    let config = ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let strategy = bundle();
    let mut within = 0;
    for _ in 0..1_500 {
        let bundle = strategy.new_tree(&mut runner).unwrap().current();
        let mut dice = |sides: usize| (0..sides).new_tree(&mut runner).unwrap().current();
        match mistake(&bundle, &mut dice) {
            Ok(count) => within += count,
            Err(mistake) => panic!("{mistake}\n{bundle:#}"),
        }
    }
    assert!(within > 150, "{within}");
}

/// What answers hinge on if each of these users asks the same.
fn hinges(statements: &Value, users: &[&str]) -> Vec<Option<Hinge>> {
    let bundle = json!({
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": statements}]},
        "request": {
            "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
            "resourceAccount": "111122223333",
        },
    });
    let of_user = |user: &&str| {
        let mut bundle = bundle.clone();
        bundle["request"]["principal"] = json!(user);
        let (question, keys) = read(&bundle).unwrap();
        let (context, policies) = question.contexts(&keys).swap_remove(0);
        Hinge::of(policies, &context, &keys)
    };
    users.iter().map(of_user).collect()
}

#[test]
fn answers_hinge_on_the_same_where_only_the_caller_differs() {
    let users = [ANN, "arn:aws:iam::111122223333:user/bob"];
    let network = json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}});
    let of_ann =
        json!({"StringEquals": {"aws:username": "ann"}, "Bool": {"aws:SecureTransport": "true"}});
    let of_both = hinges(&json!([allow(&network)]), &users);
    assert!(of_both[0].is_some() && of_both[0] == of_both[1]);
    let by_name = hinges(&json!([allow(&network), allow(&of_ann)]), &users);
    assert_ne!(by_name[0], by_name[1]);
    let named = json!({"StringEquals": {"aws:SourceVpc": "vpc-${aws:username}"}});
    let by_variable = hinges(&json!([allow(&named)]), &users);
    assert!(by_variable[0].is_some() && by_variable[0] != by_variable[1]);
    let joined =
        json!({"StringLike": {"aws:SourceVpc": "${aws:username}-${aws:PrincipalTag/vpc}"}});
    let by_both = hinges(&json!([allow(&joined)]), &users);
    assert!(by_both[0].is_none() || by_both[0] != by_both[1]);
}

#[test]
fn what_other_actions_ask_is_nothing_to_hinge_on() {
    let other = json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}});
    let network = allow(&json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}));
    assert_eq!(hinges(&json!([network, other]), &[ANN]), hinges(&json!([network]), &[ANN]));
}

#[test]
fn a_search_without_steps_is_given_up_and_says_so() {
    let statements = json!([allow(&json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))]);
    let bundle = json!({
        "policies": {"identity": [{"Version": "2012-10-17", "Statement": statements}]},
        "request": {
            "principal": ANN, "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
            "resourceAccount": "111122223333",
        },
    });
    let (question, keys) = read(&bundle).unwrap();
    let (context, policies) = question.contexts(&keys).swap_remove(0);
    let sought = |steps| Conditions::of(policies, &context, &keys, steps);
    assert!(matches!(sought(0), Sought::GivenUp));
    assert!(matches!(sought(Conditions::STEPS), Sought::Found(_)));
}
