//! What was found in what people hold in their hands.

use super::token::Claims;
use crate::aws::PolicyType;
use crate::policy::Spanned;
use crate::text::Span;

/// A request that AWS refused, as far as the text tells.
#[derive(Clone, Debug)]
pub struct Incident {
    /// What told it.
    pub kind: IncidentKind,
    /// Where it stands.
    pub span: Span,
    /// How often the text tells the same.
    pub count: usize,
    /// Who asked.
    pub principal: Option<Spanned<Box<str>>>,
    /// The role behind a session.
    pub role: Option<Box<str>>,
    /// The caller's unique id.
    pub principal_id: Option<Box<str>>,
    /// Who federated the caller.
    pub federated_by: Option<Box<str>>,
    /// What was asked for: `s3:GetObject`.
    pub action: Option<Spanned<Box<str>>>,
    /// What it may have been, where the text does not tell.
    pub candidates: Vec<String>,
    /// On what.
    pub resource: Option<Spanned<Box<str>>>,
    /// Whose the resource is.
    pub resource_account: Option<Box<str>>,
    /// The condition keys of the request.
    pub context: Vec<(Box<str>, Known)>,
    /// What AWS said; `None` of a token, of which nobody said anything.
    pub denied: Option<Denied>,
    /// When.
    pub time: Option<Box<str>>,
    /// The account that recorded it.
    pub account: Option<Box<str>>,
    /// AWS's id of the request.
    pub request_id: Option<Box<str>>,
    /// What the text does not tell.
    pub untold: Vec<Untold>,
    /// What people should know about it.
    pub remarks: Vec<String>,
    /// What a token claims.
    pub claims: Option<Claims>,
}

/// What told of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentKind {
    /// The message of a refused call.
    Message,
    /// A record of CloudTrail.
    Record,
    /// What `sts:DecodeAuthorizationMessage` answered.
    Authorization,
    /// A web identity token, or its claims.
    Token,
}

/// What is known of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its values.
    Values(Vec<Box<str>>),
    /// The request did not carry it.
    Absent,
}

/// What AWS said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denied {
    /// Whether a Deny statement matched; `None` if AWS did not say.
    pub explicit: Option<bool>,
    /// The layer that AWS names.
    pub layer: Option<PolicyType>,
    /// AWS's word for the layer, where it has one: `role trust policy`.
    pub layer_name: Option<Box<str>>,
    /// The ARN of the policy that denied, which newer messages carry.
    pub policy: Option<Box<str>>,
}

/// Something that a text does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// `principal`, `action` or `resource`.
    pub what: &'static str,
    /// Why not, and where to find it.
    pub why: String,
}

impl Incident {
    /// Nothing is known yet but where it stands.
    pub(super) fn new(kind: IncidentKind, span: Span) -> Self {
        Self {
            kind,
            span,
            count: 1,
            principal: None,
            role: None,
            principal_id: None,
            federated_by: None,
            action: None,
            candidates: Vec::new(),
            resource: None,
            resource_account: None,
            context: Vec::new(),
            denied: None,
            time: None,
            account: None,
            request_id: None,
            untold: Vec::new(),
            remarks: Vec::new(),
            claims: None,
        }
    }

    /// Says that something is not told, unless it is.
    pub(super) fn miss(&mut self, what: &'static str, why: impl Into<String>) {
        let is_told = match what {
            "principal" => self.principal.is_some(),
            "action" => self.action.is_some(),
            _ => self.resource.is_some(),
        };
        if !is_told && !self.untold.iter().any(|one| one.what == what) {
            self.untold.push(Untold { what, why: why.into() });
        }
    }

    /// Sets a key, unless it is known; the first to say so counts.
    pub(super) fn set(&mut self, key: impl Into<Box<str>>, value: impl Into<Box<str>>) {
        self.know(key.into(), Known::Values(vec![value.into()]));
    }

    /// Says that the request did not carry a key.
    pub(super) fn lack(&mut self, key: &str) {
        self.know(key.into(), Known::Absent);
    }

    /// Says what is known of a key, unless that was said before.
    pub(super) fn know(&mut self, key: Box<str>, known: Known) {
        if !self.context.iter().any(|(name, _)| name.eq_ignore_ascii_case(&key)) {
            self.context.push((key, known));
        }
    }

    /// Everything stands at one place of an outer text.
    pub(super) fn moved_to(mut self, span: Span) -> Self {
        self.span = span;
        let found = [&mut self.principal, &mut self.action, &mut self.resource];
        for found in found.into_iter().flatten() {
            found.span = span;
        }
        self
    }

    /// Whether both tell of the same request and the same answer.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let text = |one: &Option<Spanned<Box<str>>>| one.as_ref().map(|found| found.value.clone());
        self.kind == other.kind
            && text(&self.principal) == text(&other.principal)
            && text(&self.action) == text(&other.action)
            && text(&self.resource) == text(&other.resource)
            && self.context == other.context
            && self.denied == other.denied
            && self.candidates == other.candidates
            && self.claims.is_none()
    }
}

impl IncidentKind {
    /// In words: `message`, `CloudTrail record`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "AccessDenied message",
            Self::Record => "CloudTrail record",
            Self::Authorization => "decoded authorization message",
            Self::Token => "web identity token",
        }
    }

    /// As our JSON names it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Record => "cloudTrail",
            Self::Authorization => "authorizationMessage",
            Self::Token => "token",
        }
    }
}
