//! `iamsim test --update`: what it shows, what it writes, and what it leaves alone.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod program;

use std::fs;
use std::path::Path;

use program::Output;
use tempfile::TempDir;

const POLICY: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*" },
  { "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*",
    "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } } },
  { "Sid": "NoSecrets", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*" }
] }"#;

/// A folder with these files and the policy.
fn folder(files: &[(&str, &str)]) -> TempDir {
    program::folder(&[files, &[("policies/p.json", POLICY)]].concat())
}

fn iamsim(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).arg("test").args(arguments))
}

/// The file after an update, which makes it green and changes nothing when it comes again.
fn updated(name: &str, text: &str) -> String {
    let folder = folder(&[(name, text)]);
    let output = iamsim(folder.path(), &[name, "--update", "--yes"]);
    assert_eq!(output.code, 0, "{}{}", output.out, output.err);
    let new = fs::read_to_string(folder.path().join(name)).unwrap();
    let output = iamsim(folder.path(), &[name]);
    assert_eq!(output.code, 0, "{}{}\n{new}", output.out, output.err);
    let output = iamsim(folder.path(), &[name, "--update"]);
    assert_eq!((output.code, &*output.out), (0, "nothing to update\n"), "{new}");
    new
}

/// Why a file cannot be updated; it stays as it is.
fn refused(name: &str, text: &str) -> String {
    let folder = folder(&[(name, text)]);
    let output = iamsim(folder.path(), &[name, "--update", "--yes"]);
    assert_eq!(output.code, 1, "{}{}", output.out, output.err);
    assert!(output.err.contains(&format!("{name} is left as it is")), "{}", output.err);
    assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text);
    output.err
}

const HEAD: &str = r#"  "policies": { "identity": ["policies/p.json"] },
  "principals": {
    "ann": "arn:aws:iam::111122223333:user/ann",
    "bob": { "arn": "arn:aws:iam::111122223333:user/bob", "policies": { "identity": [] } }
  },
  "resources": { "note": "arn:aws:s3:::b/note", "secret": "arn:aws:s3:::b/secret/x" },
  "contexts": { "office": { "aws:SourceIp": "203.0.113.9" }, "home": { "aws:SourceIp": "198.51.100.7" } },
"#;

/// One JSON case before and after.
fn case(before: &str, after: &str) {
    let file = |case: &str| format!("{{ // a file\n{HEAD}  \"cases\": [\n{case}\n  ]\n}}\n");
    assert_eq!(updated("a.json", &file(before)), file(after));
    let with_returns = |case: &str| file(case).replace('\n', "\r\n");
    assert_eq!(updated("a.json", &with_returns(before)), with_returns(after));
}

const YAML_HEAD: &str = "\
policies: { identity: [policies/p.json] }
principals:
  ann: arn:aws:iam::111122223333:user/ann
  bob: { arn: 'arn:aws:iam::111122223333:user/bob', policies: { identity: [] } }
resources: { note: 'arn:aws:s3:::b/note', secret: 'arn:aws:s3:::b/secret/x' }
contexts: { office: { 'aws:SourceIp': 203.0.113.9 }, home: { 'aws:SourceIp': 198.51.100.7 } }
";

/// One YAML case before and after.
fn yaml(before: &str, after: &str) {
    let file = |case: &str| format!("{YAML_HEAD}cases: # all of them\n{case}\n# the end\n");
    assert_eq!(updated("a.yaml", &file(before)), file(after));
    let with_returns = |case: &str| file(case).replace('\n', "\r\n");
    assert_eq!(updated("a.yaml", &with_returns(before)), with_returns(after));
}

#[test]
fn a_word_becomes_another() {
    case(
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject", // read
      "resource": "note", /* which */ "expect": "denied" /* why */ }"#,
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject", // read
      "resource": "note", /* which */ "expect": "allowed" /* why */ }"#,
    );
    case(
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject",
      "resource": "secret", "expect": "Allowed" }"#,
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject",
      "resource": "secret", "expect": "ExplicitlyDenied" }"#,
    );
    yaml(
        "  - name: a\n    principal: ann\n    action: s3:PutObject\n    resource: note\n    expect: allowed # x",
        "  - name: a\n    principal: ann\n    action: s3:PutObject\n    resource: note\n    expect: undecided # x",
    );
    yaml(
        "  - {name: a, principal: ann, action: 's3:GetObject', resource: secret, expect: 'allow'}",
        "  - {name: a, principal: ann, action: 's3:GetObject', resource: secret, expect: 'explicitDeny'}",
    );
}

