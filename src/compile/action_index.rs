//! Which statements of a policy may match a request, found without looking at the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::action::ActionEntryTest;
use super::policy::CompiledStatement;
use super::resource::{ResourcePattern, ResourceTest};
use crate::aws::hash_of;
use crate::policy::Effect;
use crate::request::RequestContext;
use crate::value_set::{Pattern, PatternEnds};

/// The statements of one effect, by service, action and the ends of their resources.
#[derive(Clone, Debug, Default)]
pub struct ActionIndex {
    services: ByHash<Service>,
    /// Statements that any service's actions may match: `*` and `NotAction`.
    everywhere: Range<u32>,
    candidates: Box<[Candidate]>,
}

/// A set of services that never leaves one out, but may seem to hold some that it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ServiceSet(u64);

impl ServiceSet {
    const ALL: Self = Self(u64::MAX);

    /// The set of the service of that hash.
    pub(super) fn of(hash: u64) -> Self {
        Self(1 << (hash % u64::from(u64::BITS)))
    }

    /// Whether two sets may share a service.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

#[derive(Clone, Debug, Default)]
struct Service {
    /// In lower case.
    name: Box<str>,
    exact: ByHash<(Box<str>, Range<u32>)>,
    /// The ends of `patterns`, side by side.
    pattern_ends: Box<[PatternEnds]>,
    patterns: Box<[(Pattern, Range<u32>)]>,
}

/// A statement, or one of its resources.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    statement: u32,
    resource: PatternEnds,
}

/// A statement with more resources than this is one candidate.
const MOST_RESOURCES: usize = 8;

/// Keys that are hashes already.
#[derive(Clone, Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Whether a visit goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// The visitor has seen enough.
    Stop,
}

/// Whether the statement's action element is still to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskAction {
    /// The index only says that it may match.
    Yes,
    /// The index found that it matches.
    No,
}

impl ActionIndex {
    pub(super) fn new(statements: &[CompiledStatement], effect: Effect) -> Self {
        let mut draft = Draft::default();
        for (number, statement) in (0..).zip(statements) {
            if statement.effect == effect {
                draft.insert(number, statement);
            }
        }
        draft.finish()
    }

    /// The services that its statements are about.
    pub(super) fn services(&self) -> ServiceSet {
        if !self.everywhere.is_empty() {
            return ServiceSet::ALL;
        }
        let bits = self.services.keys().map(|hash| ServiceSet::of(*hash).0);
        ServiceSet(bits.fold(0, |all, bit| all | bit))
    }

    /// Hands the numbers of statements that may match to `visit` until it says stop; a statement
    /// may come more than once. What cannot match by its resource's ends is left out.
    pub fn visit(&self, context: &RequestContext, mut visit: impl FnMut(u32, AskAction) -> Flow) {
        let action = &context.request.action;
        if let Some(service) = self.services.get(&action.service_hash())
            && *service.name == *action.service()
            && self.visit_service(service, context, &mut visit) == Flow::Stop
        {
            return;
        }
        self.visit_all(&self.everywhere, context, AskAction::Yes, &mut visit);
    }

