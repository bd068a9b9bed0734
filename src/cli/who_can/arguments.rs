//! The arguments of `who-can`.

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use crate::cli::completions;
use crate::cli::query::QueryArguments;

/// Who can do something to a resource, by all policies of accounts and their organization
///
/// Lists users and roles, and apart from them services, other accounts and everybody whom policies of
/// resources let in. Exits with 0 if somebody can or may, with 1 if nobody can.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct WhoCan {
    /// The actions; `s3:Get*` stands for all of the catalogue that fit the resource
    #[arg(required = true, value_name = "ACTION", add = ArgValueCompleter::new(completions::action))]
    pub(super) actions: Vec<String>,
    /// An ARN, *, or the name, the address or a pattern of resources of the environment; may be
    /// given several times
    #[arg(long = "on", required = true, value_name = "RESOURCE", num_args = 1..)]
    pub(super) resources: Vec<String>,
    /// Only callers whose ARN or name fits this pattern; may be given several times
    #[arg(long = "as", value_name = "PATTERN")]
    pub(super) callers: Vec<String>,
    /// Also who gets there by assuming roles, one after the other
    #[arg(long)]
    pub(super) through_roles: bool,
    /// How many roles are assumed one after the other at most
    #[arg(long, value_name = "COUNT", default_value_t = 5, requires = "through_roles")]
    pub(super) max_hops: usize,
    /// Say which statements decided, and where they stand
    #[arg(long)]
    pub(super) explain: bool,
    /// A table of everybody and everything asked, denials too
    #[arg(long, conflicts_with_all = ["explain", "through_roles"])]
    pub(super) matrix: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) query: QueryArguments,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}
