//! Files with the parameters of a template.

use std::path::Path;

use super::source::read_text;
use crate::bundle::{Placed, Trouble};
use crate::text::{Member, Node, Value};

/// Parameters by name.
type Parameters = Vec<(Box<str>, Box<str>)>;

/// Reads files with parameters, a later one over those before it: as the AWS CLI takes them
/// (`[{"ParameterKey", "ParameterValue"}]`), as a pipeline takes them (`{"Parameters": {..}}`), or
/// by name alone.
///
/// # Errors
/// Every mistake in them.
pub fn parameters<P: AsRef<Path>>(paths: &[P]) -> Result<Parameters, Vec<Trouble>> {
    let mut all = Parameters::new();
    let mut troubles = Vec::new();
    for path in paths {
        match read_text(path.as_ref()) {
            Err(trouble) => troubles.push(trouble),
            Ok(text) => {
                let value = Placed { node: &text.node, source: &text.source };
                for parameter in in_file(value) {
                    match parameter {
                        Err(trouble) => troubles.push(trouble),
                        Ok((name, value)) => {
                            all.retain(|(other, _)| *other != name);
                            all.push((name, value));
                        }
                    }
                }
            }
        }
    }
    if troubles.is_empty() { Ok(all) } else { Err(troubles) }
}

type Parameter = Result<(Box<str>, Box<str>), Trouble>;

fn in_file(value: Placed<'_>) -> Vec<Parameter> {
    if let Value::List(items) = &value.node.value {
        return items.iter().map(|item| in_list(value.at(item))).collect();
    }
    let inner = value.node.get("Parameters").map_or(value, |inner| value.at(inner));
    let parameter =
        |member: &Member| Ok((member.key.text.clone(), scalar(inner.at(&member.value))?));
    match inner.members() {
        Err(trouble) => vec![Err(trouble)],
        Ok(members) => members.iter().map(parameter).collect(),
    }
}

fn in_list(item: Placed<'_>) -> Parameter {
    if let Some((name, value)) = item.node.as_text().and_then(|text| text.split_once('=')) {
        return Ok((name.into(), value.into()));
    }
    let missing = |field: &str| item.trouble("missing-field", format!("expected a `{field}`"));
    let field = |name: &str| item.node.get(name).ok_or_else(|| missing(name));
    if let Some(key) = item.node.get("ParameterKey").filter(|_| uses_previous(item.node)) {
        let message = "the value of the parameter is that of the stack, which is not known here";
        let trouble = item.at(key).trouble("unknown-parameter", message);
        return Err(trouble.with_hint("give its `ParameterValue`"));
    }
    let name = item.at(field("ParameterKey")?).text()?;
    Ok((name.into(), scalar(item.at(field("ParameterValue")?))?))
}

fn uses_previous(item: &Node) -> bool {
    let flag = item.get("UsePreviousValue").map(|flag| &flag.value);
    flag == Some(&Value::Bool(true)) && item.get("ParameterValue").is_none()
}

/// The value as a template takes it, which is text.
fn scalar(value: Placed<'_>) -> Result<Box<str>, Trouble> {
    match &value.node.value {
        Value::Text(text) | Value::Number(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string().into()),
        Value::List(items) => {
            let parts: Result<Vec<_>, _> =
                items.iter().map(|item| scalar(value.at(item))).collect();
            Ok(parts?.join(",").into())
        }
        Value::Null | Value::Object(_) => Err(value.wrong_type("a value")),
    }
}
