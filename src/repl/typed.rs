//! A line and its reply.

use std::io::{self, Write};

use super::editor::{Editor, edit};
use super::shared::Shared;
use crate::text::printable;
use crate::whatif::{Outcome, Reply};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    /// It was followed.
    Well,
    /// It was refused.
    Refused,
    /// The session is over.
    Ended,
}

/// Follows a line and writes the reply. Texts are edited with `editor`; where there is none, a line
/// that wants one is refused.
///
/// # Errors
/// If the reply cannot be written.
pub(super) fn follow(
    shared: &Shared,
    line: &str,
    editor: Option<&Editor>,
    out: &mut dyn Write,
) -> io::Result<Followed> {
    let mut reply = shared.step(line);
    if let Ok(Reply { outcome: Outcome::WantsEditor { name, text }, .. }) = &reply {
        let Some(editor) = editor else {
            let help = "give the new text behind the name of the policy";
            out.write_all(format!("error: there is no terminal to edit on; {help}\n").as_bytes())?;
            return Ok(Followed::Refused);
        };
        out.flush()?;
        match edit(editor, name, text) {
            Ok(text) => reply = shared.edited(name, &text),
            Err(why) => {
                out.write_all(format!("error: {}\n", printable(&why)).as_bytes())?;
                return Ok(Followed::Refused);
            }
        }
    }
    match reply {
        Ok(reply) => {
            out.write_all(reply.text.as_bytes())?;
            Ok(match reply.outcome {
                Outcome::Refused | Outcome::WantsEditor { .. } => Followed::Refused,
                Outcome::Ended => Followed::Ended,
                Outcome::Answered(_) | Outcome::Changed | Outcome::Told => Followed::Well,
            })
        }
        Err(failure) => {
            writeln!(out, "error: iamsim itself failed over this line: {failure}")?;
            Ok(Followed::Refused)
        }
    }
}
