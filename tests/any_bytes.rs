//! Whatever bytes come in, every reader ends in a value or in an error that can be shown. The same
//! bytes as in `fuzz`, drawn by proptest, beside real bundles with a few bytes changed.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, LazyLock};

use iamsim::aws::PolicyKind;
use iamsim::bundle::{Evaluator, InlineOnly, answer_text};
use iamsim::compile::{CompiledPolicy, PolicyName};
use iamsim::load::find;
use iamsim::policy::{Reading, parse};
use iamsim::request::ContextKeys;
use iamsim::text::{
    Comments, Diagnostic, Node, RenderStyle, Source, Syntax, read_json, read_yaml, render,
};
use iamsim::value_set::Pattern;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::value::RawValue;

const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::PermissionsBoundary,
    PolicyKind::Session,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
    PolicyKind::VpcEndpoint,
];

/// Bundles that say something in each field.
const BUNDLES: &[&str] = &[
    r#"{"id": 7, "policies": {"identity": [{"Version": "2012-10-17", "Statement": [{"Sid": "Home",
    "Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource":
    "arn:aws:s3:::team/home/${aws:username, 'none'}/*", "Condition": {"StringLike": {"s3:prefix":
    ["a*", "${*}"]}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}], "resource": null},
    "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
    "resource": {"arn": "arn:aws:s3:::team/home/alice/x", "account": "111122223333", "tags": {}},
    "context": {"s3:prefix": "ab", "aws:SourceIp": "203.0.113.9"}, "now": "2026-03-01T09:00:00Z"}}"#,
    r#"{"policies": {"identity": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}],
    "resource": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action":
    "kms:*", "Resource": "*"}, {"Effect": "Deny", "NotPrincipal": {"AWS":
    "arn:aws:iam::111122223333:root"}, "NotAction": "kms:Decrypt", "NotResource": "*", "Condition":
    {"ForAllValues:StringNotEqualsIfExists": {"aws:TagKeys": []}}}]}, "permissionsBoundary":
    "FullAWSAccess", "session": [], "serviceControl": [["FullAWSAccess"], []], "resourceControl":
    [["RCPFullAWSAccess"]]}, "request": {"principal": {"arn":
    "arn:aws:sts::111122223333:assumed-role/app/i-1", "role": "arn:aws:iam::111122223333:role/x/app",
    "id": "AROAEXAMPLE", "tags": {"team": "a"}}, "action": "kms:Decrypt", "resource": {"arn":
    "arn:aws:kms:eu-west-1:111122223333:key/1", "grants": [{"GranteePrincipal":
    "arn:aws:iam::111122223333:role/x/app", "Operations": ["Decrypt"], "Constraints":
    {"EncryptionContextSubset": {"a": "b"}}}]}, "organization": {"id": "o-a", "managementAccount":
    "999988887777", "accounts": {"111122223333": "o-a/r-b/"}}, "actionFacts": {"wildcardOnly": false,
    "contextKeys": ["kms:ViaService"], "keyTypes": {"kms:ViaService": "String"}}, "exactContext": true,
    "lenientNotPrincipal": true}}"#,
    r#"{"policies": {"resource": {"Statement": {"Effect": "Allow", "Principal": {"Federated":
    "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"Null":
    {"accounts.google.com:sub": false}, "DateLessThan": {"aws:CurrentTime": "2026"}, "NumericEquals":
    {"aws:MultiFactorAuthAge": [1, "2.50"]}}}}, "vpcEndpoint": {"policy": {"Statement":
    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}, "type": "gateway"}}, "request": {"principal": "accounts.google.com", "action":
    "sts:AssumeRoleWithWebIdentity", "resource": "arn:aws:iam::111122223333:role/app", "alsoRequires":
    [{"action": "sts:TagSession", "resource": "arn:aws:iam::111122223333:role/app", "context":
    {"aws:TagKeys": ["a", "b"], "accounts.google.com:sub": {"unknown": true}}}]}}"#,
];

/// Texts that mean something here.
const PIECES: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\u",
    "\\ud800",
    "//",
    "/*",
    "*",
    "?",
    "${",
    "}",
    "${*}",
    "null",
    "true",
    "-",
    "0",
    "1e999",
    "\n",
    "\r",
    "\t",
    "\u{0}",
    "\u{feff}",
    "é",
    "😀",
    "arn:",
    "arn:aws:s3:::",
    "aws:",
    "&a",
    "*a",
    "!!",
    "|",
    ">",
    "- ",
    "? ",
    "%",
    "#",
    "'",
    "---",
    "...",
];

static POLICIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let found = find("scenarios/examples").unwrap();
    let bytes: Vec<Vec<u8>> = found.iter().map(|file| fs::read(&file.path).unwrap()).collect();
    assert!(bytes.len() > 20, "only {} files", bytes.len());
    bytes
});

