//! Policies by layer, read and compiled, each document once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::known_policies::{is_built_in, known};
use super::{Placed, Trouble};
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, PolicyName};
use crate::evaluate::add_asked_keys;
use crate::policy::{Reading, parse};
use crate::request::{ContextKeys, Request, UnknownKeys};
use crate::text::{Diagnostic, Node, Severity, Source, Syntax, Value, read};

/// A text that was read, and the tree in it.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub source: Arc<Source>,
    /// Its tree.
    pub node: Arc<Node>,
}

impl Text {
    /// Reads the text.
    ///
    /// # Errors
    /// Its first mistake.
    pub fn read(source: Source, syntax: Syntax) -> Result<Self, Trouble> {
        let source = Arc::new(source);
        match read(&source, syntax) {
            Ok(node) => Ok(Self { source, node: Arc::new(node) }),
            Err(diagnostic) => Err(Trouble { diagnostic, source }),
        }
    }
}

/// Where policies come from that stand in files of their own.
pub trait Documents: Sync {
    /// Opens a file whose path is relative to the text that names it.
    ///
    /// # Errors
    /// If it cannot be read; the mistake's place is in the file, or else the message stands alone.
    fn open(&self, from: &Source, path: &str) -> Result<Text, Result<Trouble, String>>;

    /// Hears of files and folders that an answer hangs on though they are opened elsewhere.
    fn beside(&self, _paths: &dyn Fn() -> Vec<PathBuf>) {}

    /// What is known of AWS's services and of its managed policies; what comes with the program if
    /// nothing else is said.
    fn catalog(&self) -> Option<&Catalog> {
        Some(Catalog::embedded())
    }
}

/// No files: every policy must be inline.
#[derive(Clone, Copy, Debug, Default)]
pub struct InlineOnly;

impl Documents for InlineOnly {
    fn open(&self, _from: &Source, _path: &str) -> Result<Text, Result<Trouble, String>> {
        Err(Err("no files can be read here; give the policy inline".to_owned()))
    }
}

/// The names of the layers in our formats.
pub const LAYERS: &[&str] = &[
    "identity",
    "resource",
    "permissionsBoundary",
    "session",
    "serviceControl",
    "resourceControl",
    "vpcEndpoint",
];

/// The policies of a question by layer, as written; `None` where a layer is not named.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layers<'n> {
    /// `identity`
    pub identity: Option<Placed<'n>>,
    /// `resource`
    pub resource: Option<Placed<'n>>,
    /// `permissionsBoundary`
    pub permissions_boundary: Option<Placed<'n>>,
    /// `session`
    pub session: Option<Placed<'n>>,
    /// `serviceControl`
    pub service_control: Option<Placed<'n>>,
    /// `resourceControl`
    pub resource_control: Option<Placed<'n>>,
    /// `vpcEndpoint`
    pub vpc_endpoint: Option<Placed<'n>>,
}

impl<'n> Layers<'n> {
    /// Reads the object under `policies`.
    ///
    /// # Errors
    /// If a layer is unknown or named twice.
    pub fn read(policies: Placed<'n>) -> Result<Self, Trouble> {
        let fields = policies.fields(LAYERS)?;
        Ok(Self {
            identity: fields.get("identity"),
            resource: fields.get("resource"),
            permissions_boundary: fields.get("permissionsBoundary"),
            session: fields.get("session"),
            service_control: fields.get("serviceControl"),
            resource_control: fields.get("resourceControl"),
            vpc_endpoint: fields.get("vpcEndpoint"),
        })
    }

    /// These layers, and under them those of `farther` that are not named here.
    #[must_use]
    pub fn over(self, farther: Self) -> Self {
        Self {
            identity: self.identity.or(farther.identity),
            resource: self.resource.or(farther.resource),
            permissions_boundary: self.permissions_boundary.or(farther.permissions_boundary),
            session: self.session.or(farther.session),
            service_control: self.service_control.or(farther.service_control),
            resource_control: self.resource_control.or(farther.resource_control),
            vpc_endpoint: self.vpc_endpoint.or(farther.vpc_endpoint),
        }
    }
}

/// Reads and compiles policies, and gathers the keys that they test.
pub struct PolicyReader<'d> {
    documents: &'d dyn Documents,
    reading: Reading,
    keys: ContextKeys,
    compiled: HashMap<(DocumentKey, PolicyKind), Arc<CompiledPolicy>>,
    warnings: Vec<Trouble>,
    detail: Detail,
    catalog: Option<&'d Catalog>,
    /// Texts that questions name in place of files.
    shelf: HashMap<Box<str>, Text>,
    /// Policies of which nobody knows what they say, by the keys that they hang on.
    pub(super) stand_ins: HashMap<(String, PolicyKind), Arc<CompiledPolicy>>,
    pub(super) unknowns: Arc<UnknownKeys>,
    /// How many of the keys were looked at for unknown values.
    pub(super) keys_seen: usize,
}

/// How finely policies are compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// As decisions need them.
    #[default]
    Whole,
    /// With each value of a condition on its own as well.
    EachValue,
}

/// What tells documents apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum DocumentKey {
    Inline(usize, u32),
    Named(String, String),
}

