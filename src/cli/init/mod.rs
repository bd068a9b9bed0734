//! In: `iamsim init` and policies. Out: a first scenario file.

mod around;
mod asked;
mod choose;
mod decide;
mod group;
mod layers;
mod left_out;
mod proposal;
mod reason;
mod showing;
mod subjects;
mod table;
mod wording;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::catalogue::CatalogueArguments;
use super::check::Policies;
use super::console::{COULD_NOT_ANSWER, complain, print, refuse, refuse_mistaken, report};
use super::environment::EnvironmentArguments;
use crate::aws::Arn;
use crate::bundle::Trouble;
use crate::edges::Caller;
use crate::load::{Files, create};
use crate::request::Principal;
use crate::text::{printable, quote};
use around::{Around, nothing_of};
use choose::{Choice, choose, is_terminal, width};
use decide::propose;
use group::{Group, Groups, Unread, groups};
use proposal::{Proposal, Proposals};
use subjects::{Only, subjects};
use table::table;
use write::{scenario_text, verify};

/// What the command does.
const ABOUT: &str = "\
Writes a first scenario file from policies.

Makes up the requests at the edges of each statement: each action and one beside it, each resource \
and one just outside, each caller and a stranger, each condition value, one past it, and the key \
absent. Decides them, shows what they come to, and asks whether that is what you meant; on a \
terminal you choose, elsewhere --yes accepts. What you accept becomes a scenario file that \
`iamsim test` passes at once, and that fails as soon as a change to the policies changes an answer.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim init                              the folder policies, into scenarios/policies.json
  iamsim init policies/home.json           one policy
  iamsim init home.json --permissions-boundary limit.json --as arn:aws:iam::111122223333:role/app
  iamsim init trust.json --on arn:aws:iam::111122223333:role/app --out scenarios/app.json
  iamsim init --scp guardrails.json        policies of a level of an organization
  iamsim init --env account.json           the policies of an account
  iamsim init --env account.json --as app  those of a user or role

Then: iamsim test runs the cases, iamsim mutants says which changes they would not notice.

Exit codes: 0 written, or nothing to be written; 2 a policy has mistakes, the others are written \
all the same, or the file is there already; 130 interrupted.";

/// `iamsim init`
#[derive(Args, Clone, Debug)]
#[command(about = "Writes a first scenario file from policies", long_about = ABOUT, after_help = EXAMPLES)]
pub(super) struct Init {
    /// Policy files, or folders of them; the folder policies if none is named. Each is asked by
    /// itself, together with the policies of the options below. Policies with Principal are
    /// resource-based, or trust policies if they are about assuming a role; Deny for a root user is
    /// a service control policy; all others are identity-based.
    #[arg(value_name = "POLICY")]
    paths: Vec<PathBuf>,
    /// The scenario file to write; scenarios/NAME.json if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Who asks where no policy says who; user/alice of the account that the policies name if not
    /// given.
    #[arg(long = "as", value_name = "PRINCIPAL")]
    principal: Option<String>,
    /// What resource-based policies without a Resource of their own belong to: a role, a KMS key.
    #[arg(long = "on", value_name = "ARN")]
    resource: Option<String>,
    /// Write all proposed cases without asking.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    environment: EnvironmentArguments,
    #[command(flatten)]
    policies: Policies,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// What shells say of a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// How many policies a sentence names.
const MOST_NAMED: usize = 4;

/// The folder that is taken where no policy is named.
const USUAL_FOLDER: &str = "policies";

impl Init {
    /// Proposes cases and writes the chosen ones. 0: written, or nothing was to be written; 2: a
    /// policy has mistakes, or the file cannot be written.
    pub(super) fn run(&self) -> ExitCode {
        let files = self.catalogue.catalog().map(Files::with_catalog);
        let proposed = files.and_then(|files| {
            let around = self.around()?;
            Ok((self.proposals(&files, around.as_ref())?, files, around))
        });
        match proposed {
            Ok(((out, proposals), files, around)) => {
                let mut troubles: Vec<Trouble> = Vec::new();
                for trouble in proposals.unread.iter().flat_map(|one| &one.troubles) {
                    if !troubles.iter().any(|known| known.to_string() == trouble.to_string()) {
                        troubles.push(trouble.clone());
                    }
                }
                report(&troubles);
                let offered = self.offer(&out, &proposals, (&files.anew(), around.as_ref()));
                or_unread(offered, &proposals.unread)
            }
            Err(troubles) => refuse_mistaken(&troubles),
        }
    }

