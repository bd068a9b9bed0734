//! What a caller read before a session began.

use std::path::PathBuf;
use std::sync::Arc;

use super::loading::laid;
use super::session::Session;
use super::state::{Base, State};
use crate::load::{LoadedEnvironment, Stated};

impl Session<'_> {
    /// Holds an environment over what is held already, as if a line had loaded it from these
    /// sources with what was said beside them.
    pub fn hold(&mut self, loaded: &LoadedEnvironment, sources: &[PathBuf], stated: &Stated) {
        let mut state = State::clone(&self.state);
        let mut base = Base::clone(&state.base);
        base.sources.extend_from_slice(sources);
        base.is_stated |= stated.account.is_some() || stated.region.is_some();
        base.is_stated |= !stated.parameters.is_empty();
        base.environment = Some(laid(base.environment.as_ref(), loaded));
        state.environment = Some(laid(state.environment.as_ref(), loaded));
        state.base = Arc::new(base);
        self.read_anew(&state);
        self.state = Arc::new(state);
    }
}
