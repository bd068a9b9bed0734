//! What a scenario file takes over from the files that it extends.

use super::{ALLOW, folder, test_in};

const BASE: &str = r#"{
  "vars": { "account": "111122223333", "bucket": "b" },
  "policies": { "identity": ["../policies/read.json"] },
  "principals": {
    "ann": { "arn": "arn:aws:iam::{{account}}:user/ann" },
    "bob": { "arn": "arn:aws:iam::{{account}}:user/bob" }
  },
  "resources": { "note": { "arn": "arn:aws:s3:::{{bucket}}/note", "account": "{{account}}" } },
  "contexts": { "office": { "aws:SourceIp": "203.0.113.9" } },
  "context": { "aws:SecureTransport": true, "aws:RequestedRegion": "eu-west-1" }
}"#;

const READS: &str = r#""principal": "ann", "action": "s3:GetObject", "resource": "note""#;

/// Runs `cases/own.json` with these members, beside `common/base.json`, further files and a case
/// that reads the note.
fn extending(members: &str, files: &[(&str, &str)]) -> super::Output {
    let own =
        format!(r#"{{ "cases": [{{ "name": "it", {READS}, "context": "office", {members} }}] }}"#);
    let own = own.replacen(r#""cases""#, r#""extends": "../common/base.json", "cases""#, 1);
    let all = [&[("cases/own.json", &*own), ("common/base.json", BASE)], files].concat();
    test_in(folder(&all).path(), &["cases/own.json"])
}

fn run(files: &[(&str, &str)], path: &str) -> super::Output {
    test_in(folder(files).path(), &[path])
}

/// A file that extends others and expects that ann reads the note.
fn file(extends: &str, members: &str) -> String {
    format!(
        r#"{{ "extends": {extends}, {members} "cases": [{{ "name": "it", {READS}, "expect": "allowed" }}] }}"#
    )
}

#[test]
fn fixtures_come_from_the_base_with_its_paths() {
    let output = extending(r#""expect": "allowed""#, &[]);
    assert_eq!((output.code, &*output.out), (0, "1 passed in 1 file (.. s)\n"), "{}", output.err);
}

#[test]
fn further_authorizations_know_the_names_of_the_base() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Principal": "*", "Action": "*",
        "Resource": "*" } }"#;
    let base = BASE.replace(
        r#""note""#,
        r#""locked": { "arn": "arn:aws:s3:::{{bucket}}/locked", "policy": "locked.json" }, "note""#,
    );
    let further = r#""alsoRequires": [{ "action": "s3:GetObject", "resource": "locked" }], "expect": "explicitDeny",
        "because": { "policyType": "resource", "policy": "common/locked.json" }"#;
    let files = [("common/base.json", &*base), ("common/locked.json", policy)];
    let output = extending(further, &files);
    assert_eq!(output.code, 0, "{}", output.out);
    let output = extending(&further.replace(r#""locked""#, r#""loked""#), &files);
    assert!(output.out.contains("did you mean `locked`?"), "{}", output.out);
}

#[test]
fn a_nearer_variable_counts_inside_the_base_too() {
    let own = file(r#""base.json""#, r#""vars": { "bucket": "elsewhere" },"#);
    let base = BASE.replace("../policies", "policies");
    let output = run(&[("own.json", &own), ("base.json", &base)], "own.json");
    assert_eq!(output.code, 1);
    assert!(output.out.contains("arn:aws:s3:::elsewhere/note"), "{}", output.out);
}

#[test]
fn the_nearest_fixture_wins() {
    let base = BASE.replace("../policies", "policies");
    let code = |members: &str| {
        run(&[("own.json", &file(r#""base.json""#, members)), ("base.json", &base)], "own.json")
            .code
    };
    assert_eq!(code(""), 0);
    assert_eq!(code(r#""principals": { "bob": "arn:aws:iam::111122223333:user/bob" },"#), 0);
    assert_eq!(code(r#""principals": { "ann": "arn:aws:iam::999988887777:user/ann" },"#), 1);
    assert_eq!(code(r#""resources": { "note": "arn:aws:s3:::b/secret/x" },"#), 1);
    assert_eq!(code(r#""policies": { "identity": [] },"#), 1);
    assert_eq!(code(r#""policies": { "permissionsBoundary": "policies/read.json" },"#), 0);
    assert_eq!(code(r#""organization": { "id": 7 },"#), 2);
}

#[test]
fn contexts_are_laid_over_each_other_key_by_key() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" },
        "Bool": { "aws:SecureTransport": "false" } } } }"#;
    let base = BASE.replace("../policies/read.json", "region.json");
    let own = |context: &str| file(r#""base.json""#, &format!(r#""context": {context},"#));
    let code = |context: &str| {
        let files = [("own.json", &*own(context)), ("base.json", &base), ("region.json", policy)];
        run(&files, "own.json").code
    };
    assert_eq!(code(r#"{ "aws:securetransport": false }"#), 0);
    assert_eq!(code(r#"{ "aws:SecureTransport": false, "aws:RequestedRegion": "eu-west-2" }"#), 1);
    assert_eq!(code("{}"), 1);
}

#[test]
fn of_several_bases_a_later_one_wins_and_none_wins_over_who_extends_it() {
    let base = BASE.replace("../policies", "policies");
    let buckets =
        |name: &str, extends: &str| format!(r#"{{ {extends} "vars": {{ "bucket": "{name}" }} }}"#);
    let right = buckets("b", r#""extends": "base.json","#);
    let wrong = buckets("wrong", r#""extends": ["base.json"],"#);
    let plain = r#"{ "extends": "base.json" }"#;
    let base_is_wrong = base.replace(r#""bucket": "b""#, r#""bucket": "wrong""#);
    let code = |extends: &str, base: &str| {
        let files = [
            ("own.json", &*file(extends, "")),
            ("base.json", base),
            ("right.json", &right),
            ("wrong.json", &wrong),
            ("plain.json", plain),
        ];
        run(&files, "own.json").code
    };
    assert_eq!(code(r#"["wrong.json", "right.json"]"#, &base), 0);
    assert_eq!(code(r#"["right.json", "wrong.json"]"#, &base), 1);
    assert_eq!(code(r#"["right.json", "plain.json"]"#, &base_is_wrong), 0);
    assert_eq!(code(r#"["plain.json", "plain.json"]"#, &base), 0);
}

#[test]
fn cases_and_sources_are_not_taken_over() {
    let other = r#"{ "source": "somewhere", "vars": { "account": "111122223333", "bucket": "b" },
        "extends": "base.json",
        "cases": [{ "name": "fails", "principal": "{{gone}}", "expect": "allowed" }] }"#;
    let base = BASE.replace("../policies", "policies");
    let files =
        [("own.json", &*file(r#""other.json""#, "")), ("other.json", other), ("base.json", &base)];
    let output = run(&files, "own.json");
    assert_eq!((output.code, &*output.out), (0, "1 passed in 1 file (.. s)\n"));
}

#[test]
fn yaml_and_json_extend_each_other() {
    let base =
        "extends: far.json\nprincipals:\n  ann: { arn: 'arn:aws:iam::{{account}}:user/ann' }\n";
    let far = BASE.replace("../policies", "policies");
    let files =
        [("own.json", &*file(r#""base.yaml""#, "")), ("base.yaml", base), ("far.json", &far)];
    assert_eq!(run(&files, "own.json").code, 0);
}

#[test]
fn a_mistake_in_a_base_is_shown_there() {
    let told = |files: &[(&str, &str)], wanted: &str, place: &str| {
        let own = file(r#""base.json""#, "");
        let output = run(&[&[("own.json", &*own)], files].concat(), "own.json");
        assert_eq!(output.code, 2, "{}", output.out);
        assert!(output.out.contains(wanted), "{wanted} is not in:\n{}", output.out);
        assert!(output.out.contains(place), "{place} is not in:\n{}", output.out);
    };
    told(
        &[("base.json", "{\n  \"principal\": {} }")],
        "did you mean `principals`?",
        "base.json:2:3",
    );
    told(&[("base.json", "{\n  \"principals\": [ }")], "json-syntax-error", "base.json:2:");
    told(&[("base.json", "{\n  \"principals\": [] }")], "wrong-type", "base.json:2:17");
    told(&[("base.json", "[]")], "expected an object", "base.json:1:1");
    told(&[("base.json", ALLOW)], "unknown field `Version`", "base.json:1:3");
    told(&[("base.json", r#"{ "environment": "x.json" }"#)], "unreadable-file", "base.json:1:18");
    told(&[("base.json", r#"{ "now": "{{today}}" }"#)], "unknown-variable", "base.json:1:11");
    told(&[("base.json", r#"{ "extends": 7 }"#)], "expected a string", "base.json:1:14");
    told(&[("base.json", r#"{ "extends": [] }"#)], "empty-list", "base.json:1:14");
    told(&[("base.json", r#"{ "extends": "x/{{y}}" }"#)], "invalid-extends", "base.json:1:14");
    told(&[], "cannot read base.json: there is no such file", "own.json:1:14");
    told(&[("base.json/x.txt", "")], "cannot read base.json: it is a directory", "own.json:1:14");
}

#[test]
fn names_of_bases_do_not_steer_the_terminal() {
    let own = file(r#""a\u001b[31m\u202e\n::error::x.json""#, "");
    let output = run(&[("own.json", &own)], "own.json");
    assert_eq!(output.code, 2);
    assert!(output.out.contains("own.json:1:14"), "{}", output.out);
    assert!(!output.out.contains(['\u{1b}', '\u{202e}']), "{}", output.out);
    assert!(!output.out.lines().any(|line| line.starts_with("::")), "{}", output.out);
}

#[test]
fn a_circle_shows_where_it_closes() {
    let files = [
        ("s/own.json", file(r#""../t/a.json""#, "")),
        ("t/a.json", r#"{ "extends": ["b.json"] }"#.to_owned()),
        ("t/b.json", r#"{ "extends": "../s/../t/a.json" }"#.to_owned()),
        ("self.json", file(r#""./self.json""#, "")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let output = run(&files, "s/own.json");
    assert_eq!(output.code, 2);
    let circle = "this file extends itself: `t/a.json` extends `t/b.json` extends `t/a.json`";
    assert!(output.out.contains(circle), "{}", output.out);
    assert!(output.out.contains("t/b.json:1:14"), "{}", output.out);
    let output = run(&files, "self.json");
    assert!(output.out.contains("`self.json` extends `self.json`"), "{}", output.out);
}

#[test]
fn a_chain_has_an_end() {
    let chain: Vec<(String, String)> = (0..40)
        .map(|number| (format!("{number}.json"), file(&format!(r#""{}.json""#, number + 1), "")))
        .collect();
    let files: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (&**name, &**text)).collect();
    let output = run(&files, "0.json");
    assert_eq!(output.code, 2);
    assert!(output.out.contains("more than 32 files extend each other"), "{}", output.out);
    let output = run(&files, "20.json");
    assert!(output.out.contains("cannot read 40.json"), "{}", output.out);
}
