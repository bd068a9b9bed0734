//! Puts what was read into the accounts that its ARNs name.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::aws::{Arn, is_account_id};
use crate::environment::{
    Account, Entities, Environment, Group, ManagedPolicy, Origin, Role, User,
};
use crate::load::{ACCOUNT_NOT_SAID, Stated};
use crate::text::quote;

/// What an export describes.
#[derive(Clone, Debug)]
pub(super) enum Entity {
    User(Box<str>, User),
    Group(Box<str>, Group),
    Role(Box<str>, Role),
    ManagedPolicy(ManagedPolicy),
}

/// Something that an export describes, and the ARN that says whose it is.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) arn: Option<Arn>,
    pub(super) entity: Entity,
}

/// Where things belong whose ARNs name no account.
struct Home {
    account: Box<str>,
    is_guess: bool,
}

/// The accounts of what was found.
pub(super) fn settle(found: Vec<Found>, stated: &Stated, findings: &mut Findings) -> Environment {
    let own: BTreeSet<Box<str>> =
        found.iter().filter_map(|found| found.account().map(Box::from)).collect();
    let home = home(&own, stated);
    let mut environment = Environment::default();
    let (of_aws, others): (Vec<Found>, Vec<Found>) = found.into_iter().partition(Found::is_of_aws);
    remark_on_homeless(&others, &home, findings);
    for found in others {
        let id = found.account().unwrap_or(&home.account);
        let account = environment.accounts.entry(id, Account::default);
        found.put(account, findings);
    }
    if environment.accounts.is_empty() {
        if let Some(Found { entity, .. }) = of_aws.first().filter(|_| home.is_guess) {
            nobodys(entity.origin(), findings);
        } else if !of_aws.is_empty() {
            environment.accounts.entry(&home.account, Account::default);
        }
    }
    for (_, account) in environment.accounts.iter_mut() {
        for found in &of_aws {
            found.clone().put(account, findings);
        }
    }
    environment
}

/// The one account of the export, else the account that people state.
fn home(own: &BTreeSet<Box<str>>, stated: &Stated) -> Home {
    let only = own.first().filter(|_| own.len() == 1);
    let is_guess = only.is_none() && stated.account.is_none();
    let account = only.or(stated.account.as_ref()).map_or(ACCOUNT_NOT_SAID, |account| account);
    Home { account: account.into(), is_guess }
}

/// Says once for each text that stands where an account should, to which account such things go.
fn remark_on_homeless(found: &[Found], home: &Home, findings: &mut Findings) {
    let mut homeless: BTreeMap<&str, (usize, &Origin)> = BTreeMap::new();
    for found in found.iter().filter(|found| found.account().is_none()) {
        let said = found.arn.as_ref().map_or("", Arn::account);
        homeless.entry(said).or_insert((0, found.entity.origin())).0 += 1;
    }
    for (said, (count, origin)) in homeless {
        let said = if said.is_empty() { "nothing".to_owned() } else { quote(said) };
        let things =
            if count == 1 { "this".to_owned() } else { format!("this and {} more", count - 1) };
        let account = &home.account;
        let message = format!("the account of {things} is {said}: counted to `{account}`");
        findings.remark((&origin.source, origin.span), "account-not-said", message);
        if home.is_guess {
            findings.hint("`--account` names the account");
        }
    }
}

fn nobodys(origin: &Origin, findings: &mut Findings) {
    let message = "the export has AWS's own policies alone and names no account that may use them";
    findings.remark((&origin.source, origin.span), "account-not-said", message);
    findings
        .hint("`--account` names the account; without it the documents that AWS publishes count");
}

impl Entity {
    fn origin(&self) -> &Origin {
        match self {
            Self::User(_, user) => &user.origin,
            Self::Group(_, group) => &group.origin,
            Self::Role(_, role) => &role.origin,
            Self::ManagedPolicy(policy) => &policy.origin,
        }
    }
}

impl Found {
    /// Twelve digits, where the ARN has them.
    fn account(&self) -> Option<&str> {
        self.arn.as_ref().map(Arn::account).filter(|account| is_account_id(account))
    }

    fn is_of_aws(&self) -> bool {
        let is_aws = self.arn.as_ref().is_some_and(|arn| arn.account() == "aws");
        is_aws && matches!(self.entity, Entity::ManagedPolicy(_))
    }

    fn put(self, account: &mut Account, findings: &mut Findings) {
        let Self { arn, entity } = self;
        if let (Some(arn), None) = (&arn, &account.partition) {
            account.partition = Some(arn.partition().into());
        }
        let origin = entity.origin().clone();
        let earlier = match entity {
            Entity::User(name, user) => put(&mut account.users, name, user, |user| user.origin),
            Entity::Group(name, group) => put(&mut account.groups, name, group, |it| it.origin),
            Entity::Role(name, role) => put(&mut account.roles, name, role, |role| role.origin),
            Entity::ManagedPolicy(policy) => {
                let name = arn.map_or_else(Box::default, |arn| arn.as_str().into());
                put(&mut account.policies, name, policy, |policy| policy.origin)
            }
        };
        if let Some(earlier) = earlier {
            twice(&earlier, &origin, findings);
        }
    }
}

/// Where the one stood whose place is taken.
fn put<T>(
    all: &mut Entities<T>,
    name: Box<str>,
    thing: T,
    origin: impl Fn(T) -> Origin,
) -> Option<Origin> {
    all.insert(name, thing).map(origin)
}

fn twice(earlier: &Origin, later: &Origin, findings: &mut Findings) {
    if earlier.source.slice(earlier.span) == later.source.slice(later.span) {
        return;
    }
    let message = "the export has this twice, and not the same";
    findings.remark((&later.source, later.span), "given-twice", message);
    findings.hint(format!("it counts in place of what stands at {earlier}"));
}
