//! Requests as the catalogue has them: its actions, each on resources of the types that it takes.

use std::collections::{BTreeSet, HashMap};

use super::actions::{ActionClass, action_classes_of};
use super::added::Kind;
use super::atoms::{Atom, AtomId};
use super::comparison::Comparison;
use super::formula::Formula;
use super::terms::Terms;
use crate::aws::ActionName;
use crate::catalog::{Action, ActionOfService, Catalog, Service};
use crate::compile::{ActionEntryTest, ActionTest, ResourcePattern, Variables};
use crate::request::{ALL_BUCKETS, Request, is_about_all_buckets};
use crate::value_set::{ArnPattern, Pattern};

/// Which requests there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Universe {
    /// Any action on any resource: actions and forms of ARNs may yet come.
    #[default]
    Open,
    /// Those of the catalogue. Of services that no policy names, or that the catalogue does not have,
    /// any action on any resource.
    Catalogue,
}

impl Comparison<'_> {
    /// Compares the requests of this universe alone.
    #[must_use]
    pub fn over(self, universe: Universe) -> Self {
        Self { is_catalogued: universe == Universe::Catalogue, ..self }
    }
}

/// The resources that actions of a service take.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Taken {
    /// The numbers of their types among those of the service.
    types: BTreeSet<usize>,
    /// What a request names that names none of them.
    otherwise: Otherwise,
}

/// What a request names that names no resource of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Otherwise {
    /// There are no such requests.
    Nothing,
    /// `*`
    // AWS: R-8
    Wildcard,
    // AWS: R-9
    AllBuckets,
}

/// A class of actions, a formula for it, and what its actions take if the catalogue says it.
pub(super) type CataloguedClass = (ActionClass, Formula, Option<Taken>);

impl Taken {
    /// `None` for an action that the reference no longer lists: nobody says what it takes.
    fn by(name: &ActionName, action: &Action) -> Option<Self> {
        let types = action.resources.iter().map(|used| used.resource_type).collect();
        let otherwise = if action.resources.iter().any(|used| used.required) {
            Otherwise::Nothing
        } else if is_about_all_buckets(name) {
            Otherwise::AllBuckets
        } else {
            Otherwise::Wildcard
        };
        (!action.is_legacy).then_some(Self { types, otherwise })
    }

    /// The ARNs of the types, and those that types of others describe more exactly.
    // AWS: R-11
    fn patterns<'s>(&self, service: &'s Service) -> [Vec<&'s ArnPattern>; 2] {
        let patterns = |number: usize| service.resource_types[number].arn_patterns();
        let own: Vec<&ArnPattern> = self.types.iter().copied().flat_map(patterns).collect();
        let others = (0..service.resource_types.len()).filter(|one| !self.types.contains(one));
        let more_exact = |pattern: &&ArnPattern| {
            own.iter().any(|one| one.covers(pattern)) && !own.iter().any(|one| pattern.covers(one))
        };
        let others = others.flat_map(patterns).filter(more_exact).collect();
        [own, others]
    }
}

/// Whether the catalogue has a request; of a service that it does not have, any.
pub(super) fn is_catalogued(catalog: &Catalog, request: &Request) -> bool {
    let Some(service) = catalog.service(request.action.service()) else { return true };
    let Some(action) = service.action(request.action.name()) else { return false };
    let Some(taken) = Taken::by(&request.action, action) else { return true };
    match (request.resource.view(), taken.otherwise) {
        (None, otherwise) => otherwise == Otherwise::Wildcard,
        (Some(_), Otherwise::AllBuckets) => request.resource.text() == ALL_BUCKETS,
        (Some(arn), Otherwise::Nothing | Otherwise::Wildcard) => {
            let [own, others] = taken.patterns(service);
            let fits = |pattern: &&ArnPattern| pattern.matches(arn, |_| "");
            own.iter().any(fits) && !others.iter().any(fits)
        }
    }
}

