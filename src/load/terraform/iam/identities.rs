//! Users, groups and roles.

use super::{Holder, HolderKind};
use crate::aws::{Arn, PolicyKind, is_account_id};
use crate::environment::{Fact, Group, PolicyEntry, Removals, Role, User};
use crate::load::terraform::builder::Builder;
use crate::load::terraform::snapshot::{Instance, items};
use crate::load::terraform::values::Known;
use crate::text::{Node, Value};

impl<'s> Builder<'s> {
    /// The identity that an instance is. Data sources of users call the name `user_name`.
    fn named(&self, instance: &'s Instance<'s>, kind: HolderKind) -> Holder {
        let attribute = match (instance.is_data, kind) {
            (true, HolderKind::User) => "user_name",
            _ => "name",
        };
        let name = self.values.text(instance, attribute);
        let name = name.unwrap_or_else(|| {
            self.values.hole_at(instance, attribute, "the document does not say its name")
        });
        Holder { account: self.account_of(instance), kind, name }
    }

    /// The account in the thing's own ARN, or that of its provider.
    fn account_of(&self, instance: &'s Instance<'s>) -> String {
        let arn = instance.values.get("arn").and_then(Node::as_text).and_then(Arn::parse);
        let own = arn.filter(|arn| is_account_id(arn.account()));
        own.map_or_else(|| self.values.account(instance), |arn| arn.account().to_owned())
    }

    fn path(&self, instance: &'s Instance<'s>) -> Fact<Box<str>> {
        Fact::Is(self.values.text(instance, "path").unwrap_or_else(|| "/".to_owned()).into())
    }

    fn boundary(&self, instance: &'s Instance<'s>) -> Fact<PolicyEntry> {
        let text = self.values.text(instance, "permissions_boundary");
        match text.filter(|arn| !arn.is_empty()) {
            Some(arn) => Fact::Is(self.attached(instance, &arn)),
            None => Fact::None,
        }
    }

    pub(super) fn user(&mut self, instance: &'s Instance<'s>) {
        let holder = self.named(instance, HolderKind::User);
        let user = User {
            path: self.path(instance),
            id: unique_id(instance),
            tags: self.tags(instance),
            permissions_boundary: self.boundary(instance),
            partial: partial(instance),
            ..User::new(self.values.origin(instance))
        };
        self.account(&holder.account, instance).users.insert(holder.name, user);
    }

    pub(super) fn group(&mut self, instance: &'s Instance<'s>) {
        let holder = self.named(instance, HolderKind::Group);
        let group = Group {
            path: self.path(instance),
            id: unique_id(instance),
            partial: partial(instance),
            ..Group::new(self.values.origin(instance))
        };
        self.account(&holder.account, instance).groups.insert(holder.name, group);
    }

    pub(super) fn role(&mut self, instance: &'s Instance<'s>) {
        let holder = self.named(instance, HolderKind::Role);
        let name = format!("role/{}/trust", holder.name);
        let trust = self.values.policy(instance, "assume_role_policy", &name);
        let role = Role {
            path: self.path(instance),
            id: unique_id(instance),
            tags: self.tags(instance),
            permissions_boundary: self.boundary(instance),
            trust: trust.fact(&name, PolicyKind::Trust),
            partial: partial(instance),
            ..Role::new(self.values.origin(instance))
        };
        let entry =
            self.account(&holder.account, instance).roles.entry(&holder.name, || role.clone());
        if !instance.is_data {
            *entry = role;
        }
        if !instance.is_data {
            self.inline_blocks(instance, &holder);
            self.managed_arns(instance, &holder);
        }
    }

