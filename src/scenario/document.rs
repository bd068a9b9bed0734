//! A scenario file, read.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::names::Names;
use super::vars::substitute;
use crate::bundle::{Fields, Layers, Placed, Text, Trouble};
use crate::load::{Files, syntax_of};
use crate::text::{Node, Source, Span, Value, quote};

const FILE_FIELDS: &[&str] = &[
    "title",
    "source",
    "extends",
    "now",
    "exactContext",
    "organization",
    "vars",
    "environment",
    "policies",
    "principals",
    "resources",
    "context",
    "contexts",
    "cases",
];

const CASE_FIELDS: &[&str] = &[
    "name",
    "source",
    "principal",
    "action",
    "resource",
    "resourceAccount",
    "alsoRequires",
    "context",
    "organization",
    "actionFacts",
    "now",
    "exactContext",
    "lenientNotPrincipal",
    "asStored",
    "kind",
    "policies",
    "expect",
    "because",
    "except",
];

/// The text of a scenario file with its variables filled in.
#[derive(Clone, Debug)]
pub struct ScenarioFile {
    text: Text,
}

/// A scenario file.
#[derive(Clone, Debug)]
pub struct Document<'n> {
    /// What it is about.
    pub title: Option<&'n str>,
    /// Its cases in the order written.
    pub cases: Vec<Case<'n>>,
    pub(super) fields: Fields<'n>,
    pub(super) layers: Layers<'n>,
    pub(super) principals: Names<'n>,
    pub(super) resources: Names<'n>,
    pub(super) contexts: Names<'n>,
}

/// A case as written: one or more questions and what is expected of the answers.
#[derive(Clone, Debug)]
pub struct Case<'n> {
    /// A sentence.
    pub name: &'n str,
    /// Where its expectations come from, the file's sources included.
    pub sources: Vec<&'n str>,
    /// The whole object.
    pub place: Placed<'n>,
    pub(super) fields: Fields<'n>,
    pub(super) layers: Layers<'n>,
}

/// Whether a tree is meant as a scenario file, and not as a policy or something else.
fn is_scenario(node: &Node) -> bool {
    let has = |name| node.get(name).is_some();
    has("cases") || (has("title") && !has("Statement"))
}

impl ScenarioFile {
    /// Reads a file: YAML by its ending, else JSON with comments. `None` if it is no scenario file.
    ///
    /// # Errors
    /// If it cannot be read, or names a variable that it does not have.
    pub fn read_if_scenario(path: &Path) -> Result<Option<Self>, Vec<Trouble>> {
        let text = read_text(path)?;
        if is_scenario(&text.node) { Self::of(text).map(Some) } else { Ok(None) }
    }

    /// Reads a file that must be a scenario file.
    ///
    /// # Errors
    /// If it cannot be read, or names a variable that it does not have.
    pub fn read(path: &Path) -> Result<Self, Vec<Trouble>> {
        Self::of(read_text(path)?)
    }

    /// Takes a text that was read already.
    ///
    /// # Errors
    /// If it names a variable that it does not have.
    pub fn of(mut text: Text) -> Result<Self, Vec<Trouble>> {
        let root = Arc::make_mut(&mut text.node);
        substitute(root, &text.source)?;
        resolve_further_resources(root);
        Ok(Self { text })
    }

    /// The text.
    pub fn source(&self) -> &Arc<Source> {
        &self.text.source
    }

    /// The file's parts.
    ///
    /// # Errors
    /// Every mistake outside the cases' questions.
    pub fn document(&self) -> Result<Document<'_>, Vec<Trouble>> {
        let root = Placed { node: &self.text.node, source: &self.text.source };
        Document::read(root)
    }
}

fn read_text(path: &Path) -> Result<Text, Vec<Trouble>> {
    let whole_file = |message| Files::trouble(&path.display().to_string(), message);
    Files::read(path, syntax_of(path).with_comments())
        .map_err(|why| vec![why.unwrap_or_else(whole_file)])
}

