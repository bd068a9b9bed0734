//! Users, groups, roles and managed policies.

use super::attachment::Holder;
use super::document::Wanted;
use super::scope::{NOT_UNDERSTOOD, Scope};
use super::template::LogicalResource;
use crate::aws::PolicyKind;
use crate::environment::{
    Account, Fact, Group, ManagedPolicy, Origin, PolicyEntry, Removals, Role, User,
};
use crate::text::{Node, Span, Value, printable, quote};

/// A text of a list; an error if it is there only under a condition.
type Sureness = Result<Box<str>, Box<str>>;

impl<'t> Scope<'t> {
    /// The account of the stack.
    pub(super) fn account(&mut self) -> &mut Account {
        let id = self.deployment.account.clone();
        let account = self.loaded.environment.accounts.entry(&id, Account::default);
        account.partition.get_or_insert_with(|| self.deployment.partition.clone());
        account
    }

    /// Where a resource stands in the template.
    pub(super) fn origin_of(&self, resource: LogicalResource<'t>) -> Origin {
        self.origin(resource.span).at_address(printable(resource.id))
    }

    pub(super) fn managed_policy(&mut self, resource: LogicalResource<'t>) {
        let Some(arn) = self.arn_of(resource) else { return };
        let wanted = Wanted { name: &arn, kind: PolicyKind::Identity };
        let Some(node) = self.required(resource, "PolicyDocument") else { return };
        if let Fact::Is(document) = self.document(node, wanted) {
            let origin = self.origin_of(resource);
            let (default_version, versions) = (None, Vec::new());
            let earlier = self.account().policies.get(&arn).map(|known| known.document.clone());
            let document = self.joined(earlier, document, resource.span);
            let policy = ManagedPolicy { document, default_version, versions, origin };
            self.account().policies.insert(arn.clone(), policy);
            self.guards.insert(arn, self.assumed.clone());
        }
    }

    pub(super) fn user(&mut self, resource: LogicalResource<'t>) {
        let name = self.name_of(resource);
        let mut user = User::new(self.origin_of(resource));
        user.path = self.path(resource);
        user.tags = self.tags(resource);
        user.permissions_boundary = self.boundary(resource);
        user.policies = self.own_policies(resource, &format!("user/{name}"));
        user.partial = Some(Removals::default());
        for (group, span) in self.texts(resource, "Groups") {
            match group {
                Ok(group) => user.groups.push(group),
                Err(group) => {
                    user.policies.push(self.unknown_entry(&format!("group {group}"), span));
                }
            }
        }
        if let Some(earlier) = self.account().users.get(&name).cloned() {
            user.policies.splice(0..0, earlier.policies);
            self.remark_twice("user", &name, resource.span);
        }
        self.account().users.insert(name, user);
    }

    pub(super) fn group(&mut self, resource: LogicalResource<'t>) {
        let name = self.name_of(resource);
        let mut group = Group::new(self.origin_of(resource));
        group.path = self.path(resource);
        group.policies = self.own_policies(resource, &format!("group/{name}"));
        group.partial = Some(Removals::default());
        if let Some(earlier) = self.account().groups.get(&name).cloned() {
            group.policies.splice(0..0, earlier.policies);
            self.remark_twice("group", &name, resource.span);
        }
        self.account().groups.insert(name, group);
    }

    pub(super) fn role(&mut self, resource: LogicalResource<'t>) {
        let name = self.name_of(resource);
        let mut role = Role::new(self.origin_of(resource));
        role.path = self.path(resource);
        role.tags = self.tags(resource);
        role.permissions_boundary = self.boundary(resource);
        role.policies = self.own_policies(resource, &format!("role/{name}"));
        role.partial = Some(Removals::default());
        if let Some(node) = self.required(resource, "AssumeRolePolicyDocument") {
            let called = format!("role/{name}/trust");
            role.trust = self.document(node, Wanted { name: &called, kind: PolicyKind::Trust });
        }
        if let Some(earlier) = self.account().roles.get(&name).cloned() {
            role.policies.splice(0..0, earlier.policies);
            if let Fact::Is(trust) = role.trust {
                let earlier = earlier.trust.known().cloned();
                role.trust = Fact::Is(self.joined(earlier, trust, resource.span));
            }
            self.remark_twice("role", &name, resource.span);
        }
        self.account().roles.insert(name, role);
    }

    /// Resources under conditions that exclude each other may have one name.
    fn remark_twice(&mut self, holder: &str, name: &str, span: Span) {
        let message = format!("the {holder} {} is made twice: policies of both count", quote(name));
        self.remark(NOT_UNDERSTOOD, span, message);
    }

