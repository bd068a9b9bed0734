//! Each policy with its mutants as a suite.

use std::collections::BTreeSet;

use super::outcome::{Judged, MutantRun, Outcome};
use super::people::{diff_text, why};
use crate::scenario::report::{Annotation, Entry, Failure, Status, Suite};
use crate::text::{RenderStyle, printable};

/// The policies with their mutants, the worst first: readers of reports look at the first few.
pub(super) fn suites(run: &MutantRun) -> Vec<Suite> {
    let worst_first = run.judged.iter().map(|one| &*one.policy);
    let mut seen = BTreeSet::new();
    let policies = worst_first.chain(run.policies.iter().map(|policy| &**policy));
    let policies = policies.filter(|policy| seen.insert(*policy));
    let suite = |policy: &str| {
        let mutants = run.judged.iter().filter(|one| *one.policy == *policy);
        Suite { name: policy.to_owned(), entries: mutants.map(entry).collect(), unreadable: None }
    };
    policies.map(suite).collect()
}

fn entry(one: &Judged) -> Entry {
    Entry {
        id: one.id.clone(),
        name: one.name().to_owned(),
        place: one.place.clone(),
        status: match one.outcome {
            Outcome::Caught { .. } => Status::Passed,
            Outcome::Equivalent => {
                let reason = format!("{}: {}", one.mutant.description, why(one));
                Status::Skipped { reason }
            }
            Outcome::Unasked | Outcome::Masked { .. } | Outcome::Loose { .. } => {
                Status::Failed(failure(one))
            }
        },
    }
}

fn failure(one: &Judged) -> Failure {
    let message = format!("no case notices if {}", one.mutant.description);
    let grants = match one.mutant.direction {
        super::Direction::More => "this grants more",
        super::Direction::Either => "this may grant more",
        super::Direction::Less => "this grants less",
    };
    let why = printable(&why(one));
    let diff = one.diff().map(|diff| diff_text(&diff, RenderStyle::Plain));
    Failure {
        kind: "survived",
        details: format!("{}{why}\n", diff.unwrap_or_default()),
        annotations: vec![Annotation {
            place: one.place.clone(),
            message: format!("{message}; {grants}; {why}"),
        }],
        message,
    }
}
