//! Who asks.

use crate::aws::{Arn, WEB_IDENTITY_DOMAINS, is_account_id, is_canonical_id};
use crate::text::quote;

/// The caller of a request.
#[derive(Clone, Debug)]
pub struct Principal {
    /// As given.
    pub text: Box<str>,
    /// What kind of caller it is.
    pub kind: PrincipalKind,
    /// The partition; empty for callers without an account.
    pub partition: Box<str>,
    /// The account; `None` for services, web identities by domain, canonical and anonymous callers.
    pub account: Option<Box<str>>,
    /// The unique id of the user or role (`AIDA..`, `AROA..`), without a session name.
    pub id: Option<Box<str>>,
}

/// The kinds of caller.
// AWS: P-1, P-8, P-9, K-1
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User {
        /// `arn:..:user/path/name`
        arn: Arn,
    },
    /// A session of a role.
    RoleSession {
        /// The role's name.
        name: Box<str>,
        /// The role's ARN, where its path is known or assumed.
        role: Option<Arn>,
        /// Whether the path was given; else the role's ARN is an assumption.
        // AWS: P-5
        path_known: bool,
        /// The session's name; `None` for an unnamed session.
        session: Option<Box<str>>,
        /// The identity provider that the session came from, where given.
        provider: Option<Box<str>>,
    },
    /// A session from `GetFederationToken`.
    FederatedUser {
        /// `arn:..:federated-user/name`
        arn: Arn,
        /// The user or root user that called `GetFederationToken`, where given.
        federated_by: Option<Arn>,
    },
    /// A SAML or OIDC provider: the caller of `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity`.
    Federated {
        /// Its ARN, or the domain of a web identity provider.
        provider: Box<str>,
    },
    /// An AWS service, lower case.
    Service {
        /// `lambda.amazonaws.com`
        name: Box<str>,
    },
    /// An account by its canonical id, lower case.
    CanonicalUser {
        /// 64 hexadecimal digits.
        id: Box<str>,
    },
    /// Nobody in particular.
    Anonymous,
}

/// Why a text names no caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PrincipalError {
    message: String,
}

impl Principal {
    /// Reads a caller as requests name it.
    ///
    /// # Errors
    /// If the text names no principal; groups, policies and instance profiles are none.
    pub fn parse(text: &str) -> Result<Self, PrincipalError> {
        if text.eq_ignore_ascii_case("anonymous") {
            return Ok(Self::without_account(text, PrincipalKind::Anonymous));
        }
        if let Some(arn) = Arn::parse(text) {
            return Self::from_arn(text, &arn);
        }
        let lower = text.to_ascii_lowercase();
        if WEB_IDENTITY_DOMAINS.contains(&&*lower) {
            let kind = PrincipalKind::Federated { provider: lower.into() };
            return Ok(Self::without_account(text, kind));
        }
        if lower.ends_with(".amazonaws.com") || lower.ends_with(".amazonaws.com.cn") {
            let kind = PrincipalKind::Service { name: lower.into() };
            return Ok(Self::without_account(text, kind));
        }
        if is_canonical_id(text) {
            let kind = PrincipalKind::CanonicalUser { id: lower.into() };
            return Ok(Self::without_account(text, kind));
        }
        Err(not_a_principal(text))
    }

    fn without_account(text: &str, kind: PrincipalKind) -> Self {
        Self { text: text.into(), kind, partition: "".into(), account: None, id: None }
    }

    fn from_arn(text: &str, arn: &Arn) -> Result<Self, PrincipalError> {
        let account = arn.account();
        if !is_account_id(account) {
            return Err(PrincipalError {
                message: format!("the principal `{text}` has no account of twelve digits"),
            });
        }
        let kind = kind_of(arn).ok_or_else(|| not_a_principal(text))?;
        Ok(Self {
            text: text.into(),
            kind,
            partition: arn.partition().into(),
            account: Some(account.into()),
            id: None,
        })
    }

    /// Whether the caller's requests are signed with credentials of an account.
    pub fn has_credentials(&self) -> bool {
        match self.kind {
            PrincipalKind::Root
            | PrincipalKind::User { .. }
            | PrincipalKind::RoleSession { .. }
            | PrincipalKind::FederatedUser { .. } => true,
            PrincipalKind::Federated { .. }
            | PrincipalKind::Service { .. }
            | PrincipalKind::CanonicalUser { .. }
            | PrincipalKind::Anonymous => false,
        }
    }

    /// Whether the caller is a session that a root user federated.
    // AWS: D-13, D-16
    pub fn is_federated_by_root(&self) -> bool {
        matches!(&self.kind, PrincipalKind::FederatedUser { federated_by: Some(by), .. }
            if by.resource() == "root")
    }

    /// Whether the caller is a session of a service-linked role.
    // AWS: D-5, D-22
    pub fn is_service_linked_role(&self) -> bool {
        match &self.kind {
            PrincipalKind::RoleSession { role: Some(arn), path_known: true, .. } => {
                arn.resource().starts_with("role/aws-service-role/")
            }
            PrincipalKind::RoleSession { name, path_known: false, .. } => {
                name.starts_with("AWSServiceRoleFor")
            }
            _ => false,
        }
    }
}

fn kind_of(arn: &Arn) -> Option<PrincipalKind> {
    let (kind, rest) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
    let name = rest.rsplit('/').next().filter(|name| !name.is_empty());
    match (arn.service(), kind, name) {
        ("iam", "root", None) => Some(PrincipalKind::Root),
        ("iam", "user", Some(_)) => Some(PrincipalKind::User { arn: arn.clone() }),
        ("iam", "role", Some(name)) => Some(PrincipalKind::RoleSession {
            name: name.into(),
            role: Some(arn.clone()),
            path_known: true,
            session: None,
            provider: None,
        }),
        ("iam", "saml-provider" | "oidc-provider", Some(_)) => {
            Some(PrincipalKind::Federated { provider: arn.as_str().into() })
        }
        ("sts", "assumed-role", Some(_)) => role_session(arn, rest),
        ("sts", "federated-user", Some(_)) => {
            Some(PrincipalKind::FederatedUser { arn: arn.clone(), federated_by: None })
        }
        _ => None,
    }
}

fn role_session(arn: &Arn, rest: &str) -> Option<PrincipalKind> {
    let (name, session) = rest.split_once('/')?;
    if session.is_empty() || session.contains('/') {
        return None;
    }
    Some(PrincipalKind::RoleSession {
        name: name.into(),
        role: assumed_path(name).and_then(|path| {
            let (partition, account) = (arn.partition(), arn.account());
            Arn::parse(&format!("arn:{partition}:iam::{account}:role{path}{name}"))
        }),
        path_known: false,
        session: Some(session.into()),
        provider: None,
    })
}

/// The path that a role is taken to have when only its session's ARN is given. Service-linked roles
/// carry their service in the path, which the name does not tell.
fn assumed_path(role_name: &str) -> Option<&'static str> {
    if role_name.starts_with("AWSReservedSSO_") {
        Some("/aws-reserved/sso.amazonaws.com/")
    } else if role_name.starts_with("AWSServiceRoleFor") {
        None
    } else {
        Some("/")
    }
}

fn not_a_principal(text: &str) -> PrincipalError {
    PrincipalError { message: format!("{} is not a principal that can make requests", quote(text)) }
}
