//! What a plan or a state is made of. What is of another type than Terraform writes it cannot be
//! understood, and is an error.

use crate::bundle::{Placed, Text, Trouble};
use crate::text::{Node, Value};

/// What stands in a document at a name.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    Object,
    /// The same shape as the values, or one mark for all of them.
    Marks,
    /// Whatever it is.
    Anything,
    Each(&'static [Field]),
    One(&'static [Field]),
    /// An object with things of one shape by their names.
    Named(&'static [Field]),
    /// The resources of a module and those of the modules inside.
    Module,
    /// The same in the configuration.
    ConfiguredModule,
}

/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Always,
    Perhaps,
}

type Field = (&'static str, Need, Shape);

const DOCUMENT: &[Field] = &[
    ("planned_values", Need::Perhaps, Shape::One(VALUES)),
    ("values", Need::Perhaps, Shape::One(VALUES)),
    ("prior_state", Need::Perhaps, Shape::One(&[("values", Need::Perhaps, Shape::One(VALUES))])),
    ("resource_changes", Need::Perhaps, Shape::Each(CHANGE_OF_RESOURCE)),
    ("configuration", Need::Perhaps, Shape::One(CONFIGURATION)),
    ("variables", Need::Perhaps, Shape::Named(&[("value", Need::Perhaps, Shape::Anything)])),
];

const VALUES: &[Field] = &[("root_module", Need::Perhaps, Shape::Module)];

const CHANGE_OF_RESOURCE: &[Field] = &[
    ("address", Need::Perhaps, Shape::Text),
    ("previous_address", Need::Perhaps, Shape::Text),
    ("module_address", Need::Perhaps, Shape::Text),
    ("mode", Need::Perhaps, Shape::Text),
    ("type", Need::Always, Shape::Text),
    ("name", Need::Always, Shape::Text),
    ("deposed", Need::Perhaps, Shape::Text),
    ("change", Need::Always, Shape::One(CHANGE)),
];

const CHANGE: &[Field] = &[
    ("actions", Need::Always, Shape::Texts),
    ("before", Need::Perhaps, Shape::Object),
    ("after", Need::Perhaps, Shape::Object),
    ("after_unknown", Need::Perhaps, Shape::Marks),
    ("before_sensitive", Need::Perhaps, Shape::Marks),
    ("after_sensitive", Need::Perhaps, Shape::Marks),
];

const MODULE: &[Field] =
    &[("address", Need::Perhaps, Shape::Text), ("resources", Need::Perhaps, Shape::Each(RESOURCE))];

const RESOURCE: &[Field] = &[
    ("address", Need::Perhaps, Shape::Text),
    ("mode", Need::Perhaps, Shape::Text),
    ("type", Need::Always, Shape::Text),
    ("name", Need::Always, Shape::Text),
    ("values", Need::Perhaps, Shape::Object),
    ("sensitive_values", Need::Perhaps, Shape::Marks),
];

const CONFIGURATION: &[Field] = &[
    (
        "provider_config",
        Need::Perhaps,
        Shape::Named(&[("expressions", Need::Perhaps, Shape::Object)]),
    ),
    ("root_module", Need::Perhaps, Shape::ConfiguredModule),
];

const CONFIGURED_MODULE: &[Field] = &[
    ("resources", Need::Perhaps, Shape::Each(CONFIGURED)),
    ("outputs", Need::Perhaps, Shape::Object),
    ("variables", Need::Perhaps, Shape::Object),
];

const CONFIGURED: &[Field] = &[
    ("mode", Need::Perhaps, Shape::Text),
    ("type", Need::Always, Shape::Text),
    ("name", Need::Always, Shape::Text),
    ("provider_config_key", Need::Perhaps, Shape::Text),
    ("expressions", Need::Perhaps, Shape::Object),
];

/// Every mistake in the structure of a document.
pub(super) fn misshapen(text: &Text) -> Vec<Trouble> {
    let mut found = Vec::new();
    object(Placed { node: &text.node, source: &text.source }, DOCUMENT, &mut found);
    found
}

fn object(placed: Placed<'_>, fields: &[Field], found: &mut Vec<Trouble>) {
    if !matches!(placed.node.value, Value::Object(_)) {
        found.push(placed.wrong_type("an object"));
        return;
    }
    for (name, need, shape) in fields {
        match placed.node.get(name) {
            Some(Node { value: Value::Null, .. }) | None if *need == Need::Perhaps => {}
            Some(node) => expect(placed.at(node), *shape, found),
            None => found.push(placed.trouble("missing-field", format!("expected a `{name}`"))),
        }
    }
}

fn expect(placed: Placed<'_>, shape: Shape, found: &mut Vec<Trouble>) {
    match shape {
        Shape::Text => found.extend(placed.text().err()),
        Shape::Texts => each(placed, found, |item, found| found.extend(item.text().err())),
        Shape::Object => object(placed, &[], found),
        Shape::Marks if matches!(placed.node.value, Value::Bool(_)) => {}
        Shape::Marks => object(placed, &[], found),
        Shape::Anything => {}
        Shape::Each(fields) => each(placed, found, |item, found| object(item, fields, found)),
        Shape::One(fields) => object(placed, fields, found),
        Shape::Named(fields) => named(placed, found, |one, found| object(one, fields, found)),
        Shape::Module => module(placed, found),
        Shape::ConfiguredModule => configured_module(placed, found),
    }
}

fn each(
    placed: Placed<'_>,
    found: &mut Vec<Trouble>,
    check: impl Fn(Placed<'_>, &mut Vec<Trouble>),
) {
    match &placed.node.value {
        Value::List(items) => items.iter().for_each(|item| check(placed.at(item), found)),
        _ => found.push(placed.wrong_type("a list")),
    }
}

fn named(
    placed: Placed<'_>,
    found: &mut Vec<Trouble>,
    check: impl Fn(Placed<'_>, &mut Vec<Trouble>),
) {
    match &placed.node.value {
        Value::Object(members) => {
            for member in members {
                check(placed.at(&member.value), found);
            }
        }
        _ => found.push(placed.wrong_type("an object")),
    }
}

fn is_said(node: &Node) -> bool {
    node.value != Value::Null
}

fn module(placed: Placed<'_>, found: &mut Vec<Trouble>) {
    object(placed, MODULE, found);
    if let Some(children) = placed.node.get("child_modules").filter(|node| is_said(node)) {
        each(placed.at(children), found, module);
    }
}

fn configured_module(placed: Placed<'_>, found: &mut Vec<Trouble>) {
    object(placed, CONFIGURED_MODULE, found);
    if let Some(calls) = placed.node.get("module_calls").filter(|node| is_said(node)) {
        named(placed.at(calls), found, |call, found| {
            object(call, &[("expressions", Need::Perhaps, Shape::Object)], found);
            if let Some(inner) = call.node.get("module") {
                configured_module(call.at(inner), found);
            }
        });
    }
}
