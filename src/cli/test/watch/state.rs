//! What is known of every file between two changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::changes::Changes;
use super::needs::places;
use crate::load::Found;
use crate::scenario::report::Summary;
use crate::scenario::{FileReport, Outcome};

/// What came of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    Passed,
    Failed,
    Errored,
}

impl Came {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Passed | Outcome::Waived(..) => Self::Passed,
            Outcome::Failed(_) => Self::Failed,
            Outcome::Errored(_) => Self::Errored,
        }
    }
}

/// A case that ran.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) came: Came,
    /// The files of its policies; `None` if any of the file's may matter.
    pub(super) policies: Option<BTreeSet<PathBuf>>,
}

/// A file that may hold scenarios.
#[derive(Clone, Debug, Default)]
pub(super) struct WatchedFile {
    /// Itself, the files that it extends, and the files and folders that its claims compare.
    pub(super) own: BTreeSet<PathBuf>,
    /// The policies that it opened, or tried to open.
    pub(super) opened: BTreeSet<PathBuf>,
    /// Its cases by id.
    pub(super) cases: BTreeMap<String, Known>,
    pub(super) is_unreadable: bool,
}

/// What of a file must run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rerun {
    Nothing,
    Cases(BTreeSet<String>),
    Whole,
}

impl Rerun {
    /// Whether a case must run.
    pub(super) fn includes(&self, id: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Cases(ids) => ids.contains(id),
            Self::Whole => true,
        }
    }
}

impl WatchedFile {
    /// What these changes touch.
    pub(super) fn touched_by(&self, changes: &Changes) -> Rerun {
        if self.own.is_empty() || self.own.iter().any(|path| changes.touch(path)) {
            return Rerun::Whole;
        }
        if !self.opened.iter().any(|path| changes.touch(path)) {
            return Rerun::Nothing;
        }
        let is_touched = |known: &Known| match &known.policies {
            Some(policies) => policies.iter().any(|path| changes.touch(path)),
            None => true,
        };
        let touched = self.cases.iter().filter(|(_, known)| is_touched(known));
        let ids: BTreeSet<String> = touched.map(|(id, _)| id.clone()).collect();
        if ids.is_empty() { Rerun::Nothing } else { Rerun::Cases(ids) }
    }

    /// The folders of all files that it was made from, and those that count with all they hold.
    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let paths = self.own.iter().chain(&self.opened);
        paths.flat_map(|path| {
            let whole = path.is_dir().then(|| path.clone());
            whole.into_iter().chain(path.parent().map(Path::to_owned))
        })
    }
}

/// A turn that a case took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It did not pass, and passes.
    Passes,
    /// It passed, and does not.
    Fails,
    /// It does not pass, as before.
    StillFails,
    /// It was not there.
    New,
}

/// What a file's new report says that was not known.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Cases by their number in the report.
    pub(super) turns: Vec<(usize, Turn)>,
    /// The ids of cases that are not there any more.
    pub(super) gone: Vec<String>,
    /// Whether the file cannot be read.
    pub(super) is_unreadable: bool,
    /// Whether it can be read again.
    pub(super) is_readable_again: bool,
}

/// Every file that is watched, by its path.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) files: BTreeMap<PathBuf, WatchedFile>,
}

impl State {
    /// Forgets files that are gone; the ids of their cases.
    pub(super) fn drop_missing(&mut self, found: &[Found]) -> Vec<String> {
        let there: BTreeSet<&PathBuf> = found.iter().map(|found| &found.path).collect();
        let mut gone = Vec::new();
        self.files.retain(|path, file| {
            let is_there = there.contains(path);
            if !is_there {
                gone.extend(file.cases.keys().cloned());
            }
            is_there
        });
        gone
    }

    /// Takes in what came of a file; `whole` if all of its cases ran.
    pub(super) fn take(&mut self, path: &Path, ran: RanFile, whole: bool) -> News {
        let file = self.files.entry(path.to_owned()).or_default();
        let mut news = News::default();
        file.own = ran.own;
        file.own.extend(places(path));
        if whole {
            file.opened = ran.opened;
        } else {
            file.opened.extend(ran.opened);
        }
        let cases = match ran.report.as_ref().map(|report| &report.cases) {
            Some(Ok(cases)) => cases.as_slice(),
            Some(Err(_)) => {
                news.is_unreadable = true;
                file.is_unreadable = true;
                return news;
            }
            None => &[],
        };
        news.is_readable_again = std::mem::take(&mut file.is_unreadable);
        let mut before = if whole { std::mem::take(&mut file.cases) } else { BTreeMap::new() };
        for ((number, case), policies) in cases.iter().enumerate().zip(ran.policies) {
            let came = Came::of(&case.outcome);
            let known = Known { came, policies };
            let earlier = file.cases.insert(case.id.clone(), known).or(before.remove(&case.id));
            news.turns
                .extend(turn(earlier.map(|known| known.came), came).map(|turn| (number, turn)));
        }
        news.gone.extend(before.into_keys());
        news
    }

    /// How all cases ended that are known.
    pub(super) fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for file in self.files.values() {
            if file.is_unreadable {
                summary.unreadable += 1;
                continue;
            }
            summary.files += usize::from(!file.cases.is_empty());
            for known in file.cases.values() {
                match known.came {
                    Came::Passed => summary.passed += 1,
                    Came::Failed => summary.failed += 1,
                    Came::Errored => summary.errored += 1,
                }
            }
        }
        summary
    }
}

fn turn(before: Option<Came>, now: Came) -> Option<Turn> {
    match (before, now) {
        (Some(Came::Passed), Came::Passed) => None,
        (Some(Came::Passed), Came::Failed | Came::Errored) => Some(Turn::Fails),
        (Some(Came::Failed | Came::Errored), Came::Passed) => Some(Turn::Passes),
        (Some(Came::Failed | Came::Errored), Came::Failed | Came::Errored) => {
            Some(Turn::StillFails)
        }
        (None, _) => Some(Turn::New),
    }
}

/// What a run of a file found out.
#[derive(Debug)]
pub(super) struct RanFile {
    /// What came of it; `None` if it is no scenario file.
    pub(super) report: Option<FileReport>,
    /// The files that it was read from.
    pub(super) own: BTreeSet<PathBuf>,
    /// The policies that it asked for.
    pub(super) opened: BTreeSet<PathBuf>,
    /// The policies of each case of the report.
    pub(super) policies: Vec<Option<BTreeSet<PathBuf>>>,
}
