//! The environments that scenario files name, each read once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::bundle::{Placed, Text, Trouble};
use crate::environment::Difference;
use crate::load::{LoadedEnvironment, Stated, environment, path_beside};
use crate::text::{Diagnostic, quote};

type Read = Result<Arc<LoadedEnvironment>, Vec<Trouble>>;

/// Sources, and what they say together.
#[derive(Clone, Debug)]
pub(super) struct Around {
    pub(super) sources: Vec<PathBuf>,
    pub(super) loaded: Arc<LoadedEnvironment>,
}

/// Environments by their sources. Several threads read several at once, and each once.
#[derive(Debug, Default)]
pub(super) struct Environments {
    read: Mutex<HashMap<Vec<PathBuf>, Arc<OnceLock<Read>>>>,
}

impl Environments {
    /// What the sources say together.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn of(
        &self,
        sources: Vec<PathBuf>,
        stated: &Stated,
    ) -> Result<Around, Vec<Trouble>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = read.entry(sources.clone()).or_default().clone();
        drop(read);
        let loaded = entry.get_or_init(|| environment(&sources, stated).map(Arc::new)).clone()?;
        Ok(Around { sources, loaded })
    }

    /// Keeps what was read already.
    pub(super) fn keep(&self, sources: &[PathBuf], loaded: LoadedEnvironment) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = read.entry(sources.to_vec()).or_default().set(Ok(Arc::new(loaded)));
    }

    /// Reads everything anew from here on.
    pub(super) fn forget(&self) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Around {
    /// What was not understood of the sources, and in what they differ.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Trouble> {
        let differences = self.loaded.differences.iter().map(difference);
        self.loaded.remarks.iter().cloned().chain(differences)
    }
}

fn difference(difference: &Difference) -> Trouble {
    let Difference { subject, facts, earlier, later } = difference;
    let (subject, facts) = (quote(subject), facts.join(", "));
    let message =
        format!("two sources differ in {facts} of {subject}: this one counts, not {earlier}");
    let diagnostic = Diagnostic::warning("sources-differ", later.span, message);
    Trouble { diagnostic, source: later.source.clone() }
}

/// The sources that the nearest of the files names; `None` if none names any, and no sources if the
/// nearest says that there is no environment.
///
/// # Errors
/// If one is not named by a path, or is not there.
pub(super) fn named_sources(texts: &[Text]) -> Result<Option<Vec<PathBuf>>, Trouble> {
    let named = texts.iter().find_map(|text| {
        let root = Placed { node: &text.node, source: &text.source };
        text.node.get("environment").map(|node| root.at(node))
    });
    let Some(named) = named else { return Ok(None) };
    if named.is_null() {
        return Ok(Some(Vec::new()));
    }
    let paths = named.one_or_more();
    if paths.is_empty() {
        let message = "an empty `environment` names no file; `null` says that there is none";
        return Err(named.trouble("empty-list", message));
    }
    paths.into_iter().map(source).collect::<Result<_, _>>().map(Some)
}

fn source(named: Placed<'_>) -> Result<PathBuf, Trouble> {
    let path = path_beside(named.source, named.text()?);
    if path.exists() {
        return Ok(path);
    }
    let name = path.display().to_string();
    let message = format!("cannot read {}: there is no such file", quote(&name));
    Err(named.trouble(Trouble::UNREADABLE, message))
}
