//! Each policy with its mutants as a suite.

use std::collections::BTreeMap;

use super::outcome::{Judged, MutantRun, Outcome};
use super::people::{diff_text, why};
use crate::scenario::report::{Annotation, Entry, Failure, Status, Suite};
use crate::text::{RenderStyle, printable};

/// The policies in the order of their paths, each with its mutants in the order of its text.
pub(super) fn suites(run: &MutantRun) -> Vec<Suite> {
    let mut by_policy: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for policy in &run.policies {
        by_policy.entry(policy).or_default();
    }
    for one in &run.judged {
        by_policy.entry(&one.policy).or_default().push(one);
    }
    let suite = |(policy, mut mutants): (&str, Vec<&Judged>)| {
        mutants.sort_by_key(|one| (one.mutant.span.start, one.mutant.operator));
        let entries = mutants.into_iter().map(entry).collect();
        Suite { name: policy.to_owned(), entries, unreadable: None }
    };
    by_policy.into_iter().map(suite).collect()
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
