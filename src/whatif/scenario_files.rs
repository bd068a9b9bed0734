//! A scenario file in a session: its policies and condition keys hold, and its cases are watched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::layers::{Plain, PlainLayers};
use super::loading::{guessed, laid, layer_name};
use super::refusal::Refusal;
use super::scenes::{Expected, Scenes};
use super::session::Session;
use super::state::{Base, Clock, State};
use super::watch::{Asked as Question, decision_name};
use super::words::Word;
use crate::aws::PolicyKind;
use crate::bundle::{Documents, Layers, Placed, Text};
use crate::scenario::ScenarioFile;
use crate::text::{Node, printable, quote};

/// How many cases of a file are watched: all are asked again after each change.
const MOST_CASES: usize = 1000;

const OTHERS: &str =
    "for which other policies or condition keys hold: `load FILE case NAME` takes those of a case";

/// How many cases are told that come out otherwise than expected.
const MOST_TOLD: usize = 5;

/// A scenario file that a line names.
pub(super) struct Scenario<'l> {
    pub(super) name: &'l str,
    pub(super) text: Text,
    /// The case whose circumstances are to hold.
    pub(super) case: Option<&'l str>,
}

/// What was taken of a scenario file.
pub(super) struct Taken {
    pub(super) told: String,
    pub(super) cases: Vec<Expected>,
}

