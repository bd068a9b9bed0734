//! What an expression that is one reference means.

use super::address::{Step, inside, parent, steps};
use super::configuration::{Configuration, references};
use super::snapshot::{Instance, Snapshot};
use crate::text::Node;

const DEEPEST: usize = 32;

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'s> {
    /// The module instance around it.
    pub(super) module: &'s str,
    /// The key that `each.key` and `count.index` are.
    pub(super) key: &'s str,
    /// What `each.value` runs over.
    pub(super) for_each: Option<&'s Node>,
}

/// What an expression means.
#[derive(Debug)]
pub(super) enum Meaning<'s> {
    /// A value that the configuration itself has.
    Constant(&'s Node),
    /// An attribute of instances; without a name where the plan leaves it out.
    Attribute { of: Vec<&'s Instance<'s>>, attribute: String },
    /// The plan does not show it.
    Open,
}

/// Follows references.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver<'s> {
    pub(super) snapshot: &'s Snapshot<'s>,
    pub(super) configuration: &'s Configuration<'s>,
}

fn is_own_key(reference: &str) -> bool {
    matches!(reference, "each.key" | "count.index")
}

impl<'s> Resolver<'s> {
    pub(super) fn scope_of(&self, instance: &'s Instance<'s>) -> Scope<'s> {
        let resource = self.configuration.resource(instance);
        let for_each = resource.and_then(|found| found.get("for_each_expression"));
        Scope { module: &instance.module, key: &instance.key, for_each }
    }

    /// What an expression means that is one reference as a whole.
    pub(super) fn meaning(&self, scope: Scope<'s>, expression: &'s Node) -> Meaning<'s> {
        self.meaning_within(scope, expression, DEEPEST)
    }

    /// What each reference of an expression means.
    pub(super) fn meanings(&self, scope: Scope<'s>, expression: &'s Node) -> Vec<Meaning<'s>> {
        let wanted = references(expression).into_iter().filter(|one| !is_own_key(one));
        wanted.map(|one| self.follow(scope, one, DEEPEST)).collect()
    }

    fn meaning_within(&self, scope: Scope<'s>, expression: &'s Node, depth: usize) -> Meaning<'s> {
        if let Some(constant) = expression.get("constant_value") {
            return Meaning::Constant(constant);
        }
        let mut wanted = references(expression);
        wanted.retain(|one| !is_own_key(one));
        match (wanted.as_slice(), depth) {
            ([one], 1..) => self.follow(scope, one, depth - 1),
            _ => Meaning::Open,
        }
    }

    fn follow(&self, scope: Scope<'s>, reference: &'s str, depth: usize) -> Meaning<'s> {
        let path = steps(reference);
        let name = |index: usize| path.get(index).map_or("", |step| step.name);
        match (name(0), path.len()) {
            ("var", 2) if path[1].key.is_empty() => self.variable(scope.module, name(1), depth),
            ("module", 3) if path[2].key.is_empty() => self.output(scope, &path, depth),
            ("each", 2..) if name(1) == "value" => self.each_value(scope, &path, depth),
            ("data", 3..) => {
                let resource = format!("data.{}.{}", name(1), name(2));
                self.attribute(scope, &resource, &path[2..])
            }
            ("var" | "module" | "each" | "count" | "local" | "path" | "terraform" | "self", _)
            | (_, 0 | 1) => Meaning::Open,
            _ => self.attribute(scope, &format!("{}.{}", name(0), name(1)), &path[1..]),
        }
    }

    fn attribute(&self, scope: Scope<'s>, resource: &str, path: &[Step<'_>]) -> Meaning<'s> {
        let address = inside(scope.module, resource);
        let exactly = |key: &str| self.snapshot.get(&format!("{address}{key}"));
        let named = path.first().map_or("", |step| step.key);
        let one = match named {
            "" => exactly("").or_else(|| exactly(scope.key)),
            key => exactly(key),
        };
        let of = one.map_or_else(|| self.snapshot.all_of(&address), |one| vec![one]);
        let rest: Vec<String> =
            path.iter().skip(1).map(|step| format!("{}{}", step.name, step.key)).collect();
        if of.is_empty() {
            Meaning::Open
        } else {
            Meaning::Attribute { of, attribute: rest.join(".") }
        }
    }

    fn variable(&self, module: &'s str, name: &str, depth: usize) -> Meaning<'s> {
        if module.is_empty() {
            return self.configuration.root_variable(name).map_or(Meaning::Open, Meaning::Constant);
        }
        let call = self.configuration.call(module);
        let given = call.and_then(|call| call.get("expressions")).and_then(|all| all.get(name));
        let (Some(given), Some((outer, step))) = (given, parent(module)) else {
            let default = self.configuration.default_of(module, name);
            return default.map_or(Meaning::Open, Meaning::Constant);
        };
        let for_each = call.and_then(|call| call.get("for_each_expression"));
        self.meaning_within(Scope { module: outer, key: step.key, for_each }, given, depth)
    }

    fn output(&self, scope: Scope<'s>, path: &[Step<'_>], depth: usize) -> Meaning<'s> {
        let called = inside(scope.module, &format!("module.{}", path[1].name));
        let key = if path[1].key.is_empty() { scope.key } else { path[1].key };
        let is_module = |address: &String| {
            let all = &self.snapshot.instances;
            all.iter().find(|instance| {
                let rest = instance.module.strip_prefix(address.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let candidates = [called.clone(), format!("{called}{key}")];
        let inner = candidates.iter().find_map(|address| {
            is_module(address).and_then(|instance| instance.module.get(..address.len()))
        });
        let outputs = inner.and_then(|module| self.configuration.module(module)?.get("outputs"));
        let output = outputs.and_then(|all| all.get(path[2].name)?.get("expression"));
        match (inner, output) {
            (Some(module), Some(expression)) => {
                self.meaning_within(Scope { module, key: "", for_each: None }, expression, depth)
            }
            _ => Meaning::Open,
        }
    }

    fn each_value(&self, scope: Scope<'s>, path: &[Step<'_>], depth: usize) -> Meaning<'s> {
        let over = scope.for_each.map(|over| self.meaning_within(scope, over, depth));
        match over {
            Some(Meaning::Attribute { mut of, attribute }) if attribute.is_empty() => {
                of.retain(|instance| instance.key == scope.key);
                let rest = path.iter().skip(2).map(|step| format!("{}{}", step.name, step.key));
                let attribute = rest.collect::<Vec<_>>().join(".");
                if of.len() == 1 { Meaning::Attribute { of, attribute } } else { Meaning::Open }
            }
            _ => Meaning::Open,
        }
    }
}
