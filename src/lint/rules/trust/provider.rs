//! OIDC providers: whose tokens they sign, and which claims tell whose a token is.

use crate::aws::{Issuer, host_of, issuer_of};
use crate::lint::caller::Caller;
use crate::lint::statement::StatementView;
use crate::policy::{Condition, PrincipalEntry, PrincipalValue};
use crate::request::Given;

pub(super) const PAGE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html";

/// An OIDC provider that a statement trusts.
#[derive(Clone, Copy)]
pub(super) struct Provider<'s> {
    pub(super) statement: StatementView<'s>,
    pub(super) entry: &'s PrincipalEntry,
    pub(super) host: &'s str,
}

/// The OIDC providers that an Allow lets call `sts:AssumeRoleWithWebIdentity`.
pub(super) fn providers<'s>(
    statement: &StatementView<'s>,
) -> impl Iterator<Item = Provider<'s>> + use<'s> {
    let statement = *statement;
    let can_be_used =
        statement.is_allow() && statement.covers_action("sts:AssumeRoleWithWebIdentity");
    let entries = statement.principals().iter().filter(move |_| can_be_used);
    entries.filter_map(move |entry| {
        let PrincipalValue::Federated(text) = &entry.value else { return None };
        Some(Provider { statement, entry, host: host_of(text)? })
    })
}

impl<'s> Provider<'s> {
    /// Its line in the table of those that everybody can use.
    pub(super) fn issuer(&self) -> Option<&'static Issuer> {
        issuer_of(self.host)
    }

    pub(super) fn is_github(&self) -> bool {
        self.issuer().is_some_and(Issuer::is_github)
    }

    /// The claims that the statement tests, in lower case, each with its condition.
    pub(super) fn claims(&self) -> impl Iterator<Item = (String, &'s Condition)> + use<'s> {
        let prefix = format!("{}:", self.host.to_ascii_lowercase());
        self.statement.written.conditions.iter().filter_map(move |condition| {
            let lower = condition.key.to_ascii_lowercase();
            Some((lower.strip_prefix(&prefix)?.to_owned(), condition))
        })
    }

    pub(super) fn tests_any_claim(&self) -> bool {
        self.claims().next().is_some()
    }

    /// Whether a claim is tested that tells whose a token is.
    pub(super) fn tests_telling_claim(&self, issuer: &Issuer) -> bool {
        self.claims().any(|(claim, _)| issuer.telling.contains(&claim.as_str()))
    }

    /// The values of the subject that the statement lets in, each with its condition.
    pub(super) fn subjects(
        &self,
    ) -> impl Iterator<Item = (&'s crate::policy::ConditionValue, &'s Condition)> + use<'s> {
        let subjects = self.claims().filter(|(claim, condition)| {
            claim == "sub" && condition.operator.is_some_and(|one| !one.test.is_negated())
        });
        subjects.flat_map(|(_, condition)| condition.values.iter().map(move |one| (one, condition)))
    }

    /// Somebody who comes with a token that the provider gave to a stranger.
    pub(super) fn stranger(&self, issuer: &Issuer, subject: &str) -> Caller {
        let key = |claim: &str| format!("{}:{claim}", self.host.to_ascii_lowercase());
        let with = |caller: Caller, (claim, _): (String, &Condition)| match claim.as_str() {
            "sub" => caller,
            told if issuer.telling.contains(&told) => caller.with(key(told), "iamsim-stranger"),
            other => caller.with_state(key(other), Given::PresentUnknown),
        };
        let caller = Caller::of(&*self.entry.text).with(key("sub"), subject);
        self.claims().fold(caller, with)
    }
}
