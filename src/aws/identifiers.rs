//! The forms of ids that AWS gives, and the web identity providers that have none.

/// The OIDC providers that policies name by their domain.
// AWS: P-9
pub const WEB_IDENTITY_DOMAINS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

/// Whether a text is an account's number: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is an account's canonical id: 64 hexadecimal digits.
pub fn is_canonical_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