/// Puts the named resources in place of their names under `alsoRequires`.
fn resolve_further_resources(root: &mut Node) {
    let Some(resources) = root.get("resources").cloned() else { return };
    let Some(cases) = member_mut(root, "cases") else { return };
    let further = items_mut(cases).iter_mut().filter_map(|case| member_mut(case, "alsoRequires"));
    for item in further.flat_map(items_mut) {
        let Some(resource) = member_mut(item, "resource") else { continue };
        if let Some(meant) = resource.as_text().and_then(|name| resources.get(name)) {
            *resource = meant.clone();
        }
    }
}

fn member_mut<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    match &mut node.value {
        Value::Object(members) => {
            let found = members.iter_mut().find(|member| &*member.key.text == name);
            found.map(|member| &mut member.value)
        }
        _ => None,
    }
}

fn items_mut(node: &mut Node) -> &mut [Node] {
    match &mut node.value {
        Value::List(items) => items,
        _ => &mut [],
    }
}

impl<'n> Document<'n> {
    fn read(root: Placed<'n>) -> Result<Self, Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        let fields = root.fields(FILE_FIELDS).map_err(one)?;
        refuse_unsupported(&fields).map_err(one)?;
        let file_sources = sources(&fields).map_err(one)?;
        let names = |kind, field| Names::read(kind, fields.some(field)).map_err(one);
        let document = Self {
            title: fields.text("title").map_err(one)?,
            cases: read_cases(&fields, &file_sources)?,
            layers: fields
                .some("policies")
                .map_or(Ok(Layers::default()), Layers::read)
                .map_err(one)?,
            principals: names("principal", "principals")?,
            resources: names("resource", "resources")?,
            contexts: names("context", "contexts")?,
            fields,
        };
        Ok(document)
    }
}

fn refuse_unsupported(fields: &Fields<'_>) -> Result<(), Trouble> {
    for name in ["extends", "environment"] {
        if let Some(field) = fields.get(name) {
            let message = format!("`{name}` is not supported yet");
            return Err(field.trouble("not-supported", message));
        }
    }
    Ok(())
}

fn sources<'n>(fields: &Fields<'n>) -> Result<Vec<&'n str>, Trouble> {
    let sources = fields.some("source").map_or_else(Vec::new, Placed::one_or_more);
    sources.into_iter().map(Placed::text).collect()
}

fn read_cases<'n>(
    fields: &Fields<'n>,
    file_sources: &[&'n str],
) -> Result<Vec<Case<'n>>, Vec<Trouble>> {
    let missing = || vec![fields.object.trouble("missing-cases", "the file has no `cases`")];
    let list = fields.some("cases").ok_or_else(missing)?;
    let (mut cases, mut troubles) = (Vec::new(), Vec::new());
    for case in list.list().map_err(|trouble| vec![trouble])? {
        match Case::read(case, file_sources) {
            Ok(case) => cases.push(case),
            Err(trouble) => troubles.push(trouble),
        }
    }
    troubles.extend(names_given_twice(&cases));
    if cases.is_empty() && troubles.is_empty() {
        troubles.push(list.trouble("missing-cases", "there is no case here"));
    }
    if troubles.is_empty() { Ok(cases) } else { Err(troubles) }
}

fn names_given_twice(cases: &[Case<'_>]) -> Vec<Trouble> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut troubles = Vec::new();
    for case in cases {
        let Some(place) = case.fields.some("name") else { continue };
        if let Some(first) = seen.insert(case.name, place.node.span) {
            let message = format!("two cases are named {}", quote(case.name));
            let mut trouble = place.trouble("duplicate-case", message);
            trouble = trouble.with_label(first, "first named here");
            troubles.push(trouble);
        }
    }
    troubles
}

impl<'n> Case<'n> {
    fn read(place: Placed<'n>, file_sources: &[&'n str]) -> Result<Self, Trouble> {
        let fields = place.fields(CASE_FIELDS)?;
        let name = fields.text("name")?.filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| place.trouble("missing-name", "the case has no `name`"))?;
        let mut all_sources = file_sources.to_vec();
        all_sources.extend(sources(&fields)?);
        Ok(Self {
            name,
            sources: all_sources,
            place,
            fields,
            layers: fields.some("policies").map_or(Ok(Layers::default()), Layers::read)?,
        })
    }
}
