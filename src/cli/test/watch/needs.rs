//! Which files a scenario file and each of its cases were made from.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::bundle::{Documents, Listener, Text, Trouble};
use crate::catalog::Catalog;
use crate::compile::PolicySet;
use crate::evaluate::{Decision, Silent};
use crate::load::{path_beside, real_path};
use crate::scenario::CellListener;
use crate::text::Source;

/// Notes the policies of each case.
#[derive(Debug, Default)]
pub(super) struct PoliciesOfCases {
    silent: Silent,
    current: String,
    names: HashMap<String, BTreeSet<String>>,
}

impl PoliciesOfCases {
    /// The names of a case's policies; `None` if it came to no decision.
    pub(super) fn of(&mut self, id: &str) -> Option<BTreeSet<String>> {
        self.names.remove(id)
    }
}

impl Listener for PoliciesOfCases {
    type Recorder = Silent;

    fn recorder(&mut self) -> &mut Silent {
        &mut self.silent
    }

    fn decided(&mut self, policies: &PolicySet, _decision: Decision) {
        let names = self.names.entry(self.current.clone()).or_default();
        for policy in policies.all() {
            if !names.contains(policy.source.name()) {
                names.insert(policy.source.name().to_owned());
            }
        }
    }
}

impl CellListener for PoliciesOfCases {
    fn begin(&mut self, id: &str) {
        id.clone_into(&mut self.current);
    }
}

/// Notes every file that is asked for, those that are not there among them.
pub(super) struct Noting<'d> {
    documents: &'d dyn Documents,
    opened: Mutex<BTreeSet<PathBuf>>,
    beside: Mutex<BTreeSet<PathBuf>>,
}

impl<'d> Noting<'d> {
    /// Takes files from there.
    pub(super) fn new(documents: &'d dyn Documents) -> Self {
        Self { documents, opened: Mutex::default(), beside: Mutex::default() }
    }

    /// All files that were asked for, and the files and folders beside them that claims hang on.
    pub(super) fn into_needs(self) -> [BTreeSet<PathBuf>; 2] {
        [self.opened, self.beside]
            .map(|all| all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Documents for Noting<'_> {
    fn catalog(&self) -> Option<&Catalog> {
        self.documents.catalog()
    }

    fn open(&self, from: &Source, path: &str) -> Result<Text, Result<Trouble, String>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(path_beside(from, path));
        drop(opened);
        self.documents.open(from, path)
    }

    fn beside(&self, paths: &dyn Fn() -> Vec<PathBuf>) {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner).extend(paths());
    }
}

/// How a file is known: by the folder that it is in and, if it is a link, by what it leads to.
pub(super) fn places(path: &Path) -> Vec<PathBuf> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let in_real_folder = |folder: &Path| Some(real_path(folder).join(whole.file_name()?));
    let mut places = vec![whole.parent().and_then(in_real_folder).unwrap_or(whole.clone())];
    if let Ok(target) = whole.canonicalize()
        && target != places[0]
    {
        places.push(target);
    }
    places
}
