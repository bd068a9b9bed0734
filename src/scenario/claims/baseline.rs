//! What policies are compared with.

use std::path::{Path, PathBuf};

use crate::bundle::{Placed, Text, Trouble};
use crate::load::{Files, Revision, files_of_revision, path_beside, relative, syntax_of};

/// What policies are compared with.
#[derive(Debug)]
pub(super) enum Baseline {
    /// The same paths at a revision of the repository.
    Revision(Revision),
    /// The same paths, as the scenario file names them, from another folder.
    Folder(PathBuf),
    /// This one file.
    File(PathBuf),
}

/// How a revision begins where it stands for files.
const GIT: &str = "git:";

impl Baseline {
    /// Reads the field.
    ///
    /// # Errors
    /// If there is no such revision, folder or file.
    pub(super) fn read(written: Placed<'_>) -> Result<Self, Trouble> {
        let text = written.text()?;
        let wrong = |why: String| written.trouble("invalid-baseline", why);
        if let Some(revision) = text.strip_prefix(GIT) {
            let folder = folder_of(written);
            return Revision::open(&folder, revision).map(Self::Revision).map_err(wrong);
        }
        let path = path_beside(written.source, text);
        if path.is_dir() {
            return Ok(Self::Folder(path));
        }
        if path.is_file() {
            return Ok(Self::File(path));
        }
        let message = "there is no such file or folder; a revision is written `git:main`";
        Err(wrong(message.to_owned()))
    }

    /// The files and folders that say what it is.
    pub(super) fn places(written: Placed<'_>) -> Vec<PathBuf> {
        let text = written.node.as_text().unwrap_or_default();
        match text.strip_prefix(GIT) {
            Some(revision) => files_of_revision(&folder_of(written), revision),
            None => vec![path_beside(written.source, text)],
        }
    }

    /// The text of a policy before; `None` if there was none.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn before(&self, path: &Path, at: Placed<'_>) -> Result<Option<Text>, Trouble> {
        let cannot = |why: String| at.trouble(Trouble::UNREADABLE, why);
        match self {
            Self::Revision(revision) => {
                let Some(inside) = revision.path_of(path) else {
                    return Err(cannot("the policy is outside of the repository".to_owned()));
                };
                let source = revision.read(&inside).map_err(cannot)?;
                source.map(|source| Text::read(source, syntax_of(path))).transpose()
            }
            Self::Folder(folder) => {
                let inside = relative(path, &folder_of(at));
                if Path::new(&inside).starts_with("..") || Path::new(&inside).is_absolute() {
                    let why = "a folder is compared with what lies below the scenario file's";
                    return Err(cannot(why.to_owned()));
                }
                let before = folder.join(inside);
                if before.is_file() { read(&before, at).map(Some) } else { Ok(None) }
            }
            Self::File(before) => read(before, at).map(Some),
        }
    }

    /// Paths that fit and are gone since.
    pub(super) fn gone(&self, fits: &dyn Fn(&Path) -> bool, at: Placed<'_>) -> Vec<PathBuf> {
        let before: Vec<PathBuf> = match self {
            Self::Revision(revision) => {
                revision.files().map(|path| revision.in_working_tree(path)).collect()
            }
            Self::Folder(folder) => {
                let found = crate::load::find_below(folder).found.into_iter();
                let here = folder_of(at);
                found.map(|found| here.join(relative(&found.path, folder))).collect()
            }
            Self::File(_) => Vec::new(),
        };
        before.into_iter().filter(|path| !path.exists() && fits(path)).collect()
    }
}

fn read(path: &Path, at: Placed<'_>) -> Result<Text, Trouble> {
    let alone = |message| at.trouble(Trouble::UNREADABLE, message);
    Files::read(path, syntax_of(path)).map_err(|why| why.unwrap_or_else(alone))
}

/// The folder of the file that something stands in.
pub(super) fn folder_of(placed: Placed<'_>) -> PathBuf {
    let folder = Path::new(placed.source.name()).parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
