//! The program, run in a folder of files.

mod folder;

use std::path::Path;

use assert_cmd::Command;

pub(crate) use folder::folder;

/// What the program printed, and how it ended.
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program in this folder, with an empty environment.
pub(crate) fn iamsim(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("iamsim").unwrap();
    command.current_dir(folder).env_clear();
    command
}

impl Output {
    /// Runs the program to its end. No run takes the same time twice, so times are left out.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| timeless(&String::from_utf8(bytes).unwrap());
        let code = output.status.code().unwrap();
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The same text with every `(0.12 s)` and `(0.12 s, ..)` as `(.. s)` and `(.. s, ..)`.
pub(crate) fn timeless(text: &str) -> String {
    let mut parts = text.split('(');
    let mut timeless = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let time = part.split_once(" s").filter(|(number, _)| number.parse::<f64>().is_ok());
        let part = time.map_or(part.to_owned(), |(_, rest)| format!(".. s{rest}"));
        timeless.extend(["(", &part]);
    }
    timeless
}
