//! The scenario file.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::around::Around;
use super::layers::{layers_node, usual_policy};
use super::proposal::{Answered, Proposal, Proposals};
use super::title_of;
use crate::bundle::{FULL_ACCESS, Text};
use crate::edges::Caller;
use crate::evaluate::{Decision, Silent};
use crate::load::Files;
use crate::request::Principal;
use crate::scenario::{Outcome, ScenarioFile, Written, WrittenCase, run_file};
use crate::text::{Comments, Node, Source, read_json};

/// The text of the scenario file with these cases; in an environment its callers have names already.
pub(super) fn scenario_text(
    proposals: &Proposals,
    kept: &[&Proposal],
    (out, around): (&Path, Option<&Around>),
) -> String {
    let callers = if around.is_some() { Vec::new() } else { named_callers(kept) };
    let shared = shared_layers(proposals);
    let name_of = |caller: &Caller| {
        if let Some(around) = around {
            return around.name_of(caller);
        }
        let name = callers.iter().find(|(_, known)| known == caller).map(|(name, _)| name);
        name.map_or_else(|| caller.as_node(), |name| Node::of_text(name.as_str()))
    };
    let cases = kept.iter().map(|case| written_case(case, proposals, &name_of, shared.is_some()));
    let folder = out.parent().unwrap_or(Path::new(""));
    let environment = around.map(|around| ("environment", around.named_in(folder)));
    let layers = shared.and_then(Json::as_object).into_iter().flatten();
    let policies = layers.filter_map(|(name, layer)| {
        let name = crate::bundle::LAYERS.iter().find(|known| **known == name.as_str())?;
        Some((*name, layers_node(layer)))
    });
    let mut written = Written {
        title: title_of(&proposals.groups, around),
        fields: environment.into_iter().collect(),
        policies: policies.collect(),
        principals: callers
            .iter()
            .map(|(name, caller)| (name.clone(), caller_node(caller)))
            .collect(),
        cases: cases.collect(),
        ..Written::default()
    };
    written.escape();
    written.to_json()
}

fn caller_node(caller: &Caller) -> Node {
    match &caller.id {
        Some(_) => caller.as_node(),
        None => Node::of_members([("arn", caller.as_node())]),
    }
}

/// The layers of all cases, if they share them.
fn shared_layers(proposals: &Proposals) -> Option<&Json> {
    match &*proposals.groups {
        [one] if one.subject.is_none() => Some(&one.layers),
        _ => None,
    }
}

/// Callers by the last part of their ARNs.
fn named_callers(kept: &[&Proposal]) -> Vec<(String, Caller)> {
    let mut named: Vec<(String, Caller)> = Vec::new();
    let drafts = kept.iter().flat_map(|case| case.answers.iter().map(|one| &one.draft));
    for caller in drafts.map(|draft| &draft.caller) {
        if named.iter().any(|(_, known)| known == caller) {
            continue;
        }
        let account = Principal::parse(&caller.text).ok().and_then(|found| found.account);
        let last = caller.text.rsplit(['/', ':']).next().unwrap_or_default();
        let is_name = !last.is_empty()
            && last.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char));
        let Some(account) = account.filter(|_| is_name) else { continue };
        let mut choices = vec![last.to_owned(), format!("{last}-of-{account}")];
        choices.extend((2..100).map(|count| format!("{last}-{count}")));
        let is_free = |name: &&String| !named.iter().any(|(known, _)| known == *name);
        let is_own = |name: &&String| *name != "anonymous" && !crate::aws::is_canonical_id(name);
        if let Some(name) = choices.iter().filter(is_own).find(is_free) {
            named.push((name.clone(), caller.clone()));
        }
    }
    named
}

fn written_case(
    case: &Proposal,
    proposals: &Proposals,
    name_of: &dyn Fn(&Caller) -> Node,
    layers_are_shared: bool,
) -> WrittenCase {
    let draft = case.draft();
    let mut fields = vec![("principal", name_of(&draft.caller))];
    let shared = case.shared();
    if shared.is_some() {
        let actions = case.answers.iter().map(|answered| &*answered.draft.action);
        fields.push(("action", Node::of_one_or_more(actions)));
    }
    fields.push(("resource", Node::of_text(&*draft.resource)));
    if let Some(account) = &draft.resource_account {
        fields.push(("resourceAccount", Node::of_text(&**account)));
    }
    if !draft.context.is_empty() {
        fields.push(("context", draft.context_node()));
    }
    fields.extend(policies(case, proposals, layers_are_shared).map(|node| ("policies", node)));
    fields.extend(expectation(case, shared));
    WrittenCase { name: case.name.clone(), fields }
}

fn policies(case: &Proposal, proposals: &Proposals, layers_are_shared: bool) -> Option<Node> {
    let group = proposals.groups.get(case.group)?;
    let mut own = json!({});
    if case.with_full_access {
        own["identity"] = json!([FULL_ACCESS]);
    }
    let draft = case.draft();
    if case.with_usual_policy
        && let Some(policy) = usual_policy(&draft.resource, &draft.action)
    {
        own["resource"] = policy;
    }
    if !layers_are_shared {
        let mut layers = group.layers.clone();
        if let (Some(layers), Json::Object(own)) = (layers.as_object_mut(), own) {
            layers.extend(own);
        }
        let is_empty = layers.as_object().is_none_or(serde_json::Map::is_empty);
        return (!is_empty).then(|| layers_node(&layers));
    }
    own.as_object().is_some_and(|own| !own.is_empty()).then(|| layers_node(&own))
}

fn expectation(case: &Proposal, shared: Option<&Answered>) -> Vec<(&'static str, Node)> {
    let Some(shared) = shared else {
        let decisions = [
            Decision::Allowed,
            Decision::ExplicitDeny,
            Decision::ImplicitDeny,
            Decision::Undecided,
        ];
        let lists = decisions.into_iter().filter_map(|decision| {
            let own = case.answers.iter().filter(|answered| answered.decision == decision);
            let actions: Vec<Node> =
                own.map(|answered| Node::of_text(&*answered.draft.action)).collect();
            (!actions.is_empty()).then(|| (decision.name(), Node::of_items(actions)))
        });
        return vec![("expect", Node::of_members(lists))];
    };
    let mut fields = vec![("expect", Node::of_text(shared.decision.name()))];
    fields.extend(shared.because.clone().map(|because| ("because", because)));
    if !shared.missing.is_empty() {
        let names = shared.missing.iter().map(|name| Node::of_text(name.as_str()));
        fields.push(("missing", Node::of_items(names)));
    }
    fields
}

/// Runs the text as if it stood there already: what is written is green.
pub(super) fn verify(out: &Path, text: &str, files: &Files) -> Result<(), String> {
    let cannot = |why: String| format!("the cases do not come out as decided: {why}");
    let source = Arc::new(Source::new(out.display().to_string(), text));
    let node = read_json(&source, Comments::Allowed).map_err(|why| cannot(why.message))?;
    let text = Text { source, node: Arc::new(node) };
    let messages = |troubles: Vec<crate::bundle::Trouble>| {
        troubles.first().map(ToString::to_string).unwrap_or_default()
    };
    let file = ScenarioFile::of(text).map_err(|why| cannot(messages(why)))?;
    let report = run_file(&file, files, &|_| true, &mut Silent);
    let cases = report.cases.map_err(|why| cannot(messages(why)))?;
    let is_other = |outcome: &Outcome| !matches!(outcome, Outcome::Passed);
    match cases.iter().find(|case| is_other(&case.outcome)) {
        None => Ok(()),
        Some(case) => Err(cannot(case.id.clone())),
    }
}
