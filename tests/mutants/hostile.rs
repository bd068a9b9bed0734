//! Policies with texts that would garble a terminal.

use iamsim::scenario::mutants::Operator;

use super::program::folder;
use super::support::{judged_in, mutated_text};

#[test]
fn hostile_texts_stay_harmless() {
    let policy = "{ \"Version\": \"2012-10-17\", \"Statement\": [ { \"Sid\": \"A\", \"Effect\": \"Allow\", \
        \"Action\": \"*\", \"Resource\": [\"arn:aws:s3:::b/\\u202e\\n\\\"/*\", \"*\"] } ] }";
    let scenario = r#"{ "policies": { "resource": "policies/p.json" }, "cases": [
        { "name": "it", "principal": "arn:aws:iam::111122223333:user/ann",
          "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x",
          "policies": { "identity": [{ "Statement":
            { "Effect": "Allow", "Action": "*", "Resource": "*" } }] },
          "asStored": true, "expect": "allowed" } ] }"#;
    let folder = folder(&[("policies/p.json", policy), ("a.json", scenario)]);
    let run = judged_in(folder.path());
    let wider =
        run.judged.iter().find(|one| one.mutant.operator == Operator::WidenResource).unwrap();
    assert!(mutated_text(wider).unwrap().contains(r#""arn:aws:s3:::b/*""#));
    for one in &run.judged {
        assert!(
            !one.mutant.description.contains(['\n', '\u{202e}']),
            "{:?}",
            one.mutant.description
        );
    }
}
