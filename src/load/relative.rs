//! Paths as files name each other.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::real::real_path;

/// The path as a file in `folder` names it.
pub fn relative(path: &Path, folder: &Path) -> String {
    let here = Path::new(".");
    let folder = if folder.as_os_str().is_empty() { here } else { folder };
    let (path, folder) = (real_path(path), real_path(folder));
    let shared = path.components().zip(folder.components()).take_while(|(one, two)| one == two);
    let shared = shared.count();
    let up = folder.components().skip(shared).map(|_| OsStr::new(".."));
    let down = path.components().skip(shared).map(Component::as_os_str);
    let parts: PathBuf = up.chain(down).collect();
    parts.to_string_lossy().replace('\\', "/")
}
