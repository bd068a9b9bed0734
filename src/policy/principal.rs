//! `Principal` and `NotPrincipal`, as written.

use crate::aws::Arn;
use crate::text::Span;

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalElement {
    /// The element's value.
    pub span: Span,
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// The entries in the order written; `"*"` is one entry.
    pub entries: Vec<PrincipalEntry>,
}

/// One principal of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// The string.
    pub span: Span,
    /// As written.
    pub text: Box<str>,
    /// Whom it names.
    pub value: PrincipalValue,
}

/// Whom a principal entry names.
// AWS: P-1
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalValue {
    /// `"*"` or `{"AWS": "*"}`
    // AWS: P-3
    Everyone,
    /// An account: its number, or its root ARN, which alone carries a partition.
    // AWS: P-2
    Account {
        /// Twelve digits.
        account: Box<str>,
        /// The root ARN's partition.
        partition: Option<Box<str>>,
    },
    /// `arn:..:user/path/name`
    User(Arn),
    /// `arn:..:role/path/name`
    Role(Arn),
    /// `arn:..:assumed-role/name/session`
    AssumedRole(Arn),
    /// `arn:..:federated-user/name`
    FederatedUser(Arn),
    /// A unique id: `AIDA..`, `AROA..`, or `AROA..:session`.
    // AWS: P-12
    UniqueId(Box<str>),
    /// A SAML or OIDC provider: its ARN or, for the four web identity providers, its domain.
    // AWS: P-9
    Federated(Box<str>),
    /// A service, lower case: `lambda.amazonaws.com`.
    // AWS: P-10
    Service(Box<str>),
    /// The canonical id of an account, lower case.
    CanonicalUser(Box<str>),
    /// Stored by AWS, or forced upon us, but naming nobody.
    // AWS: P-4, P-11
    Nobody,
}
