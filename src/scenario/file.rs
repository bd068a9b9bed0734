//! A scenario file as texts: its own, and those of the files that it extends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::claims::CLAIMS;
use super::document::Document;
use super::environments::Around;
use super::extends::{read_text, with_bases};
use super::vars::{Defaults, fill_in};
use crate::bundle::{Text, Trouble};
use crate::load::{Found, LoadedEnvironment};
use crate::text::{Node, Source, Value, nearest};

/// The texts of a scenario file with their variables filled in.
#[derive(Clone, Debug)]
pub struct ScenarioFile {
    /// Its own.
    text: Text,
    /// Those of the files that it extends, the nearest first.
    bases: Vec<Text>,
    unused_vars: Vec<Trouble>,
    environment: Option<Around>,
    clock: Option<i64>,
}

/// Whether a tree is meant as a scenario file, and not as a policy or something else.
pub fn is_scenario(node: &Node) -> bool {
    let Value::Object(members) = &node.value else { return false };
    let has = |name| node.get(name).is_some();
    let has_cases = members.iter().any(|member| {
        let is_list = matches!(member.value.value, Value::List(_));
        &*member.key.text == "cases" || is_list && nearest(&member.key.text, ["cases"]).is_some()
    });
    let claims = CLAIMS.iter().filter_map(|(field, _)| node.get(field));
    let has_claims = claims.flat_map(Node::one_or_more).any(is_claim);
    let has_fixtures = ["title", "principals", "contexts"].into_iter().any(has);
    !is_schema(node) && (has_cases || has_claims || has_fixtures && !has("Statement"))
}

/// Whether something that stands where claims do is one.
fn is_claim(node: &Node) -> bool {
    ["action", "principal", "baseline"].into_iter().any(|field| node.get(field).is_some())
}

/// Whether a file asks something, and is not there for others alone.
pub(super) fn asks(root: &Node) -> bool {
    let claims = CLAIMS.iter().map(|(field, _)| *field);
    claims.chain(["cases"]).any(|field| root.get(field).is_some())
}

/// Whether this is a schema, such as that of scenario files, which people keep beside them.
fn is_schema(node: &Node) -> bool {
    let dialect = node.get("$schema").and_then(Node::as_text);
    dialect.is_some_and(|dialect| dialect.contains("//json-schema.org/"))
}

impl ScenarioFile {
    /// Reads a file: YAML by its ending, else JSON with comments. `None` if it is no scenario file.
    ///
    /// # Errors
    /// As [`ScenarioFile::read_found`].
    pub fn read_if_scenario(path: &Path) -> Result<Option<Self>, Vec<Trouble>> {
        let found = Found { path: path.to_owned(), named: false };
        Self::read_found(&found, &Defaults::default())
    }

    /// Reads a file that must be a scenario file.
    ///
    /// # Errors
    /// As [`ScenarioFile::read_found`].
    pub fn read(path: &Path) -> Result<Self, Vec<Trouble>> {
        Self::of(read_text(path).map_err(|trouble| vec![trouble])?)
    }

    /// Reads a file that was found, with a layer below all files. `None` if it is no scenario file
    /// and was not named itself.
    ///
    /// # Errors
    /// If it or a file that it extends cannot be read, or names a variable that nobody gives.
    pub fn read_found(found: &Found, defaults: &Defaults) -> Result<Option<Self>, Vec<Trouble>> {
        let text = read_text(&found.path).map_err(|trouble| vec![trouble])?;
        if !found.named && !is_scenario(&text.node) {
            return Ok(None);
        }
        Self::of_with(text, defaults).map(Some)
    }

    /// Takes a text that was read already.
    ///
    /// # Errors
    /// As [`ScenarioFile::read_found`].
    pub fn of(text: Text) -> Result<Self, Vec<Trouble>> {
        Self::of_with(text, &Defaults::default())
    }

    /// Takes a text that was read already, with a layer below all files.
    ///
    /// # Errors
    /// As [`ScenarioFile::read_found`].
    pub fn of_with(text: Text, defaults: &Defaults) -> Result<Self, Vec<Trouble>> {
        let mut texts = with_bases(text)?;
        let unused_vars = fill_in(&mut texts, defaults)?;
        let asks = texts.first().is_some_and(|own| asks(&own.node));
        let environment = if asks { defaults.environment_of(&texts)? } else { None };
        let text = texts.remove(0);
        let clock = defaults.clock();
        Ok(Self { text, bases: texts, unused_vars, environment, clock })
    }

    /// The file's own text.
    pub fn source(&self) -> &Arc<Source> {
        &self.text.source
    }

    /// Its own tree, its variables filled in.
    pub fn root(&self) -> &Arc<Node> {
        &self.text.node
    }

    /// The paths that it was read from, its own first, and those of its environment.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let texts = std::iter::once(&self.text).chain(&self.bases);
        let around = self.environment.iter().flat_map(|around| &around.sources);
        texts.map(|text| Path::new(text.source.name())).chain(around.map(PathBuf::as_path))
    }

    /// The sources of its environment, and what they say together.
    pub fn environment(&self) -> Option<(&[PathBuf], &LoadedEnvironment)> {
        self.environment.as_ref().map(|around| (&*around.sources, &*around.loaded))
    }

    /// What was not understood of its environment.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Trouble> {
        self.environment.iter().flat_map(Around::warnings)
    }

    /// The file's parts.
    ///
    /// # Errors
    /// Every mistake outside the cases' questions.
    pub fn document(&self) -> Result<Document<'_>, Vec<Trouble>> {
        let environment = self.environment.as_ref().map(|around| &around.loaded.environment);
        Document::read(&self.text, &self.bases, &self.unused_vars, (environment, self.clock))
    }
}
