//! Policies that are asked together.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::subjects::Subject;
use crate::aws::PolicyKind;
use crate::bundle::{FULL_ACCESS, Placed, RCP_FULL_ACCESS, Text, Trouble, is_built_in_name};
use crate::cli::check::ARGUMENTS;
use crate::evaluate::Gate;
use crate::load::relative;
use crate::load::{Files, Found, find_below, syntax_of};
use crate::text::{Member, Node, quote};

/// Policies that are asked together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// What people call it: the policy's path.
    pub(super) name: String,
    /// A short name, unique among the groups.
    pub(super) stem: String,
    /// `policies` as the scenario file has it.
    pub(super) layers: Value,
    /// Whether its resource-based policy is a role's trust policy.
    pub(super) is_trust: bool,
    /// Where its own policy stands, if that is a level of an organization.
    pub(super) own_level: Option<Gate>,
    /// The account that its requests are about.
    pub(super) account: String,
    /// The policy of an environment that it is about, if it is none of a file.
    pub(super) subject: Option<Subject>,
}

impl Group {
    /// A policy of an environment, which says itself what else counts.
    pub(super) fn of_subject(subject: Subject) -> Self {
        Self {
            name: subject.policy.name.to_string(),
            stem: subject.stem.clone(),
            layers: json!({}),
            is_trust: subject.kind == PolicyKind::Trust,
            own_level: None,
            account: String::new(),
            subject: Some(subject),
        }
    }
}

/// What paths lead to.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) found: Vec<Group>,
    /// Files below folders that hold no policy.
    pub(super) skipped: Vec<PathBuf>,
    /// Policies taken as identity-based that allow nothing.
    pub(super) only_denying: Vec<PathBuf>,
    pub(super) unread: Vec<Unread>,
}

/// A policy or folder that could not be read.
#[derive(Clone, Debug)]
pub(super) struct Unread {
    pub(super) name: String,
    pub(super) troubles: Vec<Trouble>,
}

/// What sort of policy a document is by its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Identity,
    /// Identity-based, and allowing nothing.
    OnlyDenies,
    Resource,
    Trust,
    /// A Deny for a root user, whom identity-based policies do not reach.
    ServiceControl,
    ResourceControl,
    NoPolicy,
}

/// A mistake in the arguments.
pub(super) fn mistake(message: impl Into<String>) -> Trouble {
    Files::trouble(ARGUMENTS, message)
}

