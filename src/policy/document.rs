//! The document and its statements, as written.

use super::{Condition, PrincipalElement};
use crate::text::Span;

/// A value and the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// A policy as written.
// AWS: S-1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// The whole object.
    pub span: Span,
    /// `Version`; what is missing counts as 2008-10-17.
    pub version: Version,
    /// `Id`
    pub id: Option<Spanned<Box<str>>>,
    /// `Statement`, in the order written.
    pub statements: Vec<Statement>,
}

/// The version of the policy language.
// AWS: S-7, S-8
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`: policy variables are expanded.
    V2012,
    /// `2008-10-17`, and documents without a version: `${..}` is plain text.
    V2008,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The whole object.
    pub span: Span,
    /// `Sid`
    pub sid: Option<Spanned<Box<str>>>,
    /// `Effect`
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`
    pub action: ActionElement,
    /// `Resource` or `NotResource`; absent in trust policies.
    pub resource: Option<ResourceElement>,
    /// `Condition`: one entry per operator and key, in the order written.
    pub conditions: Vec<Condition>,
}

/// `Effect`
// AWS: S-3
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

impl Effect {
    /// AWS's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionElement {
    /// The element's value.
    pub span: Span,
    /// Whether it is `NotAction`.
    pub negated: bool,
    /// The entries in the order written.
    pub entries: Vec<ActionEntry>,
}

/// One action of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionEntry {
    /// The string.
    pub span: Span,
    /// As written.
    pub text: Box<str>,
    /// What it matches.
    pub pattern: ActionPattern,
}

/// What an action entry matches. Services and names are lower case: actions have no letter case.
// AWS
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ActionPattern {
    /// `*`: every action of every service.
    Every,
    /// `service:name`, where the name may hold `*` and `?`.
    Of {
        /// Lower case, without wildcards.
        service: Box<str>,
        /// Lower case.
        name: Box<str>,
    },
    /// Stored by AWS, or forced upon us, but matching no action.
    // AWS
    Nothing,
}

/// `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceElement {
    /// The element's value.
    pub span: Span,
    /// Whether it is `NotResource`.
    pub negated: bool,
    /// The entries in the order written.
    pub entries: Vec<ResourceEntry>,
}

/// One resource of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceEntry {
    /// The string.
    pub span: Span,
    /// As written.
    pub text: Box<str>,
}
