//! Managed policies, and the account's name.

use crate::aws::{Arn, PolicyKind};
use crate::environment::{Fact, ManagedPolicy};
use crate::load::terraform::builder::Builder;
use crate::load::terraform::snapshot::Instance;

impl<'s> Builder<'s> {
    pub(super) fn managed_policy(&mut self, instance: &'s Instance<'s>) {
        let Some(arn) = self.values.text(instance, "arn") else {
            self.values.remark(instance, "the policy's ARN is not known");
            return;
        };
        let policy = self.values.policy(instance, "policy", &arn);
        let Fact::Is(document) = policy.fact(&arn, PolicyKind::Identity) else {
            self.values.remark(instance, "there is no document of the policy");
            return;
        };
        let parsed = Arn::parse(&arn);
        let own = parsed.as_ref().map(Arn::account).filter(|id| !id.is_empty() && *id != "aws");
        let account = own.map_or_else(|| self.values.account(instance), str::to_owned);
        let origin = self.values.origin(instance);
        let versions = Vec::new();
        let policy = ManagedPolicy { document, default_version: None, versions, origin };
        let policies = &mut self.account(&account, instance).policies;
        if !instance.is_data || policies.get(&arn).is_none() {
            policies.insert(arn, policy);
        }
    }

    pub(super) fn account_alias(&mut self, instance: &'s Instance<'s>) {
        if let Some(alias) = self.values.text(instance, "account_alias") {
            let account = self.values.account(instance);
            self.account(&account, instance).name = Some(alias.into());
        }
    }
}
