//! Actions, resources and principals.

use iamsim::aws::PolicyKind::{self, Identity, Resource, ResourceControl, ServiceControl, Trust};

use super::{assert_mistakes, in_document, statement};

#[test]
fn actions() {
    let table = [
        (r#""GetObject""#, r#"missing-service-in-action @ "GetObject""#),
        (r#""s*:GetObject""#, "wildcard-in-service-prefix @ s*"),
        (r#"["s3:Get","*:*"]"#, "wildcard-in-service-prefix @ *"),
        (r#""s 3:Get""#, "malformed-service-in-action @ s 3"),
        (r#""s3:Get,s3:Put""#, r#"(warning) malformed-action @ "s3:Get,s3:Put""#),
        (r#""s3:""#, r#"(warning) malformed-action @ "s3:""#),
        (r#""s3:${a:b}""#, r#"(warning) variable-unsupported-in-element @ "s3:${a:b}""#),
        ("[]", "(suggestion) empty-array-action @ []"),
        ("7", "data-type-mismatch @ 7"),
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
        (Identity, r#""my-bucket""#, &[r#"invalid-arn-prefix @ "my-bucket""#]),
        (Resource, r#""execute-api:/*""#, &[r#"invalid-arn-prefix @ "execute-api:/*""#]),
        (Identity, r#"["*",""]"#, &[r#"invalid-arn-prefix @ """#]),
        (
            Identity,
            r#""arn:aws:s3:::b/${aws:username""#,
            &["missing-brace-in-variable @ ${aws:username"],
        ),
        (
            Identity,
            r#""arn:aws:kms:*:${aws:PrincipalAccount}:key/*""#,
            &["(warning) variable-unsupported-in-element @ ${aws:PrincipalAccount}"],
        ),
        (ServiceControl, r#""arn:aws:s3*""#, &[]),
        (ServiceControl, r#""arn:aws:*:b""#, &[r#"missing-arn-field @ "arn:aws:*:b""#]),
        (ResourceControl, r#""arn:aws:s3*""#, &[r#"missing-arn-field @ "arn:aws:s3*""#]),
        (Resource, r#""arn:aws:s3""#, &[r#"(warning) missing-arn-field @ "arn:aws:s3""#]),
        (Resource, "[]", &["(suggestion) empty-array-resource @ []"]),
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
        (Resource, r#""111122223333""#, &[r#"invalid-principal-format @ "111122223333""#]),
        (Resource, r#"["*"]"#, &[r#"data-type-mismatch @ ["*"]"#]),
        (Resource, r#"{"AWS":"<account-id>"}"#, &[r#"invalid-principal @ "<account-id>""#]),
        (
            Resource,
            r#"{"AWS":"arn:aws:iam::111122223333:role/*"}"#,
            &[r#"unsupported-wildcard-in-principal @ "arn:aws:iam::111122223333:role/*""#],
        ),
        (
            Resource,
            r#"{"AWS":"arn:aws:iam::111122223333:group/g"}"#,
            &[r#"invalid-principal @ "arn:aws:iam::111122223333:group/g""#],
        ),
        (Resource, r#"{"Service":"*"}"#, &[r#"unsupported-wildcard-in-principal @ "*""#]),
        (Resource, r#"{"CanonicalUser":"*"}"#, &[r#"unsupported-wildcard-in-principal @ "*""#]),
        (Resource, r#"{"Service":"ec2"}"#, &[r#"invalid-service-principal-format @ "ec2""#]),
        (Resource, r#"{"Aws":"*"}"#, &[r#"invalid-principal-key @ "Aws""#]),
        (Resource, r#"{"CanonicalUser":"79a5"}"#, &[r#"invalid-principal @ "79a5""#]),
        (Resource, r#"{"AWS":[]}"#, &["(suggestion) empty-array-principal @ []"]),
        (Resource, "{}", &["(suggestion) empty-object-principal @ {}"]),
        (
            Resource,
            r#"{"Federated":"accounts.google.com"}"#,
            &[r#"(warning) federated-principal-not-supported @ "Federated""#],
        ),
        (
            Trust,
            r#""*""#,
            &[r#"(warning) role-trust-policy-unsupported-wildcard-in-principal @ "*""#],
        ),
        (
            Trust,
            r#"{"Federated":"token.actions.githubusercontent.com"}"#,
            &[
                r#"invalid-federated-principal-syntax-in-role-trust-policy @ "token.actions.githubusercontent.com""#,
            ],
        ),
        (
            Trust,
            r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/P"}"#,
            &[
                r#"(warning) mismatched-action-for-principal @ "arn:aws:iam::111122223333:saml-provider/P""#,
            ],
        ),
        (ResourceControl, r#"{"AWS":"*"}"#, &[r#"rcp-syntax-error-principal @ {"AWS":"*"}"#]),
    ];
    for (kind, principal, expected) in table {
        let given = if *kind == Trust { r#"{"AWS":"111122223333"}"# } else { r#""*""# };
        let text = statement(*kind, "")
            .replace(&format!(r#""Principal":{given}"#), &format!(r#""Principal":{principal}"#));
        assert_mistakes(*kind, &text, expected);
    }
}
