//! The policies of a file: the file itself, or those written inside it.

use std::sync::Arc;

use super::kind::{Origin, is_policy, kind_by_content, owner_by_content};
use super::subject::ResourceKind;
use crate::aws::PolicyKind;
use crate::bundle::LAYERS;
use crate::text::{Diagnostic, Member, Node, Source, Syntax, Value};

/// A file with policies.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// Its text.
    pub source: Arc<Source>,
    /// Its language.
    pub syntax: Syntax,
    /// Its policies, in the order of the text.
    pub parts: Vec<Part>,
    /// Why it cannot be read, if so.
    pub unreadable: Option<Diagnostic>,
    /// Whether variables may stand in its texts that other files give.
    pub is_template: bool,
}

/// A policy of a file.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its tree.
    pub node: Arc<Node>,
    /// Where it stands, as a JSON pointer; empty if it is the whole file.
    pub pointer: Box<str>,
    /// What kind it is.
    pub kind: PolicyKind,
    /// How that is known.
    pub origin: Origin,
    /// What it is attached to, if that is known.
    pub attached_to: Option<ResourceKind>,
}

/// A policy that another document holds or names.
#[derive(Clone, Debug)]
pub struct Mention<'n> {
    /// The policy, or the text that names it.
    pub node: &'n Node,
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// The kind that its layer says. A resource-based policy may be a role's trust policy.
    pub kind: PolicyKind,
}

/// The policies that a scenario file or a question mentions, and how many it writes out in cases that
/// expect them to be refused.
#[derive(Clone, Debug, Default)]
pub struct Mentions<'n> {
    /// In the order of the text.
    pub found: Vec<Mention<'n>>,
    /// Policies that are wrong on purpose: their cases say so.
    pub meant_wrong: usize,
}

const KINDS_OF_LAYERS: [(&str, PolicyKind); 7] = [
    ("identity", PolicyKind::Identity),
    ("resource", PolicyKind::Resource),
    ("permissionsBoundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("serviceControl", PolicyKind::ServiceControl),
    ("resourceControl", PolicyKind::ResourceControl),
    ("vpcEndpoint", PolicyKind::VpcEndpoint),
];

impl<'n> Mentions<'n> {
    /// Those of a whole document.
    pub fn of(root: &'n Node) -> Self {
        let mut mentions = Self::default();
        mentions.visit(root, "");
        mentions
    }

    // INVARIANT: the readers nest at most `MAX_DEPTH` deep.
    fn visit(&mut self, node: &'n Node, pointer: &str) {
        match &node.value {
            Value::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.visit(item, &format!("{pointer}/{number}"));
                }
            }
            Value::Object(_) if is_meant_wrong(node) => {
                let mut inside = Self::default();
                inside.members(node, pointer);
                let is_written = |one: &&Mention<'_>| matches!(one.node.value, Value::Object(_));
                self.meant_wrong += inside.found.iter().filter(is_written).count();
            }
            Value::Object(_) => self.members(node, pointer),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
        }
    }

    fn members(&mut self, node: &'n Node, pointer: &str) {
        let Value::Object(members) = &node.value else { return };
        for Member { key, value } in members {
            let step = key.text.replace('~', "~0").replace('/', "~1");
            let below = format!("{pointer}/{step}");
            match &*key.text {
                "policies" if is_layers(value) => self.layers(value, &below),
                "policy" if node.get("arn").is_some() => {
                    self.policies(value, &below, of_resource(node));
                }
                _ => self.visit(value, &below),
            }
        }
    }

    fn layers(&mut self, layers: &'n Node, pointer: &str) {
        for (name, kind) in KINDS_OF_LAYERS {
            let Some(layer) = layers.get(name) else { continue };
            let below = format!("{pointer}/{name}");
            match layer.get("policy").filter(|_| name == "vpcEndpoint") {
                Some(policy) => self.policies(policy, &format!("{below}/policy"), kind),
                None => self.policies(layer, &below, kind),
            }
        }
    }

    fn policies(&mut self, node: &'n Node, pointer: &str, kind: PolicyKind) {
        match &node.value {
            Value::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.policies(item, &format!("{pointer}/{number}"), kind);
                }
            }
            Value::Object(_) | Value::Text(_) => {
                self.found.push(Mention { node, pointer: pointer.to_owned(), kind });
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn is_layers(node: &Node) -> bool {
    let Value::Object(members) = &node.value else { return false };
    !members.is_empty() && members.iter().all(|member| LAYERS.contains(&&*member.key.text))
}

/// Whether a case expects that its policies are refused, or evaluates what would be.
fn is_meant_wrong(node: &Node) -> bool {
    let is_stored = node.get("asStored").is_some_and(|flag| flag.value == Value::Bool(true));
    is_stored || node.get("expect").is_some_and(|expect| expect.get("error").is_some())
}

fn of_resource(node: &Node) -> PolicyKind {
    let arn = node.get("arn").and_then(Node::as_text).unwrap_or("");
    let mut parts = arn.splitn(6, ':').skip(2);
    let is_role =
        parts.next() == Some("iam") && parts.nth(2).is_some_and(|rest| rest.starts_with("role/"));
    if is_role { PolicyKind::Trust } else { PolicyKind::Resource }
}

impl Mention<'_> {
    /// The kind of a document in this place.
    pub fn kind_of(&self, document: &Node) -> PolicyKind {
        let looks = || kind_by_content(document);
        if self.kind == PolicyKind::Resource && looks() == PolicyKind::Trust {
            return PolicyKind::Trust;
        }
        self.kind
    }

    /// The policy that is written here, if one is.
    pub fn part(&self) -> Option<Part> {
        let is_written = is_policy(self.node) || matches!(self.node.value, Value::Object(_));
        let kind = self.kind_of(self.node);
        is_written.then(|| Part {
            node: Arc::new(self.node.clone()),
            pointer: self.pointer.as_str().into(),
            kind,
            origin: Origin::Scenario,
            attached_to: owner_by_content(self.node, kind).map(|owner| ResourceKind(owner.into())),
        })
    }
}
