//! From policies to decided cases.

use std::collections::HashSet;
use std::path::Path;

use super::around::Around;
use super::asked::{Asked, is_about};
use super::group::{Group, Groups, Unread};
use super::layers::{complain_of_closed_levels, grant, needs_grant, policies_of};
use super::proposal::{Answered, Proposal, Proposals};
use super::reason::{is_same, reason, value_text};
use super::showing::{Shown, Trial};
use super::wording::{label, label_at, wording};
use crate::aws::{Arn, is_account_id};
use crate::bundle::{PolicyReader, Trouble, Verdict};
use crate::cli::console::report;
use crate::cli::progress::Progress;
use crate::compile::PolicySet;
use crate::edges::{Caller, Cast, Draft, Edge, Scene, Side};
use crate::evaluate::{Decision, Element, Gate, StatementAt};
use crate::load::Files;
use crate::policy::Reading;
use crate::request::Principal;
use crate::scenario::what_is_missing;
use crate::text::Diagnostic;

/// What the user wants requests to be about.
pub(super) struct Wishes<'a> {
    pub(super) caller: Option<Caller>,
    pub(super) resource: Option<&'a str>,
    /// The environment that they are asked in.
    pub(super) around: Option<&'a Around>,
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
    let progress = Progress::of(groups.found.len(), "policies");
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
        several: read.len() > 1 || read.iter().any(|(group, _)| group.subject.is_some()),
        account,
    };
    for (group, policies) in read {
        work.group(group, policies, wishes)?;
        progress.advance();
    }
    progress.end();
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

impl Work<'_, '_> {
    fn group(
        &mut self,
        mut group: Group,
        policies: PolicySet,
        wishes: &Wishes<'_>,
    ) -> Result<(), Vec<Trouble>> {
        complain_of_closed_levels(&policies);
        if group.subject.is_none() && needs_grant(&policies) {
            grant(&mut group.layers);
        }
        let cast = self.cast(&group, &policies, wishes);
        let number = self.proposals.groups.len();
        let keys = self.reader.keys().clone();
        let own = Scene::new(policies, keys, cast.clone());
        let own_statements: Vec<StatementAt> = own
            .statements()
            .into_iter()
            .filter(|at| is_about(*at, own.policy(*at), (&group, number)))
            .collect();
        let mut policies = own.policies().clone();
        if let Some(around) = wishes.around {
            around.surround(&mut policies, &cast.caller.text, &mut self.reader);
        }
        let scene = Scene::new(policies, self.reader.keys().clone(), cast)
            .with_catalog(self.reader.catalog());
        scene.account().clone_into(&mut group.account);
        self.proposals.groups.push(group.clone());
        let around = wishes.around;
        let asked = Asked { file: self.file, number, group: &group, scene: &scene, around };
        let first = self.proposals.cases.len();
        for at in own_statements {
            match self.statement(at, &asked) {
                Err(troubles) if around.is_some() => {
                    self.proposals.unread.push(Unread { name: group.name.clone(), troubles });
                    break;
                }
                done => done?,
            }
        }
        self.name_apart(first);
        Ok(())
    }

    /// Who asks for what in a group.
    fn cast(&self, group: &Group, policies: &PolicySet, wishes: &Wishes<'_>) -> Cast {
        let mut cast = Cast::of(policies.all().map(|policy| &**policy));
        if *cast.account == *Cast::EXAMPLE_ACCOUNT {
            cast = Cast::of_account(&self.account);
        }
        let subject = group.subject.as_ref();
        let holder = subject.and_then(|subject| subject.caller.clone()).map(Caller::named);
        if let Some(caller) = holder.as_ref().or(wishes.caller.as_ref()) {
            let account = Principal::parse(&caller.text).ok().and_then(|caller| caller.account);
            cast.account = account.unwrap_or(cast.account);
            cast.caller = caller.clone();
        }
        let about = subject.and_then(|subject| subject.about.as_deref());
        let about = about.or(wishes.resource);
        let owner = about.and_then(Arn::parse).map(|arn| arn.account().to_owned());
        if let Some(owner) = owner.filter(|owner| is_account_id(owner)) {
            cast.account = owner.into();
        }
        // INVARIANT: a policy of a bucket names the objects that it is about.
        let is_bucket = subject.is_some() && about.is_some_and(|arn| arn.contains(":s3:"));
        cast.resource = about.filter(|_| !is_bucket).map(Box::from);
        cast
    }

    fn statement(&mut self, at: StatementAt, asked: &Asked<'_>) -> Result<(), Vec<Trouble>> {
        let edges = asked.scene.edges(at);
        for one in edges.unreachable {
            let statement = self.prefixed(&label_at(at, asked.scene), asked);
            let value = one.place.map(|place| value_text(at, place, asked.scene));
            let what = value.map_or_else(|| "it".to_owned(), |value| format!("`{value}`"));
            self.proposals.unreachable.push(format!("{statement}, {what}: {}", one.why));
        }
        let mut usual = false;
        for edge in edges.found {
            let is_base = edge.side == Side::Base;
            let who = edge.draft.caller.text.clone();
            let Some(edge) = asked.possible(edge) else {
                let why = "the environment has nobody who could ask this in their place";
                self.cannot_ask((at, &who), why, asked);
                continue;
            };
            match self.edge(edge, usual, asked) {
                Ok(with_full_access) if is_base => usual = with_full_access,
                Ok(_) => {}
                Err(troubles) if asked.around.is_some() && self.is_about_request(&troubles) => {
                    let why = troubles.first().map(|one| one.diagnostic.message.clone());
                    self.cannot_ask((at, &who), &why.unwrap_or_default(), asked);
                }
                Err(troubles) => return Err(troubles),
            }
        }
        Ok(())
    }

    /// Whether the request itself is what is wrong, and no policy.
    fn is_about_request(&self, troubles: &[Trouble]) -> bool {
        troubles.iter().all(|trouble| trouble.source.name() == self.file)
    }

    fn cannot_ask(&mut self, (at, who): (StatementAt, &str), why: &str, asked: &Asked<'_>) {
        let label = self.prefixed(&label_at(at, asked.scene), asked);
        let sentence = format!("{label}, asked by `{who}`: {why}");
        if !self.proposals.unreachable.contains(&sentence) {
            self.proposals.unreachable.push(sentence);
        }
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
            with_usual_policy: asked.usual_policy(draft).is_some(),
            in_environment: asked.around.is_some(),
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
