//! What describes accounts, resources and organizations, and what is decided over them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod aws_cli;
mod cloudformation;
mod export;
mod folder;
mod format;
mod gaad;
mod hostile;
mod program;
mod resolve;
mod terraform;
mod unknown;
