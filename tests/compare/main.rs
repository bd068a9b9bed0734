//! Comparing policies for all requests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod beautify;
#[path = "../naive/generate.rs"]
mod generate;
mod layers;
mod pairs;
mod public;
mod region;
mod region_random;
mod support;
#[path = "../naive/vocabulary.rs"]
mod vocabulary;
