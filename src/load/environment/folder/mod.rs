//! In: a folder. Out: what its files say, each by its place in the folder or by what it holds.

mod holders;
mod place;
mod resources;

use std::path::{Path, PathBuf};

use super::{LoadedEnvironment, source};
use crate::aws::is_account_id;
use crate::bundle::{Text, Trouble};
use crate::environment::{Environment, Fact, Origin};
use crate::load::{ACCOUNT_NOT_SAID, Files, Loaded, Stated, aws_cli, find_below};
use crate::text::{Diagnostic, Span, quote};
use place::{Place, place_of};

/// Reads a folder: first what describes itself, then what its place describes.
///
/// # Errors
/// Every mistake in its files.
pub(super) fn read(
    folder: &Path,
    files: &Files,
    stated: &Stated,
) -> Result<LoadedEnvironment, Vec<Trouble>> {
    let found = find_below(folder);
    let unreadable = found.errors.iter().map(|why| Files::trouble(&name_of(folder), why.as_str()));
    let mut reader = FolderReader {
        files,
        stated: stated.clone(),
        whole: LoadedEnvironment::default(),
        troubles: unreadable.collect(),
        strays: Vec::new(),
    };
    let placed = found.found.iter().filter_map(|found| {
        let parts = found.path.strip_prefix(folder).ok()?.components();
        let parts: Vec<String> =
            parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        Some((found.path.clone(), place_of(&parts)))
    });
    let placed: Vec<(PathBuf, Place)> = placed.collect();
    if placed.is_empty() && reader.troubles.is_empty() {
        let name = quote(&name_of(folder));
        let message = format!("the folder {name} holds no JSON or YAML files");
        return Err(vec![Files::trouble(&name_of(folder), message)]);
    }
    reader.read(&placed);
    reader.finish()
}

fn name_of(path: &Path) -> String {
    path.display().to_string()
}

struct FolderReader<'f> {
    files: &'f Files,
    stated: Stated,
    whole: LoadedEnvironment,
    troubles: Vec<Trouble>,
    strays: Vec<PathBuf>,
}

impl FolderReader<'_> {
    fn read(&mut self, placed: &[(PathBuf, Place)]) {
        for (path, place) in placed {
            if let Place::Source = place {
                match source::read_file(path, self.files, &self.stated) {
                    Ok(read) => self.whole.lay_read(read),
                    Err(mistakes) => self.troubles.extend(mistakes),
                }
            }
        }
        self.organization(placed);
        self.holders(placed);
        self.resources(placed);
        let strays = placed.iter().filter(|(_, place)| matches!(place, Place::Nowhere));
        self.strays.extend(strays.map(|(path, _)| path.clone()));
    }

    fn finish(mut self) -> Result<LoadedEnvironment, Vec<Trouble>> {
        if !self.troubles.is_empty() {
            return Err(self.troubles);
        }
        for path in &self.strays {
            if !self.files.has_read(path) {
                self.whole.remarks.push(stray(path));
            }
        }
        Ok(self.whole)
    }

    fn lay(&mut self, loaded: Result<Loaded, Vec<Trouble>>) {
        match loaded {
            Ok(loaded) => self.whole.lay(loaded),
            Err(mistakes) => self.troubles.extend(mistakes),
        }
    }

    fn text(&mut self, path: &Path) -> Option<Text> {
        source::read_text(path).map_err(|trouble| self.troubles.push(trouble)).ok()
    }

    /// The account of what the folder's files say without naming one: the one stated, or the one
    /// that the folder's other files are about.
    fn account(&mut self, named: Option<&str>, origin: &Origin) -> Box<str> {
        let mut known = self.whole.environment.accounts.iter().map(|(id, _)| id);
        let alone = known.next().filter(|_| known.next().is_none());
        match (named, self.stated.account.as_deref(), alone) {
            (Some(id), ..) | (None, Some(id), _) | (None, None, Some(id)) => id.into(),
            (None, None, None) => {
                let message = "the folder does not say whose account this is";
                let span = origin.span;
                let warning = Diagnostic::warning("account-not-said", span, message)
                    .with_hint("`--account ID` says so, as does a folder `accounts/ID` around it");
                let source = origin.source.clone();
                self.whole.remarks.push(Trouble { diagnostic: warning, source });
                ACCOUNT_NOT_SAID.into()
            }
        }
    }

    /// What the AWS CLI prints of an organization. Our own format is read as any other file.
    fn organization(&mut self, placed: &[(PathBuf, Place)]) {
        let mut outputs = Vec::new();
        for (path, place) in placed {
            let Place::Organization(within) = place else { continue };
            let Some(text) = self.text(path) else { continue };
            if super::recognise::is_environment(&text.node) {
                let read = super::recognise::read(&text, self.files, &self.stated);
                self.lay(read.map(|read| read.loaded));
            } else if text.node.get("Statement").is_some() {
                self.strays.push(path.clone());
            } else {
                outputs.push((within.clone(), text));
            }
        }
        if !outputs.is_empty() {
            let loaded = aws_cli::read_organization(&outputs, &self.stated);
            self.lay(loaded);
        }
    }
}

/// A file that nothing is made of.
fn stray(path: &Path) -> Trouble {
    let name = name_of(path);
    let mut trouble = Files::trouble(&name, format!("{} fits nowhere in the folder", quote(&name)));
    let message = trouble.diagnostic.message;
    trouble.diagnostic = Diagnostic::warning("misplaced-file", Span::default(), message)
        .with_hint("policies go into `users/NAME`, `groups/NAME`, `roles/NAME` or `policies`");
    trouble
}

/// What one thing of an account says, as an environment.
fn in_account(id: &str, fill: impl FnOnce(&mut crate::environment::Account)) -> Environment {
    let mut environment = Environment { organization: Fact::Unsaid, ..Environment::default() };
    fill(environment.accounts.entry(id, Default::default));
    environment
}

/// Whether a part of a path is an account.
fn is_account(part: &str) -> bool {
    is_account_id(part)
}
