//! The session at a prompt, in a pipe and as a script.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[cfg(unix)]
mod editing;
#[cfg(unix)]
mod keeping;
mod scripts;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod typing;

/// An account of the tests.
const ACCOUNT: &str = "tests/whatif/data/account.json";
