//! In: what AWS said when it refused a call. Out: the request, the layer, the statement in the
//! policies here, and a scenario: `iamsim explain`.

mod answer;
mod arguments;
mod ask;
mod command;
mod scenario;
#[cfg(test)]
mod schema_tests;
mod text;

use std::process::ExitCode;
use std::sync::Arc;

use super::console::{COULD_NOT_ANSWER, complain, print, refuse, refuse_mistaken, report};
use crate::bundle::{PolicyReader, Trouble};
use crate::load::{Files, STDIN_NAME, is_stdin, read_source, stdin_bytes};
use crate::policy::Reading;
use crate::text::{Source, printable};
use crate::whatif::incident::{Findings, Incident, Word, read};
use answer::ExplainAnswer;
pub(super) use arguments::Explain;
use arguments::Format;
use ask::{Asked, Asker};

/// A request that AWS refused, and what came of asking it.
struct Explained {
    incident: Incident,
    outcome: Outcome,
}

/// What came of asking.
enum Outcome {
    /// Nobody named policies.
    NotAsked,
    /// The text does not tell enough.
    Incomplete,
    /// There is no answer.
    Refused(Vec<Trouble>),
    /// The policies answer.
    Asked(Box<Asked>),
}

/// All requests of a text.
struct Explanations {
    source: Arc<Source>,
    all: Vec<Explained>,
    skipped: usize,
}

impl Explain {
    /// Explains each refused call. 0: explained; 1: the policies do not say what AWS said; 2: one of
    /// them cannot be asked.
    pub(super) fn run(&self) -> ExitCode {
        match self.explain() {
            Ok(code) => code,
            Err(troubles) => refuse_mistaken(&troubles),
        }
    }

    fn explain(&self) -> Result<ExitCode, Vec<Trouble>> {
        let catalog = self.catalogue.catalog()?;
        let source = Arc::new(self.source().map_err(|why| vec![Files::trouble(STDIN_NAME, why)])?);
        let Findings { incidents, skipped, .. } = read(&source, catalog)?;
        let loaded = self.environment.load()?;
        let files = Files::with_catalog(catalog);
        let reading = if self.as_stored { Reading::AsStored } else { Reading::Strict };
        let mut asker = Asker {
            arguments: self,
            catalog,
            reader: PolicyReader::new(&files, reading),
            environment: loaded.as_ref().map(|loaded| &loaded.environment),
        };
        if self.write_scenario.is_some() && !asker.has_policies() {
            let message =
                "a scenario needs policies: --env FILE, or a layer such as --identity FILE";
            return Ok(refuse(message));
        }
        let mut all = Vec::new();
        for incident in incidents {
            all.push(asker.explain(incident));
            report(&asker.reader.take_warnings());
        }
        let explanations = Explanations { source, all, skipped };
        let code = explanations.exit_code();
        let written = self.write_scenario(&explanations, catalog);
        let code = print(&explanations.told(self, catalog), code);
        explanations.complain();
        match written {
            Ok(None) => Ok(code),
            Ok(Some(note)) => {
                complain(&printable(&note));
                Ok(code)
            }
            Err(why) => Ok(refuse(&printable(&why))),
        }
    }

    fn source(&self) -> Result<Source, String> {
        if !is_stdin(&self.file) {
            return read_source(&self.file);
        }
        Source::from_bytes(STDIN_NAME, stdin_bytes()?.to_vec())
            .map_err(|why| format!("cannot read the standard input: {}", why.diagnostic.message))
    }
}

impl Explanations {
    fn exit_code(&self) -> ExitCode {
        let code = |one: &Explained| match &one.outcome {
            Outcome::NotAsked => 0,
            Outcome::Incomplete | Outcome::Refused(_) => COULD_NOT_ANSWER,
            Outcome::Asked(asked) => match &asked.comparison {
                Some(comparison) => u8::from(comparison.word != Word::Same),
                None => 0,
            },
        };
        ExitCode::from(self.all.iter().map(code).max().unwrap_or(COULD_NOT_ANSWER))
    }

    fn told(&self, arguments: &Explain, catalog: &'static crate::catalog::Catalog) -> String {
        match arguments.format {
            Format::Text => self.text(catalog),
            Format::Json => ExplainAnswer::of(self, catalog).to_json(),
        }
    }

    /// Draws the mistakes that left a question without an answer.
    fn complain(&self) {
        for one in &self.all {
            if let Outcome::Refused(troubles) = &one.outcome {
                report(troubles);
            }
        }
    }
}
