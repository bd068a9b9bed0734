//! Which statements came closest to allowing, and which to denying.

use super::explanation::NearMiss;
use super::miss::miss;
use super::reason::Reason;
use super::trace::StatementTrace;
use crate::evaluate::{Decision, Element, Truth};
use crate::policy::{ActionPattern, Effect};
use crate::text::Arrange;

/// More than this nobody reads.
const MOST_OF_A_KIND: usize = 8;

/// The Allows that came closest, the closest first; then the Denies that may apply.
pub(super) fn near_misses(reason: &Reason<'_>) -> Vec<NearMiss> {
    if !matches!(reason.decision, Decision::ImplicitDeny | Decision::Undecided) {
        return Vec::new();
    }
    let allows = closest_allows(reason);
    let denies = reason.record.statements().iter();
    let denies = denies.filter(|one| one.at.effect == Effect::Deny && reason.hangs_on(one));
    let chosen = allows.into_iter().chain(denies.take(MOST_OF_A_KIND));
    chosen.filter_map(|statement| near_miss(reason, statement)).collect()
}

/// The Denies that surely do not apply and came closest to it, the closest first; none where one does
/// or may apply.
pub(super) fn near_denies(reason: &Reason<'_>) -> Vec<NearMiss> {
    let statements = reason.record.statements().iter();
    let all: Vec<&StatementTrace> =
        statements.filter(|one| one.at.effect == Effect::Deny).collect();
    if reason.record.settled().is_some() || all.iter().any(|one| one.truth != Truth::False) {
        return Vec::new();
    }
    let mut denies: Vec<_> = all.into_iter().filter(|one| is_near(reason, one)).collect();
    denies.arrange_by_key(|one| distance(reason, one));
    denies.truncate(MOST_OF_A_KIND);
    denies.into_iter().filter_map(|one| near_miss(reason, one)).collect()
}

fn near_miss(reason: &Reason<'_>, statement: &StatementTrace) -> Option<NearMiss> {
    if reason.is_stand_in(statement) {
        return None;
    }
    let asked = reason.asked(statement.at)?;
    let elements = reason.record.elements(statement).iter();
    let misses = elements
        .filter(|(_, truth)| *truth != Truth::True)
        .filter_map(|(element, truth)| miss(reason, statement, asked, *element, *truth));
    Some(NearMiss { statement: reason.place(statement.at)?, misses: misses.collect() })
}

/// Statements with as many misses are ranked by what missed, then by their order.
type Distance = (usize, bool, usize);

fn closest_allows<'a>(reason: &Reason<'a>) -> Vec<&'a StatementTrace> {
    let deciding = reason.decided_by();
    let only_open = reason.decision == Decision::Undecided
        && reason.record.statements().iter().any(|one| is_open_allow(reason, one));
    let mut ranked: Vec<((bool, Distance), &StatementTrace)> = reason
        .record
        .statements()
        .iter()
        .filter(|one| one.at.effect == Effect::Allow && one.truth != Truth::True)
        .filter(|one| !only_open || is_open_allow(reason, one))
        .filter(|one| reason.is_wanted(one.at.gate) && is_near(reason, one))
        .map(|one| ((Some(one.at.gate) != deciding, distance(reason, one)), one))
        .collect();
    ranked.arrange_by_key(|(rank, _)| *rank);
    ranked.truncate(MOST_OF_A_KIND);
    ranked.into_iter().map(|(_, one)| one).collect()
}

fn is_open_allow(reason: &Reason<'_>, statement: &StatementTrace) -> bool {
    statement.at.effect == Effect::Allow && reason.hangs_on(statement)
}

fn distance(reason: &Reason<'_>, statement: &StatementTrace) -> Distance {
    let elements = reason.record.elements(statement);
    let with = |wanted: Truth| elements.iter().filter(|(_, truth)| *truth == wanted).count();
    let misses_what = |element| reason.answer_of(statement, element) == Some(Truth::False);
    (
        with(Truth::False),
        misses_what(Element::Principal) || misses_what(Element::Action),
        with(Truth::Unknown),
    )
}

/// A statement about other actions is near only if nothing else keeps it from applying, and it is
/// about the same service or leaves the action out on purpose.
fn is_near(reason: &Reason<'_>, statement: &StatementTrace) -> bool {
    if reason.answer_of(statement, Element::Action) != Some(Truth::False) {
        return true;
    }
    let Some(asked) = reason.asked(statement.at) else { return false };
    let action = &asked.written.action;
    let service = reason.request().action.service();
    let is_close = |pattern: &ActionPattern| match pattern {
        ActionPattern::Every | ActionPattern::Nothing => true,
        ActionPattern::Of { service: own, .. } => **own == *service,
    };
    reason.false_elements(statement) == 1
        && (action.negated || action.entries.iter().any(|entry| is_close(&entry.pattern)))
}
