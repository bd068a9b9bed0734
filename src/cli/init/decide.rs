//! From policies to decided cases.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::group::Group;
use super::proposal::{Answered, Proposal, Proposals};
use super::wording::{condition_key, label, wording};
use crate::aws::PolicyKind;
use crate::bundle::{Layers, Placed, PolicyReader, Question, QuestionFields, Trouble, Verdict};
use crate::cli::report::{complain, report};
use crate::compile::{CompiledPolicy, Layer, PolicySet, ResourcePolicy};
use crate::edges::{Caller, Cast, Draft, Edge, Scene, Side};
use crate::evaluate::{Decision, Element, Gate, StatementAt};
use crate::load::Files;
use crate::policy::{Effect, Reading};
use crate::request::Principal;
use crate::scenario::what_is_missing;
use crate::text::{Comments, Node, Source, read_json};

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

fn parsed(text: String, file: &str) -> Result<(Arc<Source>, Node), Trouble> {
    let source = Arc::new(Source::new(file, text));
    match read_json(&source, Comments::Refused) {
        Ok(node) => Ok((source, node)),
        Err(diagnostic) => Err(Trouble { diagnostic, source }),
    }
}

fn policies_of(
    group: &Group,
    file: &str,
    reader: &mut PolicyReader<'_>,
) -> Result<PolicySet, Vec<Trouble>> {
    let one = |trouble| vec![trouble];
    let (source, node) = parsed(group.layers.to_string(), file).map_err(one)?;
    let layers = Layers::read(Placed { node: &node, source: &source }).map_err(one)?;
    let resource_kind = if group.is_trust { PolicyKind::Trust } else { PolicyKind::Resource };
    let mut read = Reads { reader, troubles: Vec::new() };
    let resource = read.layer(layers.resource, resource_kind);
    let endpoint = layers
        .vpc_endpoint
        .map(|found| found.node.get("policy").map_or(found, |policy| found.at(policy)));
    let policies = PolicySet {
        identity: read.layer(layers.identity, PolicyKind::Identity).unwrap_or_default(),
        resource: resource.map_or(ResourcePolicy::None, ResourcePolicy::Policy),
        permissions_boundary: read
            .layer(layers.permissions_boundary, PolicyKind::PermissionsBoundary),
        session: read.layer(layers.session, PolicyKind::Session),
        service_control: read.levels(layers.service_control, PolicyKind::ServiceControl),
        resource_control: read.levels(layers.resource_control, PolicyKind::ResourceControl),
        vpc_endpoint: read.layer(endpoint, PolicyKind::VpcEndpoint),
    };
    if read.troubles.is_empty() { Ok(policies) } else { Err(read.troubles) }
}

struct Reads<'r, 'd> {
    reader: &'r mut PolicyReader<'d>,
    troubles: Vec<Trouble>,
}

impl Reads<'_, '_> {
    fn layer(&mut self, layer: Option<Placed<'_>>, kind: PolicyKind) -> Option<Layer> {
        let layer = layer.filter(|layer| !layer.is_null())?;
        let mut policies = Vec::new();
        for policy in layer.one_or_more() {
            match self.reader.policy(policy, kind, &String::new) {
                Ok(policy) => policies.push(policy),
                Err(troubles) => self.troubles.extend(troubles),
            }
        }
        Some(policies.into_iter().collect())
    }

    fn levels(&mut self, levels: Option<Placed<'_>>, kind: PolicyKind) -> Vec<Layer> {
        let levels = levels.filter(|levels| !levels.is_null()).map(Placed::one_or_more);
        levels.into_iter().flatten().filter_map(|level| self.layer(Some(level), kind)).collect()
    }
}

struct Work<'w, 'd> {
    file: &'w str,
    reader: PolicyReader<'d>,
    proposals: Proposals,
    several: bool,
}

/// The policies of a group and what is asked of them.
struct Asked<'a> {
    number: usize,
    group: &'a Group,
    scene: &'a Scene,
}

/// A policy of a layer that allows everything.
const FULL_ACCESS: &str = "FullAWSAccess";

