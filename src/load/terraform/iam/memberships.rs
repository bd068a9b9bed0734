//! Who is in which group.

use super::HolderKind;
use crate::environment::{Removals, User};
use crate::load::terraform::builder::Builder;
use crate::load::terraform::snapshot::Instance;

impl<'s> Builder<'s> {
    /// `aws_iam_group_membership`: a group and its users.
    pub(super) fn group_membership(&mut self, instance: &'s Instance<'s>) {
        let Some(group) = self.holder(instance, HolderKind::Group, "group") else { return };
        for user in self.values.texts(instance, "users") {
            self.join(instance, &group.account, &user, &group.name);
        }
    }

    /// `aws_iam_user_group_membership`: a user and its groups.
    pub(super) fn user_group_membership(&mut self, instance: &'s Instance<'s>) {
        let Some(user) = self.holder(instance, HolderKind::User, "user") else { return };
        for group in self.values.texts(instance, "groups") {
            self.join(instance, &user.account, &user.name, &group);
        }
    }

    fn join(&mut self, instance: &'s Instance<'s>, account: &str, user: &str, group: &str) {
        if user.is_empty() || group.is_empty() {
            return;
        }
        let origin = self.values.origin(instance);
        let unseen = || User { partial: Some(Removals::default()), ..User::new(origin) };
        let user = self.account(account, instance).users.entry(user, unseen);
        if !user.groups.iter().any(|known| **known == *group) {
            user.groups.push(group.into());
        }
    }
}
