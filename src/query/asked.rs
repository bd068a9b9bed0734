//! Who asks, and what is asked of everybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::Authorization;
use crate::compile::{Layer, PolicySet};
use crate::request::{Principal, Request, Tags};

/// Somebody who may ask for something.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// The caller's tags.
    pub tags: Tags,
    /// The layers on the caller's side; of the others none counts.
    pub policies: PolicySet,
}

/// An action on a resource that everybody is asked about.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question, whoever asks it.
    pub request: Request,
    /// The layers on the resource's side; of the others none counts.
    pub policies: PolicySet,
    /// Whose the resource is.
    pub owner: Owner,
}

/// Whose a resource is.
#[derive(Clone, Debug)]
pub enum Owner {
    /// The request says so.
    Known,
    /// Nobody said, so it is taken to be of the caller's account. Resource control policies by
    /// account.
    // AWS: D-15
    OfCaller(Arc<BTreeMap<Box<str>, Vec<Layer>>>),
}

impl Asked {
    /// The question as this caller asks it, and all policies that count for it.
    pub fn by(&self, caller: &Caller) -> Authorization {
        let mut request = Request {
            principal: caller.principal.clone(),
            principal_tags: caller.tags.clone(),
            ..self.request.clone()
        };
        let mut policies = PolicySet {
            resource: self.policies.resource.clone(),
            resource_control: self.policies.resource_control.clone(),
            vpc_endpoint: self.policies.vpc_endpoint.clone(),
            ..caller.policies.clone()
        };
        if let Owner::OfCaller(controls) = &self.owner {
            request.resource_account.clone_from(&caller.principal.account);
            let account = caller.principal.account.as_deref().unwrap_or_default();
            policies.resource_control = controls.get(account).cloned().unwrap_or_default();
        }
        Authorization { request, policies }
    }
}
