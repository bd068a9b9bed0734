//! A summary in GitHub-flavoured Markdown.

use super::{Ending, Subject, Suite, SuiteReport};

/// Counts and failures; written as a whole at the end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Markdown {
    subject: Subject,
}

impl Markdown {
    /// A report on this.
    pub fn new(subject: Subject) -> Self {
        Self { subject }
    }
}

impl SuiteReport for Markdown {
    fn suite(&mut self, _suite: &Suite) -> String {
        String::new()
    }

    fn end(&mut self, ending: &Ending) -> String {
        let (subject, summary) = (self.subject, &ending.summary);
        format!(
            "## {}\n\n- {} {}\n- {} {}\n- {} without an answer\n- {} {}\n",
            subject.title(),
            summary.passed,
            subject.passed(),
            summary.failed,
            subject.failed(),
            summary.errored,
            summary.skipped,
            subject.skipped(),
        )
    }
}
