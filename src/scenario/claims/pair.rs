//! A policy before and now, as two sides.

use std::sync::Arc;

use super::paste::key_name;
use crate::aws::PolicyKind;
use crate::bundle::{FULL_ACCESS, Text, Trouble};
use crate::compare::Side;
use crate::compile::{CompiledPolicy, Layer, PolicyName};
use crate::policy::{Reading, parse};
use crate::request::{ContextKeys, Given, Request};
use crate::text::{Diagnostic, Node, Severity, Source, Value};

/// A policy before and now.
pub(super) struct Pair {
    pub(super) keys: ContextKeys,
    pub(super) kind: PolicyKind,
    pub(super) existing: Side,
    pub(super) new: Side,
    /// Whether neither allows anything itself, so that what they do not deny is compared.
    only_denies: bool,
}

impl Pair {
    /// Takes what there is of it, before and now.
    ///
    /// # Errors
    /// Every mistake that leaves one of them without a meaning.
    pub(super) fn of(before: Option<&Text>, now: Option<&Text>) -> Result<Self, Vec<Trouble>> {
        let texts = [before, now];
        let document = now.or(before).map(|text| &text.node);
        let kind = document.map_or(PolicyKind::Identity, |node| kind_of(node));
        let mut keys = ContextKeys::new();
        let mut layers = [Layer::default(), Layer::default()];
        let only_denies = texts.into_iter().flatten().all(|text| !allows(&text.node));
        for (text, layer) in texts.into_iter().zip(&mut layers) {
            let own = text.map(|text| compiled(text, kind, &mut keys)).transpose()?;
            let rest = if only_denies { everything(kind, &mut keys) } else { None };
            *layer = own.into_iter().chain(rest).collect();
        }
        let [existing, new] = layers.map(|layer| match kind {
            PolicyKind::Identity => Side::identity(layer),
            _ => Side::resource(layer),
        });
        Ok(Self { keys, kind, existing, new, only_denies })
    }

    /// The request as a case that the policy decides alone.
    pub(super) fn case(&self, request: &Request, policy: &str) -> Option<Node> {
        let text = |text: &str| Node::of_text(text);
        let context = Node::of_members(self.context(request));
        let mut members = vec![
            ("name", Node::of_text(format!("{policy}: {}", request.action))),
            ("principal", text(&request.principal.text)),
            ("action", text(request.action.as_str())),
            ("resource", text(request.resource.text())),
        ];
        if !context.is_empty() {
            members.push(("context", context));
        }
        let own = Some(text(policy));
        let full = self.only_denies.then(|| text(FULL_ACCESS));
        let policies = match self.kind {
            PolicyKind::Identity => ("identity", Node::of_items(own.into_iter().chain(full))),
            _ if self.only_denies => return None,
            _ => ("resource", text(policy)),
        };
        members.push(("policies", Node::of_members([policies])));
        members.push(("exactContext", Node::made(Value::Bool(true))));
        members.push(("expect", text("denied")));
        Some(Node::of_members(members))
    }

    fn context(&self, request: &Request) -> Vec<(String, Node)> {
        let given = request.context.iter().filter_map(|(key, given)| match given {
            Given::Values(values) => {
                let values = Node::of_one_or_more(values.iter().map(|value| &**value));
                Some((key_name(key, &self.keys), values))
            }
            Given::PresentUnknown => {
                let present = Node::of_members([("present", Node::made(Value::Bool(true)))]);
                Some((key_name(key, &self.keys), present))
            }
            Given::Absent | Given::Unknown => None,
        });
        given.collect()
    }
}

/// Whether a document has a statement that allows.
fn allows(document: &Node) -> bool {
    let statements = document.get("Statement").map_or(&[][..], Node::one_or_more);
    let effect = |one: &Node| one.get("Effect").and_then(Node::as_text) == Some("Allow");
    statements.iter().any(effect)
}

/// A policy of this kind that allows everything.
fn everything(kind: PolicyKind, keys: &mut ContextKeys) -> Option<Arc<CompiledPolicy>> {
    let any = || Node::of_text("*");
    let mut members = vec![("Effect", Node::of_text("Allow")), ("Action", any())];
    if kind != PolicyKind::Trust {
        members.push(("Resource", any()));
    }
    if kind != PolicyKind::Identity {
        members.push(("Principal", any()));
    }
    let statement = Node::of_members(members);
    let version = ("Version", Node::of_text("2012-10-17"));
    let node = Node::of_members([version, ("Statement", statement)]);
    let text = Text { source: Arc::new(Source::new("everything", "")), node: Arc::new(node) };
    compiled(&text, kind, keys).ok()
}

/// What kind of policy a document is, by the elements of its statements.
fn kind_of(document: &Node) -> PolicyKind {
    let statements = document.get("Statement").map_or(&[][..], Node::one_or_more);
    let have = |names: [&str; 2]| {
        statements.iter().any(|one| names.into_iter().any(|name| one.get(name).is_some()))
    };
    match (have(["Principal", "NotPrincipal"]), have(["Resource", "NotResource"])) {
        (false, _) => PolicyKind::Identity,
        (true, true) => PolicyKind::Resource,
        (true, false) => PolicyKind::Trust,
    }
}

fn compiled(
    text: &Text,
    kind: PolicyKind,
    keys: &mut ContextKeys,
) -> Result<Arc<CompiledPolicy>, Vec<Trouble>> {
    let source = &text.source;
    let parsed = parse(&text.node, kind, Reading::AsStored);
    let Some(document) = parsed.document else {
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let place = |diagnostic| Trouble { diagnostic, source: source.clone() };
        return Err(parsed.diagnostics.into_iter().filter(is_error).map(place).collect());
    };
    let name = PolicyName(source.name().into());
    let document = Arc::new(document);
    Ok(Arc::new(CompiledPolicy::compile(name, source.clone(), document, kind, keys)))
}
