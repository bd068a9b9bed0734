//! Fixes made in a file: only those after which every request is decided as before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::check::{CheckedFile, Terms, check};
use super::finding::Finding;
use super::fix::Fix;
use super::part::PolicyFile;
use super::same::same_decisions;
use crate::text::{Severity, Source, Span, apply_edits};

/// How often the file is linted anew: a fix may make room for another.
const MOST_ROUNDS: usize = 20;

/// Reads a changed text as the file was read.
pub type Reread<'r> = &'r dyn Fn(Arc<Source>) -> Result<PolicyFile, String>;

/// What came of fixing a file.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The file with its new text.
    pub file: PolicyFile,
    /// What was done, in the order done.
    pub done: Vec<Done>,
    /// What was not.
    pub refused: Vec<Refused>,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Of which finding.
    pub code: &'static str,
    /// `remove the entry`
    pub what: String,
    /// What stood there.
    pub before: String,
}

/// A fix that was not made, since it would have changed more than it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The finding.
    pub finding: Finding,
    /// Why.
    pub why: String,
}

/// A finding that can be fixed.
struct Fixable<'f> {
    finding: &'f Finding,
    fix: &'f Fix,
    name: Name,
}

/// What a fix is known by while places move: its code and what stands there.
type Name = (&'static str, String);

/// Makes the fixes of a file, again and again until there are none. The text that comes out decides
/// every request at the edges of the old and of the new policies as the old text does, and has the
/// findings no more.
pub fn repair(file: &PolicyFile, reread: Reread<'_>, terms: Terms<'_>) -> Repaired {
    let mut repair = Repair { reread, terms, refused: BTreeMap::new() };
    let (mut current, mut done) = (check(file, terms), Vec::new());
    for _ in 0..MOST_ROUNDS {
        let Some((next, made)) = repair.round(&current) else { break };
        done.extend(made);
        current = next;
    }
    let refused = repair.refused.into_values().collect();
    Repaired { file: current.file, done, refused }
}

struct Repair<'r> {
    reread: Reread<'r>,
    terms: Terms<'r>,
    refused: BTreeMap<Name, Refused>,
}

impl Repair<'_> {
    /// As many fixes as can be made at once; `None` if there are none.
    fn round(&mut self, current: &CheckedFile) -> Option<(CheckedFile, Vec<Done>)> {
        let fixable = self.fixable(current);
        let together = apart(&fixable);
        if together.is_empty() {
            return None;
        }
        if let Ok(next) = self.attempt(current, &together) {
            return Some((next, together.iter().map(|one| one.done()).collect()));
        }
        for one in &fixable {
            match self.attempt(current, &[one]) {
                Ok(next) => return Some((next, vec![one.done()])),
                Err(why) => {
                    let refused = Refused { finding: one.finding.clone(), why };
                    self.refused.insert(one.name.clone(), refused);
                }
            }
        }
        None
    }

    fn fixable<'f>(&self, current: &'f CheckedFile) -> Vec<Fixable<'f>> {
        let source = &current.file.source;
        let fixable = current.findings().into_iter().filter(|judged| judged.counts());
        let fixable = fixable.filter_map(|judged| {
            let finding = &judged.finding;
            let fix = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty())?;
            let text = source.slice(finding.diagnostic.span).to_owned();
            Some(Fixable { finding, fix, name: (finding.diagnostic.code, text) })
        });
        fixable.filter(|one| !self.refused.contains_key(&one.name)).collect()
    }

    /// The file after these fixes.
    fn attempt(
        &self,
        current: &CheckedFile,
        fixes: &[&Fixable<'_>],
    ) -> Result<CheckedFile, String> {
        let old = &current.file;
        let edits: Vec<_> = fixes.iter().flat_map(|one| one.fix.edits.clone()).collect();
        let text = apply_edits(&old.source, &edits);
        let new = (self.reread)(Arc::new(Source::new(old.source.name(), text)))?;
        if new.unreadable.is_some() || new.parts.len() != old.parts.len() {
            return Err("the text could not be read any more".to_owned());
        }
        for (before, after) in old.parts.iter().zip(&new.parts) {
            if before.kind != after.kind {
                return Err("it would look like a policy of another kind".to_owned());
            }
            if old.source.slice(before.node.span) != new.source.slice(after.node.span) {
                let (old, new) = ((before, &old.source), (after, &new.source));
                same_decisions(old, new, self.terms.catalog)?;
            }
        }
        let next = check(&new, self.terms);
        let (before, after) = (counts(current), counts(&next));
        let count = |counts: &BTreeMap<&str, usize>, code| counts.get(code).copied().unwrap_or(0);
        for code in fixes.iter().map(|one| one.name.0).collect::<BTreeSet<_>>() {
            let gone = fixes.iter().filter(|one| one.name.0 == code).count();
            if count(&after, code) + gone > count(&before, code) {
                return Err("the finding would still be there".to_owned());
            }
        }
        if errors(&next) > errors(current) {
            return Err("there would be another error".to_owned());
        }
        Ok(next)
    }
}

impl Fixable<'_> {
    fn done(&self) -> Done {
        let (code, before) = self.name.clone();
        Done { code, what: self.fix.what.clone(), before }
    }

    /// From the first to the last character that is changed.
    fn reach(&self) -> Span {
        let spans = || self.fix.edits.iter().map(|edit| edit.span);
        let start = spans().map(|span| span.start).min().unwrap_or(0);
        let end = spans().map(|span| span.end).max().unwrap_or(0);
        Span { start, end }
    }
}

/// Fixes that do not touch each other.
fn apart<'a, 'f>(fixable: &'a [Fixable<'f>]) -> Vec<&'a Fixable<'f>> {
    let mut chosen: Vec<&Fixable<'_>> = Vec::new();
    for one in fixable {
        let reach = one.reach();
        let touches = |other: &&&Fixable<'_>| {
            let other = other.reach();
            reach.start <= other.end && other.start <= reach.end
        };
        if !chosen.iter().any(|other| touches(&other)) {
            chosen.push(one);
        }
    }
    chosen
}

fn counts(checked: &CheckedFile) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for judged in checked.findings().into_iter().filter(|judged| judged.counts()) {
        *counts.entry(judged.finding.diagnostic.code).or_default() += 1;
    }
    counts
}

fn errors(checked: &CheckedFile) -> usize {
    checked.findings().iter().filter(|judged| judged.severity() == Severity::Error).count()
}
