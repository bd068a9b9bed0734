//! In: `iamsim lint` and policies. Out: what is wrong with them, suspect or better written otherwise.

mod codes;
mod format;
mod mend;
mod targets;

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::catalogue::CatalogueArguments;
use super::console::{COULD_NOT_ANSWER, complain, print, refuse, refuse_mistaken, report};
use super::reports::FormatTo;
use super::settings::Settings;
use crate::aws::PolicyKind;
use crate::bundle::Trouble;
use crate::lint::report::LintReport;
use crate::lint::{CheckedFile, Choice, Selection, Terms, check, kind_named};
use crate::text::{Severity, in_parallel, quote};
use format::{Format, write_reports};
use mend::mend;
use targets::{Kinds, STDIN, Targets};

/// What the command does.
const ABOUT: &str = "\
Finds mistakes and suspects in policies, like a compiler.

Reads policy files, folders of them, AWS managed policies by ARN, and the policies that are written \
inside scenario files. Each finding has a code, a severity, its exact place and, where one is known, \
a hint; `--explain CODE` tells more. Rules ask the evaluator what a policy grants, so conditions and \
Denies count.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim lint policies                         a folder
  iamsim lint policies/scp.json --kind scp     one policy, and what kind it is
  iamsim lint bucket.json --attached-to AWS::S3::Bucket
  iamsim lint policies --fix --diff            what --fix would change
  iamsim lint --select security-warning --format sarif=out/lint.sarif
  iamsim lint --explain redundant-action       why, with an example

A comment allows a finding, in YAML, .jsonc and scenario files; iamsim.toml does for all:
  // iamsim: allow CODE: why that is meant

Exit codes: 0 nothing that fails; 1 an error, a security warning, or what --deny names; 2 something \
could not be read.";

/// `iamsim lint`
#[derive(Args, Clone, Debug)]
#[command(about = "Finds mistakes and suspects in policies, like a compiler", long_about = ABOUT, after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(super) struct Lint {
    /// Policies: files, folders, globs, ARNs of AWS managed policies, or - for the standard input.
    /// Without it: what iamsim.toml names, else the folders policies and scenarios.
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// What kind the policies are: identity, resource, trust, permissions-boundary, session, scp,
    /// rcp or vpc-endpoint; told by iamsim.toml, scenario files, names and looks if not given.
    #[arg(long, value_name = "KIND", value_parser = kind_named)]
    kind: Option<PolicyKind>,
    /// What resource-based policies are attached to, as `CloudFormation` names it: `AWS::S3::Bucket`.
    #[arg(long, value_name = "TYPE")]
    attached_to: Option<String>,
    /// These findings alone: a code, or a severity (error, security-warning, warning, suggestion);
    /// may be given several times.
    #[arg(long, value_name = "CODE")]
    select: Vec<Choice>,
    /// These findings not.
    #[arg(long, value_name = "CODE")]
    ignore: Vec<Choice>,
    /// These findings end the program with 1 as well: warning, suggestion, or a code.
    #[arg(long, value_name = "CODE")]
    deny: Vec<Choice>,
    /// human, json, sarif or github; with =FILE into a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    format: Vec<FormatTo<Format>>,
    /// Change the files where every request is decided as before.
    #[arg(long)]
    fix: bool,
    /// With --fix: show what would change, and write nothing.
    #[arg(long, visible_alias = "dry-run", requires = "fix")]
    diff: bool,
    /// Errors and security warnings alone.
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Also what is allowed, and which files were skipped.
    #[arg(long, short)]
    verbose: bool,
    /// Tell what a code means: why, an example, and the example repaired.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "fix", "list"])]
    explain: Option<String>,
    /// List all codes.
    #[arg(long, conflicts_with_all = ["paths", "fix"])]
    list: bool,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

impl Lint {
    /// Lints, or explains. 0: nothing that fails; 1: an error, a security warning or what is denied;
    /// 2: something could not be read.
    pub(super) fn run(&self) -> ExitCode {
        if let Some(code) = &self.explain {
            return codes::explain(code);
        }
        if self.list {
            return codes::list();
        }
        match Settings::find() {
            Ok(settings) => self.lint(&settings),
            Err(troubles) => refuse_mistaken(&troubles),
        }
    }

