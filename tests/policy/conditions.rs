//! Operators, keys and values.

use iamsim::aws::PolicyKind::Identity;
use iamsim::policy::Reading;

use super::{assert_mistakes, mistakes, parsed, statement};

#[test]
fn conditions() {
    let table: &[(&str, &[&str])] = &[
        (r#"{"StringEquals":{"s3:prefix":["a",1,true]}}"#, &[]),
        (r#"{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":"${aws:username}"}}"#, &[]),
        (r#""x""#, &[r#"data-type-mismatch @ "x""#]),
        ("{}", &["(suggestion) empty-object-condition @ {}"]),
        (r#"{"Bool":{}}"#, &["(suggestion) empty-object-condition @ {}"]),
        (r#"{"Bool":{"a:b":[]}}"#, &["(suggestion) empty-array-condition @ []"]),
        (
            r#"{"ForAllValues:StringEquals":{"a:b":[]}}"#,
            &["(suggestion) empty-array-condition-forallvalues @ []"],
        ),
        (
            r#"{"ForAnyValue:StringLike":{"a:b":[]}}"#,
            &["(suggestion) empty-array-condition-foranyvalue @ []"],
        ),
        (r#"{"BoolIfExists":{"a:b":[]}}"#, &["(suggestion) empty-array-condition-ifexists @ []"]),
        (r#"{"Bool":{"a:b":null}}"#, &["data-type-mismatch @ null"]),
        (r#"{"Bool":{"a:b":[["true"]]}}"#, &[r#"data-type-mismatch @ ["true"]"#]),
        (r#"{"StringEqual":{"a:b":"c"}}"#, &[r#"invalid-condition-operator @ "StringEqual""#]),
        (
            r#"{"forallvalues:stringequals":{"aws:TagKeys":"c"}}"#,
            &[r#"(warning) operator-letter-case @ "forallvalues:stringequals""#],
        ),
        (r#"{"NullIfExists":{"a:b":"true"}}"#, &[r#"null-with-if-exists @ "NullIfExists""#]),
        (
            r#"{"StringLike":{"aws:SourceVpc":"a","AWS:sourcevpc":"b"}}"#,
            &[r#"duplicate-keys-with-different-case @ "AWS:sourcevpc""#],
        ),
        (r#"{"StringLike":{"a:b":"a","a:b":"b"}}"#, &[r#"duplicate-key @ "a:b""#]),
        (r#"{"Null":{"a:b":"true"},"Null":{"c:d":"true"}}"#, &[r#"duplicate-key @ "Null""#]),
        (
            r#"{"StringEquals":{"aws:RequestTag/":"x"}}"#,
            &[r#"missing-tag-key-in-condition @ "aws:RequestTag/""#],
        ),
        (r#"{"StringEquals":{"a:b":"x${}"}}"#, &["empty-variable @ ${}"]),
        (r#"{"Bool":{"a:b":"${c:d}"}}"#, &["(warning) invalid-variable-for-operator @ ${c:d}"]),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/${a:b}":"x"}}"#,
            &["(warning) variable-unsupported-in-element @ ${a:b}"],
        ),
        (
            r#"{"StringEquals":{"aws:CalledVia":"x.amazonaws.com"}}"#,
            &[r#"(warning) missing-qualifier @ "StringEquals""#],
        ),
        (
            r#"{"NumericEquals":{"aws:username":"1"}}"#,
            &[r#"(warning) type-mismatch @ "NumericEquals""#],
        ),
    ];
    for (condition, expected) in table {
        let text = statement(Identity, &format!(r#""Condition":{condition}"#));
        assert_mistakes(Identity, &text, expected);
    }
}

#[test]
fn values_that_cannot_be_read() {
    let table = [
        ("NumericEquals", "10.5", None),
        ("NumericEquals", "ten", Some("type-mismatch-number")),
        ("DateLessThan", "2026-03-01T09:00:00Z", None),
        ("DateLessThan", "1772355600", None),
        ("DateLessThan", "2026", Some("date-ambiguity")),
        ("DateLessThan", "20260301", Some("date-ambiguity")),
        ("DateLessThan", "tomorrow", Some("type-mismatch-date")),
        ("Bool", "TRUE", None),
        ("Bool", "yes", Some("type-mismatch-boolean")),
        ("Null", "1", Some("type-mismatch-boolean")),
        ("BinaryEquals", "QmluYXJ5", None),
        ("BinaryEquals", "?", Some("type-mismatch-string")),
        ("IpAddress", "2001:DB8::1/64", None),
        ("NotIpAddress", "10.0.0.0/33", Some("type-mismatch-ip-range")),
        ("ArnLike", "arn:aws:s3:::b", None),
        ("ArnLike", "arn:aws:s3*", Some("type-mismatch-arn")),
        ("ArnLike", "${aws:PrincipalArn}", None),
        ("StringLike", "${*}*", None),
    ];
    for (operator, value, code) in table {
        let condition = format!(r#""Condition":{{"{operator}":{{"x:y":"{value}"}}}}"#);
        let expected = code.map(|code| format!(r#"(warning) {code} @ "{value}""#));
        let found = mistakes(&statement(Identity, &condition), Identity, Reading::Strict);
        assert_eq!(found, Vec::from_iter(expected), "{condition}");
    }
}

#[test]
fn hints_name_what_was_probably_meant() {
    let table = [
        (r#"{"StringEqual":{"a:b":"c"}}"#, "did you mean `StringEquals`?"),
        (r#"{"StringEqualsIfExist":{"a:b":"c"}}"#, "did you mean `StringEqualsIfExists`?"),
        (r#"{"ForAllValue:StringLik":{"a:b":"c"}}"#, "did you mean `ForAllValues:StringLike`?"),
    ];
    for (condition, hint) in table {
        let text = statement(Identity, &format!(r#""Condition":{condition}"#));
        let found = parsed(&text, Identity, Reading::Strict).diagnostics;
        assert_eq!(found[0].hint.as_deref(), Some(hint), "{condition}");
    }
    let found = parsed(r#"{"statement":[]}"#, Identity, Reading::Strict).diagnostics;
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `Statement`?"));
}
