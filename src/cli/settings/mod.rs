//! In: `iamsim.toml`, from the current folder or one above. Out: what a team has agreed on, which
//! flags override.

mod lint;
mod tree;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::reports::ReportTo;
use crate::bundle::{Fields, Placed, Trouble};
use crate::load::{Files, expect_regular, read_bytes, why_unreadable};
use crate::scenario::Percent;
use crate::scenario::coverage::Thresholds;
use crate::text::{Source, Value};
pub(super) use lint::LintSettings;
use tree::read_toml;

/// The name of the file.
pub(super) const NAME: &str = "iamsim.toml";

const FIELDS: &[&str] = &[
    "paths",
    "policies",
    "vars",
    "report",
    "coverage-threshold",
    "mutants-threshold",
    "jobs",
    "environment",
    "catalogue",
    "lint",
];

/// The folder where scenarios usually are.
const USUAL: &str = "scenarios";

/// What a team has agreed on.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    /// The folder of the file, as seen from the current one; none if there is no file.
    folder: Option<PathBuf>,
    /// Where scenarios are; as on the command line.
    pub(super) paths: Vec<String>,
    /// Globs of the policies that must be covered.
    pub(super) policies: Vec<String>,
    /// Variables and what they stand for.
    pub(super) vars: Vec<(String, String)>,
    /// The reports to write.
    pub(super) reports: Vec<ReportTo>,
    /// How much must be covered at least.
    pub(super) coverage_threshold: Option<Thresholds>,
    /// How many of a hundred mutants must be noticed.
    pub(super) mutants_threshold: Option<Percent>,
    /// How many files to run at a time.
    pub(super) jobs: Option<NonZeroUsize>,
    /// Newer catalogues and managed policies of AWS.
    pub(super) catalogue: Vec<String>,
    /// What describes the accounts that scenarios are about, where neither they nor the prompt say.
    pub(super) environment: Vec<String>,
    /// What is linted, and how.
    pub(super) lint: LintSettings,
}

impl Settings {
    /// Reads the nearest file: in the current folder or one above, up to that of the repository.
    ///
    /// # Errors
    /// Every mistake in the file.
    pub(super) fn find() -> Result<Self, Vec<Trouble>> {
        match nearest_folder() {
            Some(folder) => Self::read(&folder),
            None => Ok(Self::default()),
        }
    }

    /// The folder of the project.
    pub(super) fn project(&self) -> &Path {
        match self.folder.as_deref() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// These paths, else those agreed on, else the usual one beside the file.
    pub(super) fn paths_or(&self, given: &[String]) -> Vec<String> {
        let named = [given, &self.paths].into_iter().find(|paths| !paths.is_empty());
        let usual = || vec![beside(self.folder.as_deref().unwrap_or(Path::new("")), USUAL)];
        named.map_or_else(usual, <[String]>::to_vec)
    }

    fn read(folder: &Path) -> Result<Self, Vec<Trouble>> {
        let path = folder.join(NAME);
        let name = path.display().to_string();
        expect_regular(&path).map_err(|why| vec![Files::trouble(&name, why)])?;
        let bytes = read_bytes(&path).map_err(|why| {
            let message = format!("cannot read {name}: {}", why_unreadable(&why));
            vec![Files::trouble(&name, message)]
        })?;
        let source = Source::from_bytes(name, bytes).map_err(|why| {
            vec![Trouble { diagnostic: why.diagnostic, source: Arc::new(why.source) }]
        })?;
        let source = Arc::new(source);
        let node = read_toml(&source)
            .map_err(|diagnostic| vec![Trouble { diagnostic, source: source.clone() }])?;
        Self::of(Placed { node: &node, source: &source }, folder)
    }

    fn of(root: Placed<'_>, folder: &Path) -> Result<Self, Vec<Trouble>> {
        let fields = root.fields(FIELDS).map_err(|trouble| vec![trouble])?;
        let mut troubles = Vec::new();
        let mut reader = Reader { fields, folder, troubles: &mut troubles };
        let settings = Self {
            folder: Some(folder.to_owned()),
            paths: reader.paths("paths"),
            policies: reader.paths("policies"),
            environment: reader.paths("environment"),
            vars: reader.some("vars", vars).unwrap_or_default(),
            reports: reader.reports(),
            coverage_threshold: reader.some("coverage-threshold", thresholds),
            mutants_threshold: reader.some("mutants-threshold", percent),
            jobs: reader.some("jobs", count),
            catalogue: reader.paths("catalogue"),
            lint: reader.lint(),
        };
        if troubles.is_empty() { Ok(settings) } else { Err(troubles) }
    }
}

/// The folder of the nearest file, as seen from the current one.
fn nearest_folder() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let mut seen = PathBuf::new();
    for folder in current.ancestors() {
        if folder.join(NAME).symlink_metadata().is_ok() {
            return Some(seen);
        }
        if folder.join(".git").exists() {
            return None;
        }
        seen.push("..");
    }
    None
}

