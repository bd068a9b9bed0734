//! `--catalogue`: data about AWS that is newer than the program's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::settings::Settings;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::load::{Files, read_source};

/// What is known of AWS.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct CatalogueArguments {
    /// A newer catalogue of AWS's actions, or newer managed policies of AWS; may be given several
    /// times
    #[arg(long = "catalogue", value_name = "FILE")]
    catalogues: Vec<PathBuf>,
}

impl CatalogueArguments {
    /// The files that the command line names.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.catalogues
    }

    /// What comes with the program, with the files given, else with those that `iamsim.toml` names.
    ///
    /// # Errors
    /// What is wrong in a file, or in `iamsim.toml`.
    pub(super) fn catalog(&self) -> Result<&'static Catalog, Vec<Trouble>> {
        if self.catalogues.is_empty() {
            return self.catalog_with(&Settings::find()?);
        }
        renewed_by(self.catalogues.iter().map(PathBuf::as_path))
    }

    /// The same where `iamsim.toml` has been read already.
    ///
    /// # Errors
    /// What is wrong in a file.
    pub(super) fn catalog_with(
        &self,
        settings: &Settings,
    ) -> Result<&'static Catalog, Vec<Trouble>> {
        if self.catalogues.is_empty() {
            return renewed_by(settings.catalogue.iter().map(Path::new));
        }
        renewed_by(self.catalogues.iter().map(PathBuf::as_path))
    }
}

/// The catalogue with these files over it. A newer one stays in memory until the program ends.
fn renewed_by<'p>(files: impl Iterator<Item = &'p Path>) -> Result<&'static Catalog, Vec<Trouble>> {
    let mut renewed: Option<Catalog> = None;
    let mut troubles = Vec::new();
    for file in files {
        match over(renewed.take().unwrap_or_default(), file) {
            Ok(catalog) => renewed = Some(catalog),
            Err(trouble) => troubles.push(trouble),
        }
    }
    match renewed {
        _ if !troubles.is_empty() => Err(troubles),
        Some(catalog) => Ok(Box::leak(Box::new(catalog))),
        None => Ok(Catalog::embedded()),
    }
}

fn over(catalog: Catalog, file: &Path) -> Result<Catalog, Trouble> {
    let unreadable = |why: String| Files::trouble(&file.display().to_string(), why);
    let source = Arc::new(read_source(file).map_err(unreadable)?);
    catalog.renewed(&source).map_err(|diagnostic| Trouble { diagnostic, source })
}
