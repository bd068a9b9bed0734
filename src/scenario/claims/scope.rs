//! Which requests a claim is about, as statements of policies.

use std::sync::Arc;

use super::claim::{Claim, ClaimKind};
use crate::aws::PolicyKind;
use crate::bundle::{Placed, Trouble};
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, PolicyName};
use crate::policy::{ActionPattern, Reading, parse};
use crate::request::ContextKeys;
use crate::scenario::document::Document;
use crate::text::{Diagnostic, Node, Severity, quote};

/// What is taken out of a part of the requests, because other parts have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Without {
    /// Any action on these resources.
    pub(super) resources: Vec<String>,
    /// Actions of STS on these roles.
    pub(super) roles: Vec<String>,
    /// Whether everything but the actions of STS is taken out.
    pub(super) all_but_sts: bool,
}

/// The actions, resources and conditions of a claim.
#[derive(Clone, Debug)]
pub(super) struct Scope<'n> {
    kind: ClaimKind,
    place: Placed<'n>,
    actions: Node,
    resources: Node,
    /// Alternatives; none if the claim has no conditions.
    conditions: Vec<Node>,
}

const STS: &str = "sts:*";

/// Calls that AWS answers whatever the policies say. `*` does not mean them.
// AWS: T-5
const FREE_CALLS: &[&str] = &["sts:GetCallerIdentity", "sts:GetSessionToken"];

impl<'n> Scope<'n> {
    /// Reads a `never` or an `always`.
    ///
    /// # Errors
    /// Every mistake that AWS would find in a statement of these.
    pub(super) fn read(document: &Document<'n>, claim: &Claim<'n>) -> Result<Self, Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        let actions = claim.needed("action").map_err(one)?;
        let resources = claim.needed("resource").map_err(one)?;
        let under = if claim.kind == ClaimKind::Never { "unless" } else { "when" };
        let conditions = claim.fields.some(under).map_or_else(Vec::new, Placed::one_or_more);
        let scope = Self {
            kind: claim.kind,
            place: claim.place,
            actions: actions.node.clone(),
            resources: patterns(document, resources).map_err(one)?,
            conditions: conditions.iter().map(|placed| placed.node.clone()).collect(),
        };
        scope.refuse_mistakes()?;
        Ok(scope)
    }

    /// The patterns of the resources.
    pub(super) fn resources(&self) -> impl Iterator<Item = &str> {
        self.resources.one_or_more().iter().filter_map(Node::as_text)
    }

    /// Whether any of the actions may be one of a service.
    pub(super) fn has_actions_of(&self, service: &str) -> bool {
        let patterns = self.actions.one_or_more().iter().filter_map(Node::as_text);
        patterns.map(ActionPattern::parse).any(|pattern| match pattern {
            Ok(ActionPattern::Every) => true,
            Ok(ActionPattern::Of { service: own, .. }) => *own == *service,
            Ok(ActionPattern::Nothing) | Err(_) => false,
        })
    }

    /// Warnings about actions that the catalogue does not have: a claim about them may say nothing.
    pub(super) fn unknown_actions(&self, catalog: &Catalog) -> Vec<Trouble> {
        let written = self.actions.one_or_more().iter();
        let unknown = written.filter(|node| {
            let pattern = node.as_text().and_then(|text| ActionPattern::parse(text).ok());
            pattern.is_some_and(|pattern| catalog.matching(&pattern).is_empty())
        });
        let warning = |node: &Node| {
            let action = node.as_text().unwrap_or_default();
            let date = catalog.date();
            let message = format!("the catalogue of {date} has no action {}", quote(action));
            let mut diagnostic = Diagnostic::warning("unknown-action", node.span, message);
            let near: Vec<String> =
                catalog.nearest_actions(action).iter().map(|name| quote(name)).collect();
            if !near.is_empty() {
                diagnostic = diagnostic.with_hint(format!("did you mean {}?", near.join(" or ")));
            }
            Trouble { diagnostic, source: self.place.source.clone() }
        };
        unknown.map(warning).collect()
    }

    fn refuse_mistakes(&self) -> Result<(), Vec<Trouble>> {
        let mut statements = vec![self.allow(None)];
        statements.extend(self.conditions.iter().map(|condition| self.allow(Some(condition))));
        let mut node = document(statements);
        node.span = self.place.node.span;
        let parsed = parse(&node, PolicyKind::Identity, Reading::Strict);
        let is_error = |found: &Diagnostic| found.severity == Severity::Error;
        let errors = parsed.diagnostics.into_iter().filter(is_error);
        let place = |diagnostic| Trouble { diagnostic, source: self.place.source.clone() };
        let troubles: Vec<Trouble> = errors.map(place).collect();
        if troubles.is_empty() { Ok(()) } else { Err(troubles) }
    }

    /// The statement that allows all that the claim is about.
    fn allow(&self, condition: Option<&Node>) -> Node {
        let (actions, resources) = (self.actions.clone(), self.resources.clone());
        let mut statement = statement("Allow", ("Action", actions), ("Resource", resources));
        statement.span = self.place.node.span;
        with_condition(statement, condition)
    }

    /// The policy that a claim is held against. For `never` it allows everything that the claim is
    /// not about; for `always` all that it is about.
    pub(super) fn policy(
        &self,
        without: &Without,
        keys: &mut ContextKeys,
    ) -> Option<Arc<CompiledPolicy>> {
        let mut statements = match self.kind {
            ClaimKind::Never => self.all_else(),
            _ if self.conditions.is_empty() => vec![self.allow(None)],
            _ => self.conditions.iter().map(|one| self.allow(Some(one))).collect(),
        };
        let effect = if self.kind == ClaimKind::Never { "Allow" } else { "Deny" };
        statements.extend(taken_out(without, effect));
        let node = document(statements);
        let parsed = parse(&node, PolicyKind::Identity, Reading::AsStored);
        let (name, source) = (PolicyName("the claim".into()), self.place.source.clone());
        let document = Arc::new(parsed.document?);
        let kind = PolicyKind::Identity;
        Some(Arc::new(CompiledPolicy::compile(name, source, document, kind, keys)))
    }

    /// Statements that together allow just what the claim is not about.
    fn all_else(&self) -> Vec<Node> {
        let any = || Node::of_text("*");
        let (actions, resources) = (self.actions.clone(), self.resources.clone());
        let mut statements = vec![
            statement("Allow", ("NotAction", actions), ("Resource", any())),
            statement("Allow", ("Action", any()), ("NotResource", resources)),
        ];
        let spared = self.conditions.iter().map(|condition| {
            let all = statement("Allow", ("Action", any()), ("Resource", any()));
            with_condition(all, Some(condition))
        });
        statements.extend(spared);
        if self.is_about_every_action() {
            let free = Node::of_items(FREE_CALLS.iter().map(|call| Node::of_text(*call)));
            statements.push(statement("Allow", ("Action", free), ("Resource", any())));
        }
        statements
    }

    fn is_about_every_action(&self) -> bool {
        self.actions.one_or_more().iter().any(|node| node.as_text() == Some("*"))
    }
}

