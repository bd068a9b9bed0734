//! A question that is put together piece by piece, as the bundle that stands for it.

use serde_json::{Map, Value, json};

use crate::text::quote;

/// A question as people say it: who, what, on what, and what holds beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking {
    /// Who asks.
    pub(crate) principal: Party,
    /// The action.
    pub(crate) action: String,
    /// What it is about.
    pub(crate) resource: Party,
    /// Whose the resource is.
    pub(crate) resource_account: Option<String>,
    /// Condition keys.
    pub(crate) context: GivenKeys,
    /// `action` and `resource` of what else the call needs.
    pub(crate) also: Vec<(String, String)>,
    /// `id` and `managementAccount` of the organization, as far as said.
    pub(crate) organization: [Option<String>; 2],
    /// The time.
    pub(crate) now: Option<String>,
    /// Whether nothing is filled in.
    pub(crate) exact_context: bool,
    /// Whether a Deny with `NotPrincipal` spares a caller of whom anything is listed.
    pub(crate) lenient_not_principal: bool,
    /// The policies by layer.
    pub(crate) policies: Value,
}

/// A caller or a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Party {
    /// What it is called.
    pub(crate) arn: String,
    /// What else is said of it: `id`, `role`, `tags`.
    pub(crate) settings: Map<String, Value>,
}

impl Party {
    /// One of which nothing else is said.
    pub(crate) fn new(arn: &str) -> Self {
        Self { arn: arn.to_owned(), settings: Map::new() }
    }

    /// Says something more of it.
    pub(crate) fn put(&mut self, name: &str, text: Option<&str>) {
        put(&mut self.settings, name, text);
    }

    pub(crate) fn to_value(&self) -> Value {
        if self.settings.is_empty() {
            return json!(self.arn);
        }
        let mut object = self.settings.clone();
        object.insert("arn".to_owned(), json!(self.arn));
        Value::Object(object)
    }
}

impl Asking {
    /// The bundle: `policies` and `request`.
    pub(crate) fn to_bundle(&self) -> Value {
        let mut request = Map::new();
        request.insert("principal".to_owned(), self.principal.to_value());
        request.insert("action".to_owned(), json!(self.action));
        request.insert("resource".to_owned(), self.resource.to_value());
        request.insert("context".to_owned(), Value::Object(self.context.0.clone()));
        request.insert("exactContext".to_owned(), json!(self.exact_context));
        request.insert("lenientNotPrincipal".to_owned(), json!(self.lenient_not_principal));
        put(&mut request, "resourceAccount", self.resource_account.as_deref());
        put(&mut request, "now", self.now.as_deref());
        let mut organization = Map::new();
        let [id, management] = &self.organization;
        put(&mut organization, "id", id.as_deref());
        put(&mut organization, "managementAccount", management.as_deref());
        if !organization.is_empty() {
            request.insert("organization".to_owned(), Value::Object(organization));
        }
        if !self.also.is_empty() {
            let also = self.also.iter();
            let also: Value = also
                .map(|(action, resource)| json!({ "action": action, "resource": resource }))
                .collect();
            request.insert("alsoRequires".to_owned(), also);
        }
        json!({ "policies": self.policies, "request": request })
    }
}

/// Puts a text into an object, if there is one.
pub(crate) fn put(object: &mut Map<String, Value>, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        object.insert(name.to_owned(), json!(text));
    }
}

/// Keys of a context; the same key in another letter case is the same key.
// AWS: C-2
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenKeys(pub(crate) Map<String, Value>);

impl GivenKeys {
    /// What was said of a key.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let mut keys = self.0.iter_mut();
        keys.find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// Adds a value. One value stays one, so that several can be told from one.
    pub(crate) fn add(&mut self, key: &str, text: &str) {
        match self.get_mut(key) {
            None => {
                self.0.insert(key.to_owned(), json!(text));
            }
            Some(Value::Array(values)) => values.push(json!(text)),
            Some(value) => *value = json!([value.take(), text]),
        }
    }

    /// Says something of a key of which nothing was said.
    ///
    /// # Errors
    /// If something was.
    pub(crate) fn set_new(&mut self, key: &str, value: Value) -> Result<(), String> {
        if self.get_mut(key).is_some() {
            return Err(format!("the arguments say two things about {}", quote(key)));
        }
        self.0.insert(key.to_owned(), value);
        Ok(())
    }

    /// Says what another says, in place of what was said of the same keys.
    pub(crate) fn take(&mut self, other: &Self) {
        for (key, value) in &other.0 {
            self.forget(key);
            self.0.insert(key.clone(), value.clone());
        }
    }

    /// Takes back what was said of a key; gives the key as it was written, if anything was said.
    pub(crate) fn forget(&mut self, key: &str) -> Option<String> {
        let written = self.0.keys().find(|known| known.eq_ignore_ascii_case(key)).cloned()?;
        self.0.remove(&written);
        Some(written)
    }
}
