//! Which cases run.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::last_run::LastRun;
use super::shard::Shard;
use crate::cli::scenarios::{fits_id, no_scenarios_in};
use crate::text::quote;

/// What `--filter`, `--failed` and `--shard` ask for, and how many cases each of them let through.
#[derive(Debug, Default)]
pub(super) struct Selection {
    filter: Option<String>,
    failed: Option<LastRun>,
    shard: Option<Shard>,
    seen: AtomicUsize,
    fitting: AtomicUsize,
    failing: AtomicUsize,
}

/// Why nothing ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    /// There was nothing to choose from, or nothing fits what the user wrote.
    Mistaken(String),
    /// As it should be.
    Rightly(String),
}

impl Selection {
    /// Takes what all of these let through; none lets everything through.
    pub(super) fn new(
        filter: Option<String>,
        failed: Option<LastRun>,
        shard: Option<Shard>,
    ) -> Self {
        Self { filter, failed, shard, ..Self::default() }
    }

    /// The selection for the cases of one file.
    pub(super) fn of_file(&self, file: &Path) -> FileSelection<'_> {
        let key = self.failed.as_ref().map(|last| last.key(file)).unwrap_or_default();
        FileSelection { selection: self, key, prefix: format!("{}#", file.display()) }
    }

    /// Why no case of these paths ran.
    pub(super) fn why_empty(&self, paths: &[String]) -> Empty {
        let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        if count(&self.seen) == 0 {
            return Empty::Mistaken(no_scenarios_in(paths));
        }
        match (&self.filter, &self.failed, &self.shard) {
            (Some(filter), ..) if count(&self.fitting) == 0 => {
                Empty::Mistaken(format!("no case fits the filter {}", quote(filter)))
            }
            (_, Some(_), _) if count(&self.failing) == 0 => {
                Empty::Rightly("no case failed last time, so there is none to run again".to_owned())
            }
            (_, _, Some(shard)) => Empty::Rightly(format!("no case falls into part {shard}")),
            _ => Empty::Mistaken("no case was chosen".to_owned()),
        }
    }
}

/// The selection for the cases of one file.
#[derive(Clone, Debug)]
pub(super) struct FileSelection<'s> {
    selection: &'s Selection,
    key: String,
    prefix: String,
}

impl FileSelection<'_> {
    /// Whether a case runs; each is asked for once.
    pub(super) fn selects(&self, id: &str) -> bool {
        let Selection { seen, fitting, failing, shard, .. } = self.selection;
        seen.fetch_add(1, Ordering::Relaxed);
        if !self.fits(id) {
            return false;
        }
        fitting.fetch_add(1, Ordering::Relaxed);
        if !self.has_failed(id) {
            return false;
        }
        failing.fetch_add(1, Ordering::Relaxed);
        shard.is_none_or(|shard| shard.holds(id))
    }

    /// Whether a case would run, had it been there.
    pub(super) fn would_select(&self, id: &str) -> bool {
        let shard = self.selection.shard;
        self.fits(id) && self.has_failed(id) && shard.is_none_or(|shard| shard.holds(id))
    }

    fn fits(&self, id: &str) -> bool {
        self.selection.filter.as_deref().is_none_or(|filter| fits_id(id, filter))
    }

    fn has_failed(&self, id: &str) -> bool {
        let last = self.selection.failed.as_ref();
        let name = id.strip_prefix(&self.prefix).unwrap_or(id);
        last.is_none_or(|last| last.has_failed(&self.key, name))
    }
}
