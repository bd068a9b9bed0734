//! The instances of resources in a plan or a state: those that there are before it is applied, or
//! those that there will be.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{inside, text_key};
use crate::text::{Node, Span, Value};

/// Stands where a document has nothing.
pub(super) static NOTHING: Node = Node { span: Span { start: 0, end: 0 }, value: Value::Null };

/// Which side of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// An instance of a resource or of a data source.
#[derive(Clone, Debug)]
pub(super) struct Instance<'n> {
    pub(super) address: String,
    /// `module.app["a"]`; empty for the root module.
    pub(super) module: String,
    pub(super) is_data: bool,
    /// `aws_iam_role`
    pub(super) kind: &'n str,
    pub(super) name: &'n str,
    /// `[0]`, `["a"]`, or empty.
    pub(super) key: String,
    /// The document's entry for it.
    pub(super) node: &'n Node,
    pub(super) values: &'n Node,
    /// What is known only after apply: the same shape, `true` where it is so.
    pub(super) unknown: &'n Node,
    pub(super) sensitive: &'n Node,
    /// Whether applying the plan makes it, or makes it anew.
    pub(super) is_made: bool,
}

/// All instances of one side.
#[derive(Debug, Default)]
pub(super) struct Snapshot<'n> {
    pub(super) instances: Vec<Instance<'n>>,
    by_address: BTreeMap<String, usize>,
}

pub(super) fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn text_of<'n>(node: &'n Node, field: &str) -> &'n str {
    node.get(field).and_then(Node::as_text).unwrap_or_default()
}

impl<'n> Snapshot<'n> {
    /// The instances of a state.
    pub(super) fn of_state(root: &'n Node) -> Self {
        let mut snapshot = Self::default();
        snapshot.add_values(root.get("values"), &|_| true);
        snapshot
    }

    /// The instances of one side of a plan.
    pub(super) fn of_plan(root: &'n Node, side: Side) -> Self {
        let mut snapshot = Self::default();
        let changes = items(root.get("resource_changes"));
        let mut told = BTreeSet::new();
        for change in changes {
            told.extend([text_of(change, "address"), text_of(change, "previous_address")]);
            snapshot.add_change(change, side);
        }
        if side == Side::After {
            let is_new = |address: &str| !told.contains(address);
            snapshot.add_values(root.get("planned_values"), &is_new);
        }
        let prior = root.get("prior_state").and_then(|state| state.get("values"));
        snapshot.add_values(prior, &|address| !told.contains(address));
        snapshot
    }

    pub(super) fn get(&self, address: &str) -> Option<&Instance<'n>> {
        self.by_address.get(address).map(|index| &self.instances[*index])
    }

    /// All instances of a resource: `aws_iam_role.app[0]`, `aws_iam_role.app[1]`.
    pub(super) fn all_of(&self, address: &str) -> Vec<&Instance<'n>> {
        let start = format!("{address}[");
        let keyed = self.by_address.range(start.clone()..);
        let keyed = keyed.take_while(|(known, _)| known.starts_with(&start));
        let all = self.by_address.get(address).into_iter().chain(keyed.map(|(_, index)| index));
        all.map(|index| &self.instances[*index]).collect()
    }

    fn add(&mut self, instance: Instance<'n>) {
        if !self.by_address.contains_key(&instance.address) {
            self.by_address.insert(instance.address.clone(), self.instances.len());
            self.instances.push(instance);
        }
    }

    fn add_change(&mut self, node: &'n Node, side: Side) {
        let Some(change) = node.get("change") else { return };
        let actions: Vec<&str> =
            items(change.get("actions")).iter().filter_map(Node::as_text).collect();
        let is_deposed = node.get("deposed").is_some();
        let stays_as_it_was = actions.contains(&"forget");
        let part = |name: &str| change.get(name).unwrap_or(&NOTHING);
        let (values, unknown, sensitive) = match side {
            Side::After if is_deposed => return,
            Side::After if !stays_as_it_was => {
                (part("after"), part("after_unknown"), part("after_sensitive"))
            }
            _ => (part("before"), &NOTHING, part("before_sensitive")),
        };
        let is_gone = actions.as_slice() == ["delete"] && side == Side::After;
        let is_there = values.value != Value::Null || unknown.value != Value::Null;
        if is_gone || !is_there || (side == Side::Before && values.value == Value::Null) {
            return;
        }
        let mut instance = instance(node, text_of(node, "module_address"));
        if let (true, Some(deposed)) = (is_deposed, node.get("deposed").and_then(Node::as_text)) {
            instance.address = format!("{} (deposed {deposed})", instance.address);
        }
        let is_made = side == Side::After && actions.contains(&"create");
        self.add(Instance { values, unknown, sensitive, is_made, ..instance });
    }

    fn add_values(&mut self, values: Option<&'n Node>, is_wanted: &dyn Fn(&str) -> bool) {
        if let Some(root) = values.and_then(|values| values.get("root_module")) {
            self.add_module(root, is_wanted);
        }
    }

    fn add_module(&mut self, module: &'n Node, is_wanted: &dyn Fn(&str) -> bool) {
        let address = text_of(module, "address");
        for node in items(module.get("resources")) {
            let found = instance(node, address);
            if is_wanted(&found.address) && is_wanted(text_of(node, "address")) {
                self.add(found);
            }
        }
        for child in items(module.get("child_modules")) {
            self.add_module(child, is_wanted);
        }
    }
}

fn instance<'n>(node: &'n Node, module: &str) -> Instance<'n> {
    let (kind, name) = (text_of(node, "type"), text_of(node, "name"));
    let is_data = text_of(node, "mode") == "data";
    let resource = if is_data { format!("data.{kind}.{name}") } else { format!("{kind}.{name}") };
    let whole = inside(module, &resource);
    let key = text_of(node, "address").strip_prefix(&whole).filter(|key| key.starts_with('['));
    let key = match (key, node.get("index").map(|index| &index.value)) {
        (Some(key), _) => key.to_owned(),
        (None, Some(Value::Number(index))) => format!("[{index}]"),
        (None, Some(Value::Text(index))) => text_key(index),
        _ => String::new(),
    };
    Instance {
        address: format!("{whole}{key}"),
        module: module.to_owned(),
        is_data,
        kind,
        name,
        key,
        node,
        values: node.get("values").unwrap_or(&NOTHING),
        unknown: &NOTHING,
        sensitive: node.get("sensitive_values").unwrap_or(&NOTHING),
        is_made: false,
    }
}
