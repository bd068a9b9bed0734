//! Finds files by paths, folders and globs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A file that was found, and whether its name was given or its folder's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Whether the file itself was named.
    pub named: bool,
}

/// The JSON and YAML files that a path means: itself, those below a folder, or those that fit a
/// glob. In the order of their names. Below a folder, hidden ones and folders named `policies` are
/// left out.
///
/// # Errors
/// If there is nothing at the path, or a folder cannot be read.
pub fn find(path: &str) -> Result<Vec<Found>, String> {
    let plain = Path::new(path);
    if plain.is_dir() {
        let mut found = Vec::new();
        walk(plain, &mut found)?;
        return Ok(found);
    }
    if plain.exists() || !path.contains(['*', '?', '[', '{']) {
        return Ok(vec![Found { path: plain.to_owned(), named: true }]);
    }
    let mut below = Vec::new();
    walk(glob_root(path), &mut below)?;
    let pattern = path.strip_prefix("./").unwrap_or(path);
    let fits = |found: &Found| {
        let text = found.path.to_string_lossy().replace('\\', "/");
        glob_match::glob_match(pattern, text.strip_prefix("./").unwrap_or(&text))
    };
    let fitting: Vec<Found> = below.into_iter().filter(fits).collect();
    if fitting.is_empty() { Err(format!("no file fits {path}")) } else { Ok(fitting) }
}

/// The folder in front of the first part with a wildcard.
fn glob_root(pattern: &str) -> &Path {
    let wildcard = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    match pattern[..wildcard].rfind('/') {
        Some(0) => Path::new("/"),
        Some(slash) => Path::new(&pattern[..slash]),
        None => Path::new("."),
    }
}

fn walk(folder: &Path, found: &mut Vec<Found>) -> Result<(), String> {
    let cannot = |why: std::io::Error| format!("cannot read {}: {why}", folder.display());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        // INVARIANT: links to folders are not followed, so the walk ends.
        let is_folder = path.is_dir() && !path.is_symlink();
        if is_folder && name != "policies" {
            walk(&path, found)?;
        } else if !path.is_dir() && is_document(&path) {
            found.push(Found { path, named: false });
        }
    }
    Ok(())
}

fn is_document(path: &Path) -> bool {
    matches!(path.extension().and_then(OsStr::to_str), Some("json" | "yaml" | "yml"))
}
