//! What describes accounts, resources and organizations.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod format;
