//! What questions over an environment share: what is known, and who is asked.

use std::process::ExitCode;

use serde_json::{Map, Value};

use super::catalogue::CatalogueArguments;
use super::check::Context;
use super::console::{refuse, refuse_mistaken, report};
use super::environment::EnvironmentArguments;
use crate::bundle::PolicyReader;
use crate::catalog::Catalog;
use crate::environment::Environment;
use crate::explain::StatementPlace;
use crate::load::Files;
use crate::policy::Reading;
use crate::query::{Pairs, Population};
use crate::text::{printable, quote};

/// The environment, the keys that requests carry, and the catalogue.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct QueryArguments {
    #[command(flatten)]
    pub(super) environment: EnvironmentArguments,
    #[command(flatten)]
    context: Context,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// An environment that can be asked.
pub(super) struct Known {
    pub(super) environment: Environment,
    pub(super) catalog: &'static Catalog,
    pub(super) context: Map<String, Value>,
    files: Files,
}

impl QueryArguments {
    /// Reads what is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn known(&self) -> Result<Known, ExitCode> {
        let catalog = self.catalogue.catalog().map_err(|troubles| refuse_mistaken(&troubles))?;
        let context = self.context.assemble().map_err(|message| refuse(&message))?;
        let loaded = self.environment.load().map_err(|troubles| refuse_mistaken(&troubles))?;
        let Some(loaded) = loaded else {
            return Err(refuse("an environment is needed: --env FILE"));
        };
        let files = Files::with_catalog(catalog);
        Ok(Known { environment: loaded.environment, catalog, context, files })
    }
}

impl Known {
    /// A reader of the environment's policies.
    pub(super) fn reader(&self) -> PolicyReader<'_> {
        PolicyReader::new(&self.files, Reading::AsStored)
    }

    /// Everybody.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn population(&self, reader: &mut PolicyReader<'_>) -> Result<Population, ExitCode> {
        let population = Population::of(&self.environment, reader);
        report(&reader.take_warnings());
        population.map_err(|troubles| refuse_mistaken(&troubles))
    }

    /// What makes questions of actions and resources.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn pairs<'a, 'd>(
        &'a self,
        reader: &'a mut PolicyReader<'d>,
    ) -> Result<Pairs<'a, 'd>, ExitCode> {
        let pairs = Pairs::new(&self.environment, reader, self.context.clone());
        pairs.map_err(|troubles| refuse_mistaken(&troubles))
    }
}

/// `at path:line:column` of a statement, behind its `Sid` if it has one.
pub(super) fn place_text(place: &StatementPlace) -> String {
    let position = place.source.position(place.span.start);
    let sid = place.sid.as_ref().map(|sid| format!("{} ", quote(sid))).unwrap_or_default();
    let name = printable(place.source.name());
    format!("{sid}at {name}:{}:{} ({})", position.line, position.column, printable(&place.policy))
}
