//! A known way to gain permissions, and the search for all ways of a family that a policy leaves open.

use std::collections::BTreeSet;

use crate::lint::finding::{Finding, Findings};
use crate::lint::reach::{Reach, Step};
use crate::lint::subject::Subject;
use crate::text::{Span, quote};

/// A known way to gain permissions.
#[derive(Debug)]
pub(super) struct Way {
    /// As pathfinding.cloud or Rhino Security Labs (`rhino-2`) number it; else the service and what
    /// is done there.
    pub id: &'static str,
    /// All are needed; of each, one of several steps.
    pub needs: &'static [&'static [Step<'static>]],
    /// What it does, as in: lets its holder ..
    pub gives: &'static str,
}

/// On a resource of another.
pub(super) const fn others(action: &'static str) -> Step<'static> {
    Step::on_others(action)
}

/// On what the holder has.
pub(super) const fn held(action: &'static str) -> Step<'static> {
    Step { action, reach: Reach::Held, types: &[], given: &[] }
}

/// On the user that asks.
pub(super) const fn own(action: &'static str) -> Step<'static> {
    Step { action, reach: Reach::OwnUser, types: &[], given: &[] }
}

/// On whatever the policy leaves.
pub(super) const fn chosen(action: &'static str) -> Step<'static> {
    Step { action, reach: Reach::Chosen, types: &[], given: &[] }
}

/// Passing somebody's role to a service.
pub(super) const fn pass_to(given: &'static [(&'static str, &'static str)]) -> Step<'static> {
    Step { action: "iam:PassRole", reach: Reach::Others, types: &[], given }
}

impl Way {
    /// Where the policy grants each of the steps; `None` if it does not grant all.
    fn open_in(&'static self, subject: &Subject<'_>) -> Option<OpenWay> {
        let mut places = Vec::new();
        let mut actions = Vec::new();
        for need in self.needs {
            let lets = |step: &Step<'static>| Some((step.action, subject.lets(step)?));
            let (action, by) = need.iter().find_map(lets)?;
            let statement = subject.statements().find(|one| by.contains(&one.number))?;
            places.push(statement.place_of(action));
            actions.push(action);
        }
        Some(OpenWay { way: self, actions, places })
    }
}

/// A way that a policy leaves open.
struct OpenWay {
    way: &'static Way,
    actions: Vec<&'static str>,
    places: Vec<Span>,
}

impl OpenWay {
    /// Where the way begins, and where it ends.
    fn first(&self) -> Option<Span> {
        self.places.first().copied()
    }

    fn last(&self) -> Option<Span> {
        self.places.last().copied()
    }

    fn told(&self) -> String {
        let names: Vec<String> = self.actions.iter().map(|action| quote(action)).collect();
        format!("{}: {}", names.join(" and "), self.way.gives)
    }
}

/// How many places are pointed at.
const MOST_LABELS: usize = 4;

/// How many ways are named where not all are.
const MOST_NAMED: usize = 12;

/// One finding with all ways of a family that the policy leaves open. Who may do everything gains
/// nothing.
pub(super) fn find(
    subject: &Subject<'_>,
    findings: &mut Findings<'_>,
    ways: &'static [Way],
    what_to_do: &str,
) {
    if !subject.grants() {
        return;
    }
    let open: Vec<OpenWay> = ways.iter().filter_map(|way| way.open_in(subject)).collect();
    let Some(first) = open.first() else { return };
    let Some(place) = first.first() else { return };
    if !subject.full_access().is_empty() {
        return;
    }
    let gives = first.way.gives;
    let message = match open.len() {
        1 => format!("this lets its holder {gives}"),
        count => {
            format!("this lets its holder gain permissions in {count} ways, one of them: {gives}")
        }
    };
    let finding = findings.at(place, message);
    label(finding, &open);
    finding.hint(format!("{what_to_do} (known as {})", names_of(&open)));
}

/// Says at each place which way ends there.
fn label(finding: &mut Finding, open: &[OpenWay]) {
    let places: BTreeSet<Span> = open.iter().filter_map(OpenWay::last).collect();
    for place in places.into_iter().take(MOST_LABELS) {
        let mut here = open.iter().filter(|way| way.last() == Some(place));
        let Some(told) = here.next().map(OpenWay::told) else { continue };
        match here.count() {
            0 => finding.label(place, told),
            more => finding.label(place, format!("{told}; and {more} more")),
        };
    }
}

fn names_of(open: &[OpenWay]) -> String {
    let names: Vec<&str> = open.iter().map(|one| one.way.id).take(MOST_NAMED).collect();
    let rest = open.len().saturating_sub(names.len());
    let more = if rest == 0 { String::new() } else { format!(", and {rest} more") };
    format!("{}{more}", names.join(", "))
}
