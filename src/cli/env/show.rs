//! `iamsim env show`
use std::process::ExitCode;
use clap::Args;
use super::Sources;
#[derive(Args, Clone, Debug)]
pub(super) struct Show {
    #[command(flatten)]
    sources: Sources,
}
impl Show {
    pub(super) fn run(&self) -> ExitCode { let _ = &self.sources; ExitCode::SUCCESS }
}
