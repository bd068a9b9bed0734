//! `iamsim actions`

use super::{json, lines, program, run};
use crate::program::iamsim;

#[test]
fn a_pattern_finds_actions_with_their_level_and_resources() {
    let found = run(&["actions", "sqs:S*"]);
    let expected = [
        "sqs:SendMessage           Write                   queue*",
        "sqs:SetQueueAttributes    Permissions management  queue*",
        "sqs:StartMessageMoveTask  Write                   queue*",
    ];
    assert_eq!((found.code, lines(&found.out), &*found.err), (0, expected.to_vec(), ""));
    assert_eq!(run(&["actions", "S3:listallmybuckets"]).out, "s3:ListAllMyBuckets  List  *\n");
    let two = run(&["actions", "SQS:s*", "sqs:Send*", "--names"]).out;
    let names = ["sqs:SendMessage", "sqs:SetQueueAttributes", "sqs:StartMessageMoveTask"];
    assert_eq!(lines(&two), names);
}

#[test]
fn without_a_service_all_are_searched() {
    let names = run(&["actions", "GetObject", "--names"]).out;
    assert!(lines(&names).contains(&"s3:GetObject") && lines(&names).len() > 2, "{names}");
    let with_star = run(&["actions", "*:GetObject", "--names"]).out;
    assert_eq!(with_star, names);
    let service = run(&["actions", "sqs", "--names"]).out;
    assert_eq!(service, run(&["actions", "sqs:*", "--names"]).out);
    assert!(lines(&run(&["actions", "--names"]).out).len() > 22_000);
}

#[test]
fn filters_choose_among_them() {
    let names = |filter: &[&str]| {
        let all = [&["actions", "--names"], filter].concat();
        run(&all).out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        names(&["s3", "--condition-key", "s3:PREFIX"]),
        ["s3:ListBucket", "s3:ListBucketVersions"]
    );
    let tagged = names(&["s3:Put*", "--condition-key", "s3:RequestObjectTag/team"]);
    assert!(tagged.contains(&"s3:PutObjectTagging".to_owned()), "{tagged:?}");
    let buckets = names(&["s3:Delete*", "--resource-type", "s3:bucket"]);
    assert!(buckets.contains(&"s3:DeleteBucket".to_owned()), "{buckets:?}");
    assert!(!buckets.contains(&"s3:DeleteObject".to_owned()), "{buckets:?}");
    assert_eq!(names(&["sqs", "--resource-type", "*"]), ["sqs:ListQueues"]);
    let managing = names(&["sqs", "--access-level", "permissions-management"]);
    assert_eq!(managing, ["sqs:AddPermission", "sqs:RemovePermission", "sqs:SetQueueAttributes"]);
    let several = names(&["sqs", "--access-level", "list", "--access-level", "tagging"]);
    assert!(several.contains(&"sqs:TagQueue".to_owned()), "{several:?}");
}

#[test]
fn what_is_not_found_is_told_with_the_nearest_names() {
    let missed = run(&["actions", "s3:GetObjet", "sqs:SendMessage", "--names"]);
    let told = "there is no action `s3:GetObjet`\n  = help: did you mean `s3:GetObject`?\n";
    assert_eq!((missed.code, &*missed.out, &*missed.err), (1, "sqs:SendMessage\n", told));
    let service = run(&["actions", "s4:GetObject"]).err;
    assert!(service.contains("`s3:GetObject`"), "{service}");
    let part = run(&["actions", "objectlegal"]);
    assert_eq!(part.code, 1);
    assert!(part.err.contains("`*objectlegal*` matches 4"), "{}", part.err);
    let none = run(&["actions", "nosuch:Zzzzzzzzzzzzzz*"]);
    assert_eq!((none.code, &*none.err), (1, "no action fits `nosuch:Zzzzzzzzzzzzzz*`\n"));
}

#[test]
fn filters_that_leave_nothing_are_explained() {
    let key = run(&["actions", "s3", "--condition-key", "s3:prefx"]);
    assert_eq!(key.code, 1);
    assert!(key.err.contains("did you mean `s3:prefix`?"), "{}", key.err);
    let global = run(&["actions", "s3", "--condition-key", "aws:SourceIp"]).err;
    assert!(global.contains("comes with requests whatever their action"), "{global}");
    let kind = run(&["actions", "s3", "--resource-type", "buckt"]).err;
    assert!(kind.contains("did you mean `bucket`?"), "{kind}");
}

#[test]
fn what_is_no_pattern_is_refused() {
    for text in ["s3:Get Object", "s3:", ":x", "a:b:c", "s3:G\u{1b}[31m", "\u{202e}", ""] {
        let refused = run(&["actions", text]);
        assert_eq!((refused.code, &*refused.out), (2, ""), "{text:?}");
        assert!(refused.err.contains("is no pattern of actions"), "{}", refused.err);
        assert!(!refused.err.contains(['\u{1b}', '\u{202e}']), "{:?}", refused.err);
    }
}

#[test]
fn json_says_the_same() {
    let found = json(&["actions", "s3:GetObjectAcl"]);
    assert_eq!(found["v"], 1);
    let action = &found["actions"][0];
    assert_eq!(
        (&action["name"], &action["accessLevel"]),
        (&"s3:GetObjectAcl".into(), &"Read".into())
    );
    assert_eq!(action["resourceTypes"].as_array().unwrap().len(), 2);
    let nothing = json(&["actions", "s3:Nothing"]);
    assert_eq!(nothing["actions"].as_array().unwrap().len(), 0);
}

#[test]
fn a_list_shrinks() {
    let shrunk = run(&["actions", "--shrink", "s3:GetObject", "s3:List*", "x:Y", "x:Y"]);
    assert_eq!((shrunk.code, &*shrunk.out), (0, "s3:GetObject\ns3:List*\nx:Y\n"));
    assert!(shrunk.err.starts_with("warning: `x:Y` is kept: "), "{}", shrunk.err);
    let value = json(&["actions", "--shrink", "sqs:*", "nosuch:Thing*"]);
    assert_eq!(value["patterns"], serde_json::json!(["sqs:*", "nosuch:Thing*"]));
    assert_eq!(value["unknown"], serde_json::json!(["nosuch:Thing*"]));
    assert_eq!(value["matched"], lines(&run(&["actions", "sqs", "--names"]).out).len());
    for arguments in [&["--shrink"][..], &["--shrink", "s3:Get Object"], &["--shrink", "é"]] {
        let refused = run(&[&["actions"], arguments].concat());
        assert_eq!((refused.code, &*refused.out), (2, ""), "{arguments:?}");
    }
}

#[test]
fn a_list_to_shrink_comes_from_the_standard_input() {
    let folder = program::folder(&[]);
    let shrink = |input: &str| {
        let mut command = iamsim(folder.path());
        let command = command.args(["actions", "--shrink", "-"]).write_stdin(input);
        program::Output::of(command)
    };
    let all = run(&["actions", "s3:Get*", "sqs", "--names"]).out;
    assert_eq!(shrink(&all).out, "s3:Get*\nsqs:*\n");
    assert_eq!(shrink("\"Action\" [\"s3:GetObject\",\n\"s3:GetObject\"]").code, 2);
    assert_eq!(shrink("[\"s3:GetObject\",\n\"s3:GetObject\"]").out, "s3:GetObject\n");
    assert_eq!(shrink(" \n").code, 2);
    assert_eq!(shrink("\u{1b}[31m").code, 2);
}
