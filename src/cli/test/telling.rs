//! What is told, and how.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::cli::reports::{Manner, ReportKind, folder_in_repository};
use crate::scenario::FileReport;
use crate::scenario::report::{
    AsSuites, Detail, Ending, Github, InWorkflowLog, Json, Junit, Markdown, People, Report,
    Subject, Tap,
};
use crate::text::RenderStyle;

/// How much people are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    pub(super) detail: Detail,
    /// What edits are counted by that would turn a failed case.
    pub(super) catalog: &'static Catalog,
    /// Whether such edits are told in full.
    pub(super) suggest: bool,
}

/// A report of a kind.
pub(super) fn report(kind: ReportKind, manner: Manner, told: Telling) -> Box<dyn Report> {
    match kind {
        ReportKind::Human => {
            let people = ForPeople::new(told, manner.style);
            if manner.in_workflow_log { Box::new(InWorkflowLog(people)) } else { Box::new(people) }
        }
        ReportKind::Json => Box::new(Json::default()),
        ReportKind::Junit => Box::new(AsSuites(Junit::new(Subject::Cases))),
        ReportKind::Tap => Box::new(AsSuites(Tap::default())),
        ReportKind::Github => Box::new(AsSuites(Github::in_folder(folder_in_repository()))),
        ReportKind::Markdown => Box::new(AsSuites(Markdown::new(Subject::Cases))),
    }
}

/// The report for people, which counts the warnings that it does not show, and says nothing of a
/// run in which nothing ran.
struct ForPeople {
    people: People,
    counts_warnings: bool,
    warnings: BTreeSet<(String, u32, &'static str)>,
}

impl ForPeople {
    fn new(told: Telling, style: RenderStyle) -> Self {
        let detail = told.detail;
        Self {
            people: People::new(detail, style).advising(told.catalog, told.suggest),
            counts_warnings: detail != Detail::Verbose,
            warnings: BTreeSet::new(),
        }
    }
}

impl Report for ForPeople {
    fn file(&mut self, report: &FileReport) -> String {
        if self.counts_warnings {
            self.warnings.extend(report.warnings.iter().map(|warning| {
                let (diagnostic, name) = (&warning.diagnostic, warning.source.name());
                (name.to_owned(), diagnostic.span.start, diagnostic.code)
            }));
        }
        self.people.file(report)
    }

    fn end(&mut self, ending: &Ending) -> String {
        if ending.summary.cases() == 0 && ending.summary.unreadable == 0 {
            return String::new();
        }
        let text = self.people.end(ending);
        match self.warnings.len() {
            0 => text,
            1 => format!("{}; 1 warning about a policy, see --verbose\n", text.trim_end()),
            many => format!("{}; {many} warnings about policies, see --verbose\n", text.trim_end()),
        }
    }
}
