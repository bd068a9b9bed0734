//! What is asked about: resources with policies of their own, each with the layers on its side before
//! and after, and all others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{Cell, Estate};
use super::said::{LayerSaying, Sayings};
use crate::aws::{Arn, PolicyKind, holds_unknown};
use crate::bundle::{Placed, PolicyReader, Text, Trouble};
use crate::compile::{CompiledPolicy, Layer, ResourcePolicy};
use crate::environment::{
    Environment, Fact, Held, Organization, Resource, has_path, whose_policy, with_all_held,
};
use crate::request::PublicAccessBlock;
use crate::text::{Source, Syntax};

/// The resources of two environments.
pub(super) struct Resources {
    /// Those with a policy of their own, roles included.
    pub(super) own: Vec<Cell>,
    /// What the policies of resources are that have none, and of which AWS always has one.
    nobody: Layer,
    /// Accounts whose users and roles are known on one side, and whether they are on both.
    accounts: BTreeMap<Box<str>, bool>,
    /// Resource control policies of each account, and the number of what they say on both sides.
    controls: BTreeMap<Box<str>, (Controls, usize)>,
    /// What the resource control policies of one account say on both sides, by number; the first is
    /// that there are none.
    sayings: Vec<[Vec<LayerSaying>; 2]>,
    /// Resources with policies whose ARNs nobody knows yet.
    pub(super) without_arn: Vec<WithoutArn>,
}

/// A resource with a policy whose ARN nobody knows yet.
pub(super) struct WithoutArn {
    /// What stands for the ARN.
    pub(super) name: Box<str>,
    /// Whether anything on the resource's side differs.
    pub(super) differs: bool,
}

type Controls = [Vec<Layer>; 2];

/// A policy that is about nothing; AWS has none without a statement.
const ABOUT_NOTHING: &str = r#"{"Version": "2012-10-17", "Statement": {
    "Effect": "Deny", "Principal": {"AWS": "000000000000"}, "Action": "none:None", "Resource": "*"}}"#;

impl Resources {
    /// Reads all policies on the resources' side.
    ///
    /// # Errors
    /// Every mistake that leaves a policy without a meaning.
    pub(super) fn of(
        environments: [&Environment; 2],
        reader: &mut PolicyReader<'_>,
        sayings: &mut Sayings,
    ) -> Result<Self, Vec<Trouble>> {
        let one = |trouble: Trouble| vec![trouble];
        let text =
            Text::read(Source::new("no-policy", ABOUT_NOTHING), Syntax::Json).map_err(one)?;
        let value = Placed { node: &text.node, source: &text.source };
        let nobody = reader.stored("no-policy", value, PolicyKind::Resource)?;
        let mut found = Self {
            own: Vec::new(),
            nobody: std::iter::once(nobody).collect(),
            accounts: BTreeMap::new(),
            controls: BTreeMap::new(),
            sayings: vec![[Vec::new(), Vec::new()]],
            without_arn: Vec::new(),
        };
        for environment in environments {
            for (id, account) in environment.accounts.iter() {
                if !account.users.is_empty() || !account.roles.is_empty() {
                    let is_known_before = found.accounts.contains_key(id);
                    found.accounts.insert(id.into(), is_known_before);
                }
            }
        }
        let mut gathering = Gathering { environments, reader, sayings };
        found.read_controls(&mut gathering)?;
        for arn in gathering.arns() {
            found.read(&arn, &mut gathering)?;
        }
        found.except_those_within();
        Ok(found)
    }

    /// Whether an account's users and roles are known on some side.
    fn knows(&self, account: &str) -> bool {
        self.accounts.contains_key(account)
    }

    /// Whether an account's users and roles are known on both sides.
    pub(super) fn knows_both(&self, account: &str) -> bool {
        self.accounts.get(account) == Some(&true)
    }

    /// Whether what an account owns is decided differently; or, if that is asked, whether it owns
    /// anything that is known.
    pub(super) fn concern(&self, account: &str, owns_anything: bool) -> bool {
        let is_owned = |cell: &&Cell| cell.owner.as_deref() == Some(account);
        let mut own = self.own.iter().filter(is_owned);
        self.differing(self.limits(Some(account))).is_some()
            || own.any(|cell| owns_anything || cell.differs())
    }

    /// The policies of all resources, on both sides.
    pub(super) fn policies(&self) -> impl Iterator<Item = &Arc<CompiledPolicy>> {
        let estates = self.own.iter().flat_map(|cell| &cell.sides);
        estates.filter_map(|estate| estate.policy.as_ref()?.policy())
    }

