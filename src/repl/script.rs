//! Lines that nobody types: of a file, or out of a pipe.

use std::io::{self, BufRead, Write};

use super::lines::{Line, Lines};
use super::prompt;
use super::shared::Shared;
use super::typed::{Followed, follow};
use super::{Manner, unwritten};
use crate::text::printable;
use crate::whatif::Session;

/// What the standard input is called.
pub(super) const STANDARD_INPUT: &str = "<stdin>";

/// How lines came to their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All were followed.
    Well,
    /// One was refused at least.
    Refused,
}

/// Replies to the lines of a stream.
///
/// # Errors
/// If the stream cannot be read, or a reply cannot be written.
pub(super) fn run(
    session: Session<'static>,
    from: &mut dyn BufRead,
    name: &str,
    manner: &Manner,
) -> Result<Ending, String> {
    let shared = Shared::new(session);
    let mut lines = Lines::new(from);
    let mut ending = Ending::Well;
    let unreadable = |why: io::Error| format!("cannot read {}: {why}", printable(name));
    while let Some(line) = lines.next().map_err(unreadable)? {
        let followed = reply(&shared, &line, manner);
        match followed {
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => return Ok(ending),
            Err(why) => return Err(unwritten(&why)),
            Ok(Followed::Ended) => return Ok(ending),
            Ok(Followed::Refused) => ending = Ending::Refused,
            Ok(Followed::Well) => {}
        }
        if ending == Ending::Refused && !manner.keep_going {
            let place = format!("{}:{}", printable(name), line.number);
            return Err(format!(
                "{place}: this line was refused, which ends the script; --keep-going goes on"
            ));
        }
    }
    Ok(ending)
}

/// Writes the reply to a line, behind the line if that is asked for.
fn reply(shared: &Shared, line: &Line, manner: &Manner) -> io::Result<Followed> {
    let mut out = anstream::stdout().lock();
    if manner.echo {
        prompt::echo(&line.text, &mut out)?;
    }
    let followed = follow(shared, &line.text, None, &mut out)?;
    out.flush()?;
    Ok(followed)
}
