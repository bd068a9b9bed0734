//! The policies of APIs of API Gateway, which call the API by a short form of its ARN.

use super::{Environment, Fact};
use crate::aws::Arn;
use crate::text::{Node, Value};

/// What begins a resource of the API that has the policy: `execute-api:/prod/*`.
const OWN: &str = "execute-api:/";

impl Environment {
    /// Writes the ARNs of APIs out in their policies, as AWS stores them.
    // AWS: the developer guide of API Gateway, resource policies
    pub(super) fn spell_out_apis(&mut self) {
        for (name, resource) in self.resources.iter_mut() {
            let is_api = Arn::parse(name).is_some_and(|arn| arn.service() == "execute-api");
            if let Fact::Is(policy) = &mut resource.policy
                && is_api
                && calls_its_own(&policy.node)
            {
                let mut document = (*policy.node).clone();
                spell_out(&mut document, name);
                policy.node = document.into();
            }
        }
    }
}

fn calls_its_own(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.starts_with(OWN),
        Value::List(items) => items.iter().any(calls_its_own),
        Value::Object(members) => members.iter().any(|member| calls_its_own(&member.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn spell_out(node: &mut Node, api: &str) {
    match &mut node.value {
        Value::Text(text) => {
            if let Some(rest) = text.strip_prefix(OWN) {
                *text = format!("{api}/{rest}").into();
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| spell_out(item, api)),
        Value::Object(members) => {
            for member in members {
                spell_out(&mut member.value, api);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