#[test]
fn a_denial_that_holds_stays() {
    case(
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject",
      "resource": "secret", "expect": "denied", "because": { "sid": "Read" } }"#,
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject",
      "resource": "secret", "expect": "denied", "because": { "policyType": "identity", "sid": "NoSecrets" },
      "except": [{ "principal": "bob", "expect": "denied" }] }"#,
    );
}

#[test]
fn a_reason_names_the_statement_that_decides() {
    case(
        r#"    {
      "name": "a", "principal": "ann", "action": "s3:PutObject", "resource": "note", "context": "office",
      "expect": "explicitDeny",
      "because": { "policyType": "identity", "sid": "NoSecrets" } // because
    }"#,
        r#"    {
      "name": "a", "principal": "ann", "action": "s3:PutObject", "resource": "note", "context": "office",
      "expect": "allowed",
      "because": { "policyType": "identity", "index": 1 } // because
    }"#,
    );
    case(
        r#"    {
      "name": "a", "principal": "bob", "action": "s3:PutObject", "resource": "note",
      "expect": "explicitDeny", // no
      // the reason
      "because": { "policyType": "identity", "sid": "NoSecrets" }
    }"#,
        r#"    {
      "name": "a", "principal": "bob", "action": "s3:PutObject", "resource": "note",
      "expect": "implicitDeny" // no
      // the reason
    }"#,
    );
    case(
        r#"    { "name": "a", "principal": "bob", "action": "s3:PutObject", "resource": "note",
      "because": { "policyType": "session" }, "expect": "implicitDeny" }"#,
        r#"    { "name": "a", "principal": "bob", "action": "s3:PutObject", "resource": "note",
      "because": { "policyType": "identity" }, "expect": "implicitDeny" }"#,
    );
    yaml(
        "  - because:\n      sid: NoSecrets # s\n    name: a\n    principal: ann\n    action: s3:GetObject\n    resource: note\n    expect: denied",
        "  - because:\n      policyType: identity\n      sid: Read # s\n    name: a\n    principal: ann\n    action: s3:GetObject\n    resource: note\n    expect: allowed",
    );
    yaml(
        "  - because: { sid: Read }\n    name: a\n    principal: bob\n    action: s3:GetObject\n    resource: note\n    expect: allowed",
        "  - name: a\n    principal: bob\n    action: s3:GetObject\n    resource: note\n    expect: implicitDeny",
    );
}

#[test]
fn what_is_missing_is_named_anew() {
    case(
        r#"    { "name": "a", "principal": "ann", "action": "s3:PutObject", "resource": "note",
      "expect": "undecided", "missing": ["s3:prefix", /* x */ "aws:userid"] }"#,
        r#"    { "name": "a", "principal": "ann", "action": "s3:PutObject", "resource": "note",
      "expect": "undecided", "missing": ["aws:SourceIp"] }"#,
    );
    case(
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:PutObject", "resource": "note",
      "expect": "undecided", "missing": "aws:SourceIp" }"#,
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:PutObject", "resource": "note",
      "expect": "undecided", "missing": "aws:SourceIp",
      "except": [{ "principal": "bob", "expect": "implicitDeny" }] }"#,
    );
    yaml(
        "  - name: a\n    principal: ann\n    action: s3:PutObject\n    resource: note\n    context: office\n    expect: undecided\n    missing:\n      - aws:SourceIp # where\n",
        "  - name: a\n    principal: ann\n    action: s3:PutObject\n    resource: note\n    context: office\n    expect: allowed\n",
    );
    case(
        r#"    { "name": "a", "principal": "ann", "resource": "note", "missing": ["aws:SourceIp"],
      "expect": { "undecided": ["s3:PutObject", "s3:GetObject"] } }"#,
        r#"    { "name": "a", "principal": "ann", "resource": "note", "missing": ["aws:SourceIp"],
      "expect": { "undecided": ["s3:PutObject", "s3:GetObject"] },
      "except": [{ "action": "s3:GetObject", "expect": "allowed" }] }"#,
    );
}

