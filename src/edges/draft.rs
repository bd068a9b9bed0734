//! A request that nobody made yet.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};

use crate::request::Given;
use crate::text::printable;

/// Who asks in a draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// As requests name callers.
    pub text: Box<str>,
    /// The unique id, where a policy names it.
    pub id: Option<Box<str>>,
}

impl Caller {
    /// A caller of whom only the name is known.
    pub fn named(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), id: None }
    }
}

/// A request in which every key that the policies at hand test is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who asks.
    pub caller: Caller,
    /// What for.
    pub action: Box<str>,
    /// On what.
    pub resource: Box<str>,
    /// Who owns it, where its ARN does not say.
    pub resource_account: Option<Box<str>>,
    /// The keys that are not left to be filled in, under AWS's names.
    pub context: BTreeMap<Box<str>, Given>,
    /// Whether the action's name is made up, because no policy at hand has one that fits.
    pub made_up: bool,
}

impl Draft {
    /// The request as a case of a scenario file has it, but for its name and expectation.
    pub fn as_case(&self) -> Value {
        let mut case = Map::new();
        let principal = match &self.caller.id {
            None => json!(self.caller.text),
            Some(id) => json!({ "arn": self.caller.text, "id": id }),
        };
        case.insert("principal".to_owned(), principal);
        case.insert("action".to_owned(), json!(self.action));
        case.insert("resource".to_owned(), json!(self.resource));
        if let Some(account) = &self.resource_account {
            case.insert("resourceAccount".to_owned(), json!(account));
        }
        if !self.context.is_empty() {
            let keys = self.context.iter().map(|(key, given)| (key.to_string(), as_json(given)));
            case.insert("context".to_owned(), Value::Object(keys.collect()));
        }
        Value::Object(case)
    }
}

/// What is said of a key, as contexts write it.
pub(super) fn as_json(given: &Given) -> Value {
    match given {
        Given::Absent => Value::Null,
        Given::Unknown => json!({ "unknown": true }),
        Given::PresentUnknown => json!({ "present": true }),
        Given::Values(values) => match &**values {
            [one] => json!(one),
            several => json!(several),
        },
    }
}

/// `s3:GetObject on arn:.. as arn:.., with aws:SourceIp=203.0.113.9, without aws:SourceVpc`
impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [action, resource, caller] =
            [&self.action, &self.resource, &self.caller.text].map(|text| printable(text));
        write!(f, "{action} on {resource} as {caller}")?;
        if let Some(id) = &self.caller.id {
            write!(f, " ({})", printable(id))?;
        }
        if let Some(account) = &self.resource_account {
            write!(f, " of account {}", printable(account))?;
        }
        for (key, given) in &self.context {
            write!(f, ", {}", said(key, given))?;
        }
        Ok(())
    }
}

/// `with key=value` or `without key`.
fn said(key: &str, given: &Given) -> String {
    let key = printable(key);
    match given {
        Given::Absent => format!("without {key}"),
        Given::Unknown | Given::PresentUnknown => format!("with some {key}"),
        Given::Values(values) => format!("with {key}={}", printable(&values.join(","))),
    }
}
