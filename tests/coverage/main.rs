//! Coverage of policies by scenarios: what counts as shown, and how it is told.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod conditions;
mod elements;
mod gathering;
mod harness;
mod hits;
mod listening;
mod reports;