#[test]
fn the_default_of_actions_changes_or_gets_exceptions() {
    case(
        r#"    { "name": "a", "principal": "ann", "resource": "note", "action": ["s3:PutBucketPolicy", "s3:DeleteObject", "s3:GetObject"],
      "expect": { "default": "undecided", "allowed": ["s3:GetObject"] } }"#,
        r#"    { "name": "a", "principal": "ann", "resource": "note", "action": ["s3:PutBucketPolicy", "s3:DeleteObject", "s3:GetObject"],
      "expect": { "default": "implicitDeny", "allowed": ["s3:GetObject"] } }"#,
    );
    case(
        r#"    { "name": "a", "principal": "ann", "resource": "note", "action": ["s3:ListBucket", "s3:DeleteObject", "s3:GetObject"],
      "expect": { "default": "denied", "allowed": ["s3:GetObject"] } }"#,
        r#"    { "name": "a", "principal": "ann", "resource": "note", "action": ["s3:ListBucket", "s3:DeleteObject", "s3:GetObject"],
      "expect": { "default": "denied", "allowed": ["s3:GetObject"] },
      "except": [{ "action": "s3:ListBucket", "expect": "allowed" }] }"#,
    );
}

#[test]
fn a_file_that_extends_another_changes_and_the_other_does_not() {
    let base = format!("{{ {HEAD} \"title\": \"base\" }}");
    let text = r#"{ "extends": "base.json", "cases": [{ "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": "note", "expect": "allowed" }] }"#;
    let folder = folder(&[("base.json", &base), ("a.json", text)]);
    let output = iamsim(folder.path(), &["a.json", "--update", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let new = fs::read_to_string(folder.path().join("a.json")).unwrap();
    assert!(new.contains(r#""expect": "allowed", "except": [{ "principal": "bob", "expect": "implicitDeny" }] }] }"#), "{new}");
    assert_eq!(fs::read_to_string(folder.path().join("base.json")).unwrap(), base);
}

#[test]
fn cells_that_share_a_reason_share_a_list_of_reasons() {
    case(
        r#"    { "name": "a", "principal": "ann", "action": ["s3:GetObject", "s3:PutObject"],
      "resource": "note", "context": "office", "expect": "allowed", "because": { "sid": "Read" } }"#,
        r#"    { "name": "a", "principal": "ann", "action": ["s3:GetObject", "s3:PutObject"],
      "resource": "note", "context": "office", "expect": "allowed", "because": [{ "sid": "Read" }, { "policyType": "identity", "index": 1 }] }"#,
    );
}

#[test]
fn cells_that_differ_become_exceptions() {
    case(
        r#"    {
      "name": "a",
      "principal": ["ann", "bob"],
      "action": ["s3:GetObject", "s3:ListBucket"],
      "resource": ["note", "secret"], // both
      "expect": "allowed" // mostly
    }"#,
        r#"    {
      "name": "a",
      "principal": ["ann", "bob"],
      "action": ["s3:GetObject", "s3:ListBucket"],
      "resource": ["note", "secret"], // both
      "expect": "allowed", // mostly
      "except": [
        { "principal": "ann", "resource": "secret", "expect": "explicitDeny" },
        { "principal": "bob", "expect": "implicitDeny" }
      ]
    }"#,
    );
    yaml(
        "  - name: a\n    principal: [ann, bob]\n    action: s3:GetObject\n    resource: [note, secret]\n    expect: allowed",
        "  - name: a\n    principal: [ann, bob]\n    action: s3:GetObject\n    resource: [note, secret]\n    expect: allowed\n    except:\n      - principal: ann\n        resource: secret\n        expect: explicitDeny\n      - principal: bob\n        expect: implicitDeny",
    );
}

#[test]
fn exceptions_change_in_place_and_get_company() {
    case(
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": ["note", "secret"],
      "expect": "allowed",
      "except": [
        { "principal": "bob", "expect": "explicitDeny", "because": { "sid": "NoSecrets" } }, // bob
        // secrets
        { "resource": "secret", "expect": "allowed" }
      ] }"#,
        r#"    { "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": ["note", "secret"],
      "expect": "allowed",
      "except": [
        { "principal": "bob", "expect": "implicitDeny" }, // bob
        // secrets
        { "resource": "secret", "expect": "explicitDeny" },
        { "principal": "bob", "resource": "secret", "expect": "implicitDeny" }
      ] }"#,
    );
    yaml(
        "  - name: a\n    principal: [ann, bob]\n    action: s3:GetObject\n    resource: [note, secret]\n    expect: allowed\n    except:\n      - resource: secret # s\n        expect: allowed\n        because: { sid: Read }",
        "  - name: a\n    principal: [ann, bob]\n    action: s3:GetObject\n    resource: [note, secret]\n    expect: allowed\n    except:\n      - resource: secret # s\n        expect: explicitDeny\n        because: { policyType: identity, sid: NoSecrets }\n      - principal: bob\n        expect: implicitDeny",
    );
}

