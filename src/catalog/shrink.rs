//! Which patterns say the same as a list of actions.

mod candidates;
mod cover;

use std::collections::{BTreeMap, BTreeSet};

use super::reference::{ActionOfService, Catalog};
use super::service::Service;
use crate::text::Arrange;
use candidates::candidates;
use cover::cover;

impl Catalog {
    /// Few patterns that together match these actions and no other action of this catalogue. A
    /// name is only cut where one of its words ends; in order, spelt as AWS does.
    pub fn shrink(&self, actions: &[ActionOfService<'_>]) -> Vec<String> {
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in actions {
            wanted.entry(&one.service.prefix).or_default().insert(&one.action.lower_name);
        }
        let is_whole = |prefix: &str| {
            let service = self.service(prefix);
            let count = service.map_or(0, |service| service.actions.len());
            count == wanted.get(prefix).map_or(0, BTreeSet::len)
        };
        if !wanted.is_empty() && self.prefixes().all(is_whole) {
            return vec!["*".to_owned()];
        }
        let shrunk = wanted.iter().filter_map(|(prefix, names)| {
            let patterns = of_service(self.service(prefix)?, names);
            Some(patterns.into_iter().map(move |pattern| format!("{prefix}:{pattern}")))
        });
        shrunk.flatten().collect()
    }
}

fn of_service(service: &Service, wanted: &BTreeSet<&str>) -> Vec<String> {
    if service.actions.len() == wanted.len() {
        return vec!["*".to_owned()];
    }
    let is_wanted = |name: &str| wanted.contains(name);
    let mut patterns = cover(&candidates(&service.actions, &is_wanted), wanted.len());
    patterns.arrange_by_cached_key(|pattern| (pattern.to_ascii_lowercase(), pattern.clone()));
    patterns
}
