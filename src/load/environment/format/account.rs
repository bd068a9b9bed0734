//! Accounts and who is in them.

use super::policies::Holder;
use super::values::not_an_account;
use super::{Alone, FormatReader};
use crate::aws::{PolicyKind, is_account_id};
use crate::bundle::Placed;
use crate::environment::{Account, Entities, Fact, Group, ManagedPolicy, PolicyEntry, Removals};
use crate::environment::{Role, User};
use crate::text::{Key, Node, Value};

const ACCOUNT_FIELDS: &[&str] = &["name", "partition", "users", "groups", "roles", "policies"];
const USER_FIELDS: &[&str] =
    &["path", "id", "tags", "groups", "policies", "permissionsBoundary", "partial"];
const GROUP_FIELDS: &[&str] = &["path", "id", "policies", "partial"];
const ROLE_FIELDS: &[&str] =
    &["path", "id", "tags", "policies", "permissionsBoundary", "trust", "partial"];

/// What the things of an account need to know of it.
#[derive(Clone, Copy)]
pub(super) struct Around<'n> {
    pub(super) account: &'n str,
    partition: &'n str,
    /// The account's managed policies.
    policies: Option<&'n Node>,
}

impl Around<'_> {
    /// The ARN of a managed policy by its name.
    pub(super) fn policy_arn(&self, name: &str) -> Box<str> {
        if name.starts_with("arn:") || super::values::holds_unknown(name) {
            return name.into();
        }
        format!("arn:{}:iam::{}:policy/{name}", self.partition, self.account).into()
    }

    /// Whether the account has a managed policy under this name.
    pub(super) fn has_policy(&self, name: &str) -> bool {
        self.policies.is_some_and(|policies| policies.get(name).is_some())
    }
}