/// The fields of the file; mistakes are gathered.
struct Reader<'n, 't> {
    fields: Fields<'n>,
    folder: &'t Path,
    troubles: &'t mut Vec<Trouble>,
}

impl<'n> Reader<'n, '_> {
    fn some<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Placed<'n>) -> Result<T, Trouble>,
    ) -> Option<T> {
        let read = self.fields.some(name).map(read)?;
        read.map_err(|trouble| self.troubles.push(trouble)).ok()
    }

    fn paths(&mut self, name: &str) -> Vec<String> {
        let folder = self.folder;
        let texts = self.some(name, texts).unwrap_or_default();
        texts.into_iter().map(|path| beside(folder, path)).collect()
    }

    fn reports(&mut self) -> Vec<ReportTo> {
        let folder = self.folder;
        let read = |field: Placed<'n>| {
            let report = |item: Placed<'_>| {
                let report: Result<ReportTo, String> = item.text()?.parse();
                report.map_err(|why| item.trouble("unknown-report", why))
            };
            field.one_or_more().into_iter().map(report).collect::<Result<Vec<_>, _>>()
        };
        let reports = self.some("report", read).unwrap_or_default();
        let placed = |report: ReportTo| ReportTo {
            file: report.file.map(|file| folder.join(file)),
            ..report
        };
        reports.into_iter().map(placed).collect()
    }

    fn lint(&mut self) -> LintSettings {
        let Some(table) = self.fields.some("lint") else { return LintSettings::default() };
        LintSettings::read(table, self.folder, self.troubles)
    }
}

/// The path as seen from the current folder.
fn beside(folder: &Path, path: &str) -> String {
    if folder.as_os_str().is_empty() {
        return path.to_owned();
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    folder.join(path).display().to_string()
}

fn texts(field: Placed<'_>) -> Result<Vec<&str>, Trouble> {
    field.one_or_more().into_iter().map(Placed::text).collect()
}

fn vars(field: Placed<'_>) -> Result<Vec<(String, String)>, Trouble> {
    let members = field.members()?.iter().map(|member| match &member.value.value {
        Value::Text(text) | Value::Number(text) => {
            Ok((member.key.text.to_string(), text.to_string()))
        }
        _ => Err(field.at(&member.value).wrong_type("a string")),
    });
    members.collect()
}

fn thresholds(field: Placed<'_>) -> Result<Thresholds, Trouble> {
    field.text()?.parse().map_err(|why: String| field.trouble("wrong-threshold", why))
}

fn percent(field: Placed<'_>) -> Result<Percent, Trouble> {
    number(field).ok_or_else(|| field.trouble("wrong-type", "expected a number from 0 to 100"))
}

fn count(field: Placed<'_>) -> Result<NonZeroUsize, Trouble> {
    number(field).ok_or_else(|| field.trouble("wrong-type", "expected a whole number, 1 or more"))
}

fn number<N: FromStr>(field: Placed<'_>) -> Option<N> {
    match &field.node.value {
        Value::Number(number) => number.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
