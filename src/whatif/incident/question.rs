//! The question that an incident was, as the fields of a request.

use serde_json::{Map, Value, json};

use super::model::{Incident, Known};
use crate::aws::{ActionName, Arn};
use crate::request::Principal;

impl Incident {
    /// The fields of a request as questions have them, as far as they are told.
    pub fn request(&self) -> Map<String, Value> {
        let mut request = Map::new();
        if let Some(principal) = &self.principal {
            request.insert("principal".to_owned(), self.caller(&principal.value));
        }
        let texts = [
            ("action", self.action.as_ref().map(|found| &found.value)),
            ("resource", self.resource.as_ref().map(|found| &found.value)),
            ("resourceAccount", self.resource_account.as_ref()),
            ("now", self.time.as_ref()),
        ];
        for (field, text) in texts {
            request.extend(text.map(|text| (field.to_owned(), json!(text))));
        }
        request.insert("context".to_owned(), Value::Object(self.context_fields()));
        request
    }

    fn caller(&self, arn: &str) -> Value {
        let parts = [
            ("id", self.principal_id.as_deref()),
            ("role", self.role.as_deref().filter(|role| is_role_of(role, arn))),
            ("federatedBy", self.federated_by.as_deref()),
        ];
        let told: Map<String, Value> = parts
            .into_iter()
            .filter_map(|(field, text)| Some((field.to_owned(), json!(text?))))
            .collect();
        if told.is_empty() {
            return json!(arn);
        }
        let mut caller = Map::new();
        caller.insert("arn".to_owned(), json!(arn));
        caller.extend(told);
        Value::Object(caller)
    }

    /// The condition keys as the field `context`.
    pub fn context_fields(&self) -> Map<String, Value> {
        let known = self.context.iter().map(|(key, known)| (key.to_string(), known.to_value()));
        known.collect()
    }

    /// What a question needs and nobody told: `principal`, `action`, `resource`.
    pub fn missing(&self) -> Vec<&'static str> {
        let principal = self.principal.as_ref().map(|one| Principal::parse(&one.value).is_ok());
        let action = self.action.as_ref().map(|one| ActionName::parse(&one.value).is_some());
        let resource = self.resource.as_ref().map(|_| true);
        let parts = [("principal", principal), ("action", action), ("resource", resource)];
        parts.into_iter().filter(|(_, told)| *told != Some(true)).map(|(what, _)| what).collect()
    }
}

impl Known {
    /// As the field `context` has it. One value stays one, so that several can be told from one.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Values(values) => match &**values {
                [one] => json!(one),
                several => json!(several),
            },
        }
    }
}

/// Whether this can be the role behind a session.
fn is_role_of(role: &str, session: &str) -> bool {
    let (Some(role), Some(session)) = (Arn::parse(role), Arn::parse(session)) else { return false };
    let name = session.resource().split('/').nth(1);
    role.resource().rsplit('/').next() == name && role.account() == session.account()
}
