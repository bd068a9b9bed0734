//! `iamsim actions`: the actions of AWS.

mod listing;
mod shrink;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use super::catalogue::CatalogueArguments;
use super::completions;
use super::console::{complain, print, refuse, refuse_mistaken};
use crate::aws::global_key;
use crate::catalog::{AccessLevel, ActionOfService, ActionSearch, Catalog, Service};
use crate::text::{Arrange, nearest, quote};
pub(super) use listing::{ActionAnswer, Listing};
#[cfg(test)]
pub(super) use shrink::Shrunk;

/// The actions that fit patterns, with their access level and resource types
///
/// A line is an action, its access level, and the resource types that it touches: those with a `*`
/// behind them in every call, and `*` alone if the action takes no resource. Exits with 1 if a
/// pattern fits nothing.
#[derive(Args, Clone, Debug)]
pub(super) struct Actions {
    /// s3:*Object*, *Object* in any service, or a service; all actions if there is none
    #[arg(value_name = "PATTERN", add = ArgValueCompleter::new(completions::action_or_service))]
    patterns: Vec<String>,
    /// Only actions of this access level; may be given several times
    #[arg(long, value_enum, value_name = "LEVEL")]
    access_level: Vec<Level>,
    /// Only actions that touch this type of resource: bucket, s3:bucket, or * for those that take
    /// none; may be given several times
    #[arg(long, value_name = "TYPE")]
    resource_type: Vec<String>,
    /// Only actions whose requests may carry this condition key; may be given several times
    #[arg(long, value_name = "KEY", add = ArgValueCompleter::new(completions::condition_key))]
    condition_key: Vec<String>,
    /// Print names alone
    #[arg(long, conflicts_with = "format")]
    names: bool,
    /// Print few patterns that match these actions and no others of the catalogue; - reads more
    /// from the standard input
    ///
    /// Patterns are cut where words of a name end. An action that AWS adds later may fit them too.
    #[arg(
        long,
        requires = "patterns",
        conflicts_with_all = ["access_level", "resource_type", "condition_key", "names"]
    )]
    shrink: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Names of resources
    List,
    /// Contents of resources
    Read,
    /// Tags alone
    Tagging,
    /// Creates, changes, deletes
    Write,
    /// Changes who may do what
    PermissionsManagement,
}

impl Level {
    fn level(self) -> AccessLevel {
        match self {
            Self::List => AccessLevel::List,
            Self::Read => AccessLevel::Read,
            Self::Tagging => AccessLevel::Tagging,
            Self::Write => AccessLevel::Write,
            Self::PermissionsManagement => AccessLevel::PermissionsManagement,
        }
    }
}