    /// What the sources of `--env` say.
    fn around(&self) -> Result<Option<Around>, Vec<Trouble>> {
        let Some(loaded) = self.environment.load()? else { return Ok(None) };
        let (sources, stated) = (self.environment.sources().to_vec(), self.environment.stated()?);
        Ok(Some(Around { environment: loaded.environment, sources, stated }))
    }

    fn proposals(
        &self,
        files: &Files,
        around: Option<&Around>,
    ) -> Result<(PathBuf, Proposals), Vec<Trouble>> {
        let one = |trouble: Trouble| vec![trouble];
        let caller = self.caller(around).map_err(one)?;
        self.check_resource().map_err(one)?;
        let paths = self.paths_or_usual();
        let out = self.out_file(&paths).map_err(one)?;
        let layers = self.policies.assemble();
        let has_layers = layers.as_object().is_some_and(|layers| !layers.is_empty());
        let (groups, caller) = match around {
            Some(around) if paths.is_empty() && !has_layers => {
                (self.groups_of(around, caller.as_ref())?, caller)
            }
            Some(around) => {
                let caller = caller.or_else(|| first_of(around));
                (groups(&paths, &layers, &out)?, caller)
            }
            None => (groups(&paths, &layers, &out)?, caller),
        };
        for skipped in &groups.skipped {
            complain(&format!("note: {} is no policy", printable(&skipped.display().to_string())));
        }
        for guardrail in &groups.only_denying {
            let shown = printable(&guardrail.display().to_string());
            complain(&format!(
                "note: {shown} allows nothing, and is taken as identity-based; if it is a service \
                 control policy, give it as --scp"
            ));
        }
        let cast = decide::Wishes { caller, resource: self.resource.as_deref(), around };
        let proposals = propose(groups, &out, files, &cast)?;
        Ok((out, proposals))
    }

    /// The policies of an environment, of those that are asked about.
    fn groups_of(&self, around: &Around, caller: Option<&Caller>) -> Result<Groups, Vec<Trouble>> {
        let caller = caller.map(|caller| &*caller.text);
        let resource = self.resource.as_deref();
        let (subjects, left_out) = subjects(&around.environment, Only { caller, resource });
        for note in left_out.notes() {
            complain(&format!("note: {}", printable(&note)));
        }
        if subjects.is_empty() {
            return Err(vec![nothing_of(caller, resource)]);
        }
        let found = subjects.into_iter().map(Group::of_subject).collect();
        Ok(Groups { found, ..Groups::default() })
    }

    fn caller(&self, around: Option<&Around>) -> Result<Option<Caller>, Trouble> {
        let Some(text) = &self.principal else { return Ok(None) };
        if let Some(around) = around {
            return around.caller(text).map(Some);
        }
        Principal::parse(text)
            .map(|_| Some(Caller::named(text.as_str())))
            .map_err(|why| group::mistake(format!("--as: {why}")))
    }

