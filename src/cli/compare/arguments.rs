//! What all questions take.

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use super::around::AroundArguments;
use super::format::Format;
use crate::aws::PolicyKind;
use crate::cli::catalogue::CatalogueArguments;
use crate::cli::completions;
use crate::cli::reports::FormatTo;
use crate::compare::Universe;
use crate::policy::Reading;

/// Two sides.
#[derive(Args, Clone, Debug)]
pub(super) struct SidesArguments {
    /// What there is: files, AWS managed policies by ARN or name, or - for the standard input.
    /// Several count together.
    #[arg(
        long,
        alias = "existing-policy-document",
        value_name = "POLICY",
        num_args = 1..,
        required_unless_present_any = ["new_env", "with"],
        conflicts_with_all = ["new_env", "with"],
        add = ArgValueCompleter::new(completions::policy)
    )]
    pub(super) existing: Vec<String>,
    /// What is to be: likewise.
    #[arg(
        long,
        alias = "new-policy-document",
        value_name = "POLICY",
        num_args = 1..,
        required_unless_present_any = ["new_env", "with"],
        conflicts_with_all = ["new_env", "with"],
        add = ArgValueCompleter::new(completions::policy)
    )]
    pub(super) new: Vec<String>,
    #[command(flatten)]
    pub(super) around: AroundArguments,
}

/// One side.
#[derive(Args, Clone, Debug)]
pub(super) struct PoliciesArguments {
    /// The policies: files, AWS managed policies by ARN or name, or - for the standard input.
    /// Several count together.
    #[arg(
        long,
        alias = "policy-document",
        value_name = "POLICY",
        num_args = 1..,
        required = true,
        add = ArgValueCompleter::new(completions::policy)
    )]
    pub(super) policy: Vec<String>,
}

/// What the policies are, and how to answer.
#[derive(Args, Clone, Debug)]
pub(super) struct CommonArguments {
    /// What the policies are; identity if this does not say otherwise.
    #[arg(long, value_name = "TYPE", value_enum)]
    pub(super) policy_type: Option<PolicyTypeArgument>,
    /// Take policies that AWS would refuse to save today.
    #[arg(long)]
    pub(super) as_stored: bool,
    /// Which requests there are: open counts actions and forms of resources that AWS may yet add,
    /// catalogue only the actions that there are, each on resources of the types that it takes.
    #[arg(long, value_name = "UNIVERSE", value_enum, default_value_t)]
    pub(super) universe: UniverseArgument,
    /// text, json, aws, sarif or github; with =FILE into a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(super) format: Vec<FormatTo<Format>>,
    #[command(flatten)]
    pub(super) catalogue: CatalogueArguments,
}

/// Which requests there are.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum UniverseArgument {
    #[default]
    Open,
    #[value(alias = "catalog")]
    Catalogue,
}

impl UniverseArgument {
    pub(super) fn universe(self) -> Universe {
        match self {
            Self::Open => Universe::Open,
            Self::Catalogue => Universe::Catalogue,
        }
    }
}

/// What the policies of both sides are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PolicyTypeArgument {
    /// Attached to users, groups or roles.
    #[value(alias = "IDENTITY_POLICY")]
    Identity,
    /// Attached to a resource; its statements have a `Principal`.
    #[value(alias = "RESOURCE_POLICY")]
    Resource,
    /// A role's trust policy.
    Trust,
}

impl PolicyTypeArgument {
    pub(super) fn kind(self) -> PolicyKind {
        match self {
            Self::Identity => PolicyKind::Identity,
            Self::Resource => PolicyKind::Resource,
            Self::Trust => PolicyKind::Trust,
        }
    }

    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
        }
    }
}

impl CommonArguments {
    /// What the policies are.
    pub(super) fn policy_type(&self) -> PolicyTypeArgument {
        self.policy_type.unwrap_or(PolicyTypeArgument::Identity)
    }

    /// How strictly policies are read.
    pub(super) fn reading(&self) -> Reading {
        if self.as_stored { Reading::AsStored } else { Reading::Strict }
    }
}
