//! A politest file and the files that it extends, as one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::go_template::fill_in;
use super::{placed, read_text};
use crate::bundle::{Placed, Text, Trouble};
use crate::load::path_beside;
use crate::text::{Member, Node, Value, quote};

/// What may stand in a file beside its tests.
pub(super) const SETTINGS: &[&str] = &[
    "policy_template",
    "policy_json",
    "resource_policy_template",
    "resource_policy_json",
    "caller_arn",
    "resource_owner",
    "resource_handling_option",
    "scp_paths",
    "context",
];

/// Fields that no other file has.
pub(super) const TELLING: &[&str] =
    &["tests", "policy_template", "policy_json", "scp_paths", "vars_file"];

const REST: &[&str] = &["extends", "vars_file", "vars", "tests", "name", "description"];

/// How many files may extend each other in a row.
const LONGEST_CHAIN: usize = 32;

pub(super) type Vars = BTreeMap<String, String>;

/// The texts of a file and of those that it extends, the nearest first, variables filled in.
pub(super) struct PolitestFile {
    texts: Vec<Text>,
    pub(super) vars: Vars,
}

impl PolitestFile {
    pub(super) fn read(file: &Text) -> Result<Self, Trouble> {
        let mut texts = vec![file.clone()];
        while let Some(extended) = extended(placed(&texts[texts.len() - 1]))? {
            if texts.len() == LONGEST_CHAIN {
                let message = "more files extend each other than anybody needs";
                return Err(placed(file).trouble("circular-extends", message));
            }
            texts.push(extended);
        }
        let mut vars = Vars::new();
        for text in texts.iter().rev() {
            add_vars(placed(text), &mut vars)?;
        }
        for text in &mut texts {
            let source = text.source.clone();
            let root = Arc::make_mut(&mut text.node);
            fill_node(root, &vars).map_err(|(node, message)| {
                Placed { node: &node, source: &source }.trouble("invalid-template", message)
            })?;
        }
        Ok(Self { texts, vars })
    }

    /// A field of the nearest file that has it.
    pub(super) fn get(&self, name: &str) -> Option<Placed<'_>> {
        let found = |text: &'_ Text| text.node.get(name).is_some();
        let text = self.texts.iter().find(|text| found(text))?;
        text.node.get(name).map(|node| placed(text).at(node)).filter(|value| !value.is_null())
    }

    /// # Errors
    /// If a file has a field that we do not know.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        let known: Vec<&str> = SETTINGS.iter().chain(REST).copied().collect();
        self.texts.iter().try_for_each(|text| placed(text).fields(&known).map(drop))
    }
}

fn extended(file: Placed<'_>) -> Result<Option<Text>, Trouble> {
    let Some(path) = file.node.get("extends").filter(|path| path.value != Value::Null) else {
        return Ok(None);
    };
    read_beside(file.at(path)).map(Some)
}

fn read_beside(path: Placed<'_>) -> Result<Text, Trouble> {
    read_text(&path_beside(path.source, path.text()?)).map_err(|trouble| {
        if trouble.has_place() {
            trouble
        } else {
            path.trouble(Trouble::UNREADABLE, trouble.diagnostic.message)
        }
    })
}

fn add_vars(file: Placed<'_>, vars: &mut Vars) -> Result<(), Trouble> {
    if let Some(path) = file.node.get("vars_file") {
        let text = read_beside(file.at(path))?;
        add_members(placed(&text), vars)?;
    }
    match file.node.get("vars") {
        Some(own) if own.value != Value::Null => add_members(file.at(own), vars),
        _ => Ok(()),
    }
}

fn add_members(object: Placed<'_>, vars: &mut Vars) -> Result<(), Trouble> {
    for member in object.members()? {
        let value = match &member.value.value {
            Value::Text(text) | Value::Number(text) => text.to_string(),
            Value::Bool(value) => value.to_string(),
            _ => return Err(object.at(&member.value).wrong_type("a string")),
        };
        vars.insert(member.key.text.to_string(), value);
    }
    Ok(())
}

/// Fills in the variables of all texts but those of `vars`.
// INVARIANT: the readers nest at most `MAX_DEPTH` deep.
fn fill_node(node: &mut Node, vars: &Vars) -> Result<(), (Node, String)> {
    match &mut node.value {
        Value::Text(text) if text.contains("{{") => match fill_in(text, vars) {
            Ok(filled) => *text = filled.into(),
            Err(message) => return Err((node.clone(), message)),
        },
        Value::List(items) => items.iter_mut().try_for_each(|item| fill_node(item, vars))?,
        Value::Object(members) => {
            let below = |member: &&mut Member| !matches!(&*member.key.text, "vars" | "vars_file");
            members.iter_mut().filter(below).try_for_each(|one| fill_node(&mut one.value, vars))?;
        }
        Value::Text(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// A mistake: two fields say the same thing.
pub(super) fn both(one: &str, other: &str, at: Placed<'_>) -> Trouble {
    let message = format!("{} and {} cannot both be given", quote(one), quote(other));
    at.trouble("conflicting-fields", message)
}
