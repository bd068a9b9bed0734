//! `--universe catalogue`: only requests that there are today.

use std::fs;

use tempfile::TempDir;

use crate::{ask, folder, json, policy};

const LIST: &str = r#"{"Sid": "List", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data"}"#;
const GET: &str = r#"{"Sid": "Get", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}"#;
const BOTH: &str = r#"{"Sid": "Both", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]}"#;

const QUESTION: &str = "no-new-access --existing apart.json --new merged.json";

fn desk() -> TempDir {
    folder(&[("apart.json", &*policy(&[LIST, GET])), ("merged.json", &*policy(&[BOTH]))])
}

#[test]
fn merging_statements_about_two_types_adds_nothing() {
    let desk = desk();
    assert_eq!(ask(desk.path(), QUESTION).code, 1);
    assert_eq!(ask(desk.path(), &format!("{QUESTION} --universe catalogue")).code, 0);
    assert_eq!(ask(desk.path(), &format!("{QUESTION} --universe catalog")).code, 0);
    assert_eq!(ask(desk.path(), &format!("{QUESTION} --universe open")).code, 1);
    let question = "equivalent --existing apart.json --new merged.json --universe catalogue";
    assert_eq!(ask(desk.path(), question).code, 0);
}

#[test]
fn a_proof_says_that_it_rests_on_the_catalogue() {
    let answer = json(desk().path(), &format!("{QUESTION} --universe catalogue"));
    let codes: Vec<&str> = answer["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["these-policies-alone", "well-formed", "catalogued-requests"]);
}

// AWS: R-9
#[test]
fn listing_buckets_is_about_all_of_them() {
    let on = |resource: &str| {
        let listing = LIST.replace("s3:ListBucket", "s3:ListAllMyBuckets");
        policy(&[&listing.replace("arn:aws:s3:::data", resource)])
    };
    let desk = folder(&[("apart.json", &*on("arn:aws:s3:::*")), ("merged.json", &*on("*"))]);
    let output = ask(desk.path(), &format!("{QUESTION} --universe catalogue"));
    assert_eq!(output.code, 0, "{}{}", output.out, output.err);
    let output = ask(desk.path(), QUESTION);
    assert_eq!(output.code, 1, "{}{}", output.out, output.err);
    assert!(output.out.contains("  again "), "{}", output.out);
    fs::write(desk.path().join("apart.json"), on("arn:aws:s3:::other")).unwrap();
    let output = ask(desk.path(), &format!("{QUESTION} --universe catalogue"));
    assert_eq!(output.code, 1, "{}{}", output.out, output.err);
    assert!(output.out.contains("s3:ListAllMyBuckets on arn:aws:s3:::*\n"), "{}", output.out);
}

#[test]
fn what_may_come_is_added_in_the_open_universe_alone() {
    let wider = LIST.replace("s3:ListBucket", "s3:List*");
    let desk = folder(&[("apart.json", &*policy(&[LIST])), ("merged.json", &*policy(&[&wider]))]);
    for (universe, may_come) in [("open", true), ("catalogue", false)] {
        let output = ask(desk.path(), &format!("{QUESTION} --universe {universe}"));
        assert_eq!(output.code, 1, "{}", output.out);
        assert!(output.out.contains("of the catalogue, such as s3:List"), "{}", output.out);
        assert_eq!(output.out.contains("those that AWS may add"), may_come, "{}", output.out);
    }
}

#[test]
fn the_layers_of_a_caller_are_compared_likewise() {
    let desk = desk();
    let caller = "--as arn:aws:iam::111122223333:user/alice";
    assert_eq!(ask(desk.path(), &format!("{QUESTION} {caller}")).code, 1);
    let output = ask(desk.path(), &format!("{QUESTION} {caller} --universe catalogue"));
    assert_eq!(output.code, 0, "{}{}", output.out, output.err);
    assert!(output.out.contains("the actions that the catalogue of"), "{}", output.out);
}

#[test]
fn a_misspelt_universe_is_refused() {
    let desk = desk();
    fs::remove_file(desk.path().join("merged.json")).unwrap();
    let output = ask(desk.path(), &format!("{QUESTION} --universe catalgue"));
    assert_eq!(output.code, 2);
    assert!(output.err.contains("catalogue"), "{}", output.err);
}
