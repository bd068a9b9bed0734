//! The configuration inside a plan: what expressions refer to.

use std::collections::BTreeMap;

use super::address::{inside, parent, steps, without_keys};
use super::snapshot::{Instance, NOTHING, items};
use crate::text::{Node, Value};

/// The configuration that a plan was made of; a state has none.
#[derive(Debug, Default)]
pub(super) struct Configuration<'n> {
    root: Option<&'n Node>,
    providers: Option<&'n Node>,
    variables: Option<&'n Node>,
    /// By address without keys.
    resources: BTreeMap<String, &'n Node>,
}

impl<'n> Configuration<'n> {
    pub(super) fn of(document: &'n Node) -> Self {
        let configuration = document.get("configuration");
        let root = configuration.and_then(|found| found.get("root_module"));
        let providers = configuration.and_then(|found| found.get("provider_config"));
        let mut resources = BTreeMap::new();
        if let Some(root) = root {
            gather(root, "", &mut resources);
        }
        Self { root, providers, variables: document.get("variables"), resources }
    }

    pub(super) fn resource(&self, instance: &Instance<'_>) -> Option<&'n Node> {
        let module = without_keys(&instance.module);
        let module = if instance.module.is_empty() { "" } else { &module };
        let mode = if instance.is_data { "data." } else { "" };
        let own = format!("{mode}{}.{}", instance.kind, instance.name);
        self.resources.get(&inside(module, &own)).copied()
    }

    /// What an attribute of an instance is made of.
    pub(super) fn expression(&self, instance: &Instance<'_>, attribute: &str) -> Option<&'n Node> {
        self.resource(instance)?.get("expressions")?.get(attribute)
    }

    /// The module at an address.
    pub(super) fn module(&self, module: &str) -> Option<&'n Node> {
        let mut at = self.root?;
        if module.is_empty() {
            return Some(at);
        }
        for step in steps(module).iter().skip(1).step_by(2) {
            at = at.get("module_calls")?.get(step.name)?.get("module")?;
        }
        Some(at)
    }

    /// The call that makes a module.
    pub(super) fn call(&self, module: &str) -> Option<&'n Node> {
        let (outer, call) = parent(module)?;
        self.module(outer)?.get("module_calls")?.get(call.name)
    }

    /// The value of a variable of the root module.
    pub(super) fn root_variable(&self, name: &str) -> Option<&'n Node> {
        let given = self.variables.and_then(|all| all.get(name)).and_then(|one| one.get("value"));
        given.or_else(|| self.default_of("", name))
    }

    /// The value that a variable has where the module's caller gives none.
    pub(super) fn default_of(&self, module: &str, name: &str) -> Option<&'n Node> {
        self.module(module)?.get("variables")?.get(name)?.get("default")
    }

    /// The key of an instance's provider: `aws.west`.
    pub(super) fn provider_key(&self, instance: &Instance<'_>) -> &'n str {
        let key = self.resource(instance).and_then(|found| found.get("provider_config_key"));
        key.and_then(Node::as_text).unwrap_or("aws")
    }

    /// The expressions of a provider. A module's own key leads to the provider that it was given.
    pub(super) fn provider(&self, key: &str) -> &'n Node {
        let short = key.rsplit(':').next().unwrap_or(key);
        let found = self.providers.and_then(|all| all.get(key).or_else(|| all.get(short)));
        found.and_then(|provider| provider.get("expressions")).unwrap_or(&NOTHING)
    }

    pub(super) fn provider_keys(&self) -> impl Iterator<Item = &'n str> {
        let members = match self.providers.map(|all| &all.value) {
            Some(Value::Object(members)) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|member| &*member.key.text)
    }
}

fn gather<'n>(module: &'n Node, path: &str, resources: &mut BTreeMap<String, &'n Node>) {
    for resource in items(module.get("resources")) {
        let field = |name| resource.get(name).and_then(Node::as_text).unwrap_or_default();
        let mode = if field("mode") == "data" { "data." } else { "" };
        let own = format!("{mode}{}.{}", field("type"), field("name"));
        resources.insert(inside(path, &own), resource);
    }
    if let Some(Value::Object(calls)) = module.get("module_calls").map(|calls| &calls.value) {
        for call in calls {
            if let Some(child) = call.value.get("module") {
                gather(child, &inside(path, &format!("module.{}", call.key.text)), resources);
            }
        }
    }
}

/// The references of an expression that are not the beginning of others: `aws_iam_role.app.name`
/// without `aws_iam_role.app`.
pub(super) fn references(expression: &Node) -> Vec<&str> {
    let all: Vec<&str> =
        items(expression.get("references")).iter().filter_map(Node::as_text).collect();
    let mut longest: Vec<&str> = Vec::new();
    for one in &all {
        let goes_on = |other: &&str| {
            other
                .strip_prefix(one)
                .is_some_and(|rest| rest.starts_with('.') || rest.starts_with('['))
        };
        if !longest.contains(one) && !all.iter().any(goes_on) {
            longest.push(one);
        }
    }
    longest
}
