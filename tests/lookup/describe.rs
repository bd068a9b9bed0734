//! `iamsim describe`

use super::{json, run};

fn has(arguments: &[&str], parts: &[&str]) {
    let told = run(&[&["describe"], arguments].concat());
    assert_eq!((told.code, &*told.err), (0, ""), "{arguments:?}");
    for part in parts {
        assert!(told.out.contains(part), "{part:?} is not in\n{}", told.out);
    }
}

#[test]
fn an_action_is_told_with_all_that_belongs_to_it() {
    has(
        &["S3:getobject"],
        &[
            "s3:GetObject: an action of Amazon S3, access level Read\n",
            "arn:${Partition}:s3:::${BucketName}/${ObjectName}",
            "  s3:ExistingObjectTag/${TagKey}  String\n",
            "  s3:TlsVersion                   Numeric\n",
        ],
    );
    has(&["s3:ListAllMyBuckets"], &["It takes only `*` as its resource.\n"]);
    has(&["lambda:CreateFunction"], &["The same call may also need:\n  iam:PassRole\n"]);
    has(&["ec2:RunInstances"], &["  instance*", "Ways of calling it:\n", "  subnet*"]);
}

#[test]
fn services_keys_and_resources_are_told() {
    has(
        &["sqs"],
        &["sqs: Amazon SQS\n", "Resource control policies apply", "Resource types:\n  queue\n"],
    );
    has(&["s3:prefix"], &["s3:prefix: a condition key, String\n", "  s3:ListBucket\n"]);
    has(
        &["aws:sourcevpce"],
        &["aws:SourceVpce: a global condition key, String\n", "A request carries it: "],
    );
    has(&["aws:TagKeys"], &["aws:TagKeys: a global condition key, String, several values\n"]);
    has(&["aws:PrincipalTag/team"], &["aws:PrincipalTag/${TagKey}: a global condition key"]);
    has(&["s3:ExistingObjectTag/owner"], &["s3:ExistingObjectTag/${TagKey}: a condition key"]);
    has(
        &["s3:bucket"],
        &["s3:bucket: a type of resource\n", "  arn:${Partition}:s3:::${BucketName}\n"],
    );
    has(&["arn:aws:s3:::team/x"], &["s3:object: a type of resource\n"]);
    has(&["arn:aws:iam::111122223333:role/app"], &["iam:role: a type of resource\n"]);
}

#[test]
fn several_names_are_told_one_after_the_other() {
    let told = run(&["describe", "sqs", "nosuch", "s3:GetObject"]);
    assert_eq!(told.code, 1);
    assert!(told.out.find("sqs: Amazon SQS") < told.out.find("s3:GetObject: "), "{}", told.out);
    assert!(told.err.contains("does not know `nosuch`"), "{}", told.err);
}

#[test]
fn what_is_not_known_comes_with_the_nearest_names() {
    let near = |name: &str, near: &str| {
        let told = run(&["describe", name]);
        assert_eq!((told.code, &*told.out), (1, ""), "{name}");
        assert!(told.err.contains(near), "{name}: {}", told.err);
    };
    near("s3:GetObjct", "`s3:GetObject`");
    near("lamda", "`lambda`");
    near("s3:buckt", "`s3:bucket`");
    near("aws:SourceVpcee", "`aws:SourceVpce`");
    near("GetObject", "`s3:GetObject`");
    near("arn:aws:nosuch:::x", "does not know `arn:aws:nosuch:::x`");
    near("\u{1b}[31m\u{202e}", r"`\u{1b}[31m\u{202e}`");
    near("", "``");
}

#[test]
fn the_arn_of_a_managed_policy_leads_to_its_document() {
    let told = run(&["describe", "arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    assert_eq!(told.code, 0);
    assert!(told.out.starts_with("iam:policy: a type of resource\n"), "{}", told.out);
    assert_eq!(told.err, "note: `iamsim policies ReadOnlyAccess` prints the policy\n");
}

#[test]
fn json_says_the_same() {
    let found =
        json(&["describe", "s3:GetObject", "sqs", "s3:prefix", "s3:bucket", "aws:SourceIp"]);
    let kinds: Vec<&str> = found["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    let expected = ["action", "service", "conditionKey", "resourceType", "conditionKey"];
    assert_eq!(kinds, expected);
    assert_eq!(found["found"][0]["touches"][1]["name"], "object");
    assert_eq!(found["found"][2]["actions"][0], "s3:ListBucket");
    assert_eq!(found["found"][4]["global"], true);
}
