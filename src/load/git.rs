//! Files as a revision of a git repository has them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::files::LONGEST;
use super::real::real_path;
use crate::text::{Source, quote};

/// The files below a folder as a revision has them.
#[derive(Clone, Debug)]
pub struct Revision {
    name: String,
    folder: PathBuf,
    /// The working tree, its links followed.
    top: PathBuf,
    /// The objects of files by their paths below `top`.
    objects: BTreeMap<String, String>,
}

impl Revision {
    /// The revision of that name in the repository that holds a folder.
    ///
    /// # Errors
    /// If there is no git, no repository or no such revision.
    pub fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let folder = real_path(folder);
        let top = git(&folder, ["rev-parse", "--show-toplevel"])
            .map_err(|why| why.told("it is not in a git repository"))?;
        let top = real_path(Path::new(one_line(&top)));
        let commit = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let commit = git(&folder, arguments)
            .map_err(|why| why.told(&format!("the repository has no revision {}", quote(name))))?;
        let listed = git(&top, ["ls-tree", "-r", "-z", "--full-tree", one_line(&commit)])
            .map_err(|why| why.told("the files of the revision cannot be listed"))?;
        let objects = listed.split('\0').filter_map(entry).collect();
        Ok(Self { name: name.to_owned(), folder, top, objects })
    }

    /// The path of a file as the revision knows it; `None` if it is outside of the repository.
    pub fn path_of(&self, path: &Path) -> Option<String> {
        let real = real_path(path);
        let inside = real.strip_prefix(&self.top).ok()?;
        Some(inside.to_string_lossy().replace('\\', "/"))
    }

    /// All files of the revision, by their paths from the top of the repository.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.objects.keys().map(String::as_str)
    }

    /// A file from the top of the repository in the working tree, whether it is there or not.
    pub fn in_working_tree(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    /// A file of the revision; `None` if it has none of that path.
    ///
    /// # Errors
    /// If it cannot be read, or is no text.
    pub fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let Some(object) = self.objects.get(path) else { return Ok(None) };
        let name = format!("git:{}:{path}", self.name);
        let cannot = |why: &str| format!("cannot read {}: {why}", quote(&name));
        let bytes = git_bytes(&self.folder, ["cat-file", "blob", object])
            .map_err(|why| cannot(&why.told("git does not give it")))?;
        if bytes.len() as u64 > LONGEST {
            return Err(cannot("it is larger than 256 MiB"));
        }
        let source = Source::from_bytes(name.as_str(), bytes);
        source.map(Some).map_err(|why| cannot(&why.diagnostic.message))
    }
}

/// The files of a repository that change when a revision of this name becomes another.
pub fn files_of_revision(folder: &Path, name: &str) -> Vec<PathBuf> {
    let folder = real_path(folder);
    let branch = name.split(['~', '^', '@', ':']).next().filter(|text| !text.is_empty());
    let arguments =
        ["rev-parse", "--symbolic-full-name", "--end-of-options", branch.unwrap_or("HEAD")];
    let full = git(&folder, arguments).ok();
    let full = full.as_deref().and_then(|text| text.lines().find(|line| line.starts_with("refs/")));
    let inside = |path: &str| {
        let path = git(&folder, ["rev-parse", "--git-path", path]).ok()?;
        Some(folder.join(one_line(&path)))
    };
    full.into_iter().chain(["HEAD", "packed-refs"]).filter_map(inside).collect()
}

/// An entry of `ls-tree -z` that is a regular file: its path and its object.
fn entry(line: &str) -> Option<(String, String)> {
    let (described, path) = line.split_once('\t')?;
    let mut words = described.split(' ');
    let (mode, object) = (words.next()?, words.nth(1)?);
    mode.starts_with("100").then(|| (path.to_owned(), object.to_owned()))
}

/// Why git did not answer.
enum Failed {
    /// The program cannot be run.
    NotRun(std::io::Error),
    /// It said no.
    Refused,
    /// What it wrote is no text.
    NoText,
}

impl Failed {
    /// The reason in words; `refused` tells what a refusal means.
    fn told(&self, refused: &str) -> String {
        match self {
            Self::NotRun(why) if why.kind() == std::io::ErrorKind::NotFound => {
                "there is no program `git` here".to_owned()
            }
            Self::NotRun(why) => format!("git cannot be run: {why}"),
            Self::Refused => refused.to_owned(),
            Self::NoText => "git names files in another encoding than UTF-8".to_owned(),
        }
    }
}

fn git<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Result<String, Failed> {
    String::from_utf8(git_bytes(folder, arguments)?).map_err(|_| Failed::NoText)
}

/// What git writes. It asks nobody, and fetches nothing.
fn git_bytes<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u8>, Failed> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments.into_iter().map(OsStr::new));
    for (name, value) in [
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
    ] {
        command.env(name, value);
    }
    let output = command.stdin(Stdio::null()).output().map_err(Failed::NotRun)?;
    if output.status.success() { Ok(output.stdout) } else { Err(Failed::Refused) }
}

fn one_line(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}
