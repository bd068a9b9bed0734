//! Comparing policies for all requests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod callers;
mod check;
mod fuzz;
mod laws;
mod managed;
mod pairs;
mod policies;
mod requests;
mod support;
mod traps;
mod variables;
mod vocabulary;
