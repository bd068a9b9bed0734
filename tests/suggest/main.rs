//! What would turn an answer: every suggestion is carried out and the question asked anew, by the engine and by its
//! second witness.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod asking;
mod denials;
mod examples;
#[path = "../naive/generate.rs"]
mod generate;
#[path = "../naive/mod.rs"]
mod naive;
mod program;
mod random;
#[path = "../naive/vocabulary.rs"]
mod vocabulary;
