//! What there is in an environment, as data.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use super::admitted::{Admitted, Of};
use super::tree::{UnitOverview, unit};
use crate::aws::PolicyKind;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::environment::{Account, EndpointKind, Environment, Fact, StoredPolicy};
use crate::load::LoadedEnvironment;
use crate::text::Severity;

/// What sources say together.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct Overview {
    /// The version of this format.
    v: u32,
    /// The accounts.
    pub(super) accounts: Vec<AccountOverview>,
    /// The roles and whom they trust.
    pub(super) roles: Vec<RoleOverview>,
    /// The resources.
    pub(super) resources: Vec<ResourceOverview>,
    /// The VPC endpoints.
    pub(super) endpoints: Vec<EndpointOverview>,
    /// The organization, if a source has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) organization: Option<OrganizationOverview>,
    /// Values that nobody knows yet.
    pub(super) unknowns: Vec<UnknownOverview>,
    /// What was not understood or is doubtful.
    pub(super) remarks: Vec<RemarkOverview>,
    /// In what sources differ.
    pub(super) differences: Vec<DifferenceOverview>,
}

/// An account in numbers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct AccountOverview {
    /// Twelve digits.
    pub(super) id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// How many users it has.
    pub(super) users: usize,
    /// How many groups.
    pub(super) groups: usize,
    /// How many roles.
    pub(super) roles: usize,
    /// How many managed policies of its own.
    pub(super) policies: usize,
}

/// A role.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct RoleOverview {
    /// Its account.
    pub(super) account: String,
    /// Its name.
    pub(super) name: String,
    /// Whom it trusts; absent if no source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trusts: Option<Admitted>,
    /// Where it was found.
    pub(super) origin: String,
}

/// A resource.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct ResourceOverview {
    /// Its ARN.
    pub(super) arn: String,
    /// The account that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    /// Whether it has a policy; absent if no source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) has_policy: Option<bool>,
    /// Whom its policy lets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) admits: Option<Admitted>,
    /// Whether a public policy of the bucket is held back to its account.
    pub(super) restricts_public: bool,
    /// Where it was found.
    pub(super) origin: String,
}

/// A VPC endpoint.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct EndpointOverview {
    /// `vpce-..`
    pub(super) id: String,
    /// `gateway` or `interface`.
    pub(super) kind: &'static str,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<String>,
    /// Whether it has a policy of its own.
    pub(super) has_policy: bool,
}

/// An organization.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct OrganizationOverview {
    /// `o-..`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// The management account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) management_account: Option<String>,
    /// The tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) root: Option<UnitOverview>,
}

/// A value that nobody knows yet.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct UnknownOverview {
    /// Its name.
    pub(super) name: String,
    /// Why it is not known.
    pub(super) why: String,
}

/// Something that was not understood.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct RemarkOverview {
    /// `error` where a policy has no meaning, else `warning`.
    pub(super) severity: &'static str,
    /// A stable name for what it is.
    pub(super) code: &'static str,
    /// In words.
    pub(super) message: String,
    /// The file, line and column.
    pub(super) place: String,
}

/// A fact that two sources say differently.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct DifferenceOverview {
    /// What it is about.
    pub(super) subject: String,
    /// In what the sources differ.
    pub(super) facts: Vec<&'static str>,
    /// The place that does not count.
    pub(super) earlier: String,
    /// The place that counts.
    pub(super) later: String,
}

impl Overview {
    /// What there is, and the mistakes that leave policies without a meaning.
    pub(super) fn of(loaded: &LoadedEnvironment, catalog: &Catalog) -> (Self, Vec<Trouble>) {
        let mut mistakes = Vec::new();
        let environment = &loaded.environment;
        let mut overview = Self { v: 1, ..Self::default() };
        for (id, account) in environment.accounts.iter() {
            overview.account(id, account);
            overview.roles(id, account, catalog, &mut mistakes);
        }
        overview.resources(environment, catalog, &mut mistakes);
        overview.others(environment);
        let remarks = loaded.remarks.iter().chain(&mistakes);
        overview.remarks = remarks.map(remark).collect();
        overview.differences = loaded.differences.iter().map(difference).collect();
        (overview, mistakes)
    }

