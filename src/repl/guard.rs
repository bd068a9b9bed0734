//! A mistake of the program's own costs one line, not the session.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, Once, PoisonError};

/// What the last failure said.
static SAID: Mutex<String> = Mutex::new(String::new());

/// Does the work. What a failure says is given back and not printed, since a line may be under way.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        panic::set_hook(Box::new(|failure| {
            *SAID.lock().unwrap_or_else(PoisonError::into_inner) = failure.to_string();
        }));
    });
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let said = std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        crate::text::printable(&said)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_and_over() {
        let said = guarded(|| -> u8 { panic!("a \u{1b}[2Jscreen\nfull") }).unwrap_err();
        assert!(said.contains("src/repl/guard.rs"), "{said}");
        assert!(said.ends_with("a \\u{1b}[2Jscreen full"), "{said}");
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
