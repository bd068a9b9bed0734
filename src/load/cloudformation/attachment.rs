//! Policies attached to users, groups and roles.

use std::sync::Arc;

use super::condition::Assumed;
use super::document::Wanted;
use super::scope::{NOT_UNDERSTOOD, Scope, text_node, whole_hole};
use super::template::LogicalResource;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::Text;
use crate::catalog::Catalog;
use crate::environment::{Fact, Group, PolicyEntry, Removals, Role, StoredPolicy, User};
use crate::text::{Node, Source, Span, Syntax, Value, printable};

/// Who holds policies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    User,
    Group,
    Role,
}

impl Holder {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }
}

impl<'t> Scope<'t> {
    /// Gives a policy to somebody, who may be of another stack.
    pub(super) fn attach(&mut self, holder: Holder, name: &str, entry: PolicyEntry) {
        let origin = entry.origin().clone();
        let account = self.account();
        let partial = Some(Removals::default());
        let policies = match holder {
            Holder::User => {
                let user = || User { partial, ..User::new(origin) };
                &mut account.users.entry(name, user).policies
            }
            Holder::Group => {
                let group = || Group { partial, ..Group::new(origin) };
                &mut account.groups.entry(name, group).policies
            }
            Holder::Role => {
                let role = || Role { partial, ..Role::new(origin) };
                &mut account.roles.entry(name, role).policies
            }
        };
        policies.push(entry);
    }

    /// A managed policy that is attached here, by its ARN.
    pub(super) fn attached(&mut self, node: &Node) -> Option<PolicyEntry> {
        let arn = self.text(node)?;
        Some(self.attached_arn(arn, node.span))
    }

    fn attached_arn(&mut self, arn: Box<str>, span: Span) -> PolicyEntry {
        if whole_hole(&arn).is_some() {
            return self.unknown_entry(&arn, span);
        }
        let origin = self.origin(span);
        let guards = self.guards.get(&arn).cloned().unwrap_or_default();
        if self.assumed.iter().all(|assumed| guards.contains(assumed)) {
            return PolicyEntry::Attached { arn, origin };
        }
        let assumed = self.assumed.clone();
        let policy = self
            .statements_of(&arn, &assumed)
            .and_then(|statements| self.made_policy(&arn, statements, span));
        if let Some(policy) = policy {
            return PolicyEntry::Inline { name: arn, policy };
        }
        let message = "whether this policy is attached is not known, nor what it says";
        self.remark(NOT_UNDERSTOOD, span, message);
        self.unknown_entry(&arn, span)
    }

    /// The statements of a managed policy, to count only under these assumptions.
    fn statements_of(&mut self, arn: &str, assumed: &[Assumed]) -> Option<Vec<Node>> {
        let of_template =
            self.account().policies.get(arn).map(|policy| policy.document.node.clone());
        let node = of_template.or_else(|| document_of_aws(arn))?;
        let mut statements = statements(&node);
        for statement in &mut statements {
            self.guard(statement, assumed);
        }
        Some(statements)
    }

    /// A policy of statements from several places.
    pub(super) fn made_policy(
        &mut self,
        name: &str,
        statements: Vec<Node>,
        span: Span,
    ) -> Option<StoredPolicy> {
        let document = Node::of_members([
            ("Version", Node::of_text("2012-10-17")),
            ("Statement", Node::of_items(statements)),
        ]);
        let text = Source::new(name, document.to_pretty_json(0));
        let Text { source, node } = Text::read(text, Syntax::Json).ok()?;
        Some(StoredPolicy { name: printable(name).into(), node, source, origin: self.origin(span) })
    }

    /// One document of two that count for one thing, as those of resources under conditions that
    /// exclude each other.
    pub(super) fn joined(
        &mut self,
        earlier: Option<StoredPolicy>,
        later: StoredPolicy,
        span: Span,
    ) -> StoredPolicy {
        let Some(earlier) = earlier else { return later };
        let statements = [&earlier, &later].into_iter().flat_map(|policy| statements(&policy.node));
        let joined = self.made_policy(&later.name, statements.collect(), span);
        joined.unwrap_or(later)
    }

