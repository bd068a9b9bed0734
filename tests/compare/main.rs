//! Comparing policies for all requests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod pairs;
mod redundancy;
mod support;
