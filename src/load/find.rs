//! Finds files by paths, folders and globs.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{expect_regular, fits_glob, real_path, why_unreadable, without_detours};
use crate::text::{Arrange, quote};

/// A file that was found, and whether its name was given or its folder's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Whether the file itself was named.
    pub named: bool,
}

/// What paths lead to.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Each file once, in the order of the paths and below each of names.
    pub found: Vec<Found>,
    /// Why paths lead nowhere, and which folders cannot be read.
    pub errors: Vec<String>,
    /// The folders that were searched.
    pub folders: Vec<PathBuf>,
}

/// Which files of a folder are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folders {
    /// All but those in folders named `policies`.
    ButPolicies,
    /// Those in folders named `policies` alone.
    Policies,
    /// All.
    Every,
}

const POLICIES: &str = "policies";

const WILDCARDS: [char; 4] = ['*', '?', '[', '{'];

/// The JSON and YAML files that paths mean: themselves, those below a folder, or those that fit a
/// glob. Below a folder, hidden ones and folders named `policies` are left out.
pub fn find_all<P: AsRef<str>>(paths: &[P]) -> Search {
    let mut search = Search::default();
    for path in paths {
        search.path(path.as_ref(), Folders::ButPolicies);
    }
    search.once_each()
}

/// The files that one path means.
///
/// # Errors
/// If it leads nowhere, or a folder cannot be read.
pub fn find(path: &str) -> Result<Vec<Found>, String> {
    let Search { found, errors, .. } = find_all(&[path]);
    errors.into_iter().next().map_or(Ok(found), Err)
}

/// The policies that stand beside scenarios: the JSON and YAML files in folders named `policies`,
/// which are those below the paths, and those beside a file.
pub fn find_policies<P: AsRef<str>>(paths: &[P]) -> Search {
    let mut search = Search::default();
    for path in paths {
        let path = path.as_ref();
        let plain = Path::new(path);
        let root = if plain.is_dir() { plain } else { folder_of(plain, path) };
        let is_one_file = plain.is_file();
        let below = if is_one_file { root.join(POLICIES) } else { root.to_owned() };
        if below.is_dir() {
            let folders = if is_one_file { Folders::Every } else { Folders::Policies };
            search.walk(&below, folders);
        }
    }
    search.once_each()
}

/// The JSON and YAML files that paths, folders and globs mean, those in folders named `policies`
/// among them.
pub fn find_every<P: AsRef<str>>(paths: &[P]) -> Search {
    let mut search = Search::default();
    for path in paths {
        search.path(path.as_ref(), Folders::Every);
    }
    search.once_each()
}

/// The file, or the JSON and YAML files below the folder, whatever it is called.
pub fn find_below(path: &Path) -> Search {
    let mut search = Search::default();
    if path.is_dir() {
        search.walk(path, Folders::Every);
    } else {
        search.found.push(Found { path: path.to_owned(), named: true });
    }
    search
}

fn folder_of<'p>(plain: &'p Path, path: &'p str) -> &'p Path {
    if is_glob(path) && !plain.exists() {
        return glob_root(path);
    }
    match plain.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn is_glob(path: &str) -> bool {
    path.contains(WILDCARDS)
}

/// The folder in front of the first part with a wildcard.
fn glob_root(pattern: &str) -> &Path {
    let wildcard = pattern.find(WILDCARDS).unwrap_or(pattern.len());
    match pattern[..wildcard].rfind('/') {
        Some(0) => Path::new("/"),
        Some(slash) => Path::new(&pattern[..slash]),
        None => Path::new("."),
    }
}

impl Search {
    fn path(&mut self, path: &str, folders: Folders) {
        let plain = Path::new(path);
        if plain.is_dir() {
            self.walk(plain, folders);
        } else if plain.exists() {
            self.found.push(Found { path: plain.to_owned(), named: true });
        } else if is_glob(path) {
            self.glob(path, folders);
        } else {
            self.errors.push(format!("there is no file or folder {}", quote(path)));
        }
    }

    fn glob(&mut self, pattern: &str, folders: Folders) {
        let root = glob_root(pattern);
        let mut below = Self::default();
        if root.is_dir() {
            below.walk(root, folders);
        }
        let wanted = pattern.strip_prefix("./").unwrap_or(pattern);
        let fits = |found: &Found| {
            let text = found.path.to_string_lossy().replace('\\', "/");
            fits_glob(wanted, text.strip_prefix("./").unwrap_or(&text))
        };
        let before = self.found.len();
        self.found.extend(below.found.into_iter().filter(fits));
        self.errors.extend(below.errors);
        self.folders.extend(below.folders);
        if self.found.len() == before {
            self.errors.push(format!("no file fits {}", quote(pattern)));
        }
    }

    fn walk(&mut self, folder: &Path, folders: Folders) {
        self.folders.push(folder.to_owned());
        let mut paths = Vec::new();
        let read = std::fs::read_dir(folder).and_then(|entries| {
            entries.into_iter().try_for_each(|entry| entry.map(|entry| paths.push(entry.path())))
        });
        if let Err(why) = read {
            let name = quote(&folder.display().to_string());
            self.errors.push(format!("cannot read the folder {name}: {}", why_unreadable(&why)));
        }
        paths.arrange();
        for path in paths {
            self.entry(path, folders);
        }
    }

    fn entry(&mut self, path: PathBuf, folders: Folders) {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        if name.starts_with('.') {
            return;
        }
        if !path.is_dir() {
            if folders != Folders::Policies && is_document(&path) {
                self.document(path);
            }
            return;
        }
        // INVARIANT: links to folders are not followed, so the walk ends.
        if path.is_symlink() {
            return;
        }
        match (folders, name == POLICIES) {
            (Folders::ButPolicies, true) => {}
            (Folders::Policies, true) => self.walk(&path, Folders::Every),
            _ => self.walk(&path, folders),
        }
    }

    fn document(&mut self, path: PathBuf) {
        match expect_regular(&path) {
            Ok(()) => self.found.push(Found { path, named: false }),
            Err(why) => self.errors.push(why),
        }
    }

    /// Each file once, under the same name however the path to it was written.
    fn once_each(mut self) -> Self {
        let mut seen = BTreeSet::new();
        self.found.retain(|found| seen.insert(real_path(&found.path)));
        for found in &mut self.found {
            found.path = without_detours(&found.path);
        }
        self
    }
}

/// Whether a file is JSON or YAML by its name.
pub fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    matches!(ending.as_deref(), Some("json" | "jsonc" | "yaml" | "yml"))
}
