//! Keys that only some callers' requests carry.

use super::callers::SERVICES;
use super::draft::{Caller, Draft};
use super::scene::Scene;
use crate::aws::{GlobalKeyIndex, PolicyKind, key};
use crate::request::{Given, KeyState, RequestContext};

impl Scene<'_> {
    /// The keys that a draft says although requests of its caller never carry them.
    pub(super) fn never_carried(&self, draft: &Draft) -> Vec<Box<str>> {
        let said = draft.context.iter().filter(|(_, given)| is_carried(given));
        said.map(|(name, _)| name).filter(|name| self.is_foreign(name, draft)).cloned().collect()
    }

    fn is_foreign(&self, name: &str, draft: &Draft) -> bool {
        let Some(key) = self.key(name) else { return false };
        if !self.keys.global(key).is_some_and(hangs_on_caller) {
            return false;
        }
        let mut without = draft.clone();
        without.context.remove(name);
        let request = self.request(&without);
        request.is_some_and(|request| {
            matches!(RequestContext::new(request, &self.keys).state(key), KeyState::Absent)
        })
    }

    /// The same scene with others who ask.
    pub(super) fn with_other_callers(&self, kind: PolicyKind) -> impl Iterator<Item = Self> + '_ {
        let account = &self.cast.account;
        let session = format!("arn:aws:sts::{account}:assumed-role/example/session");
        let federated = format!("arn:aws:sts::{account}:federated-user/example");
        let root = format!("arn:aws:iam::{account}:root");
        let identities = [session, federated, root].map(Caller::named);
        let services = match kind {
            PolicyKind::Resource
            | PolicyKind::Trust
            | PolicyKind::ResourceControl
            | PolicyKind::VpcEndpoint => &SERVICES[..],
            PolicyKind::Identity
            | PolicyKind::PermissionsBoundary
            | PolicyKind::Session
            | PolicyKind::ServiceControl => &[],
        };
        let callers = identities.into_iter().chain(services.iter().copied().map(Caller::named));
        callers.map(|caller| {
            let mut scene = self.clone();
            scene.cast.caller = caller;
            scene
        })
    }
}

fn is_carried(given: &Given) -> bool {
    match given {
        Given::Values(values) => !values.is_empty(),
        Given::PresentUnknown => true,
        Given::Absent | Given::Unknown => false,
    }
}

/// Whether it is the caller who decides if requests carry the key: not the way they take, their
/// resource, or their parameters.
// AWS: K-1
fn hangs_on_caller(global: GlobalKeyIndex) -> bool {
    const OF_REQUESTS: [GlobalKeyIndex; 17] = [
        key::CALLED_VIA,
        key::CALLED_VIA_FIRST,
        key::CALLED_VIA_LAST,
        key::CALLED_VIA_AWS_MCP,
        key::SOURCE_IP,
        key::SOURCE_VPC,
        key::SOURCE_VPCE,
        key::VPC_SOURCE_IP,
        key::SOURCE_VPC_ARN,
        key::VPCE_ACCOUNT,
        key::VPCE_ORG_ID,
        key::VPCE_ORG_PATHS,
        key::RESOURCE_ORG_ID,
        key::RESOURCE_ORG_PATHS,
        key::RESOURCE_TAG,
        key::REQUEST_TAG,
        key::TAG_KEYS,
    ];
    !OF_REQUESTS.contains(&global)
}
