//! In: sources of an environment. Out: what they say together, at a glance: `iamsim env show`.

mod admitted;
mod overview;
mod text;
mod tree;

use std::process::ExitCode;

use clap::Args;

use super::Sources;
use crate::cli::actions::Format;
use crate::cli::catalogue::CatalogueArguments;
use crate::cli::console::{print, refuse_mistaken, report};
pub(super) use overview::Overview;

/// Shows what accounts hold: who is in them, who is trusted, what is open to others
///
/// What stands first is open to the world or to other accounts. The policies of resources and the
/// trust policies of roles are looked at for that, as `iamsim lint` looks at them; what somebody may
/// do in the end, `iamsim check` decides.
#[derive(Args, Clone, Debug)]
pub(super) struct Show {
    #[command(flatten)]
    sources: Sources,
    /// Show all, however long it gets
    #[arg(long)]
    all: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Show {
    /// Prints the overview. 2: a source cannot be understood.
    pub(super) fn run(&self) -> ExitCode {
        let catalog = match self.catalogue.catalog() {
            Ok(catalog) => catalog,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let loaded = match self.sources.load() {
            Ok(loaded) => loaded,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let (overview, mistakes) = Overview::of(&loaded, catalog);
        report(&mistakes);
        let text = match self.format {
            Format::Text => overview.text(self.all),
            Format::Json => overview.to_json(),
        };
        print(&text, ExitCode::SUCCESS)
    }
}
