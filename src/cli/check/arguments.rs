//! The arguments of `check`.

#![expect(clippy::doc_markdown, reason = "the comments here are the program's help text")]

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use clap_complete::engine::ArgValueCompleter;

use crate::cli::catalogue::CatalogueArguments;
use crate::cli::completions;
use crate::cli::environment::EnvironmentArguments;

/// One question with its options; policies come in by layer.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Check {
    /// The action: s3:GetObject.
    #[arg(add = ArgValueCompleter::new(completions::action))]
    pub(super) action: String,
    /// The resource: an ARN, or * for actions without resources.
    pub(super) resource: String,
    /// Who asks: the ARN of a user, role, session or root user, a service's name, or anonymous; with
    /// --env also a user or role by name or unique id.
    #[arg(long = "as", value_name = "PRINCIPAL")]
    pub(super) principal: String,
    /// The caller's unique id: AIDA.., AROA...
    #[arg(long, value_name = "ID", help_heading = "Caller and resource")]
    pub(super) principal_id: Option<String>,
    /// The ARN, with its path, of the role behind a session.
    #[arg(long, value_name = "ARN", help_heading = "Caller and resource")]
    pub(super) role: Option<String>,
    /// Who called GetFederationToken, or the identity provider of a role session.
    #[arg(long, value_name = "ARN", help_heading = "Caller and resource")]
    pub(super) federated_by: Option<String>,
    /// A tag of the caller; once one is given, it has no others. Repeat for more.
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Caller and resource")]
    pub(super) principal_tag: Vec<String>,
    /// A tag of the resource; once one is given, it has no others. Repeat for more.
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Caller and resource")]
    pub(super) resource_tag: Vec<String>,
    /// The account that owns the resource.
    #[arg(long, value_name = "ACCOUNT", help_heading = "Caller and resource")]
    pub(super) resource_account: Option<String>,
    /// What else the call needs: iam:PassRole=arn:aws:iam::111122223333:role/x. Repeat for more.
    #[arg(long, value_name = "ACTION=RESOURCE", help_heading = "Caller and resource")]
    pub(super) also: Vec<String>,
    /// A file with the organization: id, managementAccount, accounts.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Organization",
        conflicts_with_all = ["org_id", "management_account"]
    )]
    pub(super) org: Option<PathBuf>,
    /// The organization's id: o-...
    #[arg(long, value_name = "ID", help_heading = "Organization")]
    pub(super) org_id: Option<String>,
    /// The organization's management account.
    #[arg(long, value_name = "ACCOUNT", help_heading = "Organization")]
    pub(super) management_account: Option<String>,
    /// The time of the request, 2026-03-01T09:00:00Z; this machine's if not given.
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// Fill in nothing: keys that are not given are absent, and ARNs are literal.
    #[arg(long)]
    pub(super) exact_context: bool,
    /// Take policies that AWS would refuse to save today.
    #[arg(long)]
    pub(super) as_stored: bool,
    /// Let a Deny with NotPrincipal spare a caller of whom anything is listed.
    #[arg(long)]
    pub(super) lenient_not_principal: bool,
    #[command(flatten)]
    pub(super) told: Told,
    #[command(flatten)]
    pub(super) policies: Policies,
    #[command(flatten)]
    pub(super) context: Context,
    #[command(flatten)]
    pub(super) environment: EnvironmentArguments,
    #[command(flatten)]
    pub(super) catalogue: CatalogueArguments,
}

/// What is told, and how.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Told {
    /// Say what would turn the answer: edits of policies, each tried over all layers, the narrowest
    /// first, and values of condition keys.
    #[arg(long)]
    pub(super) suggest: bool,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// Policies by layer: files, ARNs of AWS's managed policies, FullAWSAccess or RCPFullAWSAccess.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Policies")]
pub(in crate::cli) struct Policies {
    /// An identity-based policy. Repeat for more.
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    pub(super) identity: Vec<String>,
    /// The resource-based policy; of a role, its trust policy.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) resource_policy: Option<String>,
    /// There is no resource-based policy, where AWS usually has one: KMS keys and roles.
    #[arg(long, conflicts_with = "resource_policy")]
    pub(super) no_resource_policy: bool,
    /// The caller's permissions boundary.
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    pub(super) permissions_boundary: Option<String>,
    /// A session policy. Repeat for more.
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    pub(super) session_policy: Vec<String>,
    /// The policy of the VPC endpoint that the request goes through.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) vpc_endpoint_policy: Option<String>,
    /// The kind of that endpoint.
    #[arg(long, value_enum, requires = "vpc_endpoint_policy")]
    pub(super) vpc_endpoint_type: Option<EndpointType>,
    /// The service control policies of one level, comma-separated. Repeat for the next level, root
    /// first.
    #[arg(long, value_name = "FILE,..")]
    pub(super) scp: Vec<String>,
    /// The resource control policies of one level, likewise.
    #[arg(long, value_name = "FILE,..")]
    pub(super) rcp: Vec<String>,
}

/// What is known of condition keys.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Condition keys")]
pub(in crate::cli) struct Context {
    /// A value of a condition key; the same key again adds a value, and KEY= is an empty text.
    #[arg(long, value_name = "KEY=VALUE", add = ArgValueCompleter::new(completions::context))]
    pub(super) with: Vec<String>,
    /// The request does not carry this key.
    #[arg(long, value_name = "KEY", add = ArgValueCompleter::new(completions::condition_key))]
    pub(super) without: Vec<String>,
    /// Whether the request carries this key is not known, even if it would be filled in.
    #[arg(long, value_name = "KEY", add = ArgValueCompleter::new(completions::condition_key))]
    pub(super) unknown: Vec<String>,
    /// The caller used MFA.
    #[arg(long, conflicts_with = "no_mfa")]
    pub(super) mfa: bool,
    /// The request carries no MFA key, as with an access key.
    #[arg(long)]
    pub(super) no_mfa: bool,
}

/// The kinds of VPC endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EndpointType {
    /// For S3 and DynamoDB.
    Gateway,
    /// For everything else.
    Interface,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs, as `eval` answers.
    Json,
}
