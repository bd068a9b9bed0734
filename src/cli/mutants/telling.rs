//! What is told, and how.

use crate::cli::reports::{Manner, ReportKind, folder_in_repository};
use crate::scenario::mutants::{MutantReport, MutantsForPeople, MutantsJson, PoliciesAsSuites};
use crate::scenario::report::{Detail, Github, InWorkflowLog, Junit, Markdown, Subject, Tap};

/// A report of a kind.
pub(super) fn report(kind: ReportKind, manner: Manner, detail: Detail) -> Box<dyn MutantReport> {
    let subject = Subject::Mutants;
    match kind {
        ReportKind::Human => {
            let people = MutantsForPeople::new(detail, manner.style);
            if manner.in_workflow_log { Box::new(InWorkflowLog(people)) } else { Box::new(people) }
        }
        ReportKind::Json => Box::new(MutantsJson),
        ReportKind::Junit => Box::new(PoliciesAsSuites(Junit::new(subject))),
        ReportKind::Tap => Box::new(PoliciesAsSuites(Tap::default())),
        ReportKind::Github => Box::new(PoliciesAsSuites(Github::in_folder(folder_in_repository()))),
        ReportKind::Markdown => Box::new(PoliciesAsSuites(Markdown::new(subject))),
    }
}
