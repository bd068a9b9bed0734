//! Comparing policies for all requests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod alphabet;
mod beautify;
mod callers;
mod catalogued;
mod check;
mod conditions;
mod engines;
mod fuzz;
#[path = "../naive/generate.rs"]
mod generate;
mod laws;
mod layers;
mod managed;
mod pairs;
mod policies;
mod public;
mod redundancy;
mod region;
mod region_random;
mod requests;
mod spellings;
mod support;
mod traps;
mod variables;
#[path = "../naive/vocabulary.rs"]
mod vocabulary;
mod within;
