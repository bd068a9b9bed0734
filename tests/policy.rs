//! What each mistake in a policy is called and which characters it underlines.

use iamsim::aws::PolicyKind;
use iamsim::policy::{Parsed, Reading, parse};
use iamsim::text::{
    Comments, Key, Member, Node, RenderStyle, Severity, Source, Span, Value, read_json, render,
};
use proptest::prelude::*;

use PolicyKind::{
    Identity, PermissionsBoundary, Resource, ResourceControl, ServiceControl, Session, Trust,
    VpcEndpoint,
};

fn parsed(text: &str, kind: PolicyKind, reading: Reading) -> Parsed {
    let node = read_json(&Source::new("policy.json", text), Comments::Refused).unwrap();
    let parsed = parse(&node, kind, reading);
    let is_error = |severity: Severity| severity == Severity::Error;
    let refused = parsed.diagnostics.iter().any(|diagnostic| is_error(diagnostic.severity));
    assert_eq!(parsed.document.is_none(), refused, "{text}");
    parsed
}

/// `code @ underlined`, with `(warning)` before what is none of the errors.
fn mistakes(text: &str, kind: PolicyKind, reading: Reading) -> Vec<String> {
    let drawn = parsed(text, kind, reading).diagnostics.into_iter().map(|diagnostic| {
        let warning = if diagnostic.severity == Severity::Warning { "(warning) " } else { "" };
        let span = diagnostic.span.start as usize..diagnostic.span.end as usize;
        format!("{warning}{} @ {}", diagnostic.code, &text[span])
    });
    drawn.collect()
}

fn assert_mistakes(kind: PolicyKind, text: &str, expected: &[&str]) {
    assert_eq!(mistakes(text, kind, Reading::Strict), expected, "{kind:?} {text}");
}

fn in_document(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)
}

/// A statement of the kind whose last members are given.
fn statement(kind: PolicyKind, members: &str) -> String {
    let start = match kind {
        Identity | PermissionsBoundary | Session | ServiceControl => {
            r#""Effect":"Allow","Action":"s3:*","Resource":"*""#
        }
        Resource | VpcEndpoint => {
            r#""Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*""#
        }
        ResourceControl => r#""Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*""#,
        Trust => r#""Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole""#,
    };
    let comma = if members.is_empty() { "" } else { "," };
    in_document(&format!("{{{start}{comma}{members}}}"))
}

const KINDS: [PolicyKind; 8] = [
    Identity,
    PermissionsBoundary,
    Session,
    Resource,
    Trust,
    ServiceControl,
    ResourceControl,
    VpcEndpoint,
];

