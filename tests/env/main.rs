//! Environments: what their sources say, and what is decided over them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod unknown;
