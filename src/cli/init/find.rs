//! Policy files below folders.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::load::{expect_regular, why_unreadable};

/// A file, and whether it was named itself.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) named: bool,
}

/// The file, or the JSON and YAML files below the folder in the order of their names, but for hidden
/// ones.
pub(super) fn policy_files(path: &Path) -> Result<Vec<Found>, String> {
    if !path.is_dir() {
        return Ok(vec![Found { path: path.to_owned(), named: true }]);
    }
    let mut found = Vec::new();
    walk(path, &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Found>) -> Result<(), String> {
    let cannot =
        |why: std::io::Error| format!("cannot read {}: {}", folder.display(), why_unreadable(&why));
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let is_document =
            matches!(path.extension().and_then(OsStr::to_str), Some("json" | "yaml" | "yml"));
        // INVARIANT: links to folders are not followed, so the walk ends.
        if path.is_dir() && !path.is_symlink() && !name.starts_with('.') {
            walk(&path, found)?;
        } else if !path.is_dir() && is_document && !name.starts_with('.') {
            expect_regular(&path)?;
            found.push(Found { path, named: false });
        }
    }
    Ok(())
}

/// The path as a file in `folder` names it.
pub(super) fn relative(path: &Path, folder: &Path) -> String {
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() { here } else { folder };
    let (path, folder) = (absolute(path), absolute(folder));
    let shared = path.components().zip(folder.components()).take_while(|(one, two)| one == two);
    let shared = shared.count();
    let up = folder.components().skip(shared).map(|_| OsStr::new(".."));
    let down = path.components().skip(shared).map(Component::as_os_str);
    let parts: PathBuf = up.chain(down).collect();
    parts.to_string_lossy().replace('\\', "/")
}

/// The path from the root, links resolved as far as it is there.
fn absolute(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (whole.parent(), whole.file_name()) {
        (Some(parent), Some(name)) => absolute(parent).join(name),
        _ => whole,
    }
}
