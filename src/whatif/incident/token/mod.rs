//! In: a web identity token, or its claims. Out: the question that AWS STS asks of a role's trust
//! policy, and each claim against each condition. A token is decoded, never verified and never kept.

mod claims;
mod difference;
mod trust;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::model::{Incident, IncidentKind};
use crate::policy::Spanned;
use crate::text::{Comments, Node, Source, Span, Value, read_json};
pub use claims::Claims;
pub use trust::{Claim, ClaimTest, Fit, Trusted};

/// The one call that takes such a token.
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
/// No token is as long as this.
const LONGEST: usize = 64 << 10;
/// What people copy along with a token.
const AROUND: &[char] = &['"', '\'', '`', ',', ';'];

/// The claims of the token that a text is, if it is one.
pub(super) fn token_in(text: &str) -> Option<Node> {
    if text.len() > LONGEST {
        return None;
    }
    let bare = text.trim().trim_matches(AROUND).trim();
    let bare = without_start(bare, "authorization:").trim_start();
    let bare = without_start(bare, "bearer ");
    let parts: Vec<String> =
        bare.split('.').map(|part| part.split_whitespace().collect()).collect();
    let [header, claims, _] = &*parts else { return None };
    decoded(header)?.get("alg")?;
    decoded(claims)
}

fn without_start<'t>(text: &'t str, start: &str) -> &'t str {
    let begins = text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if begins { &text[start.len()..] } else { text }
}

/// The object that a part of a token encodes.
fn decoded(part: &str) -> Option<Node> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    let source = Source::from_bytes("", bytes).ok()?;
    let node = read_json(&source, Comments::Refused).ok()?;
    matches!(node.value, Value::Object(_)).then_some(node)
}

/// Whether a value is the claims of a token.
pub(super) fn is_claims(node: &Node) -> bool {
    let text = |name: &str| node.get(name).is_some_and(|one| one.as_text().is_some());
    text("iss") && (text("sub") || node.get("aud").is_some() || node.get("exp").is_some())
}

/// The request of a token's claims. Without a role nobody knows what it is about.
pub(super) fn of_claims(node: &Node, span: Span) -> Incident {
    let mut incident = Incident::new(IncidentKind::Token, span);
    incident.action = Some(Spanned { value: ACTION.into(), span });
    incident.claims = Some(Claims::of(node));
    incident
}
