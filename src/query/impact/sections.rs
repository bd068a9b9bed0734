//! Findings arranged for people: those whom the same happens to together, by service and access
//! level.

use std::collections::BTreeMap;

use super::outcome::{Finding, Impact, Reach, Reply, Turn};
use crate::text::Arrange;

/// What happens to some callers.
#[derive(Clone, Debug)]
pub(super) struct Section<'i> {
    /// How far the access reaches that they gain or lose, at its furthest.
    pub(super) reach: Reach,
    /// Who; the same happens to each.
    pub(super) principals: Vec<&'i str>,
    pub(super) entries: Vec<Entry<'i>>,
}

/// Requests that turn the same way, for the same reasons.
#[derive(Clone, Debug)]
pub(super) struct Entry<'i> {
    pub(super) turn: Turn,
    pub(super) service: &'i str,
    pub(super) level: &'static str,
    pub(super) findings: Vec<&'i Finding>,
}

impl<'i> Entry<'i> {
    pub(super) fn first(&self) -> Option<&'i Finding> {
        self.findings.first().copied()
    }
}

/// The sections: what reaches furthest first.
pub(super) fn sections(impact: &Impact) -> Vec<Section<'_>> {
    let mut alike: BTreeMap<(Reach, Vec<String>), Section<'_>> = BTreeMap::new();
    for (principal, findings) in impact.by_principal() {
        let reach = findings.iter().map(|one| one.reach).min().unwrap_or(Reach::Own);
        let told = findings.iter().map(|one| told(one)).collect();
        let new = || Section { reach, principals: Vec::new(), entries: entries(&findings) };
        alike.entry((reach, told)).or_insert_with(new).principals.push(principal);
    }
    let mut sections: Vec<Section<'_>> = alike.into_values().collect();
    sections.arrange_by(|one, other| {
        (one.reach, &one.principals).cmp(&(other.reach, &other.principals))
    });
    sections
}

/// What happens, but for whom it happens to.
fn told(finding: &Finding) -> String {
    let Finding { draft, turn, before, after, .. } = finding;
    let context = draft.context_node().to_json_line();
    let because = [before, after].map(because);
    format!("{} {} {} {context} {because:?}", turn.name(), draft.action, draft.resource)
}

fn entries<'i>(findings: &[&'i Finding]) -> Vec<Entry<'i>> {
    let mut entries: Vec<(String, Entry<'i>)> = Vec::new();
    for finding in findings {
        let level = finding.access_level.unwrap_or("unknown access level");
        let because = [&finding.before, &finding.after].map(because);
        let key = format!("{} {} {level} {because:?}", finding.turn.name(), finding.service);
        if let Some((_, entry)) = entries.iter_mut().find(|(known, _)| *known == key) {
            entry.findings.push(finding);
        } else {
            let (turn, service) = (finding.turn, &*finding.service);
            entries.push((key, Entry { turn, service, level, findings: vec![finding] }));
        }
    }
    let mut entries: Vec<Entry<'i>> = entries.into_iter().map(|(_, entry)| entry).collect();
    entries.arrange_by_key(|entry| (entry.turn, entry.service, entry.level));
    entries
}

/// The statement or the words by which it was decided so.
pub(super) fn because(reply: &Reply) -> String {
    let statements = reply.matched.iter().map(|one| (one.source.name(), one.span.start));
    format!("{:?} {:?} {}", reply.decision, statements.collect::<Vec<_>>(), kind_of(reply))
}

/// The words of a reason without the action that they name.
fn kind_of(reply: &Reply) -> String {
    let words = reply.reason.split(' ').filter(|word| !word.contains(':'));
    words.collect::<Vec<_>>().join(" ")
}