    /// The permissions boundary of a user or role. One that hangs on unknown conditions is made of all
    /// that it may be.
    pub(super) fn boundary(&mut self, resource: LogicalResource<'t>) -> Fact<PolicyEntry> {
        let Some(node) = resource.property("PermissionsBoundary") else { return Fact::None };
        let ways = self.forked(&mut |scope| scope.text(node));
        if let [(_, only)] = ways.as_slice() {
            let origin = self.origin(node.span);
            return match only.clone() {
                Some(arn) if whole_hole(&arn).is_some() => {
                    Fact::Is(self.unknown_entry(&arn, node.span))
                }
                Some(arn) => Fact::Is(PolicyEntry::Attached { arn, origin }),
                None => Fact::None,
            };
        }
        let name = format!("{}.PermissionsBoundary", resource.id);
        let statements = ways.iter().map(|(assumed, arn)| {
            if let Some(arn) = arn {
                return self.statements_of(arn, assumed);
            }
            let mut everything = everything(node.span);
            self.guard(&mut everything, assumed);
            Some(vec![everything])
        });
        let statements: Option<Vec<Vec<Node>>> = statements.collect();
        let policy = statements.map(|statements| statements.into_iter().flatten().collect());
        let policy = policy.and_then(|statements| self.made_policy(&name, statements, node.span));
        Fact::Is(match policy {
            Some(policy) => PolicyEntry::Inline { name: name.into(), policy },
            None => self.unknown_entry(&name, node.span),
        })
    }

    /// `AWS::IAM::Policy`, and the policies that name one user, group or role.
    pub(super) fn inline_policy(&mut self, resource: LogicalResource<'t>) {
        let Some(name) = self.required(resource, "PolicyName").and_then(|name| self.text(name))
        else {
            return;
        };
        let Some(document) = self.required(resource, "PolicyDocument") else { return };
        let mut entry = |scope: &mut Self, holder: &str| {
            let called = format!("{holder}/{name}");
            let wanted = Wanted { name: &called, kind: PolicyKind::Identity };
            match scope.document(document, wanted) {
                Fact::Is(policy) => {
                    let origin = policy.origin.clone().at_address(printable(resource.id));
                    let policy = StoredPolicy { origin, ..policy };
                    Some(PolicyEntry::Inline { name: name.clone(), policy })
                }
                Fact::None | Fact::Unsaid => None,
            }
        };
        for (holder, property) in HOLDERS {
            self.attach_to(resource, holder, property, &mut entry);
        }
    }

    /// Whom a managed policy names itself.
    pub(super) fn attach_managed(&mut self, resource: LogicalResource<'t>) {
        let Some(arn) = self.arn_of(resource) else { return };
        let mut entry =
            |scope: &mut Self, _: &str| Some(scope.attached_arn(arn.clone(), resource.span));
        for (holder, property) in HOLDERS {
            self.attach_to(resource, holder, property, &mut entry);
        }
    }

    /// `AWS::IAM::UserToGroupAddition`
    pub(super) fn group_members(&mut self, resource: LogicalResource<'t>) {
        let group = self.required(resource, "GroupName").and_then(|group| self.text(group));
        let Some(group) = group else { return };
        for (user, span) in self.texts(resource, "Users") {
            let origin = self.origin(span).at_address(printable(resource.id));
            let is_sure = user.is_ok() && self.assumed.is_empty();
            let (Ok(name) | Err(name)) = user;
            if is_sure {
                let partial = Some(Removals::default());
                let user = || User { partial, ..User::new(origin) };
                self.account().users.entry(&name, user).groups.push(group.clone());
            } else {
                let entry = self.unknown_entry(&format!("group {group}"), span);
                self.attach(Holder::User, &name, entry);
            }
        }
    }
}

const HOLDERS: [(Holder, &str); 6] = [
    (Holder::User, "Users"),
    (Holder::Group, "Groups"),
    (Holder::Role, "Roles"),
    (Holder::User, "UserName"),
    (Holder::Group, "GroupName"),
    (Holder::Role, "RoleName"),
];

fn document_of_aws(arn: &str) -> Option<Arc<Node>> {
    let policy = Catalog::embedded().managed_policies().by_arn(&Arn::parse(arn)?)?;
    Some(Text::read(Source::new(arn, policy.document()), Syntax::Json).ok()?.node)
}

fn statements(document: &Node) -> Vec<Node> {
    match document.get("Statement") {
        Some(Node { value: Value::List(items), .. }) => items.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

fn everything(span: Span) -> Node {
    let member = |name, text: &str| (name, text_node(text, span));
    Node::of_members([member("Effect", "Allow"), member("Action", "*"), member("Resource", "*")])
}
