//! Writes files: whole or not at all, and never over something else.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::files::{read_bytes, why_unreadable};

/// What some editors put in front of a text to say that it is Unicode.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The byte order mark of a file, or nothing.
pub fn byte_order_mark(path: &Path) -> &'static str {
    let mut start = [0; BYTE_ORDER_MARK.len()];
    let is_there = File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok();
    if is_there && start == BYTE_ORDER_MARK.as_bytes() { BYTE_ORDER_MARK } else { "" }
}

/// Puts a new text in place of a file's old one. What a link leads to is replaced, not the link; the
/// file keeps its permissions and its byte order mark. It holds one text or the other at any time.
///
/// # Errors
/// If the file no longer holds the old text, or cannot be written.
pub fn replace(path: &Path, old: &str, new: &str) -> Result<(), String> {
    let cannot =
        |why: io::Error| format!("cannot write {}: {}", path.display(), why_unreadable(&why));
    let path_of_file = path.canonicalize().map_err(cannot)?;
    let bytes = read_bytes(&path_of_file).map_err(cannot)?;
    let mark = if bytes.starts_with(BYTE_ORDER_MARK.as_bytes()) { BYTE_ORDER_MARK } else { "" };
    if &bytes[mark.len()..] != old.as_bytes() {
        return Err(format!("{} was changed meanwhile", path.display()));
    }
    let permissions = fs::metadata(&path_of_file).map_err(cannot)?.permissions();
    if permissions.readonly() {
        return Err(format!("cannot write {}: it is read-only", path.display()));
    }
    let beside = beside(&path_of_file);
    let written = write_new(&beside, &format!("{mark}{new}"))
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, &path_of_file));
    written.map_err(|why| {
        drop(fs::remove_file(&beside));
        cannot(why)
    })
}

/// Writes a new file, and the folders that it stands in.
///
/// # Errors
/// If there is something at the path already, or the file cannot be written.
pub fn create(path: &Path, text: &str) -> Result<(), String> {
    let cannot = |why: io::Error| match why.kind() {
        io::ErrorKind::AlreadyExists => format!("{} is there already", path.display()),
        _ => format!("cannot write {}: {}", path.display(), why_unreadable(&why)),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(cannot)?;
    }
    write_new(path, text).map_err(|why| {
        if why.kind() != io::ErrorKind::AlreadyExists {
            drop(fs::remove_file(path));
        }
        cannot(why)
    })
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A hidden name in the same folder.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_replaced_only_by_who_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "\u{feff}old").unwrap();
        assert!(replace(&path, "other", "new").unwrap_err().contains("was changed meanwhile"));
        replace(&path, "old", "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.json"), folder.path().join("b.json"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, "old", "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn what_nobody_may_write_stays() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(replace(&path, "old", "new").unwrap_err().ends_with("it is read-only"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.json");
        create(&path, "first").unwrap();
        assert!(create(&path, "second").unwrap_err().ends_with("is there already"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }
}