    fn lint(&self, settings: &Settings) -> ExitCode {
        let paths = match self.paths_or(settings) {
            Ok(paths) => paths,
            Err(why) => return refuse(&why),
        };
        if self.fix && !self.diff && paths.iter().any(|path| path == STDIN) {
            return refuse(
                "--fix cannot write to the standard input; --fix --diff shows the changes",
            );
        }
        let catalog = match self.catalogue.catalog_with(settings) {
            Ok(catalog) => catalog,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        let (mut targets, kinds) = Targets::find(&paths, self, (settings, catalog));
        tell(&targets.troubles);
        let nothing = targets.files.is_empty() && targets.troubles.is_empty();
        if nothing {
            return refuse(&nothing_in(&paths, &targets.skipped));
        }
        let selection = self.selection(settings);
        let allowances = &settings.lint.allow;
        let terms = Terms { catalog, selection: &selection, allowances };
        let is_mended = !self.fix || self.mend(&mut targets, &kinds, terms);
        let mut files: Vec<CheckedFile> = in_parallel(&targets.files, |file| check(file, terms));
        let is_partial = !selection.select.is_empty() || !selection.ignore.is_empty();
        let idle = if is_partial {
            Vec::new()
        } else {
            unused_allowances(&files, settings, self.paths.is_empty())
        };
        report(&idle);
        let unread: Vec<String> = targets.troubles.iter().map(ToString::to_string).collect();
        let fails = self.fails(&files, settings, !idle.is_empty());
        if self.quiet {
            files.iter_mut().for_each(hush);
        }
        let outcome = LintReport {
            files: &files,
            skipped: &targets.skipped,
            unread: &unread,
            meant_wrong: targets.meant_wrong,
        };
        let written = write_reports(self, outcome, &self.denied(settings));
        let is_whole = targets.troubles.is_empty() && is_mended;
        match (written, is_whole, fails) {
            (Err(why), ..) => refuse(&why),
            (Ok(()), false, _) => ExitCode::from(COULD_NOT_ANSWER),
            (Ok(()), true, fails) => ExitCode::from(u8::from(fails)),
        }
    }

    /// Fixes the files, or shows how. Whether all could be written.
    fn mend(&self, targets: &mut Targets, kinds: &Kinds<'_>, terms: Terms<'_>) -> bool {
        let mended = mend(targets, kinds, terms, self.diff);
        if self.stands_alone() {
            complain(mended.shown.trim_end());
        } else {
            print(&mended.shown, ExitCode::SUCCESS);
        }
        mended.messages.iter().for_each(|message| complain(message));
        !mended.failed
    }

    /// What is linted if nothing is named: what a team agreed on, else the usual folders.
    fn paths_or(&self, settings: &Settings) -> Result<Vec<String>, String> {
        if !self.paths.is_empty() {
            return Ok(self.paths.clone());
        }
        if !settings.lint.paths.is_empty() {
            return Ok(settings.lint.paths.clone());
        }
        let agreed: Vec<String> =
            settings.policies.iter().chain(&settings.paths).cloned().collect();
        if !agreed.is_empty() {
            return Ok(agreed);
        }
        let beside = |name: &str| settings.project().join(name);
        let usual = ["policies", "scenarios"].map(beside);
        let there: Vec<String> = usual
            .iter()
            .filter(|path| path.is_dir())
            .map(|path| path.display().to_string())
            .collect();
        if there.is_empty() {
            return Err(
                "there is nothing to lint\n  = help: name policy files, or a folder of them"
                    .to_owned(),
            );
        }
        Ok(there)
    }

    fn selection(&self, settings: &Settings) -> Selection {
        let or = |given: &[Choice], agreed: &[Choice]| {
            if given.is_empty() { agreed.to_vec() } else { given.to_vec() }
        };
        let ignore = settings.lint.ignore.iter().chain(&self.ignore).cloned();
        let select = or(&self.select, &settings.lint.select);
        let is_asked = |choice: &Choice| self.select.contains(choice);
        Selection { select, ignore: ignore.filter(|choice| !is_asked(choice)).collect() }
    }

    fn denied(&self, settings: &Settings) -> Vec<Choice> {
        settings.lint.deny.iter().chain(&self.deny).cloned().collect()
    }

    fn fails(&self, files: &[CheckedFile], settings: &Settings, has_idle: bool) -> bool {
        let denied = self.denied(settings);
        let outcome = LintReport { files, skipped: &[], unread: &[], meant_wrong: 0 };
        let denies_idle = denied.iter().any(|choice| {
            *choice == Choice::Code("unused-allow")
                || *choice == Choice::Severity(Severity::Warning)
        });
        outcome.fails(&denied) || (has_idle && denies_idle)
    }
}

fn tell(troubles: &[Trouble]) {
    for trouble in troubles {
        if trouble.source.name().is_empty() {
            complain(&format!("error: {}", crate::text::printable(&trouble.diagnostic.message)));
        } else {
            report(std::slice::from_ref(trouble));
        }
    }
}

fn nothing_in(paths: &[String], skipped: &[String]) -> String {
    let places: Vec<String> = paths.iter().map(|path| quote(path)).collect();
    let others = match skipped.len() {
        0 => String::new(),
        1 => "; the file there holds none".to_owned(),
        count => format!("; the {count} files there hold none"),
    };
    format!("there are no policies in {}{others}", places.join(", "))
}

/// Leaves errors and security warnings.
fn hush(file: &mut CheckedFile) {
    let is_loud = |judged: &crate::lint::Judged| judged.severity() >= Severity::SecurityWarning;
    file.remarks.retain(is_loud);
    for policy in &mut file.policies {
        policy.findings.retain(is_loud);
        policy.maybe = None;
    }
}

/// Warnings about what `iamsim.toml` allows and nothing needs: of a run of everything all, else those
/// about the files that were linted.
fn unused_allowances(files: &[CheckedFile], settings: &Settings, everything: bool) -> Vec<Trouble> {
    let Some(source) = &settings.lint.source else { return Vec::new() };
    let allowances = settings.lint.allow.iter().enumerate();
    let idle = allowances.filter(|(number, allowance)| {
        let is_met = || files.iter().any(|file| allowance.is_about(file.file.source.name()));
        let is_used = files.iter().any(|file| file.used_allowances.contains(number));
        !is_used && (everything || is_met())
    });
    let trouble = |(_, allowance): (usize, &crate::lint::Allowance)| {
        let message = format!("{} is allowed here and not found", quote(&allowance.code));
        let diagnostic = crate::text::Diagnostic::warning("unused-allow", allowance.span, message);
        Trouble { diagnostic: diagnostic.with_hint("remove it"), source: source.clone() }
    };
    idle.map(trouble).collect()
}

/// Whether a path leads to a file of the user's.
fn is_file(name: &str) -> bool {
    Path::new(name).is_file()
}
