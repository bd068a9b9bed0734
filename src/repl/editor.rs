//! A text in somebody's editor.

use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use crate::load::{read_bytes, why_unreadable};
use crate::text::quote;

/// What is run where nobody chose an editor.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// How many names are tried for a file.
const TRIES: u32 = 100;

/// The command that edits a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor {
    command: OsString,
    is_chosen: bool,
}

impl Editor {
    /// `$VISUAL`, else `$EDITOR`, else the usual one.
    pub(super) fn of_user() -> Self {
        let chosen = ["VISUAL", "EDITOR"].iter().find_map(|name| env::var_os(name));
        let chosen = chosen.filter(|command| !command.is_empty());
        Self { is_chosen: chosen.is_some(), command: chosen.unwrap_or_else(|| USUAL.into()) }
    }

    /// Runs until the editor ends. The command may have arguments, as shells read them.
    fn run(&self, path: &Path) -> io::Result<ExitStatus> {
        if cfg!(windows) {
            let command = self.command.to_string_lossy();
            let mut words = command.split_whitespace();
            return Command::new(words.next().unwrap_or(USUAL)).args(words).arg(path).status();
        }
        let mut line = self.command.clone();
        line.push(" \"$1\"");
        Command::new("/bin/sh").arg("-c").arg(line).arg("iamsim").arg(path).status()
    }
}

/// The text as somebody leaves it in the editor. Nobody else can read the file, and it is gone when
/// the editor ends.
///
/// # Errors
/// If there is no editor, it does not end well, or it leaves something that is no text.
pub(super) fn edit(editor: &Editor, name: &str, text: &str) -> Result<String, String> {
    let file = Temporary::new(&env::temp_dir(), ending(name), text)?;
    let command = quote(&editor.command.to_string_lossy());
    let status = editor.run(&file.0).map_err(|why| format!("cannot run {command}: {why}"))?;
    if !status.success() {
        let help = if editor.is_chosen { "" } else { "; VISUAL or EDITOR names another editor" };
        return Err(format!("the editor {command} ended with {status}: nothing is changed{help}"));
    }
    let bytes = read_bytes(&file.0)
        .map_err(|why| format!("cannot read what was edited: {}", why_unreadable(&why)))?;
    String::from_utf8(bytes).map_err(|_| "what was edited is not UTF-8".to_owned())
}

/// The ending by which editors know the language of a text.
fn ending(name: &str) -> &'static str {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("yaml" | "yml") => "yaml",
        Some("jsonc") => "jsonc",
        _ => "json",
    }
}

/// A file that is gone when it is dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new(folder: &Path, ending: &str, text: &str) -> Result<Self, String> {
        let mut number = 0;
        loop {
            let name = format!("iamsim-{}-{number}.{ending}", std::process::id());
            let path = folder.join(name);
            match private(&path) {
                Ok(mut file) => {
                    let made = Self(path);
                    return file
                        .write_all(text.as_bytes())
                        .map(|()| made)
                        .map_err(|why| format!("cannot write a file for the editor: {why}"));
                }
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists && number < TRIES => {
                    number += 1;
                }
                Err(why) => return Err(format!("cannot make a file for the editor: {why}")),
            }
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// A new file that only its owner can read.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn editor(command: &str) -> Editor {
        Editor { command: command.into(), is_chosen: true }
    }

    #[test]
    fn a_text_comes_back_as_it_was_left() {
        let sed = editor("sed -i -e s/old/new/");
        assert_eq!(edit(&sed, "a b.json", "old\n"), Ok("new\n".to_owned()));
        let said = edit(&editor("false"), "a", "").unwrap_err();
        assert!(said.starts_with("the editor `false` ended with exit status: 1"), "{said}");
        let said = edit(&editor("printf '\\377' >"), "a", "").unwrap_err();
        assert_eq!(said, "what was edited is not UTF-8");
    }

    #[test]
    fn the_file_is_private_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let first = Temporary::new(folder.path(), ending("x.YML"), "text").unwrap();
        let second = Temporary::new(folder.path(), "yaml", "").unwrap();
        assert_ne!(first.0, second.0);
        assert_eq!(first.0.extension().unwrap(), "yaml");
        assert_eq!(fs::metadata(&first.0).unwrap().permissions().mode() & 0o777, 0o600);
        drop((first, second));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
