//! `iamsim repl`: a session in which somebody asks, changes something, and sees which answers turn.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::catalogue::CatalogueArguments;
use super::completions;
use super::console::{COULD_NOT_ANSWER, complain, refuse, refuse_mistaken};
use super::environment::EnvironmentArguments;
use crate::load::Files;
use crate::repl::{Ending, Manner, run};
use crate::text::json_text;
use crate::whatif::{Outcome, Powers, Session};

/// Ask, change something, and see which answers turn.
///
/// Lines are read from the terminal, from a pipe, or from a script. `help` lists what they may say,
/// and `help COMMAND` explains one. Policies may be files, ARNs of AWS's managed policies,
/// `FullAWSAccess` or `RCPFullAWSAccess`.
#[derive(Args, Debug)]
pub(super) struct Repl {
    /// Who asks where a question does not say
    #[arg(long = "as", value_name = "PRINCIPAL")]
    principal: Option<String>,
    /// Follow the lines of a file instead; - is the standard input. A line that is refused ends
    /// it with exit code 2
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Show each line of a script or a pipe in front of its reply
    #[arg(long)]
    echo: bool,
    /// Go on behind a line of a script or a pipe that is refused; the exit code is 2 all the same
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    environment: EnvironmentArguments,
    #[command(flatten)]
    policies: LayerArguments,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// Policies that are nobody's in particular, by layer.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Policies")]
pub(super) struct LayerArguments {
    /// An identity-based policy. Repeat for more
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    identity: Vec<String>,
    /// The resource-based policy; of a role, its trust policy
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    resource_policy: Option<String>,
    /// The caller's permissions boundary
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    permissions_boundary: Option<String>,
    /// A session policy. Repeat for more
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    session_policy: Vec<String>,
    /// The policy of the VPC endpoint that requests go through
    #[arg(long, value_name = "FILE", add = ArgValueCompleter::new(completions::policy))]
    vpc_endpoint_policy: Option<String>,
    /// The service control policies of one level, comma-separated. Repeat for the next level, root
    /// first
    #[arg(long, value_name = "FILE,..")]
    scp: Vec<String>,
    /// The resource control policies of one level, likewise
    #[arg(long, value_name = "FILE,..")]
    rcp: Vec<String>,
}

impl Repl {
    /// Replies to lines. 0: all were followed; 2: one of a script was refused, or there was no
    /// session.
    pub(super) fn run(&self) -> ExitCode {
        let catalog = match self.catalogue.catalog() {
            Ok(catalog) => catalog,
            Err(troubles) => return refuse_mistaken(&troubles),
        };
        // INVARIANT: there is one session, and it lasts as long as the program.
        let files: &'static Files = Box::leak(Box::new(Files::with_catalog(catalog)));
        let mut session = Session::new(files, Powers::ALL);
        if let Err(troubles) = self.environment.hold_in(&mut session) {
            return refuse_mistaken(&troubles);
        }
        for line in self.lines() {
            let reply = session.step(&line);
            if reply.outcome == Outcome::Refused {
                complain(reply.text.trim_end());
                return ExitCode::from(COULD_NOT_ANSWER);
            }
        }
        session.settle(Powers::ALL);
        let Self { script, echo, keep_going, .. } = self;
        let manner = Manner { script: script.clone(), echo: *echo, keep_going: *keep_going };
        match run(session, &manner) {
            Ok(Ending::Well) => ExitCode::SUCCESS,
            Ok(Ending::Refused) => ExitCode::from(COULD_NOT_ANSWER),
            Err(why) => refuse(&why),
        }
    }

    /// The lines that say what the options say.
    fn lines(&self) -> Vec<String> {
        let principal = self.principal.iter().map(|who| format!("as {}", json_text(who)));
        self.policies.lines().into_iter().chain(principal).collect()
    }
}

impl LayerArguments {
    /// The lines that say what the options say.
    pub(super) fn lines(&self) -> Vec<String> {
        let layers = [
            (&self.identity[..], "identity"),
            (self.resource_policy.as_slice(), "resource"),
            (self.permissions_boundary.as_slice(), "boundary"),
            (&self.session_policy[..], "session"),
            (self.vpc_endpoint_policy.as_slice(), "endpoint"),
        ];
        let mut lines: Vec<String> = Vec::new();
        for (files, layer) in layers {
            lines.extend(files.iter().map(|file| format!("load {} as {layer}", json_text(file))));
        }
        for (levels, layer) in [(&self.scp, "scp"), (&self.rcp, "rcp")] {
            for (level, files) in levels.iter().enumerate() {
                let files = files.split(',').map(str::trim).filter(|file| !file.is_empty());
                let load = |file| format!("load {} as {layer} {level}", json_text(file));
                lines.extend(files.map(load));
            }
        }
        lines
    }
}
