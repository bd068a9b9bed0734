//! Environments, as each loader reads them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod terraform;