impl Actions {
    /// Lists actions, or shrinks a list. 1: something fits nothing, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        match self.catalogue.catalog() {
            Err(troubles) => refuse_mistaken(&troubles),
            Ok(catalog) if self.shrink => shrink::run(&self.patterns, self.format, catalog),
            Ok(catalog) => self.list(catalog),
        }
    }

    fn list(&self, catalog: &Catalog) -> ExitCode {
        let found = match search(&self.patterns, catalog) {
            Ok(found) => found,
            Err(message) => return refuse(&message),
        };
        for message in &found.missed {
            complain(message);
        }
        let passing = found.actions.iter().copied().filter(|one| self.passes(*one, catalog));
        let actions: Vec<_> = passing.collect();
        let is_missed = actions.is_empty() || !found.missed.is_empty();
        if actions.is_empty() && !found.actions.is_empty() {
            self.complain_of_filters(&found.actions, catalog);
        }
        let listing = Listing::new(&actions, catalog);
        let text = match self.format {
            Format::Json => listing.to_json(),
            Format::Text if self.names => listing.names(),
            Format::Text => listing.text(),
        };
        print(&text, ExitCode::from(u8::from(is_missed)))
    }

    fn passes(&self, one: ActionOfService<'_>, catalog: &Catalog) -> bool {
        let is_any = |wanted: &[String], fits: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|text| fits(text))
        };
        let levels = &self.access_level;
        let is_of_level = |level: &Level| level.level() == one.action.access_level;
        (levels.is_empty() || levels.iter().any(is_of_level))
            && is_any(&self.resource_type, &|text| touches(one, text))
            && is_any(&self.condition_key, &|text| carries(one, text, catalog))
    }

    fn complain_of_filters(&self, before: &[ActionOfService<'_>], catalog: &Catalog) {
        complain(&format!("none of {} actions passes the filters", before.len()));
        for text in &self.condition_key {
            let lower = text.to_ascii_lowercase();
            if global_key(&lower).is_some() {
                let key = quote(text);
                complain(&format!("  = help: {key} comes with requests whatever their action"));
            } else if catalog.condition_key(&lower).is_none() {
                let names = catalog.every_condition_key().map(|key| key.name);
                let near = nearest(text, names).map(|near| format!("; did you mean `{near}`?"));
                let near = near.unwrap_or_default();
                complain(&format!("  = help: there is no condition key {}{near}", quote(text)));
            }
        }
        self.complain_of_types(before);
    }

    fn complain_of_types(&self, before: &[ActionOfService<'_>]) {
        let mut services: Vec<&Service> = before.iter().map(|one| one.service).collect();
        services.dedup_by_key(|service| &service.prefix);
        let kinds: Vec<_> = services.iter().flat_map(|service| &*service.resource_types).collect();
        let names = || kinds.iter().map(|kind| &*kind.name);
        for text in self.resource_type.iter().filter(|text| *text != "*") {
            let name = text.split_once(':').map_or(&**text, |(_, name)| name);
            if !names().any(|known| known.eq_ignore_ascii_case(name)) {
                let near = nearest(name, names()).map(|near| format!("; did you mean `{near}`?"));
                let near = near.unwrap_or_default();
                complain(&format!(
                    "  = help: these services have no resource type {}{near}",
                    quote(text)
                ));
            }
        }
    }
}

/// Whether an action touches a type of resource, named with or without its service.
fn touches(one: ActionOfService<'_>, wanted: &str) -> bool {
    let (service, name) = match wanted.split_once(':') {
        Some((service, name)) => (Some(service), name),
        None => (None, wanted),
    };
    let of_service = service.is_none_or(|service| one.service.prefix.eq_ignore_ascii_case(service));
    let mut types = one.service.resource_types_of(one.action);
    let is_wanted = name == "*" && one.action.is_wildcard_only()
        || types.any(|(_, kind)| kind.name.eq_ignore_ascii_case(name));
    of_service && is_wanted
}

/// Whether requests for an action may carry a key, which may be one of a family.
fn carries(one: ActionOfService<'_>, wanted: &str, catalog: &Catalog) -> bool {
    let lower = wanted.to_ascii_lowercase();
    let mut keys = catalog.keys_of(one).into_iter();
    keys.any(|key| key.name.eq_ignore_ascii_case(wanted) || key.stands_for(&lower))
}

/// What was found, and what is to be said of patterns that found nothing.
pub(super) struct Found<'c> {
    pub(super) actions: Vec<ActionOfService<'c>>,
    pub(super) missed: Vec<String>,
}

/// The actions that fit any of the patterns, each once, in the order of the catalogue.
///
/// # Errors
/// If a text is no pattern of actions.
pub(super) fn search<'c>(patterns: &[String], catalog: &'c Catalog) -> Result<Found<'c>, String> {
    if patterns.is_empty() {
        let actions = catalog.search(&ActionSearch::everything());
        return Ok(Found { actions, missed: Vec::new() });
    }
    let mut found = Found { actions: Vec::new(), missed: Vec::new() };
    for pattern in patterns {
        let search = ActionSearch::parse(pattern, catalog).ok_or_else(|| {
            format!("{} is no pattern of actions such as `s3:Get*` or `*Object*`", quote(pattern))
        })?;
        let fitting = catalog.search(&search);
        if fitting.is_empty() {
            found.missed.push(missed(pattern, &search, catalog));
        }
        found.actions.extend(fitting);
    }
    let key =
        |one: &ActionOfService<'_>| (one.service.prefix.clone(), one.action.lower_name.clone());
    found.actions.arrange_by_cached_key(key);
    found.actions.dedup_by_key(|one| key(one));
    Ok(found)
}

fn missed(pattern: &str, search: &ActionSearch, catalog: &Catalog) -> String {
    let what = if search.is_one_name() { "there is no action" } else { "no action fits" };
    format!("{what} {}{}", quote(pattern), near(pattern, search, catalog))
}

fn near(pattern: &str, search: &ActionSearch, catalog: &Catalog) -> String {
    let nearest = catalog.nearest_actions(&pattern.replace(['*', '?'], ""));
    let wider = format!("*{pattern}*");
    let wider = (search.is_one_name() && !pattern.contains(':'))
        .then(|| ActionSearch::parse(&wider, catalog))
        .flatten()
        .map(|search| (catalog.search(&search).len(), wider))
        .filter(|(count, _)| *count > 0);
    let names: Vec<String> = nearest.iter().map(|name| quote(name)).collect();
    match (names.is_empty(), wider) {
        (false, _) => format!("\n  = help: did you mean {}?", names.join(" or ")),
        (true, Some((count, wider))) => {
            format!("\n  = help: {} matches {count}", quote(&wider))
        }
        (true, None) => String::new(),
    }
}
