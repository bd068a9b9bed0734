//! The keys that a request gives.

use std::collections::BTreeMap;

use super::question::QuestionFields;
use super::{Placed, Trouble};
use crate::aws::global_key;
use crate::request::{ActionFacts, Given};
use crate::text::{Member, Value, quote};

pub(super) fn read_context(
    fields: &QuestionFields<'_>,
    facts: &ActionFacts,
) -> Result<Vec<(Box<str>, Given)>, Trouble> {
    let mut context: BTreeMap<Box<str>, (usize, Given)> = BTreeMap::new();
    for (number, object) in fields.contexts.iter().enumerate() {
        for member in object.members()? {
            let given = read_given(object.at(&member.value))?;
            check_arity(*object, member, &given, facts)?;
            let name = member.key.text.to_lowercase().into_boxed_str();
            let earlier = context.insert(name, (number, given));
            if earlier.is_some_and(|(earlier, _)| earlier == number) {
                let message = format!("the key {} is given twice", quote(&member.key.text));
                return Err(object.trouble_at(member.key.span, "duplicate-context-key", message));
            }
        }
    }
    Ok(context.into_iter().map(|(name, (_, given))| (name, given)).collect())
}

// AWS: C-31
fn check_arity(
    object: Placed<'_>,
    member: &Member,
    given: &Given,
    facts: &ActionFacts,
) -> Result<(), Trouble> {
    let name = member.key.text.to_lowercase();
    let key_type =
        global_key(&name).map(|key| key.entry().key_type).or_else(|| facts.key_type(&name));
    let is_single = key_type.is_some_and(|key_type| !key_type.multivalued);
    match given {
        Given::Values(values) if values.len() > 1 && is_single => {
            let message = format!("the key {} has one value, not several", quote(&member.key.text));
            Err(object.trouble_at(member.value.span, "single-valued-key", message))
        }
        _ => Ok(()),
    }
}

pub(super) const STATE_FIELDS: &[&str] = &["unknown", "present"];

fn read_given(value: Placed<'_>) -> Result<Given, Trouble> {
    match &value.node.value {
        Value::Null => Ok(Given::Absent),
        Value::List(items) => items
            .iter()
            .map(|item| read_scalar(value.at(item)))
            .collect::<Result<_, _>>()
            .map(Given::Values),
        Value::Object(_) => {
            let fields = value.fields(STATE_FIELDS)?;
            match (fields.flag("unknown")?, fields.flag("present")?) {
                (true, false) => Ok(Given::Unknown),
                (false, true) => Ok(Given::PresentUnknown),
                _ => {
                    let message = "expected `{\"unknown\": true}` or `{\"present\": true}`";
                    Err(value.trouble("invalid-request", message))
                }
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            Ok(Given::Values(vec![read_scalar(value)?]))
        }
    }
}

fn read_scalar(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    match &value.node.value {
        Value::Text(text) | Value::Number(text) => Ok(text.clone()),
        Value::Bool(true) => Ok("true".into()),
        Value::Bool(false) => Ok("false".into()),
        Value::Null | Value::List(_) | Value::Object(_) => Err(value.trouble(
            "invalid-request",
            format!("expected the value of a context key, found {}", value.node.kind()),
        )),
    }
}
