//! Resources that add one statement to a policy: permissions of functions, layers and event buses.

use super::block::{Block, part};
use super::snapshot::Instance;
use super::values::Values;
use crate::environment::key_of_unknown;
use crate::text::{Node, Value};

/// What a statement demands: keys and their values by operators.
type Conditions<'k> = Vec<(&'k str, Vec<(Box<str>, Node)>)>;

/// The ARN that an instance adds a statement to, and the statement.
pub(super) fn statement_of<'s>(
    values: &Values<'s>,
    instance: &'s Instance<'s>,
) -> Option<(String, Node)> {
    match instance.kind {
        "aws_lambda_permission" => function_permission(values, instance),
        "aws_lambda_layer_version_permission" => layer_permission(values, instance),
        "aws_cloudwatch_event_permission" => bus_permission(values, instance),
        _ => None,
    }
}

/// Attribute, operator and key of what such a permission demands.
const FUNCTION_CONDITIONS: [(&str, &str, &str); 6] = [
    ("source_arn", "ArnLike", "aws:SourceArn"),
    ("source_account", "StringEquals", "aws:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
    ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("invoked_via_function_url", "Bool", "lambda:InvokedViaFunctionUrl"),
];

fn function_permission<'s>(
    values: &Values<'s>,
    instance: &'s Instance<'s>,
) -> Option<(String, Node)> {
    let template = "arn:{partition}:lambda:{region}:{account}:function:{function_name}";
    let function = values.fill(instance, template)?;
    let qualifier = values.text(instance, "qualifier").filter(|text| !text.is_empty());
    let is_qualified =
        qualifier.as_ref().is_some_and(|name| function.ends_with(&format!(":{name}")));
    let arn = match qualifier {
        Some(qualifier) if !is_qualified => format!("{function}:{qualifier}"),
        _ => function,
    };
    let mut conditions: Conditions<'_> = Vec::new();
    for (attribute, operator, key) in FUNCTION_CONDITIONS {
        let value = values.text(instance, attribute).filter(|text| !text.is_empty());
        if let Some(value) = value.filter(|value| value != "false") {
            demand(&mut conditions, operator, key, Node::of_text(value));
        }
    }
    Some((arn.clone(), statement(values, instance, &arn, conditions)))
}

fn layer_permission<'s>(values: &Values<'s>, instance: &'s Instance<'s>) -> Option<(String, Node)> {
    let template = "arn:{partition}:lambda:{region}:{account}:layer:{layer_name}";
    let layer = values.fill(instance, template)?;
    let version = values.text(instance, "version_number")?;
    let is_version = layer.ends_with(&format!(":{version}"));
    let arn = if is_version { layer } else { format!("{layer}:{version}") };
    let mut conditions = Vec::new();
    if let Some(id) = values.text(instance, "organization_id").filter(|id| !id.is_empty()) {
        demand(&mut conditions, "StringEquals", "aws:PrincipalOrgID", Node::of_text(id));
    }
    Some((arn.clone(), statement(values, instance, &arn, conditions)))
}

fn bus_permission<'s>(values: &Values<'s>, instance: &'s Instance<'s>) -> Option<(String, Node)> {
    let bus = values.text(instance, "event_bus_name").unwrap_or_else(|| "default".to_owned());
    let template = "arn:{partition}:events:{region}:{account}:event-bus/";
    let arn = format!("{}{bus}", values.fill(instance, template)?);
    let mut conditions = Vec::new();
    let whole = values.whole(instance);
    let is_listed = matches!(part(whole.known, "condition").value, Value::Null | Value::List(_));
    if whole.is_unknown("condition") || !is_listed {
        demand_unknown(values, instance, &mut conditions);
    }
    for block in whole.blocks("condition") {
        match (block.text("type"), block.text("key")) {
            (Some(operator), Some(key)) => {
                let value = block_text(values, instance, &block, "value");
                demand(&mut conditions, operator, key, Node::of_text(value));
            }
            _ => demand_unknown(values, instance, &mut conditions),
        }
    }
    Some((arn.clone(), statement(values, instance, &arn, conditions)))
}

/// There is a condition, and nobody knows which.
fn demand_unknown(values: &Values<'_>, instance: &Instance<'_>, conditions: &mut Conditions<'_>) {
    let name = format!("{}.condition", instance.address);
    values.note_unknown(&name, "which condition holds is not known", values.origin(instance));
    demand(conditions, "StringEquals", &key_of_unknown(&name), Node::of_text("true"));
}

fn block_text<'s>(
    values: &Values<'s>,
    instance: &'s Instance<'s>,
    block: &Block<'s>,
    name: &str,
) -> String {
    let hole = || values.hole_at(instance, &format!("condition.{name}"), "known after apply");
    part(block.known, name).as_text().map_or_else(hole, str::to_owned)
}

fn demand<'k>(conditions: &mut Conditions<'k>, operator: &'k str, key: &str, value: Node) {
    match conditions.iter_mut().find(|(known, _)| *known == operator) {
        Some((_, keys)) => keys.push((key.into(), value)),
        None => conditions.push((operator, vec![(key.into(), value)])),
    }
}

fn statement<'s>(
    values: &Values<'s>,
    instance: &'s Instance<'s>,
    resource: &str,
    conditions: Conditions<'_>,
) -> Node {
    let mut members = Vec::new();
    if let Some(sid) = values.text(instance, "statement_id").filter(|sid| !sid.is_empty()) {
        members.push(("Sid", Node::of_text(sid)));
    }
    let usual = "events:PutEvents";
    let action = values.text(instance, "action").unwrap_or_else(|| usual.to_owned());
    let principal = values.text(instance, "principal").unwrap_or_default();
    members.push(("Effect", Node::of_text("Allow")));
    members.push(("Principal", principal_of(&principal)));
    members.push(("Action", Node::of_text(action)));
    members.push(("Resource", Node::of_text(resource)));
    if !conditions.is_empty() {
        let tests = conditions.into_iter().map(|(test, keys)| (test, Node::of_members(keys)));
        members.push(("Condition", Node::of_members(tests)));
    }
    Node::of_members(members)
}

fn principal_of(text: &str) -> Node {
    let is_service = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
    match text {
        "*" => Node::of_text("*"),
        _ if is_service => Node::of_members([("Service", Node::of_text(text))]),
        _ => Node::of_members([("AWS", Node::of_text(text))]),
    }
}
