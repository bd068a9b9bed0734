//! What questions over an environment have in common.

use serde_json::{Map, Value};

use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::environment::Environment;

/// Where something is asked.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// Accounts, resources and an organization.
    pub(crate) environment: &'a Environment,
    /// What is known of AWS.
    pub(crate) catalog: &'a Catalog,
    /// Condition keys of all requests.
    pub(crate) context: &'a Map<String, Value>,
}

/// Why a query has no answer.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// What was asked makes no sense there.
    Refused(String),
    /// Mistakes in policies.
    Mistaken(Vec<Trouble>),
    /// Somebody wanted no answer any more.
    Cancelled,
}

impl From<Vec<Trouble>> for Stop {
    fn from(troubles: Vec<Trouble>) -> Self {
        Self::Mistaken(troubles)
    }
}

/// Watches a long query.
pub(crate) trait Watcher: Sync {
    /// So many things will be done.
    fn begin(&self, count: usize);

    /// Another one is done. If this gives `false`, the query stops and has no answer.
    fn goes_on(&self) -> bool;
}
