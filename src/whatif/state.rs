//! What holds in a session.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::layers::PlainLayers;
use crate::bundle::GivenKeys;
use crate::environment::Environment;

/// What holds: who asks about what, under which policies. A copy costs little.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Accounts, resources and an organization, as far as any were loaded.
    pub(super) environment: Option<Arc<Environment>>,
    /// Policies by layer that are nobody's in particular.
    pub(super) layers: PlainLayers,
    /// Who asks where a question does not say.
    pub(super) principal: Option<String>,
    /// What a question is about that does not say.
    pub(super) resource: Option<String>,
    /// What else was said of callers and resources, by their ARNs: ids, tags, the account.
    pub(super) settings: BTreeMap<String, Map<String, Value>>,
    /// Condition keys.
    pub(super) context: GivenKeys,
    /// The time of requests.
    pub(super) clock: Clock,
    /// What was loaded, without any change.
    pub(super) base: Arc<Base>,
}

/// What came from files.
#[derive(Clone, Debug, Default)]
pub(super) struct Base {
    pub(super) environment: Option<Arc<Environment>>,
    pub(super) layers: PlainLayers,
    /// What a scenario file says besides.
    pub(super) settings: BTreeMap<String, Map<String, Value>>,
    pub(super) context: GivenKeys,
    pub(super) clock: Clock,
    /// The files of the environment.
    pub(super) sources: Vec<PathBuf>,
    /// Whether an account or a region was said beside them.
    pub(super) is_stated: bool,
}

/// The time of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Clock {
    /// The machine's, as far as the session is told.
    #[default]
    Machine,
    /// This time.
    At(String),
}

impl State {
    /// What holds where nothing but files were loaded.
    pub(super) fn of(base: &Arc<Base>) -> Self {
        Self {
            environment: base.environment.clone(),
            layers: base.layers.clone(),
            settings: base.settings.clone(),
            context: base.context.clone(),
            clock: base.clock.clone(),
            base: base.clone(),
            ..Self::default()
        }
    }
}
