//! What sessions reply.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod keeping;
mod large;
mod properties;
mod tokens;
mod transcripts;
mod typing;

use iamsim::load::Files;
use iamsim::whatif::{Powers, Reply, Session, needs_more};

/// A session at a time of which nothing depends on today.
pub(crate) fn session(files: &Files) -> Session<'_> {
    let mut session = Session::new(files, Powers::ALL);
    session.at("2026-03-01T09:00:00Z");
    session
}

/// The reply without colours.
pub(crate) fn plain(reply: &Reply) -> String {
    anstream::adapter::strip_str(&reply.text).to_string()
}

/// The lines of a script; a line that is not finished goes on in the next.
pub(crate) fn lines(script: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = String::new();
    for line in script.lines() {
        open += line;
        if needs_more(&open) {
            open.push('\n');
        } else {
            all.push(std::mem::take(&mut open));
        }
    }
    all
}