    /// `inline_policy` blocks; an empty one says that there is no inline policy. Those that the
    /// configuration has are all that there are.
    fn inline_blocks(&mut self, instance: &'s Instance<'s>, holder: &Holder) {
        let is_configured = self.values.is_configured(instance, "inline_policy");
        let is_later = match instance.known("inline_policy") {
            Known::Later => is_configured,
            Known::Is(node) => !is_list_of_blocks(node),
            Known::Absent | Known::Sensitive => false,
        };
        if is_later {
            let why = "the role's inline policies are known after apply";
            let policy = self.values.unknown_policy(instance, "inline_policy", why);
            self.hold(holder, instance, policy.entry(""));
        }
        let blocks = self.values.set_of_blocks(instance, "inline_policy", "name");
        for (index, block) in blocks.into_iter().enumerate() {
            let place = format!("inline_policy[{index}]");
            let name = match (block.text("name"), block.is_unknown("name")) {
                (Some(name), _) => name.to_owned(),
                (None, true) => self.values.hole_at(instance, &place, "known after apply"),
                (None, false) if matches!(block.known("policy"), Known::Absent) => continue,
                (None, false) => self.values.hole_at(instance, &place, "it has no name"),
            };
            let full = format!("role/{}/{name}", holder.name);
            let policy = self.values.policy_of_block(instance, block, (&place, "policy"), &full);
            let entry = policy.entry(&name);
            self.hold_or_keep(holder, instance, entry, is_configured);
        }
        if self.is_set(instance, "inline_policy") {
            self.only(holder, instance, true);
        }
    }

    /// `managed_policy_arns`. Those that the configuration has are all that there are.
    fn managed_arns(&mut self, instance: &'s Instance<'s>, holder: &Holder) {
        let is_configured = self.values.is_configured(instance, "managed_policy_arns");
        if matches!(instance.known("managed_policy_arns"), Known::Later) && !is_configured {
            return;
        }
        for arn in self.values.texts(instance, "managed_policy_arns") {
            let entry = Some(self.attached(instance, &arn));
            self.hold_or_keep(holder, instance, entry, is_configured);
        }
        if self.is_set(instance, "managed_policy_arns") {
            self.only(holder, instance, false);
        }
    }

    pub(super) fn service_linked_role(&mut self, instance: &'s Instance<'s>) {
        let holder = self.named(instance, HolderKind::Role);
        let service = self.values.text(instance, "aws_service_name").unwrap_or_default();
        let name = format!("role/{}/trust", holder.name);
        let statement = Node::of_members([
            ("Effect", Node::of_text("Allow")),
            ("Principal", Node::of_members([("Service", Node::of_text(service.as_str()))])),
            ("Action", Node::of_text("sts:AssumeRole")),
        ]);
        let version = ("Version", Node::of_text("2012-10-17"));
        let document = Node::of_members([version, ("Statement", Node::of_items([statement]))]);
        let trust = self.values.made(instance, "aws_service_name", &name, &document);
        let path = format!("/aws-service-role/{service}/");
        let role = Role {
            path: Fact::Is(self.values.text(instance, "path").map_or(path.into(), Box::from)),
            id: unique_id(instance),
            tags: self.tags(instance),
            permissions_boundary: Fact::None,
            trust: trust.map_or(Fact::Unsaid, Fact::Is),
            partial: partial(instance),
            ..Role::new(self.values.origin(instance))
        };
        self.account(&holder.account, instance).roles.insert(holder.name.as_str(), role);
        let why = "the service attaches its policy itself";
        let policy = self.values.unknown_policy(instance, "policy", why);
        self.hold(&holder, instance, policy.entry(""));
    }
}

fn is_list_of_blocks(node: &Node) -> bool {
    let is_block = |item: &Node| matches!(item.value, Value::Object(_));
    matches!(node.value, Value::List(_)) && items(Some(node)).iter().all(is_block)
}

/// A thing that stays may hold more than the document knows.
fn partial(instance: &Instance<'_>) -> Option<Removals> {
    (!instance.is_made).then(Removals::default)
}

fn unique_id(instance: &Instance<'_>) -> Option<Box<str>> {
    let attribute = match (instance.is_data, instance.kind) {
        (true, "aws_iam_user") => "user_id",
        _ => "unique_id",
    };
    match instance.known(attribute) {
        Known::Is(node) => node.as_text().map(Box::from),
        _ => None,
    }
}
