//! Lines of earlier sessions, in a file of the user's.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::store;
use fd_lock::RwLock;

/// Beyond this length in bytes a history loses its older half.
const LONGEST: u64 = 1 << 20;

/// A file of lines, the oldest first. Each is appended by itself as soon as it is known, so sessions
/// at once write between each other's lines and not over them, and a program that is killed has
/// lost nothing.
#[derive(Debug)]
pub(super) struct History {
    path: PathBuf,
    longest: u64,
    is_torn: bool,
}

impl History {
    /// The history of a file, and its lines.
    ///
    /// # Errors
    /// If the file or its folder cannot be made or read.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<String>)> {
        Self::limited(path, LONGEST)
    }

    fn limited(path: &Path, longest: u64) -> io::Result<(Self, Vec<String>)> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut history = Self { path: path.to_owned(), longest, is_torn: false };
        drop(history.shorten());
        let text = history.newest()?;
        history.is_torn = !text.is_empty() && !text.ends_with('\n');
        Ok((history, text.lines().filter(|line| !line.is_empty()).map(store::read).collect()))
    }

    /// Appends a line.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn append(&mut self, line: &str) -> io::Result<()> {
        let start = if self.is_torn { "\n" } else { "" };
        let text = format!("{start}{}\n", store::written(line));
        // INVARIANT: who shortens the file waits for those who append to it.
        let lock = self.lock();
        let lock = lock.as_ref().ok().map(RwLock::read);
        let written = private(OpenOptions::new().append(true).create(true)).open(&self.path);
        let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
        self.is_torn = written.is_err();
        drop(lock);
        written
    }

    /// The end of the file, at a line's start.
    fn newest(&self) -> io::Result<String> {
        let mut file =
            private(OpenOptions::new().read(true).append(true).create(true)).open(&self.path)?;
        let length = file.metadata()?.len();
        let skipped = length.saturating_sub(self.longest);
        file.seek(SeekFrom::Start(skipped))?;
        let mut bytes = Vec::new();
        file.take(length - skipped).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let whole =
            if skipped == 0 { &*text } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
        Ok(whole.to_owned())
    }

    /// Drops the older half of a file that has become long. The file is the old one or the new one
    /// at any time.
    fn shorten(&self) -> io::Result<()> {
        if fs::metadata(&self.path)?.len() <= self.longest {
            return Ok(());
        }
        let mut lock = self.lock()?;
        let _lock = lock.try_write()?;
        let half = Self { path: self.path.clone(), longest: self.longest / 2, is_torn: false };
        let kept = half.newest()?;
        let beside = self.beside(&format!("{}.new", std::process::id()));
        let written = private(OpenOptions::new().write(true).create(true).truncate(true))
            .open(&beside)
            .and_then(|mut file| file.write_all(kept.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, &self.path));
        if written.is_err() {
            drop(fs::remove_file(&beside));
        }
        written
    }

    fn lock(&self) -> io::Result<RwLock<File>> {
        let path = self.beside("lock");
        private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(path)
            .map(RwLock::new)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        self.path.with_extension(ending)
    }
}

/// Files that are made can be read by nobody else.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(path: &Path) -> Vec<String> {
        History::open(path).unwrap().1
    }

    #[test]
    fn sessions_at_once_keep_all_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/history");
        let (mut one, _) = History::open(&path).unwrap();
        let (mut other, _) = History::open(&path).unwrap();
        one.append("as alice").unwrap();
        other.append("set trust {\n\"a\": \"\\n\"}\r").unwrap();
        one.append("quit").unwrap();
        assert_eq!(reopened(&path), ["as alice", "set trust {\n\"a\": \"\\n\"}\r", "quit"]);
    }

    #[test]
    fn many_at_once_lose_nothing_while_the_file_is_shortened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        std::thread::scope(|scope| {
            for number in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for line in 0..50 {
                        let (mut history, _) = History::limited(path, 1 << 12).unwrap();
                        history.append(&format!("line {line} of {number}")).unwrap();
                        let lines = History::limited(path, 1 << 20).unwrap().1;
                        assert!(lines.contains(&format!("line {line} of {number}")));
                    }
                });
            }
        });
        let lines = reopened(&path);
        assert!(lines.iter().all(|line| line.starts_with("line ")), "{lines:?}");
    }

    #[test]
    fn a_long_history_keeps_its_newer_half() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        let text =
            (0..100).map(|number| format!("line {number}")).collect::<Vec<_>>().join("\n") + "\n";
        fs::write(&path, text).unwrap();
        let (_, lines) = History::limited(&path, 400).unwrap();
        assert_eq!(lines.last().unwrap(), "line 99");
        assert!(lines.iter().all(|line| line.starts_with("line ")));
        assert!((20..30).contains(&lines.len()), "{}", lines.len());
        assert_eq!(reopened(&path), lines);
    }

    #[test]
    fn a_torn_or_foreign_file_is_no_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        fs::write(&path, b"\xff\n\nas al").unwrap();
        let (mut history, _) = History::open(&path).unwrap();
        history.append("as bob").unwrap();
        assert_eq!(reopened(&path), ["\u{fffd}", "as al", "as bob"]);
        assert!(History::open(folder.path()).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_the_next_line_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let (mut history, lines) = History::open(&path).unwrap();
        assert_eq!(lines, [""; 0]);
        assert_eq!(history.append("x").unwrap_err().kind(), io::ErrorKind::StorageFull);
        fs::remove_file(&path).unwrap();
        fs::write(&path, "as al").unwrap();
        history.append("as bob").unwrap();
        assert_eq!(reopened(&path), ["as al", "as bob"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history");
        History::open(&path).unwrap().0.append("x").unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