    /// The same for programs.
    pub(super) fn to_json(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        format!("{}\n", crate::bundle::harmless(text))
    }

    fn account(&mut self, id: &str, account: &Account) {
        let own = |arn: &str| arn.split(':').nth(4) == Some(id);
        self.accounts.push(AccountOverview {
            id: id.to_owned(),
            name: account.name.as_deref().map(str::to_owned),
            users: account.users.len(),
            groups: account.groups.len(),
            roles: account.roles.len(),
            policies: account.policies.iter().filter(|(arn, _)| own(arn)).count(),
        });
    }

    fn roles(&mut self, id: &str, held: &Account, catalog: &Catalog, mistakes: &mut Vec<Trouble>) {
        let of = Of { account: id, kind: PolicyKind::Trust, catalog };
        for (name, role) in held.roles.iter() {
            self.roles.push(RoleOverview {
                account: id.to_owned(),
                name: name.to_owned(),
                trusts: admitted(&role.trust, of, mistakes),
                origin: role.origin.first(),
            });
        }
    }

    fn resources(
        &mut self,
        environment: &Environment,
        catalog: &Catalog,
        mistakes: &mut Vec<Trouble>,
    ) {
        for (arn, resource) in environment.resources.iter() {
            let in_arn = arn.split(':').nth(4).filter(|account| !account.is_empty());
            let account = resource.account.as_deref().or(in_arn);
            let account_id = account.unwrap_or_default();
            let of = Of { account: account_id, kind: PolicyKind::Resource, catalog };
            let block = resource.public_access_block.known();
            self.resources.push(ResourceOverview {
                arn: arn.to_owned(),
                account: account.map(str::to_owned),
                has_policy: resource.policy.is_said().then(|| resource.policy.known().is_some()),
                admits: admitted(&resource.policy, of, mistakes),
                restricts_public: block.is_some_and(|block| block.restrict_public_buckets),
                origin: resource.origin.first(),
            });
        }
    }

    fn others(&mut self, environment: &Environment) {
        let endpoints = environment.endpoints.iter().map(|(id, endpoint)| EndpointOverview {
            id: id.to_owned(),
            kind: match endpoint.kind {
                EndpointKind::Gateway => "gateway",
                EndpointKind::Interface => "interface",
            },
            service: endpoint.service.as_deref().map(str::to_owned),
            has_policy: endpoint.policy.known().is_some(),
        });
        self.endpoints = endpoints.collect();
        self.organization = environment.organization.known().map(|known| OrganizationOverview {
            id: known.id.as_deref().map(str::to_owned),
            management_account: known.management_account.as_deref().map(str::to_owned),
            root: known.root.as_ref().map(unit),
        });
        let unknowns = environment.unknowns.iter();
        self.unknowns = unknowns
            .map(|(name, unknown)| UnknownOverview {
                name: name.to_string(),
                why: unknown.why.to_string(),
            })
            .collect();
    }
}

fn admitted(
    policy: &Fact<StoredPolicy>,
    of: Of<'_>,
    mistakes: &mut Vec<Trouble>,
) -> Option<Admitted> {
    let (admitted, found) = Admitted::by(policy.known()?, of);
    let is_readable = found.is_empty();
    mistakes.extend(found);
    is_readable.then_some(admitted)
}

fn remark(trouble: &Trouble) -> RemarkOverview {
    let position = trouble.source.position(trouble.diagnostic.span.start);
    RemarkOverview {
        severity: match trouble.diagnostic.severity {
            Severity::Error => "error",
            _ => "warning",
        },
        code: trouble.diagnostic.code,
        message: trouble.diagnostic.message.clone(),
        place: format!("{}:{}:{}", trouble.source.name(), position.line, position.column),
    }
}

fn difference(difference: &crate::environment::Difference) -> DifferenceOverview {
    DifferenceOverview {
        subject: difference.subject.clone(),
        facts: difference.facts.clone(),
        earlier: difference.earlier.to_string(),
        later: difference.later.to_string(),
    }
}
