//! Web identity tokens: what they make known, and what nobody gets to see.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iamsim::aws::Arn;
use iamsim::catalog::Catalog;
use iamsim::whatif::incident::{Claims, IncidentKind, Known};
use serde_json::{Value, json};

use super::{findings, refused};

pub(super) fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({"alg": "RS256", "typ": "JWT"}));
    format!("{header}.{}.{}", part(claims), URL_SAFE_NO_PAD.encode("signature-of-it"))
}

pub(super) fn github() -> Value {
    json!({
        "iss": "https://token.actions.githubusercontent.com",
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme/app:ref:refs/heads/main",
        "repository": "acme/app",
        "actor": "private-actor",
        "jti": "private-id",
        "exp": 1_900_000_000
    })
}

fn claims(value: &Value) -> Claims {
    findings(&token(value)).incidents[0].claims.clone().unwrap()
}

fn known(value: &Value, key: &str) -> Option<Known> {
    claims(value).known(key, Catalog::embedded())
}

fn one(text: &str) -> Known {
    Known::Values(vec![text.into()])
}

#[test]
fn tokens_are_recognised_as_people_paste_them() {
    let bare = token(&github());
    let (start, end) = bare.split_at(40);
    for text in [
        bare.clone(),
        format!("Bearer {bare}\n"),
        format!("Authorization: Bearer {bare}"),
        format!("\"{bare}\""),
        format!("{start}\n{end}"),
        github().to_string(),
        json!({"value": bare}).to_string(),
        json!({"id_token": bare}).to_string(),
        bare.replace('.', ".\n"),
    ] {
        let found = findings(&text);
        assert_eq!(found.incidents[0].kind, IncidentKind::Token, "{text}");
        assert_eq!(found.incidents[0].missing(), ["principal", "resource"]);
        assert!(!format!("{found:?}").contains("private"), "{found:?}");
    }
}

#[test]
fn what_is_no_token_is_none() {
    for text in ["a.b.c", "eyJhbGciOiJub25lIn0.eyJhIjox.x", "..", "eyJ.eyJ.", "eyJhbGciOiJub25lIn0"]
    {
        assert_eq!(refused(text), "unknown-incident", "{text}");
    }
}

#[test]
fn claims_become_condition_keys() {
    let github = github();
    assert_eq!(
        known(&github, "token.actions.githubusercontent.com:sub"),
        Some(one("repo:acme/app:ref:refs/heads/main"))
    );
    assert_eq!(
        known(&github, "TOKEN.actions.githubusercontent.com:AUD"),
        Some(one("sts.amazonaws.com"))
    );
    assert_eq!(
        known(&github, "token.actions.githubusercontent.com:repository"),
        Some(one("acme/app"))
    );
    assert_eq!(
        known(&github, "token.actions.githubusercontent.com:environment"),
        Some(Known::Absent)
    );
    assert_eq!(known(&github, "token.actions.githubusercontent.com:jti"), None);
    assert_eq!(known(&github, "other.example:sub"), None);
    let google =
        json!({"iss": "https://accounts.google.com", "aud": "app", "azp": "party", "sub": "1"});
    assert_eq!(known(&google, "accounts.google.com:aud"), Some(one("party")));
    assert_eq!(known(&google, "accounts.google.com:oaud"), Some(one("app")));
    let cognito = json!({"iss": "https://cognito-identity.amazonaws.com", "aud": "eu-west-1:p", "sub": "x", "amr": ["authenticated", "y"]});
    let amr = known(&cognito, "cognito-identity.amazonaws.com:amr");
    assert_eq!(amr, Some(Known::Values(vec!["authenticated".into(), "y".into()])));
    let tagged = json!({"iss": "https://idp.example", "sub": "x", "https://aws.amazon.com/tags": {"principal_tags": {"team": ["a"]}}});
    assert_eq!(known(&tagged, "aws:RequestTag/team"), Some(one("a")));
    assert_eq!(known(&tagged, "aws:TagKeys"), Some(one("team")));
}

#[test]
fn issuers_become_providers() {
    let role = Arn::parse("arn:aws:iam::111122223333:role/r").unwrap();
    let provider = |issuer: &str| claims(&json!({"iss": issuer, "sub": "x"})).provider(&role);
    let eks = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF";
    assert_eq!(
        provider(&format!("https://{eks}")),
        format!("arn:aws:iam::111122223333:oidc-provider/{eks}")
    );
    assert_eq!(provider("https://accounts.google.com"), "accounts.google.com");
    assert_eq!(provider("accounts.google.com"), "accounts.google.com");
    assert_eq!(
        provider("https://cognito-identity.amazonaws.com"),
        "cognito-identity.amazonaws.com"
    );
    let pool = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x";
    assert!(provider(&format!("https://{pool}")).ends_with(&format!("oidc-provider/{pool}")));
}

#[test]
fn a_token_that_is_out_of_date_is_refused() {
    let claims =
        claims(&json!({"iss": "https://idp.example", "sub": "x", "exp": 1000, "nbf": 500}));
    assert_eq!(claims.refused_at(999), [""; 0]);
    assert_eq!(claims.refused_at(1060), ["the token expired 1 minute ago"]);
    assert_eq!(claims.refused_at(440), ["the token is valid only in 1 minute (`nbf`)"]);
}

#[test]
fn what_is_odd_is_said() {
    let odd = |value: Value| claims(&value).remarks().join("; ");
    assert!(
        odd(json!({"iss": "https://a.b", "sub": "x", "aud": ["a", "b"]})).contains("2 audiences")
    );
    assert!(
        odd(json!({"iss": "https://a.b", "sub": "x", "client_id": "c"})).contains("access token")
    );
    assert!(odd(json!({"iss": "http://a.b", "sub": "x", "aud": "a"})).contains("`https://`"));
    assert_eq!(odd(github()), "");
}
