//! Shapes and elements: what must, may and must not be there.

use iamsim::aws::PolicyKind::{
    Identity, PermissionsBoundary, Resource, ResourceControl, ServiceControl, Session, Trust,
    VpcEndpoint,
};

use super::{KINDS, assert_mistakes, in_document, statement};

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
        ("[]", &["data-type-mismatch @ []"]),
        ("null", &["data-type-mismatch @ null"]),
        ("{}", &["missing-statement @ {"]),
        (r#"{"Statement":[]}"#, &["missing-statement @ []"]),
        (r#"{"Statement":null}"#, &["data-type-mismatch @ null"]),
        (r#"{"Statement":"x"}"#, &[r#"data-type-mismatch @ "x""#]),
        (r#"{"Statement":[1]}"#, &["data-type-mismatch @ 1"]),
        (r#"{"statement":{}}"#, &[r#"invalid-policy-element @ "statement""#]),
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
            &[r#"invalid-effect @ "allow""#, r#"invalid-policy-element @ "Ressource""#],
        ),
        (
            r#"{"Statement":{"Effect":"Deny","Action":"s3:*","NotAction":"s3:*","NotResource":"*","Resource":"*"}}"#,
            &[
                r#"unsupported-element-combination @ "NotAction""#,
                r#"unsupported-element-combination @ "Resource""#,
            ],
        ),
        (
            r#"{"Id":"x","Statement":{"Effect":"Deny","Action":{},"Resource":[null]}}"#,
            &[
                r#"(warning) unsupported-id @ "Id""#,
                "data-type-mismatch @ {}",
                "data-type-mismatch @ null",
            ],
        ),
    ];
    for (text, expected) in table {
        assert_mistakes(Identity, text, expected);
    }
}

#[test]
fn elements_that_a_kind_forbids_or_needs() {
    let principal = r#""Principal":"*""#;
    for kind in [Identity, PermissionsBoundary, Session] {
        let text = statement(kind, principal);
        assert_mistakes(kind, &text, &[r#"unsupported-principal @ "Principal""#]);
    }
    assert_mistakes(
        ServiceControl,
        &statement(ServiceControl, principal),
        &[r#"scp-syntax-error-principal @ "Principal""#],
    );
    assert_mistakes(
        Trust,
        &statement(Trust, r#""Resource":"*""#),
        &[r#"role-trust-policy-syntax-error-resource @ "Resource""#],
    );
    let without = in_document(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
    for kind in [Resource, ResourceControl, VpcEndpoint] {
        assert_mistakes(kind, &without, &["missing-principal @ {"]);
    }
    let negated =
        in_document(r#"{"Effect":"Deny","NotPrincipal":"*","Action":"s3:*","Resource":"*"}"#);
    assert_mistakes(Resource, &negated, &[]);
    assert_mistakes(ResourceControl, &negated, &[r#"rcp-syntax-error-principal @ "NotPrincipal""#]);
    assert_mistakes(
        Resource,
        &negated.replace("Deny", "Allow"),
        &[r#"(security warning) allow-with-not-principal @ "NotPrincipal""#],
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
    assert_mistakes(Identity, &named("One"), &[r#"unique-sids-required @ "One""#]);
    assert_mistakes(Identity, &named(""), &[]);
    assert_mistakes(
        ServiceControl,
        &named("One"),
        &[r#"(warning) unique-sids-recommended @ "One""#],
    );
    assert_mistakes(
        Identity,
        &statement(Identity, r#""Sid":"One two""#),
        &[r#"unsupported-sid @ "One two""#],
    );
    assert_mistakes(Resource, &statement(Resource, r#""Sid":"One two""#), &[]);
}

#[test]
fn resource_control_policies_deny_named_services() {
    let full = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    assert_mistakes(ResourceControl, &in_document(full), &[]);
    assert_mistakes(ResourceControl, &in_document(&format!("[{full}]")), &[]);
    assert_mistakes(
        ResourceControl,
        &in_document(&full.replace(r#""Resource":"*""#, r#""Resource":"arn:aws:s3:::b""#)),
        &[r#"rcp-syntax-error-allow @ "Allow""#, r#"rcp-syntax-error-action @ "*""#],
    );
    let negated = statement(ResourceControl, "").replace("Action", "NotAction");
    assert_mistakes(ResourceControl, &negated, &[r#"rcp-syntax-error-notaction @ "NotAction""#]);
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
    assert_mistakes(
        Identity,
        &many(1_000),
        &["(warning) policy-size-exceeds-identity-policy-quota @ {"],
    );
    assert_mistakes(
        Session,
        &many(800),
        &["(warning) policy-size-exceeds-session-policy-quota @ {"],
    );
    let padded = |length: usize, text: &str| {
        statement(ServiceControl, "").replace(r#""s3:*""#, &format!("[{}]", text.repeat(length)))
    };
    let code = "policy-size-exceeds-scp-quota @ {";
    let spaced = padded(10_240, " ").replace("[ ", r#"["s3:*""#);
    assert_mistakes(ServiceControl, &spaced, &[&format!("(warning) {code}")]);
    let long = padded(2_000, r#""s3:*","#).replace(",]", "]");
    assert_mistakes(ServiceControl, &long, &[&format!("(warning) {code}")]);
}

#[test]
fn the_older_language_has_no_variables() {
    let of = |resource: &str| {
        let text = statement(Identity, "").replace("2012-10-17", "2008-10-17");
        text.replace(r#""Resource":"*""#, &format!(r#""Resource":"{resource}""#))
    };
    assert_mistakes(Identity, &of("arn:aws:s3:::b/${"), &[]);
    assert_mistakes(Identity, &of("arn:aws:s3:::b/$x"), &[]);
    let text = of("arn:aws:s3:::b/${aws:username}/*");
    let code = "variable-unsupported-in-version @ ${aws:username}";
    assert_mistakes(Identity, &text, &[&format!("(warning) {code}")]);
    assert_mistakes(
        Identity,
        &text.replace(r#""Version":"2008-10-17","#, ""),
        &[&format!("(warning) {code}")],
    );
}
