//! After `--fix` every request is decided as before, and what was not fixed stands as it stood.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::sync::Arc;

use iamsim::aws::PolicyKind;
use iamsim::bundle::answer_text;
use iamsim::catalog::Catalog;
use iamsim::lint::{Origin, Part, PolicyFile, Repaired, Selection, Terms, repair};
use iamsim::text::{Source, Syntax, read};
use proptest::prelude::*;
use serde_json::{Value, json};

const ACTIONS: [&str; 10] = [
    "s3:GetObject",
    "s3:getobject",
    "s3:Get*",
    "s3:*",
    "s3:PutObject",
    "s3:*Object",
    "s3:G?tObject",
    "*",
    "s3:DeleteObject",
    "sqs:SendMessage",
];
const RESOURCES: [&str; 7] = [
    "*",
    "arn:aws:s3:::reports/*",
    "arn:aws:s3:::reports/2026/*",
    "arn:aws:s3:::reports/2026/may.txt",
    "arn:aws:s3:::reports*",
    "arn:aws:sqs:us-east-1:111122223333:jobs",
    "arn:aws:s3:::${aws:username}/*",
];
const PRINCIPALS: [&str; 5] = [
    r#""*""#,
    r#"{"AWS": "*"}"#,
    r#"{"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}"#,
    r#"{"AWS": ["arn:aws:iam::111122223333:user/ann", "111122223333"]}"#,
    r#"{"AWS": ["arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:user/ann"]}"#,
];
const CONDITIONS: [&str; 12] = [
    r#""StringEquals": {"s3:prefix": ["a", "a", "b"]}"#,
    r#""StringLike": {"s3:prefix": ["a*", "ab", "*"]}"#,
    r#""StringLike": {"s3:prefix": "a"}"#,
    r#""IpAddress": {"aws:SourceIp": ["203.0.113.7/24", "203.0.113.0/25"]}"#,
    r#""NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.113.9"]}"#,
    r#""NumericLessThan": {"s3:max-keys": ["5", "10"]}"#,
    r#""Bool": {"aws:SecureTransport": "true"}"#,
    r#""BoolIfExists": {"aws:SecureTransport": "false"}"#,
    r#""ForAllValues:StringEquals": {"aws:TagKeys": ["a", "a"]}"#,
    r#""StringLikeIfExists": {"s3:prefix": "*"}"#,
    r#""StringNotLike": {"s3:prefix": "*"}"#,
    r#""Null": {"s3:prefix": "false"}"#,
];

fn some_of(all: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(all), 1..5)
}

fn listed(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| format!("      \"{text}\" /* {number} */"))
        .collect();
    format!("[\n{}\n    ]", quoted.join(",\n"))
}

fn statement(kind: PolicyKind) -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["Allow", "Allow", "Deny"]);
    let conditions = prop::collection::vec(prop::sample::select(&CONDITIONS[..]), 0..3);
    let principal = prop::sample::select(&PRINCIPALS[..]);
    let parts =
        (effect, some_of(&ACTIONS), any::<(u8, u8)>(), some_of(&RESOURCES), conditions, principal);
    parts.prop_map(move |(effect, actions, (negated, other), resources, mut conditions, principal)| {
        let name = |name: &str, roll: u8| if roll < 40 { format!("Not{name}") } else { name.to_owned() };
        let (action, resource) = (name("Action", negated), name("Resource", other));
        let operator = |text: &&str| text.split(':').next().map(str::to_owned);
        conditions.sort_by_key(operator);
        conditions.dedup_by_key(|text| operator(text));
        let conditions = conditions.join(", ");
        let principal = if kind == PolicyKind::Resource { format!("\"Principal\": {principal},\n    ") } else { String::new() };
        let (actions, resources) = (listed(&actions), listed(&resources));
        format!(
            "  {{ // a statement\n    \"Effect\": \"{effect}\",\n    {principal}\"{action}\": {actions},\n    \"{resource}\": {resources},\n    \"Condition\": {{ {conditions} }}\n  }}"
        )
    })
}

fn policy(kind: PolicyKind) -> impl Strategy<Value = String> {
    prop::collection::vec(statement(kind), 1..4).prop_map(|statements| {
        format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n{}\n  ]\n}}\n",
            statements.join(",\n")
        )
    })
}

fn kinds() -> impl Strategy<Value = (PolicyKind, String)> {
    let kinds = vec![
        PolicyKind::Identity,
        PolicyKind::Resource,
        PolicyKind::ServiceControl,
        PolicyKind::PermissionsBoundary,
    ];
    prop::sample::select(kinds)
        .prop_flat_map(|kind| policy(kind).prop_map(move |text| (kind, text)))
}

fn file(source: Arc<Source>, kind: PolicyKind) -> Result<PolicyFile, String> {
    let syntax = Syntax::JsonWithComments;
    let node = read(&source, syntax).map_err(|why| why.message)?;
    let part = Part {
        node: Arc::new(node),
        pointer: "".into(),
        kind,
        origin: Origin::Option,
        attached_to: None,
    };
    Ok(PolicyFile { source, syntax, parts: vec![part], unreadable: None, is_template: false })
}

fn repaired(text: &str, kind: PolicyKind) -> Repaired {
    let selection = Selection::default();
    let terms = Terms { catalog: Catalog::embedded(), selection: &selection, allowances: &[] };
    let whole = file(Arc::new(Source::new("policy.jsonc", text)), kind).unwrap();
    repair(&whole, &|source| file(source, kind), terms)
}