fn taken_out(without: &Without, effect: &'static str) -> Vec<Node> {
    let texts = |texts: &[String]| Node::of_items(texts.iter().map(|text| Node::of_text(&**text)));
    let any = || Node::of_text("*");
    let sts = || Node::of_text(STS);
    let mut statements = Vec::new();
    if !without.resources.is_empty() {
        let resources = texts(&without.resources);
        statements.push(statement(effect, ("Action", any()), ("Resource", resources)));
    }
    if !without.roles.is_empty() {
        let roles = texts(&without.roles);
        statements.push(statement(effect, ("Action", sts()), ("Resource", roles)));
    }
    if without.all_but_sts {
        statements.push(statement(effect, ("NotAction", sts()), ("Resource", any())));
    }
    statements
}

fn document(statements: Vec<Node>) -> Node {
    let version = Node::of_text("2012-10-17");
    Node::of_members([("Version", version), ("Statement", Node::of_items(statements))])
}

fn statement(
    effect: &'static str,
    action: (&'static str, Node),
    resource: (&'static str, Node),
) -> Node {
    Node::of_members([("Effect", Node::of_text(effect)), action, resource])
}

fn with_condition(statement: Node, condition: Option<&Node>) -> Node {
    let Some(condition) = condition else { return statement };
    let span = statement.span;
    let members = match statement.value {
        crate::text::Value::Object(members) => members,
        _ => return statement,
    };
    let members = members.into_iter().map(|member| (member.key.text, member.value));
    let mut node = Node::of_members(members.chain([("Condition".into(), condition.clone())]));
    node.span = span;
    node
}

/// The resources of a claim as patterns: names of fixtures become their ARNs.
fn patterns<'n>(document: &Document<'n>, written: Placed<'n>) -> Result<Node, Trouble> {
    let each = written.one_or_more();
    if each.is_empty() {
        return Err(written.trouble("empty-list", "a claim about no resource claims nothing"));
    }
    let mut patterns = Vec::new();
    for one in each {
        let meant = document.resources.meaning(one)?;
        let text = meant.node.as_text().or_else(|| meant.node.get("arn")?.as_text());
        let text = text.ok_or_else(|| one.wrong_type("an ARN or the name of a resource"))?;
        patterns.push(Node { span: one.node.span, ..Node::of_text(text) });
    }
    Ok(Node { span: written.node.span, ..Node::of_items(patterns) })
}