impl Session<'_> {
    /// Takes a scenario file: what holds for most of its cases or for the one that is named, and all
    /// cases for which that holds as questions.
    pub(super) fn take_scenario(
        &mut self,
        scenario: &Scenario<'_>,
        state: &mut State,
        base: &mut Base,
    ) -> Result<Taken, Refusal> {
        let file = ScenarioFile::of(scenario.text.clone())?;
        let document = file.document()?;
        let scenes = Scenes::of(&document)?;
        let (all, left) = (scenes.count(), scenes.left);
        let mut scene = scenes.chosen(scenario)?;
        if let Some((sources, loaded)) = file.environment() {
            base.sources.extend_from_slice(sources);
            base.environment = Some(laid(base.environment.as_ref(), loaded));
            state.environment = Some(laid(state.environment.as_ref(), loaded));
            self.read_anew(state);
        }
        let policies = self.layers_of(&scene.layers)?;
        state.layers.lay(&policies);
        base.layers.lay(&policies);
        let keys = scene.context.0.len();
        for context in [&mut state.context, &mut base.context] {
            context.take(&scene.context);
        }
        if let Some(now) = scene.now {
            base.clock = Clock::At(now);
            state.clock = base.clock.clone();
        }
        let others = all - scene.cases.len();
        let mut asked = BTreeSet::new();
        let question = |one: &Expected| {
            (one.principal.clone(), one.action.to_lowercase(), one.resource.clone())
        };
        scene.cases.retain(|one| asked.insert(question(one)));
        let many = scene.cases.len().saturating_sub(MOST_CASES);
        scene.cases.truncate(MOST_CASES);
        let mut told = format!(
            "{}: {}, {}, {} for the watch list\n",
            printable(scenario.name),
            counted(policies.all().len(), "policy", "policies"),
            counted(keys, "condition key", "condition keys"),
            counted(scene.cases.len(), "question", "questions"),
        );
        let notes = [
            (others, OTHERS),
            (left, "what no session can ask, such as `alsoRequires`, or an error"),
            (many, "more than are watched"),
        ];
        for (count, what) in notes.into_iter().filter(|(count, _)| *count > 0) {
            let _ = writeln!(told, "note: left out: {}, {what}", counted(count, "case", "cases"));
        }
        Ok(Taken { told, cases: scene.cases })
    }

    /// The policies of a file by layer.
    fn layers_of(&mut self, layers: &Layers<'_>) -> Result<PlainLayers, Refusal> {
        let mut all = PlainLayers::default();
        let lists = [
            (layers.identity, PolicyKind::Identity),
            (layers.session, PolicyKind::Session),
            (layers.permissions_boundary, PolicyKind::PermissionsBoundary),
            (layers.resource, PolicyKind::Resource),
            (layers.vpc_endpoint, PolicyKind::VpcEndpoint),
        ];
        for (list, kind) in lists {
            for policy in list.into_iter().flat_map(Placed::one_or_more) {
                let plain = self.plain_at(policy, (kind, None), all.all().len())?;
                all.put(kind, None, plain);
            }
        }
        let levels = [
            (layers.service_control, PolicyKind::ServiceControl),
            (layers.resource_control, PolicyKind::ResourceControl),
        ];
        for (list, kind) in levels {
            let list = list.into_iter().flat_map(Placed::one_or_more);
            for (level, policies) in list.enumerate() {
                for policy in policies.one_or_more() {
                    let plain = self.plain_at(policy, (kind, Some(level)), all.all().len())?;
                    all.put(kind, Some(level), plain);
                }
            }
        }
        Ok(all)
    }

    /// A policy as a scenario names it: AWS's own, in a file beside it, or written there.
    fn plain_at(
        &mut self,
        policy: Placed<'_>,
        (kind, level): (PolicyKind, Option<usize>),
        number: usize,
    ) -> Result<Plain, Refusal> {
        let own_kind = |node: &Node| match kind {
            PolicyKind::Resource if guessed(node) == PolicyKind::Trust => PolicyKind::Trust,
            kind => kind,
        };
        let Some(text) = policy.node.as_text() else {
            let level = level.map_or_else(String::new, |level| format!("{level}-"));
            let name = format!("{}-{level}{}", layer_name(kind), number + 1);
            let node = Arc::new(policy.node.clone());
            let text = Text { source: policy.source.clone(), node };
            let plain = self.plain(&name, &text, own_kind(policy.node))?;
            return Ok(Plain { is_typed: true, ..plain });
        };
        if let Some(name) = self.built_in(text) {
            let key = name.as_str().into();
            return Ok(Plain { key, name: name.into(), policy: None, is_typed: false });
        }
        let read = self.files.open(policy.source, text).map_err(|why| match why {
            Ok(trouble) => Refusal::from(trouble),
            Err(message) => message.into(),
        })?;
        let name = read.source.name().to_owned();
        let kind = own_kind(&read.node);
        self.plain(&name, &read, kind)
    }

    /// Puts the cases of a file on the watch list; tells which come out otherwise than expected.
    pub(super) fn watch_cases(&mut self, cases: &[Expected]) -> String {
        let (mut text, mut otherwise) = (String::new(), 0);
        for case in cases {
            let question = match self.question_of_case(case) {
                Ok(question) => question,
                Err(Refusal(why)) => {
                    text += &why;
                    continue;
                }
            };
            let answer = self.answered(&question);
            let decision = answer.decision;
            self.watch(&question, answer);
            if decision.is_some_and(|decision| case.wanted.is_met_by(decision)) {
                continue;
            }
            otherwise += 1;
            if otherwise <= MOST_TOLD {
                let (name, is) = (quote(&case.name), decision_name(decision));
                let _ = writeln!(text, "note: {name} expects another answer than {is}");
            }
        }
        if otherwise > MOST_TOLD {
            let _ = writeln!(text, "note: so do {} more", otherwise - MOST_TOLD);
        }
        text
    }

    fn question_of_case(&self, case: &Expected) -> Result<Question, Refusal> {
        let action = Word { text: case.action.clone(), range: 0..0, is_quoted: true };
        let action = self.action_meant(&action)?.text;
        let principal = self.principal_meant(&case.principal)?;
        let resource = self.resource_meant(&case.resource, Some(&action))?.text;
        Ok(Question { principal, action, resource })
    }

    /// What the cases say of callers and resources beside their ARNs.
    pub(super) fn settings_of_cases(
        &self,
        cases: &[Expected],
    ) -> BTreeMap<String, Map<String, Value>> {
        let mut all = BTreeMap::new();
        for (called, said) in cases.iter().flat_map(|case| &case.settings) {
            let arn = self.principal_meant(called).unwrap_or_else(|_| called.clone());
            all.insert(arn, said.clone());
        }
        all
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
