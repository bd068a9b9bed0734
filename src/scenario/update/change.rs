//! What becomes of an expectation, in words.

use crate::bundle::{Trouble, Verdict};
use crate::explain::{Supply, describe};
use crate::scenario::expectation::Wanted;
use crate::text::{RenderStyle, printable};

/// What becomes of the expectation of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The cell: `file#name[action=..]`.
    pub id: String,
    /// What was expected.
    pub from: Wanted,
    /// What is expected now; the same if only the reason is another.
    pub to: Wanted,
    /// Why that came out, in one line.
    pub why: String,
}

impl Change {
    pub(super) fn decided(id: String, from: Wanted, to: Wanted, verdict: &Verdict) -> Self {
        Self { id, from, to, why: why(verdict) }
    }

    pub(super) fn mistaken(id: String, from: Wanted, to: Wanted, trouble: &Trouble) -> Self {
        Self { id, from, to, why: printable(&trouble.to_string()) }
    }

    /// The change for people: a line for what, a line for why.
    pub fn text(&self) -> String {
        let what = if self.from == self.to {
            format!("{}, for another reason", self.to)
        } else {
            format!("{} -> {}", self.from, self.to)
        };
        format!("{}: {}\n  {}\n", printable(&self.id), printable(&what), self.why)
    }
}

/// The reason in one line, and the statement that decides with its place.
fn why(verdict: &Verdict) -> String {
    let Some(deciding) = verdict.deciding() else { return String::new() };
    let (context, explanation) = (&deciding.context, &deciding.explanation);
    let described =
        describe(verdict.decision, &[(context, explanation)], RenderStyle::Plain, Supply::Scenario);
    let because = described.lines().find(|line| line.starts_with("because "));
    let because = because.unwrap_or_default().to_owned();
    let decided_by = explanation.decided_by;
    let statement = explanation.matched.iter().find(|one| Some(one.layer) == decided_by);
    match statement {
        Some(statement) => {
            let at = statement.source.position(statement.span.start);
            let place = format!("{}:{}:{}", statement.policy, at.line, at.column);
            format!("{because}, at {}", printable(&place))
        }
        None => because,
    }
}
