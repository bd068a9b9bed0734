//! What questions over an environment share: what is known, and who is asked.

use std::process::ExitCode;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::catalogue::CatalogueArguments;
use super::check::Context;
use super::console::{complain, refuse, refuse_mistaken, report};
use super::environment::EnvironmentArguments;
use super::progress::Progress;
use crate::bundle::PolicyReader;
use crate::catalog::Catalog;
use crate::environment::Environment;
use crate::load::Files;
use crate::policy::Reading;
use crate::query::{Around, Stop, Watcher};

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

    /// What is asked, with the policies that this reader reads.
    pub(super) fn around(&self) -> Around<'_> {
        Around { environment: &self.environment, catalog: self.catalog, context: &self.context }
    }

    /// Says what came up on the way, and why there is no answer if there is none.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn told<T>(
        reader: &mut PolicyReader<'_>,
        notes: &[String],
        found: Result<T, Stop>,
    ) -> Result<T, ExitCode> {
        report(&reader.take_warnings());
        for note in notes {
            complain(&format!("note: {note}"));
        }
        found.map_err(|why| match why {
            Stop::Refused(message) => refuse(&message),
            Stop::Mistaken(troubles) => refuse_mistaken(&troubles),
            Stop::Cancelled => refuse("stopped"),
        })
    }
}

/// A bar over questions or actions.
pub(super) struct Bar {
    progress: OnceLock<Progress>,
    things: &'static str,
}

impl Bar {
    /// A bar that appears once their number is known.
    pub(super) fn over(things: &'static str) -> Self {
        Self { progress: OnceLock::new(), things }
    }

    /// Nothing of the bar is left.
    pub(super) fn end(&self) {
        self.progress.get().into_iter().for_each(Progress::end);
    }
}

impl Watcher for Bar {
    fn begin(&self, count: usize) {
        self.progress.get_or_init(|| Progress::of(count, self.things));
    }

    fn goes_on(&self) -> bool {
        self.progress.get().into_iter().for_each(Progress::advance);
        true
    }
}
