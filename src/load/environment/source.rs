//! One source: a file, whatever it is, or a folder.

use std::path::Path;
use std::sync::Arc;

use super::recognise::Read;
use super::{LoadedEnvironment, folder, recognise};
use crate::bundle::{Text, Trouble};
use crate::load::aws_cli::read_documents;
use crate::load::{
    Files, STDIN_NAME, Stated, cloudformation, is_stdin, read_bytes, stdin_bytes, syntax_of,
    why_unreadable,
};
use crate::text::{Source, Syntax, quote};

/// Reads a file or a folder.
///
/// # Errors
/// Why it cannot be read, or every mistake in it.
pub(super) fn read(
    path: &Path,
    files: &Files,
    stated: &Stated,
) -> Result<LoadedEnvironment, Vec<Trouble>> {
    if path.is_dir() {
        return folder::read(path, files, stated);
    }
    let mut whole = LoadedEnvironment::default();
    whole.lay_read(read_file(path, files, stated)?);
    Ok(whole)
}

/// Reads a file, whatever it is.
///
/// # Errors
/// Why it cannot be read, or every mistake in it.
pub(super) fn read_file(path: &Path, files: &Files, stated: &Stated) -> Result<Read, Vec<Trouble>> {
    let text = read_text(path).map_err(|why| vec![why])?;
    recognise::read(&text, files, stated)
}

/// Reads a file that describes accounts.
///
/// # Errors
/// Why it cannot be read, or its first mistake.
pub(super) fn read_text(path: &Path) -> Result<Text, Trouble> {
    let (name, bytes) = named_bytes(path)?;
    let packed = packed(&bytes);
    let source = Source::from_bytes(name, bytes).map_err(|why| {
        Trouble { diagnostic: why.diagnostic, source: Arc::new(why.source) }.or_hint(packed)
    })?;
    let hint = if source.text().trim_start().is_empty() { Some(EMPTY) } else { language(path) };
    let syntax = syntax_of_text(path, &source);
    let read = match syntax {
        Syntax::Yaml => cloudformation::read_text(source, syntax),
        Syntax::Json | Syntax::JsonWithComments => read_documents(source, syntax),
    };
    read.map_err(|trouble| trouble.or_hint(packed.or(hint)))
}

fn named_bytes(path: &Path) -> Result<(String, Vec<u8>), Trouble> {
    if is_stdin(path) {
        let bytes = stdin_bytes().map_err(|why| Files::trouble(STDIN_NAME, why))?;
        return Ok((STDIN_NAME.to_owned(), bytes.to_vec()));
    }
    let name = path.display().to_string();
    let bytes = read_bytes(path).map_err(|why| {
        let why = why_unreadable(&why);
        Files::trouble(&name, format!("cannot read {}: {why}", quote(&name)))
    })?;
    Ok((name, bytes))
}

const EMPTY: &str = "the command that should have written it may have failed";

/// The language by the file's ending; where that says nothing, by how the text starts.
fn syntax_of_text(path: &Path, source: &Source) -> Syntax {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("json" | "jsonc" | "yaml" | "yml") => syntax_of(path).with_comments(),
        _ if source.text().trim_start().starts_with(['{', '[', '/']) => Syntax::JsonWithComments,
        _ if source.text().trim_start().is_empty() => Syntax::JsonWithComments,
        _ => Syntax::Yaml,
    }
}

/// How files start that hold something else than text, and what makes text of them.
const PACKED: &[(&[u8], &str)] = &[
    (
        b"PK\x03\x04",
        "this may be a plan as Terraform saves it: `terraform show -json PLAN` prints it as JSON",
    ),
    (b"\x1f\x8b", "this is compressed: `gunzip` it first"),
];

fn packed(bytes: &[u8]) -> Option<&'static str> {
    PACKED.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, hint)| *hint)
}

fn language(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match &*ending {
        "tf" | "hcl" | "tofu" => Some(
            "this is Terraform's own language: `terraform plan -out=PLAN`, then \
             `terraform show -json PLAN` prints what can be read",
        ),
        _ => None,
    }
}

impl Trouble {
    /// The same with a hint, if it has none of its own.
    fn or_hint(self, hint: Option<&str>) -> Self {
        match hint {
            Some(hint) if self.diagnostic.hint.is_none() => self.with_hint(hint),
            _ => self,
        }
    }
}
