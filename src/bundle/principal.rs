//! Who asks, as a request names it.

use super::question::QuestionFields;
use super::request::read_tags;
use super::surroundings::{complete, expect_known, principal_of};
use super::{Placed, Trouble};
use crate::aws::Arn;
use crate::environment::Environment;
use crate::request::{Note, Principal, PrincipalKind, Tags};
use crate::text::quote;

pub(super) const PRINCIPAL_FIELDS: &[&str] =
    &["arn", "id", "role", "federatedBy", "tags", "policies"];

/// Reads the caller; what the value does not say, the environment does.
pub(super) fn read_principal(
    value: Placed<'_>,
    fields: &QuestionFields<'_>,
    notes: &mut Vec<Note>,
) -> Result<(Principal, Tags), Trouble> {
    let environment = fields.environment;
    let (mut principal, mut tags) = if value.node.as_text().is_some() {
        (parse_principal(value, environment)?, None)
    } else {
        read_object(value, environment)?
    };
    if let Some(environment) = environment {
        if fields.layers.identity.is_none() {
            expect_known(value, &principal, environment)?;
        }
        complete(&mut principal, &mut tags, environment, notes);
    }
    notes.extend(assumed_path(&principal));
    Ok((principal, tags))
}

fn read_object(
    value: Placed<'_>,
    environment: Option<&Environment>,
) -> Result<(Principal, Tags), Trouble> {
    let fields = value.fields(PRINCIPAL_FIELDS)?;
    let arn = fields
        .some("arn")
        .ok_or_else(|| value.trouble("invalid-request", "the principal has no `arn`"))?;
    let mut principal = parse_principal(arn, environment)?;
    if let Some(id) = fields.text("id")? {
        principal.id = Some(id.split(':').next().unwrap_or(id).into());
    }
    if let Some(role) = fields.some("role") {
        set_role(&mut principal, role)?;
    }
    if let Some(by) = fields.some("federatedBy") {
        set_federated_by(&mut principal, by)?;
    }
    Ok((principal, read_tags(fields.some("tags"))?))
}

/// A caller as requests name it, or by a name that the environment knows.
fn parse_principal(
    value: Placed<'_>,
    environment: Option<&Environment>,
) -> Result<Principal, Trouble> {
    let text = value.text()?;
    match (Principal::parse(text), environment) {
        (Ok(principal), _) => Ok(principal),
        (Err(_), Some(environment)) if !text.starts_with("arn:") => {
            principal_of(value, text, environment)
        }
        (Err(why), _) => Err(value.trouble("invalid-request", why.to_string())),
    }
}

// AWS: P-5
fn assumed_path(principal: &Principal) -> Option<Note> {
    let PrincipalKind::RoleSession { name, role, path_known: false, .. } = &principal.kind else {
        return None;
    };
    let message = match role {
        Some(role) => format!("the role of the session is taken to be {role}"),
        None => format!("the path of the service-linked role {name} is not known"),
    };
    Some(Note::new("P-5", message))
}

fn set_role(principal: &mut Principal, value: Placed<'_>) -> Result<(), Trouble> {
    let text = value.text()?;
    let given = Arn::parse(text);
    let account = principal.account.clone();
    if let PrincipalKind::RoleSession { name, role, path_known, .. } = &mut principal.kind
        && let Some(arn) = given
        && arn.resource().starts_with("role/")
        && arn.resource().rsplit('/').next() == Some(&**name)
        && Some(arn.account()) == account.as_deref()
    {
        *role = Some(arn);
        *path_known = true;
        return Ok(());
    }
    let message = format!("{} is not the role of {}", quote(text), quote(&principal.text));
    Err(value.trouble("invalid-request", message))
}

fn set_federated_by(principal: &mut Principal, value: Placed<'_>) -> Result<(), Trouble> {
    let text = value.text()?;
    match &mut principal.kind {
        PrincipalKind::RoleSession { provider, .. } => *provider = Some(text.into()),
        PrincipalKind::FederatedUser { federated_by, .. } if Arn::parse(text).is_some() => {
            *federated_by = Arn::parse(text);
        }
        _ => {
            let message =
                format!("{} was not federated by {}", quote(&principal.text), quote(text));
            return Err(value.trouble("invalid-request", message));
        }
    }
    Ok(())
}
