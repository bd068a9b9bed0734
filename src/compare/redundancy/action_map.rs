//! Which statements are about an action.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Piece;
use crate::aws::ActionName;
use crate::compare::actions::action_classes;
use crate::compare::atoms::{Atom, Atoms};
use crate::compile::{ActionEntryTest, ActionTest, CompiledStatement};
use crate::value_set::Pattern;

/// A service and an action that no policy names.
const OTHER: &str = "zzq-other:zzq";

/// What stands for each wildcard in an action that no other entry should match.
const FILLER: &str = "q";

/// The entries of all statements by service.
pub(super) struct ActionMap<'a> {
    statements: &'a [CompiledStatement],
    by_service: HashMap<&'a str, Vec<(usize, usize, &'a Pattern)>>,
    every: Vec<(usize, usize)>,
    negated: Vec<usize>,
}

/// A statement that is about an action, and how many of its entries say so; `NotAction` has none.
pub(super) type Match = (usize, Vec<usize>);

impl<'a> ActionMap<'a> {
    pub(super) fn new(statements: &'a [CompiledStatement]) -> Self {
        let mut map =
            Self { statements, by_service: HashMap::new(), every: Vec::new(), negated: Vec::new() };
        for (number, statement) in statements.iter().enumerate() {
            if statement.action.negated {
                map.negated.push(number);
            }
            for (place, entry) in statement.action.entries.iter().enumerate() {
                match entry {
                    ActionEntryTest::Every if !statement.action.negated => {
                        map.every.push((number, place));
                    }
                    ActionEntryTest::Of { service, name } => {
                        map.by_service.entry(service).or_default().push((number, place, name));
                    }
                    ActionEntryTest::Every | ActionEntryTest::Nothing => {}
                }
            }
        }
        map
    }

    /// The statements about an action, without entries that are gone.
    pub(super) fn matching(
        &self,
        action: &ActionName,
        gone: &BTreeSet<(usize, Piece)>,
    ) -> Vec<Match> {
        let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let of_service = self.by_service.get(action.service()).map_or(&[][..], Vec::as_slice);
        let named = of_service
            .iter()
            .filter(|(statement, _, name)| {
                name.matches(action.name()) && !self.statements[*statement].action.negated
            })
            .map(|(statement, entry, _)| (*statement, *entry));
        for (statement, entry) in named.chain(self.every.iter().copied()) {
            if !gone.contains(&(statement, Piece::Action(entry))) {
                found.entry(statement).or_default().push(entry);
            }
        }
        for number in &self.negated {
            if self.statements[*number].action.matches(action) {
                found.insert(*number, Vec::new());
            }
        }
        found.into_iter().collect()
    }

    /// Whether any of some statements is about an action, without entries that are gone.
    pub(super) fn any_match(
        &self,
        action: &ActionName,
        gone: &BTreeSet<(usize, Piece)>,
        is_asked: impl Fn(usize) -> bool,
    ) -> bool {
        let is_left = |statement: usize, entry: usize| {
            is_asked(statement) && !gone.contains(&(statement, Piece::Action(entry)))
        };
        let is_positive = |statement: usize| !self.statements[statement].action.negated;
        let of_service = self.by_service.get(action.service()).map_or(&[][..], Vec::as_slice);
        let is_named = |(statement, entry, name): &(usize, usize, &Pattern)| {
            is_positive(*statement) && is_left(*statement, *entry) && name.matches(action.name())
        };
        let is_left_by_negated =
            |number: &usize| is_asked(*number) && self.statements[*number].action.matches(action);
        self.every.iter().any(|(statement, entry)| is_left(*statement, *entry))
            || of_service.iter().any(is_named)
            || self.negated.iter().any(is_left_by_negated)
    }

    /// An action that an entry of `Action` matches, and that as few others as possible do.
    pub(super) fn sample(&self, statement: usize, entry: usize) -> Option<ActionName> {
        match self.entry(statement, entry)? {
            ActionEntryTest::Every => ActionName::parse(OTHER),
            ActionEntryTest::Of { service, name } => {
                ActionName::parse(&format!("{service}:{}", name.sample(FILLER)))
            }
            ActionEntryTest::Nothing => None,
        }
    }

    fn entry(&self, statement: usize, entry: usize) -> Option<&'a ActionEntryTest> {
        self.statements.get(statement)?.action.entries.get(entry)
    }

    /// An action of every kind that an entry matches and the policy's other entries tell apart;
    /// `None` if there are too many to tell.
    pub(super) fn kinds_of_entry(&self, statement: usize, entry: usize) -> Option<Vec<ActionName>> {
        let own = self.entry(statement, entry)?;
        let ActionEntryTest::Of { service, name } = own else {
            return self.kinds(None);
        };
        if name.as_literal().is_some() {
            return self.sample(statement, entry).map(|name| vec![name]);
        }
        let mut kinds = self.kinds(Some((service, own)))?;
        kinds.retain(|action| *action.service() == **service && name.matches(action.name()));
        Some(kinds)
    }

    /// An action of every kind that a `NotAction` leaves.
    pub(super) fn kinds_left_by(&self, statement: usize) -> Option<Vec<ActionName>> {
        let test = &self.statements.get(statement)?.action;
        let mut kinds = self.kinds(None)?;
        kinds.retain(|action| test.matches(action));
        Some(kinds)
    }

    /// An action of every kind that the statements tell apart: of all, or of those of one service that
    /// are also told apart by one entry.
    fn kinds(&self, of: Option<(&str, &ActionEntryTest)>) -> Option<Vec<ActionName>> {
        let mut lists: BTreeMap<usize, Vec<ActionEntryTest>> = BTreeMap::new();
        for (service, named) in &self.by_service {
            if of.is_some_and(|(of, _)| *service != of) {
                continue;
            }
            for (statement, _, name) in named {
                let entry =
                    ActionEntryTest::Of { service: (*service).into(), name: (*name).clone() };
                lists.entry(*statement).or_default().push(entry);
            }
        }
        let alone = of.map(|(_, entry)| vec![entry.clone()]);
        let (mut atoms, mut asked) = (Atoms::default(), Vec::new());
        for entries in lists.into_values().chain(alone) {
            let test = ActionTest { negated: false, entries: entries.into() };
            asked.push(atoms.intern(Atom::Action(test)));
        }
        asked.sort_unstable();
        asked.dedup();
        let classes = action_classes(&atoms, &asked)?;
        classes.iter().map(|class| ActionName::parse(&class.action)).collect()
    }
}
