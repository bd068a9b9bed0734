//! What loaders make of the files of accounts.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod gaad;
