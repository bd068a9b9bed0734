//! `iamsim import`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::catalogue::CatalogueArguments;
use super::console::{complain, print, refuse, refuse_mistaken};
use crate::bundle::{Text, Trouble};
use crate::evaluate::Silent;
use crate::load::{Files, create};
use crate::scenario::report::case_text;
use crate::scenario::{
    Defaults, FileReport, Imported, Outcome, ScenarioFile, Shelf, import, run_file, update,
};
use crate::text::{RenderStyle, Source, Syntax, printable, quote};

/// Makes a scenario file of a request to AWS's policy simulator and its saved results, or of a
/// politest file.
///
/// The kinds of the files are told by what they hold: what `aws iam simulate-custom-policy` takes
/// as --cli-input-json, what it prints, and politest's YAML. Every result becomes a case as it was
/// saved; then the cases are run, and those that come out otherwise here are shown.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// One politest file, or one request and its results
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write the scenario file here and its policies into `policies` beside it; else it goes to the
    /// standard output with its policies inside
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Import {
    /// Imports, writes and runs.
    pub(super) fn run(&self) -> ExitCode {
        let files = match self.catalogue.catalog() {
            Ok(catalog) => Files::with_catalog(catalog),
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let paths: Vec<&Path> = self.files.iter().map(PathBuf::as_path).collect();
        let imported = match import(&paths, self.shelf()) {
            Ok(imported) => imported,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        for note in &imported.notes {
            complain(&format!("note: {}", printable(note)));
        }
        match self.write(&imported, &files) {
            Ok(code) => code,
            Err(troubles) => refuse_mistaken(&troubles),
        }
    }

    fn shelf(&self) -> Shelf {
        match &self.out {
            None => Shelf::inline(),
            Some(out) => {
                let stem = out.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                Shelf::files(stem.as_deref().unwrap_or("imported"))
            }
        }
    }

    fn write(&self, imported: &Imported, files: &Files) -> Result<ExitCode, Vec<Trouble>> {
        let text = imported.file.to_json();
        let Some(out) = &self.out else {
            let file = scenario(Path::new("imported.json"), &text)?;
            let text = decided(&file, &text, imported, files)?;
            let file = scenario(Path::new("imported.json"), &text)?;
            let told = tell(&run_file(&file, files, &|_| true, &mut Silent), imported);
            return Ok(print(&text, told));
        };
        let written = write_files(out, &text, imported);
        if let Err(why) = written {
            return Ok(refuse(&printable(&why)));
        }
        let file = ScenarioFile::read(out)?;
        let decided = decided(&file, &text, imported, files)?;
        if let Err(why) = crate::load::replace(out, &text, &decided) {
            return Ok(refuse(&printable(&why)));
        }
        let file = ScenarioFile::read(out)?;
        let code = tell(&run_file(&file, &files.anew(), &|_| true, &mut Silent), imported);
        complain(&format!("wrote {}", printable(&out.display().to_string())));
        Ok(code)
    }
}

/// Nothing is written over: first it is seen that all places are free.
fn write_files(out: &Path, text: &str, imported: &Imported) -> Result<(), String> {
    let folder = out.parent().unwrap_or(Path::new(""));
    let policies =
        imported.policies.iter().map(|policy| (folder.join(&policy.path), &*policy.text));
    let all: Vec<(PathBuf, &str)> = policies.chain([(out.to_owned(), text)]).collect();
    if let Some((path, _)) = all.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(format!("{} is there already", quote(&path.display().to_string())));
    }
    all.iter().try_for_each(|(path, text)| create(path, text))
}

fn scenario(path: &Path, text: &str) -> Result<ScenarioFile, Vec<Trouble>> {
    let source = Source::new(path.display().to_string(), text);
    let text = Text::read(source, Syntax::JsonWithComments).map_err(|trouble| vec![trouble])?;
    ScenarioFile::of(text)
}

/// The text, with what comes out where nothing said what to expect.
fn decided(
    file: &ScenarioFile,
    text: &str,
    imported: &Imported,
    files: &Files,
) -> Result<String, Vec<Trouble>> {
    if !imported.expects_nothing {
        return Ok(text.to_owned());
    }
    complain("note: without results, the cases expect what comes out here");
    update(file, &Defaults::default(), files, &|_| true).map(|update| update.text)
}

/// Says how many cases come out as saved, if results were, and shows the others.
fn tell(report: &FileReport, imported: &Imported) -> ExitCode {
    let cases = match &report.cases {
        Ok(cases) => cases,
        Err(troubles) => return refuse_mistaken(troubles),
    };
    let mut text = String::new();
    let others = cases.iter().filter(|case| !matches!(case.outcome, Outcome::Passed));
    for case in others.clone() {
        let _ = writeln!(text, "{}", case_text(case, RenderStyle::Coloured));
    }
    let (all, differing) = (cases.len(), others.count());
    if !imported.expects_nothing {
        let _ = writeln!(text, "{} of {all} cases come out as they were saved", all - differing);
    }
    if !text.is_empty() {
        complain(text.trim_end());
    }
    ExitCode::from(u8::from(differing > 0))
}
