//! What a source of an environment says.

use std::collections::BTreeSet;

use crate::bundle::Trouble;
use crate::environment::Environment;

/// What one source says, and what of it was not understood.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What it says.
    pub environment: Environment,
    /// What was not understood or is doubtful, each with its place; nothing is dropped in silence.
    pub remarks: Vec<Trouble>,
}

/// What people say beside a source that may not say it itself.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// The account of what a plan or a template makes.
    pub account: Option<Box<str>>,
    /// The only account that the sources before it are about; taken, with a remark, where nothing
    /// says one.
    pub only_account: Option<Box<str>>,
    /// The region.
    pub region: Option<Box<str>>,
    /// The partition; `aws` if nothing is said.
    pub partition: Option<Box<str>>,
    /// Parameters of a template.
    pub parameters: Vec<(Box<str>, Box<str>)>,
}

impl Stated {
    /// The same beside what earlier sources say.
    #[must_use]
    pub fn beside(&self, known: &Environment) -> Self {
        let known = known.accounts.iter().map(|(id, _)| id).chain(self.only_account.as_deref());
        let accounts: BTreeSet<&str> = known.filter(|id| *id != ACCOUNT_NOT_SAID).collect();
        let only = accounts.first().filter(|_| accounts.len() == 1);
        Self { only_account: only.map(|only| Box::from(*only)), ..self.clone() }
    }
}

/// The account of what a source makes without saying for which account.
pub const ACCOUNT_NOT_SAID: &str = "000000000000";
