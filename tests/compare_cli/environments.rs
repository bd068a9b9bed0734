//! Two environments, and one caller with all layers.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::formats::{assert_valid, parsed, sarif_schema, schema};
use crate::program::{Output, folder, iamsim};
use crate::{ask, json as asked};

/// An account with a role that reads a bucket, a role that may assume it, and a user.
fn account() -> Value {
    let statement = |statement: Value| json!({ "Version": "2012-10-17", "Statement": [statement] });
    let read = json!({ "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::data/in/*" });
    let lambda = json!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" },
        "Action": "sts:AssumeRole" });
    let assume = json!({ "Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole",
        "Resource": "arn:aws:iam::111122223333:role/app" });
    let kept = json!({ "Sid": "Kept", "Effect": "Deny", "Principal": "*",
        "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::data/*" });
    let group = json!({ "Sid": "List", "Effect": "Allow", "Action": "s3:ListAllMyBuckets",
        "Resource": "*" });
    json!({
        "accounts": { "111122223333": {
            "roles": {
                "app": { "path": "/", "tags": { "team": "data" }, "trust": statement(lambda.clone()),
                    "policies": [{ "name": "s3", "document": statement(read) }] },
                "ops": { "path": "/", "trust": statement(lambda),
                    "policies": [{ "name": "assume", "document": statement(assume) }] },
            },
            "groups": { "all": { "policies": [{ "name": "list", "document": statement(group) }] } },
            "users": {
                "ann": { "path": "/", "groups": ["all"], "tags": {} },
                "bob": { "path": "/", "groups": ["all"], "tags": {} },
            },
        } },
        "resources": { "arn:aws:s3:::data": { "account": "111122223333", "policy": statement(kept) } },
    })
}

/// The account before and after what is done to it.
fn changed(change: impl Fn(&mut Value)) -> TempDir {
    let (before, mut after) = (account(), account());
    change(&mut after);
    folder(&[("before.json", &before.to_string()), ("after.json", &format!("{after:#}"))])
}

fn roles(account: &mut Value) -> &mut Value {
    &mut account["accounts"]["111122223333"]["roles"]
}

const COMPARE: &str = "no-new-access --existing-env before.json --new-env after.json";

/// The result, and for each reason its statement and whom it is for.
fn found(folder: &Path) -> (String, Vec<(String, Vec<String>)>) {
    let answer = asked(folder, COMPARE);
    let reasons = answer["reasons"].as_array().unwrap().iter().map(|reason| {
        let callers = reason["callers"].as_array().unwrap().iter();
        let short = |name: &Value| name.as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        let sid = reason["statement"]["sid"].as_str().unwrap_or("-");
        (sid.to_owned(), callers.map(short).collect())
    });
    (answer["result"].as_str().unwrap().to_owned(), reasons.collect())
}

fn one(sid: &str, callers: &[&str]) -> (String, Vec<(String, Vec<String>)>) {
    let callers = callers.iter().map(|name| (*name).to_owned()).collect();
    ("found".to_owned(), vec![(sid.to_owned(), callers)])
}

fn proven() -> (String, Vec<(String, Vec<String>)>) {
    ("proven".to_owned(), Vec::new())
}