impl Terms<'_> {
    /// The formulas of a term for the actions that there are, each on resources that they take;
    /// `None` if there are too many to tell.
    pub(super) fn by_catalogued_action(
        &mut self,
        term: Formula,
        catalog: &Catalog,
    ) -> Option<Vec<CataloguedClass>> {
        let asked = self.action_atoms(term);
        let is_open = |service: &str| catalog.service(service).is_none();
        let open = action_classes_of(&self.encoder.atoms, &asked, &is_open)?;
        let mut found = Vec::new();
        for service in self.services(&asked).iter().filter_map(|prefix| catalog.service(prefix)) {
            found.extend(self.by_action_of(term, service));
        }
        let open = self.by_action(term, &open).into_iter();
        found.extend(open.map(|(class, formula)| (class, formula, None)));
        Some(found)
    }

    /// The prefixes that policies name.
    fn services(&self, asked: &[AtomId]) -> BTreeSet<Box<str>> {
        let tests = asked.iter().filter_map(|atom| match self.encoder.atoms.get(*atom) {
            Some(Atom::Action(test)) => Some(test),
            _ => None,
        });
        let named = tests.flat_map(|test| &test.entries).filter_map(|entry| match entry {
            ActionEntryTest::Of { service, .. } => Some(service.clone()),
            ActionEntryTest::Every | ActionEntryTest::Nothing => None,
        });
        named.collect()
    }

    fn by_action_of(&mut self, term: Formula, service: &Service) -> Vec<CataloguedClass> {
        let own = self.action_atoms(term);
        let tests = own.iter().filter_map(|atom| match self.encoder.atoms.get(*atom) {
            Some(Atom::Action(test)) => Some((*atom, test.clone())),
            _ => None,
        });
        let tests: Vec<(AtomId, ActionTest)> = tests.collect();
        let mut groups: HashMap<(BTreeSet<AtomId>, Option<Taken>), ActionClass> = HashMap::new();
        for action in &service.actions {
            let name = ActionOfService { service, action }.full_name();
            let Some(name) = ActionName::parse(&name) else { continue };
            let matching = tests.iter().filter(|(_, test)| test.matches(&name));
            let inside: BTreeSet<AtomId> = matching.map(|(atom, _)| *atom).collect();
            groups.entry((inside.clone(), Taken::by(&name, action))).or_insert_with(|| {
                let action = name.lower().to_owned();
                ActionClass { inside, action }
            });
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_unstable_by(|(_, one), (_, other)| one.action.cmp(&other.action));
        let mut found = Vec::new();
        for ((inside, taken), class) in groups {
            let value =
                |atom: AtomId| own.binary_search(&atom).is_ok().then(|| inside.contains(&atom));
            let formula = self.encoder.formulas.assign(term, &value);
            if formula != Formula::FALSE {
                let taken_resources = taken.as_ref().map(|taken| self.resources_of(service, taken));
                let formula =
                    self.encoder.formulas.all(taken_resources.into_iter().chain([formula]));
                found.push((class, formula, taken));
            }
        }
        found
    }

    /// That a request names what actions of the service take.
    fn resources_of(&mut self, service: &Service, taken: &Taken) -> Formula {
        let [own, others] = taken.patterns(service);
        let own = self.any_arn_of(own);
        let other = self.any_arn_of(others);
        let not_other = self.encoder.formulas.negation(other);
        let mut resources = vec![self.encoder.formulas.all([own, not_other])];
        match taken.otherwise {
            Otherwise::Nothing => {}
            Otherwise::Wildcard => {
                let every_arn = ResourcePattern::of_text(EVERY_ARN);
                let is_arn = self.resource_among([every_arn].into());
                resources.push(self.encoder.formulas.negation(is_arn));
            }
            Otherwise::AllBuckets => resources.push(self.any_arn_of([&all_buckets()])),
        }
        self.encoder.formulas.any(resources)
    }

    /// The term of a kind for its action, on resources that the action takes.
    pub(super) fn for_kind(&mut self, kind: &Kind, catalog: &Catalog) -> Formula {
        let term = self.term(kind.term);
        let formula = self.for_action(term, &kind.class.action);
        let prefix = kind.class.action.split(':').next().unwrap_or_default();
        match (&kind.taken, catalog.service(prefix)) {
            (Some(taken), Some(service)) => {
                let resources = self.resources_of(service, taken);
                self.encoder.formulas.all([formula, resources])
            }
            _ => formula,
        }
    }

    fn any_arn_of<'p>(&mut self, patterns: impl IntoIterator<Item = &'p ArnPattern>) -> Formula {
        let entry =
            |pattern: &ArnPattern| ResourcePattern::Arn(pattern.clone(), Variables::default());
        self.resource_among(patterns.into_iter().map(entry).collect())
    }

    fn resource_among(&mut self, entries: Box<[ResourcePattern]>) -> Formula {
        if entries.is_empty() {
            return Formula::FALSE;
        }
        let atom = self.encoder.atoms.intern(Atom::Resource(entries));
        self.encoder.formulas.literal(atom, true)
    }
}

/// The pattern that every ARN matches, and nothing else.
pub(super) const EVERY_ARN: &str = "arn:*:*:*:*:*";

fn all_buckets() -> ArnPattern {
    let head = ["arn", "aws", "s3", "", ""].map(Pattern::literal);
    ArnPattern::new(head, Pattern::literal("*"))
}
