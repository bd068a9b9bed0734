//! What a caller read before a session began.

use std::sync::Arc;

use super::loading::laid;
use super::session::Session;
use super::state::{Base, State};
use crate::load::LoadedEnvironment;

impl Session<'_> {
    /// Holds an environment over what is held already, as if a line had loaded it.
    pub fn hold(&mut self, loaded: &LoadedEnvironment) {
        let mut state = State::clone(&self.state);
        let mut base = Base::clone(&state.base);
        base.environment = Some(laid(base.environment.as_ref(), loaded));
        state.environment = Some(laid(state.environment.as_ref(), loaded));
        state.base = Arc::new(base);
        self.read_anew(&state);
        self.state = Arc::new(state);
    }
}
