//! Who asks, as a request names it.

use super::request::read_tags;
use super::{Placed, Trouble};
use crate::aws::Arn;
use crate::request::{Note, Principal, PrincipalKind, Tags};
use crate::text::quote;

pub(super) const PRINCIPAL_FIELDS: &[&str] =
    &["arn", "id", "role", "federatedBy", "tags", "policies"];

pub(super) fn read_principal(
    value: Placed<'_>,
    notes: &mut Vec<Note>,
) -> Result<(Principal, Tags), Trouble> {
    if value.node.as_text().is_some() {
        return Ok((parse_principal(value, notes)?, None));
    }
    let fields = value.fields(PRINCIPAL_FIELDS)?;
    let arn = fields
        .some("arn")
        .ok_or_else(|| value.trouble("invalid-request", "the principal has no `arn`"))?;
    let mut unassumed = Vec::new();
    let mut principal = parse_principal(arn, &mut unassumed)?;
    if let Some(id) = fields.text("id")? {
        principal.id = Some(id.split(':').next().unwrap_or(id).into());
    }
    match fields.some("role") {
        Some(role) => set_role(&mut principal, role)?,
        None => notes.append(&mut unassumed),
    }
    if let Some(by) = fields.some("federatedBy") {
        set_federated_by(&mut principal, by)?;
    }
    Ok((principal, read_tags(fields.some("tags"))?))
}

fn parse_principal(value: Placed<'_>, notes: &mut Vec<Note>) -> Result<Principal, Trouble> {
    let principal = Principal::parse(value.text()?)
        .map_err(|why| value.trouble("invalid-request", why.to_string()))?;
    if let PrincipalKind::RoleSession { name, role, path_known: false, .. } = &principal.kind {
        notes.push(Note::new(
            "P-5",
            match role {
                Some(role) => format!("the role of the session is taken to be {role}"),
                None => format!("the path of the service-linked role {name} is not known"),
            },
        ));
    }
    Ok(principal)
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
