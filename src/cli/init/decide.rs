//! From policies to decided cases.

use std::path::Path;

use serde_json::json;

use super::group::Group;
use super::layers::{
    complain_of_closed_levels, grant, is_ours, needs_grant, parsed, policies_of, usual_policy,
};
use super::proposal::{Answered, Proposal, Proposals};
use super::reason::{is_same, reason, value_text};
use super::wording::{label, wording};
use crate::aws::{Arn, is_account_id};
use crate::bundle::{
    FULL_ACCESS, Placed, PolicyReader, Question, QuestionFields, Trouble, Verdict,
};
use crate::cli::console::report;
use crate::compile::PolicySet;
use crate::edges::{Caller, Cast, Draft, Edge, Scene, Side};
use crate::evaluate::{Decision, Element, Gate, StatementAt};
use crate::load::Files;
use crate::policy::{Effect, Reading};
use crate::request::Principal;
use crate::scenario::what_is_missing;

/// What the user wants requests to be about.
pub(super) struct Wishes<'a> {
    pub(super) caller: Option<Caller>,
    pub(super) resource: Option<&'a str>,
}

/// Makes up the requests at the edges of all groups and decides them.
///
/// # Errors
/// Every mistake in the policies.
pub(super) fn propose(
    groups: &[Group],
    out: &Path,
    files: &Files,
    wishes: &Wishes<'_>,
) -> Result<Proposals, Vec<Trouble>> {
    let mut reader = PolicyReader::new(files, Reading::Strict);
    let file = out.display().to_string();
    let (mut read, mut troubles) = (Vec::new(), Vec::new());
    for group in groups {
        match policies_of(group, &file, &mut reader) {
            Ok(found) => read.push(found),
            Err(found) => troubles.extend(found),
        }
    }
    let warnings = reader.take_warnings();
    report(&warnings);
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let mut work = Work {
        file: &file,
        reader,
        proposals: Proposals { groups: Vec::new(), cases: Vec::new(), unreachable: Vec::new() },
        several: groups.len() > 1,
    };
    for (group, policies) in groups.iter().zip(read) {
        work.group(group, policies, wishes)?;
    }
    Ok(work.proposals)
}

struct Work<'w, 'd> {
    file: &'w str,
    reader: PolicyReader<'d>,
    proposals: Proposals,
    several: bool,
}

/// The policies of a group and what is asked of them.
pub(super) struct Asked<'a> {
    number: usize,
    pub(super) group: &'a Group,
    pub(super) scene: &'a Scene,
}

