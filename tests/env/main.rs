//! Environments: what their sources say, and what is decided over them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod unknown;
//! What describes accounts, resources and organizations.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod format;
