//! Which statements of a policy may match a request, found without looking at the others.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::action::{ActionEntryTest, ActionTest};
use super::resource::{ResourcePattern, ResourceTest};
use crate::aws::{ActionName, hash_of};
use crate::value_set::{Pattern, PatternEnds, TextEnds};

/// The statements of one effect, by service, action and the ends of their resources.
#[derive(Clone, Debug, Default)]
pub struct ActionIndex {
    services: HashMap<u64, ServiceEntry, BuildHasherDefault<AsIs>>,
    /// Statements that any service's actions may match: `*` and `NotAction`.
    everywhere: Vec<Candidate>,
}

#[derive(Clone, Debug, Default)]
struct ServiceEntry {
    /// The service in lower case; a policy that holds two services of equal hash keeps the second
    /// one's statements in `everywhere`.
    service: Box<str>,
    exact: HashMap<u64, Vec<Named<Box<str>>>, BuildHasherDefault<AsIs>>,
    patterns: Vec<Named<Pattern>>,
}

/// The statements that name the same action.
#[derive(Clone, Debug)]
struct Named<Name> {
    name: Name,
    candidates: Vec<Candidate>,
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

impl ActionIndex {
    /// Adds a statement under its number.
    pub(super) fn insert(
        &mut self,
        number: u32,
        action: &ActionTest,
        resource: Option<&ResourceTest>,
    ) {
        let candidates = candidates(number, resource);
        if action.negated {
            self.everywhere.extend(candidates);
            return;
        }
        for entry in &action.entries {
            match entry {
                ActionEntryTest::Every => self.everywhere.extend(&candidates),
                ActionEntryTest::Of { service, name } => {
                    self.insert_of(service, name, &candidates);
                }
                ActionEntryTest::Nothing => {}
            }
        }
    }

    fn insert_of(&mut self, service: &str, name: &Pattern, candidates: &[Candidate]) {
        let entry = self.services.entry(hash_of(service)).or_default();
        if entry.service.is_empty() {
            entry.service = service.into();
        }
        if *entry.service != *service {
            self.everywhere.extend(candidates);
            return;
        }
        match name.as_literal() {
            Some(literal) => {
                let same_hash = entry.exact.entry(hash_of(literal)).or_default();
                add(same_hash, Box::from(literal), candidates);
            }
            None => add(&mut entry.patterns, name.clone(), candidates),
        }
    }

    /// Whether no statement is in the index.
    pub fn is_empty(&self) -> bool {
        self.everywhere.is_empty() && self.services.is_empty()
    }

    /// Hands the numbers of statements that may match to `visit` until it says stop; a statement
    /// may come more than once. Statements whose resources cannot have these ends are left out.
    pub fn visit(
        &self,
        action: &ActionName,
        resource: &TextEnds,
        mut visit: impl FnMut(u32, AskAction) -> Flow,
    ) {
        if let Some(entry) = self.services.get(&action.service_hash())
            && *entry.service == *action.service()
            && entry.visit(action, resource, &mut visit) == Flow::Stop
        {
            return;
        }
        visit_all(&self.everywhere, resource, AskAction::Yes, &mut visit);
    }
}

impl ServiceEntry {
    fn visit(
        &self,
        action: &ActionName,
        resource: &TextEnds,
        visit: &mut impl FnMut(u32, AskAction) -> Flow,
    ) -> Flow {
        for named in self.exact.get(&action.name_hash()).into_iter().flatten() {
            if *named.name == *action.name()
                && visit_all(&named.candidates, resource, AskAction::No, visit) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        for named in &self.patterns {
            if named.name.matches(action.name())
                && visit_all(&named.candidates, resource, AskAction::No, visit) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

fn visit_all(
    candidates: &[Candidate],
    resource: &TextEnds,
    ask_action: AskAction,
    visit: &mut impl FnMut(u32, AskAction) -> Flow,
) -> Flow {
    for candidate in candidates {
        if candidate.resource.may_match(resource)
            && visit(candidate.statement, ask_action) == Flow::Stop
        {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn add<Name: PartialEq>(names: &mut Vec<Named<Name>>, name: Name, candidates: &[Candidate]) {
    match names.iter_mut().find(|named| named.name == name) {
        Some(named) => named.candidates.extend(candidates),
        None => names.push(Named { name, candidates: candidates.to_vec() }),
    }
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