/// Puts the plain policies into groups of their own, each beside the policies that `shared` names
/// by layer. Paths become those that the file `out` has to name.
///
/// # Errors
/// If there is no policy, and layers that are named twice.
pub(super) fn groups(
    paths: &[PathBuf],
    shared: &Value,
    out: &Path,
) -> Result<Groups, Vec<Trouble>> {
    let folder = out.parent().unwrap_or(Path::new(""));
    let shared = with_paths_from(shared, folder);
    let (mut groups, mut mistakes) = (Groups::default(), Vec::new());
    for path in paths {
        let search = find_below(path);
        groups.unread.extend(search.errors.into_iter().map(|why| Unread::new(path, mistake(why))));
        for file in search.found {
            if let Some(sort) = groups.sort(&file) {
                match group(&file.path, sort, &shared, folder) {
                    Ok(group) => groups.found.push(group),
                    Err(trouble) => mistakes.push(trouble),
                }
            }
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let has_layers = shared.as_object().is_some_and(|layers| !layers.is_empty());
    if groups.found.is_empty() && groups.unread.is_empty() && has_layers {
        groups.found.push(of_layers(shared));
    }
    if groups.found.is_empty() && groups.unread.is_empty() {
        let trouble = mistake("there is no policy to start from");
        return Err(vec![trouble.with_hint("name policy files, or a folder of them")]);
    }
    tell_apart(&mut groups.found);
    Ok(groups)
}

impl Groups {
    /// What a file holds; `None` if that is no policy.
    fn sort(&mut self, file: &Found) -> Option<Sort> {
        let path = &file.path;
        let sort = match read(path) {
            Err(trouble) => {
                self.unread.push(Unread::new(path, trouble));
                return None;
            }
            Ok(text) => sort_of(&text.node),
        };
        match sort {
            Sort::NoPolicy if file.named => {
                let shown = quote(&path.display().to_string());
                let trouble = mistake(format!("{shown} is no policy"));
                self.unread.push(Unread::new(path, trouble));
            }
            Sort::NoPolicy => self.skipped.push(path.clone()),
            Sort::OnlyDenies => self.only_denying.push(path.clone()),
            _ => {}
        }
        (sort != Sort::NoPolicy).then_some(sort)
    }
}

impl Unread {
    fn new(path: &Path, trouble: Trouble) -> Self {
        Self { name: path.display().to_string(), troubles: vec![trouble] }
    }
}

fn read(path: &Path) -> Result<Text, Trouble> {
    Files::read(path, syntax_of(path)).map_err(|why| why.unwrap_or_else(mistake))
}

fn group(path: &Path, sort: Sort, shared: &Value, folder: &Path) -> Result<Group, Trouble> {
    let own = relative(path, folder);
    let name = path.display().to_string();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut layers = shared.as_object().cloned().unwrap_or_default();
    let mut own_level = None;
    if let Sort::Identity | Sort::OnlyDenies = sort {
        let further = layers.get("identity").and_then(Value::as_array).cloned();
        let mut identity = vec![json!(own)];
        identity.extend(further.unwrap_or_default());
        layers.insert("identity".to_owned(), Value::Array(identity));
    } else if let Sort::ServiceControl | Sort::ResourceControl = sort {
        let (layer, full) = match sort {
            Sort::ServiceControl => ("serviceControl", FULL_ACCESS),
            _ => ("resourceControl", RCP_FULL_ACCESS),
        };
        let mut levels = layers.get(layer).and_then(Value::as_array).cloned().unwrap_or_default();
        own_level = Some(match sort {
            Sort::ServiceControl => Gate::ServiceControl(levels.len()),
            _ => Gate::ResourceControl(levels.len()),
        });
        levels.push(json!([full, own]));
        layers.insert(layer.to_owned(), json!(levels));
    } else if layers.insert("resource".to_owned(), json!(own)).is_some() {
        let message = format!("{} would be a second resource-based policy", quote(&name));
        return Err(mistake(message).with_hint("leave out --resource-policy"));
    }
    Ok(Group {
        name,
        stem: stem.unwrap_or_default(),
        layers: Value::Object(in_order(layers)),
        is_trust: sort == Sort::Trust,
        own_level,
        account: String::new(),
        subject: None,
    })
}

fn of_layers(layers: Value) -> Group {
    Group {
        name: "the given policies".to_owned(),
        stem: "policies".to_owned(),
        layers,
        is_trust: false,
        own_level: None,
        account: String::new(),
        subject: None,
    }
}

/// Identity-based and resource-based policies come first.
fn in_order(mut layers: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for name in crate::bundle::LAYERS {
        if let Some(layer) = layers.remove(*name) {
            ordered.insert((*name).to_owned(), layer);
        }
    }
    ordered
}

fn tell_apart(groups: &mut [Group]) {
    let stems: Vec<String> = groups.iter().map(|group| group.stem.clone()).collect();
    for group in groups {
        if stems.iter().filter(|stem| **stem == group.stem).count() > 1 {
            group.stem.clone_from(&group.name);
        }
    }
}

/// The names of files as the scenario file has to write them.
fn with_paths_from(layers: &Value, folder: &Path) -> Value {
    match layers {
        Value::String(name) if is_no_path(name) => layers.clone(),
        Value::String(name) => json!(relative(Path::new(name), folder)),
        Value::Array(items) => items.iter().map(|item| with_paths_from(item, folder)).collect(),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| (name.clone(), with_paths_from(value, folder));
            Value::Object(members.iter().map(member).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => layers.clone(),
    }
}

/// Policies by name or ARN, and the types of endpoints.
fn is_no_path(name: &str) -> bool {
    is_built_in_name(name) || name.starts_with("arn:") || matches!(name, "gateway" | "interface")
}

fn sort_of(document: &Node) -> Sort {
    let Some(statements) = document.get("Statement") else { return Sort::NoPolicy };
    let source = std::sync::Arc::new(crate::text::Source::new("", ""));
    let statements = Placed { node: statements, source: &source }.one_or_more();
    let has = |name: &str| statements.iter().any(|one| one.node.get(name).is_some());
    if !has("Principal") && !has("NotPrincipal") {
        return match &statements[..] {
            all if all.iter().any(denies_root) => Sort::ServiceControl,
            [_, ..] if statements.iter().all(is_deny) => Sort::OnlyDenies,
            _ => Sort::Identity,
        };
    }
    let assumes = |one: &Placed<'_>| {
        let actions =
            one.node.get("Action").map_or_else(Vec::new, |node| one.at(node).one_or_more());
        let is_sts = |action: &Placed<'_>| {
            action.node.as_text().is_some_and(|text| text.to_ascii_lowercase().starts_with("sts:"))
        };
        !actions.is_empty() && actions.iter().all(is_sts)
    };
    let is = |one: &Placed<'_>, name: &str, text: &str| {
        one.node.get(name).and_then(Node::as_text) == Some(text)
    };
    let limits_all = |one: &Placed<'_>| {
        is(one, "Effect", "Deny") && is(one, "Resource", "*") && is(one, "Principal", "*")
    };
    if statements.iter().all(limits_all) {
        return Sort::ResourceControl;
    }
    let names_resources = has("Resource") || has("NotResource");
    if !names_resources && statements.iter().all(assumes) { Sort::Trust } else { Sort::Resource }
}

fn is_deny(statement: &Placed<'_>) -> bool {
    statement.node.get("Effect").and_then(Node::as_text) == Some("Deny")
}

/// Whether a statement denies something to a root user.
fn denies_root(statement: &Placed<'_>) -> bool {
    let operators = statement.node.get("Condition").map_or(&[][..], members);
    let mut keys = operators.iter().flat_map(|operator| members(&operator.value));
    is_deny(statement) && keys.any(names_root)
}

fn names_root(key: &Member) -> bool {
    let source = std::sync::Arc::new(crate::text::Source::new("", ""));
    let values = Placed { node: &key.value, source: &source }.one_or_more();
    let mut texts = values.iter().filter_map(|value| value.node.as_text());
    key.key.text.eq_ignore_ascii_case("aws:PrincipalArn")
        && texts.any(|text| text.ends_with(":root"))
}

fn members(node: &Node) -> &[Member] {
    match &node.value {
        crate::text::Value::Object(members) => members,
        _ => &[],
    }
}