impl Work<'_, '_> {
    fn group(
        &mut self,
        group: &Group,
        policies: PolicySet,
        wishes: &Wishes<'_>,
    ) -> Result<(), Vec<Trouble>> {
        let mut group = group.clone();
        complain_of_closed_levels(&policies);
        if needs_grant(&policies)
            && let Some(layers) = group.layers.as_object_mut()
        {
            layers.insert("identity".to_owned(), json!([FULL_ACCESS]));
        }
        let mut cast = Cast::of(policies.all().map(|policy| &**policy));
        if let Some(caller) = &wishes.caller {
            let account = Principal::parse(&caller.text).ok().and_then(|caller| caller.account);
            cast.account = account.unwrap_or(cast.account);
            cast.caller = caller.clone();
        }
        cast.resource = wishes.resource.map(Box::from);
        let scene = Scene::new(policies, self.reader.keys().clone(), cast);
        let number = self.proposals.groups.len();
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
        let case =
            Proposal { group: asked.number, edge, name, with_full_access, answers: vec![answered] };
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
        let (full, mut verdict) = self.decide_as(&draft, edge, asked)?;
        let subject = match edge.element {
            Element::Condition(number) => condition_key(edge, number, asked.scene),
            Element::Principal | Element::Action | Element::Resource => None,
        };
        let keys: Vec<Box<str>> = draft.context.keys().cloned().collect();
        for key in keys {
            if subject.as_ref().is_some_and(|subject| subject.eq_ignore_ascii_case(&key)) {
                continue;
            }
            let mut shorter = draft.clone();
            shorter.context.remove(&key);
            let other = self.decide(&shorter, full, asked)?;
            if is_same(&verdict, &other) {
                (draft, verdict) = (shorter, other);
            }
        }
        Ok((full, self.answered(draft, &verdict, edge, asked)))
    }

    /// The verdict, where need be with all allowed by the caller's own policies: another account's,
    /// or the owner's where the statement leaves the rest to them.
    fn decide_as(
        &mut self,
        draft: &Draft,
        edge: &Edge,
        asked: &Asked<'_>,
    ) -> Result<(bool, Verdict), Vec<Trouble>> {
        let verdict = self.decide(draft, false, asked)?;
        let has_own = asked.group.layers.get("identity").is_some();
        let account = caller_account(draft);
        if has_own || account.is_none() || asked.group.layers.get("resource").is_none() {
            return Ok((false, verdict));
        }
        let is_foreign =
            draft.resource_account.is_some() || account.as_ref() != owner(draft, asked).as_ref();
        let is_left_to_them = verdict.decision == Decision::ImplicitDeny
            && edge.at.effect == Effect::Allow
            && asked.scene.applies(edge.at, draft);
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
        let request = draft.as_case().to_pretty_json(0);
        let text = format!("{{\"policies\":{layers},\"request\":{request}}}");
        let (source, node) = parsed(text, self.file).map_err(one)?;
        let at = |name: &str| node.get(name).map(|node| Placed { node, source: &source });
        let whole = Placed { node: &node, source: &source };
        let fields = QuestionFields::of_bundle(at("policies"), at("request").unwrap_or(whole))
            .map_err(one)?;
        let question = Question::read(&fields, &mut self.reader)?;
        Ok(Verdict::on::<false>(&question, self.reader.keys()))
    }

    fn answered(
        &self,
        draft: Draft,
        verdict: &Verdict,
        edge: &Edge,
        asked: &Asked<'_>,
    ) -> Answered {
        let missing = if verdict.decision == Decision::Undecided {
            what_is_missing(verdict)
        } else {
            Vec::new()
        };
        let (because, by) = reason(verdict, edge, asked);
        let by = if missing.is_empty() { by } else { format!("hangs on {}", missing.join(", ")) };
        Answered { draft, decision: verdict.decision, because, by, missing }
    }
}

impl Asked<'_> {
    /// Whether cases are about a statement: one of the group's own policy, or in the first group of
    /// any given one.
    fn is_about(&self, at: StatementAt) -> bool {
        let is_built_in = |policy: &Arc<CompiledPolicy>| {
            matches!(&*policy.name.0, FULL_ACCESS | "RCPFullAWSAccess")
        };
        let is_own = match at.gate {
            Gate::Identity => at.policy == 0,
            Gate::Resource => true,
            _ => false,
        };
        let policy = self.scene.policy(at);
        policy.is_some_and(|policy| !is_built_in(policy)) && (self.number == 0 || is_own)
    }
}

fn numbered(name: &str, count: usize) -> String {
    if count == 1 { name.to_owned() } else { format!("{name} ({count})") }
}

fn caller_account(draft: &Draft) -> Option<Box<str>> {
    Principal::parse(&draft.caller.text).ok()?.account
}

fn owner(draft: &Draft, asked: &Asked<'_>) -> Option<Box<str>> {
    let arn = crate::aws::Arn::parse(&draft.resource);
    let in_arn =
        arn.map(|arn| arn.account().into()).filter(|account: &Box<str>| !account.is_empty());
    in_arn.or_else(|| Some(asked.scene.account().into()))
}

