//! In: paths. Out: texts and their trees; the one place below the command line that
//! reads and writes files.

pub mod authorization_details;
pub mod aws_cli;
mod cloudformation;
mod environment;
mod files;
mod find;
mod git;
mod glob;
mod loaded;
mod real;
mod relative;
mod stdin;
pub mod terraform;
mod write;

pub use environment::{
    LoadedEnvironment, Origins, environment, environment_before, environment_over_plans, exported,
    parameters,
};
pub use files::{
    Files, expect_regular, path_beside, read_bytes, read_source, syntax_of, why_unreadable,
    without_detours,
};
pub use find::{Found, Search, find, find_all, find_below, find_every, find_policies, is_document};
pub use git::{Revision, files_of_revision};
pub use glob::fits_glob;
pub use loaded::{ACCOUNT_NOT_SAID, Loaded, Stated};
pub use real::real_path;
pub use relative::relative;
pub use stdin::{STDIN_NAME, is_stdin, stdin_bytes};
pub use write::{byte_order_mark, create, replace};
