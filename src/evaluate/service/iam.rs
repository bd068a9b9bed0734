//! AWS IAM: what nobody may change, and which credentials will do.

use super::super::truth::Truth;
use super::ServiceRules;
use super::sts::{has_session_token, is_federated_user};
use crate::request::{Given, Request};

pub(super) fn rules(request: &Request) -> ServiceRules {
    // AWS: T-6
    if is_federated_user(request) {
        return ServiceRules::settled(false, "T-6");
    }
    if is_protected(request) {
        return ServiceRules::settled(false, "T-8");
    }
    if !has_session_token(request) {
        return ServiceRules::NONE;
    }
    match mfa_was_used(request) {
        Truth::False => ServiceRules::settled(false, "T-6"),
        credentials => ServiceRules { credentials, ..ServiceRules::NONE },
    }
}

fn mfa_was_used(request: &Request) -> Truth {
    match request.given("aws:multifactorauthpresent") {
        None if request.exact_context => Truth::False,
        None | Some(Given::Unknown | Given::PresentUnknown) => Truth::Unknown,
        Some(Given::Absent) => Truth::False,
        Some(given @ Given::Values(_)) => given.says_true().into(),
    }
}

/// Whether the action would change something that belongs to AWS.
// AWS: T-8
fn is_protected(request: &Request) -> bool {
    let Some(arn) = request.resource_arn() else { return false };
    if arn.service() != "iam" {
        return false;
    }
    let reserved = arn.resource().starts_with("role/aws-reserved/");
    let linked = arn.resource().starts_with("role/aws-service-role/");
    let owned_by_aws = arn.account() == "aws";
    let action = request.action.name();
    let only_reads =
        ["get", "list", "generate", "simulate"].iter().any(|verb| action.starts_with(verb));
    // DIFFERENCE: a service-linked role is created and deleted by actions of its own, which T-8's
    // source does not tell apart.
    let is_lifecycle = matches!(action, "createservicelinkedrole" | "deleteservicelinkedrole");
    let spared = only_reads || (reserved && action == "passrole") || (linked && is_lifecycle);
    (reserved || linked || owned_by_aws) && !spared
}