/// Whether nothing in these policies allows anything, although something has to.
fn needs_grant(policies: &PolicySet) -> bool {
    let allows = |policy: &Arc<CompiledPolicy>| {
        policy.statements.iter().any(|statement| statement.effect == Effect::Allow)
    };
    policies.identity.is_empty() && !policies.resource.policy().is_some_and(allows)
}

fn complain_of_closed_levels(policies: &PolicySet) {
    for (name, levels) in
        [("--scp", &policies.service_control), ("--rcp", &policies.resource_control)]
    {
        let allows = |level: &Layer| {
            let mut statements = level.iter().flat_map(|policy| &policy.statements);
            statements.any(|statement| statement.effect == Effect::Allow)
        };
        if levels.iter().any(|level| !allows(level)) {
            let full = if name == "--scp" { FULL_ACCESS } else { "RCPFullAWSAccess" };
            complain(&format!(
                "note: a level of {name} allows nothing at all; add {full} to it, as accounts have it"
            ));
        }
    }
}

/// Whether two verdicts say the same, with nothing left open.
fn is_same(left: &Verdict, right: &Verdict) -> bool {
    let matched = |verdict: &Verdict| -> Vec<(Arc<str>, usize)> {
        let decided = verdict.authorizations.iter().flat_map(|one| &one.explanation.matched);
        decided.map(|statement| (statement.policy.clone(), statement.index)).collect()
    };
    left.decision == right.decision
        && matched(left) == matched(right)
        && what_is_missing(left) == what_is_missing(right)
}

/// What decided: as `because` has it, and for people.
fn reason(verdict: &Verdict, edge: &Edge, asked: &Asked<'_>) -> (Option<Node>, String) {
    let Some(decided) = verdict.deciding() else { return (None, String::new()) };
    let explanation = &decided.explanation;
    let own = asked.scene.policy(edge.at).map(|policy| policy.name.0.clone());
    let is_own = |statement: &&crate::explain::StatementPlace| {
        Some(&statement.policy) == own.as_ref() && statement.index == edge.at.statement
    };
    let is_built_in = |name: &str| matches!(name, FULL_ACCESS | "RCPFullAWSAccess");
    let named = || explanation.matched.iter().filter(|one| !is_built_in(&one.policy));
    let statement = named().find(is_own).or_else(|| named().next());
    if let Some(statement) = statement {
        let layer = ("policyType", Node::of_text(statement.layer.policy_type.field()));
        let sid = statement.sid.as_deref().filter(|sid| !sid.is_empty());
        let which = match sid {
            Some(sid) => ("sid", Node::of_text(sid)),
            None => ("index", Node::of_count(statement.index)),
        };
        let by = sid.map_or_else(|| format!("statement {}", statement.index + 1), str::to_owned);
        return (Some(Node::of_members([layer, which])), by);
    }
    match explanation.decided_by {
        Some(layer) if verdict.decision == Decision::ImplicitDeny => {
            let has_several = asked.group.layers.as_object().is_some_and(|layers| layers.len() > 1);
            let because =
                Node::of_members([("policyType", Node::of_text(layer.policy_type.field()))]);
            (has_several.then_some(because), layer.policy_type.to_string())
        }
        Some(_) | None => (None, String::new()),
    }
}

/// The value of an element, as the policy writes it.
fn value_text(at: StatementAt, (element, value): (Element, usize), scene: &Scene) -> String {
    let statement =
        scene.policy(at).and_then(|policy| policy.document.statements.get(at.statement));
    let text = statement.and_then(|statement| match element {
        Element::Principal => {
            statement.principal.as_ref()?.entries.get(value).map(|entry| entry.text.clone())
        }
        Element::Action => statement.action.entries.get(value).map(|entry| entry.text.clone()),
        Element::Resource => {
            statement.resource.as_ref()?.entries.get(value).map(|entry| entry.text.clone())
        }
        Element::Condition(number) => {
            let condition = statement.conditions.get(number)?;
            let value = condition.values.get(value).map(|value| &*value.text);
            Some(format!("{} {}", condition.key, value.unwrap_or_default()).into())
        }
    });
    text.map_or_else(String::new, String::from)
}

/// The layers of a group as a tree.
pub(super) fn layers_node(layers: &Value) -> Node {
    match layers {
        Value::String(text) => Node::of_text(text.as_str()),
        Value::Array(items) => Node::of_items(items.iter().map(layers_node)),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), layers_node(value));
            Node::of_members(members.iter().map(member))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Node { span: crate::text::Span::default(), value: crate::text::Value::Null }
        }
    }
}
