//! Requests made up, decided on both sides, and held against each other.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::changes::changes;
use super::outcome::{Finding, Impact, Reach, Turn};
use super::requests::Requests;
use super::side::Side;
use super::split::told_apart;
use super::touched::touched;
use crate::aws::ActionName;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::edges::Draft;
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::text::Arrange;

/// How requests are looked for.
#[derive(Clone, Copy)]
pub struct Search<'s> {
    /// What is known of AWS's services and policies.
    pub catalog: &'s Catalog,
    /// How many requests are decided at most.
    pub most: usize,
    /// Hears after each step how many steps are done, of how many.
    pub progress: &'s (dyn Fn(Stage, usize, usize) + Sync),
}

/// What a search is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Requests at the edges of policies are made up; a policy is a step.
    Policies,
    /// Requests are decided; each is a step.
    Requests,
}

/// Decides requests at the edges of all policies that a change touches, before and after.
pub fn impact(before: &Environment, after: &Environment, search: Search<'_>) -> Impact {
    let mut impact = Impact { changes: changes(before, after), ..Impact::default() };
    let drafts = drafts([before, after], search, &mut impact);
    let decided = decide_all([before, after], &drafts, search);
    let one = Side::new(before, after, search.catalog);
    let other = Side::new(after, before, search.catalog);
    let mut pairing =
        Pairing { sides: [one, other], catalog: search.catalog, seen: BTreeSet::new(), impact };
    let answered = drafts.into_iter().zip(decided).collect();
    let (further, left_out) = told_apart([before, after], &answered, search);
    pairing.impact.left_out += left_out;
    for (draft, decided) in answered.into_iter().chain(further) {
        pairing.add(draft, decided);
    }
    pairing.finish()
}

/// What is decided before and after, in the order of the requests. Several threads decide some each.
pub(super) fn decide_all(
    [before, after]: [&Environment; 2],
    drafts: &[Draft],
    search: Search<'_>,
) -> Vec<[Decided; 2]> {
    let done = AtomicUsize::new(0);
    let share = drafts.len().div_ceil(rayon::current_num_threads()).max(1);
    let decide = |share: &[Draft]| -> Vec<[Decided; 2]> {
        let mut sides = [(before, after), (after, before)]
            .map(|(own, other)| Side::new(own, other, search.catalog));
        let both = |draft| {
            let decided = sides.each_mut().map(|side| side.decide(draft));
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            (search.progress)(Stage::Requests, done, drafts.len());
            decided
        };
        share.iter().map(both).collect()
    };
    drafts.par_chunks(share).flat_map_iter(decide).collect()
}

pub(super) type Decided = Result<Decision, Vec<Trouble>>;

/// The requests about all policies, each once: of every policy the first, then of every the second,
/// as many as are to be decided.
fn drafts(sides: [&Environment; 2], search: Search<'_>, impact: &mut Impact) -> Vec<Draft> {
    let mut side = Side::new(sides[1], sides[0], search.catalog);
    let mut requests = Requests::new(sides, &mut side.reader);
    let mut waiting = Vec::new();
    let touched = touched(sides[0], sides[1]);
    for (number, one) in touched.iter().enumerate() {
        match requests.of(one) {
            Ok(drafts) => waiting.push(drafts.into_iter()),
            Err(troubles) => add_troubles(&mut impact.troubles, troubles),
        }
        (search.progress)(Stage::Policies, number + 1, touched.len());
    }
    impact.unasked.extend(std::mem::take(&mut requests.untried));
    let (mut seen, mut chosen) = (BTreeSet::new(), Vec::new());
    while !waiting.is_empty() {
        waiting.retain_mut(|drafts| {
            let Some(draft) = drafts.next() else { return false };
            if seen.insert(id_of(&draft)) {
                if chosen.len() < search.most {
                    chosen.push(draft);
                } else {
                    impact.left_out += 1;
                }
            }
            true
        });
    }
    chosen
}

/// What tells requests apart.
pub(super) fn id_of(draft: &Draft) -> String {
    draft.to_node().to_json_line()
}

/// Adds mistakes that are not there yet.
fn add_troubles(known: &mut Vec<Trouble>, troubles: Vec<Trouble>) {
    for trouble in troubles {
        let is_same = |other: &Trouble| {
            let (one, two) = (&other.diagnostic, &trouble.diagnostic);
            other.source.name() == trouble.source.name()
                && (one.code, one.span) == (two.code, two.span)
                && one.message == two.message
        };
        if !known.iter().any(is_same) {
            known.push(trouble);
        }
    }
}

struct Pairing<'e, 'd> {
    sides: [Side<'e, 'd>; 2],
    catalog: &'d Catalog,
    /// The findings so far, by what they ask.
    seen: BTreeSet<String>,
    impact: Impact,
}

impl Pairing<'_, '_> {
    fn add(&mut self, draft: Draft, decided: [Decided; 2]) {
        self.impact.asked += 1;
        match decided.into() {
            (Ok(before), Ok(after)) => {
                if let Some(turn) = Turn::of(before, after) {
                    let shorter = self.shortened(draft, [before, after]);
                    if self.seen.insert(id_of(&shorter)) {
                        self.find(shorter, turn);
                    }
                }
            }
            (before, after) => {
                self.impact.asked -= 1;
                let troubles = before.err().into_iter().chain(after.err()).flatten();
                let (about, in_policies): (Vec<_>, Vec<_>) =
                    troubles.partition(|trouble| trouble.source.name().is_empty());
                add_troubles(&mut self.impact.troubles, in_policies);
                let why = about.into_iter().map(|one| one.diagnostic.message);
                self.impact.unasked.extend(why.map(|why| format!("{draft}: {why}")));
            }
        }
    }

    /// The draft without the keys on which nothing hangs.
    fn shortened(&mut self, draft: Draft, decisions: [Decision; 2]) -> Draft {
        let keys: Vec<Box<str>> = draft.context.keys().cloned().collect();
        let mut shortest = draft;
        for key in keys {
            let mut shorter = shortest.clone();
            shorter.context.remove(&key);
            let same =
                self.sides.iter_mut().zip(decisions).all(|(side, decision)| {
                    side.decide(&shorter).is_ok_and(|other| other == decision)
                });
            if same {
                shortest = shorter;
            }
        }
        shortest
    }

    fn find(&mut self, draft: Draft, turn: Turn) {
        let [one, other] = &mut self.sides;
        let (Ok(before), Ok(after)) = (one.reply(&draft), other.reply(&draft)) else { return };
        let action = ActionName::parse(&draft.action);
        let found = action.as_ref().and_then(|action| self.catalog.action(action));
        let reach = if turn.is_gain() {
            after.reach.or(before.reach)
        } else {
            before.reach.or(after.reach)
        };
        self.impact.findings.push(Finding {
            turn,
            reach: reach.unwrap_or(Reach::Own),
            service: action.as_ref().map_or("", ActionName::service).into(),
            access_level: found.map(|found| found.action.access_level.name()),
            case: None,
            before,
            after,
            draft,
        });
    }

    fn finish(self) -> Impact {
        let mut impact = self.impact;
        impact.sort();
        impact
    }
}

impl Impact {
    /// Puts the gravest findings first.
    pub(super) fn sort(&mut self) {
        self.findings.arrange_by_cached_key(|finding| {
            let Finding { draft, turn, reach, .. } = finding;
            (*reach, *turn, draft.caller.text.clone(), draft.action.clone(), id_of(draft))
        });
    }
}