/// One change of a text, at a place that is drawn with it.
#[derive(Clone, Debug)]
enum Change {
    Remove(usize),
    Insert(&'static str),
    Replace(u8),
    Repeat(usize),
    CutOff,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (1_usize..9).prop_map(Change::Remove),
        4 => prop::sample::select(PIECES).prop_map(Change::Insert),
        4 => any::<u8>().prop_map(Change::Replace),
        2 => (1_usize..60).prop_map(Change::Repeat),
        1 => Just(Change::CutOff),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[(Index, Change)]) -> Vec<u8> {
    for (place, change) in changes {
        let at = place.index(bytes.len() + 1);
        let to = |length: usize| (at + length).min(bytes.len());
        match change {
            Change::Remove(length) => drop(bytes.drain(at..to(*length))),
            Change::Insert(piece) => drop(bytes.splice(at..at, piece.bytes())),
            Change::Replace(byte) => drop(bytes.splice(at..to(1), [*byte])),
            Change::Repeat(length) => {
                let again = bytes[at..to(*length)].to_vec();
                drop(bytes.splice(at..at, again));
            }
            Change::CutOff => bytes.truncate(at),
        }
    }
    bytes
}

fn any_changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    prop::collection::vec((any::<Index>(), any_change()), 1..6)
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..30);
    let real = (any::<Index>(), any_changes())
        .prop_map(|(which, changes)| changed(which.get(POLICIES.as_slice()).clone(), &changes));
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        pieces.prop_map(|pieces| pieces.concat().into_bytes()),
        real,
    ]
}

fn any_bundle() -> impl Strategy<Value = Vec<u8>> {
    let bundle = prop::sample::select(BUNDLES);
    (bundle, any_changes()).prop_map(|(text, changes)| changed(text.as_bytes().to_vec(), &changes))
}

/// Reads the text in every language, showing what is wrong with it.
fn trees(source: &Source) -> impl Iterator<Item = Node> {
    let read = [
        read_json(source, Comments::Refused),
        read_json(source, Comments::Allowed),
        read_yaml(source),
    ];
    read.into_iter().filter_map(|tree| tree.map_err(|why| assert_shown(&why, source)).ok())
}

fn assert_shown(diagnostic: &Diagnostic, source: &Source) {
    let shown = render(diagnostic, source, RenderStyle::Plain);
    assert!(shown.contains(diagnostic.code), "{shown}");
}

/// The `id` comes back as it was written, be it a number that no machine can hold.
fn assert_answer(line: &str) {
    let answer: BTreeMap<&str, &RawValue> = serde_json::from_str(line).unwrap();
    assert_eq!(answer["v"].get(), "1", "{line}");
    assert!(answer.contains_key("decision") != answer.contains_key("error"), "{line}");
    assert!(!line.contains('\n'), "{line}");
}

/// As `eval` reads a line, or a whole file.
fn answer_bytes(bytes: &[u8], reading: Reading, syntax: Syntax) -> String {
    let source = Source::from_bytes("stdin", bytes.to_vec());
    Evaluator::new(&InlineOnly, reading, false).answer(source, syntax).to_json()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(bytes in any_bytes()) {
        match Source::from_bytes("any", bytes) {
            Ok(source) => trees(&source).for_each(drop),
            Err(why) => assert_shown(&why.diagnostic, &why.source),
        }
    }

    #[test]
    fn any_tree_is_a_policy_or_not(bytes in any_bytes()) {
        let source = Arc::new(Source::new("any", String::from_utf8_lossy(&bytes)));
        for (node, kind) in trees(&source).flat_map(|node| KINDS.map(|kind| (node.clone(), kind))) {
            for reading in [Reading::Strict, Reading::AsStored] {
                let parsed = parse(&node, kind, reading);
                parsed.diagnostics.iter().for_each(|diagnostic| assert_shown(diagnostic, &source));
                let Some(document) = parsed.document.map(Arc::new) else { continue };
                let (name, mut keys) = (PolicyName("any".into()), ContextKeys::new());
                CompiledPolicy::compile(name, source.clone(), document, kind, &mut keys);
            }
        }
    }

    #[test]
    fn any_text_is_a_pattern(left in "[ab*?é]{0,9}", right in "[ab*?é]{0,9}", text in "[abé]{0,9}") {
        let (one, other) = (Pattern::glob(&left), Pattern::glob(&right));
        prop_assert!(one.matches(&one.example()));
        prop_assert!(Pattern::literal(&left).matches(&left));
        prop_assert_eq!(one.overlaps(&other), other.overlaps(&one));
        if one.covers(&other) {
            prop_assert!(one.matches(&text) || !other.matches(&text));
        }
        if one.matches(&text) && other.matches(&text) {
            prop_assert!(one.overlaps(&other));
        }
    }

    #[test]
    fn any_bundle_has_an_answer(bytes in prop_oneof![1 => any_bytes(), 4 => any_bundle()]) {
        assert_answer(&answer_text(&String::from_utf8_lossy(&bytes)));
        for reading in [Reading::Strict, Reading::AsStored] {
            for syntax in [Syntax::JsonWithComments, Syntax::Yaml] {
                assert_answer(&answer_bytes(&bytes, reading, syntax));
            }
        }
    }
}

#[test]
fn the_bundles_themselves_are_answered() {
    assert_answer(&answer_text(r#"{"id": 1e999, "request": {}}"#));
    for bundle in BUNDLES {
        let answer = answer_text(bundle);
        assert!(answer.contains("\"decision\""), "{answer}");
    }
}
