//! Who can do what, asked of a crowd and of each caller alone.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod crowd;
mod environment;
#[path = "../naive/generate.rs"]
mod generate;
mod impact;
mod program;
#[path = "../naive/vocabulary.rs"]
mod vocabulary;
#[path = "../../benches/decide/workload.rs"]
#[expect(dead_code, reason = "other tests load more")]
mod workload;
