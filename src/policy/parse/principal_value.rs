//! Whom the text of a principal names.

use crate::aws::{Arn, WEB_IDENTITY_DOMAINS, is_account_id, is_canonical_id};
use crate::policy::PrincipalValue;
use crate::text::quote;

/// Why a text names no principal.
pub(super) struct PrincipalMistake {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

type Named = Result<PrincipalValue, PrincipalMistake>;

impl PrincipalValue {
    /// Reads a value of the type `AWS`.
    // AWS: P-2, P-3, P-4, P-12
    pub(super) fn of_aws(text: &str) -> Named {
        if text == "*" {
            Ok(Self::Everyone)
        } else if text.contains(['*', '?']) {
            Err(wildcard(text))
        } else if is_account_id(text) {
            Ok(Self::Account { account: text.into(), partition: None })
        } else if is_unique_id(text) {
            Ok(Self::UniqueId(text.into()))
        } else if let Some(arn) = Arn::parse(text) {
            of_arn(&arn)
        } else {
            Err(invalid(
                format!("{} names no principal", quote(text)),
                "write an account number, the ARN of a user, role or session, or `*`",
            ))
        }
    }

    /// Reads whom a grant on a key names; a text that names no principal is nobody.
    // AWS: X-2
    pub fn of_grantee(text: &str) -> Self {
        match Self::of_aws(text).or_else(|_| Self::of_service(text)) {
            Ok(Self::Everyone) | Err(_) => Self::Nobody,
            Ok(named) => named,
        }
    }

    /// Reads a value of the type `Federated`.
    // AWS: P-9
    pub(super) fn of_federated(text: &str) -> Named {
        if text.contains(['*', '?']) {
            return Err(wildcard(text));
        }
        let is_provider = |arn: Arn| {
            let (kind, name) = arn.resource().split_once('/').unwrap_or_default();
            is_iam(&arn) && matches!(kind, "saml-provider" | "oidc-provider") && !name.is_empty()
        };
        if WEB_IDENTITY_DOMAINS.contains(&text) || Arn::parse(text).is_some_and(is_provider) {
            return Ok(Self::Federated(text.into()));
        }
        Err(mistaken(
            "invalid-federated-principal-syntax-in-role-trust-policy",
            format!("{} is no identity provider", quote(text)),
            "write the provider's ARN: `arn:aws:iam::111122223333:oidc-provider/host/path`",
        ))
    }

    /// Reads a value of the type `Service`.
    // AWS: P-3, P-10
    pub(super) fn of_service(text: &str) -> Named {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        if text.contains(['*', '?']) {
            Err(wildcard(text))
        } else if text.contains('.') && text.split('.').all(is_label) {
            Ok(Self::Service(text.to_ascii_lowercase().into()))
        } else {
            Err(mistaken(
                "invalid-service-principal-format",
                format!("{} is no service principal", quote(text)),
                "write its full name, such as `lambda.amazonaws.com`",
            ))
        }
    }

    /// Reads a value of the type `CanonicalUser`.
    pub(super) fn of_canonical_user(text: &str) -> Named {
        if text.contains(['*', '?']) {
            Err(wildcard(text))
        } else if is_canonical_id(text) {
            Ok(Self::CanonicalUser(text.to_ascii_lowercase().into()))
        } else {
            Err(invalid(
                format!("{} is no canonical user id", quote(text)),
                "a canonical user id has 64 hexadecimal digits",
            ))
        }
    }
}

fn of_arn(arn: &Arn) -> Named {
    let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
    let kind = match (arn.service(), kind) {
        _ if !arn.region().is_empty() || !arn.as_str().starts_with("arn:") => None,
        _ if !is_owner(arn) || arn.partition().is_empty() => None,
        ("iam", "root") if arn.resource() == "root" => return Ok(root(arn)),
        ("iam", "user") if !name.is_empty() => Some(PrincipalValue::User as fn(Arn) -> _),
        ("iam", "role") if !name.is_empty() => Some(PrincipalValue::Role as fn(Arn) -> _),
        ("sts", "assumed-role") if is_session(name) => Some(PrincipalValue::AssumedRole as _),
        ("sts", "federated-user") if !name.is_empty() => Some(PrincipalValue::FederatedUser as _),
        _ => None,
    };
    kind.map(|kind| kind(arn.clone())).ok_or_else(|| no_principal(arn))
}

fn root(arn: &Arn) -> PrincipalValue {
    PrincipalValue::Account {
        account: arn.account().into(),
        partition: Some(arn.partition().into()),
    }
}

// AWS: P-11
fn no_principal(arn: &Arn) -> PrincipalMistake {
    let resource = arn.resource();
    let (what, hint) = if resource.starts_with("group/") {
        ("a group is no principal", "name its users, or a role")
    } else if resource.starts_with("instance-profile/") {
        ("an instance profile is no principal", "name its role")
    } else if resource.starts_with("policy/") {
        ("a policy is no principal", "name users or roles")
    } else if resource.contains("-provider/") {
        ("an identity provider is no `AWS` principal", "put it under `Federated`")
    } else if !is_owner(arn) {
        ("the account in the ARN has not twelve digits", "write the account's number")
    } else {
        ("the ARN names no principal", "write the ARN of a user, a role, a session or `:root`")
    };
    invalid(format!("{what}: {}", quote(arn.as_str())), hint)
}

/// A number, or the owner of `CloudFront`'s origin access identities.
fn is_owner(arn: &Arn) -> bool {
    let is_origin_access = arn.account() == "cloudfront"
        && arn.resource().starts_with("user/CloudFront Origin Access Identity ");
    is_account_id(arn.account()) || is_origin_access
}

fn is_iam(arn: &Arn) -> bool {
    arn.service() == "iam" && arn.region().is_empty() && is_account_id(arn.account())
}

fn is_session(name: &str) -> bool {
    name.split_once('/').is_some_and(|(role, session)| !role.is_empty() && !session.is_empty())
}

// AWS: P-12
fn is_unique_id(text: &str) -> bool {
    let (id, session) = text.split_once(':').map_or((text, None), |(id, name)| (id, Some(name)));
    let is_role = id.starts_with("AROA");
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (is_role || id.starts_with("AIDA"))
        && id.len() >= 16
        && id.bytes().all(fits)
        && session.is_none_or(|name| is_role && !name.is_empty())
}

// AWS: P-3, P-4
fn wildcard(text: &str) -> PrincipalMistake {
    let message = if text == "*" {
        "`*` stands alone or under `AWS`, not under another type of principal".to_owned()
    } else {
        format!("a wildcard inside a principal matches nothing: {}", quote(text))
    };
    mistaken(
        "unsupported-wildcard-in-principal",
        message,
        "write `*` alone, with a condition `ArnLike` on `aws:PrincipalArn`",
    )
}

fn invalid(message: String, hint: &'static str) -> PrincipalMistake {
    mistaken("invalid-principal", message, hint)
}

fn mistaken(code: &'static str, message: String, hint: &'static str) -> PrincipalMistake {
    PrincipalMistake { code, message, hint }
}
