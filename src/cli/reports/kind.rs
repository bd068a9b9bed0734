//! Which reports there are, and how they are asked for.

use std::path::PathBuf;
use std::str::FromStr;

use crate::text::{nearest, quote};

const KINDS: [(&str, ReportKind); 6] = [
    ("human", ReportKind::Human),
    ("json", ReportKind::Json),
    ("junit", ReportKind::Junit),
    ("tap", ReportKind::Tap),
    ("github", ReportKind::Github),
    ("markdown", ReportKind::Markdown),
];

/// For whom a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum ReportKind {
    /// People.
    Human,
    /// Programs, by our own schema.
    Json,
    /// Whatever reads the XML of `JUnit`.
    Junit,
    /// Whatever reads the Test Anything Protocol.
    Tap,
    /// Workflows on GitHub: annotations.
    Github,
    /// A page.
    Markdown,
}

impl ReportKind {
    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether a program reads the whole output, so that nothing else may stand in it.
    pub(super) fn stands_alone(self) -> bool {
        matches!(self, Self::Json | Self::Junit | Self::Tap | Self::Markdown)
    }
}

/// `KIND` or `KIND=FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct ReportTo {
    /// Which report.
    pub(in crate::cli) kind: ReportKind,
    /// Where to; the standard output if not given.
    pub(in crate::cli) file: Option<PathBuf>,
}

impl FromStr for ReportTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, file) = kind_and_file(text, "report", &KINDS)?;
        match file {
            Some("") => Err(format!("`{}=` needs a file", kind.name())),
            Some("-") | None => Ok(Self { kind, file: None }),
            Some(file) => Ok(Self { kind, file: Some(file.into()) }),
        }
    }
}

/// What `KIND` or `KIND=FILE` names of these kinds of `what`, and the file.
pub(in crate::cli) fn kind_and_file<'t, K: Copy>(
    text: &'t str,
    what: &str,
    kinds: &[(&'static str, K)],
) -> Result<(K, Option<&'t str>), String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    if let Some((_, kind)) = kinds.iter().find(|(known, _)| *known == name) {
        return Ok((*kind, file));
    }
    let known: Vec<&str> = kinds.iter().map(|(known, _)| *known).collect();
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    };
    Err(format!("there is no {what} {}; {hint}", quote(name)))
}