#[test]
fn a_plain_policy_of_every_kind_has_no_mistake() {
    for kind in KINDS {
        assert_mistakes(kind, &statement(kind, ""), &[]);
        assert_mistakes(kind, &statement(kind, r#""Condition":{"Bool":{"x:y":true}}"#), &[]);
    }
}

#[test]
fn shapes() {
    let table: &[(&str, &[&str])] = &[
        ("[]", &["wrong-type @ []"]),
        ("null", &["null-value @ null"]),
        ("{}", &["missing-statement @ {"]),
        (r#"{"Statement":[]}"#, &["missing-statement @ []"]),
        (r#"{"Statement":null}"#, &["null-value @ null"]),
        (r#"{"Statement":"x"}"#, &[r#"wrong-type @ "x""#]),
        (r#"{"Statement":[1]}"#, &["wrong-type @ 1"]),
        (r#"{"statement":{}}"#, &[r#"unknown-element @ "statement""#]),
        (
            r#"{"Version":"2012-10-18","Statement":{}}"#,
            &[
                r#"invalid-version @ "2012-10-18""#,
                "missing-effect @ {",
                "missing-action @ {",
                "missing-resource @ {",
            ],
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}}"#,
            &[r#"duplicate-key @ "Effect""#],
        ),
        (
            r#"{"Statement":{"Effect":"allow","Action":"s3:*","Ressource":"*"}}"#,
            &[r#"invalid-effect @ "allow""#, r#"unknown-element @ "Ressource""#],
        ),
        (
            r#"{"Statement":{"Effect":"Deny","Action":"s3:*","NotAction":"s3:*","NotResource":"*","Resource":"*"}}"#,
            &[r#"both-elements @ "NotAction""#, r#"both-elements @ "Resource""#],
        ),
        (
            r#"{"Id":"x","Statement":{"Effect":"Deny","Action":{},"Resource":[null]}}"#,
            &[r#"(warning) forbidden-element @ "Id""#, "wrong-type @ {}", "null-value @ null"],
        ),
    ];
    for (text, expected) in table {
        assert_mistakes(Identity, text, expected);
    }
}

#[test]
fn elements_that_a_kind_forbids_or_needs() {
    let principal = r#""Principal":"*""#;
    for kind in [Identity, PermissionsBoundary, Session, ServiceControl] {
        let text = statement(kind, principal);
        assert_mistakes(kind, &text, &[r#"forbidden-element @ "Principal""#]);
    }
    assert_mistakes(
        Trust,
        &statement(Trust, r#""Resource":"*""#),
        &[r#"forbidden-element @ "Resource""#],
    );
    let without = in_document(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    for kind in [Resource, ResourceControl, VpcEndpoint] {
        assert_mistakes(kind, &without, &["missing-principal @ {"]);
    }
    let negated =
        in_document(r#"{"Effect":"Deny","NotPrincipal":"*","Action":"s3:*","Resource":"*"}"#);
    assert_mistakes(Resource, &negated, &[]);
    assert_mistakes(ResourceControl, &negated, &[r#"forbidden-element @ "NotPrincipal""#]);
    assert_mistakes(
        Resource,
        &negated.replace("Deny", "Allow"),
        &[r#"(warning) allow-not-principal @ "NotPrincipal""#],
    );
}

#[test]
fn statement_names() {
    let two = |sid: &str| {
        in_document(&format!(
            r#"[{{"Sid":"{sid}","Effect":"Allow","Action":"s3:*","Resource":"*"}},{{"Sid":"{sid}","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}]"#
        ))
    };
    let named = |sid: &str| two(sid).replace(r#""Principal":"*","#, "");
    assert_mistakes(Identity, &named("One"), &[r#"duplicate-sid @ "One""#]);
    assert_mistakes(Identity, &named(""), &[]);
    assert_mistakes(ServiceControl, &named("One"), &[r#"(warning) duplicate-sid @ "One""#]);
    assert_mistakes(
        Identity,
        &statement(Identity, r#""Sid":"One two""#),
        &[r#"invalid-sid @ "One two""#],
    );
    assert_mistakes(Resource, &statement(Resource, r#""Sid":"One two""#), &[]);
}

#[test]
fn actions() {
    let table = [
        (r#""GetObject""#, r#"invalid-action @ "GetObject""#),
        (r#""s*:GetObject""#, "wildcard-in-service-prefix @ s*"),
        (r#"["s3:Get","*:*"]"#, "wildcard-in-service-prefix @ *"),
        (r#""s 3:Get""#, "invalid-action @ s 3"),
        (r#""s3:Get,s3:Put""#, r#"(warning) malformed-action @ "s3:Get,s3:Put""#),
        (r#""s3:""#, r#"(warning) malformed-action @ "s3:""#),
        (r#""s3:${a:b}""#, r#"(warning) variable-in-unsupported-place @ "s3:${a:b}""#),
        ("[]", "(warning) empty-element @ []"),
        ("7", "wrong-type @ 7"),
    ];
    for (action, expected) in table {
        let text =
            in_document(&format!(r#"{{"Effect":"Allow","Action":{action},"Resource":"*"}}"#));
        assert_mistakes(Identity, &text, &[expected]);
    }
}

#[test]
fn resources() {
    let table: &[(PolicyKind, &str, &[&str])] = &[
        (Identity, r#""arn:aws:s3:::b/${aws:username, 'x'}*""#, &[]),
        (Identity, r#""arn:aws:s3*""#, &[]),
        (Identity, r#""my-bucket""#, &[r#"invalid-arn @ "my-bucket""#]),
        (Identity, r#"["*",""]"#, &[r#"invalid-arn @ """#]),
        (Identity, r#""arn:aws:s3:::b/${aws:username""#, &["invalid-variable @ ${aws:username"]),
        (
            Identity,
            r#""arn:aws:kms:*:${aws:PrincipalAccount}:key/*""#,
            &["(warning) variable-in-unsupported-place @ ${aws:PrincipalAccount}"],
        ),
        (ServiceControl, r#""arn:aws:s3*""#, &[]),
        (ServiceControl, r#""arn:aws:*:b""#, &[r#"short-arn @ "arn:aws:*:b""#]),
        (ResourceControl, r#""arn:aws:s3*""#, &[r#"short-arn @ "arn:aws:s3*""#]),
        (Resource, r#""arn:aws:s3""#, &[r#"(warning) short-arn @ "arn:aws:s3""#]),
        (Resource, "[]", &["(warning) empty-element @ []"]),
    ];
    for (kind, resource, expected) in table {
        let text =
            statement(*kind, "").replace(r#""Resource":"*""#, &format!(r#""Resource":{resource}"#));
        assert_mistakes(*kind, &text, expected);
    }
}

#[test]
fn principals() {
    let table: &[(PolicyKind, &str, &[&str])] = &[
        (Resource, r#"{"AWS":["111122223333","arn:aws:iam::111122223333:root","*"]}"#, &[]),
        (Resource, r#"{"AWS":"arn:aws:iam::111122223333:user/a/b"}"#, &[]),
        (Resource, r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/team/R/s1"}"#, &[]),
        (Resource, r#"{"AWS":"AROAABCDEFGHIJKLMNOPQ:session"}"#, &[]),
        (Resource, r#"{"Service":["ec2.amazonaws.com","s3.amazonaws.com.cn"]}"#, &[]),
        (
            Resource,
            r#"{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#,
            &[],
        ),
        (Resource, r#""111122223333""#, &[r#"invalid-principal @ "111122223333""#]),
        (Resource, r#"["*"]"#, &[r#"wrong-type @ ["*"]"#]),
        (Resource, r#"{"AWS":"<account-id>"}"#, &[r#"invalid-principal @ "<account-id>""#]),
        (
            Resource,
            r#"{"AWS":"arn:aws:iam::111122223333:role/*"}"#,
            &[r#"wildcard-principal @ "arn:aws:iam::111122223333:role/*""#],
        ),
        (
            Resource,
            r#"{"AWS":"arn:aws:iam::111122223333:group/g"}"#,
            &[r#"invalid-principal @ "arn:aws:iam::111122223333:group/g""#],
        ),
        (Resource, r#"{"Service":"*"}"#, &[r#"invalid-principal @ "*""#]),
        (Resource, r#"{"Aws":"*"}"#, &[r#"invalid-principal-type @ "Aws""#]),
        (Resource, r#"{"CanonicalUser":"79a5"}"#, &[r#"invalid-principal @ "79a5""#]),
        (Resource, r#"{"AWS":[]}"#, &["(warning) empty-element @ []"]),
        (Resource, "{}", &["(warning) empty-element @ {}"]),
        (
            Resource,
            r#"{"Federated":"accounts.google.com"}"#,
            &[r#"(warning) invalid-principal @ "Federated""#],
        ),
        (Trust, r#""*""#, &[r#"(warning) wildcard-principal @ "*""#]),
        (
            Trust,
            r#"{"Federated":"token.actions.githubusercontent.com"}"#,
            &[r#"invalid-principal @ "token.actions.githubusercontent.com""#],
        ),
        (
            Trust,
            r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/P"}"#,
            &[
                r#"(warning) mismatched-action-for-principal @ "arn:aws:iam::111122223333:saml-provider/P""#,
            ],
        ),
        (ResourceControl, r#"{"AWS":"*"}"#, &[r#"resource-control-principal @ {"AWS":"*"}"#]),
    ];
    for (kind, principal, expected) in table {
        let given = if *kind == Trust { r#"{"AWS":"111122223333"}"# } else { r#""*""# };
        let text = statement(*kind, "")
            .replace(&format!(r#""Principal":{given}"#), &format!(r#""Principal":{principal}"#));
        assert_mistakes(*kind, &text, expected);
    }
}

#[test]
fn conditions() {
    let table: &[(&str, &[&str])] = &[
        (r#"{"StringEquals":{"s3:prefix":["a",1,true]}}"#, &[]),
        (r#"{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":"${aws:username}"}}"#, &[]),
        (r#""x""#, &[r#"wrong-type @ "x""#]),
        ("{}", &["(warning) empty-element @ {}"]),
        (r#"{"Bool":{}}"#, &["(warning) empty-element @ {}"]),
        (r#"{"Bool":{"a:b":[]}}"#, &["(warning) empty-element @ []"]),
        (r#"{"Bool":{"a:b":null}}"#, &["null-value @ null"]),
        (r#"{"Bool":{"a:b":[["true"]]}}"#, &[r#"wrong-type @ ["true"]"#]),
        (r#"{"StringEqual":{"a:b":"c"}}"#, &[r#"invalid-condition-operator @ "StringEqual""#]),
        (
            r#"{"forallvalues:stringequals":{"aws:TagKeys":"c"}}"#,
            &[r#"(warning) operator-letter-case @ "forallvalues:stringequals""#],
        ),
        (r#"{"NullIfExists":{"a:b":"true"}}"#, &[r#"null-if-exists @ "NullIfExists""#]),
        (
            r#"{"StringLike":{"aws:SourceVpc":"a","AWS:sourcevpc":"b"}}"#,
            &[r#"duplicate-condition-key @ "AWS:sourcevpc""#],
        ),
        (r#"{"StringLike":{"a:b":"a","a:b":"b"}}"#, &[r#"duplicate-key @ "a:b""#]),
        (r#"{"Null":{"a:b":"true"},"Null":{"c:d":"true"}}"#, &[r#"duplicate-key @ "Null""#]),
        (
            r#"{"StringEquals":{"aws:RequestTag/":"x"}}"#,
            &[r#"invalid-tag-key @ "aws:RequestTag/""#],
        ),
        (r#"{"StringEquals":{"a:b":"x${}"}}"#, &["invalid-variable @ ${}"]),
        (r#"{"Bool":{"a:b":"${c:d}"}}"#, &["(warning) variable-in-unsupported-place @ ${c:d}"]),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/${a:b}":"x"}}"#,
            &["(warning) variable-in-unsupported-place @ ${a:b}"],
        ),
        (
            r#"{"StringEquals":{"aws:CalledVia":"x.amazonaws.com"}}"#,
            &[r#"(warning) multivalued-key-without-set-operator @ "StringEquals""#],
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
        ("NumericEquals", "ten", Some("invalid-value")),
        ("DateLessThan", "2026-03-01T09:00:00Z", None),
        ("DateLessThan", "1772355600", None),
        ("DateLessThan", "2026", Some("date-ambiguity")),
        ("DateLessThan", "20260301", Some("date-ambiguity")),
        ("DateLessThan", "tomorrow", Some("invalid-value")),
        ("Bool", "TRUE", None),
        ("Bool", "yes", Some("invalid-value")),
        ("Null", "1", Some("invalid-value")),
        ("BinaryEquals", "QmluYXJ5", None),
        ("BinaryEquals", "?", Some("invalid-value")),
        ("IpAddress", "2001:DB8::1/64", None),
        ("NotIpAddress", "10.0.0.0/33", Some("invalid-value")),
        ("ArnLike", "arn:aws:s3:::b", None),
        ("ArnLike", "arn:aws:s3*", Some("invalid-value")),
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
fn resource_control_policies_deny_named_services() {
    let full = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    assert_mistakes(ResourceControl, &in_document(full), &[]);
    assert_mistakes(ResourceControl, &in_document(&format!("[{full}]")), &[]);
    assert_mistakes(
        ResourceControl,
        &in_document(&full.replace(r#""Resource":"*""#, r#""Resource":"arn:aws:s3:::b""#)),
        &[r#"resource-control-allow @ "Allow""#, r#"resource-control-action @ "*""#],
    );
    let negated = statement(ResourceControl, "").replace("Action", "NotAction");
    assert_mistakes(ResourceControl, &negated, &[r#"forbidden-element @ "NotAction""#]);
}

#[test]
fn characters_and_sizes() {
    let text = statement(Identity, r#""Sid":"","Condition":{"Bool":{"a:–b":true}}"#);
    assert_mistakes(Identity, &text, &["invalid-character @ –"]);
    assert_mistakes(Resource, &statement(Resource, r#""Sid":"–""#), &[]);
    let many = |count: usize| {
        let text = statement(Identity, "");
        text.replace(r#""s3:*""#, &format!("[{}]", vec![r#""s3:*""#; count].join(", \n")))
    };
    assert_mistakes(Identity, &many(800), &[]);
    assert_mistakes(Identity, &many(1_000), &["(warning) policy-size @ {"]);
    assert_mistakes(Session, &many(800), &["(warning) policy-size @ {"]);
}

#[test]
fn the_older_language_has_no_variables() {
    let text = statement(Identity, "").replace("2012-10-17", "2008-10-17");
    let text = text.replace(r#""Resource":"*""#, r#""Resource":"arn:aws:s3:::b/${""#);
    assert_mistakes(Identity, &text, &[]);
}

#[test]
fn stored_documents_are_taken_where_their_meaning_is_clear() {
    let kept = [
        (Identity, r#"{"Effect":"Deny","Action":"s*:x","Resource":"*"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"x","Resource":"arn:aws:s3:::${"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Principal":"*"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Sid":" –"}"#),
        (Resource, r#"{"Effect":"Deny","Action":"a:b","Resource":"*"}"#),
        (Resource, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Principal":{"AWS":"x"}}"#),
        (ServiceControl, r#"{"Effect":"Deny","Action":"a:b","Resource":"arn:aws:s3"}"#),
        (ResourceControl, r#"{"Effect":"Allow","NotAction":"a:b","Resource":"*","Principal":{}}"#),
        (
            Identity,
            r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Condition":{"Foo":{"aws:RequestTag/":"x"},"NullIfExists":{"a:b":"true"}}}"#,
        ),
    ];
    for (kind, statement) in kept {
        let text = in_document(statement).replace("2012-10-17", "2012-10-71");
        assert!(parsed(&text, kind, Reading::Strict).document.is_none(), "{text}");
        assert!(parsed(&text, kind, Reading::AsStored).document.is_some(), "{text}");
    }
    let refused = [
        r#"{"Effect":"deny","Action":"a:b","Resource":"*"}"#,
        r#"{"Effect":"Deny","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","NotAction":"a:b","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Conditions":{}}"#,
        r#"{"Effect":"Deny","Action":null,"Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","Action":"a:b","Resource":"*"}"#,
    ];
    for statement in refused {
        let text = in_document(statement);
        assert!(parsed(&text, Identity, Reading::AsStored).document.is_none(), "{text}");
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

const DRAWN: [(PolicyKind, &str); 6] = [
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Effect": "Deny",
    "Action": "s3:GetObject,s3:PutObject",
    "Ressource": "arn:aws:s3:::notes/*",
    "Condition": { "StringEqual": { "s3:prefix": "a" } }
  }]
}"#,
    ),
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "*:Get*", "Resource": "notes" },
    { "Sid": "Read", "Effect": "Deny", "Action": [], "NotAction": "s3:*", "Resource": "*" }
  ]
}"#,
    ),
    (
        Identity,
        r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::home/${aws:username}/${ aws:userid}",
    "Condition": {
      "StringEquals": { "aws:CalledVia": "athena.amazonaws.com", "AWS:CALLEDVIA": "x" },
      "DateLessThan": { "aws:CurrentTime": "20300101" },
      "IpAddress": { "aws:SourceIp": "203.0.113.0/240" }
    }
  }
}"#,
    ),
    (
        Resource,
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/*" },
      "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*" },
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*" }
  ]
}"#,
    ),
    (
        Trust,
        r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/example.com" },
    "Action": "sts:AssumeRole",
    "Resource": "*"
  }
}"#,
    ),
    (
        ResourceControl,
        r#"{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "*", "Resource": "arn:aws:s3*" }
}"#,
    ),
];

#[test]
fn mistakes_as_people_see_them() {
    for (index, (kind, text)) in DRAWN.into_iter().enumerate() {
        let source = Source::new("policy.json", text);
        let found = parsed(text, kind, Reading::Strict).diagnostics;
        let drawn = found.iter().map(|one| render(one, &source, RenderStyle::Plain));
        insta::assert_snapshot!(format!("drawn-{index}"), drawn.collect::<Vec<_>>().join("\n"));
    }
}

/// Trees that look like policies often enough to reach every part of the reading.
fn any_tree() -> impl Strategy<Value = Node> {
    let words = prop::sample::select(vec![
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
    ]);
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
