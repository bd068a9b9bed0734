//! What an answer rests on beside the policies.

use super::arguments::PolicyTypeArgument;
use crate::catalog::Catalog;
use crate::compare::{Universe, own_keys};
use crate::request::ContextKeys;

/// Something that is taken to hold for all requests.
#[derive(Clone, Debug)]
pub(super) struct Assumption {
    /// A stable kebab-case name.
    pub(super) code: &'static str,
    /// A sentence without a full stop.
    pub(super) text: String,
}

/// What is assumed about requests to policies of this type, which test these keys.
pub(super) fn assumptions(
    policy_type: PolicyTypeArgument,
    keys: &ContextKeys,
    catalog: &Catalog,
    universe: Universe,
) -> Vec<Assumption> {
    let mut assumed = vec![
        assumption("these-policies-alone", alone(policy_type)),
        assumption("well-formed", "ARNs and names of actions are well-formed"),
    ];
    if universe == Universe::Catalogue {
        let date = catalog.date();
        let requests = format!(
            "of the services that policies name, only the actions that the catalogue of {date} has \
             are requested, each on resources of the types that it takes"
        );
        assumed.push(assumption("catalogued-requests", requests));
    }
    if keys.ids().next().is_some() {
        let date = catalog.date();
        let types =
            format!("condition keys have the types that the catalogue of {date} gives them");
        assumed.push(assumption("key-types", types));
        let values = "keys that are sent have values, and those of numbers, dates, addresses, binary \
                      and truth values can be read as such";
        assumed.push(assumption("readable-values", values));
    }
    if policy_type != PolicyTypeArgument::Identity {
        let ids = "canonical user ids belong to no account that is named otherwise";
        assumed.push(assumption("canonical-ids", ids));
        if own_keys(keys).next().is_some() {
            let own = "keys that follow from who asks, such as aws:PrincipalArn, are those of the \
                       caller; services, identity providers and canonical user ids that policies \
                       do not name are of no account that they name, and accounts are in the \
                       partitions that policies speak of, or in aws";
            assumed.push(assumption("own-keys", own));
        }
        let roles = "a session is of the role of its name and account that a policy names, if one does, and \
             that is spelled so";
        assumed.push(assumption("named-roles", roles));
    }
    assumed
}

/// What is assumed of the public besides.
pub(super) fn of_public() -> Vec<Assumption> {
    vec![
        assumption(
            "outsiders",
            "the public has no keys that say whose request it is, or values that the policy does \
             not fix",
        ),
        assumption(
            "narrow-addresses",
            "ranges of addresses narrower than /8, or /32 of IPv6, and private ones are not public",
        ),
        assumption(
            "open-providers",
            "everybody can have tokens of the identity providers that serve all, and of no others",
        ),
        assumption(
            "named-services",
            "the services of AWS that the policy names ask for nobody whom it does not mean",
        ),
    ]
}

fn assumption(code: &'static str, text: impl Into<String>) -> Assumption {
    Assumption { code, text: text.into() }
}

fn alone(policy_type: PolicyTypeArgument) -> &'static str {
    match policy_type {
        PolicyTypeArgument::Identity => {
            "these identity-based policies decide alone, without boundaries and policies of \
             resources, sessions and organizations"
        }
        PolicyTypeArgument::Resource => {
            "these resource-based policies decide alone, as if the caller's own policies allowed \
             everything"
        }
        PolicyTypeArgument::Trust => {
            "these trust policies decide alone, as if the caller's own policies allowed everything"
        }
    }
}