const CALLERS: [&str; 4] = [
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:user/reports",
    "arn:aws:iam::444455556666:user/eve",
    "anonymous",
];
const TARGETS: [&str; 5] = [
    "arn:aws:s3:::reports/2026/may.txt",
    "arn:aws:s3:::reports/x",
    "arn:aws:s3:::reports",
    "arn:aws:s3:::ann/x",
    "arn:aws:sqs:us-east-1:111122223333:jobs",
];
const ASKED: [&str; 5] =
    ["s3:GetObject", "s3:PutObject", "s3:GetObjectAcl", "s3:ListBucket", "sqs:SendMessage"];

fn contexts() -> Vec<Value> {
    vec![
        json!({}),
        json!({"s3:prefix": "a", "aws:SourceIp": "203.0.113.9", "aws:SecureTransport": true, "s3:max-keys": 7}),
        json!({"s3:prefix": "ab", "aws:SourceIp": "203.0.113.200", "aws:SecureTransport": false, "aws:TagKeys": ["a"]}),
        json!({"s3:prefix": null, "aws:SourceIp": "198.51.100.1", "s3:max-keys": 3, "aws:TagKeys": ["a", "b"]}),
        json!({"s3:prefix": "zebra", "aws:TagKeys": null, "s3:max-keys": 12}),
    ]
}

/// The question with the policy in its layer; what a limit leaves is granted by others.
fn question(policy: &str, kind: PolicyKind, request: &Value) -> String {
    let full = "\"FullAWSAccess\"";
    let layers = match kind {
        PolicyKind::Identity => format!(r#""identity": [{policy}]"#),
        PolicyKind::Resource => format!(r#""identity": [], "resource": {policy}"#),
        PolicyKind::ServiceControl => {
            format!(r#""identity": [{full}], "serviceControl": [[{policy}]]"#)
        }
        _ => format!(r#""identity": [{full}], "permissionsBoundary": {policy}"#),
    };
    format!(r#"{{"policies": {{{layers}}}, "request": {request}}}"#)
}

fn decision(policy: &str, kind: PolicyKind, request: &Value) -> String {
    let answer: Value =
        serde_json::from_str(&answer_text(&question(policy, kind, request))).unwrap();
    match answer["decision"].as_str() {
        Some(decision) => decision.to_owned(),
        None => panic!("{answer}\n{policy}"),
    }
}

fn requests() -> Vec<Value> {
    let mut all = Vec::new();
    for (number, caller) in CALLERS.iter().enumerate() {
        for (other, target) in TARGETS.iter().enumerate() {
            for (third, context) in contexts().into_iter().enumerate() {
                let action =
                    if other == 4 { ASKED[4] } else { ASKED[(number + other + third) % 4] };
                let request = json!({"principal": caller, "action": action, "resource": target,
                    "resourceAccount": "111122223333", "context": context});
                all.push(request);
            }
        }
    }
    all
}

/// How many random policies are fixed.
fn cases() -> u32 {
    std::env::var("IAMSIM_FIXES").ok().and_then(|count| count.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn fixes_change_no_decision((kind, text) in kinds()) {
        let Repaired { file, done, .. } = repaired(&text, kind);
        let fixed = file.source.text();
        prop_assert_eq!(fixed == text, done.is_empty(), "{}", fixed);
        for request in requests().iter().filter(|_| fixed != text) {
            let (before, after) = (decision(&text, kind, request), decision(fixed, kind, request));
            prop_assert_eq!(before, after, "{}\n{}\nbecomes\n{}", request, text, fixed);
        }
        let again = repaired(fixed, kind);
        prop_assert_eq!(again.file.source.text(), fixed, "a second run changes nothing");
    }

    #[test]
    fn statements_without_a_fix_stand_as_they_stood(
        (kind, text) in kinds(),
        spare in prop::sample::select(vec!["s3:GetObject", "s3:PutObject"]),
    ) {
        let plain = format!(
            "  {{ \"Sid\": \"Kept\",   \"Effect\":\"Allow\", /* as is */ PRINCIPAL\n\"Action\" : \"{spare}\",\t\"Resource\": \"arn:aws:s3:::kept/*\" }},\n"
        );
        let principal = if kind == PolicyKind::Resource { "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:user/ann\"}," } else { "" };
        let plain = plain.replace("PRINCIPAL", principal);
        let text = text.replacen("\"Statement\": [\n", &format!("\"Statement\": [\n{plain}"), 1);
        let fixed = repaired(&text, kind).file.source.text().to_owned();
        let is_gone = !fixed.contains("\"Kept\"");
        prop_assert!(is_gone || fixed.contains(plain.trim().trim_end_matches(',')), "{}\nbecomes\n{}", text, fixed);
    }
}

#[test]
fn much_is_fixed_at_once() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject", "s3:GetObjectAcl", "s3:List*", "s3:ListBucket"], "Resource": "arn:aws:s3:::reports"}]}"#;
    let Repaired { file, done, refused } = repaired(text, PolicyKind::Identity);
    assert!(
        file.source.text().contains(r#""Action": ["s3:Get*", "s3:List*"]"#),
        "{}",
        file.source.text()
    );
    assert!(
        done.iter().filter(|one| one.code == "redundant-action").count() == 3 && refused.is_empty()
    );
}
