//! A session that is looked at while a line is typed, and changed by lines.

use std::sync::{Arc, Mutex, PoisonError};

use super::guard::guarded;
use super::interrupt;
use crate::whatif::{Reply, Session};

/// One session for the loop and the line editor.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Session<'static>>>);

impl Shared {
    pub(super) fn new(session: Session<'static>) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// What a look at the session finds; nothing if the look fails.
    pub(super) fn look<T: Default>(&self, look: impl FnOnce(&Session<'static>) -> T) -> T {
        let session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guarded(|| look(&session)).unwrap_or_default()
    }

    /// Follows a line; an error if the program failed over it.
    pub(super) fn step(&self, line: &str) -> Result<Reply, String> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        session.at(&now());
        interrupt::begin();
        guarded(|| session.step(line))
    }

    /// Hands in a text that somebody edited.
    pub(super) fn edited(&self, name: &str, text: &str) -> Result<Reply, String> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guarded(|| session.edited(name, text))
    }
}

/// This machine's time.
fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