    fn visit_service(
        &self,
        service: &Service,
        context: &RequestContext,
        visit: &mut impl FnMut(u32, AskAction) -> Flow,
    ) -> Flow {
        let action = &context.request.action;
        if let Some((name, candidates)) = service.exact.get(&action.name_hash())
            && **name == *action.name()
            && self.visit_all(candidates, context, AskAction::No, visit) == Flow::Stop
        {
            return Flow::Stop;
        }
        for (ends, (pattern, candidates)) in service.pattern_ends.iter().zip(&service.patterns) {
            if ends.may_match(context.action_ends())
                && pattern.matches(action.name())
                && self.visit_all(candidates, context, AskAction::No, visit) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn visit_all(
        &self,
        candidates: &Range<u32>,
        context: &RequestContext,
        ask_action: AskAction,
        visit: &mut impl FnMut(u32, AskAction) -> Flow,
    ) -> Flow {
        let range = candidates.start as usize..candidates.end as usize;
        for candidate in self.candidates.get(range).unwrap_or_default() {
            if candidate.resource.may_match(context.resource_ends())
                && visit(candidate.statement, ask_action) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

/// An index in the making.
#[derive(Default)]
struct Draft {
    services: Vec<DraftService>,
    by_name: HashMap<Box<str>, usize>,
    everywhere: Vec<Candidate>,
}

#[derive(Default)]
struct DraftService {
    name: Box<str>,
    actions: Vec<(Pattern, Vec<Candidate>)>,
    by_action: HashMap<Pattern, usize>,
}

impl Draft {
    fn insert(&mut self, number: u32, statement: &CompiledStatement) {
        let candidates = candidates(number, statement.resource.as_ref());
        if statement.action.negated {
            self.everywhere.extend(candidates);
            return;
        }
        for entry in &statement.action.entries {
            match entry {
                ActionEntryTest::Every => self.everywhere.extend(&candidates),
                ActionEntryTest::Of { service, name } => {
                    self.service(service).insert(name, &candidates);
                }
                ActionEntryTest::Nothing => {}
            }
        }
    }

    fn service(&mut self, name: &str) -> &mut DraftService {
        let next = self.services.len();
        let index = *self.by_name.entry(name.into()).or_insert(next);
        if index == next {
            self.services.push(DraftService { name: name.into(), ..DraftService::default() });
        }
        &mut self.services[index]
    }

    /// Of two names of equal hash the second goes where everything is asked.
    fn finish(mut self) -> ActionIndex {
        let mut all = Vec::new();
        let mut services: ByHash<Service> = ByHash::default();
        for draft in self.services {
            match services.entry(hash_of(&draft.name)) {
                Entry::Occupied(_) => {
                    self.everywhere.extend(draft.actions.into_iter().flat_map(|(_, found)| found));
                }
                Entry::Vacant(free) => {
                    free.insert(draft.finish(&mut all, &mut self.everywhere));
                }
            }
        }
        let everywhere = append(&mut all, &self.everywhere);
        ActionIndex { services, everywhere, candidates: all.into() }
    }
}

impl DraftService {
    fn insert(&mut self, action: &Pattern, candidates: &[Candidate]) {
        let next = self.actions.len();
        let index = *self.by_action.entry(action.clone()).or_insert(next);
        if index == next {
            self.actions.push((action.clone(), Vec::new()));
        }
        self.actions[index].1.extend(candidates);
    }

    fn finish(self, all: &mut Vec<Candidate>, everywhere: &mut Vec<Candidate>) -> Service {
        let mut exact = ByHash::default();
        let mut patterns = Vec::new();
        for (action, candidates) in self.actions {
            match action.as_literal() {
                Some(literal) if !exact.contains_key(&hash_of(literal)) => {
                    let range = append(all, &candidates);
                    exact.insert(hash_of(literal), (literal.into(), range));
                }
                Some(_) => everywhere.extend(candidates),
                None => patterns.push((action, append(all, &candidates))),
            }
        }
        Service {
            name: self.name,
            exact,
            pattern_ends: patterns.iter().map(|(action, _)| PatternEnds::of(action)).collect(),
            patterns: patterns.into(),
        }
    }
}

fn append(all: &mut Vec<Candidate>, candidates: &[Candidate]) -> Range<u32> {
    let position = |all: &Vec<_>| u32::try_from(all.len()).unwrap_or(u32::MAX);
    let start = position(all);
    all.extend(candidates);
    start..position(all)
}

fn candidates(statement: u32, resource: Option<&ResourceTest>) -> Vec<Candidate> {
    let any = Candidate { statement, resource: PatternEnds::OPEN };
    let Some(resource) = resource else { return vec![any] };
    if resource.negated || resource.entries.len() > MOST_RESOURCES {
        return vec![any];
    }
    let of_entry = |entry: &ResourcePattern| match entry {
        ResourcePattern::Everything => Some(any),
        ResourcePattern::Arn(pattern, _) => {
            Some(Candidate { statement, resource: PatternEnds::of(pattern.resource()) })
        }
        ResourcePattern::Nothing => None,
    };
    resource.entries.iter().filter_map(of_entry).collect()
}
