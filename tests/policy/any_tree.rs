//! Whatever the tree, reading it ends in a document or an error.

use iamsim::policy::{Parsed, Reading, parse};
use iamsim::text::{Key, Member, Node, Severity, Span, Value};
use proptest::prelude::*;

use super::KINDS;

const WORDS: &[&str] = &[
    "Version",
    "2012-10-17",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Allow",
    "Deny",
    "allow",
    "Principal",
    "NotPrincipal",
    "AWS",
    "Service",
    "Federated",
    "CanonicalUser",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "StringLike",
    "NumericEquals",
    "ForAnyValue:ArnLike",
    "DateLessThan",
    "IpAddress",
    "Null",
    "NullIfExists",
    "stringlike",
    "aws:TagKeys",
    "aws:RequestTag/",
    "aws:SourceIp",
    "*",
    "",
    "s3:*",
    "s*:x",
    "${",
    "${a:b}",
    "${a, 'b'}",
    "arn:aws:s3:::b",
    "arn:aws:s3",
    "arn:aws:iam::111122223333:role/r",
    "é–\u{1}",
    "111122223333",
    "20300101",
    "true",
];

/// Trees that look like policies often enough to reach every part of the reading.
fn any_tree() -> impl Strategy<Value = Node> {
    let words = prop::sample::select(WORDS);
    let text = prop_oneof![9 => words.prop_map(str::to_owned), 1 => ".{0,6}"];
    let leaf = prop_oneof![
        8 => text.clone().prop_map(|text| Value::Text(text.into())),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i32>().prop_map(|number| Value::Number(number.to_string().into())),
    ];
    let node = |value| Node { span: Span::default(), value };
    leaf.prop_map(node).prop_recursive(5, 60, 8, move |inner| {
        let member = (text.clone(), inner.clone()).prop_map(|(key, value)| Member {
            key: Key { text: key.into(), span: Span::default() },
            value,
        });
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::List),
            4 => prop::collection::vec(member, 0..9).prop_map(Value::Object),
        ]
        .prop_map(node)
    })
}

/// A policy whose one statement has the usual members with any values.
fn any_policy() -> impl Strategy<Value = Node> {
    let names = ["Effect", "Action", "Resource", "Principal", "Condition"];
    let object = |members: Vec<(&str, Node)>| {
        let member = |(key, value): (&str, Node)| Member {
            key: Key { text: key.into(), span: Span::default() },
            value,
        };
        let members = members.into_iter().map(member).collect();
        Node { span: Span::default(), value: Value::Object(members) }
    };
    let usual = prop::sample::subsequence(names.to_vec(), 2..=5);
    (usual, prop::collection::vec(any_tree(), 5)).prop_map(move |(names, values)| {
        let statement = object(names.into_iter().zip(values).collect());
        object(vec![("Statement", statement)])
    })
}

proptest! {
    #[test]
    fn any_tree_is_read_or_refused(
        node in prop_oneof![any_tree(), any_policy()],
        kind in prop::sample::select(KINDS.to_vec()),
    ) {
        let has_errors = |parsed: &Parsed| {
            parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
        };
        let strict = parse(&node, kind, Reading::Strict);
        let stored = parse(&node, kind, Reading::AsStored);
        prop_assert_eq!(strict.document.is_none(), has_errors(&strict));
        prop_assert_eq!(stored.document.is_none(), has_errors(&stored));
        prop_assert!(strict.document.is_none() || stored.document.is_some());
        prop_assert_eq!(strict.diagnostics.len(), stored.diagnostics.len());
    }
}
