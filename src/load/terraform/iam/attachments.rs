//! Policies that users, groups and roles hold.

use super::{Holder, HolderKind};
use crate::environment::PolicyEntry;
use crate::load::terraform::builder::Builder;
use crate::load::terraform::snapshot::Instance;

impl<'s> Builder<'s> {
    /// The identity that an attribute names.
    pub(super) fn holder(
        &self,
        instance: &'s Instance<'s>,
        kind: HolderKind,
        attribute: &str,
    ) -> Option<Holder> {
        let name = self.values.text(instance, attribute).filter(|name| !name.is_empty());
        let Some(name) = name else {
            self.values.remark(instance, &format!("nothing says which {} is meant", kind.name()));
            return None;
        };
        Some(Holder { account: self.values.account(instance), kind, name: bare(&name) })
    }

    pub(super) fn inline_policy(&mut self, instance: &'s Instance<'s>, kind: HolderKind) {
        let Some(holder) = self.holder(instance, kind, kind.name()) else { return };
        let name = self.values.text(instance, "name").unwrap_or_default();
        let full = format!("{}/{}/{name}", kind.name(), holder.name);
        let policy = self.values.policy(instance, "policy", &full);
        let entry = policy.entry(&name);
        if entry.is_none() {
            self.values.remark(instance, "there is no document of the policy");
        }
        self.hold(&holder, instance, entry);
    }

    pub(super) fn attachment(&mut self, instance: &'s Instance<'s>, kind: HolderKind) {
        let Some(holder) = self.holder(instance, kind, kind.name()) else { return };
        let entry = self.attached_policy(instance);
        self.hold(&holder, instance, entry);
    }

    /// `aws_iam_policy_attachment`: one policy, many who hold it.
    pub(super) fn shared_attachment(&mut self, instance: &'s Instance<'s>) {
        let entry = self.attached_policy(instance);
        let account = self.values.account(instance);
        for kind in HolderKind::ALL {
            let attribute = format!("{}s", kind.name());
            for name in self.values.texts(instance, &attribute) {
                if !name.is_empty() {
                    let holder = Holder { account: account.clone(), kind, name: bare(&name) };
                    self.hold(&holder, instance, entry.clone());
                }
            }
        }
    }

    fn attached_policy(&self, instance: &'s Instance<'s>) -> Option<PolicyEntry> {
        let arn = self.values.text(instance, "policy_arn").filter(|arn| !arn.is_empty());
        if arn.is_none() {
            self.values.remark(instance, "nothing says which policy is attached");
        }
        arn.map(|arn| self.attached(instance, &arn))
    }
}

/// The name in an ARN, or the name itself.
fn bare(name: &str) -> String {
    let last = name.rsplit('/').next().filter(|_| name.starts_with("arn:"));
    last.unwrap_or(name).to_owned()
}
