//! Everybody who asks, about everything.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::Alike;
use super::askers::{Asker, Person, askers, callers, sample};
use super::cells::{Cell, Estate};
use super::endpoints::Doors;
use super::lost::Remembered;
use super::outcome::{NewAccess, Why};
use super::parts::Part;
use super::resources::{Resources, WithoutArn};
use super::roots::Concerns;
use super::said::Sayings;
use super::untold::{unknown_arns, unknown_tags, untold};
use crate::aws::PolicyKind;
use crate::bundle::{Placed, PolicyReader, Text, Trouble};
use crate::catalog::Catalog;
use crate::compare::{Comparison, Side, Universe};
use crate::compile::{Layer, PolicySet, ResourcePolicy};
use crate::environment::Environment;
use crate::query::around::Watcher;
use crate::request::{ActionFacts, ContextKeys, Request};
use crate::text::{Arrange, Source, Syntax, in_parallel, quote};

const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// Whether the second environment gives anybody access that the first does not.
///
/// # Errors
/// Every mistake that leaves a policy without a meaning.
pub(crate) fn new_access(
    environments: [&Environment; 2],
    (catalog, universe): (&Catalog, Universe),
    reader: &mut PolicyReader<'_>,
    watcher: &dyn Watcher,
) -> Result<NewAccess, Vec<Trouble>> {
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(catalog.known_keys().clone());
    let mut sayings = Sayings::default();
    let callers = callers(environments, reader)?;
    let resources = Resources::of(environments, reader, &mut sayings)?;
    let everything = everything(reader)?;
    let [before, after] = environments;
    let samples = [sample(before, &facts, reader)?, sample(after, &facts, reader)?];
    let askers = askers(callers, &samples, &mut sayings);
    let doors = Doors::of(environments, reader, &mut sayings)?;
    let concerns = Concerns {
        environments,
        samples: &samples,
        resources: &resources,
        doors_differ: doors.differ(),
    };
    let askers = concerns.asked(askers, reader.keys(), &mut sayings);
    let mut untold = untold(environments, &samples, reader.keys());
    untold.extend(askers.iter().flat_map(|asker| unknown_tags(asker, reader.keys())));
    let policies = resources.policies().chain(doors.policies());
    untold.extend(unknown_arns(environments, policies, reader.keys()));
    for person in askers.iter().flat_map(|asker| asker.sides.iter().flatten()) {
        reader.add_asked_keys(&person.request);
    }
    let search = Search {
        keys: reader.keys(),
        catalog,
        universe,
        resources,
        askers,
        everything,
        sayings,
        lost: Remembered::default(),
        facts,
    };
    let mut outcome = search.run(&doors, watcher);
    for why in untold {
        outcome.leave_open(None, Why::NotKnown(why));
    }
    Ok(outcome)
}

/// A layer that allows everything.
///
/// # Errors
/// None that anybody has seen.
pub(super) fn everything(reader: &mut PolicyReader<'_>) -> Result<Layer, Vec<Trouble>> {
    let text = Text::read(Source::new("everything", EVERYTHING), Syntax::Json);
    let text = text.map_err(|why| vec![why])?;
    let value = Placed { node: &text.node, source: &text.source };
    let policy = reader.stored("everything", value, PolicyKind::Identity)?;
    Ok(std::iter::once(policy).collect())
}

pub(super) struct Search<'s> {
    pub(super) keys: &'s ContextKeys,
    pub(super) catalog: &'s Catalog,
    pub(super) universe: Universe,
    pub(super) resources: Resources,
    pub(super) askers: Vec<Asker>,
    pub(super) everything: Layer,
    pub(super) sayings: Sayings,
    pub(super) lost: Remembered,
    pub(super) facts: ActionFacts,
}

/// Resources without policies of their own, by the account of the caller.
pub(super) type Others = BTreeMap<Box<str>, Vec<Cell>>;

