//! The page of `serve`: over HTTP, and in a browser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod browser;
mod http;
mod page;
mod server;
