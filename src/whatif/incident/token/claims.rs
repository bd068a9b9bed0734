//! What a token claims, and which condition keys that makes.

use std::fmt;

use super::super::model::Known;
use crate::aws::{Arn, WEB_IDENTITY_DOMAINS};
use crate::catalog::Catalog;
use crate::request::ContextKeys;
use crate::text::{Node, Value};
use crate::value_set::Instant;

/// Claims that are condition keys whoever issued the token.
// AWS: K-5
const OF_EVERY_ISSUER: [&str; 5] = ["amr", "aud", "email", "oaud", "sub"];
/// Where a token carries tags and the identity for the session.
const TAGS: &str = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// The claims of a token. Nothing shows them but what a policy asks for.
#[derive(Clone)]
pub struct Claims {
    issuer: Box<str>,
    members: Vec<(Box<str>, Vec<Box<str>>)>,
    request_tags: Vec<(Box<str>, Vec<Box<str>>)>,
}

/// Not even for a developer's eyes.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims").finish_non_exhaustive()
    }
}

impl Claims {
    pub(super) fn of(node: &Node) -> Self {
        let issuer = node.get("iss").and_then(Node::as_text).unwrap_or_default();
        let mut members = Vec::new();
        if let Value::Object(found) = &node.value {
            for member in found {
                members
                    .extend(values(&member.value).map(|values| (member.key.text.clone(), values)));
            }
        }
        let tags =
            node.get(TAGS).and_then(|tags| tags.get("principal_tags")).map(|tags| &tags.value);
        let mut request_tags = Vec::new();
        if let Some(Value::Object(tags)) = tags {
            for member in tags {
                request_tags
                    .extend(values(&member.value).map(|found| (member.key.text.clone(), found)));
            }
        }
        Self { issuer: issuer.into(), members, request_tags }
    }

    /// Who issued the token, as it says.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The issuer as condition keys and providers name it: without `https://`.
    pub fn issuer_name(&self) -> &str {
        self.issuer.strip_prefix("https://").unwrap_or(&self.issuer)
    }

    /// The provider that stands for the issuer in the account of a role.
    pub fn provider(&self, role: &Arn) -> String {
        let name = self.issuer_name();
        if WEB_IDENTITY_DOMAINS.iter().any(|domain| domain.eq_ignore_ascii_case(name)) {
            return name.to_ascii_lowercase();
        }
        format!("arn:{}:iam::{}:oidc-provider/{name}", role.partition(), role.account())
    }

    fn member(&self, name: &str) -> Option<&[Box<str>]> {
        let found = self.members.iter().find(|(claim, _)| claim.eq_ignore_ascii_case(name));
        found.map(|(_, values)| &**values)
    }

    /// The values of a claim as a condition key, and the claim that they come from. A token with an
    /// authorized party has that for its audience.
    // AWS: K-5
    pub(super) fn of_key(&self, claim: &str) -> (&str, &[Box<str>]) {
        let party = self.member("azp");
        let name = match (claim, party) {
            ("aud", Some(_)) => "azp",
            ("oaud", Some(_)) => "aud",
            ("oaud", None) => return ("aud", &[]),
            _ => return self.named(claim),
        };
        (name, self.member(name).unwrap_or_default())
    }

    fn named(&self, claim: &str) -> (&str, &[Box<str>]) {
        let found = self.members.iter().find(|(name, _)| name.eq_ignore_ascii_case(claim));
        found.map_or(("", &[]), |(name, values)| (name, values))
    }

    /// Whether AWS makes a condition key of a claim of this issuer.
    pub(super) fn makes_key(&self, claim: &str, catalog: &Catalog) -> bool {
        let key = format!("{}:{claim}", self.issuer_name().to_lowercase());
        OF_EVERY_ISSUER.contains(&claim) || catalog.condition_key(&key).is_some()
    }

