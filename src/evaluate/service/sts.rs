//! AWS STS: role trust, and calls that need no permission.

use super::super::decision::Access;
use super::ServiceRules;
use super::keys::{AskedKey, Asks};
use crate::request::{Given, PrincipalKind, Request};

pub(super) fn rules(request: &Request) -> ServiceRules {
    let action = request.action.name();
    // AWS: T-5
    if matches!(action, "getcalleridentity" | "getsessiontoken") {
        return ServiceRules::settled(true, "T-5");
    }
    // AWS: T-6
    let assumes = matches!(action, "assumerole" | "tagsession" | "setsourceidentity");
    let may_assume = assumes && !is_federated_user(request);
    if (is_federated_user(request) || has_session_token(request)) && !may_assume {
        return ServiceRules::settled(false, "T-6");
    }
    let same_account = if request.is_about_trust() {
        Access::ResourceRulesWithinLimits
    } else {
        Access::SameAccount
    };
    ServiceRules { same_account, ..ServiceRules::NONE }
}

/// Whether the caller is a session from `GetFederationToken`.
pub(super) fn is_federated_user(request: &Request) -> bool {
    matches!(request.principal.kind, PrincipalKind::FederatedUser { .. })
}

/// Whether the caller is a user with credentials from `GetSessionToken`, as far as the request says.
pub(super) fn has_session_token(request: &Request) -> bool {
    let is_user = matches!(request.principal.kind, PrincipalKind::User { .. });
    let given = request.given("aws:tokenissuetime");
    is_user && matches!(given, Some(Given::Values(_) | Given::PresentUnknown))
}

/// What the rules about credentials ask of keys.
// AWS: T-6
pub(super) fn asked_of_credentials(request: &Request) -> Vec<AskedKey> {
    if !matches!(request.principal.kind, PrincipalKind::User { .. }) {
        return Vec::new();
    }
    vec![
        AskedKey { name: "aws:TokenIssueTime".into(), asks: Asks::Presence },
        AskedKey { name: "aws:MultiFactorAuthPresent".into(), asks: Asks::Truth },
    ]
}
