//! What failed last time, which `--failed` runs again.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use super::shard::fingerprint;
use crate::load::real_path;
use crate::scenario::{CaseReport, FileReport};

/// Stands for all cases of a file that could not be read.
const WHOLE_FILE: &str = "";

/// The cases that did not pass when they ran last, by file.
#[derive(Debug, Default)]
pub(super) struct LastRun {
    project: PathBuf,
    record: Option<PathBuf>,
    is_known: bool,
    failed: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    v: u8,
    project: String,
    failed: BTreeMap<String, BTreeSet<String>>,
}

impl LastRun {
    /// What is remembered of a project. A record that cannot be read is none.
    pub(super) fn of(project: &Path) -> Self {
        let project = real_path(project);
        let record = cache_folder().map(|folder| folder.join(record_name(&project)));
        let text = record.as_ref().and_then(|path| fs::read(path).ok());
        let read: Option<Record> = text.and_then(|text| serde_json::from_slice(&text).ok());
        let name = project.display().to_string();
        let read = read.filter(|read| read.v == 1 && read.project == name);
        Self {
            project,
            record,
            is_known: read.is_some(),
            failed: read.map_or_else(BTreeMap::new, |read| read.failed),
        }
    }

    /// Whether a run is remembered at all.
    pub(super) fn is_known(&self) -> bool {
        self.is_known
    }

    /// How a file is called here, however its path was written.
    pub(super) fn key(&self, file: &Path) -> String {
        let place = real_path(file);
        place.strip_prefix(&self.project).unwrap_or(&place).display().to_string()
    }

    /// Whether a case did not pass last time.
    pub(super) fn has_failed(&self, key: &str, case: &str) -> bool {
        let failed = self.failed.get(key);
        failed.is_some_and(|cases| cases.contains(case) || cases.contains(WHOLE_FILE))
    }

    /// Takes down what came of a file. Cases that were not `selected` keep what is known of them.
    pub(super) fn note(&mut self, report: &FileReport, selected: &dyn Fn(&str) -> bool) {
        let passed = |case: &CaseReport| case.outcome.is_well();
        if self.failed.is_empty()
            && report.cases.as_ref().is_ok_and(|cases| cases.iter().all(passed))
        {
            return;
        }
        let key = self.key(Path::new(&report.name));
        let mut failed = self.failed.remove(&key).unwrap_or_default();
        match &report.cases {
            Err(_) => drop(failed.insert(WHOLE_FILE.to_owned())),
            Ok(cases) => {
                let id = |case: &str| format!("{}#{case}", report.name);
                failed.retain(|case| case != WHOLE_FILE && !selected(&id(case)));
                let bad = cases.iter().filter(|case| !passed(case));
                failed.extend(bad.map(|case| case.name().to_owned()));
            }
        }
        if !failed.is_empty() {
            self.failed.insert(key, failed);
        }
    }

    /// Keeps the record for the next run, without files that are gone. A record that cannot be
    /// written is none.
    pub(super) fn keep(mut self) {
        let project = self.project.clone();
        self.failed.retain(|key, _| project.join(key).exists());
        drop(self.write());
    }

    fn write(&self) -> io::Result<()> {
        let Some(path) = &self.record else { return Ok(()) };
        let project = self.project.display().to_string();
        let record = Record { v: 1, project, failed: self.failed.clone() };
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        let beside = path.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&beside, serde_json::to_vec(&record)?)?;
        fs::rename(&beside, path)
    }
}

/// Nothing is kept for a user without a home.
fn cache_folder() -> Option<PathBuf> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    ["XDG_CACHE_HOME", "HOME", "USERPROFILE"].iter().find(|name| is_set(name))?;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("iamsim").join("failed"))
}

fn record_name(project: &Path) -> String {
    format!("{:016x}.json", fingerprint(project.as_os_str().as_encoded_bytes()))
}