impl Work<'_, '_> {
    fn group(
        &mut self,
        group: &Group,
        policies: PolicySet,
        wishes: &Wishes<'_>,
    ) -> Result<(), Vec<Trouble>> {
        let mut group = group.clone();
        complain_of_closed_levels(&policies);
        if needs_grant(&policies) {
            grant(&mut group.layers);
        }
        let mut cast = Cast::of(policies.all().map(|policy| &**policy));
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
        let scene = Scene::new(policies, self.reader.keys().clone(), cast);
        let number = self.proposals.groups.len();
        scene.account().clone_into(&mut group.account);
        self.proposals.groups.push(group.clone());
        let asked = Asked { number, group: &group, scene: &scene };
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
            };
            let statement = self.prefixed(&label(&edge, asked.scene), asked);
            let value = one.place.map(|place| value_text(at, place, asked.scene));
            let what = value.map_or_else(|| "it".to_owned(), |value| format!("`{value}`"));
            self.proposals.unreachable.push(format!("{statement}, {what}: {}", one.why));
        }
        for edge in edges.found {
            self.edge(edge, asked)?;
        }
        Ok(())
    }

    fn prefixed(&self, label: &str, asked: &Asked<'_>) -> String {
        if self.several { format!("{}: {label}", asked.group.stem) } else { label.to_owned() }
    }

    fn edge(&mut self, edge: Edge, asked: &Asked<'_>) -> Result<(), Vec<Trouble>> {
        let (with_full_access, answered) = self.answer(&edge, asked)?;
        let is_action = edge.element == Element::Action && edge.side != Side::Beside;
        let same_but_action = |other: &Draft| {
            let action = answered.draft.action.clone();
            Draft { action, made_up: answered.draft.made_up, ..other.clone() } == answered.draft
        };
        let own = self.proposals.cases.iter_mut().filter(|case| case.group == asked.number);
        for case in own {
            let is_known = case.answers.iter().any(|known| known.draft == answered.draft);
            if is_known && case.with_full_access == with_full_access {
                return Ok(());
            }
            let is_sibling = is_action
                && case.edge.at == edge.at
                && case.edge.side == Side::Base
                && case.with_full_access == with_full_access
                && same_but_action(case.draft());
            if is_sibling {
                case.answers.push(answered);
                return Ok(());
            }
        }
        let wording = wording(&edge, asked.scene, &answered.draft);
        let name = format!("{}, {wording}", self.prefixed(&label(&edge, asked.scene), asked));
        let draft = &answered.draft;
        let case = Proposal {
            group: asked.number,
            edge,
            name,
            with_full_access,
            with_usual_policy: asked.group.layers.get("resource").is_none()
                && usual_policy(&draft.resource, &draft.action).is_some(),
            answers: vec![answered],
        };
        self.proposals.cases.push(case);
        Ok(())
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
    fn answer(&mut self, edge: &Edge, asked: &Asked<'_>) -> Result<(bool, Answered), Vec<Trouble>> {
        let mut draft = edge.draft.clone();
        if draft.resource_account.is_some() && draft.resource_account == caller_account(&draft) {
            draft.resource_account = None;
        }
        let (full, mut verdict) = self.decide_as(&draft, asked)?;
        let own = asked.scene.keys_of(edge.at);
        let keys: Vec<Box<str>> = draft.context.keys().cloned().collect();
        for key in keys {
            if own.contains(&&*key.to_lowercase()) {
                continue;
            }
            let mut shorter = draft.clone();
            shorter.context.remove(&key);
            let other = self.decide(&shorter, full, asked)?;
            if is_same(&verdict, &other) {
                (draft, verdict) = (shorter, other);
            }
        }
        Ok((full, answered(draft, &verdict, edge, asked)))
    }

    /// The verdict, where need be with all allowed by the caller's own policies: another account's,
    /// or the owner's where the statement leaves the rest to them.
    fn decide_as(
        &mut self,
        draft: &Draft,
        asked: &Asked<'_>,
    ) -> Result<(bool, Verdict), Vec<Trouble>> {
        let verdict = self.decide(draft, false, asked)?;
        let has_own = asked.group.layers.get("identity").is_some();
        let account = caller_account(draft);
        if has_own || account.is_none() || asked.group.layers.get("resource").is_none() {
            return Ok((false, verdict));
        }
        let is_foreign =
            draft.resource_account.is_some() || account.as_ref() != Some(&owner(draft, asked));
        let is_left_to_them = verdict.decision == Decision::ImplicitDeny && asked.is_granted(draft);
        if is_foreign || is_left_to_them {
            return Ok((true, self.decide(draft, true, asked)?));
        }
        Ok((false, verdict))
    }

    fn decide(
        &mut self,
        draft: &Draft,
        with_full_access: bool,
        asked: &Asked<'_>,
    ) -> Result<Verdict, Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        let mut layers = asked.group.layers.clone();
        if with_full_access {
            layers["identity"] = json!([FULL_ACCESS]);
        }
        if layers.get("resource").is_none()
            && let Some(policy) = usual_policy(&draft.resource, &draft.action)
        {
            layers["resource"] = policy;
        }
        let request = draft.to_node().to_pretty_json(0);
        let text = format!("{{\"policies\":{layers},\"request\":{request}}}");
        let (source, node) = parsed(text, self.file).map_err(one)?;
        let at = |name: &str| node.get(name).map(|node| Placed { node, source: &source });
        let whole = Placed { node: &node, source: &source };
        let fields = QuestionFields::of_bundle(at("policies"), at("request").unwrap_or(whole))
            .map_err(one)?;
        let question = Question::read(&fields, &mut self.reader)?;
        Ok(Verdict::on::<false>(&question, self.reader.keys()))
    }
}

impl Asked<'_> {
    /// Whether the resource-based policy has an Allow for this.
    fn is_granted(&self, draft: &Draft) -> bool {
        let statements = self.scene.statements().into_iter();
        let mut grants =
            statements.filter(|at| at.gate == Gate::Resource && at.effect == Effect::Allow);
        grants.any(|at| self.scene.applies(at, draft))
    }

    /// Whether cases are about a statement: one of the group's own policy, or in the first group of
    /// any given one.
    fn is_about(&self, at: StatementAt) -> bool {
        let is_own = match at.gate {
            Gate::Identity => at.policy == 0,
            Gate::Resource => true,
            Gate::ResourceControl(level) => Some(level) == self.group.own_level,
            _ => false,
        };
        let policy = self.scene.policy(at);
        policy.is_some_and(|policy| !is_ours(&policy.name.0)) && (self.number == 0 || is_own)
    }
}

fn numbered(name: &str, count: usize) -> String {
    if count == 1 { name.to_owned() } else { format!("{name} ({count})") }
}

fn caller_account(draft: &Draft) -> Option<Box<str>> {
    Principal::parse(&draft.caller.text).ok()?.account
}

fn owner(draft: &Draft, asked: &Asked<'_>) -> Box<str> {
    let arn = Arn::parse(&draft.resource).filter(|arn| !arn.account().is_empty());
    arn.map_or_else(|| asked.scene.account().into(), |arn| arn.account().into())
}

fn answered(draft: Draft, verdict: &Verdict, edge: &Edge, asked: &Asked<'_>) -> Answered {
    let missing =
        if verdict.decision == Decision::Undecided { what_is_missing(verdict) } else { Vec::new() };
    let (because, by) = reason(verdict, edge, asked);
    let by = if missing.is_empty() { by } else { format!("hangs on {}", missing.join(", ")) };
    Answered { draft, decision: verdict.decision, because, by, missing }
}
