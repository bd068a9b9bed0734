//! `iamsim mutants`: which steps are taken, what comes of them, and what is said of it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod claims;
mod command_line;
mod equivalents;
mod hostile;
mod outcomes;
#[path = "../program/mod.rs"]
mod program;
mod second_witness;
mod steps;
mod support;
