//! From policies to decided cases.

use std::collections::HashSet;
use std::path::Path;

use super::group::{Group, Groups, Unread};
use super::layers::{
    complain_of_closed_levels, grant, is_ours, needs_grant, policies_of, usual_policy,
};
use super::proposal::{Answered, Proposal, Proposals};
use super::reason::{is_same, reason, value_text};
use super::showing::{Shown, Trial};
use super::wording::{label, wording};
use crate::aws::{Arn, is_account_id};
use crate::bundle::{PolicyReader, Trouble, Verdict};
use crate::cli::console::report;
use crate::compile::PolicySet;
use crate::edges::{Caller, Cast, Draft, Edge, Scene, Side};
use crate::evaluate::{Decision, Element, Gate, StatementAt};
use crate::load::Files;
use crate::policy::{Effect, Reading};
use crate::request::Principal;
use crate::scenario::what_is_missing;
use crate::text::Diagnostic;

/// What the user wants requests to be about.
pub(super) struct Wishes<'a> {
    pub(super) caller: Option<Caller>,
    pub(super) resource: Option<&'a str>,
}

/// Makes up the requests at the edges of all groups and decides them.
///
/// # Errors
/// Every mistake in the policies, if none of them can be read.
pub(super) fn propose(
    groups: Groups,
    out: &Path,
    files: &Files,
    wishes: &Wishes<'_>,
) -> Result<Proposals, Vec<Trouble>> {
    let mut reader = PolicyReader::new(files, Reading::Strict);
    let file = out.display().to_string();
    let (mut read, mut unread) = (Vec::new(), groups.unread);
    for group in groups.found {
        match policies_of(&group, &file, &mut reader) {
            Ok(policies) => read.push((group, policies)),
            Err(troubles) => unread.push(Unread { name: group.name, troubles }),
        }
    }
    report(&reader.take_warnings());
    if read.is_empty() {
        return Err(troubles_of(unread));
    }
    let all = read.iter().flat_map(|(_, policies)| policies.all());
    let account = Cast::of(all.map(|one| &**one)).account;
    let (groups, cases, unreachable) = (Vec::new(), Vec::new(), Vec::new());
    let mut work = Work {
        file: &file,
        reader,
        proposals: Proposals { groups, cases, unreachable, unread },
        several: read.len() > 1,
        account,
    };
    for (group, policies) in read {
        work.group(group, policies, wishes)?;
    }
    Ok(work.proposals)
}

/// The mistakes of all, each once: those in policies of a layer come back with every group.
fn troubles_of(unread: Vec<Unread>) -> Vec<Trouble> {
    let mut seen = HashSet::new();
    let mut troubles: Vec<Trouble> = unread.into_iter().flat_map(|one| one.troubles).collect();
    troubles.retain(|one| {
        let Diagnostic { code, span, message, .. } = &one.diagnostic;
        seen.insert((one.source.name().to_owned(), *code, *span, message.clone()))
    });
    troubles
}

struct Work<'w, 'd> {
    file: &'w str,
    reader: PolicyReader<'d>,
    proposals: Proposals,
    several: bool,
    /// The account that all policies together are most likely about.
    account: Box<str>,
}

/// The policies of a group and what is asked of them.
pub(super) struct Asked<'a> {
    /// The scenario file to be.
    pub(super) file: &'a str,
    number: usize,
    pub(super) group: &'a Group,
    pub(super) scene: &'a Scene<'a>,
}

impl Work<'_, '_> {
    fn group(
        &mut self,
        mut group: Group,
        policies: PolicySet,
        wishes: &Wishes<'_>,
    ) -> Result<(), Vec<Trouble>> {
        complain_of_closed_levels(&policies);
        if needs_grant(&policies) {
            grant(&mut group.layers);
        }
        let mut cast = Cast::of(policies.all().map(|policy| &**policy));
        if *cast.account == *Cast::EXAMPLE_ACCOUNT {
            cast = Cast::of_account(&self.account);
        }
        if let Some(caller) = &wishes.caller {
            let account = Principal::parse(&caller.text).ok().and_then(|caller| caller.account);
            cast.account = account.unwrap_or(cast.account);
            cast.caller = caller.clone();
        }
        cast.resource = wishes.resource.map(Box::from);
        let owner = wishes.resource.and_then(Arn::parse).map(|arn| arn.account().to_owned());
        if let Some(owner) = owner.filter(|owner| is_account_id(owner)) {
            cast.account = owner.into();
        }
        let scene = Scene::new(policies, self.reader.keys().clone(), cast)
            .with_catalog(self.reader.catalog());
        let number = self.proposals.groups.len();
        scene.account().clone_into(&mut group.account);
        self.proposals.groups.push(group.clone());
        let asked = Asked { file: self.file, number, group: &group, scene: &scene };
        let first = self.proposals.cases.len();
        for at in scene.statements().into_iter().filter(|at| asked.is_about(*at)) {
            self.statement(at, &asked)?;
        }
        self.name_apart(first);
        Ok(())
    }