impl FormatReader<'_> {
    pub(super) fn accounts(&mut self, value: Placed<'_>) -> Entities<Account> {
        let read = |reader: &mut Self, key: &Key, field: Placed<'_>| {
            if !is_account_id(&key.text) {
                let message = not_an_account(&key.text);
                reader.troubles.push(field.trouble_at(key.span, "invalid-account", message));
            }
            Some((key.text.clone(), reader.account(&key.text, field)))
        };
        self.entities(value, read, |name| name.into())
    }

    /// An account with nothing but the one that the value is about.
    pub(super) fn alone(&mut self, value: Placed<'_>, alone: Alone<'_>) -> Account {
        let Alone { kind, name, account, partition } = alone;
        let around = Around { account, partition, policies: None };
        let key = Key { text: name.into(), span: value.node.span };
        let mut account = Account::default();
        match kind {
            "user" => drop(account.users.insert(name, self.user(&key, value, around))),
            "group" => drop(account.groups.insert(name, self.group(&key, value, around))),
            _ => drop(account.roles.insert(name, self.role(&key, value, around))),
        }
        account
    }

    fn account(&mut self, id: &str, value: Placed<'_>) -> Account {
        let mut account = Account::default();
        let partition = value.node.get("partition").and_then(Node::as_text).unwrap_or("aws");
        let around = Around { account: id, partition, policies: value.node.get("policies") };
        for member in self.fields(value, ACCOUNT_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                _ if field.is_null() => {}
                "name" => account.name = self.text(field),
                "partition" => account.partition = self.text(field),
                "users" => account.users = self.holders(field, around, Self::user),
                "groups" => account.groups = self.holders(field, around, Self::group),
                "roles" => account.roles = self.holders(field, around, Self::role),
                "policies" => account.policies = self.managed_policies(field, around),
                _ => {}
            }
        }
        account
    }

    fn managed_policies(
        &mut self,
        value: Placed<'_>,
        around: Around<'_>,
    ) -> Entities<ManagedPolicy> {
        let read = |reader: &mut Self, key: &Key, field: Placed<'_>| {
            if !key.text.starts_with("arn:") {
                reader.expect_name(value, key);
            }
            let arn = around.policy_arn(&key.text);
            let policy = reader.managed(&arn, key, field)?;
            Some((arn, policy))
        };
        self.entities(value, read, |name| around.policy_arn(name))
    }

    fn holders<T>(
        &mut self,
        value: Placed<'_>,
        around: Around<'_>,
        read: impl Fn(&mut Self, &Key, Placed<'_>, Around<'_>) -> T,
    ) -> Entities<T> {
        let read = |reader: &mut Self, key: &Key, field: Placed<'_>| {
            reader.expect_name(value, key);
            Some((key.text.clone(), read(reader, key, field, around)))
        };
        self.entities(value, read, |name| name.into())
    }

    fn user(&mut self, key: &Key, value: Placed<'_>, around: Around<'_>) -> User {
        let mut user = User::new(self.origin(key, value));
        let holder = Holder { name: format!("user/{}", key.text), around: Some(around) };
        for member in self.fields(value, USER_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "path" => user.path = self.path(field),
                "tags" => user.tags = self.tags(field),
                "permissionsBoundary" => user.permissions_boundary = self.boundary(&holder, field),
                _ if field.is_null() => {}
                "id" => user.id = self.text(field),
                "groups" => user.groups = self.texts(field),
                "policies" => user.policies = self.policies(&holder, field),
                "partial" => {
                    user.partial = self
                        .partial(field, &["policies", "groups", "otherInline", "otherAttached"]);
                }
                _ => {}
            }
        }
        user
    }

    fn group(&mut self, key: &Key, value: Placed<'_>, around: Around<'_>) -> Group {
        let mut group = Group::new(self.origin(key, value));
        let holder = Holder { name: format!("group/{}", key.text), around: Some(around) };
        for member in self.fields(value, GROUP_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "path" => group.path = self.path(field),
                _ if field.is_null() => {}
                "id" => group.id = self.text(field),
                "policies" => group.policies = self.policies(&holder, field),
                "partial" => {
                    group.partial =
                        self.partial(field, &["policies", "otherInline", "otherAttached"]);
                }
                _ => {}
            }
        }
        group
    }

    fn role(&mut self, key: &Key, value: Placed<'_>, around: Around<'_>) -> Role {
        let mut role = Role::new(self.origin(key, value));
        let holder = Holder { name: format!("role/{}", key.text), around: Some(around) };
        for member in self.fields(value, ROLE_FIELDS) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "path" => role.path = self.path(field),
                "tags" => role.tags = self.tags(field),
                "permissionsBoundary" => role.permissions_boundary = self.boundary(&holder, field),
                "trust" => {
                    role.trust =
                        self.stored(&holder.policy_name("trust"), field, PolicyKind::Trust);
                }
                _ if field.is_null() => {}
                "id" => role.id = self.text(field),
                "policies" => role.policies = self.policies(&holder, field),
                "partial" => {
                    role.partial =
                        self.partial(field, &["policies", "otherInline", "otherAttached"]);
                }
                _ => {}
            }
        }
        role
    }

    fn boundary(&mut self, holder: &Holder<'_>, value: Placed<'_>) -> Fact<PolicyEntry> {
        if value.is_null() {
            return Fact::None;
        }
        self.entry(holder, "boundary", value).map_or(Fact::Unsaid, Fact::Is)
    }

    /// `true`, or what is gone from a thing that is there in part.
    fn partial(&mut self, value: Placed<'_>, known: &[&str]) -> Option<Removals> {
        if let Value::Bool(is_partial) = value.node.value {
            return is_partial.then(Removals::default);
        }
        let mut removals = Removals::default();
        for member in self.fields(value, known) {
            let field = value.at(&member.value);
            match &*member.key.text {
                "policies" => removals.policies = self.texts(field),
                "groups" => removals.groups = self.texts(field),
                "otherInline" => {
                    removals.other_inline = self.keep(field.boolean()).unwrap_or_default();
                }
                _ => removals.other_attached = self.keep(field.boolean()).unwrap_or_default(),
            }
        }
        Some(removals)
    }
}
