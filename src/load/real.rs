//! Where paths lead.

use std::path::{Path, PathBuf};

/// The path from the root, with its links followed as far as it is there.
pub fn real_path(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for folder in whole.ancestors() {
        if let Ok(real) = folder.canonicalize() {
            let missing = whole.strip_prefix(folder).unwrap_or(Path::new(""));
            return if missing.as_os_str().is_empty() { real } else { real.join(missing) };
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_stands_below_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        assert_eq!(real_path(folder.path()), real);
        assert_eq!(real_path(&folder.path().join("a/b.json")), real.join("a/b.json"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        std::fs::create_dir(real.join("there")).unwrap();
        std::os::unix::fs::symlink("there", real.join("link")).unwrap();
        assert_eq!(real_path(&real.join("link")), real.join("there"));
        assert_eq!(real_path(&real.join("link/a.json")), real.join("there/a.json"));
    }
}
