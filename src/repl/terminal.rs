//! A session at a terminal.

use std::io::{self, IsTerminal, Write, stderr, stdin};
use std::time::Duration;
use std::{process, thread};

use super::editor::Editor;
use super::interrupt;
use super::line_editor::LineEditor;
use super::lines::{Lines, parts};
use super::recall::Memory;
use super::shared::Shared;
use super::typed::{Followed, follow};
use super::{is_capable, note, prompt};
use crate::text::printable;
use crate::whatif::{Session, needs_more};

const GREETING: &str = "a what-if session: `help` lists the commands, Ctrl-D ends it\n";

/// How long a terminal is gone at most before the program is too.
const GONE: Duration = Duration::from_secs(1);

/// What somebody at the prompt did.
pub(super) enum Typed {
    /// Gave lines.
    Lines(String),
    /// Gave up the line.
    Nothing,
    /// Left.
    End,
}

/// Replies to lines until somebody leaves.
///
/// # Errors
/// If a reply cannot be written.
pub(super) fn run(mut session: Session<'static>) -> io::Result<()> {
    interrupt::listen();
    session.stopped_by(interrupt::is_asked);
    let shared = Shared::new(session);
    let (memory, lines) = Memory::of_user();
    tell_remark(&memory);
    anstream::stdout().write_all(GREETING.as_bytes())?;
    if is_capable() {
        end_with_the_terminal();
        match LineEditor::new(&shared, lines, &memory) {
            Ok(mut editor) => {
                if converse(&shared, &memory, &mut || editor.read())? {
                    return Ok(());
                }
            }
            Err(why) => note(&printable(&why)),
        }
    }
    converse(&shared, &memory, &mut || plainly(&memory)).map(drop)
}

/// Ends the program when its terminal is gone, where the system does not: the editor of lines would
/// go on reading from it without end. Nothing is lost, since each line is kept before it is followed.
fn end_with_the_terminal() {
    thread::spawn(|| {
        while stdin().is_terminal() {
            thread::sleep(GONE);
        }
        process::exit(0);
    });
}

/// Replies to lines until somebody leaves; `false` if lines can no longer be read this way.
fn converse(
    shared: &Shared,
    memory: &Memory,
    read: &mut dyn FnMut() -> Result<Typed, String>,
) -> io::Result<bool> {
    let editor = Editor::of_user();
    loop {
        match read() {
            Ok(Typed::Lines(text)) => {
                tell_remark(memory);
                if reply(shared, &text, &editor)? == Followed::Ended {
                    return Ok(true);
                }
            }
            Ok(Typed::Nothing) => {}
            Ok(Typed::End) => return Ok(true),
            Err(why) => {
                note(&printable(&why));
                return Ok(false);
            }
        }
    }
}

/// Writes the replies to what was typed. Of several lines each is shown with its reply, and one that
/// is refused is the last.
fn reply(shared: &Shared, text: &str, editor: &Editor) -> io::Result<Followed> {
    let mut out = anstream::stdout().lock();
    let parts = parts(text);
    let parts: Vec<&str> =
        parts.into_iter().map(|part| &text[part]).filter(|part| !part.trim().is_empty()).collect();
    let mut followed = Followed::Well;
    for part in &parts {
        if parts.len() > 1 {
            prompt::echo(part, &mut out)?;
        }
        followed = follow(shared, part, Some(editor), &mut out)?;
        if followed != Followed::Well {
            break;
        }
    }
    out.flush()?;
    Ok(followed)
}

/// A line as the terminal itself edits it. Ctrl-C gives up what was typed of it.
fn plainly(memory: &Memory) -> Result<Typed, String> {
    interrupt::begin();
    let mut text = String::new();
    loop {
        let start = if text.is_empty() { prompt::START } else { prompt::FURTHER };
        let _ = write!(stderr(), "{start}");
        let line = interrupt::waiting(|| Lines::new(&mut stdin().lock()).one());
        let was_given_up = interrupt::is_asked();
        interrupt::begin();
        match line {
            Ok(None) => return Ok(Typed::End),
            Ok(Some(line)) if was_given_up || text.is_empty() => text = line,
            Ok(Some(line)) => text.extend(["\n", &line]),
            Err(why) if why.kind() == io::ErrorKind::InvalidData => {
                note("the line is not UTF-8");
                return Ok(Typed::Nothing);
            }
            Err(why) => return Err(format!("no more lines can be read: {why}")),
        }
        if !needs_more(&text) {
            memory.keep(&text);
            return Ok(Typed::Lines(text));
        }
    }
}

fn tell_remark(memory: &Memory) {
    if let Some(remark) = memory.take_remark() {
        note(&remark);
    }
}
