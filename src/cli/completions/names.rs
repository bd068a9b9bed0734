//! AWS's names that begin with what was typed. Letter case does not matter; what was typed up to the
//! last colon stays as it is, since shells replace only what follows.

use std::ffi::OsStr;

use clap_complete::engine::CompletionCandidate;

use crate::aws::GLOBAL_KEYS;
use crate::catalog::{Catalog, Service};
use crate::text::Arrange;

/// Names with what is to be said of them.
type Candidates = Vec<CompletionCandidate>;

fn candidate(name: impl Into<String>, help: impl Into<String>) -> CompletionCandidate {
    CompletionCandidate::new(name.into()).help(Some(help.into().into()))
}

fn begins(name: &str, typed: &str) -> bool {
    name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// Actions; as long as there is no colon, services.
pub(in crate::cli) fn action(current: &OsStr) -> Candidates {
    complete(current, |typed| services(typed, ":"), of_service)
}

/// The same, and services by themselves.
pub(in crate::cli) fn action_or_service(current: &OsStr) -> Candidates {
    let both = |typed: &str| {
        let mut found = services(typed, "");
        found.extend(services(typed, ":"));
        found
    };
    complete(current, both, of_service)
}

/// Actions, services, condition keys and types of resources.
pub(in crate::cli) fn anything(current: &OsStr) -> Candidates {
    let mut found = action_or_service(current);
    found.extend(condition_key(current));
    let typed = current.to_str().and_then(|text| text.split_once(':'));
    let service = typed.and_then(|(prefix, _)| service(prefix));
    if let (Some(service), Some((prefix, typed))) = (service, typed) {
        let kinds = service.resource_types.iter().filter(|kind| begins(&kind.name, typed));
        found.extend(kinds.map(|kind| candidate(format!("{prefix}:{}", kind.name), "resources")));
    }
    found
}

/// Condition keys.
pub(in crate::cli) fn condition_key(current: &OsStr) -> Candidates {
    complete(current, key_prefixes, |prefix, typed| keys(prefix, typed, ""))
}

/// Condition keys, with the sign behind which a value stands.
pub(in crate::cli) fn context(current: &OsStr) -> Candidates {
    complete(current, key_prefixes, |prefix, typed| keys(prefix, typed, "="))
}

/// Names of managed policies.
pub(in crate::cli) fn managed_policy(current: &OsStr) -> Candidates {
    let Some(typed) = current.to_str() else { return Candidates::new() };
    if typed.starts_with("arn:") {
        return managed_arns(typed);
    }
    let all = Catalog::embedded().managed_policies().all().iter();
    let fitting = all.filter(|policy| begins(&policy.name, typed));
    fitting.map(|policy| candidate(&*policy.name, &*policy.version)).collect()
}

/// ARNs of managed policies.
pub(super) fn managed_arns(typed: &str) -> Candidates {
    let partition = typed.split(':').nth(1).filter(|name| name.starts_with("aws"));
    let partition = partition.filter(|_| typed.matches(':').count() > 1).unwrap_or("aws");
    let arns = Catalog::embedded().managed_policies().all().iter().map(|one| one.arn(partition));
    let fitting = arns.filter(|arn| begins(arn, typed));
    fitting.map(CompletionCandidate::new).collect()
}

/// What stands before the colon, or behind one.
fn complete(
    current: &OsStr,
    before: impl Fn(&str) -> Candidates,
    behind: impl Fn(&str, &str) -> Candidates,
) -> Candidates {
    match current.to_str().map(|text| (text, text.split_once(':'))) {
        Some((_, Some((prefix, typed)))) => behind(prefix, typed),
        Some((typed, None)) => before(typed),
        None => Candidates::new(),
    }
}

fn services(typed: &str, end: &str) -> Candidates {
    let catalog = Catalog::embedded();
    let prefixes = catalog.prefixes().filter(|prefix| begins(prefix, typed));
    prefixes.map(|prefix| CompletionCandidate::new(format!("{prefix}{end}"))).collect()
}

fn service(prefix: &str) -> Option<&'static Service> {
    Catalog::embedded().service(&prefix.to_ascii_lowercase())
}

fn of_service(prefix: &str, typed: &str) -> Candidates {
    let actions = service(prefix).map_or(&[][..], |service| &service.actions);
    let fitting = actions.iter().filter(|action| begins(&action.name, typed));
    let named = |name: &str| format!("{prefix}:{name}");
    fitting.map(|action| candidate(named(&action.name), action.access_level.name())).collect()
}

fn key_prefixes(typed: &str) -> Candidates {
    let mut found = services(typed, ":");
    if begins("aws", typed) {
        found.insert(0, CompletionCandidate::new("aws:"));
    }
    found
}

/// The keys of a service, or the global ones; of a family only the start.
fn keys(prefix: &str, typed: &str, end: &str) -> Candidates {
    let whole = format!("{prefix}:{typed}");
    let catalog = Catalog::embedded();
    let of_engine = GLOBAL_KEYS.iter().map(|key| key.name);
    let all = catalog.every_condition_key().map(|key| key.name).chain(of_engine);
    let mut found: Vec<String> = all.filter(|name| begins(name, &whole)).map(start).collect();
    found.arrange_by_key(|name| name.to_ascii_lowercase());
    found.dedup_by_key(|name| name.to_ascii_lowercase());
    let written = |name: String| {
        let end = if name.ends_with(['/', ':']) { "" } else { end };
        CompletionCandidate::new(format!("{prefix}{}{end}", &name[prefix.len()..]))
    };
    found.into_iter().map(written).collect()
}

fn start(name: &str) -> String {
    name.split("${").next().unwrap_or(name).to_owned()
}
