//! The sections of a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::{Text, Trouble};
use crate::text::{Diagnostic, Key, Member, Node, Span, Value, duplicate_keys, quote};

/// What a template says, unresolved.
pub(super) struct Template<'t> {
    /// The text.
    pub(super) text: &'t Text,
    /// Declarations of parameters by name.
    pub(super) parameters: BTreeMap<&'t str, &'t Node>,
    /// Tables by name.
    pub(super) mappings: BTreeMap<&'t str, &'t Node>,
    /// Conditions by name.
    pub(super) conditions: BTreeMap<&'t str, &'t Node>,
    /// Resources by logical id.
    pub(super) resources: BTreeMap<&'t str, LogicalResource<'t>>,
    /// The resources in the order written.
    pub(super) in_order: Vec<LogicalResource<'t>>,
    /// `Transform` and loops: what makes resources that do not stand here.
    pub(super) makers: Vec<&'t Member>,
    /// Resources of which the template does not say what they are.
    pub(super) without_type: Vec<&'t Key>,
}

/// A resource of a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogicalResource<'t> {
    /// The logical id.
    pub(super) id: &'t str,
    /// `AWS::S3::Bucket`
    pub(super) kind: &'t str,
    /// Where its id stands.
    pub(super) span: Span,
    /// Its properties.
    pub(super) properties: Option<&'t Node>,
    /// The name of the condition under which it is made.
    pub(super) condition: Option<&'t Node>,
}

impl<'t> LogicalResource<'t> {
    /// A property, unresolved.
    pub(super) fn property(&self, name: &str) -> Option<&'t Node> {
        self.properties?.get(name)
    }
}

/// Whether a tree is a template: it has resources with types as CloudFormation names them.
pub(super) fn is_template(node: &Node) -> bool {
    let is_typed = |member: &Member| {
        let kind = member.value.get("Type").and_then(Node::as_text);
        kind.is_some_and(|kind| kind.contains("::")) || member.key.text.starts_with(LOOP)
    };
    let has_version = node.get("AWSTemplateFormatVersion").is_some();
    match node.get("Resources").map(|resources| &resources.value) {
        Some(Value::Object(resources)) => has_version || resources.iter().any(is_typed),
        _ => has_version,
    }
}

const LOOP: &str = "Fn::ForEach";

impl<'t> Template<'t> {
    /// Reads the sections.
    ///
    /// # Errors
    /// What leaves the template without a clear meaning.
    pub(super) fn read(text: &'t Text) -> Result<Self, Vec<Trouble>> {
        let mut mistakes = duplicate_keys(&text.node);
        let resources = text.node.get("Resources");
        let mut template = Self {
            text,
            parameters: by_name(text.node.get("Parameters")),
            mappings: by_name(text.node.get("Mappings")),
            conditions: by_name(text.node.get("Conditions")),
            resources: BTreeMap::new(),
            in_order: Vec::new(),
            without_type: Vec::new(),
            makers: members(Some(&text.node)).filter(|it| &*it.key.text == "Transform").collect(),
        };
        let sections = members(Some(&text.node)).map(|member| (&*member.key.text, &member.value));
        for (name, section) in sections {
            let takes_names =
                matches!(name, "Parameters" | "Mappings" | "Conditions" | "Resources");
            if takes_names && !matches!(section.value, Value::Object(_)) {
                mistakes.push(misfit(section.span, name, section));
            }
        }
        if resources.is_none() {
            let start = Span { end: text.node.span.start, ..text.node.span };
            mistakes.push(Diagnostic::error(INVALID, start, "the template has no `Resources`"));
        }
        for member in members(resources) {
            template.add(member).unwrap_or_else(|mistake| mistakes.push(mistake));
        }
        let trouble = |diagnostic| Trouble { diagnostic, source: Arc::clone(&text.source) };
        if mistakes.is_empty() {
            Ok(template)
        } else {
            Err(mistakes.into_iter().map(trouble).collect())
        }
    }

    fn add(&mut self, member: &'t Member) -> Result<(), Diagnostic> {
        let Member { key, value } = member;
        if key.text.starts_with("Fn::") {
            self.makers.push(member);
            return Ok(());
        }
        if !matches!(value.value, Value::Object(_)) {
            return Err(misfit(value.span, &key.text, value));
        }
        let Some(kind) = value.get("Type").and_then(Node::as_text) else {
            self.without_type.push(key);
            return Ok(());
        };
        let (properties, condition) = (value.get("Properties"), value.get("Condition"));
        if let Some(found) = properties.filter(|it| !matches!(it.value, Value::Object(_))) {
            return Err(misfit(found.span, "Properties", found));
        }
        let (id, span) = (&*key.text, key.span);
        let resource = LogicalResource { id, kind, span, properties, condition };
        self.resources.insert(id, resource);
        self.in_order.push(resource);
        Ok(())
    }
}

const INVALID: &str = "invalid-template";

fn misfit(span: Span, name: &str, found: &Node) -> Diagnostic {
    let message = format!("{} is {}, and should be an object", quote(name), found.kind());
    Diagnostic::error(INVALID, span, message)
}

fn by_name(section: Option<&Node>) -> BTreeMap<&str, &Node> {
    members(section).map(|member| (&*member.key.text, &member.value)).collect()
}

/// The members of an object; none of anything else.
pub(super) fn members(node: Option<&Node>) -> impl Iterator<Item = &Member> {
    match node.map(|node| &node.value) {
        Some(Value::Object(members)) => members.iter(),
        _ => [].iter(),
    }
}
