//! `--format FORMAT[=FILE]`: a whole answer at once.

use std::path::PathBuf;
use std::str::FromStr;

use super::kind::{ReportKind, kind_and_file};
use super::outlet::Outlet;
use super::plan::Target;

/// The formats of a command.
pub(in crate::cli) trait Formats: Copy + 'static {
    /// All of them, by their names on the command line.
    const NAMES: &'static [(&'static str, Self)];
}

/// `FORMAT` or `FORMAT=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct FormatTo<F> {
    /// Which format.
    pub(in crate::cli) format: F,
    /// Where to; the standard output if not given.
    pub(in crate::cli) file: Option<PathBuf>,
}

impl<F: Formats> FromStr for FormatTo<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = kind_and_file(text, "format", F::NAMES)?;
        match file {
            Some("") => Err(format!("`{text}` needs a file")),
            Some("-") | None => Ok(Self { format, file: None }),
            Some(file) => Ok(Self { format, file: Some(file.into()) }),
        }
    }
}

/// Writes a whole answer.
///
/// # Errors
/// What could not be written.
pub(in crate::cli) fn write_whole(target: Target, text: &str) -> Result<(), String> {
    let mut outlet = Outlet::open(target, ReportKind::Json)?;
    outlet.write(text);
    outlet.close().map_or(Ok(()), Err)
}
