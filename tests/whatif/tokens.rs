//! Tokens in a session: explained, and kept nowhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iamsim::load::Files;
use iamsim::whatif::{Outcome, Session};
use serde_json::{Value, json};

use crate::{plain, session};

const ISSUER: &str = "token.actions.githubusercontent.com";

/// An account whose roles trust subjects of an issuer.
fn account(subjects: &[(&str, &str)]) -> String {
    let role = |subject: &str| {
        json!({ "trust": { "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": format!("arn:aws:iam::111122223333:oidc-provider/{ISSUER}") },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringLike": { format!("{ISSUER}:sub"): subject } },
        }] } })
    };
    let roles = subjects.iter().map(|(name, subject)| ((*name).to_owned(), role(subject)));
    json!({ "accounts": { "111122223333": { "roles": roles.collect::<serde_json::Map<_, _>>() } } })
        .to_string()
}

fn claims() -> Value {
    json!({
        "iss": format!("https://{ISSUER}"), "aud": "sts.amazonaws.com",
        "sub": "repo:acme/App:ref:refs/heads/main", "actor": "private-actor", "exp": 1_900_000_000,
    })
}

fn token() -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256" })), part(&claims()))
}

fn loaded<'f>(files: &'f Files, subjects: &[(&str, &str)]) -> (Session<'f>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("account.json");
    std::fs::write(&path, account(subjects)).unwrap();
    let mut session = session(files);
    let reply = session.step(&format!("load {}", path.display()));
    assert_eq!(reply.outcome, Outcome::Changed, "{}", reply.text);
    (session, folder)
}

#[test]
fn the_nearest_role_is_explained_claim_by_claim() {
    let files = Files::new();
    let roles = [("far", "repo:other/*"), ("near", "repo:acme/app:*")];
    let (mut session, _folder) = loaded(&files, &roles);
    let text = plain(&session.step(&format!("paste {}", token())));
    assert!(text.contains("denied (implicit)  arn:aws:iam::111122223333:role/far"), "{text}");
    assert!(text.contains("claim by claim:"), "{text}");
    assert!(text.contains("The narrowest edit that would allow it"), "{text}");
    let reply = session.step("on arn:aws:iam::111122223333:role/near");
    assert_eq!(reply.outcome, Outcome::Changed, "{}", reply.text);
    let text = plain(&session.step(&format!("paste Bearer {}", token())));
    assert!(text.contains("the letter case differs from `repo:acme/app:*`"), "{text}");
    assert!(!text.contains("role/far"), "{text}");
    session.step("now 2031-01-01T00:00:00Z");
    let text = plain(&session.step(&format!("paste {}", claims())));
    assert!(text.contains("the token expired"), "{text}");
}

#[test]
fn a_role_that_takes_the_token_comes_first() {
    let files = Files::new();
    let (mut session, _folder) = loaded(&files, &[("a", "repo:x/*"), ("b", "repo:acme/App:*")]);
    let text = plain(&session.step(&format!("paste {}", token())));
    let allowed = text.find("allowed            arn:aws:iam::111122223333:role/b").unwrap();
    let denied = text.find("denied (implicit)  arn:aws:iam::111122223333:role/a").unwrap();
    assert!(allowed < denied, "{text}");
    assert!(text.contains("\nAllowed: sts:AssumeRoleWithWebIdentity"), "{text}");
}

#[test]
fn nothing_of_a_token_is_kept() {
    let files = Files::new();
    let (mut session, folder) = loaded(&files, &[("near", "repo:acme/app:*")]);
    let before = session.journal();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, token()).unwrap();
    for line in [format!("paste {}", token()), format!("explain {}", secret.display())] {
        let reply = session.step(&line);
        assert_eq!(reply.outcome, Outcome::Told, "{}", reply.text);
        assert!(reply.answer.is_none() && reply.turned.is_empty());
        let text = plain(&reply);
        assert!(!text.contains("private-actor") && !text.contains("eyJ"), "{text}");
    }
    assert_eq!(session.journal(), before);
    assert_eq!(session.watched().count(), 0);
    assert!(session.advised().is_empty());
    assert!(session.export().is_err());
    let undone = plain(&session.step("undo"));
    assert!(undone.starts_with("undone: load "), "{undone}");
}

#[test]
fn a_token_without_a_role_says_what_is_missing() {
    let files = Files::new();
    let mut bare = session(&files);
    let text = plain(&bare.step(&format!("paste {}", token())));
    assert!(text.contains("`on ROLE` says it"), "{text}");
    let (mut session, _folder) = loaded(&files, &[]);
    let text = plain(&session.step(&format!("paste {}", token())));
    assert!(text.contains("no role here trusts `https://token.actions"), "{text}");
}
