//! Which statements of a policy may match an action, found without looking at the others.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::action::{ActionEntryTest, ActionTest};
use crate::aws::{ActionName, hash_of};
use crate::value_set::Pattern;

/// The statements of one effect, by service and action.
#[derive(Clone, Debug, Default)]
pub struct ActionIndex {
    services: HashMap<u64, ServiceEntry, BuildHasherDefault<AsIs>>,
    /// Statements that any service's actions may match: `*` and `NotAction`.
    everywhere: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct ServiceEntry {
    /// The service in lower case; a policy that holds two services of equal hash keeps the second
    /// one's statements in `everywhere`.
    service: Box<str>,
    exact: HashMap<u64, Vec<(Box<str>, u32)>, BuildHasherDefault<AsIs>>,
    patterns: Vec<(Pattern, u32)>,
}

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
    pub(super) fn insert(&mut self, number: u32, action: &ActionTest) {
        if action.negated {
            self.everywhere.push(number);
            return;
        }
        for entry in &action.entries {
            match entry {
                ActionEntryTest::Every => self.insert_everywhere(number),
                ActionEntryTest::Of { service, name } => self.insert_of(number, service, name),
                ActionEntryTest::Nothing => {}
            }
        }
    }

    fn insert_everywhere(&mut self, number: u32) {
        if self.everywhere.last() != Some(&number) {
            self.everywhere.push(number);
        }
    }

    fn insert_of(&mut self, number: u32, service: &str, name: &Pattern) {
        let entry = self.services.entry(hash_of(service)).or_default();
        if entry.service.is_empty() {
            entry.service = service.into();
        }
        if *entry.service != *service {
            self.insert_everywhere(number);
            return;
        }
        match name.as_literal() {
            Some(literal) => {
                let same_hash = entry.exact.entry(hash_of(literal)).or_default();
                same_hash.push((literal.into(), number));
            }
            None => entry.patterns.push((name.clone(), number)),
        }
    }

    /// Whether no statement is in the index.
    pub fn is_empty(&self) -> bool {
        self.everywhere.is_empty() && self.services.is_empty()
    }

    /// Hands the numbers of statements that may match to `visit` until it says stop; a statement
    /// may come twice. Those under `everywhere` have yet to be asked for their action.
    pub fn visit(&self, action: &ActionName, mut visit: impl FnMut(u32, AskAction) -> Flow) {
        if let Some(entry) = self.services.get(&action.service_hash())
            && *entry.service == *action.service()
            && entry.visit(action, &mut visit) == Flow::Stop
        {
            return;
        }
        for &number in &self.everywhere {
            if visit(number, AskAction::Yes) == Flow::Stop {
                return;
            }
        }
    }
}

impl ServiceEntry {
    fn visit(&self, action: &ActionName, visit: &mut impl FnMut(u32, AskAction) -> Flow) -> Flow {
        for (name, number) in self.exact.get(&action.name_hash()).into_iter().flatten() {
            if **name == *action.name() && visit(*number, AskAction::No) == Flow::Stop {
                return Flow::Stop;
            }
        }
        for (name, number) in &self.patterns {
            if name.matches(action.name()) && visit(*number, AskAction::No) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
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
