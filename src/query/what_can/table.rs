//! The answer for people: by service, access level, and resources.

use std::collections::BTreeMap;

use super::answer::{CellAnswer, WhatCanAnswer};
use crate::aws::ActionName;
use crate::catalog::{AccessLevel, ActionOfService, Catalog};
use crate::text::{WIDTH, printable, wrapped};

/// How many patterns of actions stand on a line.
const MOST_ACTIONS: usize = 6;

/// What the caller can do.
pub(crate) fn text(answer: &WhatCanAnswer, catalog: &Catalog) -> String {
    let mut text = format!("{} can\n", printable(&answer.principal));
    if answer.cells.is_empty() {
        return text + "  nothing\n";
    }
    for (service, cells) in by_service(answer) {
        text += &service_text(service, &cells, catalog);
    }
    text + &notes_text(answer)
}

/// What the answer says besides.
pub(super) fn notes_text(answer: &WhatCanAnswer) -> String {
    let notes = answer.notes.iter().map(|note| wrapped(&format!("note: {note}"), 6, WIDTH));
    let notes: String = notes.collect();
    if notes.is_empty() { notes } else { format!("\n{notes}") }
}

/// The cells of each service.
pub(super) fn by_service(answer: &WhatCanAnswer) -> BTreeMap<&str, Vec<&CellAnswer>> {
    let mut by_service: BTreeMap<&str, Vec<&CellAnswer>> = BTreeMap::new();
    for cell in &answer.cells {
        by_service.entry(cell.service()).or_default().push(cell);
    }
    by_service
}

/// What the caller can do in a service.
pub(super) fn service_text(service: &str, cells: &[&CellAnswer], catalog: &Catalog) -> String {
    let mut text = format!("\n{service}\n");
    for level in AccessLevel::ALL {
        let of_level: Vec<&CellAnswer> =
            cells.iter().copied().filter(|cell| cell.access_level == level.name()).collect();
        text += &level_text(level, &of_level, catalog);
    }
    text
}

/// The actions that are allowed on the same resources, together.
fn level_text(level: AccessLevel, cells: &[&CellAnswer], catalog: &Catalog) -> String {
    let mut of_action: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for cell in cells {
        of_action.entry(&cell.action).or_default().push((&cell.resource, cell.hangs()));
    }
    let mut together: BTreeMap<Vec<(&str, String)>, Vec<&str>> = BTreeMap::new();
    for (action, on) in of_action {
        together.entry(on).or_default().push(action);
    }
    let mut text = String::new();
    for (on, actions) in together {
        let what = format!("  {}: {}", level.name(), actions_text(&actions, catalog));
        text += &wrapped(&what, 6, WIDTH);
        for (resource, hangs) in on {
            let hangs = if hangs.is_empty() { hangs } else { format!("  {hangs}") };
            text += &wrapped(&format!("    on {}{hangs}", printable(resource)), 8, WIDTH);
        }
    }
    text
}

fn actions_text(actions: &[&str], catalog: &Catalog) -> String {
    let of_catalogue = |action: &&str| -> Option<ActionOfService<'_>> {
        catalog.action(&ActionName::parse(action)?)
    };
    let found: Vec<ActionOfService<'_>> = actions.iter().filter_map(of_catalogue).collect();
    let names = if actions.len() > MOST_ACTIONS {
        catalog.shrink(&found)
    } else {
        actions.iter().map(|action| (*action).to_owned()).collect()
    };
    names.join(", ")
}
