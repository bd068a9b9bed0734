//! Ctrl-C while no line is edited.

use std::io::{Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static WAITING: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C does not end the program. Where that cannot be had it does.
pub(super) fn listen() {
    drop(ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::SeqCst);
        if WAITING.load(Ordering::SeqCst) {
            let _ = write!(stderr(), "\n{}", super::prompt::START);
        }
    }));
}

/// Work begins: a Ctrl-C from before is not meant for it.
pub(super) fn begin() {
    ASKED.store(false, Ordering::SeqCst);
}

/// Whether Ctrl-C was pressed since.
pub(super) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Waits for a line that the terminal itself edits: Ctrl-C then shows a new prompt.
pub(super) fn waiting<T>(wait: impl FnOnce() -> T) -> T {
    WAITING.store(true, Ordering::SeqCst);
    let line = wait();
    WAITING.store(false, Ordering::SeqCst);
    line
}
