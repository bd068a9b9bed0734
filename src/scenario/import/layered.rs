//! The policies that a politest file or one of its tests names.

use std::sync::Arc;

use super::go_template::fill_in;
use super::politest_file::{Vars, both};
use super::shelf::Shelf;
use crate::bundle::{Placed, Trouble};
use crate::load::{find_every, path_beside, read_source};
use crate::text::{Comments, Node, Source, read_json};

/// What reads policies.
pub(super) struct Policies<'p> {
    pub(super) vars: &'p Vars,
    pub(super) shelf: &'p mut Shelf,
}

impl Policies<'_> {
    /// The layers that are named, as a scenario file has them.
    pub(super) fn layers<'n>(
        &mut self,
        get: &dyn Fn(&str) -> Option<Placed<'n>>,
    ) -> Result<Vec<(&'static str, Node)>, Trouble> {
        let mut layers = Vec::new();
        if let Some(policy) = one_of("policy_json", "policy_template", get)? {
            layers.push(("identity", Node::of_items([self.read(policy, "identity")?])));
        }
        if let Some(policy) = one_of("resource_policy_json", "resource_policy_template", get)? {
            layers.push(("resource", self.read(policy, "resource")?));
        }
        if let Some(paths) = get("scp_paths") {
            let mut level = Vec::new();
            for path in paths.one_or_more() {
                level.extend(self.service_control(path)?);
            }
            layers.push(("serviceControl", Node::of_items([Node::of_items(level)])));
        }
        Ok(layers)
    }

    fn service_control(&mut self, path: Placed<'_>) -> Result<Vec<Node>, Trouble> {
        let pattern = path_beside(path.source, path.text()?).display().to_string();
        let search = find_every(&[&pattern]);
        if let Some(why) = search.errors.into_iter().next() {
            return Err(path.trouble(Trouble::UNREADABLE, why));
        }
        let read = |found: crate::load::Found| {
            let source =
                read_source(&found.path).map_err(|why| path.trouble(Trouble::UNREADABLE, why))?;
            self.fill(&source, "service-control")
        };
        search.found.into_iter().map(read).collect()
    }

    fn read(&mut self, path: Placed<'_>, name: &str) -> Result<Node, Trouble> {
        let beside = path_beside(path.source, path.text()?);
        let source = read_source(&beside).map_err(|why| path.trouble(Trouble::UNREADABLE, why))?;
        self.fill(&source, name)
    }

    fn fill(&mut self, source: &Source, name: &str) -> Result<Node, Trouble> {
        let filled = fill_in(source.text(), self.vars).map_err(|message| {
            let whole = Arc::new(Source::new(source.name(), source.text()));
            let node = Node::of_text("");
            Placed { node: &node, source: &whole }.trouble("invalid-template", message)
        })?;
        let source = Arc::new(Source::new(source.name(), filled));
        let policy = read_json(&source, Comments::Refused)
            .map_err(|diagnostic| Trouble { diagnostic, source: source.clone() })?;
        Ok(self.shelf.put(name, &policy))
    }
}

fn one_of<'n>(
    one: &str,
    other: &str,
    get: &dyn Fn(&str) -> Option<Placed<'n>>,
) -> Result<Option<Placed<'n>>, Trouble> {
    match (get(one), get(other)) {
        (Some(_), Some(second)) => Err(both(one, other, second)),
        (first, second) => Ok(first.or(second)),
    }
}
