//! `iamsim completions`: what shells need to complete commands, flags and AWS's names.

mod bash;
mod names;

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};

use super::console::{print, refuse};
use bash::Bash;
pub(super) use names::{
    action, action_or_service, anything, condition_key, context, managed_policy,
};

/// Shells set this variable when they ask for completions.
const VARIABLE: &str = "IAMSIM_COMPLETE";

const SHELLS: Shells<'static> = Shells(&[&Bash, &Zsh, &Fish, &Elvish, &Powershell]);

/// Prints what a shell needs to complete commands, flags, actions of AWS and more
///
/// For bash: `source <(iamsim completions bash)` in ~/.bashrc; for zsh the same in ~/.zshrc; for
/// fish: `iamsim completions fish | source` in ~/.config/fish/config.fish.
#[derive(Args, Clone, Debug)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    Powershell,
}

impl Completions {
    /// Prints the script.
    pub(super) fn run(&self) -> ExitCode {
        let shell: &dyn EnvCompleter = match self.shell {
            Shell::Bash => &Bash,
            Shell::Zsh => &Zsh,
            Shell::Fish => &Fish,
            Shell::Elvish => &Elvish,
            Shell::Powershell => &Powershell,
        };
        let mut script = Vec::new();
        match shell.write_registration(VARIABLE, "iamsim", "iamsim", "iamsim", &mut script) {
            Ok(()) => print(&String::from_utf8_lossy(&script), ExitCode::SUCCESS),
            Err(why) => refuse(&format!("cannot write the script: {why}")),
        }
    }
}

/// Answers a shell that asks for completions, and ends the program; does nothing otherwise.
pub(super) fn answer_shell<C: CommandFactory>() {
    CompleteEnv::with_factory(C::command).var(VARIABLE).bin("iamsim").shells(SHELLS).complete();
}

/// ARNs of managed policies, or files.
pub(super) fn policy(current: &OsStr) -> Vec<CompletionCandidate> {
    match current.to_str() {
        Some(text) if text.starts_with("arn:") => names::managed_arns(text),
        None | Some(_) => PathCompleter::file().complete(current),
    }
}