impl Search<'_> {
    fn run(mut self, doors: &Doors, watcher: &dyn Watcher) -> NewAccess {
        let mut outcome = NewAccess {
            principals: self.askers.len(),
            same_principals: self.askers.iter().filter(|asker| asker.is_same()).count(),
            resources: self.resources.own.len(),
            changed_resources: self.resources.own.iter().filter(|cell| cell.differs()).count(),
            ..NewAccess::default()
        };
        let alike = self.alike();
        let others = self.others();
        watcher.begin(self.askers.len());
        let found: Vec<Vec<Part<'_>>> = in_parallel(&self.askers, |asker| {
            let parts = self.of_asker(asker, &alike, &others);
            watcher.goes_on();
            parts
        });
        self.add_all(&mut outcome, found);
        self.strangers(&mut outcome, None);
        self.through_doors(doors, &mut outcome);
        self.not_compared(&mut outcome);
        outcome
    }

    /// The resources without policies of their own, by the account of the caller.
    pub(super) fn others(&self) -> Others {
        let accounts: BTreeSet<&str> = self.askers.iter().filter_map(Asker::account).collect();
        let of_account = |account: &str| (account.into(), self.resources.others(Some(account)));
        accounts.into_iter().map(of_account).collect()
    }

    /// What differs and is not compared.
    fn not_compared(&self, outcome: &mut NewAccess) {
        let may_gain = |asker: &Asker| !asker.is_same() && !self.has_only_lost(asker);
        let anybody_may_gain = self.askers.iter().any(may_gain);
        for WithoutArn { name, differs } in &self.resources.without_arn {
            let name = quote(name);
            if *differs {
                let why = format!("what {name} gives, whose policy differs and whose ARN is open");
                outcome.leave_open(None, Why::NotKnown(why));
            } else if anybody_may_gain {
                let why = format!("what {name} gives to callers who differ: its ARN is open");
                outcome.leave_open(None, Why::NotKnown(why));
            }
        }
    }

    pub(super) fn of_asker<'c>(
        &'c self,
        asker: &Asker,
        alike: &Alike,
        others: &'c Others,
    ) -> Vec<Part<'c>> {
        if asker.sides[1].is_none() {
            return Vec::new();
        }
        let (mut parts, mut same): (Vec<Part<'c>>, Vec<&'c Cell>) = (Vec::new(), Vec::new());
        let may_gain = !asker.is_same() && !self.has_only_lost(asker);
        let counts = |cell: &&Cell| may_gain || cell.differs();
        for (number, cell) in self.resources.own.iter().enumerate() {
            if !cell.decides_differently() {
                same.extend(Some(cell).filter(counts));
                continue;
            }
            let settled = asker.is_same() && {
                let likeness = self.likeness(asker, cell);
                likeness.is_some_and(|one| alike.get(&(number, one)) == Some(&true))
            };
            if !settled {
                parts.extend(self.compared(asker, cell));
            }
        }
        let others = asker.account().and_then(|account| others.get(account));
        same.extend(others.into_iter().flatten().filter(counts));
        self.of_same_policies(asker, same, &mut parts);
        if asker.sides[0].is_none() {
            parts.arrange_by_key(Part::is_of_one_resource);
        }
        parts
    }

    /// What is not the caller's own says about these resources what it did, though perhaps not for a
    /// caller with other tags.
    fn of_same_policies<'c>(&self, asker: &Asker, cells: Vec<&'c Cell>, parts: &mut Vec<Part<'c>>) {
        if !asker.has_same_facts {
            parts.extend(cells.into_iter().flat_map(|cell| self.compared(asker, cell)));
            return;
        }
        let mut groups: BTreeMap<(Option<usize>, Option<&str>), Vec<&'c Cell>> = BTreeMap::new();
        for cell in cells {
            let owner = cell.foreign_owner(asker.account());
            groups.entry((cell.differing_limits, owner)).or_default().push(cell);
        }
        for cells in groups.into_values() {
            let (own, others): (Vec<&'c Cell>, Vec<&'c Cell>) =
                cells.into_iter().partition(|cell| cell.is_of_environment);
            if let Some(first) = others.first()
                && self.adds_nothing(asker, first, Vec::new())
            {
                continue;
            }
            for cell in others {
                parts.extend(self.compared(asker, cell));
            }
            self.in_halves(asker, &own, parts);
        }
    }

    /// Looks only where something may be new, whatever the resource-based policies say.
    fn in_halves<'c>(&self, asker: &Asker, cells: &[&'c Cell], parts: &mut Vec<Part<'c>>) {
        let Some((first, rest)) = cells.split_first() else { return };
        if rest.is_empty() {
            parts.extend(self.compared(asker, first));
            return;
        }
        let patterns: Vec<&str> =
            cells.iter().flat_map(|cell| cell.patterns.iter().map(String::as_str)).collect();
        if !self.adds_nothing(asker, first, patterns) {
            let (one, other) = cells.split_at(cells.len() / 2);
            self.in_halves(asker, one, parts);
            self.in_halves(asker, other, parts);
        }
    }

    /// Whether nothing is new for the caller on resources like this one, whatever their policies say
    /// as long as they say the same on both sides.
    fn adds_nothing(&self, asker: &Asker, like: &Cell, patterns: Vec<&str>) -> bool {
        let side = |number: usize| {
            let person = asker.sides[number].as_ref()?;
            let control = &like.sides[number].control;
            let is_needed = like.differing_limits.is_some();
            let policies = PolicySet {
                resource: ResourcePolicy::NotSupplied,
                resource_control: if is_needed { control.clone() } else { Vec::new() },
                ..person.policies.clone()
            };
            Some(self.asked(asker, like, (person, number), policies))
        };
        let (Some(existing), Some(new)) = (side(0), side(1)) else { return false };
        let Some(person) = &asker.sides[1] else { return true };
        let mut comparison = Comparison::of_caller_at(
            self.keys,
            &person.request,
            like.foreign_owner(asker.account()),
        );
        if !patterns.is_empty() {
            comparison = comparison.on_resources(patterns);
        }
        comparison.proves_no_new_access(&existing, &new)
    }

    /// What the caller is allowed on that side. No policy that is given lets a caller do anything who
    /// is not there, or lets anybody use a resource that is not there.
    pub(super) fn side(&self, asker: &Asker, cell: &Cell, number: usize) -> Option<Side> {
        let estate = &cell.sides[number];
        let mut resource = estate.policy.clone();
        let person = asker.sides[number].clone().or_else(|| {
            resource.take_if(|policy| policy.policy().is_some());
            asker.without_policies()
        })?;
        let policies = PolicySet {
            resource: resource.unwrap_or(ResourcePolicy::Policy(Layer::default())),
            resource_control: estate.control.clone(),
            ..person.policies.clone()
        };
        Some(self.asked(asker, cell, (&person, number), policies))
    }

    /// The policies, asked by the caller as it is on that side.
    fn asked(
        &self,
        asker: &Asker,
        cell: &Cell,
        (person, number): (&Person, usize),
        policies: PolicySet,
    ) -> Side {
        let side = Side::layers(policies);
        if number == 1 || (asker.has_same_facts && !cell.blocks_differ()) {
            return side;
        }
        let request = on(&person.request, cell, number);
        side.asked_by(&request, cell.owner.as_deref(), self.keys)
    }
}

/// The request about these resources, as they are on that side.
pub(super) fn on(request: &Request, cell: &Cell, side: usize) -> Request {
    let Estate { block, grants, .. } = &cell.sides[side];
    Request { public_access_block: *block, grants: grants.clone(), ..request.clone() }
}