    /// A property that AWS asks for.
    pub(super) fn required(
        &mut self,
        resource: LogicalResource<'t>,
        name: &str,
    ) -> Option<&'t Node> {
        let property = resource.property(name);
        if property.is_none() {
            let message = format!("{} needs the property `{name}`", quote(resource.kind));
            self.remark(NOT_UNDERSTOOD, resource.span, message);
        }
        property
    }

    fn path(&mut self, resource: LogicalResource<'t>) -> Fact<Box<str>> {
        let given = resource.property("Path").and_then(|path| self.text(path));
        Fact::Is(given.unwrap_or_else(|| "/".into()))
    }

    /// The tags that a template gives. Those of the stack come on top, and nobody knows them: where the
    /// template has none, they are unsaid.
    // DIFFERENCE: a resource with tags of its own is taken to have no tags of the stack.
    pub(super) fn tags(
        &mut self,
        resource: LogicalResource<'t>,
    ) -> Fact<Vec<(Box<str>, Box<str>)>> {
        let Some(node) = resource.property("Tags") else { return Fact::Unsaid };
        let Some(value) = self.value(node) else { return Fact::Unsaid };
        let pair = |tag: &Node| {
            let part = |name| tag.get(name).and_then(super::scope::text_of);
            Some((part("Key")?, part("Value")?))
        };
        let tags: Option<Vec<_>> = match &value.value {
            Value::List(items) => items.iter().map(pair).collect(),
            Value::Object(members) => members
                .iter()
                .map(|tag| Some((tag.key.text.clone(), super::scope::text_of(&tag.value)?)))
                .collect(),
            _ => None,
        };
        if tags.is_none() {
            self.remark(NOT_UNDERSTOOD, node.span, "these tags are not known");
        }
        tags.map_or(Fact::Unsaid, Fact::Is)
    }

    fn own_policies(&mut self, resource: LogicalResource<'t>, holder: &str) -> Vec<PolicyEntry> {
        let mut policies = Vec::new();
        if let Some(attached) = resource.property("ManagedPolicyArns") {
            self.each_item(attached, &mut |scope, item| {
                policies.extend(scope.attached(item));
            });
        }
        if let Some(inline) = resource.property("Policies") {
            self.each_item(inline, &mut |scope, item| {
                policies.extend(scope.inline(item, holder));
            });
        }
        policies
    }

    /// An inline policy: an object with its name and its document.
    pub(super) fn inline(&mut self, node: &Node, holder: &str) -> Option<PolicyEntry> {
        let (Some(name), Some(document)) = (node.get("PolicyName"), node.get("PolicyDocument"))
        else {
            self.remark(NOT_UNDERSTOOD, node.span, "this inline policy is not understood");
            return Some(self.unknown_entry(&format!("{holder} inline"), node.span));
        };
        let name = self.text(name)?;
        let called = format!("{holder}/{name}");
        let wanted = Wanted { name: &called, kind: PolicyKind::Identity };
        match self.document(document, wanted) {
            Fact::Is(policy) => Some(PolicyEntry::Inline { name, policy }),
            Fact::None | Fact::Unsaid => None,
        }
    }

    /// A policy of which only that it is there is known.
    pub(super) fn unknown_entry(&mut self, name: &str, span: Span) -> PolicyEntry {
        let hole: Box<str> = match super::scope::whole_hole(name) {
            Some(_) => name.into(),
            None => self.hole(name, "what the policy says", span),
        };
        let key = super::scope::whole_hole(&hole).unwrap_or_default();
        let unknown = key.strip_prefix(crate::aws::UNKNOWN_PREFIX).unwrap_or(key).into();
        PolicyEntry::Unknown { unknown, origin: self.origin(span) }
    }

    /// The texts of a list; those that are there only under a condition as errors.
    pub(super) fn texts(
        &mut self,
        resource: LogicalResource<'t>,
        property: &str,
    ) -> Vec<(Sureness, Span)> {
        let mut texts = Vec::new();
        let (Some(node), depth) = (resource.property(property), self.assumed.len()) else {
            return texts;
        };
        self.each_item(node, &mut |scope, item| match scope.text(item) {
            Some(text) if scope.assumed.len() == depth => texts.push((Ok(text), item.span)),
            Some(text) => texts.push((Err(text), item.span)),
            None => {}
        });
        texts
    }

    /// Attaches what `entry` makes to all users, groups or roles that a property names.
    pub(super) fn attach_to(
        &mut self,
        resource: LogicalResource<'t>,
        holder: Holder,
        property: &str,
        entry: &mut dyn FnMut(&mut Self, &str) -> Option<PolicyEntry>,
    ) {
        let Some(names) = resource.property(property) else { return };
        self.each_item(names, &mut |scope, item| {
            let Some(name) = scope.text(item) else { return };
            let made = entry(scope, &format!("{}/{name}", holder.name()));
            if let Some(entry) = made {
                scope.attach(holder, &name, entry);
            }
        });
    }
}
