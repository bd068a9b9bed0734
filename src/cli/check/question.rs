//! The question of `check` as a bundle.

use serde_json::{Map, Value, json};

use super::arguments::{Check, Context, EndpointType, Policies};
use crate::bundle::{Asking, GivenKeys, Party};
use crate::text::quote;

type Object = Map<String, Value>;

impl Check {
    /// The bundle that the arguments stand for, at a time.
    ///
    /// # Errors
    /// If an argument has not its form, or two contradict each other.
    pub(super) fn assemble(&self, now: Option<&str>) -> Result<Value, String> {
        let also = self.also.iter().map(|text| further(text)).collect::<Result<_, _>>()?;
        let asking = Asking {
            principal: self.principal()?,
            action: self.action.clone(),
            resource: self.resource()?,
            resource_account: self.resource_account.clone(),
            context: self.context.keys()?,
            also,
            organization: [self.org_id.clone(), self.management_account.clone()],
            now: now.map(str::to_owned),
            exact_context: self.exact_context,
            lenient_not_principal: self.lenient_not_principal,
            policies: self.policies.assemble(),
        };
        Ok(asking.to_bundle())
    }

    fn principal(&self) -> Result<Party, String> {
        let mut principal = Party::new(&self.principal);
        principal.put("id", self.principal_id.as_deref());
        principal.put("role", self.role.as_deref());
        principal.put("federatedBy", self.federated_by.as_deref());
        put_tags(&mut principal.settings, "--principal-tag", &self.principal_tag)?;
        Ok(principal)
    }

    fn resource(&self) -> Result<Party, String> {
        let mut resource = Party::new(&self.resource);
        put_tags(&mut resource.settings, "--resource-tag", &self.resource_tag)?;
        Ok(resource)
    }
}

fn put_tags(object: &mut Object, option: &str, texts: &[String]) -> Result<(), String> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut tags = Object::new();
    for text in texts {
        let (key, value) = split(option, text)?;
        if tags.insert(key.to_owned(), json!(value)).is_some() {
            return Err(format!("{option} gives {} twice", quote(key)));
        }
    }
    object.insert("tags".to_owned(), Value::Object(tags));
    Ok(())
}

fn split<'t>(option: &str, text: &'t str) -> Result<(&'t str, &'t str), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key, value)),
        _ => Err(format!("{option} takes KEY=VALUE, not {}", quote(text))),
    }
}

fn further(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((action, resource)) if !action.is_empty() && !resource.is_empty() => {
            Ok((action.to_owned(), resource.to_owned()))
        }
        _ => Err(format!("--also takes ACTION=RESOURCE, not {}", quote(text))),
    }
}

impl Policies {
    pub(in crate::cli) fn assemble(&self) -> Value {
        let mut layers = Object::new();
        if !self.identity.is_empty() {
            layers.insert("identity".to_owned(), json!(self.identity));
        }
        if let Some(policy) = &self.resource_policy {
            layers.insert("resource".to_owned(), json!(policy));
        }
        if self.no_resource_policy {
            layers.insert("resource".to_owned(), Value::Null);
        }
        if let Some(policy) = &self.permissions_boundary {
            layers.insert("permissionsBoundary".to_owned(), json!(policy));
        }
        if !self.session_policy.is_empty() {
            layers.insert("session".to_owned(), json!(self.session_policy));
        }
        if !self.scp.is_empty() {
            layers.insert("serviceControl".to_owned(), levels(&self.scp));
        }
        if !self.rcp.is_empty() {
            layers.insert("resourceControl".to_owned(), levels(&self.rcp));
        }
        if let Some(policy) = &self.vpc_endpoint_policy {
            let endpoint = match self.vpc_endpoint_type {
                None => json!(policy),
                Some(EndpointType::Gateway) => json!({ "policy": policy, "type": "gateway" }),
                Some(EndpointType::Interface) => json!({ "policy": policy, "type": "interface" }),
            };
            layers.insert("vpcEndpoint".to_owned(), endpoint);
        }
        Value::Object(layers)
    }
}

/// `a.json,b.json` for each level; a level may be empty.
pub(in crate::cli) fn levels(texts: &[String]) -> Value {
    let files = |text: &String| {
        let files = text.split(',').map(str::trim).filter(|file| !file.is_empty());
        files.map(Value::from).collect::<Value>()
    };
    texts.iter().map(files).collect()
}

impl Context {
    /// The keys as the field `context` of a request.
    ///
    /// # Errors
    /// If an argument has not its form, or two contradict each other.
    pub(in crate::cli) fn assemble(&self) -> Result<Object, String> {
        self.keys().map(|keys| keys.0)
    }

    fn keys(&self) -> Result<GivenKeys, String> {
        let mut keys = GivenKeys::default();
        for text in &self.with {
            let (key, value) = split("--with", text)?;
            keys.add(key, value);
        }
        for key in &self.without {
            keys.set_new(key, Value::Null)?;
        }
        for key in &self.unknown {
            keys.set_new(key, json!({ "unknown": true }))?;
        }
        if self.mfa {
            keys.set_new("aws:MultiFactorAuthPresent", json!(true))?;
        }
        if self.no_mfa {
            keys.set_new("aws:MultiFactorAuthPresent", Value::Null)?;
        }
        Ok(keys)
    }
}
