//! What a caller surely can, as a policy.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bundle::harmless;
use crate::cli::console::complain;
use crate::query::what_can::WhatCanAnswer;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy<'a> {
    version: &'static str,
    statement: Vec<Statement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    effect: &'static str,
    action: Vec<&'a str>,
    resource: Vec<&'a str>,
}

/// An identity-based policy that allows just what is surely allowed.
pub(super) fn text(answer: &WhatCanAnswer) -> String {
    let open = answer.cells.iter().filter(|cell| !cell.is_sure()).count();
    if open > 0 {
        complain(&format!("note: {open} that hang on something are left out"));
    }
    let policy = Policy { version: "2012-10-17", statement: statements(answer) };
    harmless_lines(&serde_json::to_string_pretty(&policy).unwrap_or_default()) + "\n"
}

/// A statement for the actions of a service that are allowed on the same resources.
fn statements(answer: &WhatCanAnswer) -> Vec<Statement<'_>> {
    let mut of_action: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for cell in answer.cells.iter().filter(|cell| cell.is_sure()) {
        of_action.entry(&cell.action).or_default().push(&cell.resource);
    }
    let mut together: BTreeMap<(&str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for (action, mut resources) in of_action {
        if resources.contains(&"*") {
            resources = vec!["*"];
        }
        let service = action.split(':').next().unwrap_or_default();
        together.entry((service, resources)).or_default().push(action);
    }
    let statement = |((_, resource), action): ((&'_ str, Vec<_>), Vec<_>)| Statement {
        effect: "Allow",
        action,
        resource,
    };
    together.into_iter().map(statement).collect()
}

fn harmless_lines(json: &str) -> String {
    let lines: Vec<String> = json.lines().map(|line| harmless(line.to_owned())).collect();
    lines.join("\n")
}
