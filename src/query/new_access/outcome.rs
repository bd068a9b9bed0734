//! What came of a comparison of two environments.

use std::sync::Arc;

use crate::compare::{Region, Unknown, Witness};
use crate::compile::{CompiledPolicy, CompiledStatement};
use crate::evaluate::{Decision, Gate};
use crate::explain::StatementPlace;
use crate::policy::Statement;

/// Whether anybody is allowed what nobody was allowed.
#[derive(Clone, Debug, Default)]
pub struct NewAccess {
    /// Statements that allow what was not allowed.
    pub additions: Vec<Addition>,
    /// What was neither proven nor refuted.
    pub open: Vec<Open>,
    /// How many users, roles and root users there are on either side.
    pub principals: usize,
    /// For how many of them no layer of their own differs.
    pub same_principals: usize,
    /// How many resources have a policy of their own on either side, roles included.
    pub resources: usize,
    /// How many of those policies differ.
    pub changed_resources: usize,
}

/// A statement that allows what was not allowed, shown by a request.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The statement; `None` where none grants it: to a root user, or what a service allows to all.
    pub granting: Option<Granting>,
    /// Everybody for whom it adds something, the caller of the request first.
    pub callers: Vec<Box<str>>,
    /// The request.
    pub witness: Witness,
    /// All that it adds for the caller of the request.
    pub region: Region,
    /// The resource that the region is about, if it is about no other.
    pub within: Option<Box<str>>,
    /// What was decided.
    pub before: Told,
    /// What is decided.
    pub after: Told,
}

/// A statement with its policy.
#[derive(Clone, Debug)]
pub struct Granting {
    /// Where it counts.
    pub gate: Gate,
    /// The policy.
    pub policy: Arc<CompiledPolicy>,
    /// Its number in the policy, from 0.
    pub number: usize,
}

/// A decision with its reason.
#[derive(Clone, Debug)]
pub struct Told {
    /// What was decided.
    pub decision: Decision,
    /// Why, in one line.
    pub reason: String,
    /// The statements that made it.
    pub matched: Vec<StatementPlace>,
}

/// Something that was neither proven nor refuted.
#[derive(Clone, Debug)]
pub struct Open {
    /// For whom.
    pub callers: Vec<Box<str>>,
    /// Why.
    pub why: Why,
}

/// Why something is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The comparison did not come to an end.
    Undecided(Unknown),
    /// It hangs on a value that the environment does not know.
    UnknownValue {
        /// What stands for it, without `unknown:`.
        name: Box<str>,
        /// Why it is not known, if anybody said.
        why: Option<Box<str>>,
    },
    /// It hangs on something else that is not known, or not compared: `what the bucket gives`.
    NotKnown(String),
}

impl Granting {
    /// The statement as written, and compiled.
    pub fn statement(&self) -> Option<(&Statement, &CompiledStatement)> {
        let written = self.policy.document.statements.get(self.number)?;
        Some((written, self.policy.statements.get(self.number)?))
    }

    /// Where the statement stands.
    pub fn place(&self) -> Option<StatementPlace> {
        StatementPlace::of(&self.policy, self.gate, self.number)
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let place = |one: &Self| one.statement().map(|(written, _)| written.span);
        Arc::ptr_eq(&self.policy.source, &other.policy.source)
            && self.policy.name == other.policy.name
            && place(self) == place(other)
    }
}

impl Addition {
    /// Whether it is this statement that grants.
    pub(super) fn is_of(&self, granting: Option<&Granting>) -> bool {
        self.granting.as_ref().zip(granting).is_some_and(|(one, other)| one.is_same(other))
    }
}

impl NewAccess {
    /// Whether nothing is new, proven.
    pub fn is_proven(&self) -> bool {
        self.additions.is_empty() && self.open.is_empty()
    }

    /// Adds a statement, or the caller to what is known of it.
    pub(super) fn add(&mut self, addition: Addition) {
        let is_same = |known: &&mut Addition| match (&known.granting, &addition.granting) {
            (Some(one), Some(other)) => one.is_same(other),
            (None, None) => {
                let action = |one: &Addition| one.witness.request.action.lower().to_owned();
                action(known) == action(&addition)
            }
            _ => false,
        };
        match self.additions.iter_mut().find(is_same) {
            None => self.additions.push(addition),
            Some(known) => {
                let new = addition.callers.into_iter();
                let new: Vec<Box<str>> = new.filter(|one| !known.callers.contains(one)).collect();
                known.callers.extend(new);
            }
        }
    }

    pub(super) fn leave_open(&mut self, caller: Option<Box<str>>, why: Why) {
        let known = self.open.iter().position(|open| open.why == why);
        let known = known.unwrap_or_else(|| {
            self.open.push(Open { callers: Vec::new(), why });
            self.open.len() - 1
        });
        let callers = &mut self.open[known].callers;
        callers.extend(caller.filter(|caller| !callers.contains(caller)));
    }
}
