//! Actions, resources and principals.

use iamsim::aws::PolicyKind::{self, Identity, Resource, ResourceControl, ServiceControl, Trust};

use super::{assert_mistakes, in_document, statement};

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
