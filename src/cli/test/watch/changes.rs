//! Which files changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::needs::places;
use crate::cli::console::complain_of;
use crate::load::is_document;
use crate::text::printable;

/// A burst has ended when it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(20);

/// A burst that does not end is taken as it is.
const LONGEST_BURST: Duration = Duration::from_millis(300);

/// Files that changed at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Files and folders, as [`places`] knows them.
    pub(super) paths: BTreeSet<PathBuf>,
    /// Whether some changes were missed, so that anything may have changed.
    pub(super) anything: bool,
}

impl Changes {
    /// Whether a file was among them, or a folder that it is in; or a document in it, if it is a folder.
    pub(super) fn touch(&self, path: &Path) -> bool {
        let is_below =
            || self.paths.iter().any(|changed| changed.starts_with(path) && is_document(changed));
        self.anything || path.ancestors().any(|part| self.paths.contains(part)) || is_below()
    }
}

/// Listens to the folders that it is told of.
pub(super) struct Changing {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    watched: BTreeSet<PathBuf>,
}

impl Changing {
    /// Listens to nothing yet.
    pub(super) fn new() -> notify::Result<Self> {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(sender)?;
        Ok(Self { watcher, events, watched: BTreeSet::new() })
    }

    /// Listens to these folders as well, or to what stands above one that is not there. What lies
    /// in their own folders is not heard. Those that are new.
    pub(super) fn listen(
        &mut self,
        folders: impl IntoIterator<Item = PathBuf>,
    ) -> BTreeSet<PathBuf> {
        self.watched.retain(|folder| folder.is_dir());
        let mut new = BTreeSet::new();
        for folder in folders {
            let Some(there) = folder.ancestors().find(|folder| folder.is_dir()) else { continue };
            if self.watched.contains(there) {
                continue;
            }
            match self.watcher.watch(there, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(there.to_owned());
                    new.insert(there.to_owned());
                }
                Err(why) => {
                    let name = printable(&there.display().to_string());
                    complain_of(&format!("cannot watch {name}: {why}"));
                }
            }
        }
        new
    }

    /// Waits for the next burst of changes; `None` if nothing more will come.
    pub(super) fn next(&self) -> Option<Changes> {
        let mut changes = Changes::default();
        while changes == Changes::default() {
            changes.add(self.events.recv().ok()?);
        }
        let began = Instant::now();
        while began.elapsed() < LONGEST_BURST {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => changes.add(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Some(changes)
    }
}

impl Changes {
    fn add(&mut self, event: notify::Result<Event>) {
        match event {
            // INVARIANT: our own reading is no change.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) => {
                self.anything |= event.need_rescan();
                self.paths.extend(event.paths.iter().flat_map(|path| places(path)));
            }
            Err(_) => self.anything = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    #[test]
    fn a_change_touches_the_file_and_what_is_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().canonicalize().unwrap().join("policies");
        let mut changes = Changes::default();
        let event = |kind| Ok(Event::new(kind).add_path(below.clone()));
        changes.add(event(EventKind::Access(AccessKind::Any)));
        assert_eq!(changes, Changes::default());
        changes.add(event(EventKind::Create(CreateKind::Folder)));
        assert!(changes.touch(&below.join("a.json")) && changes.touch(&below));
        assert!(!changes.touch(&below.with_extension("json")));
        assert!(!changes.touch(folder.path()));
    }

    #[test]
    fn a_document_touches_the_folders_that_it_is_in() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let mut changes = Changes::default();
        let event = |name: &str| {
            Ok(Event::new(EventKind::Create(CreateKind::File)).add_path(folder.join(name)))
        };
        changes.add(event("policies/a.log"));
        assert!(!changes.touch(&folder));
        changes.add(event("policies/a.json"));
        assert!(changes.touch(&folder) && changes.touch(&folder.join("policies")));
        assert!(!changes.touch(&folder.join("elsewhere")));
    }

    #[test]
    fn where_changes_were_missed_anything_may_have_changed() {
        let mut changes = Changes::default();
        changes.add(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(changes.touch(Path::new("/anything")));
        let mut changes = Changes::default();
        changes.add(Err(notify::Error::generic("lost")));
        assert!(changes.touch(Path::new("/anything")));
    }
}
