//! `iamsim describe`: what the catalogue knows of a name.

mod found;
mod look;
mod text;

use std::process::ExitCode;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::actions::Format;
use super::catalogue::CatalogueArguments;
use super::completions;
use super::console::{complain, print, refuse_mistaken};
use crate::aws::Arn;
use crate::catalog::{Catalog, ManagedPolicy};
use crate::text::quote;
pub(super) use found::Description;
use look::{look_up, near};

/// What is known of an action, a service, a condition key, a type of resource or an ARN
///
/// Exits with 1 if a name is not known.
#[derive(Args, Clone, Debug)]
pub(super) struct Describe {
    /// `s3:GetObject`, `s3`, `aws:SourceVpce`, `s3:prefix`, `s3:bucket`, `arn:aws:s3:::team-files/x`
    #[arg(required = true, value_name = "NAME", add = ArgValueCompleter::new(completions::anything))]
    names: Vec<String>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// The managed policy of an ARN.
fn managed<'c>(name: &str, catalog: &'c Catalog) -> Option<&'c ManagedPolicy> {
    catalog.managed_policies().by_arn(&Arn::parse(name).filter(|arn| arn.account() == "aws")?)
}

impl Describe {
    /// Describes the names. 1: one is not known, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        match self.catalogue.catalog() {
            Err(troubles) => refuse_mistaken(&troubles),
            Ok(catalog) => self.describe(catalog),
        }
    }

    fn describe(&self, catalog: &Catalog) -> ExitCode {
        let mut description = Description::new(catalog);
        let mut is_missed = false;
        for name in &self.names {
            let found = look_up(name, catalog);
            if found.is_empty() {
                is_missed = true;
                let date = catalog.date();
                let name_quoted = quote(name);
                let near = near(name, catalog);
                complain(&format!("the catalogue of {date} does not know {name_quoted}{near}"));
            }
            if let Some(policy) = managed(name, catalog) {
                complain(&format!("note: `iamsim policies {}` prints the policy", policy.name));
            }
            description.found.extend(found);
        }
        let text = match self.format {
            Format::Text => description.text(catalog),
            Format::Json => description.to_json(),
        };
        print(&text, ExitCode::from(u8::from(is_missed)))
    }
}
