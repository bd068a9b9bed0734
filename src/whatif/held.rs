//! What a session holds, for other sessions to begin with.

use std::sync::Arc;

use super::session::{Powers, Session};
use super::state::State;
use crate::load::Files;

/// What a session holds. Sessions on several threads may begin with it at once.
#[derive(Clone, Debug)]
pub struct Held {
    state: Arc<State>,
    texts: usize,
}

impl Session<'_> {
    /// What this session holds.
    pub fn held(&self) -> Held {
        Held { state: self.state.clone(), texts: self.texts }
    }
}

impl Held {
    /// A session that holds this, with nothing to undo.
    pub fn session<'f>(&self, files: &'f Files, powers: Powers) -> Session<'f> {
        let mut session = Session::new(files, powers);
        session.state = self.state.clone();
        session.texts = self.texts;
        let layers = [&self.state.layers, &self.state.base.layers];
        for (_, _, plain) in layers.into_iter().flat_map(|layers| layers.all()) {
            plain.shelve(&mut session.reader);
        }
        session
    }
}
