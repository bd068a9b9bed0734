//! The question of `check` as a bundle.

use serde_json::{Map, Value, json};

use super::arguments::{Check, Context, EndpointType, Policies};
use crate::text::quote;

type Object = Map<String, Value>;

impl Check {
    /// The bundle that the arguments stand for, at a time.
    ///
    /// # Errors
    /// If an argument has not its form, or two contradict each other.
    pub(super) fn assemble(&self, now: Option<&str>) -> Result<Value, String> {
        let mut request = Object::new();
        request.insert("principal".to_owned(), self.principal()?);
        request.insert("action".to_owned(), json!(self.action));
        request.insert("resource".to_owned(), self.resource()?);
        request.insert("context".to_owned(), Value::Object(self.context.assemble()?));
        request.insert("exactContext".to_owned(), json!(self.exact_context));
        request.insert("lenientNotPrincipal".to_owned(), json!(self.lenient_not_principal));
        put(&mut request, "resourceAccount", self.resource_account.as_deref());
        put(&mut request, "now", now);
        let mut organization = Object::new();
        put(&mut organization, "id", self.org_id.as_deref());
        put(&mut organization, "managementAccount", self.management_account.as_deref());
        if !organization.is_empty() {
            request.insert("organization".to_owned(), Value::Object(organization));
        }
        if !self.also.is_empty() {
            let also: Result<Vec<Value>, String> =
                self.also.iter().map(|text| further(text)).collect();
            request.insert("alsoRequires".to_owned(), Value::Array(also?));
        }
        Ok(json!({ "policies": self.policies.assemble(), "request": request }))
    }

    fn principal(&self) -> Result<Value, String> {
        let mut principal = Object::new();
        put(&mut principal, "id", self.principal_id.as_deref());
        put(&mut principal, "role", self.role.as_deref());
        put(&mut principal, "federatedBy", self.federated_by.as_deref());
        put_tags(&mut principal, "--principal-tag", &self.principal_tag)?;
        Ok(with_arn(principal, &self.principal))
    }

    fn resource(&self) -> Result<Value, String> {
        let mut resource = Object::new();
        put_tags(&mut resource, "--resource-tag", &self.resource_tag)?;
        Ok(with_arn(resource, &self.resource))
    }
}

fn with_arn(mut object: Object, arn: &str) -> Value {
    if object.is_empty() {
        return json!(arn);
    }
    put(&mut object, "arn", Some(arn));
    Value::Object(object)
}

fn put(object: &mut Object, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        object.insert(name.to_owned(), json!(text));
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

fn further(text: &str) -> Result<Value, String> {
    match text.split_once('=') {
        Some((action, resource)) if !action.is_empty() && !resource.is_empty() => {
            Ok(json!({ "action": action, "resource": resource }))
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
        put(&mut layers, "resource", self.resource_policy.as_deref());
        if self.no_resource_policy {
            layers.insert("resource".to_owned(), Value::Null);
        }
        put(&mut layers, "permissionsBoundary", self.permissions_boundary.as_deref());
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
fn levels(texts: &[String]) -> Value {
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
        let mut keys = Keys::default();
        for text in &self.with {
            let (key, value) = split("--with", text)?;
            keys.add(key, value);
        }
        for key in &self.without {
            keys.set(key, Value::Null)?;
        }
        for key in &self.unknown {
            keys.set(key, json!({ "unknown": true }))?;
        }
        if self.mfa {
            keys.set("aws:MultiFactorAuthPresent", json!(true))?;
        }
        if self.no_mfa {
            keys.set("aws:MultiFactorAuthPresent", Value::Null)?;
        }
        Ok(keys.object)
    }
}

/// Keys of a context; the same key in another letter case is the same key.
// AWS: C-2
#[derive(Default)]
struct Keys {
    object: Object,
}

impl Keys {
    fn known(&mut self, key: &str) -> Option<&mut Value> {
        let mut keys = self.object.iter_mut();
        keys.find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// One value stays one, so that several can be told from one.
    fn add(&mut self, key: &str, text: &str) {
        match self.known(key) {
            None => {
                self.object.insert(key.to_owned(), json!(text));
            }
            Some(Value::Array(values)) => values.push(json!(text)),
            Some(value) => *value = json!([value.take(), text]),
        }
    }

    fn set(&mut self, key: &str, value: Value) -> Result<(), String> {
        if self.known(key).is_some() {
            return Err(format!("the arguments say two things about {}", quote(key)));
        }
        self.object.insert(key.to_owned(), value);
        Ok(())
    }
}
