//! Accounts and who is in them.

use super::{Exporter, Fields, entities, flag, tags, texts};
use crate::environment::{Account, Group, Removals, Role, User};
use crate::text::Node;

impl Exporter {
    pub(super) fn account(self, account: &Account) -> Node {
        let mut fields = Fields::default();
        fields.text("name", account.name.as_deref());
        fields.text("partition", account.partition.as_deref());
        fields.filled("users", entities(&account.users, |_, user| self.user(user)));
        fields.filled("groups", entities(&account.groups, |_, group| self.group(group)));
        fields.filled("roles", entities(&account.roles, |_, role| self.role(role)));
        let policies = entities(&account.policies, |_, policy| self.managed(policy));
        fields.filled("policies", policies);
        fields.node()
    }

    fn user(self, user: &User) -> Node {
        let mut fields = Fields::default();
        self.origin(&mut fields, &user.origin);
        fields.fact("path", &user.path, |path| Node::of_text(&**path));
        fields.text("id", user.id.as_deref());
        fields.fact("tags", &user.tags, |all| tags(all));
        fields.filled("groups", texts(&user.groups));
        fields.filled("policies", self.policies(&user.policies, &user.origin));
        fields.fact("permissionsBoundary", &user.permissions_boundary, |boundary| {
            self.entry(boundary, &user.origin)
        });
        partial(&mut fields, user.partial.as_ref());
        fields.node()
    }

    fn group(self, group: &Group) -> Node {
        let mut fields = Fields::default();
        self.origin(&mut fields, &group.origin);
        fields.fact("path", &group.path, |path| Node::of_text(&**path));
        fields.text("id", group.id.as_deref());
        fields.filled("policies", self.policies(&group.policies, &group.origin));
        partial(&mut fields, group.partial.as_ref());
        fields.node()
    }

    fn role(self, role: &Role) -> Node {
        let mut fields = Fields::default();
        self.origin(&mut fields, &role.origin);
        fields.fact("path", &role.path, |path| Node::of_text(&**path));
        fields.text("id", role.id.as_deref());
        fields.fact("tags", &role.tags, |all| tags(all));
        fields.fact("trust", &role.trust, |trust| self.document(trust, Some(&role.origin)));
        fields.filled("policies", self.policies(&role.policies, &role.origin));
        fields.fact("permissionsBoundary", &role.permissions_boundary, |boundary| {
            self.entry(boundary, &role.origin)
        });
        partial(&mut fields, role.partial.as_ref());
        fields.node()
    }
}

fn partial(fields: &mut Fields, removals: Option<&Removals>) {
    let Some(removals) = removals else { return };
    let mut removed = Fields::default();
    removed.filled("policies", texts(&removals.policies));
    removed.filled("groups", texts(&removals.groups));
    for (name, goes) in
        [("otherInline", removals.other_inline), ("otherAttached", removals.other_attached)]
    {
        if goes {
            removed.push(name, flag(true));
        }
    }
    let removed = removed.node();
    fields.push("partial", if removed.is_empty() { flag(true) } else { removed });
}
