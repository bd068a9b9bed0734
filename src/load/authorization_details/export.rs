//! The whole export.

use rayon::prelude::*;

use super::Findings;
use super::account::{Entity, Found, settle};
use super::group::group;
use super::managed_policy::managed_policy;
use super::page::{Kind, is_page, listed};
use super::role::role;
use super::user::user;
use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{Fact, Removals};
use crate::load::{Loaded, Stated};
use crate::text::{Node, Value};

/// Whether a value is what `aws iam get-account-authorization-details` prints, or a list of its
/// pages.
pub fn is_authorization_details(node: &Node) -> bool {
    match &node.value {
        Value::List(pages) => pages.first().is_some_and(|page| is_page(&page.value)),
        value => is_page(value),
    }
}

/// Reads what `aws iam get-account-authorization-details` prints, or a list of its pages. Each thing
/// goes to the account that its ARN names.
///
/// # Errors
/// Every mistake that leaves the export without a clear meaning.
pub fn read(text: &Text, stated: &Stated) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let export = Placed { node: &text.node, source: &text.source };
    let listed = listed(export, &mut findings);
    read_listed(listed, Extent::Whole, stated, findings)
}

/// How much of its things a source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum Extent {
    /// All.
    Whole,
    /// All but the policies that they hold.
    ButPolicies,
    /// Also neither tags nor permissions boundaries.
    ButTags,
}

/// Reads things of one or several accounts.
///
/// # Errors
/// Every mistake that leaves them without a clear meaning.
pub(in crate::load) fn read_listed(
    listed: Vec<(Kind, Placed<'_>)>,
    extent: Extent,
    stated: &Stated,
    mut findings: Findings,
) -> Result<Loaded, Vec<Trouble>> {
    let read: Vec<(Option<Found>, Findings)> =
        listed.into_par_iter().map(|(kind, placed)| entity(kind, placed)).collect();
    let mut found = Vec::with_capacity(read.len());
    for (entity, its) in read {
        found.extend(entity.map(|entity| entity.cut_to(extent)));
        findings.absorb(its);
    }
    let environment = settle(found, stated, &mut findings);
    findings.finish(environment)
}

fn entity(kind: Kind, placed: Placed<'_>) -> (Option<Found>, Findings) {
    let mut findings = Findings::default();
    let found = match kind {
        Kind::User => user(placed, &mut findings).map(|(holder, user)| Found {
            arn: holder.arn,
            entity: Entity::User(holder.name, user),
        }),
        Kind::Group => group(placed, &mut findings).map(|(holder, group)| Found {
            arn: holder.arn,
            entity: Entity::Group(holder.name, group),
        }),
        Kind::Role => role(placed, &mut findings).map(|(holder, role)| Found {
            arn: holder.arn,
            entity: Entity::Role(holder.name, role),
        }),
        Kind::ManagedPolicy => managed_policy(placed, &mut findings)
            .map(|(arn, policy)| Found { arn: Some(arn), entity: Entity::ManagedPolicy(policy) }),
    };
    (found, findings)
}

impl Found {
    /// The same, as part of what there is to say of it.
    fn cut_to(mut self, extent: Extent) -> Self {
        if extent == Extent::Whole {
            return self;
        }
        let partial = Some(Removals::default());
        let says_boundary = extent == Extent::ButPolicies;
        match &mut self.entity {
            Entity::User(_, user) => {
                user.partial = partial;
                if !says_boundary {
                    user.permissions_boundary = Fact::Unsaid;
                }
            }
            Entity::Role(_, role) => {
                role.partial = partial;
                if !says_boundary {
                    role.permissions_boundary = Fact::Unsaid;
                }
            }
            Entity::Group(_, group) => group.partial = partial,
            Entity::ManagedPolicy(_) => {}
        }
        self
    }
}
