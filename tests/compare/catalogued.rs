//! Requests of the catalogue alone: what they prove that others do not, and that every proof holds
//! for each of them.

use iamsim::catalog::{ActionOfService, Catalog};
use iamsim::compare::Answer;
use iamsim::request::{Request, ResourceTarget};
use serde_json::{Value, json};

use crate::check::{short, told, wrong};
use crate::managed::{documents, mutant};
use crate::requests::{Dice, request};
use crate::support::{Pair, cases};

fn pair(existing: &Value, new: &Value) -> Pair {
    let policy = |statements| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Pair::identity(&policy(existing), &policy(new))
}

fn allow(actions: &[&str], resources: &[&str]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": resources})
}

#[track_caller]
fn assert_answers(existing: &Value, new: &Value, open: &str, catalogued: &str) {
    let pair = pair(existing, new);
    assert_eq!(short(&pair.answer()), open);
    assert_eq!(short(&pair.catalogued_answer()), catalogued);
}

const BUCKET: &str = "arn:aws:s3:::data";
const OBJECTS: &str = "arn:aws:s3:::data/*";

#[test]
fn statements_about_two_types_can_be_merged() {
    let apart = json!([allow(&["s3:ListBucket"], &[BUCKET]), allow(&["s3:GetObject"], &[OBJECTS])]);
    let merged = json!([allow(&["s3:ListBucket", "s3:GetObject"], &[BUCKET, OBJECTS])]);
    assert_answers(&apart, &merged, "found: [0]", "proven");
    assert_answers(&merged, &apart, "proven", "proven");
    let wider = json!([allow(&["s3:ListBucket", "s3:GetObject"], &["arn:aws:s3:::dat*"])]);
    assert_answers(&apart, &wider, "found: [0]", "found: [0]");
}

#[test]
fn a_pattern_that_stands_for_the_same_actions_adds_none() {
    let listed = json!([allow(&["sqs:SendMessage"], &["*"])]);
    let pattern = json!([allow(&["sqs:SendMessage*"], &["*"])]);
    let known = Catalog::embedded().service("sqs").unwrap();
    assert_eq!(known.actions_matching("sendmessage*").count(), 1);
    assert_answers(&listed, &pattern, "found: [0]", "proven");
}

#[test]
fn an_action_without_resources_is_asked_on_none() {
    let none = json!([allow(&["sqs:SendMessage"], &["arn:aws:sqs:us-east-1:111122223333:a"])]);
    let on_arn = json!([allow(&["ec2:DescribeInstances"], &["arn:aws:ec2:*:*:instance/*"])]);
    assert_answers(&none, &on_arn, "found: [0]", "proven");
    let everywhere = json!([allow(&["ec2:DescribeInstances"], &["*"])]);
    assert_answers(&none, &everywhere, "found: [0]", "found: [0]");
    let buckets = json!([allow(&["s3:ListAllMyBuckets"], &["arn:aws:s3:::*"])]);
    assert_answers(&none, &buckets, "found: [0]", "found: [0]");
}

#[test]
fn of_services_that_nobody_knows_every_request_counts() {
    let one = json!([allow(&["newest:Get"], &["arn:aws:newest:::a"])]);
    let wider = json!([allow(&["newest:Get", "newest:Put"], &["arn:aws:newest:::a"])]);
    assert_answers(&one, &wider, "found: [0]", "found: [0]");
    let all = json!([allow(&["*"], &["*"])]);
    assert_answers(&json!([allow(&["s3:*"], &["*"])]), &all, "found: [0]", "found: [0]");
}

#[test]
fn an_action_that_the_reference_no_longer_lists_still_counts() {
    let catalog = Catalog::embedded();
    let retired = catalog.every_action().find(|one| one.action.is_legacy).unwrap().full_name();
    let none = json!([allow(&["sqs:SendMessage"], &["*"])]);
    let new = json!([allow(&["sqs:SendMessage", &retired], &["arn:aws:any:::thing"])]);
    assert_answers(&none, &new, "found: [0]", "found: [0]");
}

#[test]
fn two_services_in_one_list_both_count() {
    let existing = json!([allow(&["s3:GetObject"], &["*"])]);
    let new = json!([allow(&["s3:GetObject", "sqs:SendMessage"], &["*"])]);
    assert_answers(&existing, &new, "found: [0]", "found: [0]");
}

