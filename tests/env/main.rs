//! What describes accounts, resources and organizations, and what is decided over them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod format;
mod resolve;
mod unknown;
//! What loaders make of the files of accounts.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod gaad;
mod unknown;
