//! `iamsim env export`: what several sources say, as one file of our own format.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::Sources;
use crate::cli::console::{print, refuse_mistaken};
use crate::cli::environment::tell;
use crate::load::{Origins, exported};

/// Copies what sources say together into one file
///
/// The copy can be read and changed by people, and means the same to iamsim. `$origin` says where a
/// thing was found first.
#[derive(Args, Clone, Debug)]
pub(super) struct Export {
    #[command(flatten)]
    sources: Sources,
    /// The language of the copy
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Leave out where things were found
    #[arg(long)]
    no_origins: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

impl Export {
    /// Prints the copy. 2: a source cannot be understood.
    pub(super) fn run(&self) -> ExitCode {
        let loaded = match self.sources.load() {
            Ok(loaded) => loaded,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        tell(&loaded);
        let origins = if self.no_origins { Origins::LeftOut } else { Origins::Written };
        let tree = exported(&loaded.environment, origins);
        let text = match self.format {
            Format::Json => tree.to_pretty_json(0),
            Format::Yaml => tree.to_yaml_block(0),
        };
        print(&format!("{}\n", text.trim_end()), ExitCode::SUCCESS)
    }
}
