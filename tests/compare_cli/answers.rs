//! What comes out, for people.

use crate::{ask, desk, json, program};

#[test]
fn what_is_added_is_told_by_statement_with_a_request() {
    let output = ask(desk().path(), "no-new-access --existing office.json --new all.json");
    assert_eq!((output.code, &*output.err), (1, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn what_is_proven_says_what_it_rests_on() {
    let output = ask(desk().path(), "no-new-access --existing all.json --new office.json");
    assert_eq!((output.code, &*output.err), (0, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn a_resource_policy_is_told_by_caller() {
    let line = "no-new-access --existing partner.json --new app.json --policy-type resource";
    let output = ask(desk().path(), line);
    assert_eq!(output.code, 1);
    insta::assert_snapshot!(output.out);
}

#[test]
fn what_is_neither_proven_nor_refuted_ends_with_three() {
    let line = "no-new-access --existing read.json --new operator.json --as-stored";
    let output = ask(desk().path(), line);
    assert_eq!(output.code, 3);
    let sentence = "Unknown: it is neither proven nor refuted that `operator.json` allows nothing";
    assert!(output.out.starts_with(sentence), "{}", output.out);
    assert!(output.out.contains("because a condition has an operator that AWS does not have"));
}

#[test]
fn policies_relate_in_these_ways() {
    let desk = desk();
    for (existing, new, relation, result, code) in [
        ("read.json", "read.json", "equivalent", "proven", 0),
        ("read.json", "all.json", "more", "found", 1),
        ("all.json", "read.json", "less", "found", 1),
        ("pass.json", "all.json", "incomparable", "found", 1),
        ("read.json", "operator.json", "different", "found", 1),
        ("operator.json", "all.json", "different", "found", 1),
    ] {
        let line = format!("equivalent --existing {existing} --new {new} --as-stored");
        let answer = json(desk.path(), &line);
        assert_eq!(answer["relation"], relation, "{existing} {new}");
        assert_eq!(answer["result"], result, "{existing} {new}");
        assert_eq!(ask(desk.path(), &line).code, code, "{existing} {new}");
    }
}

#[test]
fn what_is_lost_is_told_at_the_existing_statement() {
    let answer = json(desk().path(), "equivalent --existing pass.json --new read.json");
    let reason = &answer["reasons"][0];
    assert_eq!(reason["code"], "lost-access");
    assert_eq!(reason["message"], "statement 2 allows what `read.json` does not");
    assert_eq!(reason["statement"]["path"], "pass.json");
    assert_eq!(reason["statement"]["start"]["line"], 5);
    let witness = &reason["witness"];
    assert_eq!(
        (&witness["existing"], &witness["new"]),
        (&"allowed".into(), &"implicitDeny".into())
    );
}

#[test]
fn several_policies_of_a_side_count_together() {
    let desk = desk();
    let line = "equivalent --existing read.json pass.json --new pass.json --new read.json";
    assert_eq!(ask(desk.path(), line).code, 0);
    let line = "no-new-access --existing read.json --existing all.json --new office.json pass.json";
    let answer = json(desk.path(), line);
    assert_eq!(answer["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(answer["reasons"][0]["statement"]["path"], "pass.json");
}

#[test]
fn managed_policies_go_by_name_and_by_arn() {
    let desk = desk();
    let arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    let line = format!("equivalent --existing AmazonS3ReadOnlyAccess --new {arn}");
    assert_eq!(ask(desk.path(), &line).code, 0);
    let line = "no-new-access --existing AdministratorAccess --new ReadOnlyAccess";
    assert_eq!(ask(desk.path(), line).code, 0);
    assert_eq!(ask(desk.path(), "no-new-access --existing FullAWSAccess --new pass.json").code, 0);
}

#[test]
fn the_standard_input_is_a_policy_of_either_side() {
    let desk = desk();
    let run = |line: &str| {
        let mut command = program::iamsim(desk.path());
        command.arg("compare").args(line.split_whitespace());
        program::Output::of(command.write_stdin(crate::policy(&[crate::PASS])))
    };
    assert_eq!(run("no-new-access --existing pass.json --new -").code, 0);
    let found = run("no-new-access --existing read.json --new -");
    assert_eq!(found.code, 1);
    assert!(found.out.contains("--> <stdin>:4:5"), "{}", found.out);
    assert!(found.out.contains("--identity /dev/stdin"), "{}", found.out);
    let twice = run("no-new-access --existing - --new -");
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("stands for two here"), "{}", twice.err);
}

#[test]
fn what_looks_at_only_its_principals_is_a_trust_policy() {
    let trust = |principal: &str| {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}"#
        );
        crate::policy(&[&statement])
    };
    let one = trust(r#"{"AWS": "arn:aws:iam::444455556666:root"}"#);
    let two =
        trust(r#"{"AWS": ["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:root"]}"#);
    let desk = crate::folder(&[("one.json", &one), ("two.json", &two)]);
    let line = "no-new-access --existing two.json --new one.json --policy-type trust";
    assert_eq!(ask(desk.path(), line).code, 0);
    let answer =
        json(desk.path(), "no-new-access --existing one.json --new two.json --policy-type trust");
    let principal = answer["reasons"][0]["witness"]["principal"].as_str().unwrap();
    assert!(principal.contains("777788889999"), "{principal}");
}
