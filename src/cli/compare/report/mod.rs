//! In: what a comparison came to. Out: what people and programs read of it.

mod aws;
mod github;
mod json;
mod people;
mod sarif;
mod words;

pub(super) use aws::aws_answer;
pub(super) use github::github_commands;
pub(super) use json::{AssumptionAnswer, PartAnswer, RegionAnswer, json_answer, part};
pub(super) use people::{actions, text};
pub(super) use sarif::{log, not_shown, result_of, sarif_log};
pub(super) use words::{key_words, named, request_line, why};
