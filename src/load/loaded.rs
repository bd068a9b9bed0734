//! What a source of an environment says.

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
    /// The region.
    pub region: Option<Box<str>>,
    /// The partition; `aws` if nothing is said.
    pub partition: Option<Box<str>>,
    /// Parameters of a template.
    pub parameters: Vec<(Box<str>, Box<str>)>,
}

/// The account of what a source makes without saying for which account.
pub const ACCOUNT_NOT_SAID: &str = "000000000000";
