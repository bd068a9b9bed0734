//! In: lines that somebody types, pipes or keeps in a script. Out: what a what-if session replies to
//! them. On a terminal lines are edited, completed and remembered; the session itself is
//! [`crate::whatif`]'s.

mod complete;
mod editor;
mod guard;
mod highlight;
mod hint;
mod history;
mod interrupt;
mod keys;
mod line_editor;
mod lines;
mod paths;
mod prompt;
mod recall;
mod script;
mod secret;
mod shared;
mod store;
mod terminal;
mod typed;

use std::io::{self, IsTerminal, stderr, stdin, stdout};
use std::path::PathBuf;

use crate::load::{read_bytes, why_unreadable};
use crate::text::quote;
use crate::whatif::Session;

pub use script::Ending;

/// Where lines come from, and what is done with them besides.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// A file of lines, in place of the standard input; `-` is the standard input.
    pub script: Option<PathBuf>,
    /// Lines that nobody types are shown before their replies.
    pub echo: bool,
    /// A line that is refused does not end a script.
    pub keep_going: bool,
}

/// Replies to lines until they or the session end.
///
/// # Errors
/// If a script cannot be read, or a reply cannot be written.
pub fn run(session: Session<'static>, manner: &Manner) -> Result<Ending, String> {
    match &manner.script {
        Some(path) if path.as_os_str() != "-" => {
            let name = path.display().to_string();
            let bytes = read_bytes(path)
                .map_err(|why| format!("cannot read {}: {}", quote(&name), why_unreadable(&why)))?;
            script::run(session, &mut &*bytes, &name, manner)
        }
        None if stdin().is_terminal() => {
            terminal::run(session).map_err(|why| unwritten(&why))?;
            Ok(Ending::Well)
        }
        _ => script::run(session, &mut stdin().lock(), script::STANDARD_INPUT, manner),
    }
}

fn unwritten(why: &io::Error) -> String {
    format!("cannot write the reply: {why}")
}

/// Whether the terminal can move its cursor.
fn is_capable() -> bool {
    let is_dumb = |name: std::ffi::OsString| name == "dumb" || name.is_empty();
    let is_named = std::env::var_os("TERM").map_or(cfg!(windows), |name| !is_dumb(name));
    is_named && stdout().is_terminal()
}

/// Whether replies may be coloured.
fn is_coloured() -> bool {
    anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never
}

/// Writes a remark that is no reply.
fn note(text: &str) {
    use io::Write as _;
    let _ = writeln!(anstream::AutoStream::auto(stderr()), "note: {text}");
}