#[test]
fn a_variable_is_tried_on_resources_that_the_action_takes() {
    let own = "arn:aws:s3:::data/${aws:username}";
    let apart = json!([allow(&["s3:ListBucket"], &[BUCKET]), allow(&["s3:GetObject"], &[own])]);
    let merged = json!([allow(&["s3:ListBucket", "s3:GetObject"], &[BUCKET, own])]);
    assert_answers(&apart, &merged, "found: [0]", "proven");
}

/// Requests for actions of the services that policies name, on resources that they take.
fn requests(services: &[String], resources: &[String], dice: &mut Dice) -> Vec<Request> {
    let one = |dice: &mut Dice| {
        let service = Catalog::embedded().service(&services[dice.below(services.len())])?;
        let action = &service.actions[dice.below(service.actions.len())];
        let name = ActionOfService { service, action }.full_name();
        let types: Vec<_> = service.resource_types_of(action).collect();
        let format = types.get(dice.below(types.len() + 1)).map(|(_, one)| &one.arn_formats[0]);
        let resource = match format {
            Some(format) if dice.below(2) == 0 => filled(format, dice),
            Some(_) => resources[dice.below(resources.len())].replace('*', "x"),
            None => "*".to_owned(),
        };
        Some(request(&name, &resource))
    };
    (0..300).filter_map(|_| one(dice)).collect()
}

/// `arn:aws:s3:::x/x`
fn filled(format: &str, dice: &mut Dice) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once("${") {
        text.push_str(before);
        let (name, behind) = behind.split_once('}').unwrap_or(("", behind));
        text.push_str(match name {
            "Partition" => "aws",
            "Region" => "us-east-1",
            "Account" => "111122223333",
            _ => dice.one_of(&["x", "data", "a-b"]),
        });
        rest = behind;
    }
    text + rest
}

/// Whether the catalogue has such a request, whatever else may describe its resource.
fn is_catalogued(request: &Request) -> bool {
    let found = Catalog::embedded().action(&request.action);
    found.is_some_and(|found| match &request.resource {
        ResourceTarget::Wildcard => found.action.resources.iter().all(|used| !used.required),
        one => found.types_of(one).len() == 1,
    })
}

/// The texts of an element, which may be a list.
fn texts(documents: [&Value; 2], element: &str) -> Vec<String> {
    let statements = documents.iter().filter_map(|one| one["Statement"].as_array()).flatten();
    let values = statements.flat_map(|statement| match &statement[element] {
        Value::Array(members) => members.clone(),
        one => vec![one.clone()],
    });
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[test]
fn proofs_hold_for_requests_of_the_catalogue() {
    let all = documents();
    let mut dice = Dice::new(11);
    let mut proven = [0, 0];
    for _ in 0..cases(5) {
        let (name, document) = &all[dice.below(all.len())];
        let changed = mutant(document, &mut dice);
        let pair = Pair::identity(&document.to_string(), &changed.to_string());
        let answers = [pair.answer(), pair.catalogued_answer()];
        let are_proven = answers.each_ref().map(|answer| matches!(answer, Answer::Proven));
        assert!(!are_proven[0] || are_proven[1], "{name}");
        for (count, is_proven) in proven.iter_mut().zip(are_proven) {
            *count += u32::from(is_proven);
        }
        let actions = texts([document, &changed], "Action");
        let services = actions.iter().filter_map(|text| text.split_once(':'));
        let services: Vec<String> = services.map(|(one, _)| one.to_ascii_lowercase()).collect();
        let resources = texts([document, &changed], "Resource");
        if services.is_empty() || resources.is_empty() {
            continue;
        }
        let asked = requests(&services, &resources, &mut dice).into_iter().filter(is_catalogued);
        let wrong = wrong(&pair, &answers[1], asked, false);
        assert_eq!(wrong, None, "{name}: {} {changed}", short(&answers[1]));
    }
    assert!(proven[1] > proven[0], "{proven:?}");
}

#[test]
fn what_is_found_is_a_request_of_the_catalogue() {
    let all = documents();
    let mut dice = Dice::new(12);
    for _ in 0..cases(5) {
        let (name, document) = &all[dice.below(all.len())];
        let changed = mutant(document, &mut dice);
        let pair = Pair::identity(&document.to_string(), &changed.to_string());
        let Answer::Found { reasons, .. } = pair.catalogued_answer() else { continue };
        for request in reasons.iter().map(|reason| &reason.witness.request) {
            let service = Catalog::embedded().service(request.action.service());
            let is_known = service.is_none_or(|one| one.action(request.action.name()).is_some());
            assert!(is_known, "{name}: {}", told(request));
        }
    }
}