    fn check_resource(&self) -> Result<(), Trouble> {
        match &self.resource {
            Some(text) if Arn::parse(text).is_none() => {
                Err(group::mistake(format!("--on takes an ARN, not {}", quote(text))))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn paths_or_usual(&self) -> Vec<PathBuf> {
        let has_layers =
            self.policies.assemble().as_object().is_some_and(|layers| !layers.is_empty());
        let is_asked_for = self.paths.is_empty() && !has_layers && !self.environment.is_given();
        if is_asked_for && Path::new(USUAL_FOLDER).is_dir() {
            return vec![USUAL_FOLDER.into()];
        }
        self.paths.clone()
    }

    /// Where to write: nothing may be there yet.
    fn out_file(&self, paths: &[PathBuf]) -> Result<PathBuf, Trouble> {
        let named = || {
            let stem = paths.first().or_else(|| self.environment.sources().first());
            let stem = stem.and_then(|path| path.canonicalize().ok());
            let stem = stem.and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
            Path::new("scenarios").join(format!("{}.json", stem.as_deref().unwrap_or("policies")))
        };
        let out = self.out.clone().unwrap_or_else(named);
        let shown = out.display();
        if out.extension().is_none_or(|ending| ending != "json") {
            let trouble = group::mistake(format!("cannot write {shown}: it does not end in .json"));
            return Err(trouble.with_hint("scenario files are written as JSON"));
        }
        if out.symlink_metadata().is_ok() {
            let trouble = group::mistake(format!("{shown} is there already, and is left as it is"));
            return Err(trouble.with_hint("name another file with --out, or delete this one"));
        }
        Ok(out)
    }

    fn offer(
        &self,
        out: &Path,
        proposals: &Proposals,
        (files, around): (&Files, Option<&Around>),
    ) -> ExitCode {
        let shown = table(proposals, out, width());
        if print(&shown, ExitCode::SUCCESS) != ExitCode::SUCCESS {
            return ExitCode::from(COULD_NOT_ANSWER);
        }
        if proposals.cases.is_empty() {
            return refuse("no request could be made up for these policies");
        }
        let chosen = match (self.yes, is_terminal()) {
            (true, _) => Choice::All,
            (false, true) => choose(proposals),
            (false, false) => {
                let text = format!(
                    "nothing is written yet; to accept: iamsim init .. --yes writes {}\n",
                    printable(&out.display().to_string())
                );
                return print(&text, ExitCode::SUCCESS);
            }
        };
        let kept: Vec<&Proposal> = match &chosen {
            Choice::Interrupted => {
                return print("nothing is written\n", ExitCode::from(INTERRUPTED));
            }
            Choice::Nothing => return print("nothing is written\n", ExitCode::SUCCESS),
            Choice::All => proposals.cases.iter().collect(),
            Choice::Some(numbers) => {
                numbers.iter().filter_map(|number| proposals.cases.get(*number)).collect()
            }
        };
        write_cases(out, proposals, &kept, (files, around))
    }
}

/// Who asks in an environment where nobody says who.
fn first_of(around: &Around) -> Option<Caller> {
    let caller = around.somebody()?;
    let shown = printable(&caller.text);
    complain(&format!(
        "note: {shown} asks, the first of the environment; --as PRINCIPAL names another"
    ));
    Some(caller)
}

/// How the program ends where policies could not be read.
fn or_unread(code: ExitCode, unread: &[Unread]) -> ExitCode {
    if unread.is_empty() {
        return code;
    }
    let names = unread.iter().take(MOST_NAMED).map(|one| quote(&one.name));
    let names = names.collect::<Vec<_>>().join(", ");
    let they = if unread.len() == 1 { "it" } else { "they" };
    let more = match unread.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let refused = refuse(&format!("no case is about {names}{more}: {they} cannot be read"));
    if code == ExitCode::SUCCESS { refused } else { code }
}

fn write_cases(
    out: &Path,
    proposals: &Proposals,
    kept: &[&Proposal],
    (files, around): (&Files, Option<&Around>),
) -> ExitCode {
    let text = scenario_text(proposals, kept, (out, around));
    let written = verify(out, &text, files).and_then(|()| create(out, &text));
    match written {
        Ok(()) => {
            let shown = printable(&out.display().to_string());
            let cases = if kept.len() == 1 { "case" } else { "cases" };
            let text = format!(
                "wrote {} {cases} to {shown}; `iamsim test {shown}` runs them\n",
                kept.len()
            );
            print(&text, ExitCode::SUCCESS)
        }
        Err(message) if around.is_some_and(Around::is_stated) => refuse(&format!(
            "{}; a scenario file names the files of its environment alone: put what --account, --region \
             and --parameter say into one with `iamsim env export`, and start from that",
            printable(&message)
        )),
        Err(message) => refuse(&printable(&message)),
    }
}

/// The layers of a group and what they are called.
fn title_of(groups: &[Group], around: Option<&Around>) -> String {
    if let Some(around) = around.filter(|_| groups.iter().any(|group| group.subject.is_some())) {
        let names = around.sources.iter().map(|path| path.display().to_string());
        return format!(
            "What the policies of {} allow and deny",
            names.collect::<Vec<_>>().join(", ")
        );
    }
    match groups {
        [one] => format!("What {} allows and denies", one.name),
        several => format!("What {} policies allow and deny, each by itself", several.len()),
    }
}