#[test]
fn what_did_not_change_adds_nothing() {
    let desk = changed(|_| {});
    let output = ask(desk.path(), COMPARE);
    assert_eq!((output.code, &*output.err), (0, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn a_wider_policy_is_told_with_its_holder() {
    let desk = changed(|account| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] =
            json!("s3:Get*");
    });
    let output = ask(desk.path(), COMPARE);
    assert_eq!((output.code, &*output.err), (1, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn a_statement_of_many_is_told_once() {
    let desk = changed(|account| {
        let group = &mut account["accounts"]["111122223333"]["groups"]["all"];
        group["policies"][0]["document"]["Statement"][0]["Action"] = json!("s3:List*");
    });
    assert_eq!(found(desk.path()), one("List", &["user/ann", "user/bob"]));
}

#[test]
fn a_narrower_policy_adds_nothing() {
    let desk = changed(|account| {
        let group = &mut account["accounts"]["111122223333"]["groups"]["all"];
        group["policies"][0]["document"]["Statement"][0]["Action"] = json!("s3:ListBucketz");
        let deny = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
        let app = &mut roles(account)["app"]["policies"][0]["document"]["Statement"];
        app.as_array_mut().unwrap().push(deny);
    });
    let (result, reasons) = found(desk.path());
    assert_eq!(result, "found", "an action of another name is another action");
    assert_eq!(reasons.len(), 1);
    let desk = changed(|account| {
        let deny = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
        let app = &mut roles(account)["app"]["policies"][0]["document"]["Statement"];
        app.as_array_mut().unwrap().push(deny);
    });
    assert_eq!(found(desk.path()), proven());
}

#[test]
fn a_deny_that_went_away_counts_where_something_is_allowed() {
    let allow = |account: &mut Value| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] = json!("s3:*");
    };
    let (mut before, mut after) = (account(), account());
    allow(&mut before);
    allow(&mut after);
    let kept = &mut after["resources"]["arn:aws:s3:::data"]["policy"]["Statement"][0];
    kept["Condition"] = json!({ "Bool": { "aws:SecureTransport": "false" } });
    let files = [("before.json", before.to_string()), ("after.json", after.to_string())];
    let desk = folder(&files.each_ref().map(|(name, text)| (*name, &**text)));
    let (result, reasons) = found(desk.path());
    assert_eq!(result, "found");
    let whom: Vec<&str> = reasons.iter().flat_map(|(_, who)| who).map(|who| &**who).collect();
    assert_eq!(whom, ["role/app", "root"]);
}

#[test]
fn a_looser_trust_policy_lets_in_strangers_and_whoever_may_assume_it() {
    let desk = changed(|account| {
        let trust = &mut roles(account)["app"]["trust"]["Statement"][0];
        trust["Principal"] = json!({ "Service": "ec2.amazonaws.com" });
    });
    assert_eq!(found(desk.path()), one("-", &["ec2.amazonaws.com"]));
    let desk = changed(|account| {
        let trust = &mut roles(account)["app"]["trust"]["Statement"][0];
        trust["Principal"] = json!({ "AWS": "arn:aws:iam::111122223333:root" });
    });
    let (_, reasons) = found(desk.path());
    let whom: Vec<&str> = reasons.iter().flat_map(|(_, who)| who).map(|who| &**who).collect();
    assert!(whom.contains(&"role/ops") && !whom.contains(&"role/app"), "{whom:?}");
}

#[test]
fn a_bucket_that_opens_to_another_account_is_told() {
    let desk = changed(|account| {
        let policy = &mut account["resources"]["arn:aws:s3:::data"]["policy"]["Statement"];
        policy.as_array_mut().unwrap().push(json!({ "Sid": "Partner", "Effect": "Allow",
            "Principal": { "AWS": "444455556666" }, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::data/*" }));
    });
    let (result, reasons) = found(desk.path());
    assert_eq!((&*result, reasons.len()), ("found", 1));
    assert_eq!(reasons[0].0, "Partner");
}

#[test]
fn a_tag_that_opens_a_policy_is_new_access() {
    let (mut before, mut after) = (account(), account());
    for side in [&mut before, &mut after] {
        roles(side)["app"]["policies"][0]["document"]["Statement"][0]["Condition"] =
            json!({ "StringEquals": { "aws:PrincipalTag/team": "ops" } });
    }
    roles(&mut after)["app"]["tags"]["team"] = json!("ops");
    let files = [("before.json", before.to_string()), ("after.json", after.to_string())];
    let desk = folder(&files.each_ref().map(|(name, text)| (*name, &**text)));
    assert_eq!(found(desk.path()), one("Read", &["role/app"]));
    let back = "no-new-access --existing-env after.json --new-env before.json";
    assert_eq!(asked(desk.path(), back)["result"], "proven");
}

#[test]
fn a_boundary_limits_what_a_policy_adds() {
    let widened = |account: &mut Value| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] = json!("*");
        roles(account)["app"]["permissionsBoundary"] = json!({ "name": "limit", "document": {
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }] } });
    };
    let desk = changed(widened);
    assert_eq!(found(desk.path()), proven());
}

#[test]
fn a_new_role_is_new_access_and_a_deleted_one_is_not() {
    let desk = changed(|account| {
        let copy = roles(account)["app"].clone();
        roles(account)["copy"] = copy;
    });
    let (result, reasons) = found(desk.path());
    assert_eq!(result, "found");
    assert!(reasons.iter().any(|(sid, who)| sid == "Read" && who == &["role/copy"]), "{reasons:?}");
    let back = "no-new-access --existing-env after.json --new-env before.json";
    assert_eq!(asked(desk.path(), back)["result"], "proven");
}

/// The account before and after, with an endpoint whose policy has these statements.
fn endpoints(before: &[Value], after: &[Value]) -> TempDir {
    let with = |statements: &[Value]| {
        let mut all = account();
        let policy = json!({ "Version": "2012-10-17", "Statement": statements });
        all["endpoints"] =
            json!({ "vpce-1": { "type": "interface", "vpc": "vpc-1", "policy": policy } });
        let kept = &mut all["resources"]["arn:aws:s3:::data"]["policy"]["Statement"];
        let partner = json!({ "Sid": "Partner", "Effect": "Allow",
            "Principal": { "AWS": "444455556666" }, "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::data/*" });
        kept.as_array_mut().unwrap().push(partner);
        all.to_string()
    };
    folder(&[("before.json", &with(before)), ("after.json", &with(after))])
}

fn through(principal: &str, action: &str) -> Value {
    json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": action, "Resource": "*" })
}

#[test]
fn an_endpoint_that_lets_less_through_adds_nothing() {
    let (all, read) = (through("*", "*"), through("*", "s3:Get*"));
    let desk = endpoints(std::slice::from_ref(&all), std::slice::from_ref(&read));
    assert_eq!(found(desk.path()), proven());
    let desk = endpoints(&[through("*", "s3:*")], &[read, through("*", "s3:Put*")]);
    assert_eq!(found(desk.path()), proven());
}

#[test]
fn an_endpoint_that_lets_more_through_is_told_by_what_it_lets_through() {
    let (all, read) = (through("*", "*"), through("*", "s3:ListAllMyBuckets"));
    let desk = endpoints(std::slice::from_ref(&read), std::slice::from_ref(&all));
    let answer = asked(desk.path(), COMPARE);
    assert_eq!(answer["result"], "found");
    let reasons = answer["reasons"].as_array().unwrap();
    let of = |sid: &str| reasons.iter().find(|one| one["statement"]["sid"] == sid);
    let read = of("Read").unwrap();
    assert_eq!(read["callers"], json!(["arn:aws:iam::111122223333:role/app"]));
    assert_eq!(read["witness"]["context"]["aws:SourceVpce"], json!(["vpce-1"]));
    let why = read["witness"]["existing"]["reason"].as_str().unwrap();
    assert!(why.contains("endpoint"), "{why}");
    assert!(of("List").is_none(), "it was let through before: {answer}");
    let partner = of("Partner").unwrap();
    let whom = partner["callers"][0].as_str().unwrap();
    assert!(whom.contains("444455556666"), "{whom}");
    let again = read["witness"]["replay"].as_str().unwrap();
    assert!(again.contains("--with aws:SourceVpce=vpce-1"), "{again}");
    let words = again.split_whitespace().skip(1);
    assert_eq!(Output::of(iamsim(desk.path()).args(words)).code, 0, "{again}");
}

#[test]
fn an_endpoint_that_lets_somebody_else_through_is_told_for_them() {
    let (app, ann) = ("arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:user/ann");
    let desk = endpoints(&[through(app, "*")], &[through(app, "*"), through(ann, "*")]);
    assert_eq!(found(desk.path()), one("List", &["user/ann"]));
}

#[test]
fn both_directions_are_told_apart() {
    let desk = changed(|account| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] =
            json!("s3:Get*");
    });
    let answer = asked(desk.path(), "equivalent --existing-env before.json --new-env after.json");
    assert_eq!(answer["relation"], "more");
    let answer = asked(desk.path(), "equivalent --existing-env after.json --new-env before.json");
    assert_eq!(answer["relation"], "less");
    assert_eq!(answer["reasons"][0]["code"], "lost-access");
}

/// That the command of the first reason decides the request again.
#[track_caller]
fn assert_decides_again(folder: &Path, answer: &Value) {
    let again = answer["reasons"][0]["witness"]["replay"].as_str().unwrap();
    let words = again.split_whitespace().skip(1);
    let check = Output::of(iamsim(folder).args(words));
    assert_eq!(check.code, 0, "{again}: {}{}", check.out, check.err);
}

#[test]
fn what_is_laid_over_an_account_is_compared_with_it() {
    let later = json!({ "accounts": { "111122223333": { "roles": {
        "app": { "policies": [{ "name": "more", "document": { "Version": "2012-10-17",
            "Statement": [{ "Sid": "More", "Effect": "Allow", "Action": "s3:PutObject",
                "Resource": "arn:aws:s3:::data/*" }] } }] } } } } });
    let desk = changed(|_| {});
    std::fs::write(desk.path().join("later.json"), later.to_string()).unwrap();
    let answer = asked(desk.path(), "no-new-access --env before.json --with later.json");
    assert_eq!(answer["result"], "found");
    assert_eq!(answer["reasons"][0]["statement"]["sid"], "More");
    assert_decides_again(desk.path(), &answer);
}

#[test]
fn a_caller_is_compared_with_its_limits() {
    let desk = changed(|_| {});
    let policy = |action: &str| {
        json!({ "Version": "2012-10-17", "Statement": [{ "Sid": "Own", "Effect": "Allow",
            "Action": action, "Resource": "*" }] })
        .to_string()
    };
    let write = |name: &str, text: String| std::fs::write(desk.path().join(name), text).unwrap();
    write("old.json", policy("s3:GetObject"));
    write("new.json", policy("s3:*"));
    let line = "no-new-access --existing old.json --new new.json --as role/app --env before.json";
    let answer = asked(desk.path(), line);
    assert_eq!(answer["result"], "found");
    assert_eq!(answer["reasons"][0]["statement"]["sid"], "Own");
    assert_decides_again(desk.path(), &answer);
    let limited = format!("{line} --permissions-boundary old.json");
    let output = ask(desk.path(), &limited);
    assert_eq!((output.code, &*output.err), (0, ""));
    insta::assert_snapshot!(output.out);
    let side = |action: &str| {
        let policy: Value = serde_json::from_str(&policy(action)).unwrap();
        json!({ "policies": { "identity": [policy], "serviceControl": [["new.json"]] },
            "request": { "principal": "arn:aws:iam::111122223333:role/app" } })
        .to_string()
    };
    write("one.json", side("s3:GetObject"));
    write("other.json", side("ec2:RunInstances"));
    let line = "no-new-access --existing one.json --new other.json";
    assert_eq!(asked(desk.path(), line)["result"], "proven", "the organization allows S3 alone");
    write("third.json", side("s3:*"));
    let line = "no-new-access --existing one.json --new third.json";
    let output = ask(desk.path(), line);
    assert!(
        output.out.contains("again     no command: its layers stand in a file"),
        "{}",
        output.out
    );
    assert_eq!(asked(desk.path(), line)["reasons"][0]["witness"]["replay"], Value::Null);
}

#[test]
fn what_a_caller_gains_is_told_by_whose_resources_it_is() {
    let desk = changed(|_| {});
    let write = |name: &str, actions: Value| {
        let policy = json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": actions, "Resource": "*" }] });
        std::fs::write(desk.path().join(name), policy.to_string()).unwrap();
    };
    write("old.json", json!("s3:GetObject"));
    write("new.json", json!(["s3:Get*", "kms:Decrypt"]));
    let line = "no-new-access --existing old.json --new new.json --as \
                arn:aws:iam::111122223333:role/app";
    let told = |line: &str| {
        let answer = asked(desk.path(), line);
        answer["reasons"][0]["adds"]["text"].as_str().unwrap().to_owned()
    };
    let words = told(line);
    let (buckets, keys) = words.split_once("; ").unwrap();
    assert_eq!(buckets, "`s3:Get*` except `s3:GetObject` on any resource of account 111122223333");
    assert!(keys.contains("except `arn:*:kms:*:*:key/*`"), "{keys}");
    assert!(
        keys.contains(
            "when the resource's own policy does not deny it, does not allow it to the caller"
        ),
        "{keys}"
    );
    let around = told(
        &line.replace("arn:aws:iam::111122223333:", "").replace("app", "app --env before.json"),
    );
    assert!(
        around.starts_with(
            "`s3:Get*` except `s3:GetObject` on any resource of account 111122223333 except \
             `arn:aws:s3:::data` and `arn:aws:s3:::data/*`;"
        ),
        "{around}"
    );
}

#[test]
fn policies_of_a_caller_are_named_as_policies_alone_are() {
    let desk = changed(|_| {});
    let policy = crate::policy(&[crate::READ_ALL]);
    std::fs::write(desk.path().join("all.json"), &policy).unwrap();
    let caller = "--as role/app --env before.json";
    for (existing, new) in [
        ("ReadOnlyAccess", "file://all.json"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "all.json"),
        ("./all.json", "file://all.json"),
    ] {
        let line = format!("no-new-access --existing {existing} --new {new} {caller}");
        assert_eq!(asked(desk.path(), &line)["result"], "proven", "{line}");
    }
    let words = ["no-new-access", "--existing", "SecurityAudit", "--new", &policy];
    let caller: Vec<&str> = caller.split(' ').collect();
    let output = crate::compare(desk.path(), &[&words[..], &caller].concat());
    assert_eq!(output.code, 1, "{}", output.err);
    assert!(output.out.contains("--> <new>:4:5"), "{}", output.out);
}

#[test]
fn what_programs_read_of_environments_fits_its_schema() {
    let desk = changed(|account| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] =
            json!("s3:Get*");
        let copy = roles(account)["app"].clone();
        roles(account)["copy"] = copy;
    });
    std::fs::write(desk.path().join("all.json"), crate::policy(&[crate::READ_ALL])).unwrap();
    let (schema, sarif) = (schema(), sarif_schema());
    for line in [
        COMPARE,
        "no-new-access --existing-env after.json --new-env before.json",
        "equivalent --existing-env before.json --new-env after.json",
        "no-new-access --existing all.json --new ReadOnlyAccess --as role/app --env before.json",
        "equivalent --existing all.json --new all.json --as role/app --env before.json",
    ] {
        assert_valid(&schema, &asked(desk.path(), line));
        assert_valid(&sarif, &parsed(&ask(desk.path(), &format!("{line} --format sarif")).out));
    }
}

#[test]
fn code_scanning_and_workflows_see_the_statement_in_the_environment() {
    let desk = changed(|account| {
        roles(account)["app"]["policies"][0]["document"]["Statement"][0]["Action"] =
            json!("s3:Get*");
    });
    let answer = asked(desk.path(), COMPARE);
    let line = &answer["reasons"][0]["statement"]["start"]["line"];
    assert!(answer["reasons"][0]["adds"]["cataloguedActions"].as_u64().unwrap() > 10, "{answer}");
    let sarif = ask(desk.path(), &format!("{COMPARE} --format sarif"));
    let result = &parsed(&sarif.out)["runs"][0]["results"][0];
    assert_eq!((sarif.code, &result["ruleId"]), (1, &"new-access".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "after.json");
    assert_eq!(&place["region"]["startLine"], line);
    let github = ask(desk.path(), &format!("{COMPARE} --format github"));
    let mark = format!("::error file=after.json,line={line},");
    assert!(github.out.starts_with(&mark), "{}", github.out);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let desk = changed(|_| {});
    let layers = |principal: &str| json!({ "policies": {}, "request": { "principal": principal } });
    for (name, account) in [("one.json", "111122223333"), ("other.json", "444455556666")] {
        let text = layers(&format!("arn:aws:iam::{account}:role/app")).to_string();
        std::fs::write(desk.path().join(name), text).unwrap();
    }
    for (line, why) in [
        ("no-new-access --existing one.json --new other.json", "name different callers"),
        ("no-new-access --existing one.json --new before.json", "--as PRINCIPAL"),
        ("no-new-access --existing one.json --new one.json --env before.json", "--env wants"),
        ("no-new-access --existing-env before.json --new-env before.json", "the same files"),
        (
            "no-new-access --existing-env before.json --new-env after.json --format aws",
            "--format aws has no form",
        ),
        ("no-new-access --existing-env before.json", "--new-env"),
        (
            "no-new-access --existing-env before.json --new-env after.json --policy-type identity",
            "--policy-type is for policies",
        ),
        (
            "equivalent --existing-env before.json --new-env after.json --as-stored",
            "--as-stored is for policies",
        ),
        (
            "no-new-access --existing one.json --new one.json --policy-type trust",
            "--policy-type trust",
        ),
    ] {
        let output = ask(desk.path(), line);
        assert_eq!(output.code, 2, "{line}: {}", output.out);
        assert!(output.err.contains(why), "{line}: {}", output.err);
    }
}
