//! Who holds nothing but what the document names.

use super::{Holder, HolderKind};
use crate::environment::Removals;
use crate::load::terraform::builder::Builder;
use crate::load::terraform::snapshot::{Instance, items};
use crate::load::terraform::values::Known;
use crate::text::Value;

impl<'s> Builder<'s> {
    /// `aws_iam_*_policies_exclusive` and `aws_iam_*_policy_attachments_exclusive`.
    pub(super) fn exclusive(
        &mut self,
        instance: &'s Instance<'s>,
        kind: HolderKind,
        is_inline: bool,
    ) {
        let attribute = format!("{}_name", kind.name());
        let Some(holder) = self.holder(instance, kind, &attribute) else { return };
        if !is_inline {
            for arn in self.values.texts(instance, "policy_arns") {
                let entry = self.attached(instance, &arn);
                self.hold(&holder, instance, Some(entry));
            }
        }
        self.only(&holder, instance, is_inline);
    }

    /// Whether the configuration itself sets a list that AWS fills otherwise.
    pub(super) fn is_set(&self, instance: &'s Instance<'s>, attribute: &str) -> bool {
        let expression = self.values.configuration().expression(instance, attribute);
        let is_there = match instance.known(attribute) {
            Known::Is(node) => matches!(node.value, Value::List(_)),
            _ => false,
        };
        expression.is_some_and(|found| {
            !items(Some(found)).is_empty()
                || found.get("references").is_some()
                || found.get("constant_value").is_some()
        }) && is_there
    }

    /// Inline or attached policies that are not named here go.
    pub(super) fn only(&mut self, holder: &Holder, instance: &'s Instance<'s>, is_inline: bool) {
        self.with_removals(holder, instance, |removals| {
            if is_inline {
                removals.other_inline = true;
            } else {
                removals.other_attached = true;
            }
        });
    }

    fn with_removals(
        &mut self,
        holder: &Holder,
        instance: &'s Instance<'s>,
        change: impl FnOnce(&mut Removals),
    ) {
        self.policies_of(holder, instance);
        let account = self.account(&holder.account, instance);
        let partial = match holder.kind {
            HolderKind::User => account.users.get_mut(&holder.name).map(|user| &mut user.partial),
            HolderKind::Group => {
                account.groups.get_mut(&holder.name).map(|group| &mut group.partial)
            }
            HolderKind::Role => account.roles.get_mut(&holder.name).map(|role| &mut role.partial),
        };
        if let Some(Some(removals)) = partial {
            change(removals);
        }
    }
}
