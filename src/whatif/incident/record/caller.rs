//! Who called, as `userIdentity` tells.

use super::super::model::{Incident, Known};
use super::Record;
use crate::aws::{Arn, is_account_id};
use crate::policy::Spanned;
use crate::request::Principal;
use crate::text::{Value, quote};

pub(super) fn set_caller(record: &Record<'_>, incident: &mut Incident) {
    let kind = record.text("userIdentity/type").unwrap_or_default();
    let found = match kind {
        "IAMUser" => arn(record).or_else(|| made(record, "iam", "user/")),
        "AssumedRole" => arn(record),
        "Role" => arn(record),
        "Root" => arn(record).or_else(|| made(record, "iam", "root")),
        "FederatedUser" => arn(record),
        "AWSService" => record.text("userIdentity/invokedBy").map(str::to_owned),
        "AWSAccount" => account(record, incident),
        "WebIdentityUser" => web_identity(record, incident),
        "SAMLUser" => saml(record, incident),
        "IdentityCenterUser" => {
            let why =
                "a user of IAM Identity Center is no principal of IAM: the call came with no role";
            incident.miss("principal", why);
            None
        }
        _ => arn(record),
    };
    let span = record.at("userIdentity").map_or(record.node.span, |node| node.span);
    let found = found.filter(|text| Principal::parse(text).is_ok());
    incident.principal = found.map(|text| Spanned { value: text.into(), span });
    set_session(record, kind, incident);
    let why = format!(
        "the record has no caller that IAM knows: its `userIdentity` is of type {}",
        quote(kind)
    );
    incident.miss("principal", why);
}

fn arn(record: &Record<'_>) -> Option<String> {
    record.text("userIdentity/arn").map(str::to_owned)
}

/// The ARN of a user of whom only the name is told.
fn made(record: &Record<'_>, service: &str, part: &str) -> Option<String> {
    let account = record.text("userIdentity/accountId").filter(|id| is_account_id(id))?;
    let name = match part {
        "root" => "",
        _ => record.text("userIdentity/userName")?,
    };
    Some(format!("arn:{}:{service}::{account}:{part}{name}", partition(record)))
}

/// The partition, by the region.
pub(super) fn partition(record: &Record<'_>) -> &'static str {
    match record.text("awsRegion").unwrap_or_default() {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The role, the unique id and what else belongs to a session.
fn set_session(record: &Record<'_>, kind: &str, incident: &mut Incident) {
    let issuer = record.text("userIdentity/sessionContext/sessionIssuer/arn");
    let id = record.text("userIdentity/principalId");
    match kind {
        "AssumedRole" => {
            incident.role = issuer.filter(|arn| is_role(arn)).map(Box::from);
            incident.principal_id = id.and_then(|id| id.split(':').next()).map(Box::from);
            let provider = "userIdentity/sessionContext/webIdFederationData/federatedProvider";
            incident.federated_by = record.text(provider).map(Box::from);
        }
        "FederatedUser" => incident.federated_by = issuer.map(Box::from),
        "IAMUser" => incident.principal_id = id.map(Box::from),
        _ => {}
    }
    let attributes = "userIdentity/sessionContext/attributes";
    match record.at(&format!("{attributes}/mfaAuthenticated")).map(|node| &node.value) {
        Some(Value::Text(text)) => incident.set("aws:MultiFactorAuthPresent", text.clone()),
        Some(Value::Bool(value)) => {
            incident.set("aws:MultiFactorAuthPresent", if *value { "true" } else { "false" });
        }
        _ => {}
    }
    if let Some(time) = record.text(&format!("{attributes}/creationDate")) {
        incident.set("aws:TokenIssueTime", time);
    }
    if let Some(identity) = record.text("userIdentity/sessionContext/sourceIdentity") {
        incident.set("aws:SourceIdentity", identity);
    }
}

fn is_role(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| arn.resource().starts_with("role/"))
}

/// A caller of another account, of whom this account's record tells the account alone.
fn account(record: &Record<'_>, incident: &mut Incident) -> Option<String> {
    let account = record.text("userIdentity/accountId").unwrap_or_default();
    let id = record.text("userIdentity/principalId").unwrap_or_default();
    if account.eq_ignore_ascii_case("anonymous") || id.eq_ignore_ascii_case("ANONYMOUS_PRINCIPAL") {
        return Some("anonymous".to_owned());
    }
    let known = arn(record);
    if known.is_none() {
        incident.miss(
            "principal",
            format!(
                "the caller is of the account {}, whose own CloudTrail names it; here it is {}",
                quote(account),
                quote(id)
            ),
        );
    }
    known
}

/// The identity provider of a call with a web identity token, and the claims that the record tells.
fn web_identity(record: &Record<'_>, incident: &mut Incident) -> Option<String> {
    let provider = record.text("userIdentity/identityProvider")?;
    let issuer = provider.split_once(":oidc-provider/").map_or(provider, |(_, issuer)| issuer);
    let id = record.text("userIdentity/principalId").unwrap_or_default();
    let claims = id.strip_prefix(provider).and_then(|rest| rest.strip_prefix(':'));
    let subject = record.text("userIdentity/userName");
    if let Some(claims) = claims {
        let named = subject
            .and_then(|subject| Some((claims.strip_suffix(subject)?.strip_suffix(':')?, subject)));
        if let Some((audience, subject)) = named.or_else(|| claims.split_once(':')) {
            incident.set(format!("{issuer}:aud"), audience);
            incident.set(format!("{issuer}:sub"), subject);
        }
    }
    Some(provider.to_owned())
}

/// The identity provider of a call with a SAML assertion.
fn saml(record: &Record<'_>, incident: &mut Incident) -> Option<String> {
    let id = record.text("userIdentity/principalId").unwrap_or_default();
    if let Some((qualifier, subject)) = id.split_once(':') {
        incident.know("saml:namequalifier".into(), Known::Values(vec![qualifier.into()]));
        incident.know("saml:sub".into(), Known::Values(vec![subject.into()]));
    }
    let provider = record.text("requestParameters/principalArn");
    let provider = provider.or(record.text("userIdentity/identityProvider")).map(str::to_owned);
    if provider.as_ref().is_none_or(|text| Principal::parse(text).is_err()) {
        incident.miss("principal", "the record does not name the SAML provider's ARN");
    }
    provider
}