#[test]
fn actions_move_between_lists() {
    case(
        r#"    { "name": "a", "principal": "ann", "resource": "note",
      "expect": {
        "allowed": ["s3:GetObject", "s3:DeleteObject"], // may
        "denied": [
          "s3:ListBucket", // list
          "s3:PutBucketPolicy" // policy
        ]
      } }"#,
        r#"    { "name": "a", "principal": "ann", "resource": "note",
      "expect": {
        "allowed": ["s3:GetObject", "s3:ListBucket"], // may
        "denied": [
          "s3:PutBucketPolicy", // policy
          "s3:DeleteObject"
        ]
      } }"#,
    );
    case(
        r#"    { "name": "a", "principal": "ann", "resource": "note", "expect": { "denied": "s3:GetObject", "implicitDeny": ["s3:DeleteObject"] } }"#,
        r#"    { "name": "a", "principal": "ann", "resource": "note", "expect": { "implicitDeny": ["s3:DeleteObject"], "allowed": ["s3:GetObject"] } }"#,
    );
    yaml(
        "  - name: a\n    principal: ann\n    resource: note\n    expect:\n      denied:\n        - s3:DeleteObject\n        - s3:GetObject # get",
        "  - name: a\n    principal: ann\n    resource: note\n    expect:\n      denied:\n        - s3:DeleteObject\n      allowed: [s3:GetObject]",
    );
}

#[test]
fn actions_of_which_only_some_cells_differ_stay() {
    case(
        r#"    { "name": "a", "principal": ["ann", "bob"], "resource": "note",
      "expect": { "allowed": ["s3:GetObject"], "denied": ["s3:DeleteObject"] } }"#,
        r#"    { "name": "a", "principal": ["ann", "bob"], "resource": "note",
      "expect": { "allowed": ["s3:GetObject"], "denied": ["s3:DeleteObject"] },
      "except": [{ "principal": "bob", "action": "s3:GetObject", "expect": "implicitDeny" }] }"#,
    );
}

#[test]
fn an_expected_error_may_be_another_or_none() {
    case(
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject", "resource": "note",
      "expect": { "error": "invalid-effect" } }"#,
        r#"    { "name": "a", "principal": "ann", "action": "s3:GetObject", "resource": "note",
      "expect": "allowed" }"#,
    );
    yaml(
        "  - name: a\n    kind: identity\n    policies: { identity: [{ Statement: { Effect: allow, Action: '*', Resource: '*' } }] }\n    expect:\n      error: duplicate-key # c",
        "  - name: a\n    kind: identity\n    policies: { identity: [{ Statement: { Effect: allow, Action: '*', Resource: '*' } }] }\n    expect:\n      error: invalid-effect # c",
    );
}

#[test]
fn a_mistake_is_not_made_an_expectation() {
    let with = |what: &str| {
        format!(
            r#"{{{HEAD}  "cases": [{{ "name": "a", "principal": "ann", "resource": "note", {what} }}] }}"#
        )
    };
    let policy = r#""action": "s3:GetObject", "expect": "allowed", "policies": { "identity": [
        { "Statement": [{ "Effect": "Alow", "Action": "*", "Resource": "*" }] }] }"#;
    assert!(refused("a.json", &with(policy)).contains("a.json:"));
    let request = r#""action": "s3:Get*", "expect": "allowed""#;
    assert!(refused("a.json", &with(request)).contains("invalid-request"));
}