    fn read_controls(&mut self, gathering: &mut Gathering<'_, '_, '_>) -> Result<(), Vec<Trouble>> {
        for account in gathering.accounts() {
            let both = [gathering.control(&account, 0)?, gathering.control(&account, 1)?];
            let said = both.each_ref().map(|levels| gathering.sayings.of_levels(levels));
            let known = self.sayings.iter().position(|one| *one == said);
            let number = known.unwrap_or_else(|| {
                self.sayings.push(said);
                self.sayings.len() - 1
            });
            self.controls.insert(account, (both, number));
        }
        Ok(())
    }

    /// The number of what the resource control policies of an account say.
    fn limits(&self, account: Option<&str>) -> usize {
        account.and_then(|id| self.controls.get(id)).map_or(0, |(_, number)| *number)
    }

    fn differing(&self, limits: usize) -> Option<usize> {
        let [one, other] = self.sayings.get(limits)?;
        (one != other).then_some(limits)
    }

    fn control(&self, account: Option<&str>) -> Controls {
        let known = account.and_then(|id| self.controls.get(id));
        known.map(|(controls, _)| controls.clone()).unwrap_or_default()
    }

    fn read(
        &mut self,
        text: &str,
        gathering: &mut Gathering<'_, '_, '_>,
    ) -> Result<(), Vec<Trouble>> {
        let Some(arn) = Arn::parse(text) else { return Ok(()) };
        let policies = [gathering.policy(&arn, 0)?, gathering.policy(&arn, 1)?];
        let says = policies
            .each_ref()
            .map(|policy| policy.as_ref().map(|policy| gathering.sayings.of_resource(policy)));
        let policy_differs = says[0] != says[1];
        let owners = gathering.environments.map(|side| side.target(&arn).account);
        let owner = owners[1].or(owners[0]);
        let control = self.control(owner);
        let [before, after] = control;
        let [one, other] = policies;
        let block = |side: usize| gathering.block(&arn, side);
        if holds_unknown(text) {
            let blocks = [0, 1].map(|side| block(side).restrict_public_buckets);
            let differs = policy_differs
                || blocks[0] != blocks[1]
                || self.differing(self.limits(owner)).is_some();
            self.without_arn.push(WithoutArn { name: text.into(), differs });
            return Ok(());
        }
        self.own.push(Cell {
            name: text.into(),
            patterns: with_all_held(&arn),
            except: Vec::new(),
            owner: owner.map(Box::from),
            policy_differs,
            differing_limits: self.differing(self.limits(owner)),
            is_of_environment: true,
            sides: [
                Estate { policy: one, control: before, block: block(0), grants: Vec::new() },
                Estate { policy: other, control: after, block: block(1), grants: Vec::new() },
            ],
        });
        Ok(())
    }

    /// A part of a resource that has a policy of its own is asked about apart.
    fn except_those_within(&mut self) {
        let holder = |cell: &Cell| Arn::parse(&cell.name).map(|arn| whose_policy(&arn));
        let parts: Vec<(String, String)> = self
            .own
            .iter()
            .filter_map(|cell| Some((holder(cell)?, cell.name.to_string())))
            .filter(|(holder, name)| holder != name)
            .collect();
        for (holder, name) in parts {
            let holding = self.own.iter_mut().filter(|cell| *cell.name == *holder);
            holding.for_each(|cell| cell.except.push(name.clone()));
        }
    }

    /// All other resources, as somebody of this account asks about them.
    pub(super) fn others(&self, account: Option<&str>) -> Vec<Cell> {
        let own: Vec<String> = self.own.iter().flat_map(|cell| cell.patterns.clone()).collect();
        let usual = self.limits(account);
        let mut by_limits: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (id, (_, limits)) in &self.controls {
            by_limits.entry(*limits).or_default().push(id);
        }
        by_limits.entry(usual).or_default();
        let roles_of = |ids: &[&str]| -> Vec<String> {
            let known = ids.iter().filter(|id| self.knows(id));
            known.map(|id| format!("arn:*:iam::{id}:role/*")).collect()
        };
        let apart: Vec<&str> = by_limits
            .iter()
            .filter(|(limits, _)| **limits != usual)
            .flat_map(|(_, ids)| ids.iter().copied())
            .collect();
        let roles: Vec<String> = by_limits.values().flat_map(|ids| roles_of(ids)).collect();
        let mut cells = Vec::new();
        for (limits, ids) in &by_limits {
            let is_usual = *limits == usual;
            let of_accounts = ids.iter().map(|id| format!("arn:*:*:*:{id}:*")).collect();
            let all_others = apart.iter().map(|id| format!("arn:*:*:*:{id}:*")).collect();
            let first = if is_usual { account } else { ids.first().copied() };
            let (patterns, elsewhere): (Vec<String>, Vec<String>) =
                if is_usual { (Vec::new(), all_others) } else { (of_accounts, Vec::new()) };
            let mut except = own.clone();
            except.extend(elsewhere);
            except.extend(roles.iter().cloned());
            cells.push(self.other(first, patterns, except, &ResourcePolicy::None));
            let roles = roles_of(ids);
            if !roles.is_empty() {
                let nobody = ResourcePolicy::Policy(self.nobody.clone());
                cells.push(self.other(first, roles, own.clone(), &nobody));
            }
        }
        cells
    }