    fn statement(&mut self, at: StatementAt, asked: &Asked<'_>) -> Result<(), Vec<Trouble>> {
        let edges = asked.scene.edges(at);
        for one in edges.unreachable {
            let edge = Edge {
                at,
                element: one.place.map_or(Element::Action, |(element, _)| element),
                side: Side::Base,
                draft: Draft::blank(),
                others: Vec::new(),
            };
            let statement = self.prefixed(&label(&edge, asked.scene), asked);
            let value = one.place.map(|place| value_text(at, place, asked.scene));
            let what = value.map_or_else(|| "it".to_owned(), |value| format!("`{value}`"));
            self.proposals.unreachable.push(format!("{statement}, {what}: {}", one.why));
        }
        let mut usual = false;
        for edge in edges.found {
            let is_base = edge.side == Side::Base;
            let with_full_access = self.edge(edge, usual, asked)?;
            usual = if is_base { with_full_access } else { usual };
        }
        Ok(())
    }

    fn prefixed(&self, label: &str, asked: &Asked<'_>) -> String {
        if self.several { format!("{}: {label}", asked.group.stem) } else { label.to_owned() }
    }

    /// Adds an edge, in surroundings like those of the statement's base if it shows something there;
    /// tells in which.
    fn edge(&mut self, edge: Edge, usual: bool, asked: &Asked<'_>) -> Result<bool, Vec<Trouble>> {
        let (with_full_access, answered) = self.answer(&edge, usual, asked)?;
        let same_but_action = |other: &Draft| {
            let action = answered.draft.action.clone();
            Draft { action, made_up: answered.draft.made_up, ..other.clone() } == answered.draft
        };
        let own = self.proposals.cases.iter_mut().filter(|case| case.group == asked.number);
        for case in own {
            let is_known = case.answers.iter().any(|known| known.draft == answered.draft);
            if is_known && case.with_full_access == with_full_access {
                return Ok(with_full_access);
            }
            let applies = |draft: &Draft| asked.scene.applies(edge.at, draft);
            let is_sibling = edge.element == Element::Action
                && case.edge.at == edge.at
                && case.edge.element == Element::Action
                && applies(case.draft()) == applies(&answered.draft)
                && case.with_full_access == with_full_access
                && same_but_action(case.draft());
            if is_sibling {
                case.answers.push(answered);
                return Ok(with_full_access);
            }
        }
        let wording = wording(&edge, asked.scene, &answered.draft);
        let name = format!("{}, {wording}", self.prefixed(&label(&edge, asked.scene), asked));
        let draft = &answered.draft;
        let case = Proposal {
            group: asked.number,
            statement: label(&edge, asked.scene),
            heading: asked.heading(&edge),
            edge,
            name,
            with_full_access,
            with_usual_policy: asked.group.layers.get("resource").is_none()
                && usual_policy(&draft.resource, &draft.action).is_some(),
            answers: vec![answered],
        };
        self.proposals.cases.push(case);
        Ok(with_full_access)
    }

    /// Names that two cases share get numbers.
    fn name_apart(&mut self, first: usize) {
        let names: Vec<String> =
            self.proposals.cases.iter().map(|case| case.name.clone()).collect();
        for (number, case) in self.proposals.cases.iter_mut().enumerate().skip(first) {
            let mut count = 1;
            while names[..number].contains(&numbered(&names[number], count)) && count <= number {
                count += 1;
            }
            let earlier = names[..number].iter().filter(|name| **name == names[number]).count();
            if earlier > 0 {
                case.name = numbered(&names[number], earlier + 1);
            }
        }
    }

