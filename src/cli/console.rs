//! What goes to stdout and stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use super::check::ARGUMENTS;
use crate::bundle::Trouble;
use crate::text::{RenderStyle, printable, render};

/// The exit code that says that there is no answer.
pub(super) const COULD_NOT_ANSWER: u8 = 2;

/// Prints an answer that ends the program with this code; escape sequences reach terminals only.
pub(super) fn print(text: &str, code: ExitCode) -> ExitCode {
    let mut out = anstream::stdout().lock();
    after_writing(&out.write_all(text.as_bytes()).and_then(|()| out.flush()), code)
}

/// The exit code of an answer that was written, or was not. A reader that went away is no mistake.
pub(super) fn after_writing(written: &io::Result<()>, code: ExitCode) -> ExitCode {
    match written {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            refuse(&format!("cannot write the answer: {why}"))
        }
        Ok(()) | Err(_) => code,
    }
}

/// Draws mistakes and warnings on stderr.
pub(super) fn report(troubles: &[Trouble]) {
    for trouble in troubles {
        let _ = writeln!(anstream::stderr(), "{}\n", drawn(trouble).trim_end());
    }
}

fn drawn(trouble: &Trouble) -> String {
    let diagnostic = &trouble.diagnostic;
    if trouble.source.name() != ARGUMENTS && trouble.has_place() {
        return render(diagnostic, &trouble.source, RenderStyle::Coloured);
    }
    let severity = diagnostic.severity.name();
    let hint = diagnostic.hint.iter().map(|hint| format!("\n  = help: {}", printable(hint)));
    let hint: String = hint.collect();
    format!("{severity}[{}]: {}{hint}", diagnostic.code, printable(&diagnostic.message))
}

/// Writes a complaint to stderr.
pub(super) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr(), "{message}");
}

/// Says why there is no answer.
pub(super) fn refuse(message: &str) -> ExitCode {
    complain_of(message);
    ExitCode::from(COULD_NOT_ANSWER)
}

/// Draws the mistakes that leave no answer.
pub(super) fn refuse_mistaken(troubles: &[Trouble]) -> ExitCode {
    report(troubles);
    ExitCode::from(COULD_NOT_ANSWER)
}

/// Writes an error to stderr.
pub(super) fn complain_of(error: &str) {
    complain(&format!("error: {error}"));
}
