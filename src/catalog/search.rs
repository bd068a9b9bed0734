//! Finding actions by what people type.

use super::reference::{ActionOfService, Catalog, ConditionKey};
use crate::text::{Arrange, nearest};
use crate::value_set::Pattern;

/// What people type when they look for actions: `s3:*Object*`, `*Object*`, `GetObject`, `s3`.
#[derive(Clone, Debug)]
pub struct ActionSearch {
    service: Box<str>,
    name: Pattern,
}

impl ActionSearch {
    /// Reads what was typed. Without a colon it is the name of a service, or else a pattern of
    /// actions in every service. `None` if it holds characters that no action has.
    pub fn parse(text: &str, catalog: &Catalog) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let (service, name) = match lower.split_once(':') {
            Some(parts) => parts,
            None if catalog.service(&lower).is_some() => (&*lower, "*"),
            None => ("*", &*lower),
        };
        let fits =
            |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b"*?-_.".contains(&b));
        let is_search = [service, name].into_iter().all(|part| !part.is_empty() && fits(part));
        is_search.then(|| Self { service: service.into(), name: Pattern::glob(name) })
    }

    /// Every action.
    pub fn everything() -> Self {
        Self { service: "*".into(), name: Pattern::glob("*") }
    }

    /// Whether it names one action, rather than a pattern of them.
    pub fn is_one_name(&self) -> bool {
        self.name.as_literal().is_some()
    }
}

impl Catalog {
    /// The actions that somebody looks for, in order.
    pub fn search(&self, search: &ActionSearch) -> Vec<ActionOfService<'_>> {
        let services = Pattern::glob(&search.service);
        let prefixes: Vec<&str> = match services.as_literal() {
            Some(_) => vec![&search.service],
            None => self.prefixes().filter(|prefix| services.matches(prefix)).collect(),
        };
        let mut found = Vec::new();
        for service in prefixes.into_iter().filter_map(|prefix| self.service(prefix)) {
            let fits = service.actions.iter().filter(|one| search.name.matches(&one.lower_name));
            found.extend(fits.map(|action| ActionOfService { service, action }));
        }
        found
    }

    /// Actions whose names are like this one, the nearest first.
    pub fn nearest_actions(&self, name: &str) -> Vec<String> {
        let lower = name.to_ascii_lowercase();
        let (prefix, action) = lower.split_once(':').unwrap_or(("", &lower));
        if let Some(service) = self.service(prefix) {
            let names = service.actions.iter().map(|one| &*one.name);
            let near = nearest(action, names).map(|near| format!("{prefix}:{near}"));
            return near.into_iter().collect();
        }
        let same_name = self.every_action().filter(|one| *one.action.lower_name == *action);
        let mut found: Vec<String> = same_name.map(|one| one.full_name()).collect();
        if found.is_empty() {
            let near_service =
                nearest(prefix, self.prefixes()).map(|one| format!("{one}:{action}"));
            match near_service {
                Some(name) => return self.nearest_actions(&name),
                None => found.extend(self.nearest_in_all(action)),
            }
        }
        found.arrange_by_key(|found| strsim::osa_distance(&lower, &found.to_ascii_lowercase()));
        found.truncate(MOST_SHOWN);
        found
    }

    fn nearest_in_all(&self, action: &str) -> Option<String> {
        let all: Vec<ActionOfService<'_>> = self.every_action().collect();
        let near = nearest(action, all.iter().map(|one| &*one.action.name))?;
        all.iter().find(|one| *one.action.name == *near).map(ActionOfService::full_name)
    }

    /// All condition keys that a request for the action may carry beside the global ones, on
    /// whatever resource, by name.
    pub fn keys_of(&self, found: ActionOfService<'_>) -> Vec<ConditionKey<'_>> {
        let ActionOfService { service, action } = found;
        let of_uses = service
            .resource_types_of(action)
            .flat_map(|(used, kind)| [used.condition_keys, kind.condition_keys]);
        let sets = std::iter::once(action.condition_keys).chain(of_uses);
        let mut keys: Vec<_> = sets.flat_map(|set| self.condition_keys(set)).collect();
        keys.arrange_by_key(|key| key.name.to_ascii_lowercase());
        keys.dedup_by_key(|key| key.name);
        keys
    }
}

const MOST_SHOWN: usize = 4;
