//! The answer for people where it is long: whole services by name, others in numbers.

use std::collections::BTreeSet;

use super::answer::{CellAnswer, WhatCanAnswer};
use super::table;
use crate::catalog::{AccessLevel, Catalog};
use crate::text::{WIDTH, columns, printable, wrapped};

/// How many services are told action by action.
const MOST_SERVICES: usize = 12;

/// What the caller can do: all of it if that is not long. `more` says how to see what is left out.
pub(crate) fn text(answer: &WhatCanAnswer, catalog: &Catalog, more: &str) -> String {
    let services = table::by_service(answer);
    if services.len() <= MOST_SERVICES {
        return table::text(answer, catalog);
    }
    let is_whole = |service: &str| services.get(service).is_some_and(|of| has_all(of, catalog));
    let (whole, rest): (Vec<&str>, Vec<&str>) =
        services.keys().copied().partition(|service| is_whole(service));
    let mut text = format!("{} can\n", printable(&answer.principal));
    if !whole.is_empty() {
        text += &wrapped(&format!("  {}", everything(&whole, catalog)), 4, WIDTH);
    }
    if rest.len() <= MOST_SERVICES {
        for service in &rest {
            text += &table::service_text(service, &services[service], catalog);
        }
    } else {
        let rows = std::iter::once(head()).chain(rest.iter().map(|one| row(one, &services[one])));
        let rows: Vec<Vec<String>> = rows.collect();
        let lines = columns(&rows);
        text.push('\n');
        text.extend(lines.lines().map(|line| format!("  {line}\n")));
        text.push('\n');
        text += &wrapped(
            &format!("how many actions, those that hang on something too; {more}"),
            0,
            WIDTH,
        );
    }
    text + &table::notes_text(answer)
}

/// Whether every action of a service is surely allowed on any resource.
fn has_all(cells: &[&CellAnswer], catalog: &Catalog) -> bool {
    let Some(service) = cells.first().and_then(|cell| catalog.service(cell.service())) else {
        return false;
    };
    let sure = cells.iter().filter(|cell| cell.is_sure() && &*cell.resource == "*");
    let sure: BTreeSet<&str> = sure.map(|cell| &*cell.action).collect();
    sure.len() == service.actions.len() && cells.iter().all(|cell| cell.is_sure())
}

/// `everything on any resource of all services but sts`
fn everything(whole: &[&str], catalog: &Catalog) -> String {
    let actions = |service: &&str| catalog.service(service).map_or(0, |one| one.actions.len());
    let count: usize = whole.iter().map(actions).sum();
    let others: Vec<&str> = catalog.prefixes().filter(|prefix| !whole.contains(prefix)).collect();
    let which = if others.is_empty() {
        "of all services".to_owned()
    } else if others.len() <= whole.len() {
        format!("of all services but {}", others.join(", "))
    } else {
        format!("of {}", whole.join(", "))
    };
    format!("everything on any resource, {count} actions, {which}")
}

fn head() -> Vec<String> {
    let levels = AccessLevel::ALL.map(|level| level.name().to_owned());
    std::iter::once(String::new()).chain(levels).collect()
}

/// How many actions of each access level.
fn row(service: &str, cells: &[&CellAnswer]) -> Vec<String> {
    let count = |level: AccessLevel| {
        let of_level = cells.iter().filter(|cell| cell.access_level == level.name());
        match of_level.map(|cell| &*cell.action).collect::<BTreeSet<_>>().len() {
            0 => "-".to_owned(),
            count => count.to_string(),
        }
    };
    std::iter::once(service.to_owned()).chain(AccessLevel::ALL.map(count)).collect()
}
