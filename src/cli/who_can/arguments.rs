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
    #[arg(required_unless_present = "action_list", value_name = "ACTION", add = ArgValueCompleter::new(completions::action))]
    pub(super) actions: Vec<String>,
    /// An ARN, *, or the name, the address or a pattern of resources of the environment; may be
    /// given several times
    #[arg(
        long = "on",
        required_unless_present = "resource_list",
        value_name = "RESOURCE",
        num_args = 1..
    )]
    pub(super) resources: Vec<String>,
    /// The actions of a matrix, with commas between them
    #[arg(
        long = "actions",
        value_name = "ACTION,..",
        value_delimiter = ',',
        conflicts_with_all = ["explain", "through_roles"]
    )]
    pub(super) action_list: Vec<String>,
    /// The resources of a matrix, with commas between them
    #[arg(
        long = "resources",
        value_name = "RESOURCE,..",
        value_delimiter = ',',
        conflicts_with_all = ["explain", "through_roles"]
    )]
    pub(super) resource_list: Vec<String>,
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

impl WhoCan {
    /// All actions asked about.
    pub(super) fn all_actions(&self) -> impl Iterator<Item = &String> {
        self.actions.iter().chain(&self.action_list).filter(|one| !one.is_empty())
    }

    /// All resources asked about.
    pub(super) fn all_resources(&self) -> impl Iterator<Item = &String> {
        self.resources.iter().chain(&self.resource_list).filter(|one| !one.is_empty())
    }

    /// Whether the answer is one table of everybody and everything.
    pub(super) fn is_matrix(&self) -> bool {
        self.matrix || !self.action_list.is_empty() || !self.resource_list.is_empty()
    }
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
