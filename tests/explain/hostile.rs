//! Whatever the text holds: nothing panics, and nothing of a token is shown.

use std::sync::Arc;

use iamsim::catalog::Catalog;
use iamsim::text::{RenderStyle, Source, render};
use iamsim::whatif::incident::read;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::tokens::{github, token};

/// Pieces from which texts are made that look like what we know.
const PIECES: &[&str] = &[
    "User: ",
    "arn:aws:iam::111122223333:user/alice",
    " is not authorized to perform: ",
    "s3:GetObject",
    " on resource: ",
    "arn:aws:s3:::b/k",
    "\"",
    " because no ",
    "identity-based policy",
    " allows ",
    " with an explicit deny in a ",
    "\u{202e}",
    "\n",
    "\u{1b}[31m",
    "│",
    "é",
    "\\n",
    "\\\"",
    "&quot;",
    ":",
    "",
    "when calling the ",
    "operation error ",
    "(403)",
    "AccessDenied",
    "Encoded authorization failure message:",
    "RequestId",
    "{",
    "}",
    "[",
    "eyJ",
    ".",
    "Bearer ",
    "********3333",
    "arn:aws:x::********3333:y",
    "\u{1}",
    " is",
];

fn reads_harmlessly(text: &str) {
    let source = Arc::new(Source::new("text", text));
    match read(&source, Catalog::embedded()) {
        Ok(findings) => {
            for one in findings.incidents {
                assert!(one.span.end as usize <= text.len().max(1), "{text:?}: {one:?}");
                let _ = (one.request(), one.missing(), format!("{one:?}"));
            }
        }
        Err(troubles) => {
            for trouble in troubles {
                let _ = render(&trouble.diagnostic, &trouble.source, RenderStyle::Plain);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_text_brings_the_reader_down(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        reads_harmlessly(&pieces.concat());
    }

    #[test]
    fn no_characters_bring_the_reader_down(text in "\\PC{0,80}") {
        reads_harmlessly(&text);
        reads_harmlessly(&format!("User: {text} is not authorized to perform: s3:GetObject on resource: {text}"));
    }

    #[test]
    fn no_value_in_a_record_brings_the_reader_down(
        field in prop::sample::select(FIELDS), value in any_value()
    ) {
        reads_harmlessly(&with(field, value.clone()).to_string());
        let decoded = json!({"allowed": value, "explicitDeny": value, "context": {"action": value, "principal": value, "conditions": value}});
        reads_harmlessly(&decoded.to_string());
    }

    #[test]
    fn no_claim_brings_the_reader_down(name in prop::sample::select(CLAIMS), value in any_value()) {
        let mut claims = github();
        claims[name] = value;
        reads_harmlessly(&token(&claims));
        let mut errors = token(&claims);
        errors.truncate(errors.len() / 2);
        reads_harmlessly(&errors);
    }

    #[test]
    fn nothing_of_a_broken_token_is_shown(cut in 1_usize..200, junk in "[ {}\"\\[:,a-z]{0,6}") {
        let whole = token(&github());
        let broken = [&whole[..cut.min(whole.len() - 1)], &junk].concat();
        for text in [broken.clone(), format!("{{\"token\": \"{broken}\" x"), format!("{}{junk}", github())] {
            let source = Arc::new(Source::new("text", text.as_str()));
            let Err(troubles) = read(&source, Catalog::embedded()) else { continue };
            for trouble in troubles {
                let shown = render(&trouble.diagnostic, &trouble.source, RenderStyle::Plain);
                prop_assert!(!shown.contains("eyJ") && !shown.contains("private"), "{shown}");
            }
        }
    }
}

const CLAIMS: &[&str] =
    &["iss", "aud", "sub", "azp", "exp", "nbf", "amr", "https://aws.amazon.com/tags"];
const FIELDS: &[&str] = &[
    "userIdentity",
    "eventSource",
    "eventName",
    "requestParameters",
    "resources",
    "errorMessage",
    "errorCode",
    "awsRegion",
    "sourceIPAddress",
    "recipientAccountId",
    "tlsDetails",
    "additionalEventData",
    "vpcEndpointId",
];

fn with(field: &str, value: Value) -> Value {
    let mut record = json!({
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice"},
        "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "eu-west-1",
        "errorCode": "AccessDenied", "requestParameters": {"bucketName": "b", "key": "k"}
    });
    record[field] = value;
    record
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(PIECES).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..3).prop_map(
                |members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            ),
        ]
    })
}

const KEYS: &[&str] = &[
    "ARN",
    "arn",
    "type",
    "items",
    "key",
    "values",
    "value",
    "principal_tags",
    "accountId",
    "x-amz-acl",
    "",
];

#[test]
fn json_in_texts_in_json_ends_somewhere() {
    let mut text = with("awsRegion", Value::Null).to_string();
    for _ in 0..12 {
        text = json!({ "message": text }).to_string();
        reads_harmlessly(&text);
    }
    reads_harmlessly(&"[".repeat(100_000));
    reads_harmlessly(&"when calling the ".repeat(20_000));
    reads_harmlessly(&"User: x is not authorized to perform: a:b on resource: ".repeat(5_000));
}