    fn other(
        &self,
        account: Option<&str>,
        patterns: Vec<String>,
        except: Vec<String>,
        policy: &ResourcePolicy,
    ) -> Cell {
        let estate = |control: Vec<Layer>| Estate {
            policy: Some(policy.clone()),
            control,
            block: PublicAccessBlock::default(),
            grants: Vec::new(),
        };
        Cell {
            name: "*".into(),
            patterns,
            except,
            owner: None,
            sides: self.control(account).map(estate),
            policy_differs: false,
            differing_limits: self.differing(self.limits(account)),
            is_of_environment: false,
        }
    }
}

struct Gathering<'g, 'e, 'd> {
    environments: [&'e Environment; 2],
    reader: &'g mut PolicyReader<'d>,
    sayings: &'g mut Sayings,
}

impl Gathering<'_, '_, '_> {
    /// Accounts of either side, those that an organization has included.
    fn accounts(&self) -> BTreeSet<Box<str>> {
        let mut all: BTreeSet<Box<str>> = BTreeSet::new();
        for environment in self.environments {
            all.extend(environment.accounts.iter().map(|(id, _)| Box::from(id)));
            let members = environment.organization.known().map(Organization::members);
            all.extend(members.unwrap_or_default().into_iter().map(Box::from));
        }
        all
    }

    fn control(&mut self, account: &str, side: usize) -> Result<Vec<Layer>, Vec<Trouble>> {
        let environment = self.environments[side];
        let organization = environment.organization.known();
        // AWS: D-7
        if organization.is_some_and(|one| one.management_account.as_deref() == Some(account)) {
            return Ok(Vec::new());
        }
        let levels = environment.resource_control(account).into_iter();
        levels.map(|level| self.reader.all_held(level, PolicyKind::ResourceControl)).collect()
    }

    /// Resources and roles that have a policy on either side, and those whose ARN does not say whose
    /// they are.
    fn arns(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for environment in self.environments {
            let counts = |(arn, one): &(&str, &Resource)| {
                let is_owned_elsewhere = one.account.is_some() && arn.split(':').nth(4) == Some("");
                one.policy.known().is_some() || is_owned_elsewhere
            };
            let counting = environment.resources.iter().filter(counts);
            all.extend(counting.map(|(arn, _)| arn.to_owned()));
            let is_role = environment.principals().filter(|known| known.kind == "role");
            all.extend(is_role.map(|known| known.arn()));
        }
        all
    }

    /// The policy of a resource; `None` where there is no such resource.
    fn policy(&mut self, arn: &Arn, side: usize) -> Result<Option<ResourcePolicy>, Vec<Trouble>> {
        let environment = self.environments[side];
        if arn.service() == "iam" {
            return self.trust(arn, environment);
        }
        let is_key = arn.service() == "kms";
        let resource = environment.resources.get(arn.as_str());
        let was_removed = environment.resources.removed().any(|(gone, _)| gone == arn.as_str());
        let is_part = whose_policy(arn) != arn.as_str();
        if resource.is_none() && !is_part && (is_key || was_removed) {
            return Ok(None);
        }
        Ok(Some(match environment.target(arn).policy {
            Fact::Is(policy) => {
                let policy = self.reader.held(Held::Stored(policy), PolicyKind::Resource)?;
                ResourcePolicy::Policy(std::iter::once(policy).collect())
            }
            _ if is_key => ResourcePolicy::NotSupplied,
            _ => ResourcePolicy::None,
        }))
    }

    fn trust(
        &mut self,
        arn: &Arn,
        environment: &Environment,
    ) -> Result<Option<ResourcePolicy>, Vec<Trouble>> {
        let name = arn.resource().rsplit('/').next().unwrap_or_default();
        let account = environment.accounts.get(arn.account());
        let Some(role) = account.and_then(|account| account.roles.get(name)) else {
            return Ok(None);
        };
        if !has_path(arn, &role.path, name) {
            return Ok(None);
        }
        Ok(Some(match &role.trust {
            Fact::Is(trust) => {
                let trust = self.reader.held(Held::Stored(trust), PolicyKind::Trust)?;
                ResourcePolicy::Policy(Layer::from_iter([Arc::clone(&trust)]))
            }
            Fact::None | Fact::Unsaid => ResourcePolicy::NotSupplied,
        }))
    }

    fn block(&self, arn: &Arn, side: usize) -> PublicAccessBlock {
        let block = self.environments[side].target(arn).public_access_block;
        PublicAccessBlock {
            restrict_public_buckets: block.is_some_and(|block| block.restrict_public_buckets),
        }
    }
}