#[test]
fn what_is_not_selected_stays() {
    let text = format!(
        r#"{{{HEAD}  "cases": [
    {{ "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": "secret", "expect": "allowed" }},
    {{ "name": "b", "principal": "ann", "action": "s3:GetObject", "resource": "secret", "expect": "allowed" }}
  ] }}"#
    );
    let folder = folder(&[("a.json", &text)]);
    let output =
        iamsim(folder.path(), &["a.json", "--update", "--yes", "--filter", "principal=bob"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let new = fs::read_to_string(folder.path().join("a.json")).unwrap();
    let expected = text.replacen(
        r#""expect": "allowed" }"#,
        r#""expect": "allowed", "except": [{ "principal": "bob", "expect": "implicitDeny" }] }"#,
        1,
    );
    assert_eq!(new, expected);
    assert_eq!(iamsim(folder.path(), &["a.json", "--update", "--filter", "nobody"]).code, 2);
}

#[test]
fn what_cannot_change_in_place_is_told() {
    let json = |members: &str| {
        refused(
            "a.json",
            &format!(
                r#"{{ "vars": {{ "x": "allowed" }},
{HEAD} "cases": [{{ "name": "a", "principal": "bob", "action": "s3:GetObject", "resource": "note", {members} }}] }}"#
            ),
        )
    };
    assert!(json(r#""expect": "{{x}}""#).contains("a variable makes this what it is"));
    let missing = json(r#""expect": "allowed", "policies": { "identity": ["gone.json"] }"#);
    assert!(missing.contains("cannot read gone.json"), "{missing}");
    assert!(json(r#""expect": "allowed", "context": "moon""#).contains("unknown-name"));
    let aliased = format!(
        "{YAML_HEAD}cases:\n  - {{ name: a, principal: bob, action: 's3:GetObject', resource: note, expect: &e allowed }}\n  - {{ name: b, principal: ann, action: 's3:GetObject', resource: note, expect: *e }}\n"
    );
    assert!(refused("a.yaml", &aliased).contains("an alias repeats this"));
}

#[test]
fn values_made_of_variables_are_copied_as_they_are_written() {
    let before = format!(
        r#"{{ "vars": {{ "who": "bob" }},
{HEAD} "cases": [{{ "name": "a", "principal": ["ann", "{{{{who}}}}"], "action": "s3:GetObject", "resource": "note", "expect": "allowed" }}] }}"#
    );
    let after = updated("a.json", &before);
    assert!(
        after.contains(r#""except": [{ "principal": "{{who}}", "expect": "implicitDeny" }]"#),
        "{after}"
    );
}

const RED: &str = r#"{
  "title": "t", "policies": { "identity": ["policies/p.json"] },
  "cases": [
    { "name": "a", "principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
      "resource": "arn:aws:s3:::b/secret/x", "expect": "allowed" }
  ]
}
"#;

#[test]
fn without_a_yes_it_is_only_shown() {
    let folder = folder(&[("s/a.json", RED), ("s/policies/p.json", POLICY)]);
    let output = iamsim(folder.path(), &["s", "--update"]);
    assert_eq!(output.code, 1);
    let expected = "\
s/a.json#a: allowed -> explicitDeny
  because an identity-based policy denies it, at policies/p.json:5:3

--- s/a.json
+++ s/a.json
@@ -2,6 +2,6 @@
   \"title\": \"t\", \"policies\": { \"identity\": [\"policies/p.json\"] },
   \"cases\": [
     { \"name\": \"a\", \"principal\": \"arn:aws:iam::111122223333:user/ann\", \"action\": \"s3:GetObject\",
-      \"resource\": \"arn:aws:s3:::b/secret/x\", \"expect\": \"allowed\" }
+      \"resource\": \"arn:aws:s3:::b/secret/x\", \"expect\": \"explicitDeny\" }
   ]
 }

";
    assert_eq!(output.out, expected.replace("policies/p.json:5", "s/policies/p.json:5"));
    assert_eq!(output.err, "nothing was written: say `--yes` to write this\n");
    assert_eq!(fs::read_to_string(folder.path().join("s/a.json")).unwrap(), RED);
}

#[test]
fn one_file_that_is_stuck_does_not_hold_up_the_others() {
    let stuck = RED.replace("policies/p.json", "gone.json");
    let folder = folder(&[
        ("s/a.json", &stuck),
        ("s/b.json", RED),
        ("s/c.json", "{"),
        ("s/policies/p.json", POLICY),
    ]);
    let output = iamsim(folder.path(), &["s", "--update", "--yes"]);
    assert_eq!(output.code, 2, "{}", output.err);
    assert!(output.err.contains("updated s/b.json"), "{}", output.err);
    assert_eq!(fs::read_to_string(folder.path().join("s/a.json")).unwrap(), stuck);
    assert!(fs::read_to_string(folder.path().join("s/b.json")).unwrap().contains("explicitDeny"));
}

#[test]
fn hostile_names_do_no_harm() {
    let text = RED
        .replace("\"name\": \"a\"", "\"name\": \"a\u{1b}[31m\u{202e}::error::\\n]]>\"")
        .replace("\"title\"", "// \u{202e}\n\t\"title\"");
    let text = text.replace('\u{1b}', "\\u001b");
    let folder = folder(&[("a.json", &text)]);
    let output = iamsim(folder.path(), &["a.json", "--update", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(!output.out.contains(['\u{1b}', '\u{202e}']), "{}", output.out);
    let new = fs::read_to_string(folder.path().join("a.json")).unwrap();
    assert_eq!(new, text.replace("\"expect\": \"allowed\"", "\"expect\": \"explicitDeny\""));
}

#[test]
fn a_byte_order_mark_stays() {
    let text = format!("\u{feff}{RED}");
    let new = updated("a.json", &text);
    assert_eq!(new, text.replace("\"expect\": \"allowed\"", "\"expect\": \"explicitDeny\""));
}