    /// Decides a request, and leaves out the keys on which nothing hangs.
    fn answer(
        &mut self,
        edge: &Edge,
        usual: bool,
        asked: &Asked<'_>,
    ) -> Result<(bool, Answered), Vec<Trouble>> {
        let mut trial = self.telling(edge, usual, asked)?;
        let own = asked.scene.keys_of(edge.at);
        let keys: Vec<Box<str>> = trial.draft.context.keys().cloned().collect();
        for key in keys {
            if own.contains(&&*key.to_lowercase()) {
                continue;
            }
            let mut shorter = trial.draft.clone();
            shorter.context.remove(&key);
            let full = trial.with_full_access;
            let other = Trial::of(edge, shorter, full, asked, &mut self.reader)?;
            if is_same(&trial.verdict, &other.verdict) && other.shown == trial.shown {
                trial = other;
            }
        }
        let answered = answered(trial.draft, &trial.verdict, edge, asked);
        Ok((trial.with_full_access, answered))
    }

    /// The request at an edge that shows most, the first of several: in the usual surroundings if
    /// that can be, in others if not.
    fn telling(
        &mut self,
        edge: &Edge,
        usual: bool,
        asked: &Asked<'_>,
    ) -> Result<Trial, Vec<Trouble>> {
        let own = own_account(edge.draft.clone());
        let mut best = Trial::of(edge, own, usual, asked, &mut self.reader)?;
        for with_full_access in [usual, !usual] {
            for draft in std::iter::once(&edge.draft).chain(&edge.others) {
                let can_be = !with_full_access || may_have_full_access(edge.at, draft);
                if best.shown == Shown::Access || !can_be {
                    continue;
                }
                let draft = own_account(draft.clone());
                let trial = Trial::of(edge, draft, with_full_access, asked, &mut self.reader)?;
                if trial.shown > best.shown {
                    best = trial;
                }
            }
        }
        Ok(best)
    }
}

impl Asked<'_> {
    /// `Home allows, at policies/home.json:4:5`
    fn heading(&self, edge: &Edge) -> String {
        let what = match edge.at.effect {
            Effect::Allow => "allows",
            Effect::Deny => "denies",
        };
        let label = label(edge, self.scene);
        let place = self.scene.policy(edge.at).and_then(|policy| {
            let statement = policy.document.statements.get(edge.at.statement)?;
            let start = policy.source.position(statement.span.start);
            Some(format!(", at {}:{}:{}", policy.source.name(), start.line, start.column))
        });
        format!("{label} {what}{}", place.unwrap_or_default())
    }

    /// Whether cases are about a statement: one of the group's own policy, or in the first group of
    /// any given one.
    fn is_about(&self, at: StatementAt) -> bool {
        let is_own = match at.gate {
            Gate::Identity => at.policy == 0,
            Gate::Resource => true,
            gate => Some(gate) == self.group.own_level,
        };
        let policy = self.scene.policy(at);
        policy.is_some_and(|policy| !is_ours(&policy.name.0)) && (self.number == 0 || is_own)
    }
}

fn numbered(name: &str, count: usize) -> String {
    if count == 1 { name.to_owned() } else { format!("{name} ({count})") }
}

/// Whether the caller may be somebody whose own policies allow everything: where the statement is
/// none of those.
fn may_have_full_access(at: StatementAt, draft: &Draft) -> bool {
    at.gate != Gate::Identity && caller_account(draft).is_some()
}

fn caller_account(draft: &Draft) -> Option<Box<str>> {
    Principal::parse(&draft.caller.text).ok()?.account
}

/// The draft without what its caller says already.
fn own_account(mut draft: Draft) -> Draft {
    if draft.resource_account.is_some() && draft.resource_account == caller_account(&draft) {
        draft.resource_account = None;
    }
    draft
}

fn answered(draft: Draft, verdict: &Verdict, edge: &Edge, asked: &Asked<'_>) -> Answered {
    let missing =
        if verdict.decision == Decision::Undecided { what_is_missing(verdict) } else { Vec::new() };
    let (because, by) = reason(verdict, edge, asked);
    let by = if missing.is_empty() { by } else { format!("hangs on {}", missing.join(", ")) };
    Answered { draft, decision: verdict.decision, because, by, missing }
}