    /// The claim of a key, if the key is of this issuer.
    pub(super) fn claim_of<'k>(&self, lower_key: &'k str) -> Option<&'k str> {
        let issuer = self.issuer_name().to_lowercase();
        lower_key.strip_prefix(&*issuer)?.strip_prefix(':')
    }

    /// What the token says of a condition key; `None` if it has nothing to say of it.
    pub fn known(&self, key: &str, catalog: &Catalog) -> Option<Known> {
        let lower = key.to_lowercase();
        if let Some(tag) = lower.strip_prefix("aws:requesttag/") {
            let found = self.request_tags.iter().find(|(name, _)| name.to_lowercase() == tag);
            return Some(found.map_or(Known::Absent, |(_, values)| Known::Values(values.clone())));
        }
        if lower == "aws:tagkeys" {
            let names: Vec<Box<str>> =
                self.request_tags.iter().map(|(name, _)| name.clone()).collect();
            return Some(if names.is_empty() { Known::Absent } else { Known::Values(names) });
        }
        if lower == "sts:sourceidentity" {
            let found = self.member(SOURCE_IDENTITY)?;
            return Some(Known::Values(found.to_vec()));
        }
        let claim = self.claim_of(&lower)?;
        let (_, values) = self.of_key(claim);
        match values {
            _ if !self.makes_key(claim, catalog) => None,
            [] => Some(Known::Absent),
            [first, ..] if claim == "aud" || claim == "sub" => {
                Some(Known::Values(vec![first.clone()]))
            }
            values => Some(Known::Values(values.to_vec())),
        }
    }

    /// Adds to a request's context what the token says of these keys and the context does not.
    pub fn add_to(
        &self,
        context: &mut serde_json::Map<String, serde_json::Value>,
        keys: &ContextKeys,
        catalog: &Catalog,
    ) {
        for key in keys.ids().map(|id| keys.name(id)) {
            if context.keys().any(|known| known.eq_ignore_ascii_case(key)) {
                continue;
            }
            let Some(known) = self.known(key, catalog) else { continue };
            context.insert(key.to_owned(), known.to_value());
        }
    }

    /// The condition keys that the token makes, by name and without values.
    pub fn keys(&self, catalog: &Catalog) -> Vec<String> {
        let names = self.members.iter().map(|(name, _)| name.to_lowercase());
        let mut keys: Vec<String> = names
            .filter(|name| name != "oaud" && self.makes_key(name, catalog))
            .map(|name| format!("{}:{name}", self.issuer_name()))
            .collect();
        if self.member("azp").is_some() {
            keys.push(format!("{}:oaud", self.issuer_name()));
        }
        keys.extend(self.request_tags.iter().map(|(tag, _)| format!("aws:RequestTag/{tag}")));
        keys
    }

    /// Why AWS STS refuses the token at a time, whatever the policies say.
    pub fn refused_at(&self, now: i64) -> Vec<String> {
        let mut reasons = Vec::new();
        match self.instant("exp") {
            Some(expires) if expires <= now => {
                reasons.push(format!("the token expired {} ago", span_of_time(now - expires)));
            }
            Some(_) => {}
            None => reasons.push("the token does not say when it expires (`exp`)".to_owned()),
        }
        for claim in ["nbf", "iat"] {
            if let Some(from) = self.instant(claim).filter(|from| *from > now) {
                let left = span_of_time(from - now);
                reasons.push(format!("the token is valid only in {left} (`{claim}`)"));
            }
        }
        reasons
    }

    /// What is odd about the token itself.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let audiences = self.member("aud").map_or(0, <[_]>::len);
        if audiences > 1 && self.member("azp").is_none() {
            remarks.push(format!(
                "the token has {audiences} audiences; the condition key `aud` has one value, taken to be the first"
            ));
        }
        if audiences == 0 && self.member("client_id").is_some() {
            let message = "the token has no `aud` but a `client_id`: it is an access token, and AWS STS takes id tokens";
            remarks.push(message.to_owned());
        }
        if !self.issuer.starts_with("https://") && !WEB_IDENTITY_DOMAINS.contains(&&*self.issuer) {
            remarks.push("the issuer does not start with `https://`".to_owned());
        }
        if !self.request_tags.is_empty() {
            let message =
                "the token carries tags: the trust policy has to allow `sts:TagSession` as well";
            remarks.push(message.to_owned());
        }
        remarks
    }

    fn instant(&self, claim: &str) -> Option<i64> {
        let text = self.member(claim)?.first()?;
        let whole = text.split(['.', 'e', 'E']).next().unwrap_or_default();
        whole.parse().ok().or_else(|| Instant::parse(text).map(Instant::epoch_seconds))
    }
}

fn values(node: &Node) -> Option<Vec<Box<str>>> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(vec![text.clone()]),
        Value::Bool(value) => Some(vec![if *value { "true" } else { "false" }.into()]),
        Value::List(items) => Some(items.iter().filter_map(values).flatten().collect()),
        Value::Null | Value::Object(_) => None,
    }
}

/// `3 minutes`, `2 days`.
fn span_of_time(seconds: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (unit, name) =
        UNITS.into_iter().find(|(unit, _)| seconds >= *unit).unwrap_or((1, "second"));
    let count = seconds / unit;
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}