impl<'d> PolicyReader<'d> {
    /// A reader that takes documents, and facts about AWS, from `documents`.
    pub fn new(documents: &'d dyn Documents, reading: Reading) -> Self {
        Self {
            documents,
            reading,
            keys: ContextKeys::new(),
            compiled: HashMap::new(),
            warnings: Vec::new(),
            detail: Detail::default(),
            catalog: documents.catalog(),
            shelf: HashMap::new(),
            stand_ins: HashMap::new(),
            unknowns: Arc::default(),
            keys_seen: 0,
        }
    }

    /// The same reader with another catalogue, or with none.
    #[must_use]
    pub fn with_catalog(self, catalog: Option<&'d Catalog>) -> Self {
        Self { catalog, ..self }
    }

    /// Keeps a text that questions may name from now on, in place of a file. Each text has a name of
    /// its own for as long as the reader lives, because documents are known by their names.
    pub fn shelve(&mut self, name: &str, text: Text) {
        self.shelf.insert(name.into(), text);
    }

    /// What is known of AWS's services.
    pub fn catalog(&self) -> Option<&'d Catalog> {
        self.catalog
    }

    /// The same reader, compiling this finely.
    #[must_use]
    pub fn with_detail(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// The keys that the policies read so far test.
    pub fn keys(&self) -> &ContextKeys {
        &self.keys
    }

    /// Takes up the keys that the rules of services look at in requests like this one.
    pub(crate) fn add_asked_keys(&mut self, request: &Request) {
        add_asked_keys(request, &mut self.keys);
    }

    /// The warnings found so far; they are handed out once.
    pub fn take_warnings(&mut self) -> Vec<Trouble> {
        std::mem::take(&mut self.warnings)
    }

    /// Reads one policy. `pointer` tells where an inline document stands.
    ///
    /// # Errors
    /// Every mistake in the document, or the one that keeps it from being found.
    pub fn policy(
        &mut self,
        value: Placed<'_>,
        kind: PolicyKind,
        pointer: &dyn Fn() -> String,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let key = document_key(value);
        if let Some(known) = self.compiled.get(&(key.clone(), kind)) {
            return Ok(known.clone());
        }
        let compiled = match &value.node.value {
            Value::Object(_) => self.compile(pointer(), value.source.clone(), value.node, kind)?,
            Value::Text(name) => {
                let text = self.open(value, name).map_err(|trouble| vec![trouble])?;
                self.compile(text.source.name().to_owned(), text.source, &text.node, kind)?
            }
            _ => {
                let message = format!("expected a policy or its path, found {}", value.node.kind());
                return Err(vec![value.trouble("wrong-type", message)]);
            }
        };
        self.compiled.insert((key, kind), compiled.clone());
        Ok(compiled)
    }

    fn open(&mut self, value: Placed<'_>, name: &str) -> Result<Text, Trouble> {
        if let Some(text) = self.shelf.get(name) {
            return Ok(text.clone());
        }
        let catalog = self.catalog.unwrap_or(Catalog::embedded());
        if let Some(known) = known(value, name, catalog) {
            let known = known?;
            self.warnings.extend(known.warning);
            return Ok(known.text);
        }
        self.documents.open(value.source, name).map_err(|why| match why {
            Ok(trouble) => trouble,
            Err(message) => value.trouble(Trouble::UNREADABLE, message),
        })
    }

    /// Compiles a document as AWS stores it, even where it would be refused today; each place of a
    /// text once.
    ///
    /// # Errors
    /// Every mistake that leaves the document without a clear meaning.
    pub fn stored(
        &mut self,
        name: &str,
        value: Placed<'_>,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        if let Some(known) = self.known(value, kind) {
            return Ok(known);
        }
        let strict = std::mem::replace(&mut self.reading, Reading::AsStored);
        let compiled = self.compile(name.to_owned(), value.source.clone(), value.node, kind);
        self.reading = strict;
        let compiled = compiled?;
        self.compiled.insert((document_key(value), kind), compiled.clone());
        Ok(compiled)
    }

    /// The document, if it was compiled before.
    pub(super) fn known(&self, value: Placed<'_>, kind: PolicyKind) -> Option<Arc<CompiledPolicy>> {
        self.compiled.get(&(document_key(value), kind)).cloned()
    }

    fn compile(
        &mut self,
        name: String,
        source: Arc<Source>,
        node: &Node,
        kind: PolicyKind,
    ) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
        let parsed = parse(node, kind, self.reading);
        let place = |diagnostic: Diagnostic| Trouble { diagnostic, source: source.clone() };
        let Some(document) = parsed.document else {
            let is_error = |found: &Diagnostic| found.severity == Severity::Error;
            return Err(parsed.diagnostics.into_iter().filter(is_error).map(place).collect());
        };
        // INVARIANT: nobody can change AWS's own policies, so nobody is told what is suspect there.
        if !is_built_in(&source) {
            self.warnings.extend(parsed.diagnostics.into_iter().map(place));
        }
        let name = PolicyName(name.into());
        let document = Arc::new(document);
        let compiled = CompiledPolicy::compile(name, source, document, kind, &mut self.keys);
        Ok(Arc::new(match self.detail {
            Detail::Whole => compiled,
            Detail::EachValue => compiled.with_each_value(&mut self.keys),
        }))
    }
}

fn document_key(value: Placed<'_>) -> DocumentKey {
    match value.node.as_text() {
        Some(name) => DocumentKey::Named(value.source.name().to_owned(), name.to_owned()),
        None => DocumentKey::Inline(Arc::as_ptr(value.source).addr(), value.node.span.start),
    }
}
