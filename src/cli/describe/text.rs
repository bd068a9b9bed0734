//! What was found, for people.

use std::fmt::Write;

use anstyle::Style;

use super::found::{
    ActionFound, Description, Found, KeyFound, ScenarioFound, ServiceFound, TypeFound, TypedKey,
};
use crate::catalog::Catalog;
use crate::text::columns;

/// So many actions are named; of more the number is told.
const MOST: usize = 12;

impl Description<'_> {
    /// As paragraphs.
    pub(super) fn text(&self, catalog: &Catalog) -> String {
        let texts: Vec<String> = self.found.iter().map(|found| found.text(catalog)).collect();
        texts.join("\n")
    }
}

impl Found<'_> {
    fn text(&self, catalog: &Catalog) -> String {
        match self {
            Self::Action(action) => action.text(),
            Self::Service(service) => service.text(),
            Self::ConditionKey(key) => key.text(catalog),
            Self::ResourceType(kind) => kind.text(),
        }
    }
}

fn heading(name: &str, what: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{name}{bold:#}: {what}\n")
}

/// A title with indented lines below, or nothing if there are none.
fn block(title: &str, rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows = columns(rows);
    let lines = rows.lines().flat_map(|line| ["  ", line, "\n"]);
    format!("\n{title}:\n{}", lines.collect::<String>())
}

fn key_rows(keys: &[TypedKey<'_>]) -> Vec<Vec<String>> {
    keys.iter().map(|key| vec![key.name.to_owned(), key.type_text()]).collect()
}

impl TypedKey<'_> {
    fn type_text(&self) -> String {
        let several = if self.multivalued { ", several values" } else { "" };
        format!("{}{several}", self.of_type)
    }
}

impl ActionFound<'_> {
    fn text(&self) -> String {
        let what =
            format!("an action of {}, access level {}", self.service, self.action.access_level);
        let mut text = heading(&self.action.name, &what);
        if self.action.is_legacy {
            text += "AWS's reference no longer lists it.\n";
        }
        let rows = self.touches.iter().map(|touched| {
            let mark = if touched.required { "*" } else { "" };
            vec![format!("{}{mark}", touched.name), touched.arn_formats.join("  ")]
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            text += "\nIt takes only `*` as its resource.\n";
        }
        text += &block("Resource types (* in every call)", &rows);
        text += &block("Condition keys", &key_rows(&self.condition_keys));
        for touched in self.touches.iter().filter(|touched| !touched.condition_keys.is_empty()) {
            let title = format!("Condition keys with {}", touched.name);
            text += &block(&title, &key_rows(&touched.condition_keys));
        }
        let depends = self.depends_on.iter().map(|name| vec![(*name).to_owned()]);
        text += &block("The same call may also need", &depends.collect::<Vec<_>>());
        let ways: Vec<_> = self.scenarios.iter().map(ScenarioFound::row).collect();
        text + &block("Ways of calling it", &ways)
    }
}

impl ScenarioFound<'_> {
    fn row(&self) -> Vec<String> {
        let required = self.required.iter().map(|name| format!("{name}*"));
        let optional = self.optional.iter().map(|name| (*name).to_owned());
        vec![self.name.to_owned(), required.chain(optional).collect::<Vec<_>>().join(", ")]
    }
}

impl ServiceFound<'_> {
    fn text(&self) -> String {
        let mut text = heading(self.prefix, self.title);
        if self.resource_control {
            text += "Resource control policies apply to it.\n";
        }
        let counted = self.actions.iter().filter(|level| level.count > 0);
        let rows =
            counted.map(|level| vec![level.access_level.to_owned(), level.count.to_string()]);
        text += &block("Actions", &rows.collect::<Vec<_>>());
        let types = self.resource_types.iter().map(|name| vec![(*name).to_owned()]);
        text += &block("Resource types", &types.collect::<Vec<_>>());
        text += &block("Condition keys", &key_rows(&self.condition_keys));
        let _ = write!(text, "\n`iamsim actions {}` lists the actions.\n", self.prefix);
        text
    }
}

impl KeyFound<'_> {
    fn text(&self, catalog: &Catalog) -> String {
        let kind = if self.global { "a global condition key" } else { "a condition key" };
        let mut text = heading(self.key.name, &format!("{kind}, {}", self.key.type_text()));
        if let Some(present) = self.present {
            let _ = writeln!(text, "A request carries it: {present}.");
        }
        if let Some(filled_in) = self.filled_in {
            let _ = writeln!(text, "Where a question does not say: {filled_in}.");
        }
        if self.actions.is_empty() && !self.global {
            let date = catalog.date();
            let _ = writeln!(text, "No action of the catalogue of {date} sends it.");
        }
        let all = format!("iamsim actions --condition-key '{}'", self.key.name);
        text + &actions("Sent with", &self.actions, &all)
    }
}

impl TypeFound<'_> {
    fn text(&self) -> String {
        let mut text = heading(&self.name, "a type of resource");
        let formats = self.arn_formats.iter().map(|format| vec![(*format).to_owned()]);
        text += &block("ARN", &formats.collect::<Vec<_>>());
        text += &block("Condition keys", &key_rows(&self.condition_keys));
        let all = format!("iamsim actions --resource-type {}", self.name);
        text + &actions("Actions that touch it", &self.actions, &all)
    }
}

fn actions(title: &str, names: &[String], all: &str) -> String {
    let shown = names.iter().take(if names.len() > MOST + 1 { MOST } else { names.len() });
    let rows: Vec<_> = shown.map(|name| vec![name.clone()]).collect();
    let mut text = block(title, &rows);
    if names.len() > rows.len() {
        let more = names.len() - rows.len();
        let _ = writeln!(text, "  and {more} more: `{all}`");
    }
    text
}
